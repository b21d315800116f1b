# SPDX-License-Identifier: Apache-2.0
"""When a backup is due, and which ones stay, through ten years and under clocks that jump."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import msgspec
import pytest

from companion.storage import retention
from companion.storage.copies import FORMAT, Backup, Manifest, Reason
from tests.storage.samples import KATHMANDU

NOW = datetime(2026, 11, 22, 20, 49, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def backup(
    made_at: datetime, number: int = 1, reason: Reason = Reason.SESSION, trouble: str = ""
) -> Backup:
    """Give a backup that is only thought of."""
    manifest = Manifest(
        format=FORMAT,
        app="0",
        made_at=made_at,
        number=number,
        reason=reason,
        diary="one",
        steps=(),
        rows=0,
        entries=0,
        fingerprint="",
        size=1,
        sha256="",
    )
    return Backup(Path(f"{made_at.isoformat()} {number}"), manifest, trouble)


def ago(*days: float) -> list[Backup]:
    return [backup(NOW - days_ago * DAY) for days_ago in days]


def left(found: Sequence[Backup], newest: Backup, now: datetime) -> list[Backup]:
    gone = retention.gone([*found, newest], newest, now)
    return [one for one in (*found, newest) if one not in gone]


def days_left(found: Sequence[Backup], newest: Backup) -> list[float]:
    return [(NOW - made_at(one)) / DAY for one in left(found, newest, NOW)]


def made_at(one: Backup) -> datetime:
    assert one.made_at is not None
    return one.made_at


NEWEST = backup(NOW, number=99)
ROUND_THE_CLOCK = [hour / 24 for hour in range(1, 24 * 5)]


@pytest.mark.parametrize(
    ("made", "stay"),
    [
        ([], []),
        ([0.01, 0.5, 1, 1.5, 1.99], [0.01, 0.5, 1, 1.5, 1.99]),
        # Two on one day, older than two days: the later stays.
        ([2.1, 2.2], [2.1]),
        ([3, 4, 5], [3, 4, 5]),
        # NOW is a Sunday: the 12 days before the two recent ones, then Sundays.
        (range(1, 31), [*range(1, 14), 14, 21, 28]),
        # One copy long ago is a month's; it stays however old it is.
        ([4000], [4000]),
        # A year without the diary: nothing goes, because nothing came.
        ([370, 371, 372, 380, 400, 430], [370, 371, 372, 380, 400, 430]),
    ],
)
def test_what_stays(made: Sequence[float], stay: Sequence[float]) -> None:
    assert days_left(ago(*made), NEWEST) == [*stay, 0]


def test_two_days_stay_whole_and_then_one_a_day() -> None:
    stay = days_left(ago(*ROUND_THE_CLOCK), NEWEST)
    recent = [days for days in stay if 0 < days < 2]
    assert recent == [days for days in ROUND_THE_CLOCK if days < 2]
    assert len([days for days in stay if days >= 2]) == 3


def test_days_are_those_of_utc() -> None:
    kathmandu = backup((NOW - 5 * DAY).replace(hour=23).astimezone(KATHMANDU))
    utc = backup((NOW - 5 * DAY).replace(hour=1), number=2)
    other_day = backup((NOW - 4 * DAY).replace(hour=0, minute=1), number=3)
    assert retention.gone([kathmandu, utc, other_day], NEWEST, NOW) == (utc,)


@pytest.mark.parametrize(
    "exempt",
    [
        {"reason": Reason.BEFORE_MIGRATION},
        {"trouble": "no record"},
    ],
)
def test_what_is_never_thinned(exempt: dict[str, object]) -> None:
    old = [backup(NOW - 900 * DAY + n * MINUTE, n, **exempt) for n in range(50)]  # type: ignore[arg-type]
    assert left(old, NEWEST, NOW) == [*old, NEWEST]


def test_what_cannot_be_read_is_never_thinned() -> None:
    unreadable = Backup(Path("2020-01-01T00-00-00Z"), None, "no manifest")
    assert left([unreadable], NEWEST, NOW) == [unreadable, NEWEST]


@pytest.mark.parametrize("years", [-30, -1, 0, 1, 30])
def test_the_one_just_made_stays_whatever_the_clock_says(years: int) -> None:
    newest = backup(NOW + years * 365 * DAY, number=500)
    old = ago(*range(1, 400))
    for now in (NOW, made_at(newest)):
        assert newest in left(old, newest, now)


def test_a_clock_set_ahead_leaves_copies_of_every_age() -> None:
    old = ago(*range(1, 400))
    ahead = NOW + 3650 * DAY
    stay = left(old, backup(ahead, number=500), ahead)
    ages = [(NOW - made_at(one)) / DAY for one in stay[:-1]]
    assert len([age for age in ages if age < 14]) >= 11
    assert len([age for age in ages if 14 <= age < 100]) >= 10
    assert len([age for age in ages if age >= 100]) >= 7


def test_a_copy_from_the_future_takes_no_others_place() -> None:
    old = ago(*range(1, 400))
    future = [backup(NOW + 3650 * DAY + n * DAY, 1000 + n) for n in range(40)]
    assert left([*old, *future], NEWEST, NOW) == [
        *left(old, NEWEST, NOW)[:-1],
        *future,
        NEWEST,
    ]


def test_a_clock_that_is_back_at_the_beginning_thins_nothing() -> None:
    beginning = datetime(2000, 1, 1, tzinfo=UTC)
    newest = backup(beginning, number=500)
    old = ago(*range(1, 400))
    assert left(old, newest, beginning) == [*old, newest]


def test_ten_years_with_several_backups_a_day() -> None:
    random = Random(10)
    kept: list[Backup] = []
    now = NOW
    number = 0
    for _ in range(3650):
        for _ in range(random.randrange(4)):
            number += 1
            now += timedelta(hours=random.uniform(0.5, 6))
            newest = backup(now, number)
            kept = left(kept, newest, now)
            assert newest in kept
        now = now.replace(hour=6) + DAY
    ages = sorted((now - made_at(one)) / DAY for one in kept)
    print(f"ten years: {number} backups made, {len(kept)} kept, the oldest {ages[-1]:.0f} days old")
    assert 30 <= len(kept) <= 12 + 10 + 9 + 8
    assert len([age for age in ages if age < 15]) >= 10
    assert 250 < ages[-1] < 420
    gaps = [later - earlier for earlier, later in pairwise(ages)]
    assert max(gap for gap, age in zip(gaps, ages, strict=False) if age < 70) < 15
    assert max(gaps) < 63


def test_a_rule_by_age_alone_would_lose_everything_to_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: the test of the clock can fail."""

    def by_age(found: Sequence[Backup], newest: Backup, now: datetime) -> tuple[Backup, ...]:
        return tuple(one for one in found if now - made_at(one) > 300 * DAY)

    monkeypatch.setattr(retention, "gone", by_age)
    with pytest.raises(AssertionError):
        test_a_clock_set_ahead_leaves_copies_of_every_age()


@pytest.mark.parametrize(
    "reason",
    [
        Reason.BEFORE_MIGRATION,
        Reason.BEFORE_IMPORT,
        Reason.BEFORE_RESTORE,
        Reason.BEFORE_PASSPHRASE,
        Reason.BEFORE_BULK_DELETE,
        Reason.NEW_VERSION,
        Reason.ASKED,
    ],
)
def test_what_always_asks_for_a_backup(reason: Reason) -> None:
    assert retention.due(NOW, NEWEST, reason, changed=False)
    assert retention.due(NOW, None, reason, changed=False)


@pytest.mark.parametrize("reason", [Reason.SESSION, Reason.LOCK, Reason.EXIT])
def test_a_pause_asks_for_one_where_something_changed(reason: Reason) -> None:
    assert retention.due(NOW, NEWEST, reason, changed=True)
    assert not retention.due(NOW, NEWEST, reason, changed=False)
    assert retention.due(NOW, None, reason, changed=False)


@pytest.mark.parametrize(
    ("passed", "changed", "expected"),
    [
        (29 * MINUTE, True, False),
        (30 * MINUTE, True, True),
        (30 * MINUTE, False, False),
        (400 * DAY, False, False),
        (-1 * MINUTE, True, True),
        (-3650 * DAY, True, True),
    ],
)
def test_else_every_half_hour_while_things_change(
    passed: timedelta, changed: bool, expected: bool
) -> None:
    assert retention.due(NOW + passed, NEWEST, Reason.CHANGES, changed=changed) is expected


def test_every_reason_is_thought_of() -> None:
    told = retention.ALWAYS | retention.AT_A_PAUSE | {Reason.CHANGES}
    assert told == set(Reason)
    untold = msgspec.structs.replace(NEWEST, manifest=None)
    assert retention.due(NOW, untold, Reason.CHANGES, changed=True)
