# SPDX-License-Identifier: Apache-2.0
"""Without its driver under it, sqlite-utils loses rows that it reported as saved."""

import subprocess
import sys
from pathlib import Path

from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome
from tests.reliability.small_saves import SAVES

ROOT = Path(__file__).parents[2]


def saved_and_found(folder: Path, how: str) -> tuple[int, int]:
    """Save some rows in a process of its own; give how many were reported and are there."""
    command = [sys.executable, "-m", "tests.reliability.small_saves", str(folder / how), how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    saved, found = done.stdout.split()
    return int(saved), int(found)


def test_rows_reported_as_saved_are_there_only_with_the_driver_under_it(
    tmp_path: Path, figure: Figure
) -> None:
    with_it, without = (saved_and_found(tmp_path, how) for how in ("with", "without"))
    figure("driver under sqlite-utils", Outcome("rows", with_it[0], {"found": with_it[1]}))
    figure("control, without it", Outcome("rows", without[0], {"found": without[1]}))
    assert with_it == (SAVES, SAVES)
    assert without[0] > without[1] == 0
