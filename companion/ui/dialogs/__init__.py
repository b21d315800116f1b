# SPDX-License-Identifier: Apache-2.0
"""Windows that ask for something step by step."""
