# SPDX-License-Identifier: Apache-2.0
"""Every length of record is measured with a passphrase too."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks import bench, starts, unlocking
from tests.benchmarks.lab import LOCKED, Figures, Lab
from tests.benchmarks.records import SIZES, Size


class Told(Lab):
    """A lab in which everything takes a second for each year, and nothing is started."""

    def __init__(self, place: Path) -> None:
        super().__init__(place=place)
        self.locked: list[str] = []
        self._years = 0.0

    @contextmanager
    def copy(self, size: Size, *, passphrase: bool = False) -> Iterator[Path]:
        """Note which records with a passphrase are measured."""
        self._years = size.days / 365
        if passphrase:
            self.locked.append(size.name)
        yield self.place

    def figures(self, module: str, *arguments: object, memory: bool = False) -> Figures:
        """Tell what such a record takes."""
        del module, arguments, memory
        took = self._years
        names = ("painted", "settled", "peak", "besides")
        return {**dict.fromkeys(names, took), "unlock": took + 0.5, "derivation": 0.5}


@pytest.fixture
def lab(tmp_path: Path) -> Told:
    return Told(tmp_path)


def test_unlocking_is_measured_on_every_length(lab: Told) -> None:
    rows, growth, _found = unlocking.measure(lab)
    assert set(lab.locked) == {size.name for size in SIZES}
    by_name = {row.name: row for row in rows}
    assert by_name["unlock"].app == pytest.approx(10.5)
    assert by_name["unlock-growth"].ratio == pytest.approx(30)
    assert all(set(one.app) == {size.days for size in SIZES} for one in growth)


def test_the_start_to_the_lock_is_measured_on_every_length(lab: Told) -> None:
    _rows, growth, _found = starts.measure(lab)
    assert set(lab.locked) == {size.name for size in SIZES}
    drawn = next(one for one in growth if one.name == "start-locked")
    assert set(drawn.app) == {size.days for size in SIZES}


def test_the_long_record_is_measured_thrice_in_turn_with_a_passphrase_and_each_other_once(
    lab: Told,
) -> None:
    turns: list[tuple[str, bool]] = []

    def run(size: Size, *, passphrase: bool) -> Figures:
        turns.append((size.name, passphrase))
        return {"turn": len(turns)}

    found = lab.on_every_length(run)
    others = [size.name for size in SIZES if size is not lab.long]
    assert turns[: len(others)] == [(name, False) for name in others]
    assert turns[len(others) :] == [(lab.long.name, False), (lab.long.name, True)] * 3
    assert list(found.by_size) == list(SIZES)
    assert [len(one) for one in found.by_size.values()] == [1, 1, 3, 1]
    assert [one["turn"] for one in found.locked] == [5, 7, 9]
    assert list(found.details) == [*(size.name for size in SIZES), LOCKED]


def test_the_records_for_it_are_made_before(lab: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[int, bool]] = []

    def make(days: int, *, passphrase: bool = False) -> bool:
        made.append((days, passphrase))
        return False

    monkeypatch.setattr(lab.kept, "make", make)
    bench.make_records(lab)
    for size in SIZES:
        assert {(size.days, False), (size.days, True)} <= set(made)
