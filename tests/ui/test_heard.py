# SPDX-License-Identifier: Apache-2.0
"""Wherever thoughts of self-harm can be typed it says that nobody is alerted, and where to call."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QWidget

import companion.ui
from companion.domain.records import Appointment, Entry, Record, Session
from companion.ui.forms.form import Form
from companion.ui.forms.rule import RuleForm
from companion.ui.forms.session import SessionForm
from companion.ui.session_day.few_words import WordsForm, WordsPanel
from companion.ui.session_day.vital_signs import ReadingForm
from companion.ui.visit.cards import DecidedCard
from companion.ui.visit.kept_words import KeptWords
from tests.domain.making import entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from companion.ui.context import Context

SAYS = "This app cannot alert anyone. To be heard, please call."
SESSION = Session(plan=plan("2026-11-23 14:00"))


def _of(kind: type[Form]) -> Iterator[type[Form]]:
    for each in kind.__subclasses__():
        yield each
        yield from _of(each)


def forms() -> list[type[Form]]:
    """Give every form of the app."""
    for module in pkgutil.walk_packages(companion.ui.__path__, f"{companion.ui.__name__}."):
        importlib.import_module(module.name)
    found = {kind for kind in _of(Form) if kind.__module__.startswith("companion.")}
    return sorted(found, key=lambda kind: kind.__qualname__)


def _keep(record: Record, what: str, entry: Entry[Record] | None = None) -> None:
    raise AssertionError((record, what, entry))


def after_the_visit(context: Context) -> QWidget:
    card = DecidedCard(context)
    card.show_visit(entry(Appointment(plan=plan("2026-11-23 11:00"))))
    return card


MADE: dict[type[Form], Callable[[Context], QWidget]] = {
    RuleForm: lambda context: RuleForm(context, "iv"),
    SessionForm: lambda context: SessionForm(context, SESSION),
    ReadingForm: lambda context: ReadingForm(context, lambda: SESSION),
    # Of these, what stands around them says it.
    WordsForm: lambda context: WordsPanel(context, "session", _keep),
    KeptWords: after_the_visit,
}
"""How those are made that need more than the diary; each other one is made of that alone."""


def test_every_form_with_room_for_more_than_a_line_says_so(qtbot: QtBot, context: Context) -> None:
    """Also one that will be made: every form there is is asked."""
    roomy, silent = [], []
    for kind in forms():
        form = MADE.get(kind, kind)(context)
        qtbot.addWidget(form)
        if form.findChildren(QPlainTextEdit):
            roomy.append(kind.__name__)
            if SAYS not in [one.text() for one in form.findChildren(QLabel)]:
                silent.append(kind.__name__)
    assert silent == []
    assert {"RuleForm", "PersonForm", "SideEffectForm", "NoteForm", "SessionForm"} <= set(roomy)
