# SPDX-License-Identifier: Apache-2.0
"""A record that any version ever wrote opens, with all that is in it.

Under ``records`` lies one for each step of companion.storage.migrations, made by the version that
brought the step: `python -m tests.reliability.records` makes it.
"""

import shutil
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from companion.domain.records import CheckIn
from companion.exchange import archive
from companion.problem import Problem
from companion.storage import diary, migrations, opening
from companion.storage.diary import Diary
from companion.storage.store import Line
from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome
from tests.storage.samples import START, Clock, contents

RECORDS = Path(__file__).parent / "records"
ARCHIVE = "archive.json"
STORED = sorted(path.parent.name for path in RECORDS.glob("*/record.db"))


@pytest.fixture(params=STORED)
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Give a copy of a stored record's folder."""
    return copy_of(str(request.param), tmp_path)


def copy_of(name: str, folder: Path) -> Path:
    target = folder / name
    shutil.copytree(RECORDS / name, target)
    for path in target.iterdir():
        path.chmod(0o600)
    return target


def opened(folder: Path) -> Diary:
    """Open a record a day after it was stored, whatever the day is now."""
    return diary.open_(folder, Clock(START + timedelta(days=1)))


def by_name(lines: Iterable[Line]) -> dict[str, Line]:
    return {line.entry.id: line for line in lines}


def missing(steps: Iterable[Callable[..., object]]) -> list[str]:
    """Give the steps for which no record is stored."""
    return [step.__name__ for step in steps if step.__name__ not in STORED]


def tables_of_tomorrow(tables: object) -> None:
    raise NotImplementedError(tables)


def test_it_opens_with_all_that_is_in_it(stored: Path, figure: Figure) -> None:
    expected, _places = archive.decoded((stored / ARCHIVE).read_bytes(), START + timedelta(days=1))
    book = opened(stored)
    lines = by_name(book.lines())
    count = len(lines)
    book.close()
    assert lines == by_name(expected)
    assert diary.check(stored) == ()
    figure(f"a record of the step {stored.name}", Outcome("entries", count, {"differing": 0}))


def test_it_goes_on_being_written(stored: Path) -> None:
    book = opened(stored)
    entry = book.add(CheckIn(at=START, mood=7, words="years later"))
    book.close()
    again = opened(stored)
    assert again.get(CheckIn, entry.id) == entry
    assert archive.encoded(again.lines()) != (stored / ARCHIVE).read_bytes()
    again.close()


def test_a_row_that_was_lost_would_be_noticed(stored: Path) -> None:
    """The control: without one version of one entry the export is another."""
    book = opened(stored)
    lost = next(line for line in book.lines() if line.past)
    with book._database.write():
        book._database.tables.table("history").delete_where("entry_id = ?", [lost.entry.id])
    lines = by_name(book.lines())
    book.close()
    expected, _places = archive.decoded((stored / ARCHIVE).read_bytes(), START + timedelta(days=1))
    assert lines.keys() == by_name(expected).keys()
    assert lines != by_name(expected)


def test_there_is_one_for_every_step() -> None:
    assert STORED
    assert missing(migrations.STEPS) == []


def test_a_step_without_one_would_be_noticed() -> None:
    assert missing((*migrations.STEPS, tables_of_tomorrow)) == ["tables_of_tomorrow"]


def test_a_record_of_a_later_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    folder = copy_of(STORED[-1], tmp_path)
    database = opening.connect(opening.access(folder))
    with database.write():
        database.tables.table("_sqlite_migrations").insert(
            {
                "migration_set": migrations.SET,
                "name": tables_of_tomorrow.__name__,
                "applied_at": "2030-01-01 00:00:00+00:00",
            }
        )
    database.close()
    before = contents(folder)
    for open_it in (opened, diary.check):
        with pytest.raises(Problem, match="newer version"):
            open_it(folder)
        assert contents(folder) == before
