# SPDX-License-Identifier: Apache-2.0
"""The cards of the Today page, one file a card."""
