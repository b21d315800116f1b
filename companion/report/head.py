# SPDX-License-Identifier: Apache-2.0
"""Who the report is about and who it is for, as far as that was told."""

from datetime import datetime

from companion.domain.records import Appointment, Person
from companion.language import _
from companion.report import scales
from companion.report.parts import Section
from companion.report.scope import Scope
from companion.report.shortening import isolated, on_one_line, shortened

SHORT_LINE = 46
LONGEST_LINE = 72
"""A longer line of the head is shortened, so that it leaves page one its room."""


def running(scope: Scope, period: str) -> str:
    """Give the line at the head of the later pages: who, and which period."""
    person = scope.snapshot.person
    told = [_short(person.record.name)] if person and scope.has(Section.PERSON) else []
    if person and person.record.born and scope.has(Section.PERSON):
        told.append(_born(person.record, scope))
    return " · ".join(part for part in (*told, period) if part)


def identity(scope: Scope) -> tuple[str, ...]:
    """Give who the patient is and who the report is for, as far as it was told."""
    entry = scope.snapshot.person
    person = entry.record if entry and scope.has(Section.PERSON) else Person()
    text = _("for {name}").format(name=_short(person.prescriber)) if person.prescriber else ""
    lines = [
        _short(person.name),
        _born(person, scope) if person.born else "",
        ", ".join(part for part in (text, _appointment(scope)) if part),
        *_about(person),
    ]
    return tuple(line for line in lines if line)


def _about(person: Person) -> tuple[str, ...]:
    """Give what it is for and the clinic, on one line where that is short."""
    both = (_indication(person), _clinic(person))
    joined = "; ".join(part for part in both if part)
    return (joined,) if len(joined) <= SHORT_LINE else both


def _indication(person: Person) -> str:
    words = _short(person.indication)
    return _("{words}, told by patient").format(words=words) if words else ""


def _clinic(person: Person) -> str:
    name, phone = _short(person.clinic), _short(person.clinic_phone)
    return f"{name or _('clinic')} {phone}".strip() if name or phone else ""


def _born(person: Person, scope: Scope) -> str:
    return _("born {day}").format(day=scope.wording.whole_day(person.born)) if person.born else ""


def _short(text: str) -> str:
    return isolated(shortened(on_one_line(text), LONGEST_LINE))


def _appointment(scope: Scope) -> str:
    """Tell the next appointment, else the last one."""
    ahead = [entry.record for entry in scope.snapshot.appointments]
    coming = [one for one in ahead if one.plan.moment() >= scope.now]
    if coming:
        nearest = min(coming, key=_plan_moment)
        return _("visit {day}").format(day=scope.wording.day(nearest.plan.day))
    last = scales.last_appointment(scope)
    return _("last visit {day}").format(day=scope.wording.day(last)) if last else ""


def _plan_moment(appointment: Appointment) -> datetime:
    return appointment.plan.moment()
