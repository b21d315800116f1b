# SPDX-License-Identifier: Apache-2.0
"""The parts of the session-day screen: few, large, and each tap saved at once."""
