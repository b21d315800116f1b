# SPDX-License-Identifier: Apache-2.0
"""Seals that cost next to nothing, for tests of anything but what opening a seal has to cost."""

from typing import Protocol

from companion.storage import sealing

COST = sealing.Cost(memory_kib=1024, iterations=1, lanes=4)


class Setting(Protocol):
    """Sets an attribute, as ``setattr`` does, or until a test has ended."""

    def __call__(self, target: object, name: str, value: object, /) -> None:
        """Set it."""


def seal_quickly(setting: Setting = setattr) -> None:
    """Have every seal cost that; a seal of the usual cost can be opened all the same."""
    setting(sealing, "TARGET", 0)
    setting(sealing, "LEAST", COST)
