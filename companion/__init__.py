# SPDX-License-Identifier: Apache-2.0
"""A companion for people in ketamine therapy: prepare, keep the record, take it to the doctor."""

__version__ = "0.1.0"
