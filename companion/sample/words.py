# SPDX-License-Identifier: Apache-2.0
"""The words of the sample course's invented person, from a shipped file."""

import tomllib
from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from companion.language import current
from companion.shipped import resource_path

Lines = tuple[str, ...]


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the file; a word that is not there is a mistake in the file."""


class PersonWords(_Part, frozen=True, kw_only=True):
    """The invented person's details."""

    name: str
    indication: str
    prescriber: str
    clinic: str
    clinic_phone: str
    clinic_phone_after_hours: str
    person_name: str
    person_phone: str
    allergies: str


class SessionWords(_Part, frozen=True, kw_only=True):
    """Where the sessions are and who comes along."""

    place: str
    companion: str


class AppointmentWords(_Part, frozen=True, kw_only=True):
    """Whom the visits are with, what they are for, and what was decided there."""

    with_whom: str
    first: str
    between: str
    ahead: str
    decided: Lines


class QuestionWords(_Part, frozen=True, kw_only=True):
    """Questions that got an answer and what it was, those still open, and those from items."""

    answered: Lines
    answers: Lines
    open: Lines
    from_items: Mapping[str, str]


class ChecklistWords(_Part, frozen=True, kw_only=True):
    """What is written in the small fields, and why an item does not apply, by item.

    ``clinic_meal`` is what the clinic says about the last meal.
    """

    clinic_meal: str
    words: Mapping[str, str]
    reasons: Mapping[str, str]


class MedicineWords(_Part, frozen=True, kw_only=True):
    """One medicine."""

    name: str
    dose: str
    first_dose: str = ""
    taken_when: str = ""
    words: str = ""


class MedicinesWords(_Part, frozen=True, kw_only=True):
    """The medicine of every day, the one as needed, and the one that was stopped."""

    daily: MedicineWords
    as_needed: MedicineWords
    stopped: MedicineWords


class TrackerWords(_Part, frozen=True, kw_only=True):
    """What the person notes beside the mood: a yes or no, and a number with its unit."""

    outside: str
    work: str
    work_unit: str


class OutsideScoreWords(_Part, frozen=True, kw_only=True):
    """The scale that is filled in at the visits, and by whom."""

    scale: str
    by_whom: str


class SafetyPlanWords(_Part, frozen=True, kw_only=True):
    """The person's safety plan."""

    warning_signs: str
    by_myself: str
    distraction: str
    people_to_ask: str
    professionals: str
    surroundings: str
    better_day: str


class EffectWords(_Part, frozen=True, kw_only=True):
    """An effect in the person's own name, and what is said of two others."""

    own_name: str
    nausea: str
    tired: str


class Words(_Part, frozen=True, kw_only=True):
    """Everything the invented person writes."""

    low: Lines
    middling: Lines
    better: Lines
    intentions: Lines
    reflections: Lines
    for_therapy: Lines
    in_session: Lines
    notes: Lines
    mistaken_note: str
    person: PersonWords
    session: SessionWords
    appointment: AppointmentWords
    questions: QuestionWords
    checklist: ChecklistWords
    medicines: MedicinesWords
    effects: EffectWords
    trackers: TrackerWords
    outside_score: OutsideScoreWords
    safety_plan: SafetyPlanWords


def words() -> Words:
    """Read the words of the invented person, in the language in use."""
    path = resource_path("words", current(), "sample.toml")
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Words)


def in_turn(lines: Sequence[str], number: int) -> str:
    """Give the line for a number, beginning again after the last."""
    return lines[number % len(lines)]
