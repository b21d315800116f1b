# SPDX-License-Identifier: Apache-2.0
"""Imports the storage first, as the program does, so that sqlite-utils takes the right driver."""

import companion.storage  # noqa: F401
