# SPDX-License-Identifier: Apache-2.0
"""Made-up records of any length, as full as one of a person who notes everything.

The sample course is the start, because its entries hang together. What a very thorough person
would have noted besides is put between: about 7,000 check-ins, 250 sessions, 6,000 side effects,
600 questionnaires, 4,000 notes and 20,000 intakes in ten years. Always the same for the same days.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from companion import sample
from companion.content import Content
from companion.domain.moment import Moment, fixed
from companion.domain.records import (
    CheckIn,
    Entry,
    Grade,
    Intake,
    Note,
    Record,
    Response,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
    Sought,
    moment_of,
)
from companion.domain.safety import Tier
from companion.sample.words import words
from companion.storage import diary as diaries
from companion.storage import protection, recovery
from companion.storage.ids import new_id
from companion.storage.store import Line

UNTIL = date(2026, 11, 25)
NOW = datetime.fromisoformat("2026-11-26T10:00:00+00:00")
SEED = 7
PASSPHRASE = "a lamp beside the quiet harbour"

SESSION_GAP = timedelta(days=20)
"""Between sessions that lie further apart, one more is put."""
SHARE_OF_GAPS = 0.62
EFFECTS_A_SESSION = 23
GRAVE = {Tier.EMERGENCY: 0.0009, Tier.CLINIC_TODAY: 0.006, Tier.NEXT_VISIT: 0.05}
"""How large a part of the side effects each grave kind is; an emergency is one in two years."""
GRADES_DRAWN = (*(Grade.MILD,) * 3, *(Grade.MODERATE,) * 2, Grade.SEVERE)
INTAKES_A_DAY = 11
"""In two days: five and a half medicines a day."""
NOTES_A_DAY = 0.93


class Size(NamedTuple):
    """A length of record that is measured."""

    name: str
    days: int


SIZES = (
    Size("90 days", 90),
    Size("1 year", 365),
    Size("10 years", 3650),
    Size("30 years", 10950),
)


def make(folder: Path, days: int, *, passphrase: bool = False) -> None:
    """Fill a new folder with a record of so many days; none is an empty record.

    Takes about two seconds for each year.
    """
    if not days:
        diaries.create(folder, _now).close()
    else:
        sample.fill(folder, days=days, seed=SEED, until=UNTIL)
        diary = diaries.open_(folder, _now)
        diary.merge(tuple(_besides(diary.snapshot(), days)))
        diary.close()
    if passphrase:
        protect(folder)


def protect(folder: Path) -> None:
    """Give a record its passphrase, with a recovery code that nobody keeps."""
    diary = diaries.open_(folder, _now)
    access = diary.access
    diary.close()
    protection.protect(access, PASSPHRASE, recovery.new_code(), NOW, lambda _done, _of: None)


def clock() -> Moment:
    """Give the time of this computer's clock, on the day after a record's last."""
    now = datetime.now().astimezone()
    return fixed(now - timedelta(days=(now.date() - NOW.date()).days))


def _now() -> Moment:
    return NOW


def _besides(whole: Snapshot, days: int) -> Iterator[Line]:
    """Give what a thorough person would have noted besides the sample course."""
    random = Random(f"{SEED}/besides/{days}")
    sessions = [entry.record for entry in whole.sessions if _held(entry.record)]
    more_sessions = list(_sessions_between(sessions, random))
    records: list[Record] = [
        *more_sessions,
        *_second_check_ins(whole, random),
        *_effects([*sessions, *more_sessions], random),
        *_more_responses(whole),
        *_notes(days, random),
        *_intakes(whole, days),
    ]
    for record in records:
        at = _moment(record)
        name = new_id(at, random.randbytes(10))
        yield Line(Entry(id=name, revision=1, created_at=at, record=record))


def _held(session: Session) -> bool:
    return session.state is SessionState.HELD


def _sessions_between(sessions: Sequence[Session], random: Random) -> Iterator[Session]:
    """Give a session halfway between some that lie far apart."""
    for before, after in pairwise(sessions):
        if before.start is None or after.start is None or after.start - before.start < SESSION_GAP:
            continue
        if random.random() < SHARE_OF_GAPS:
            yield _shifted(before, timedelta(days=(after.start - before.start).days // 2))


def _shifted(session: Session, by: timedelta) -> Session:
    """Give a session as it was, another day; the checks and readings keep no times of their own."""
    return replace(
        session,
        plan=replace(session.plan, at=session.plan.at + by),
        start=session.start + by if session.start else None,
        end=session.end + by if session.end else None,
        ready=session.ready + by if session.ready else None,
        recorded=session.recorded + by if session.recorded else None,
        readings=tuple(
            replace(one, at=one.at + by if one.at else None) for one in session.readings
        ),
        checks=(),
        taken=(),
    )


def _second_check_ins(whole: Snapshot, random: Random) -> Iterator[CheckIn]:
    """Give a check-in at the other end of each day that has one."""
    for entry in whole.check_ins:
        record = entry.record
        evening = record.at.hour >= 12
        at = record.at.replace(hour=9 if evening else 21, minute=random.randint(0, 55))
        yield replace(record, at=at, hard_day=False, tracked=(), mood=random.randint(2, 8))


def _effects(sessions: Sequence[Session], random: Random) -> Iterator[SideEffect]:
    """Give the side effects around each session: of the grave ones few, as a person has them."""
    kinds = _kinds_by_tier()
    tiers = tuple(kinds)
    shares = [GRAVE[tier] if tier else 1 - sum(GRAVE.values()) for tier in tiers]
    for session in sessions:
        start = session.start or session.plan.moment()
        for _each in range(EFFECTS_A_SESSION):
            [tier] = random.choices(tiers, shares)
            begun = start + timedelta(minutes=random.randint(10, 6000))
            called = tier is Tier.EMERGENCY
            yield SideEffect(
                effect=random.choice(kinds[tier]),
                grade=Grade.SEVERE if called else random.choice(GRADES_DRAWN),
                start=begun,
                end=begun + timedelta(minutes=random.randint(15, 1400)),
                sought=Sought.EMERGENCY if called else None,
            )


def _kinds_by_tier() -> dict[Tier | None, list[str]]:
    """Give the side effects of the catalogue by whom to call for them, in a lasting order."""
    kinds: dict[Tier | None, list[str]] = {None: [], **{tier: [] for tier in GRAVE}}
    for key, effect in sorted(Content().effects.items()):
        kinds[effect.tier].append(key)
    return kinds


def _more_responses(whole: Snapshot) -> Iterator[Response]:
    """Give every seventh questionnaire once more, four days later."""
    by = timedelta(days=4)
    for entry in whole.responses[6::7]:
        record = entry.record
        if record.finished is not None and record.finished.date() + by <= UNTIL:
            yield replace(record, started=record.started + by, finished=record.finished + by)


def _notes(days: int, random: Random) -> Iterator[Note]:
    """Give a note on most days, of two of the sample's sentences and a word of its own."""
    lines = words().notes + words().reflections + words().low + words().better
    for number in range(days):
        if random.random() < NOTES_A_DAY:
            day = UNTIL - timedelta(days=number)
            said = f"{random.choice(lines)} {random.choice(lines)} Page {number}."
            yield Note(at=_at(day, 22, random.randint(0, 59)), words=said)


def _intakes(whole: Snapshot, days: int) -> Iterator[Intake]:
    """Give five and a half intakes a day of the medicines there are."""
    medicines = whole.medicines
    for half in range(days * INTAKES_A_DAY // 2):
        day = UNTIL - timedelta(days=2 * half // INTAKES_A_DAY)
        entry = medicines[half % len(medicines)]
        yield Intake(
            medicine_id=entry.id,
            name=entry.record.name,
            dose=entry.record.dose,
            at=_at(day, 6 + half % 15, 10 + half % 40),
            taken=half % 17 != 0,
        )


def _at(day: date, hour: int, minute: int) -> Moment:
    return datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{minute:02}:00+00:00")


def _moment(record: Record) -> Moment:
    moment = moment_of(record)
    assert moment is not None, "everything that is put between has a moment"
    return moment
