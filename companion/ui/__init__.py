# SPDX-License-Identifier: Apache-2.0
"""The window: pages, widgets and the theme. The only package that knows Qt."""
