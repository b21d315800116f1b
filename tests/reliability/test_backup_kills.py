# SPDX-License-Identifier: Apache-2.0
"""A kill inside a backup or a restore leaves the old or the new, and every earlier backup whole."""

import os
from pathlib import Path

import pytest

from tests.reliability import backup_kills
from tests.reliability.conftest import Figure

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals of Unix")

KILLS = 21


def test_a_killed_backup_leaves_only_whole_ones(tmp_path: Path, figure: Figure) -> None:
    outcome = backup_kills.run_backups(KILLS, 1, tmp_path)
    figure("kills inside a backup", outcome)
    assert outcome.wrong == ()
    assert outcome.figures["killed midway"] > KILLS // 3


def test_a_killed_restore_leaves_the_old_or_the_new(tmp_path: Path, figure: Figure) -> None:
    outcome = backup_kills.run_restores(KILLS, 1, tmp_path)
    figure("kills inside a restore", outcome)
    assert outcome.wrong == ()
    assert outcome.figures["killed midway"] > KILLS // 3


def test_a_backup_under_its_own_name_from_the_start_is_told(tmp_path: Path) -> None:
    outcome = backup_kills.run_backups(10, 2, tmp_path, "straight")
    assert outcome.figures[backup_kills.UNUSABLE]


def test_a_record_written_over_in_place_is_told(tmp_path: Path) -> None:
    outcome = backup_kills.run_restores(KILLS, 2, tmp_path, "overwriting")
    assert outcome.figures[backup_kills.BETWEEN]
