# SPDX-License-Identifier: Apache-2.0
"""On a disk that is really full, saving says so, reading goes on, and things can be deleted."""

import sys
from pathlib import Path

import pytest

from tests.reliability import full_disk
from tests.reliability.conftest import Figure

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts as Linux does"),
    pytest.mark.skipif(
        sys.platform.startswith("linux") and full_disk.apart() is None,
        reason="this system lets nobody mount a small disk",
    ),
]


def test_a_full_disk_loses_nothing_and_lets_things_be_deleted(
    tmp_path: Path, figure: Figure
) -> None:
    outcome = full_disk.run(4, 1, tmp_path)
    figure("full disks", outcome)
    assert outcome.wrong == ()
    assert outcome.tried == 4


def test_without_ballast_nothing_could_be_deleted(tmp_path: Path, figure: Figure) -> None:
    outcome = full_disk.run(3, 1, tmp_path, full_disk.NO_BALLAST)
    figure("control, no ballast", outcome)
    assert outcome.figures[full_disk.STUCK] > 0
