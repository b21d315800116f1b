# SPDX-License-Identifier: Apache-2.0
"""The cards with the numbers to call: emergency, lines to talk to, and the person's own."""

from collections.abc import Callable, Sequence
from itertools import groupby

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.content import Line, Number
from companion.domain.dialling import to_dial, to_text
from companion.domain.safety import Tier
from companion.language import _
from companion.report.codes import of_line
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.help.call_row import BigNumber, CallRow
from companion.ui.help.red_flags import words_of
from companion.ui.help.signs import SignList
from companion.ui.widgets.basics import Card, Flow, Whole, button, label, rule


def danger_card(context: Context, *, brief: bool = False) -> Card:
    """Give the card with the emergency numbers, each with its state and code, and what for.

    The numbers come first, so that one is in sight however large the words are. Where it is to be
    ``brief``, what for stands below them in as few lines as it takes.
    """
    heading = _("In danger now, taken something, or cannot keep yourself safe?")
    card = Card(heading, role="dangerCard")
    signs = words_of(context.content, Tier.EMERGENCY)
    numbers = context.country.emergency
    for place, number in enumerate(numbers):
        card.add(_emergency(context, number, first=place == 0))
    if not numbers:
        card.add(label(_("Call your local emergency number."), "figure"))
    if brief:
        card.add(label(_("Also: {signs}.").format(signs=" · ".join(signs))))
    else:
        card.add(SignList(_("Also:"), signs, context.theme))
    card.fill()
    return card


def talk_card(context: Context) -> Card:
    """Give the card with the crisis lines: the number, the code, and what happens when one calls."""
    lines = context.country.line
    always = any(line.hours == "day_and_night" for line in lines)
    card = Card(_("Talk to someone, day or night") if always else _("Talk to someone"))
    for place, (facts, group) in enumerate(groupby(lines, lambda each: facts_of(context, each))):
        if place:
            card.add(rule())
        for nth, line in enumerate(group):
            card.add(_line(context, line, "" if nth else facts, first=place == nth == 0))
    words = context.content.line_words
    says = [words.call] if any(line.dial for line in lines) else []
    says += [words.web] if any(not line.dial for line in lines) else []
    card.add(label(" ".join(says)))
    card.fill()
    return card


def own_card(context: Context, edit: Callable[[], None]) -> Card:
    """Give the card with the numbers of the clinic and of one's own person."""
    numbers = calls.own_numbers(context.person)
    change = button(_("Edit"), "quiet", name=_("Edit the numbers of your clinic and person"))
    change.clicked.connect(edit)
    locked = context.is_locked
    card = Card(_("Your clinic, your person"), change if numbers and not locked else None)
    for place, (name, number) in enumerate(numbers):
        told = label(number, "strong")
        said = (label(name), told, label(_("as you entered it"), "small"))
        card.add(CallRow(said, to_dial(number), number, context.theme, first=place == 0))
    if not numbers and context.is_troubled:
        card.add(label(_("Your own numbers are in the diary, which is not open.")))
    elif not numbers and locked:
        card.add(label(_("Your own numbers are in the diary, which is locked.")))
    elif not numbers:
        card.add(label(_("The numbers of your clinic and of someone you trust will appear here.")))
        add = button(_("Add numbers"), "outline")
        add.clicked.connect(edit)
        flow = Flow(spacing=10)
        flow.addWidget(add)
        card.add(flow)
    card.fill()
    return card


def facts_of(context: Context, line: Line) -> str:
    """Give what is known of a line: its name, whether it is free, its hours and languages."""
    facts = [line.name]
    if line.free:
        facts.append(_("free call"))
    if line.hours == "day_and_night":
        facts.append(_("day and night"))
    elif line.dial:
        facts.append(_("its hours are not known to us"))
    else:
        facts.append(_("a list of lines by country, on the web"))
    if line.languages:
        facts.append(context.content.line_words.languages[line.languages])
    return _("{facts}.").format(facts=", ".join(facts))


def _emergency(context: Context, number: Number, *, first: bool) -> QWidget:
    state = label(calls.checked_state(number.checked), "small")
    code = to_dial(number.number)
    if first:
        big = BigNumber(number.number, "danger", context.theme)
        return CallRow((big, state), code, number.number, context.theme, large=True, first=True)
    other = label(_("or {number}").format(number=number.number), "dangerNumber")
    return CallRow((other, state), code, number.number, context.theme)


def _line(context: Context, line: Line, facts: str, *, first: bool) -> QWidget:
    theme = context.theme
    words: Sequence[QWidget]
    if facts:
        words = (BigNumber(line.number, "accent", theme), label(facts))
    else:
        words = (label(_("or {number}").format(number=line.number), "number"),)
    state = label(calls.checked_state(line.checked, line.operator), "small")
    row = CallRow((*words, state), of_line(line), line.number, theme, large=first, first=first)
    if not line.text:
        return row
    says = label(_("You can also send a text to {number}.").format(number=line.text))
    return _below(row, CallRow((says,), to_text(line.text), line.text, theme, first=True))


def _below(*rows: QWidget) -> QWidget:
    whole = Whole()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for each in rows:
        column.addWidget(each)
    return whole
