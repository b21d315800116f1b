# SPDX-License-Identifier: Apache-2.0
"""What a seal is made to cost: half a second of this computer, whatever else it does meanwhile."""

import subprocess
import sys

import pytest

from companion.storage import sealing
from companion.storage.sealing import LEAST, MOST_ITERATIONS, TARGET, Cost, Passphrase, RecoveryCode

BEGIN, PASS = 0.038, 0.0455
"""Seconds of work to get the memory and of one pass, as on the computer this was written on."""


def taken(passes: int, *, work: float = PASS, cores: int = 2, slowed: float = 1) -> sealing._Taken:
    """Give what a derivation takes of which the memory is got on one core and the rest on all."""
    clock = (BEGIN + passes * work / cores) * slowed
    return sealing._Taken(clock, BEGIN + passes * work)


def passes(*, work: float = PASS, cores: int = 2, slowed: float = 1) -> int:
    few, many = (
        taken(number, work=work, cores=cores, slowed=slowed)
        for number in (LEAST.iterations, 3 * LEAST.iterations)
    )
    return sealing._passes(few, many, cores)


@pytest.mark.parametrize("work", [0.02, PASS, 0.1])
@pytest.mark.parametrize("cores", [1, 2, 4])
def test_it_takes_half_a_second_by_what_a_pass_takes_and_not_by_what_the_memory_does(
    work: float, cores: int
) -> None:
    found = passes(work=work, cores=cores)
    assert taken(found, work=work, cores=cores).clock == pytest.approx(TARGET, abs=work / cores)


@pytest.mark.parametrize("slowed", [1.2, 2, 3])
def test_what_else_a_computer_does_makes_no_seal_weaker(slowed: float) -> None:
    assert passes(slowed=slowed) == passes()


def test_where_less_of_a_computer_is_to_be_had_than_there_is_it_ends_in_time() -> None:
    """As for a process that is given a tenth of it."""
    found = passes(slowed=10)
    assert LEAST.iterations < found < passes()
    assert taken(found, slowed=10).clock == pytest.approx(sealing.LONGEST, abs=10 * PASS)


@pytest.mark.parametrize(
    ("few", "many"),
    [
        (sealing._Taken(0.11, 0.16), sealing._Taken(0.11, 0.16)),
        (sealing._Taken(0.2, 0.3), sealing._Taken(0.1, 0.15)),
        (sealing._Taken(0.1, 0.0), sealing._Taken(0.1, 0.0)),
    ],
)
def test_a_clock_that_goes_by_leaps_leads_to_no_endless_seal(
    few: sealing._Taken, many: sealing._Taken
) -> None:
    each = many.clock / (3 * LEAST.iterations)
    assert 0 < sealing._passes(few, many, 2) <= 2 * sealing.LONGEST / each


def spied(monkeypatch: pytest.MonkeyPatch, *, work: float) -> list[int]:
    """Have every derivation take what it is said to, and give the passes of each that is timed."""
    asked: list[int] = []

    def timed(cost: Cost) -> sealing._Taken:
        asked.append(cost.iterations)
        return taken(cost.iterations, work=work)

    monkeypatch.setattr(sealing, "_timed", timed)
    monkeypatch.setattr(sealing, "_cores", lambda: 2)
    return asked


def test_a_passphrase_gets_what_was_measured_and_a_random_code_the_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = spied(monkeypatch, work=PASS)
    cost = sealing._calibrated(Passphrase("x"))
    assert (cost.memory_kib, cost.lanes) == (LEAST.memory_kib, LEAST.lanes)
    assert taken(cost.iterations).clock == pytest.approx(TARGET, abs=PASS)
    assert sum(taken(each).clock for each in asked) < 1, "seconds that it takes to find out"
    asked.clear()
    assert sealing._calibrated(RecoveryCode("x")) == LEAST
    assert asked == []


def test_no_seal_is_weaker_than_the_least_nor_dearer_than_the_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = spied(monkeypatch, work=0.4)
    assert sealing._calibrated(Passphrase("x")) == LEAST
    assert set(asked) == {LEAST.iterations}, "a slow computer is not kept busy any longer"
    spied(monkeypatch, work=0.001)
    assert sealing._calibrated(Passphrase("x")).iterations == MOST_ITERATIONS


OPENING = """
import sys
from companion.storage import sealing
from companion.storage.sealing import Cost, Passphrase, Seal
sealing.get_ready()
before = set(sys.modules)
seal = Seal("passphrase", Cost(1024, 1, 1), bytes(16), bytes(12), bytes(sealing.SEALED))
assert sealing.opened(seal, Passphrase("x"), b"") is None
print(*(set(sys.modules) - before))
"""


def test_nothing_is_left_to_load_once_it_is_ready_to_open_a_seal() -> None:
    opened = subprocess.run(
        [sys.executable, "-c", OPENING], capture_output=True, text=True, check=True
    )
    assert opened.stdout == "\n"
