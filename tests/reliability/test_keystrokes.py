# SPDX-License-Identifier: Apache-2.0
"""Of what is typed when the process is killed, at most the last three seconds are lost."""

import os
from pathlib import Path

import pytest

from tests.reliability import keystrokes
from tests.reliability.conftest import Figure

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals of Unix")


def test_a_kill_takes_three_seconds_of_typing_at_most(tmp_path: Path, figure: Figure) -> None:
    outcome = keystrokes.run(2, 1, tmp_path)
    figure("killed while typing", outcome)
    assert outcome.wrong == ()
    assert outcome.figures[keystrokes.KEPT] > 0.5 * outcome.figures[keystrokes.TYPED]


def test_a_draft_kept_only_after_a_pause_would_be_found_out(tmp_path: Path, figure: Figure) -> None:
    outcome = keystrokes.run(1, 1, tmp_path, "after")
    figure("control, kept only after a pause", outcome)
    assert outcome.figures[keystrokes.TOO_MUCH] == 1
