# SPDX-License-Identifier: Apache-2.0
"""The kinds of entry the log can be narrowed to."""

from companion.domain.records import (
    Appointment,
    CheckIn,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Record,
    Response,
    Session,
    SideEffect,
)
from companion.language import _

EVERYTHING = "everything"

KINDS: dict[str, tuple[type[Record], ...]] = {
    "check_ins": (CheckIn,),
    "sessions": (Session,),
    "side_effects": (SideEffect,),
    "questionnaires": (Response, OutsideScore),
    "medicines": (Medicine, Intake),
    "notes": (Note, Question),
    "appointments": (Appointment,),
}


def filters() -> tuple[tuple[str, str], ...]:
    """Give the kinds to choose from, by key and in words."""
    return (
        (EVERYTHING, _("Everything")),
        ("check_ins", _("Check-ins")),
        ("sessions", _("Sessions")),
        ("side_effects", _("Side effects")),
        ("questionnaires", _("Questionnaires")),
        ("medicines", _("Medicines")),
        ("notes", _("Notes and questions")),
        ("appointments", _("Appointments")),
    )
