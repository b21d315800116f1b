# SPDX-License-Identifier: Apache-2.0
"""What things are and what follows from them: frozen records and pure functions, no clock."""
