# SPDX-License-Identifier: Apache-2.0
"""The side effects of one session, with their grade and time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from companion.domain.effect_end import ended_by
from companion.domain.records import Entry, SideEffect
from companion.language import _
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.forms.form import FormDialog
from companion.ui.widgets.basics import Card, button, clear, label, row


class SessionEffects(Card):
    """Lists side effects, and leads to a new one and to each.

    Signal: ``leaving`` before a form comes up in front.
    """

    leaving = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("Side effects"))
        self._context = context
        self._session_id = ""
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        add = button(_("Add a side effect"))
        add.clicked.connect(lambda: self._ask(None))
        self.add(self._list)
        self.add(row(add, 1))
        self.fill()

    def show_those_of(self, session_id: str) -> None:
        """Read again those of a session."""
        self._session_id = session_id
        clear(self._list)
        for entry in self._context.diary.belonging(SideEffect, session_id):
            self._list.addLayout(self._row(entry))

    def _row(self, entry: Entry[SideEffect]) -> QHBoxLayout:
        effect = entry.record
        name = self._context.content.effect_name(effect.effect, effect.own_name)
        edit = button(_("Edit"), "quiet", name=_("Edit: {effect}").format(effect=name))
        edit.clicked.connect(lambda: self._ask(entry))
        line = row(label(f"{name} · {words.grade(effect.grade)} · {_span(effect)}"), edit)
        line.setStretch(0, 1)
        return line

    def _ask(self, entry: Entry[SideEffect] | None) -> None:
        self.leaving.emit()
        session_id = None if entry is not None else self._session_id
        from companion.ui.forms.side_effect import SideEffectForm

        FormDialog.ask(SideEffectForm(self._context, session_id=session_id), self.window(), entry)


def _span(effect: SideEffect) -> str:
    """Say from when to when it was there, as far as that is known."""
    start = dates.day_and_clock(effect.start)
    if effect.end is None:
        return _("since {start}, still there").format(start=start)
    if ended_by(effect) is not None:
        text = _("since {start}, ended by {end}")
        return text.format(start=start, end=dates.day_and_clock(effect.end))
    if effect.end.date() == effect.start.date():
        start, end = dates.clock(effect.start), dates.clock(effect.end)
    else:
        end = dates.day_and_clock(effect.end)
    return _("{start} – {end}").format(start=start, end=end)
