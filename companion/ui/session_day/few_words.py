# SPDX-License-Identifier: Apache-2.0
"""A timed note: one large field, kept while it is typed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from companion.domain.faults import Impossible
from companion.domain.moment import fixed
from companion.domain.records import Note, Record
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.forms.form import Form, Keeper
from companion.ui.session_day.panel import Keep, Panel
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import Flow, beside, key_hint, label, restyle
from companion.ui.widgets.fields import WordsField


class WordsForm(Form):
    """Words of the moment at which they were begun. Signal: ``entered`` by the Enter key."""

    entered = Signal()

    def __init__(self, context: Context, session_id: str) -> None:
        self._session_id = session_id
        self._begun: datetime | None = None
        super().__init__(context)

    def _build(self) -> None:
        self.setObjectName("dayForm")
        field = WordsField(_("A few words"), lines=4, show_name=False)
        restyle(field.edit, role="day")
        field.edit.installEventFilter(self)
        field.edited.connect(self._on_edited)
        self.add("words", field)

    def make(self) -> Note:
        """Give the note."""
        return Note(
            at=self._begun or fixed(self.context.now()),
            words=self.fields["words"].value(),
            session_id=self._session_id,
        )

    def show_record(self, record: Record) -> None:
        """Show a note's words."""
        assert isinstance(record, Note)
        self.fields["words"].set_raw(record.words)

    def raw(self) -> Mapping[str, object]:
        """Give the words as typed, and when they were begun."""
        return {**super().raw(), "begun": self._begun.isoformat() if self._begun else None}

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put the words back, and when they were begun."""
        super().set_raw(raw)
        begun = raw.get("begun")
        self._begun = datetime.fromisoformat(begun) if begun else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter save; with Shift it begins a new line."""
        is_enter = (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        )
        if is_enter:
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        if not self.fields["words"].value().strip():
            self._begun = None
        elif self._begun is None:
            self._begun = fixed(self.context.now())


class WordsPanel(Panel):
    """The field, Save, and the way back, which keeps the words for later."""

    name = "words"

    def __init__(self, context: Context, session_id: str, keep: Keep) -> None:
        super().__init__(_("A few words"))
        self._keep = keep
        self.form = WordsForm(context, session_id)
        self._keeper = Keeper(self.form, draft_name(session_id))
        self._offer = label(_("Kept from before. Nothing was lost."), "daySmall")
        self.save = Tapped(_("Save"), "dayMain")
        self.save.clicked.connect(self._on_save)
        self.form.entered.connect(self._on_save)
        self.back.setText(_("Leave it for later"))
        ways = Flow(spacing=10)
        ways.addWidget(beside(self.save, key_hint("Return")))
        ways.addWidget(self.way_back())
        # Above the field, so that it is in sight however little room there is.
        self.body.addWidget(
            label(_("This app cannot alert anyone. To be heard, please call."), "daySmall")
        )
        self.body.addWidget(self._offer)
        self.body.addWidget(self.form)
        self.body.addLayout(ways)
        self.body.addStretch(1)
        # Not before it lies in the panel: on its own, a widget that is shown is a window.
        self._offer.setVisible(self._keeper.restore())
        self._put_at_end()

    def first_control(self) -> QWidget:
        """Give the field."""
        return self.form.first_control()

    def leave(self) -> None:
        """Keep the words as they are."""
        self._keeper.keep_now_if_waiting()

    def _put_at_end(self) -> None:
        edit = self.form.fields["words"].control()
        assert isinstance(edit, QPlainTextEdit)
        cursor = edit.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        edit.setTextCursor(cursor)

    def _on_save(self) -> None:
        note = self.form.read()
        if note is None:
            return
        try:
            self._keep(note, _("a few words"))
        except Impossible as impossible:
            self.form.show_faults(impossible)
            self.first_control().setFocus()
        except Problem as problem:
            self.form.fields["words"].show_fault(str(problem))
            self._keeper.keep()
        else:
            self._keeper.drop()
            self.closed.emit()


def draft_name(session_id: str) -> str:
    """Give the name under which half-typed words of a session are kept."""
    return f"session_day_words:{session_id}"


def left_over(context: Context, session_id: str) -> Note | None:
    """Give the note that half-typed words make, None where there are none."""
    form = WordsForm(context, session_id)
    kept = Keeper(form, draft_name(session_id)).restore()
    note = form.make()
    form.deleteLater()
    return note if kept and note.words.strip() else None
