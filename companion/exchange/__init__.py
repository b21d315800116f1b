# SPDX-License-Identifier: Apache-2.0
"""Ways out of the diary and into it: files other programs can read."""
