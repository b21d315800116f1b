# SPDX-License-Identifier: Apache-2.0
"""One form for each kind of record."""
