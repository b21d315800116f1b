# SPDX-License-Identifier: Apache-2.0
"""The cards of the page Get help now: numbers to call, when to call, and one's own safety plan."""
