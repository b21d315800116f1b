# SPDX-License-Identifier: Apache-2.0
"""The parts of the questionnaire page: the choice, one question, the end, and where one stands."""
