# SPDX-License-Identifier: Apache-2.0
"""Measurements beside a floor that everyone can reproduce: `python3 packaging/dev.py bench`."""
