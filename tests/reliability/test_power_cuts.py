# SPDX-License-Identifier: Apache-2.0
"""What was called saved outlives a power cut at any moment."""

import sys
from pathlib import Path
from random import Random

import pytest

from tests.reliability import power, writer
from tests.reliability.conftest import Figure
from tests.reliability.disk import Disk, cut
from tests.reliability.tracing import Call

STATES = 500

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is Linux's")


def test_nothing_called_saved_is_lost_by_a_power_cut(tmp_path: Path, figure: Figure) -> None:
    outcome = power.run(STATES, 1, tmp_path)
    figure("power cuts", outcome)
    assert outcome.wrong == ()
    assert outcome.tried == STATES
    assert outcome.figures["acknowledged"] > 50


def test_a_log_that_is_not_synced_would_be_found_out(tmp_path: Path, figure: Figure) -> None:
    outcome = power.run(150, 1, tmp_path, writer.NO_FULL)
    figure("control, power cuts without FULL", outcome)
    assert outcome.figures[power.LOSING] > 0


def test_what_is_synced_stays_and_the_rest_may_go() -> None:
    disk = Disk("/d")
    disk.do(Call("openat", "/d/file", creates=True))
    disk.do(Call("pwrite64", "/d/file", data=b"a" * 1024, place=0))
    disk.do(Call("fsync", "/d/file"))
    disk.do(Call("pwrite64", "/d/file", data=b"b" * 1024, place=0))
    disk.do(Call("openat", "/d/other", creates=True))
    nothing, everything = disk.after(lambda _n: False), disk.after(lambda _n: True)
    assert nothing == {"file": b"a" * 1024}
    assert everything == {"file": b"b" * 1024, "other": b""}


def test_a_write_is_torn_at_sectors() -> None:
    disk = Disk("/d")
    disk.do(Call("openat", "/d/file", creates=True))
    disk.do(Call("pwrite64", "/d/file", data=b"a" * 2048, place=0))
    disk.do(Call("fsync", "/d/file"))
    disk.do(Call("pwrite64", "/d/file", data=b"b" * 2048, place=0))
    (number,) = disk.pending()
    found = {disk.after(lambda _n: True, number, seed)["file"] for seed in range(300)}
    sectors = [tuple(state[at : at + 512] for at in range(0, 2048, 512)) for state in found]
    assert len(found) == 16
    assert all(set(sector) in ({ord("a")}, {ord("b")}) for state in sectors for sector in state)


def test_a_renaming_is_done_or_not() -> None:
    disk = Disk("/d")
    for call in (
        Call("openat", "/d/old", creates=True),
        Call("openat", "/d/new", creates=True),
        Call("fsync", "/d"),
        Call("rename", "/d/new", "/d/old"),
    ):
        disk.do(call)
    assert sorted(disk.after(lambda _n: False)) == ["new", "old"]
    assert sorted(disk.after(lambda _n: True)) == ["old"]
    disk.do(Call("fsync", "/d"))
    assert disk.pending() == []


def test_a_file_is_synced_with_its_name() -> None:
    disk = Disk("/d")
    disk.do(Call("openat", "/d/file", creates=True))
    disk.do(Call("unlink", "/d/file"))
    disk.do(Call("openat", "/d/file", creates=True))
    disk.do(Call("write", "/d/file", data=b"kept", place=-1))
    disk.do(Call("fsync", "/d/file"))
    assert disk.after(lambda _n: True) == disk.after(lambda _n: False) == {"file": b"kept"}


def test_the_same_seed_cuts_in_the_same_way() -> None:
    def states(seed: int) -> list[dict[str, bytes]]:
        disk, random = Disk("/d"), Random(seed)
        disk.do(Call("openat", "/d/file", creates=True))
        disk.do(Call("pwrite64", "/d/file", data=b"a" * 4096, place=0))
        return [cut(disk, random) for _ in range(20)]

    assert states(1) == states(1)
    assert states(1) != states(2)
