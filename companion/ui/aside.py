# SPDX-License-Identifier: Apache-2.0
"""Long work of Python in another thread, beside a window that has to answer.

Both share Python's one lock. Whoever waits for it gets it after five milliseconds, and the window
waits anew for each of the many things that one turn of its loop has to ask Python: a tenth of a
second goes by in no time. While such work runs, each waits half a millisecond.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

TURN = 0.0005
"""Seconds after which a thread lets another have its turn, while there is long work."""

_lock = Lock()
_before: list[tuple[float, bool]] = []
"""For each work that is under way: how it was before the first of them."""


@contextmanager
def beside_the_window() -> Iterator[None]:
    """Take short turns, and let nobody look for garbage among parts that are needed to the end.

    Each such look would hold up every thread, and the window with them. Where several do so at
    once, all is as before when the last of them is done.
    """
    with _lock:
        usual = _before[0] if _before else (sys.getswitchinterval(), gc.isenabled())
        _before.append(usual)
        sys.setswitchinterval(min(TURN, usual[0]))
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            turn, looks = _before.pop()
            if not _before:
                sys.setswitchinterval(turn)
                if looks:
                    gc.enable()
