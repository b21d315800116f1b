# SPDX-License-Identifier: Apache-2.0
"""How far long work is goes on through its stages, and it ends where it is to stop."""

from threading import Event

import pytest

from companion.stopping import EVERY, Stopped, go_on, stage, to_its_end, watched
from tests.stops import StopAt


def test_it_goes_on_until_it_is_to_stop() -> None:
    stop = Event()
    go_on(None)
    go_on(stop)
    stop.set()
    with pytest.raises(Stopped):
        go_on(stop)


def test_stages_follow_on_each_other_and_inside_each_other() -> None:
    shares: list[float] = []

    def tell(done: int, of: int) -> None:
        shares.append(done / of)

    stage(tell, 0, 2)(1, 2)
    second = stage(tell, 1, 2)
    stage(second, 0, 4)(0, 7)
    stage(second, 3, 4)(7, 7)
    stage(second, 3, 4)(0, 0)
    assert shares == [0.25, 0.5, 1.0, 0.875]
    shares.clear()
    stage(tell, 1, 4, many=2)(1, 2)
    stage(tell, 1, 4, many=2)(2, 2)
    assert shares == [0.5, 0.75]


def test_what_can_only_be_finished_is_told_and_goes_on() -> None:
    stop = StopAt(1)
    with pytest.raises(Stopped):
        stop(1, 4)
    for each in (StopAt(1), StopAt(2)):
        tell = to_its_end(each)
        tell(1, 4)
        tell(4, 4)
        assert (each.calls, each.last) == (2, 1)
    with pytest.raises(ZeroDivisionError):
        to_its_end(lambda done, of: done // of)(1, 0)


@pytest.mark.parametrize(("things", "calls"), [(0, 1), (1, 2), (EVERY, 2), (EVERY + 1, 3)])
def test_what_is_watched_comes_whole_and_in_order(things: int, calls: int) -> None:
    counting = StopAt()
    assert list(watched(range(things), counting)) == list(range(things))
    assert counting.calls == calls


def test_nothing_comes_after_the_piece_at_which_it_stopped() -> None:
    came: list[int] = []
    with pytest.raises(Stopped):
        came.extend(watched(range(3 * EVERY), StopAt(2)))
    assert len(came) <= EVERY
