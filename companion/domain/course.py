# SPDX-License-Identifier: Apache-2.0
"""What follows from the record: every figure of the screens and the report, each with its n.

A figure that the data do not allow is None, never a guess; a missing day is missing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from operator import attrgetter
from statistics import fmean

from msgspec import Struct

from companion.domain.checklist import Step
from companion.domain.effect_end import lasted, lasted_at_most
from companion.domain.instrument import (
    Instrument,
    completed,
    difference,
    rest_after,
    value_of,
    worsened,
)
from companion.domain.moment import day_of, days_between, entered_late
from companion.domain.records import (
    Appointment,
    CheckIn,
    Choice,
    DoseUnit,
    Entry,
    Grade,
    ItemAnswer,
    Reading,
    Response,
    Session,
    SessionState,
    SideEffect,
)

COURSE_GAP = timedelta(weeks=12)
BASELINE_AGE = timedelta(days=28)
ACUTE_WITHIN = timedelta(hours=24)
REST_DAYS = range(-2, 4)
"""Where a day of a session's rest lies from that of its start, on whatever clock it is written."""
GRADES = (Grade.MILD, Grade.MODERATE, Grade.SEVERE)


class DayMood(Struct, frozen=True, kw_only=True, gc=False):
    """The mood of one day: the mean of its ``n`` check-ins; ``late`` if all were entered late."""

    day: date
    mean: float
    n: int
    late: bool


class Mean(Struct, frozen=True, kw_only=True):
    """A mean of daily moods and the number of days it rests on."""

    mean: float
    n: int


class Scored(Struct, frozen=True, kw_only=True):
    """One complete questionnaire: its total, and the days since the last session if any."""

    at: datetime
    total: float
    answers: tuple[ItemAnswer, ...]
    days_since_session: int | None


class Outcome(StrEnum):
    """What the change from baseline amounts to, in clinical terms."""

    REMISSION = "remission"
    RESPONSE = "response"
    BELOW_RESPONSE = "below_response"
    SCORES_ONLY = "scores_only"
    AFTER_TREATMENT_BEGAN = "after_treatment_began"


class ScaleCourse(Struct, frozen=True, kw_only=True):
    """How a questionnaire went over a course.

    ``first`` is the baseline when ``is_baseline``, else the first recorded after treatment
    began. ``percent`` is (first − latest) / first × 100, None when first is 0 or there is only
    one score. ``worse`` and ``risen`` mean above first, or above best, by at least the
    instrument's minimal important change.
    """

    scores: tuple[Scored, ...]
    first: Scored
    is_baseline: bool
    latest: Scored
    best: Scored
    percent: float | None
    outcome: Outcome
    worse: bool
    risen: bool


class SessionFigures(Struct, frozen=True, kw_only=True):
    """One session's figures: number among those held, peak reading, mood before and after.

    ``mood_before`` is the day before, else the last recorded of the three days before;
    ``mood_after`` is the mean of the recorded days 1–3 after.
    """

    number: int
    entry: Entry[Session]
    peak: Reading | None
    mood_before: float | None
    mood_after: Mean | None
    entered_later: bool


class Held(Struct, frozen=True, gc=False):
    """A session that was held, without what was recorded of it: its name, and when it began."""

    id: str
    began: datetime


class Spacing(Struct, frozen=True, kw_only=True):
    """Sessions planned, held and cancelled, moves of plans, and days between those held."""

    planned: int
    held: int
    cancelled: int
    moves: int
    gaps: tuple[int, ...]
    next: Entry[Session] | None


class EffectBurden(Struct, frozen=True, kw_only=True):
    """One side effect over a period: times, worst grade, durations of those whose end was given.

    ``end_not_given`` counts those that were only told to be gone, and ``at_most`` is the longest
    that one of them can have lasted. ``acute`` counts those that began within 24 hours of a
    session's start. ``sessions`` are the numbers of those sessions. ``still_since`` is the start
    of one that is still there.
    """

    effect: str | None
    own_name: str
    times: int
    acute: int
    sessions: tuple[int, ...]
    worst: Grade
    still_grade: Grade | None
    still_since: datetime | None
    shortest: timedelta | None
    longest: timedelta | None
    end_not_given: int = 0
    at_most: timedelta | None = None


class Preparation(Struct, frozen=True, kw_only=True):
    """Checklist items met of those that apply, over ``sessions`` walked sessions."""

    met: int
    applicable: int
    sessions: int


def daily_moods(
    check_ins: Iterable[Entry[CheckIn]], sessions: Iterable[Entry[Session]]
) -> tuple[DayMood, ...]:
    """Give the mood of each recorded day: the mean of that day's check-ins.

    Days without a number are missing. Check-ins between a session's start and the next morning
    are kept in the record and left out here.
    """
    return tuple(
        DayMood(day=day, mean=mean, n=n, late=late)
        for day, mean, n, late in by_day("mood", check_ins, held_sessions(sessions))
    )


def by_day(
    field: str, check_ins: Iterable[Entry[CheckIn]], held: Iterable[Entry[Session]]
) -> Iterator[tuple[date, float, int, bool]]:
    """Give each day with a number in a field: the mean, of how many, and whether all were late.

    Check-ins between the start of one of the ``held`` sessions and the next morning are left out.
    """
    days: dict[date, list[float]] = defaultdict(list)
    in_time = set[date]()
    for entry, value in told_values(field, check_ins, held):
        at = entry.record.at
        day = day_of(at)
        days[day].append(value)
        if day not in in_time and not entered_late(at, entry.created_at):
            in_time.add(day)
    for day in sorted(days):
        values = days[day]
        yield day, fmean(values), len(values), day not in in_time


def told_values(
    field: str, check_ins: Iterable[Entry[CheckIn]], held: Iterable[Entry[Session]]
) -> Iterator[tuple[Entry[CheckIn], float]]:
    """Give each check-in with a number in a field, and that number; without the rest of sessions."""
    rests = _rests(began(entry.record) for entry in held)
    number: Callable[[CheckIn], float | None] = attrgetter(field)
    for entry in check_ins:
        value = number(entry.record)
        if value is None:
            continue
        at = entry.record.at
        near = rests.get(day_of(at))
        if near is None or not _lies_in(at, near):
            yield entry, value


def on_session_days(
    check_ins: Iterable[Entry[CheckIn]], held: Iterable[Entry[Session]]
) -> frozenset[str]:
    """Give the ids of the check-ins that lie on a session day."""
    is_on = session_days(began(entry.record) for entry in held)
    return frozenset(entry.id for entry in check_ins if is_on(entry.record.at))


def session_days(starts: Iterable[datetime]) -> Callable[[datetime], bool]:
    """Give what tells of a moment whether it lies between a session's start and the next morning.

    A check-in that does is marked "session day", and no daily figure counts it.
    """
    rests = _rests(starts)
    return lambda at: _lies_in(at, rests.get(day_of(at), ()))


def _lies_in(at: datetime, rests: Iterable[tuple[datetime, datetime]]) -> bool:
    return any(start <= at < end for start, end in rests)


def mean_between(moods: Iterable[DayMood], first: date, last: date) -> Mean | None:
    """Give the mean of the daily moods from first to last, with the number of days."""
    values = [mood.mean for mood in moods if first <= mood.day <= last]
    return Mean(mean=fmean(values), n=len(values)) if values else None


def weekly_means(moods: Sequence[DayMood]) -> tuple[tuple[date, Mean], ...]:
    """Give each week's mean of daily moods, Monday to Sunday, by its Monday."""
    weeks: dict[date, list[float]] = defaultdict(list)
    for mood in moods:
        weeks[mood.day - timedelta(days=mood.day.weekday())].append(mood.mean)
    return tuple(
        (monday, Mean(mean=fmean(values), n=len(values)))
        for monday, values in sorted(weeks.items())
    )


def hard_days(check_ins: Iterable[Entry[CheckIn]], moods: Iterable[DayMood]) -> tuple[date, ...]:
    """Give the days that were hard and have no number."""
    numbered = {mood.day for mood in moods}
    hard = {day_of(entry.record.at) for entry in check_ins if entry.record.hard_day}
    return tuple(sorted(hard - numbered))


def missing_days(moods: Iterable[DayMood], first: date, last: date) -> int:
    """Count the days from first to last without a mood."""
    recorded = {mood.day for mood in moods}
    return sum(day not in recorded for day in days_between(first, last))


def held_sessions(sessions: Iterable[Entry[Session]]) -> tuple[Entry[Session], ...]:
    """Give the sessions that were held, in order."""
    held = [entry for entry in sessions if entry.record.state is SessionState.HELD]
    return tuple(sorted(held, key=lambda entry: began(entry.record)))


def until(sessions: Iterable[Entry[Session]], last: date) -> tuple[Entry[Session], ...]:
    """Give the sessions that began, or were to begin, by a day, and all that are planned."""
    return tuple(
        entry
        for entry in sessions
        if entry.record.state is SessionState.PLANNED or day_of(began(entry.record)) <= last
    )


def next_session(sessions: Iterable[Entry[Session]], now: datetime) -> Entry[Session] | None:
    """Give the earliest planned session that is not yet more than half a day past its plan."""
    since = now - timedelta(hours=12)
    planned = [
        entry
        for entry in sessions
        if entry.record.state is SessionState.PLANNED and entry.record.plan.moment() >= since
    ]
    return min(planned, key=lambda entry: entry.record.plan.moment(), default=None)


def next_appointment(
    appointments: tuple[Entry[Appointment], ...], now: datetime
) -> Entry[Appointment] | None:
    """Give the next visit that is not over yet; today's counts until the day ends."""
    ahead = [entry for entry in appointments if entry.record.plan.day >= now.date()]
    return min(ahead, key=lambda entry: entry.record.plan.moment(), default=None)


def low_day(check_ins: tuple[Entry[CheckIn], ...], today: date) -> bool:
    """Tell whether today's last check-in is a hard day or a mood of 0–2."""
    todays = [entry.record for entry in check_ins if entry.record.at.date() == today]
    if not todays:
        return False
    last = max(todays, key=lambda check_in: check_in.at)
    return last.hard_day or (last.mood is not None and last.mood <= 2)


def course_start(sessions: Iterable[Entry[Session]], marked: date | None = None) -> date | None:
    """Give the day the present course began: as marked, else the first session after a gap.

    A gap of 12 weeks without a session starts a new course. None before the first session.
    """
    if marked is not None:
        return marked
    return first_after_gap(began(entry.record) for entry in held_sessions(sessions))


def first_after_gap(sessions: Iterable[datetime]) -> date | None:
    """Give the day of the first session after the last gap of 12 weeks; None where there is none.

    Of the sessions that were held it takes when they began, in order.
    """
    start: datetime | None = None
    previous: datetime | None = None
    for moment in sessions:
        if previous is None or moment - previous >= COURSE_GAP:
            start = moment
        previous = moment
    return day_of(start) if start else None


def scale_course(
    instrument: Instrument,
    responses: Iterable[Entry[Response]],
    sessions: Iterable[Entry[Session]],
    marked: date | None = None,
) -> ScaleCourse | None:
    """Give baseline, change and outcome of a questionnaire; None without a complete one.

    Baseline: the last complete response finished before the course's first dose. Response
    (at least 50 % lower) and remission (PHQ-9 below 5) are stated only from a baseline of at
    least 10, as the instrument's rules say (NCQA/HEDIS metrics).
    """
    done = completed(instrument, responses)
    if not done:
        return None
    held = held_sessions(sessions)
    scores = tuple(_scored(response, total, held) for response, total in done)
    first_dose = _first_dose(held, course_start(held, marked))
    before = [score for score in scores if first_dose is None or score.at < first_dose]
    is_baseline = bool(before)
    first = before[-1] if before else scores[0]
    following = [score for score in scores if score.at >= first.at]
    latest, best = following[-1], min(following, key=lambda score: (score.total, score.at))
    percent = None
    if len(following) > 1 and first.total > 0:
        percent = difference(first.total, latest.total) / first.total * 100
    return ScaleCourse(
        scores=scores,
        first=first,
        is_baseline=is_baseline,
        latest=latest,
        best=best,
        percent=percent,
        outcome=_outcome(instrument, first, latest, percent, is_baseline=is_baseline),
        worse=worsened(instrument, first.total, latest.total),
        risen=worsened(instrument, best.total, latest.total),
    )


def stood_at(scores: Iterable[Scored], at: datetime) -> Scored | None:
    """Give the score that stood at a moment, such as the last appointment: the last up to it."""
    return max(
        (score for score in scores if score.at <= at), key=lambda score: score.at, default=None
    )


def baseline_age(
    course: ScaleCourse, sessions: Iterable[Entry[Session]], marked: date | None = None
) -> timedelta | None:
    """Give how old the baseline was at the course's first dose if that is more than 28 days."""
    held = held_sessions(sessions)
    first_dose = _first_dose(held, course_start(held, marked))
    if not course.is_baseline or first_dose is None:
        return None
    age = first_dose - course.first.at
    return age if age > BASELINE_AGE else None


def all_item_values(
    responses: Iterable[Entry[Response]], instrument: str, item: str
) -> tuple[tuple[datetime, int], ...]:
    """Give every value ever given to one item, finished questionnaire or not, in order."""
    values = [
        (entry.record.finished or entry.record.started, value_of(entry.record, item))
        for entry in responses
        if entry.record.instrument == instrument
    ]
    return tuple(sorted((at, value) for at, value in values if value is not None))


def session_figures(
    sessions: Iterable[Entry[Session]], moods: Sequence[DayMood]
) -> tuple[SessionFigures, ...]:
    """Give the figures of each held session, numbered from 1 in the order they were held."""
    by_day = {mood.day: mood.mean for mood in moods}
    return tuple(
        _figures(number, entry, by_day) for number, entry in enumerate(held_sessions(sessions), 1)
    )


def peak(readings: Iterable[Reading]) -> Reading | None:
    """Give the reading with the highest systolic pressure, with its diastolic."""
    measured = [reading for reading in readings if reading.systolic is not None]
    return max(measured, key=lambda reading: reading.systolic or 0, default=None)


def both_doses(session: Session) -> tuple[float | None, float | None]:
    """Give a session's dose in mg and in mg/kg; the one not told follows from the weight."""
    dose, weight = session.dose, session.weight_kg
    if dose is None or session.dose_unit is None:
        return None, None
    if session.dose_unit is DoseUnit.MG:
        return dose, dose / weight if weight else None
    return dose * weight if weight else None, dose


def spacing(sessions: Sequence[Entry[Session]], now: datetime) -> Spacing:
    """Give plan and done: sessions by state, moves, days between those held, and the next."""
    held = [began(entry.record).date() for entry in held_sessions(sessions)]
    states = [entry.record.state for entry in sessions]
    return Spacing(
        planned=len(sessions) - states.count(SessionState.CANCELLED),
        held=len(held),
        cancelled=states.count(SessionState.CANCELLED),
        moves=sum(entry.record.moves for entry in sessions),
        gaps=tuple((later - earlier).days for earlier, later in pairwise(held)),
        next=next_session(sessions, now),
    )


def burden(
    side_effects: Iterable[Entry[SideEffect]], sessions: Iterable[Entry[Session]]
) -> tuple[EffectBurden, ...]:
    """Give each side effect's burden, those still there first, then the most frequent."""
    groups: dict[tuple[str | None, str], list[SideEffect]] = defaultdict(list)
    for entry in side_effects:
        record = entry.record
        groups[(record.effect, "" if record.effect else record.own_name.strip())].append(record)
    held = held_sessions(sessions)
    burdens = [_burden(effect, name, found, held) for (effect, name), found in groups.items()]
    return tuple(
        sorted(
            burdens,
            key=lambda one: (one.still_since is None, -one.times, one.effect or "~", one.own_name),
        )
    )


def open_effects(side_effects: Iterable[Entry[SideEffect]]) -> tuple[Entry[SideEffect], ...]:
    """Give the side effects that were still there when last asked."""
    return tuple(entry for entry in side_effects if entry.record.end is None)


def preparation(walks: Iterable[Sequence[Step]]) -> Preparation:
    """Count items met of items that apply over walked sessions; unanswered ones are not met."""
    met = applicable = sessions = 0
    for walk in walks:
        if not any(step.answer for step in walk):
            continue
        sessions += 1
        for step in walk:
            if step.answer and step.answer.choice is Choice.NOT_APPLICABLE:
                continue
            applicable += 1
            met += bool(step.answer and step.answer.choice is Choice.YES)
    return Preparation(met=met, applicable=applicable, sessions=sessions)


def items_met(walks: Iterable[Sequence[Step]]) -> Mapping[str, tuple[int, int]]:
    """Give for each item how often it was met, of the walked sessions it applied to."""
    counts: dict[str, tuple[int, int]] = {}
    for walk in walks:
        if not any(step.answer for step in walk):
            continue
        for step in walk:
            if step.answer and step.answer.choice is Choice.NOT_APPLICABLE:
                continue
            met, applicable = counts.get(step.item.id, (0, 0))
            yes = bool(step.answer and step.answer.choice is Choice.YES)
            counts[step.item.id] = (met + yes, applicable + 1)
    return counts


def began(session: Session) -> datetime:
    """Give when a session began, or was to begin."""
    return session.start or session.plan.moment()


def _rests(starts: Iterable[datetime]) -> Mapping[date, Sequence[tuple[datetime, datetime]]]:
    """Give the rests of sessions by the days on which a check-in may lie in one.

    Whoever flies in between may write another day, by two at most.
    """
    found: dict[date, list[tuple[datetime, datetime]]] = defaultdict(list)
    for start in starts:
        rest = rest_after(start)
        for offset in REST_DAYS:
            found[day_of(rest[0]) + timedelta(days=offset)].append(rest)
    return found


def _first_dose(held: Sequence[Entry[Session]], start: date | None) -> datetime | None:
    """Give the course's first dose; the midnight of its day where that session is not here."""
    moments = [began(entry.record) for entry in held]
    if start is None:
        return min(moments, default=None)
    first = min((moment for moment in moments if moment.date() >= start), default=None)
    if first is not None and first.date() == start:
        return first
    return datetime.combine(start, time(), tzinfo=first.tzinfo if first else UTC)


def days_since_session(at: datetime, held: Sequence[Entry[Session]]) -> int | None:
    """Give the local days since the last session that began before; None where there is none."""
    number = bisect_right(held, at, key=lambda entry: began(entry.record))
    return (day_of(at) - day_of(began(held[number - 1].record))).days if number else None


def _scored(response: Response, total: float, held: Sequence[Entry[Session]]) -> Scored:
    at = response.finished or response.started
    days = days_since_session(at, held)
    return Scored(at=at, total=total, answers=response.answers, days_since_session=days)


def _outcome(
    instrument: Instrument,
    first: Scored,
    latest: Scored,
    percent: float | None,
    *,
    is_baseline: bool,
) -> Outcome:
    if not is_baseline:
        return Outcome.AFTER_TREATMENT_BEGAN
    minimum, needed = instrument.response_minimum_baseline, instrument.response_percent
    if minimum is None or needed is None or first.total < minimum or percent is None:
        return Outcome.SCORES_ONLY
    if instrument.remission_below is not None and latest.total < instrument.remission_below:
        return Outcome.REMISSION
    return Outcome.RESPONSE if percent >= needed else Outcome.BELOW_RESPONSE


def _figures(number: int, entry: Entry[Session], moods: Mapping[date, float]) -> SessionFigures:
    day = began(entry.record).date()
    before, after = (
        [moods[near] for near in (day + timedelta(sign * n) for n in (1, 2, 3)) if near in moods]
        for sign in (-1, 1)
    )
    return SessionFigures(
        number=number,
        entry=entry,
        peak=peak(entry.record.readings),
        mood_before=before[0] if before else None,
        mood_after=Mean(mean=fmean(after), n=len(after)) if after else None,
        entered_later=entered_late(began(entry.record), entry.created_at),
    )


def _burden(
    effect: str | None, name: str, found: Sequence[SideEffect], held: Sequence[Entry[Session]]
) -> EffectBurden:
    still = [record for record in found if record.end is None]
    lengths = [length for record in found if (length := lasted(record)) is not None]
    most = [length for record in found if (length := lasted_at_most(record)) is not None]
    near = [session_before(record.start, held) for record in found]
    numbers = sorted({number for number in near if number is not None})
    return EffectBurden(
        effect=effect,
        own_name=name,
        times=len(found),
        acute=sum(number is not None for number in near),
        sessions=tuple(numbers),
        worst=max((record.grade for record in found), key=GRADES.index),
        still_grade=max((record.grade for record in still), key=GRADES.index, default=None),
        still_since=min((record.start for record in still), default=None),
        shortest=min(lengths, default=None),
        longest=max(lengths, default=None),
        end_not_given=len(most),
        at_most=max(most, default=None),
    )


def session_before(at: datetime, held: Sequence[Entry[Session]]) -> int | None:
    """Give the number of the last session that began within the 24 hours before."""
    number = bisect_right(held, at, key=lambda entry: began(entry.record))
    if number and at - began(held[number - 1].record) <= ACUTE_WITHIN:
        return number
    return None
