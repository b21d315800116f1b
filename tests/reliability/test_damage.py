# SPDX-License-Identifier: Apache-2.0
"""Damage is noticed or does no harm, and a damaged record gives back what is still in it."""

import os
from pathlib import Path

import pytest

from tests.reliability import damage
from tests.reliability.conftest import Figure

DAMAGES = 120
KILLS = 30


def test_damage_is_never_silent_and_nearly_everything_is_salvaged(
    tmp_path: Path, figure: Figure
) -> None:
    outcome = damage.run(DAMAGES, 1, tmp_path)
    figure("damaged files", outcome)
    assert outcome.wrong == ()
    assert outcome.figures[damage.NOTICED] > DAMAGES / 2
    assert outcome.figures[damage.LOCAL] > 0
    assert outcome.figures[damage.SALVAGED_OF] >= 0.99 * outcome.figures[damage.LOCAL]


def test_without_verification_damage_is_opened_as_if_sound(tmp_path: Path, figure: Figure) -> None:
    outcome = damage.run(40, 1, tmp_path, damage.UNVERIFIED)
    figure("damaged files, without verification (control)", outcome)
    assert outcome.figures[damage.LATE] + outcome.figures[damage.SILENT] > 0


def test_without_encryption_damage_is_silent(tmp_path: Path, figure: Figure) -> None:
    outcome = damage.plain(40, 1, tmp_path)
    figure("damaged files, without encryption (control)", outcome)
    assert outcome.figures[damage.SILENT] > 0


@pytest.mark.skipif(os.name == "nt", reason="needs signals of Unix")
def test_a_kill_is_no_damage_to_the_log(tmp_path: Path, figure: Figure) -> None:
    outcome = damage.false_alarms(KILLS, 1, tmp_path)
    figure("logs after a kill", outcome)
    assert outcome.wrong == ()
    assert outcome.figures["logs with saves in them"] > KILLS / 4
