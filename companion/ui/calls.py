# SPDX-License-Identifier: Apache-2.0
"""Whom to call, as words to put into a sentence."""

from datetime import date

from companion.content import Line
from companion.domain.records import Person
from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import full_date

LONGEST_NUMBER = 20
"""Letters; with more there are other words beside the number, which may wrap."""


def emergency(context: Context) -> str:
    """Give the emergency numbers of the chosen country, "112 or 999"."""
    numbers = [each.number for each in context.country.emergency]
    return _(" or ").join(numbers) or _("your local emergency number")


def line(context: Context) -> str:
    """Give the first crisis line, "Samaritans 116 123"."""
    lines = context.country.line
    return line_words(lines[0]) if lines else _("a crisis line")


def line_words(line: Line) -> str:
    """Give a crisis line with its number."""
    return f"{line.name} {unbroken(line.number)}".strip()


def unbroken(number: str) -> str:
    """Give a number that stays on one line, as long as it is no more than a number."""
    return number.replace(" ", "\u00a0") if len(number) <= LONGEST_NUMBER else number


def clinic(context: Context) -> str:
    """Give the clinic with its number where it was told."""
    person = context.person
    numbers = [person.clinic_phone, person.clinic_phone_after_hours]
    told = _(", ").join(unbroken(number) for number in numbers if number)
    return _("the clinic ({phone})").format(phone=told) if told else _("the clinic")


def own_person(context: Context) -> str:
    """Give the person the patient named, with their number."""
    return _named(context.person, context.person.person_phone)


def _named(person: Person, phone: str) -> str:
    if not person.person_name:
        return _("someone you trust")
    if not phone:
        return person.person_name
    return _("{name} ({phone})").format(name=person.person_name, phone=phone)


def own_numbers(person: Person) -> list[tuple[str, str]]:
    """Give the numbers the patient told, each with whose it is."""
    found = [
        (_("Clinic, daytime"), person.clinic_phone),
        (_("Clinic, evenings and weekends"), person.clinic_phone_after_hours),
        (person.person_name or _("Your person"), person.person_phone),
    ]
    return [(name, number) for name, number in found if number]


def checked_state(checked: str, operator: str = "") -> str:
    """Give whether and when a number was checked on its operator's own page."""
    if not checked:
        return _("not yet checked by us on an official page")
    day = full_date(date.fromisoformat(checked))
    if operator:
        return _("checked on {operator}, {day}").format(operator=operator, day=day)
    return _("checked on an official page, {day}").format(day=day)


def filled(text: str, context: Context) -> str:
    """Put whom to call into a sentence of the content."""
    return text.format(
        emergency=emergency(context),
        line=line(context),
        clinic=clinic(context),
        person=_named(context.person, unbroken(context.person.person_phone)),
        source="{source}",
    )
