# SPDX-License-Identifier: Apache-2.0
"""What stands around the sample course: the person, medicines, visits and questions."""

from datetime import date, datetime, time, timedelta

import msgspec

from companion.domain.moment import Plan
from companion.domain.records import (
    Anchor,
    Appointment,
    DoseChange,
    Medicine,
    MissingDay,
    Person,
    Question,
    Rule,
    RuleSet,
    SafetyPlan,
    Schedule,
    Tracker,
    TrackerKind,
    Whose,
)
from companion.sample.deeds import Course, Deed, Deeds
from companion.sample.timetable import INDUCTION
from companion.sample.words import MedicineWords, in_turn

AGE = 38
DAILY, AS_NEEDED = "daily", "as-needed"
OUTSIDE, WORK = "tracker-outside", "tracker-work"
RAISED_BEFORE = timedelta(days=420)
"""So long before the first day the dose of the daily medicine was raised."""
CLINIC_HOURS = 8
STOPPED_FROM, STOPPED_TO = 10, 24
VISIT_AT = time(10, 30)


def person(course: Course) -> Deeds:
    """Give the person's details, with the day of the first session once it was held."""
    table, words = course.table, course.words.person
    details = Person(
        name=words.name,
        born=date(table.first.year - AGE, 3, 14),
        indication=words.indication,
        prescriber=words.prescriber,
        clinic=words.clinic,
        clinic_phone=words.clinic_phone,
        clinic_phone_after_hours=words.clinic_phone_after_hours,
        person_name=words.person_name,
        person_phone=words.person_phone,
        allergies=words.allergies,
        planned_sessions=INDUCTION,
    )
    yield Deed(at=table.written(table.first, 12, 0), key="person", record=details)
    if table.sessions:
        began = table.sessions[0].day
        told = msgspec.structs.replace(details, treatment_started=began)
        yield Deed(at=table.written(began, 21, 30), key="person", record=told)


def clinic_rules(course: Course) -> RuleSet:
    """Give what the clinic's own sheet says otherwise: a longer time without food."""
    meal = Rule(
        item="last_meal_iv",
        whose=Whose.CLINIC,
        says=course.words.checklist.clinic_meal,
        minutes=-CLINIC_HOURS * 60,
        anchor=Anchor.START,
    )
    return RuleSet(rules=(meal,))


def rules(course: Course) -> Deeds:
    """Give the clinic's sheet, written down on the first day."""
    at = course.table.written(course.table.first, 13, 0)
    yield Deed(at=at, key="rules", record=clinic_rules(course))


def medicines(course: Course) -> Deeds:
    """Give one medicine for every day, one as needed, and one that was begun and stopped."""
    table, words = course.table, course.words.medicines
    at = table.written(table.first, 12, 30)
    daily = msgspec.structs.replace(
        _medicine(words.daily, Schedule.SCHEDULED, table.first - timedelta(days=700)),
        dose=words.daily.first_dose,
        changes=(
            DoseChange(
                since=table.first - RAISED_BEFORE,
                dose=words.daily.dose,
                taken_when=words.daily.taken_when,
                schedule=Schedule.SCHEDULED,
            ),
        ),
    )
    needed = _medicine(words.as_needed, Schedule.AS_NEEDED, table.first - timedelta(days=90))
    yield Deed(at=at, key=DAILY, record=daily)
    yield Deed(at=at, key=AS_NEEDED, record=needed)
    begun, ended = table.day(STOPPED_FROM), table.day(STOPPED_TO)
    tried = _medicine(words.stopped, Schedule.SCHEDULED, begun)
    yield Deed(at=table.written(begun, 20, 0), key="tried", record=tried)
    stopped = msgspec.structs.replace(tried, stopped=ended, words=words.stopped.words)
    yield Deed(at=table.written(ended, 20, 0), key="tried", record=stopped)


def trackers(course: Course) -> Deeds:
    """Give what the person notes beside the mood, chosen on the first day."""
    at, words = course.table.written(course.table.first, 7, 30), course.words.trackers
    outside = Tracker(name=words.outside, kind=TrackerKind.YES_NO, missing=MissingDay.NONE)
    work = Tracker(name=words.work, kind=TrackerKind.NUMBER, unit=words.work_unit)
    yield Deed(at=at, key=OUTSIDE, record=outside)
    yield Deed(at=at, key=WORK, record=work)


def safety_plan(course: Course) -> Deeds:
    """Give the person's safety plan, written on the second evening."""
    told = msgspec.structs.asdict(course.words.safety_plan)
    at = course.table.written(course.table.first + timedelta(days=1), 18, 20)
    yield Deed(at=at, key="safety-plan", record=SafetyPlan(**told))


def appointments(course: Course) -> Deeds:
    """Give the visits: each is written down at the one before, the first on its own morning."""
    table, words = course.table, course.words.appointment
    ahead = table.until + timedelta(days=1)
    days = (*table.visits, ahead)
    noted = [table.written(table.first, 8, 0)]
    noted += [table.written(day, 18, 0) for day in table.visits]
    for number, (day, at) in enumerate(zip(days, noted, strict=True)):
        what = words.first if number == 0 else words.ahead if day == ahead else words.between
        plan = Plan(at=datetime.combine(day, VISIT_AT), zone=table.zone)
        record = Appointment(plan=plan, with_whom=words.with_whom, words=what)
        yield Deed(at=at, key=f"visit-{number}", record=record)
        if day != ahead:
            what = words.decided[min(number, len(words.decided) - 1)]
            decided = msgspec.structs.replace(record, decided=what)
            yield Deed(at=table.written(day, 18, 10), key=f"visit-{number}", record=decided)


def questions(course: Course) -> Deeds:
    """Give the questions: those of earlier visits were answered there, the last are open."""
    table, words = course.table, course.words.questions
    for number, visit in enumerate(table.visits[1:]):
        at = table.written(visit - timedelta(days=6), 21, 15)
        asked = Question(at=at, words=in_turn(words.answered, number))
        key = f"question-{number}"
        yield Deed(at=at, key=key, record=asked)
        answer = in_turn(words.answers, number)
        answered = msgspec.structs.replace(asked, answered=True, answer=answer)
        yield Deed(at=table.written(visit, 12, 0), key=key, record=answered)
    for number, text in enumerate(words.open):
        day = max(table.first, table.until - timedelta(days=8 - 6 * number))
        at = table.written(day, 21, 20)
        record = Question(at=at, words=text, to_raise=number + 1)
        yield Deed(at=at, key=f"open-{number}", record=record)


def _medicine(words: MedicineWords, schedule: Schedule, started: date) -> Medicine:
    told = words.words if schedule is Schedule.AS_NEEDED else ""
    return Medicine(
        name=words.name,
        dose=words.dose,
        taken_when=words.taken_when,
        schedule=schedule,
        started=started,
        words=told,
    )
