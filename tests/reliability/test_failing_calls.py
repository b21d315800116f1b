# SPDX-License-Identifier: Apache-2.0
"""A disk that fails at any call is told about, and what was called saved is there afterwards."""

import sys
from pathlib import Path

import pytest

from tests.reliability import calls
from tests.reliability.attempts import ERRORS_IGNORED
from tests.reliability.conftest import Figure
from tests.reliability.ledger import LOST

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="strace is Linux's")


def test_whatever_call_fails_it_is_told_and_nothing_is_lost(tmp_path: Path, figure: Figure) -> None:
    outcome = calls.run(55, 1, tmp_path)
    figure("failing calls", outcome)
    assert outcome.wrong == ()
    assert outcome.figures[calls.TOLD] > 25
    assert outcome.figures["acknowledged"] > 90


def test_errors_that_are_ignored_would_be_found_out(tmp_path: Path, figure: Figure) -> None:
    outcome = calls.run(25, 1, tmp_path, ERRORS_IGNORED)
    figure("control, errors ignored", outcome)
    assert outcome.figures[LOST] > 0
