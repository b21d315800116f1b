# SPDX-License-Identifier: Apache-2.0
"""Long work: how far it is, and ending it early because whoever asked for it wants it no more."""

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from threading import Event
from typing import TypeVar

T = TypeVar("T")

Progress = Callable[[int, int], object]
"""Called between two pieces of long work with how many of how many are done, from any thread.

It raises Stopped where the rest is not wanted; the work then leaves everything as it was before.
"""
EVERY = 500
"""Things of which so many make a piece: some milliseconds of work."""
FINE = 1000
"""Into how many steps the way through one of several stages is parted."""


class Stopped(Exception):
    """The rest is not wanted any more. No fault: nobody has anything to mend."""


def go_on(stop: Event | None) -> None:
    """Raise Stopped where it is to stop."""
    if stop is not None and stop.is_set():
        raise Stopped


def unwatched(_done: int, _of: int) -> None:
    """Go on to the end, as nobody looks on."""


def stage(progress: Progress, number: int, of: int, *, many: int = 1) -> Progress:
    """Give the progress of one of several stages, counted from 0, that follow on each other.

    One that takes longer counts as ``many``.
    """

    def tell(done: int, all_: int) -> None:
        progress(number * FINE + done * many * FINE // max(all_, 1), of * FINE)

    return tell


def to_its_end(progress: Progress) -> Progress:
    """Give a progress that is only told of work, which can no more be left as it was before."""

    def tell(done: int, of: int) -> None:
        with suppress(Stopped):
            progress(done, of)

    return tell


def watched(things: Collection[T], progress: Progress, every: int = EVERY) -> Iterator[T]:
    """Give things one after another, and tell of it between the pieces."""
    of = len(things)
    for done, thing in enumerate(things):
        if done % every == 0:
            progress(done, of)
        yield thing
    progress(of, of)
