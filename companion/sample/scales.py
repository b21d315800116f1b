# SPDX-License-Identifier: Apache-2.0
"""The questionnaires of the sample course: totals that follow the mood, and items that add up."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from companion.domain.instrument import Instrument
from companion.domain.records import ItemAnswer, OutsideScore, Response
from companion.sample.deeds import Course, Deed, Deeds

BASELINE_DAY = 2
AFTER_FIRST_SESSION = (1, 13, 25)
THEN_EVERY = 14
FIRST_TOTALS = {"phq-9": (21, 17, 13, 9), "gad-7": (15, 13, 10, 8)}
FIRST_SUICIDE_ANSWERS = (2, 1, 1, 0)
PER_POINT_OF_MOOD = {"phq-9": 3.0, "gad-7": 2.0}
OUTSIDE_FIRST, OUTSIDE_PER_POINT = 31.0, 3.6
"""The total that somebody else measured at a mood of 2, and how much lower for each point."""
HARD_TO_BEAR = ((20, 3), (15, 2), (5, 1), (0, 0))
"""The unscored question how difficult it all is, by the total from which on."""


def questionnaires(course: Course) -> Deeds:
    """Give every questionnaire, one after the other, about every two weeks."""
    random = course.random("questionnaires")
    instruments = [course.content.instruments[name] for name in FIRST_TOTALS]
    for number, day in enumerate(_days(course)):
        began = course.table.written(day, 19, 30)
        for instrument in instruments:
            finished = began + timedelta(minutes=instrument.minutes)
            answers = tuple(_answers(course, instrument, number, day, random))
            response = Response(
                instrument=instrument.id, started=began, finished=finished, answers=answers
            )
            yield Deed(at=finished, key=f"{instrument.id}-{number}", record=response)
            began = finished


def outside_scores(course: Course) -> Deeds:
    """Give the scale that is filled in at each visit, as told the same day."""
    random, words = course.random("outside scores"), course.words.outside_score
    for number, visit in enumerate(course.table.visits):
        mood = course.feelings.mean(max(visit, course.table.first), 7)
        total = OUTSIDE_FIRST - OUTSIDE_PER_POINT * (mood - 2) + random.gauss(0, 1)
        record = OutsideScore(
            at=course.table.written(visit, 10, 50),
            scale=words.scale,
            total=float(round(max(0.0, total))),
            by_whom=words.by_whom,
        )
        at = course.table.written(visit, 18, 10)
        yield Deed(at=at, key=f"outside-{number}", record=record)


def _days(course: Course) -> Iterator[date]:
    table = course.table
    yield table.day(min(BASELINE_DAY, table.days - 1))
    if not table.sessions:
        return
    first = table.sessions[0].day
    later = range(AFTER_FIRST_SESSION[-1] + THEN_EVERY, table.days, THEN_EVERY)
    for days in (*AFTER_FIRST_SESSION, *later):
        yield _free_day(course, first + timedelta(days=days))


def _free_day(course: Course, day: date) -> date:
    """Give the day, or the next one that has no session and no gap."""
    busy = course.table.is_session(day) or course.table.is_gap(day)
    return _free_day(course, day + timedelta(days=1)) if busy else day


def _answers(
    course: Course, instrument: Instrument, number: int, day: date, random: Random
) -> Iterator[ItemAnswer]:
    total = _total(course, instrument.id, number, day, random)
    values = dict.fromkeys((item.id for item in instrument.scored_items), 0)
    left = total
    if instrument.suicide_item:
        values[instrument.suicide_item] = _suicide_answer(number, total)
        left -= values[instrument.suicide_item]
    open_items = [item for item in values if item != instrument.suicide_item]
    for _ in range(left):
        values[random.choice([one for one in open_items if values[one] < 3])] += 1
    for item in instrument.items:
        value = values[item.id] if item.scored else _difficulty(total)
        yield ItemAnswer(item=item.id, value=value)


def _total(course: Course, name: str, number: int, day: date, random: Random) -> int:
    """Give the first totals as they were meant, later ones from the mood of the last two weeks."""
    if number < len(FIRST_TOTALS[name]):
        return FIRST_TOTALS[name][number]
    slope = PER_POINT_OF_MOOD[name]
    mood = course.feelings.mean(min(day, course.table.until), 14)
    return max(1, min(18, round(slope * (9.6 - mood) + random.gauss(0, 1.2))))


def _suicide_answer(number: int, total: int) -> int:
    if number < len(FIRST_SUICIDE_ANSWERS):
        return FIRST_SUICIDE_ANSWERS[number]
    return 1 if total >= 15 else 0


def _difficulty(total: int) -> int:
    return next(value for low, value in HARD_TO_BEAR if total >= low)
