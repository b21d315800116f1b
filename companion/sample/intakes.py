# SPDX-License-Identifier: Apache-2.0
"""What the sample course's person took of the medicines, in the last weeks."""

from datetime import date, timedelta

from companion.domain.records import Intake
from companion.sample.background import AS_NEEDED, DAILY
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.words import MedicineWords

WEEKS = 4
"""The person began to note this so many weeks before the end."""
UNTOLD, MISSED = 0.1, 0.05
NEEDED = 0.14


def intakes(course: Course) -> Deeds:
    """Give the daily medicine as taken or missed, some days untold, and the one as needed."""
    random, table = course.random("intakes"), course.table
    words = course.words.medicines
    begun = max(table.first + timedelta(days=1), table.until - timedelta(weeks=WEEKS))
    for number in range((table.until - begun).days):
        day = begun + timedelta(days=number)
        chance = random.random()
        if table.is_gap(day) or chance < UNTOLD:
            continue
        taken = chance > UNTOLD + MISSED
        yield _intake(course, DAILY, words.daily, day, (8, number % 40), taken=taken)
        if random.random() < NEEDED:
            yield _intake(course, AS_NEEDED, words.as_needed, day, (22, 5 + number), taken=True)


def _intake(
    course: Course,
    medicine: str,
    words: MedicineWords,
    day: date,
    clock: tuple[int, int],
    *,
    taken: bool,
) -> Deed:
    at = course.table.written(day, *clock)
    record = Intake(medicine_id=medicine, name=words.name, dose=words.dose, at=at, taken=taken)
    return Deed(at=at, key=f"intake-{medicine}-{day}", record=record)
