# SPDX-License-Identifier: Apache-2.0
"""Whom to call, as words to put into a sentence."""

from companion.content import Line
from companion.language import _
from companion.ui.context import Context


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
    return f"{line.name} {line.number}".strip()


def clinic(context: Context) -> str:
    """Give the clinic with its number where it was told."""
    person = context.person
    numbers = [person.clinic_phone, person.clinic_phone_after_hours]
    told = _(", ").join(number for number in numbers if number)
    return _("the clinic ({phone})").format(phone=told) if told else _("the clinic")


def own_person(context: Context) -> str:
    """Give the person the patient named, with their number."""
    person = context.person
    if not person.person_name:
        return _("someone you trust")
    if not person.person_phone:
        return person.person_name
    return _("{name} ({phone})").format(name=person.person_name, phone=person.person_phone)


def filled(text: str, context: Context) -> str:
    """Put whom to call into a sentence of the content."""
    return text.format(
        emergency=emergency(context),
        line=line(context),
        clinic=clinic(context),
        person=own_person(context),
        source="{source}",
    )
