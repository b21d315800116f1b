# SPDX-License-Identifier: Apache-2.0
"""A companion for people in ketamine therapy: prepare, keep the record, take it to the doctor."""

__version__ = "0.1.0"
HOMEPAGE = "github.com/companionapp/companion"
"""Where new versions come from, as words to read: nothing here opens or asks it."""
