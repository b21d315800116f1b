# SPDX-License-Identifier: Apache-2.0
"""What was called saved outlives kill -9 at any moment; long operations are done whole or not."""

import os
from pathlib import Path

import pytest

from tests.reliability import kills, kills_inside, writer
from tests.reliability.conftest import Figure
from tests.reliability.ledger import LOST
from tests.reliability.operations import NO_TRANSACTION, OPERATIONS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs the signals of Unix")


def test_nothing_called_saved_is_lost_by_a_kill(tmp_path: Path, figure: Figure) -> None:
    outcome = kills.run(100, 1, tmp_path)
    figure("killed while saving", outcome)
    assert outcome.wrong == ()
    assert outcome.tried == 100
    assert outcome.figures["acknowledged"] > 200


def test_a_writer_that_answers_before_it_commits_would_be_found_out(
    tmp_path: Path, figure: Figure
) -> None:
    outcome = kills.run(6, 1, tmp_path, writer.LATE_COMMITS)
    figure("control, answers before it commits", outcome)
    assert outcome.figures[LOST] > 0


SLOW = {"backup": 8, "restore": 8, "first passphrase": 8, "change of passphrase": 8}
"""Kills in what takes long to look at; the long run kills all alike."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_killed_operation_leaves_the_old_or_the_new(
    name: str, tmp_path: Path, figure: Figure
) -> None:
    count = SLOW.get(name, 20)
    outcome = kills_inside.run_some((name,), count, 1, tmp_path)
    figure(f"killed in {name}", outcome)
    assert outcome.wrong == ()
    assert outcome.figures["inside"] >= count // 2


def test_an_import_that_is_no_transaction_would_be_found_out(
    tmp_path: Path, figure: Figure
) -> None:
    outcome = kills_inside.run_some(("import",), 12, 1, tmp_path, NO_TRANSACTION)
    figure("control, import without a transaction", outcome)
    assert outcome.figures[kills_inside.BETWEEN] > 0
