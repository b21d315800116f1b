# SPDX-License-Identifier: Apache-2.0
"""What the session-day screen says: short, true, and calm, for someone under the influence."""

from datetime import datetime

from companion.content import Content
from companion.domain.effect_end import ended_by
from companion.domain.records import (
    Grade,
    Note,
    Person,
    Reading,
    ReadingTime,
    Session,
    SideEffect,
)
from companion.domain.session_day import Due, Happening, Phase, is_above_limit, is_at_home
from companion.language import _
from companion.ui import calls, words
from companion.ui.context import Context
from companion.ui.dates import clock

LONGEST = 48
"""So many letters of a note stand in the strip."""


def grade(grade: Grade) -> str:
    """Give how sick someone feels, as it stands on its control."""
    return {
        Grade.MILD: _("a little"),
        Grade.MODERATE: _("quite a bit"),
        Grade.SEVERE: _("badly"),
    }[grade]


def grades() -> str:
    """Give "a little · quite a bit · badly"."""
    return " · ".join(grade(each) for each in Grade)


def tell_them() -> str:
    """Give what to say to the person who stays."""
    return _("Tell the person with you now: “hold my hand, talk to me.”")


def emergency(context: Context) -> str:
    """Give when to call whom at once."""
    return _(
        "Chest pain, trouble breathing, a seizure, cannot be woken: {emergency}. "
        "You don’t need to be sure."
    ).format(emergency=calls.emergency(context))


def rest(session: Session, *, watched: bool) -> str:
    """Give what follows when the medicine is finished.

    Only where it is ``watched``, by someone who set the timer, does it say that checks go on.
    """
    if not watched:
        return _("Rest. Ask the person with you to keep checking.")
    if is_at_home(session):
        return _("Rest. Whoever is with you keeps checking until you are up and steady again.")
    return _("Rest. Whoever is with you keeps checking until you are ready to leave.")


def leaving(session: Session) -> str:
    """Give the control that ends the session."""
    return _("Up and steady again") if is_at_home(session) else _("Ready to leave, or home")


def head(title: str, session: Session, phase: Phase) -> str:
    """Give "Session 5 · IV infusion · started 14:08"."""
    parts = [title]
    if session.route is not None:
        parts.append(words.route(session.route))
    if session.start is None:
        parts.append(_("planned for {time}").format(time=clock(session.plan.at)))
    else:
        parts.append(_("started {time}").format(time=clock(session.start)))
    if phase is Phase.REST and session.end is not None:
        parts.append(_("medicine finished {time}").format(time=clock(session.end)))
    return " · ".join(parts)


def next_reading(due: Due, session: Session, now: datetime) -> str:
    """Give when blood pressure is next taken."""
    if due.when is ReadingTime.BEFORE:
        return _("Next: blood pressure, before the medicine starts")
    if due.at is None:
        if is_at_home(session):
            return _("Next: blood pressure, before you get up")
        return _("Next: blood pressure, before you leave")
    if now >= due.at:
        return _("Next: blood pressure now, at about 40 minutes ({time})").format(
            time=clock(due.at)
        )
    return _("Next: blood pressure at {time}, about 40 minutes").format(time=clock(due.at))


def reading(reading: Reading) -> str:
    """Give "128/82", with pulse and oxygen where they were taken."""
    told = []
    if reading.systolic is not None:
        told.append(f"{reading.systolic}/{reading.diastolic}")
    if reading.pulse is not None:
        told.append(_("pulse {value}").format(value=reading.pulse))
    if reading.oxygen is not None:
        told.append(_("oxygen {value} %").format(value=reading.oxygen))
    return _(", ").join(told)


def above_limit(reading: Reading, person: Person) -> str:
    """Give the fixed line beside a reading above the clinic's own limit; else nothing."""
    if not is_above_limit(reading, person):
        return ""
    limit = f"{person.systolic_limit}/{person.diastolic_limit}"
    # In one piece at the end of a line too.
    number = (person.clinic_phone or person.clinic_phone_after_hours).replace(
        " ", "\N{NO-BREAK SPACE}"
    )
    if not number:
        return _(
            "{reading} is above the limit your clinic gave you ({limit}). "
            "Tell the person with you, and call the clinic."
        ).format(reading=_pressure(reading), limit=limit)
    return _(
        "{reading} is above the limit your clinic gave you ({limit}). "
        "Tell the person with you, and call the clinic: {number}"
    ).format(reading=_pressure(reading), limit=limit, number=number)


def happening(happening: Happening, content: Content) -> str:
    """Give "14:22 I’m OK", as it stands in the strip."""
    return f"{clock(happening.at)}  {_what(happening, content)}"


def _what(happening: Happening, content: Content) -> str:
    match happening.what:
        case Note() as note:
            if note.said is not None:
                return words.said(note.said)
            said = " ".join(note.words.split())
            return said if len(said) <= LONGEST else f"{said[:LONGEST].rstrip()}…"
        case SideEffect() as effect:
            name = content.effect_name(effect.effect, effect.own_name)
            if happening.passed and ended_by(effect) is not None:
                return _("{effect}: ended by then").format(effect=name)
            if happening.passed:
                return _("{effect}: passed").format(effect=name)
            return _("{effect}, {grade}").format(effect=name, grade=words.grade(effect.grade))
        case Reading() as taken:
            return reading(taken)


def _pressure(reading: Reading) -> str:
    return f"{reading.systolic}/{reading.diastolic}"
