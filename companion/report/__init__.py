# SPDX-License-Identifier: Apache-2.0
"""What the doctor gets: the record in words, tables and one chart, and the PDF made of it."""
