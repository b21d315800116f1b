# SPDX-License-Identifier: Apache-2.0
"""One process writes in a folder: of many that start at once, after a kill, and for a copy of it."""

import os
import shutil
from pathlib import Path

import pytest

from companion import app
from companion.domain.records import CheckIn
from companion.storage import lock
from companion.storage.diary import check, create, open_
from tests.reliability import one_writer
from tests.reliability.conftest import Figure

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs signals of Unix")

ROUNDS = 6


def test_of_many_starts_one_writes(tmp_path: Path, figure: Figure) -> None:
    outcome = one_writer.run(ROUNDS, 1, tmp_path)
    figure("starts at once", outcome)
    assert outcome.wrong == ()
    assert outcome.figures[one_writer.HELD] >= ROUNDS - ROUNDS // 3
    assert outcome.figures[one_writer.REFUSED] > 0


def test_without_the_lock_two_would_write_at_once(tmp_path: Path, figure: Figure) -> None:
    outcome = one_writer.run(3, 1, tmp_path, "without")
    figure("control, without the lock", outcome)
    assert outcome.figures[one_writer.TOGETHER] + outcome.figures[one_writer.OTHER] > 0


def test_a_copied_folder_is_a_diary_of_its_own(tmp_path: Path) -> None:
    """The lock file that comes along in a copy holds nobody, and the two do not disturb each other."""
    first, second = tmp_path / "one", tmp_path / "two"
    create(first, app.now).close()
    with lock.take(first):
        book = open_(first, app.now)
        book.add(CheckIn(at=app.now(), mood=4))
        book.close()
        shutil.copytree(first, second)
        with lock.take(second):
            other = open_(second, app.now)
            other.add(CheckIn(at=app.now(), mood=5))
            other.close()
        book = open_(first, app.now)
        assert [entry.record.mood for entry in book.entries(CheckIn)] == [4]
        book.close()
    assert check(first) == check(second) == ()
