# SPDX-License-Identifier: Apache-2.0
"""Ten years of backups, on a disk that fails and a clock that jumps; and how long a big one takes."""

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from companion import sample
from companion.domain.moment import fixed
from companion.domain.records import CheckIn, Entry, Record
from companion.storage import backup, opening
from companion.storage.copies import Reason
from companion.storage.store import Store
from tests.reliability import years
from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome

DAYS = 85
ENTRIES = 29_000
NOW = datetime(2026, 11, 22, 20, 49, 30, tzinfo=UTC)


def test_the_years_leave_good_copies_of_every_age(tmp_path: Path, figure: Figure) -> None:
    outcome = years.run(DAYS, 1, tmp_path)
    figure("years of backups", outcome)
    assert outcome.wrong == ()
    assert outcome.figures["refused"] == len(years.BAD_DISK)
    assert outcome.figures["kept"] > years.FEWEST


@pytest.mark.parametrize(
    ("protection", "days", "fault"),
    [("verification", 70, years.UNUSABLE), ("rule", 21, years.FEW)],
)
def test_the_years_without_a_protection_are_told(
    tmp_path: Path, protection: str, days: int, fault: str
) -> None:
    outcome = years.run(days, 1, tmp_path, protection)
    assert outcome.figures[fault]
    assert outcome.wrong


def test_a_backup_of_ten_years_takes_under_three_seconds(tmp_path: Path, figure: Figure) -> None:
    sample.fill(tmp_path, days=60, seed=7, until=date(2026, 11, 22))
    access = opening.access(tmp_path)
    count = _grow(access)
    # The best of some, since what else the machine does meanwhile is not what is measured.
    took = 60.0
    for _ in range(3):
        started = time.perf_counter()
        made = backup.make(access, NOW, Reason.EXIT)
        took = min(took, time.perf_counter() - started)
    started = time.perf_counter()
    assert not backup.changed_since(access, made)
    looked = time.perf_counter() - started
    assert made.manifest is not None
    figures = {
        "entries": count,
        "bytes": made.manifest.size,
        "ms for a verified backup": round(took * 1000),
        "ms to see that nothing changed": round(looked * 1000),
    }
    figure("a backup of ten years", Outcome("record", 1, figures))
    assert count >= ENTRIES
    assert took < 3
    assert looked < 0.1


def _grow(access: opening.Access) -> int:
    """Bring a diary to the size it has after ten years, each entry with a few hundred words."""
    database = opening.connect(access)
    try:
        moment = fixed(NOW)
        entries: list[Entry[Record]] = [
            Entry(
                id=f"grown-{number}",
                revision=1,
                created_at=moment,
                record=CheckIn(at=moment, mood=number % 11, words=f"word{number % 5000} " * 40),
            )
            for number in range(ENTRIES)
        ]
        with database.write():
            Store(database).insert(entries)
        return sum(len(Store(database).entries(kind)) for kind in (CheckIn,))
    finally:
        database.close()
