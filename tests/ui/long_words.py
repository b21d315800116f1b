# SPDX-License-Identifier: Apache-2.0
"""A record in which everything that can be typed is one word without an end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from companion.domain.records import (
    Anchor,
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    Concomitant,
    DoseChange,
    Grade,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Route,
    Rule,
    RuleSet,
    SafetyPlan,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    Tracked,
    Tracker,
    TrackerKind,
    Whose,
)
from tests.ui.gestures import NOW, moods, plan, questionnaire

if TYPE_CHECKING:
    from companion.content import Content
    from companion.storage.diary import Diary

LETTERS = 300
WITH_UNIT = (TrackerKind.NUMBER,)


def fill(diary: Diary, content: Content, word: str = "W" * LETTERS) -> str:
    """Say the word wherever something can be said; give a session that was held."""
    day = NOW.date()
    moods(diary, {days: 3 + days % 5 for days in range(2, 40)})
    diary.add(
        Person(
            name=word, indication=word, prescriber=word, clinic=word, clinic_phone=word,
            clinic_phone_after_hours=word, person_name=word, person_phone=word, allergies=word,
            treatment_started=day - timedelta(days=60), planned_sessions=6,
        )
    )  # fmt: skip
    diary.add(
        SafetyPlan(
            warning_signs=word, by_myself=word, distraction=word, people_to_ask=word,
            professionals=word, surroundings=word, better_day=word,
        )
    )  # fmt: skip
    _trackers(diary, word)
    _medicines(diary, word, day)
    session = _sessions(diary, content, word)
    for effect, own in (("headache", ""), (None, word), (None, f"other {word}")):
        diary.add(
            SideEffect(
                effect=effect, own_name=own, grade=Grade.SEVERE, start=NOW - timedelta(days=11),
                session_id=session, words=word,
            )
        )  # fmt: skip
    for days in (30, 15):
        diary.add(questionnaire(content, "phq-9", 2, days))
        diary.add(
            OutsideScore(
                at=NOW - timedelta(days=days), scale=word, total=20, by_whom=word, words=word
            )
        )
    for place in (1, 2, 3, None):
        diary.add(Question(at=NOW, words=word, to_raise=place))
    diary.add(Question(at=NOW, words=word, answered=True, answer=word))
    diary.add(Note(at=NOW, words=word))
    diary.add(Note(at=NOW - timedelta(days=10), words=word, session_id=session))
    for when in ("2026-10-28 11:15", "2026-11-25 11:15"):
        diary.add(Appointment(plan=plan(when), with_whom=word, words=word, decided=word))
    return session


def _trackers(diary: Diary, word: str) -> None:
    kept = [
        diary.add(
            Tracker(name=f"{kind} {word}", kind=kind, unit=word if kind in WITH_UNIT else "")
        ).id
        for kind in TrackerKind
    ]
    diary.add(Tracker(name=word, kind=TrackerKind.SCALE, stopped=date(2026, 11, 1)))
    scale, yes_no, number, words = kept
    for days in (0, 1):
        diary.add(
            CheckIn(
                at=NOW - timedelta(days=days), mood=4, words=word,
                tracked=(
                    Tracked(tracker=scale, number=3), Tracked(tracker=yes_no, yes=True),
                    Tracked(tracker=number, number=2), Tracked(tracker=words, words=word),
                ),
            )
        )  # fmt: skip


def _medicines(diary: Diary, word: str, day: date) -> None:
    since = day - timedelta(days=20)
    for schedule in (Schedule.SCHEDULED, Schedule.AS_NEEDED, None):
        medicine = diary.add(
            Medicine(
                name=word, dose=word, taken_when=word, schedule=schedule, words=word,
                changes=(DoseChange(since=since, dose=word, taken_when=word),),
            )
        )  # fmt: skip
        diary.add(
            Intake(medicine_id=medicine.id, name=word, dose=word, at=NOW, taken=schedule is None)
        )
    diary.add(Medicine(name=word, dose=word, stopped=day, started=since))


def _sessions(diary: Diary, content: Content, word: str) -> str:
    """Keep a session that was held and one to come, walked with words; give the first."""
    start = plan("2026-11-12 14:00").moment()
    held = diary.add(
        Session(
            plan=plan("2026-11-12 14:00"), route=Route.IV, state=SessionState.HELD, start=start,
            place=word, companion=word, intention=word, reflection=word, for_therapy=word,
            taken=(Concomitant(name=word, of_note="calming", taken=True),),
        )
    )  # fmt: skip
    coming = diary.add(
        Session(
            plan=plan("2026-11-24 14:00"), route=Route.IV, place=word, companion=word,
            intention=word,
        )
    )  # fmt: skip
    rules = (
        Rule(item="own-cat", whose=Whose.OWN, checklist="iv", question=word, says=word, day=-1),
        Rule(item="last_meal_iv", whose=Whose.OWN, says=word, minutes=-480, anchor=Anchor.START),
    )
    diary.add(RuleSet(rules=rules))
    diary.add(RuleSet(pack="pack", clinic=word, issued=date(2026, 11, 1), rules=rules[1:]))
    answers = (
        Answer(item="own-cat", choice=Choice.NOT_APPLICABLE, at=start, reason=word),
        Answer(item="ride_home", choice=Choice.YES, at=start, words=word),
        Answer(item="last_meal_iv", choice=Choice.NOT_APPLICABLE, at=start, reason=word),
        Answer(item="whats_new", choice=Choice.NOT_APPLICABLE, at=start, reason=word),
        Answer(item="medicines_list", choice=Choice.ASK, at=start, reason=word),
        Answer(item="intention", choice=Choice.YES, at=start, words=word),
    )
    for session in (held.id, coming.id):
        diary.add(ChecklistRun(session_id=session, checklist="iv", answers=answers))
    last = Answer(item="afterwards_therapy", choice=Choice.YES, at=start, words=word)
    diary.add(ChecklistRun(session_id=held.id, checklist="afterwards", answers=(last,)))
    for walk in ("consultation", "maintenance"):
        told = tuple(
            Answer(item=item.id, choice=Choice.YES, at=start, words=word)
            for item in content.checklists[walk].item
        )
        diary.add(ChecklistRun(checklist=walk, begun=start, answers=told))
    return held.id
