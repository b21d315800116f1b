# SPDX-License-Identifier: Apache-2.0
"""Long work beside the window: short turns while it lasts, and all as before when it is over."""

import gc
import sys
import threading

import pytest

from companion.ui.aside import TURN, beside_the_window


def state() -> tuple[float, bool]:
    return round(sys.getswitchinterval(), 6), gc.isenabled()


def test_it_takes_short_turns_and_puts_all_back() -> None:
    before = state()
    assert before[0] > TURN
    with beside_the_window():
        assert state() == (TURN, False)
    assert state() == before


def test_what_breaks_off_puts_all_back() -> None:
    before = state()
    with pytest.raises(ValueError, match="broken off"), beside_the_window():
        raise ValueError("broken off")
    assert state() == before


def test_the_last_of_several_puts_all_back() -> None:
    before = state()
    begun, end = threading.Event(), threading.Event()

    def other() -> None:
        with beside_the_window():
            begun.set()
            end.wait(10)

    thread = threading.Thread(target=other)
    with beside_the_window():
        thread.start()
        assert begun.wait(10)
        with beside_the_window():
            pass
    assert state() == (TURN, False), "the other goes on"
    end.set()
    thread.join()
    assert state() == before


def test_a_window_without_the_search_for_garbage_stays_without() -> None:
    gc.disable()
    try:
        with beside_the_window():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
