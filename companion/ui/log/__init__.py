# SPDX-License-Identifier: Apache-2.0
"""The parts of the log: what is shown, how it is found, and what can be added."""
