# SPDX-License-Identifier: Apache-2.0
"""The first run: a few short steps, each kept as soon as it is answered."""
