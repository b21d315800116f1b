# SPDX-License-Identifier: Apache-2.0
"""The long run goes in slices, keeps what is done, and tells what went wrong."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.reliability import torture
from tests.reliability.outcome import Outcome
from tests.reliability.torture import HARNESSES, Harness

MADE_UP = "made_up"


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the seeds that a made-up harness was run with; its third slice finds a loss."""
    noted: list[int] = []
    module = ModuleType(f"tests.reliability.{MADE_UP}")

    def run(count: int, seed: int, folder: Path) -> Outcome:
        assert list(folder.iterdir()) == []
        noted.append(seed)
        lost = ("lost: an entry",) if seed == 2 else ()
        return Outcome("tries", count, {"lost": len(lost)}, lost)

    vars(module)["run"] = run
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(torture, "HARNESSES", (Harness("made up", MADE_UP, 10, 20, 40),))
    return noted


def test_a_run_that_was_stopped_goes_on(
    seeds: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path)]
    assert torture.main(folder) == 0
    assert seeds == [0, 1]
    assert torture.main(folder) == 0
    assert seeds == [0, 1]
    assert "made up (100 %" in capsys.readouterr().out
    assert torture.main(["--fresh", *folder]) == 0
    assert seeds == [0, 1, 0, 1]


def test_what_went_wrong_is_told_and_stays(
    seeds: list[int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ["--folder", str(tmp_path)]
    assert torture.main(["--release", *folder]) == 1
    assert seeds == [0, 1, 2, 3]
    last = capsys.readouterr().out.splitlines()[-2:]
    assert last[0].startswith("made up (100 %")
    assert last[0].endswith("40 tries: 1 lost")
    assert last[1].strip() == "WRONG lost: an entry"
    assert torture.main(folder) == 1


def test_every_harness_is_there() -> None:
    folder = Path(torture.__file__).parent
    for harness in HARNESSES:
        assert (folder / f"{harness.module}.py").is_file()
        assert harness.short <= harness.long <= harness.release
