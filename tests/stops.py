# SPDX-License-Identifier: Apache-2.0
"""Stopping long work at each of the places where it can be stopped."""

from collections.abc import Callable, Iterator

import pytest

from companion.stopping import Progress, Stopped


class StopAt:
    """A progress that wants no more at its n-th call; 0 counts the calls and lets all go on."""

    def __init__(self, call: int = 0) -> None:
        self.calls = 0
        self.last = 0.0
        self._call = call

    def __call__(self, done: int, of: int) -> None:
        self.calls += 1
        share = done / max(of, 1)
        assert self.last <= share <= 1, "it never goes back"
        self.last = share
        if self.calls == self._call:
            raise Stopped


def everywhere(calls: int, most: int = 12) -> Iterator[StopAt]:
    """Give a stop at the first call, the last one, and some between."""
    for number in sorted({1, calls, *range(1, calls + 1, max(1, calls // most))}):
        yield StopAt(number)


def stopped_everywhere(act: Callable[[Progress], object], calls: int) -> Iterator[None]:
    """Stop something at one place after another, and let the caller look after each."""
    for stop in everywhere(calls):
        with pytest.raises(Stopped):
            act(stop)
        yield
