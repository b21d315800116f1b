# SPDX-License-Identifier: Apache-2.0
"""Five made-up courses to read page one with: each is the same whenever it is made.

What a psychiatrist should conclude from each stands in ``readings.toml``. The moods wander by a
seed; what page one is read for (scores, sessions, counts of days) is fixed.
"""

from collections.abc import Callable
from datetime import date

from msgspec import Struct

from companion.domain.records import (
    DoseChange,
    Grade,
    Medicine,
    Route,
    Schedule,
    SessionState,
    Snapshot,
    Sought,
    Tone,
)
from tests.report.diary import LAST, NOW, Diary, between, days


class Seeded(Struct, frozen=True, kw_only=True):
    """One course, and the first day of the period it is read over."""

    snapshot: Snapshot
    first: date


def good_response() -> Seeded:
    """Give eight weeks of IV ketamine with response and remission, well recorded."""
    diary, first = Diary("good", 11), date(2026, 9, 28)
    held = days((5, 10), (8, 10), (12, 10), (15, 10), (19, 10), (22, 10), (5, 11), (19, 11))
    peaks = ("140/88", "148/92", "138/86", "142/88", "136/84", "140/86", "138/84", "136/82")
    sertraline = diary.keep(
        Medicine(
            name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED,
            started=date(2025, 3, 3),
        ),
        NOW,
    )  # fmt: skip
    sessions = tuple(diary.session(day, peak) for day, peak in zip(held, peaks, strict=True))
    return Seeded(
        first=first,
        snapshot=Snapshot(
            check_ins=diary.moods(first, 52, between(first, 2.5, 7.5)),
            sessions=(*sessions, diary.ahead(date(2026, 12, 3), Route.IV)),
            side_effects=(
                *(diary.effect("dizziness", day, 1.5) for day in held[:6]),
                diary.effect("nausea", held[0], 3),
            ),
            responses=diary.scores(
                [
                    (date(2026, 9, 30), 19, 1, 2), (date(2026, 10, 14), 14, 1, 2),
                    (date(2026, 10, 28), 9, 0, 1), (date(2026, 11, 11), 6, 0, 1),
                    (LAST, 4, 0, 0),
                ],
                [(date(2026, 9, 30), 14), (LAST, 5)],
            ),
            medicines=(sertraline,),
            intakes=diary.intakes(sertraline, first, 48, 2),
            appointments=diary.visits(
                date(2026, 10, 29), decided="One session every two weeks from now on."
            ),
            questions=diary.raises("How far apart can the next sessions be?"),
            person=diary.person(
                "Nora Lind", "MDD", planned_sessions=10, systolic_limit=160, diastolic_limit=100
            ),
        ),
    )  # fmt: skip


def no_response() -> Seeded:
    """Give ten weeks of esketamine without a response, with a dose of an antidepressant raised."""
    diary, first = Diary("none", 12), date(2026, 9, 14)
    held = days(
        (21, 9), (24, 9), (28, 9), (1, 10), (5, 10), (8, 10), (12, 10), (15, 10), (22, 10),
        (29, 10), (5, 11), (12, 11), (19, 11),
    )  # fmt: skip
    sessions = tuple(
        diary.session(
            day, "152/94" if place == 5 else f"{132 + place}/8{place % 9}",
            route=Route.ESKETAMINE, dose=56.0 if place < 2 else 84.0, weight_kg=None,
        )
        for place, day in enumerate(held)
    )  # fmt: skip
    raised = DoseChange(since=date(2026, 10, 12), dose="225 mg", schedule=Schedule.SCHEDULED)
    venlafaxine = Medicine(
        name="Venlafaxine", dose="150 mg", schedule=Schedule.SCHEDULED,
        started=date(2024, 2, 1), changes=(raised,),
    )  # fmt: skip
    cancelled = diary.ahead(date(2026, 10, 26), Route.ESKETAMINE, SessionState.CANCELLED)
    return Seeded(
        first=first,
        snapshot=Snapshot(
            check_ins=diary.moods(first, 62, between(first, 2.6, 3.0)),
            sessions=(*sessions, cancelled, diary.ahead(date(2026, 11, 26), Route.ESKETAMINE)),
            side_effects=(
                *(diary.effect("dissociation", day, 1.5, Grade.MODERATE) for day in held),
                *(diary.effect("headache", day, 5) for day in held[::3]),
            ),
            responses=diary.scores(
                [
                    (date(2026, 9, 16), 20, 1, 2), (date(2026, 10, 7), 19, 1, 2),
                    (date(2026, 10, 21), 20, 1, 2), (date(2026, 11, 4), 18, 1, 2),
                    (date(2026, 11, 22), 18, 1, 2),
                ],
                [(date(2026, 9, 16), 13), (date(2026, 11, 22), 12)],
            ),
            medicines=(diary.keep(venlafaxine, NOW),),
            appointments=diary.visits(date(2026, 10, 12), decided="Venlafaxine up to 225 mg."),
            questions=diary.raises("What else is there if this does not help?"),
            person=diary.person("Tomasz Wilk", "treatment-resistant depression"),
        ),
    )  # fmt: skip


def worsening() -> Seeded:
    """Give eight weeks of IV ketamine in which it got worse, with side effects still there."""
    diary, first = Diary("worse", 13), date(2026, 9, 28)
    held = days((6, 10), (13, 10), (20, 10), (27, 10), (3, 11), (17, 11))
    peaks = ("144/88", "150/92", "152/94", "158/98", "168/102", "156/96")
    tones = (Tone.CALM, Tone.SAD, Tone.SAD, Tone.FRIGHTENING, Tone.FRIGHTENING, Tone.EMPTY)
    told = zip(held, peaks, tones, strict=True)
    mirtazapine = Medicine(
        name="Mirtazapine", dose="15 mg", schedule=Schedule.SCHEDULED,
        started=date(2025, 11, 3), stopped=date(2026, 10, 19),
    )  # fmt: skip
    return Seeded(
        first=first,
        snapshot=Snapshot(
            check_ins=diary.moods(first, 50, between(first, 4.8, 2.4)),
            sessions=tuple(diary.session(day, peak, tone=tone) for day, peak, tone in told),
            side_effects=(
                diary.effect("insomnia", date(2026, 10, 28), None, Grade.SEVERE, Sought.NOBODY),
                diary.effect(
                    "urinary_urgency", date(2026, 11, 2), None, Grade.MODERATE, Sought.CLINIC
                ),
                diary.effect("anxiety", held[4], 6, Grade.SEVERE, Sought.EMERGENCY),
                *(diary.effect("nausea", day, 2) for day in held[:3]),
            ),
            responses=diary.scores(
                [
                    (date(2026, 9, 29), 13, 0, 1), (date(2026, 10, 13), 12, 0, 1),
                    (date(2026, 10, 27), 15, 0, 2), (date(2026, 11, 10), 17, 1, 2),
                    (date(2026, 11, 22), 19, 1, 3),
                ],
                [(date(2026, 9, 29), 10), (date(2026, 11, 22), 15)],
            ),
            medicines=(diary.keep(mirtazapine, NOW),),
            appointments=diary.visits(date(2026, 11, 12)),
            questions=diary.raises("I feel worse since the third session. Should we go on?"),
            person=diary.person(
                "Grace Adeyemi", "MDD", planned_sessions=8, systolic_limit=160, diastolic_limit=100
            ),
        ),
    )  # fmt: skip


def mostly_missing() -> Seeded:
    """Give eight weeks with a mood on one day of four, hard days, and one PHQ-9 only."""
    diary, first = Diary("missing", 14), date(2026, 9, 29)
    held = days((5, 10), (12, 10), (26, 10), (9, 11))
    sessions = tuple(
        diary.session(day, dose=None, dose_unit=None, dose_unknown=True)
        if place == 2
        else diary.session(day)
        for place, day in enumerate(held)
    )
    return Seeded(
        first=first,
        snapshot=Snapshot(
            check_ins=diary.moods(first, 14, between(first, 3, 4), hard=6),
            sessions=sessions,
            responses=diary.scores([(date(2026, 10, 1), 17, 1, 2)], []),
            appointments=diary.visits(),
            person=diary.person("Sam Okafor", "depression"),
        ),
    )


def item_9_rising() -> Seeded:
    """Give nine weeks in which the total fell by more than half, and item 9 rose."""
    diary, first = Diary("item", 15), date(2026, 9, 21)
    held = days((28, 9), (5, 10), (12, 10), (19, 10), (26, 10), (9, 11), (16, 11))
    peaks = ("138/84", "142/88", "136/84", "138/86", "134/82", "138/84", "136/84")
    lithium = Medicine(
        name="Lithium", dose="600 mg", schedule=Schedule.SCHEDULED, started=date(2023, 6, 1)
    )
    return Seeded(
        first=first,
        snapshot=Snapshot(
            check_ins=diary.moods(first, 57, between(first, 2.5, 6)),
            sessions=tuple(diary.session(day, peak) for day, peak in zip(held, peaks, strict=True)),
            side_effects=tuple(diary.effect("tired", day, 20) for day in held[:5]),
            responses=diary.scores(
                [
                    (date(2026, 9, 23), 22, 0, 3), (date(2026, 10, 7), 17, 0, 2),
                    (date(2026, 10, 21), 14, 1, 2), (date(2026, 11, 4), 12, 1, 2),
                    (date(2026, 11, 22), 10, 2, 2),
                ],
                [(date(2026, 9, 23), 16), (date(2026, 11, 22), 8)],
            ),
            medicines=(diary.keep(lithium, NOW),),
            appointments=diary.visits(date(2026, 11, 5)),
            questions=diary.raises("What can I do when the thoughts come in the evening?"),
            person=diary.person(
                "Eva Moreau", "bipolar depression", systolic_limit=160, diastolic_limit=100
            ),
        ),
    )  # fmt: skip


COURSES: dict[str, Callable[[], Seeded]] = {
    one.__name__: one
    for one in (good_response, no_response, worsening, mostly_missing, item_9_rising)
}
