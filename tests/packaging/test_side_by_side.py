# SPDX-License-Identifier: Apache-2.0
"""Commands that run side by side: each heard whole, none left running, each with its own screen."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.packaging.scripts import fresh


@pytest.fixture
def beside() -> ModuleType:
    """Load a fresh side_by_side.py, which is of a script and no part of any package."""
    return fresh("side_by_side.py")


def piece(beside: ModuleType, name: str, code: str) -> Any:
    """Make a piece of some lines of Python."""
    return beside.Piece(name, [sys.executable, "-S", "-c", code])


WAITS = """
import pathlib, time
def wait(name):
    while not pathlib.Path({folder!r}, name).exists():
        time.sleep(0.01)
def leave(name):
    pathlib.Path({folder!r}, name).touch()
"""


def test_pieces_run_beside_one_another_and_each_output_stays_whole(
    beside: ModuleType, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The first waits for the second, which fails and is told with what it said; both are heard."""
    waits = WAITS.format(folder=str(tmp_path))
    first = "print('a', flush=True); wait('second'); print('b', flush=True); leave('first')"
    second = (
        "print('c', flush=True); leave('second'); wait('first'); print('d'); raise SystemExit(3)"
    )
    pieces = [piece(beside, "one", waits + first), piece(beside, "two", waits + second)]
    assert beside.side_by_side(pieces, at_once=2) == {"one": 0, "two": 3}
    assert capfdbinary.readouterr().out.split() == b"--- one a b --- two c d".split()


def test_no_more_run_at_once_than_there_are_processors(
    beside: ModuleType, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    alone = (
        f"import pathlib, time; here = pathlib.Path({str(tmp_path)!r}, 'here'); here.mkdir(); "
        "time.sleep(0.05); here.rmdir()"
    )
    pieces = [piece(beside, name, alone) for name in ("one", "two", "three")]
    assert beside.side_by_side(pieces, at_once=1) == {"one": 0, "two": 0, "three": 0}
    assert capfd.readouterr().out.split("\n") == ["--- one", "--- two", "--- three", ""]


@pytest.mark.skipif(os.name == "nt", reason="needs the signals of Unix")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_when_it_is_ended_so_are_all_its_pieces(
    beside: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    sign: signal.Signals,
) -> None:
    """The one puts its things in order at Ctrl+C, the other listens to nothing.

    Whoever started the tests aside may have had Ctrl+C ignored for them.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    folder = WAITS.format(folder=str(tmp_path))
    tidy = "try:\n leave('a'); wait('never')\nexcept KeyboardInterrupt:\n leave('tidied')"
    deaf = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); leave('b'); wait('never')"
    begun: list[subprocess.Popen[bytes]] = []
    popen, sleep = subprocess.Popen, time.sleep

    def noted(*arguments: Any, **options: Any) -> subprocess.Popen[bytes]:
        begun.append(popen(*arguments, **options))
        return begun[-1]

    def end_once_both_run(seconds: float) -> None:
        sleep(seconds)
        if {"a", "b"} <= {path.name for path in tmp_path.iterdir()}:
            monkeypatch.setattr(beside.time, "sleep", sleep)
            signal.raise_signal(sign)

    monkeypatch.setattr(beside.subprocess, "Popen", noted)
    monkeypatch.setattr(beside, "ENDINGS", ((0, None), (0.5, signal.SIGINT), (5, signal.SIGKILL)))
    monkeypatch.setattr(beside.time, "sleep", end_once_both_run)
    with pytest.raises(KeyboardInterrupt):
        beside.side_by_side(
            [piece(beside, "a", folder + tidy), piece(beside, "b", folder + deaf)], 2
        )
    assert [process.returncode for process in begun] == [0, -signal.SIGKILL]
    assert (tmp_path / "tidied").exists()


def test_a_screen_is_there_for_the_pieces_that_open_windows_alone(
    beside: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Two of them have one each, and it is gone when the piece has ended."""
    screens = iter((":71", ":72"))
    open_now: list[str] = []

    @contextlib.contextmanager
    def screen() -> Iterator[dict[str, str]]:
        open_now.append(next(screens))
        yield {"DISPLAY": open_now[-1]}
        open_now.pop()

    monkeypatch.setattr(beside, "test_screen", screen)
    monkeypatch.setenv("DISPLAY", "ours")
    tells = "import os; print(os.environ['DISPLAY'])"
    without = piece(beside, "none", tells)
    pieces = [without, *(without._replace(name=name, opens_windows=True) for name in "ab")]
    assert beside.side_by_side(pieces, at_once=3) == {"none": 0, "a": 0, "b": 0}
    assert capfd.readouterr().out.splitlines() == [
        "--- none", "ours", "--- a", ":71", "--- b", ":72",
    ]  # fmt: skip
    assert open_now == []
