# SPDX-License-Identifier: Apache-2.0
"""Reusable controls in the app's own look."""
