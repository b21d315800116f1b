# SPDX-License-Identifier: Apache-2.0
"""A form for one kind of record: fields by name, faults at the field, a draft while it is open."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.records import Entry, Record
from companion.language import _
from companion.problem import Problem
from companion.ui import words
from companion.ui.context import Asked, Context
from companion.ui.fitting import Fitting
from companion.ui.widgets.basics import Flow, button, key_hint, label, row
from companion.ui.widgets.fields import Field, Unreadable
from companion.ui.widgets.heard import open_help

WIDTH = 580
"""A form's width at the usual text size."""

LEAST = 520

DRAFT_EVERY = 2000
"""Milliseconds after the first keystroke not yet kept at which a half-filled form is kept."""


class Form(QWidget):
    """Base of all forms. A subclass fills ``fields`` and says how they make a record.

    Signal: ``edited`` when the person changed anything.
    """

    edited = Signal()
    title = ""
    saved = ""
    draft_name = ""
    draft_is_of_entry = True
    """Whether each entry has a draft of its own; without, the draft has the form's name alone."""
    made_with: Mapping[str, object] = {}
    """What else it was made with, so that the same form can be made again after a lock."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.fields: dict[str, Field[Any]] = {}
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(16)
        self._build()
        for field in self.fields.values():
            field.edited.connect(self.edited.emit)

    def _build(self) -> None:
        raise NotImplementedError

    def make(self) -> Record:
        """Give the record the fields make; may raise Unreadable from a field."""
        raise NotImplementedError

    def show_record(self, record: Record) -> None:
        """Show a record for editing."""
        raise NotImplementedError

    def keep(
        self, record: Record, entry: Entry[Record] | None, *, draft: str = ""
    ) -> Entry[Record]:
        """Save a record, in an entry or a new one; its draft goes. Raises Impossible and Problem."""
        return self.context.save(record, self.saved, entry, draft=draft)

    def add(self, key: str, field: Field[Any]) -> Field[Any]:
        """Put a field below the others, under the name of the record's field it fills."""
        self.fields[key] = field
        self.body.addWidget(field)
        return field

    def read(self) -> Record | None:
        """Give the record, or None with a sentence at each field that cannot be read."""
        readable = True
        for field in self.fields.values():
            try:
                field.value()
            except Unreadable as error:
                field.show_fault(str(error), *error.at)
                readable = False
            else:
                field.show_fault("")
        return self.make() if readable else None

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its field; give those that have no field, as one sentence."""
        left = []
        for fault in impossible.faults:
            field = self.fields.get(fault.field)
            sentence = words.fault(fault)
            if field is None:
                left.append(sentence)
            else:
                field.show_fault(sentence)
        return " ".join(left)

    def first_control(self) -> QWidget:
        """Give the control a person starts with."""
        return next(iter(self.fields.values())).control()

    def first_faulty(self) -> Field[Any] | None:
        """Give the first refused field."""
        return next((field for field in self.fields.values() if field.refused), None)

    def raw(self) -> Mapping[str, object]:
        """Give everything as typed."""
        return {key: field.raw() for key, field in self.fields.items()}

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed."""
        for key, value in raw.items():
            if key in self.fields:
                self.fields[key].set_raw(value)

    def take_up(self, changes: Mapping[str, tuple[Any, Any]]) -> None:
        """Put back what was changed: each field as it stood before, and as it was typed.

        What a field was told meanwhile stays where the change does not concern it.
        """
        taken = {}
        for key, (before, typed) in changes.items():
            field = self.fields.get(key)
            taken[key] = typed if field is None else field.merged(before, typed)
        self.set_raw(taken)

    def empty(self) -> None:
        """Empty every field, as after saving a form that stays open."""
        self.set_raw(dict.fromkeys(self.fields))


class Keeper:
    """Keeps a form's draft in the record while it is half filled.

    With ``changes_only`` the draft holds what was changed and nothing else, so that it takes
    nothing back that an entry was told meanwhile.
    """

    def __init__(self, form: Form, name: str, *, changes_only: bool = False) -> None:
        self._form = form
        self._changes_only = changes_only
        self.name = name
        self._diary = form.context.diary
        self._timer = QTimer(form)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DRAFT_EVERY)
        self._timer.timeout.connect(self.keep)
        self._as_opened = form.raw()
        form.edited.connect(self._on_edited)

    def restore(self) -> bool:
        """Put the draft back into the form; tell whether there was one."""
        draft = self._diary.draft(self.name)
        if draft is None:
            return False
        kept = json.loads(draft)
        if self._changes_only:
            self._form.take_up(kept)
        else:
            self._form.set_raw(kept)
        return True

    def keep(self) -> None:
        """Keep what stands in the form now; a form as it was opened needs no draft.

        Where the disk does not take it, that is said, and what was typed stays in the form.
        """
        self._timer.stop()
        typed, before = self._form.raw(), self._as_opened
        both = {key: (before.get(key), typed.get(key)) for key in {**before, **typed}}
        changes = {key: pair for key, pair in both.items() if pair[0] != pair[1]}
        kept = changes if self._changes_only else typed
        try:
            if changes:
                self._diary.keep_draft(self.name, json.dumps(kept).encode())
            else:
                self._diary.drop_draft(self.name)
        except Problem as problem:
            self._form.context.ways.say(str(problem))

    def _on_edited(self) -> None:
        # Not begun anew at each keystroke: who types without a pause would keep nothing.
        if not self._timer.isActive():
            self._timer.start()

    def keep_now_if_waiting(self) -> None:
        """Keep it at once when a keystroke has not been kept yet."""
        if self._timer.isActive():
            self.keep()

    def drop(self) -> None:
        """Forget the draft: it was saved, or the person let it go."""
        self._timer.stop()
        self._diary.drop_draft(self.name)


class FormDialog(Fitting):
    """A form in a window of its own, with Save and a way out that keeps the draft."""

    shrinks = False

    def __init__(self, form: Form, entry: Entry[Record] | None, parent: QWidget) -> None:
        wide = form.context.theme.scaled(WIDTH)
        super().__init__(form.context, parent, min(wide, max(LEAST, parent.window().width() - 40)))
        self.form = form
        self.entry = entry
        self.kept: Entry[Record] | None = None
        if entry is not None:
            form.show_record(entry.record)
        self.setWindowTitle(form.title)
        self.setMinimumWidth(min(LEAST, self._width))
        self._message = label("", "fault")
        self._message.hide()
        self._put_in(form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(label(form.title, "title"))
        self._offer = label(_("Kept from before. Nothing was lost."), "small")
        layout.addWidget(self._offer)
        layout.addWidget(self._area, 1)
        layout.addWidget(self._message)
        layout.addLayout(self._buttons())
        of_entry = f":{entry.id if entry else 'new'}" if form.draft_is_of_entry else ""
        changes_only = entry is not None and form.draft_is_of_entry
        self._keeper = Keeper(form, form.draft_name + of_entry, changes_only=changes_only)
        self._offer.setVisible(self._keeper.restore())
        QShortcut(QKeySequence("Ctrl+Return"), self, self.save)
        QShortcut(QKeySequence("Ctrl+Enter"), self, self.save)
        QShortcut(QKeySequence("F1"), self, lambda: open_help(form.context, self))

    @classmethod
    def ask(
        cls, form: Form, parent: QWidget, entry: Entry[Record] | None = None
    ) -> Entry[Record] | None:
        """Show the form until it is saved or closed; give the entry if it was saved."""
        dialog = cls(form, entry, parent)
        form.context.asked = Asked(
            make=partial(type(form), form.context, **form.made_with),
            entry=(type(entry.record), entry.id) if entry else None,
        )
        dialog.exec()
        form.context.asked = None
        dialog.deleteLater()
        return dialog.kept

    def save(self) -> None:
        """Save the record, or say at each field why it cannot be."""
        self._say("")
        record = self.form.read()
        if record is None:
            self._go_to_fault()
            return
        try:
            self.kept = self.form.keep(record, self.entry, draft=self._keeper.name)
        except Impossible as impossible:
            self._say(self.form.show_faults(impossible))
            self._go_to_fault()
        except Problem as problem:
            self._say(str(problem))
        else:
            self._keeper.drop()
            self.accept()

    def showEvent(self, event: QShowEvent) -> None:
        """Come up ready to be typed into."""
        super().showEvent(event)
        self.form.first_control().setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Close; what was typed stays as a draft."""
        self._keeper.keep_now_if_waiting()
        super().reject()

    def _let_go(self) -> None:
        self._keeper.drop()
        super().reject()

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def _put_in(self, form: Form) -> None:
        layout = QVBoxLayout(self._inner)
        layout.setContentsMargins(2, 2, 12, 2)
        layout.addWidget(form)
        layout.addStretch(1)
        self._area.setMinimumHeight(min(form.sizeHint().height() + 24, 200))

    def _go_to_fault(self) -> None:
        """Bring the first refused field into sight."""
        faulty = self.form.first_faulty()
        if faulty is not None:
            faulty.at_fault().setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, faulty, lambda: self._area.ensureWidgetVisible(faulty))

    def _buttons(self) -> QLayout:
        save = button(_("Save"), "primary")
        save.clicked.connect(self.save)
        leave = button(_("Close, keep as draft"))
        leave.clicked.connect(self.reject)
        forget = button(_("Discard"), "quiet")
        forget.clicked.connect(self._let_go)
        hint = key_hint("Ctrl+Return")
        if self._width >= form_row(save, hint, forget, leave):
            return row(save, hint, 1, forget, leave)
        flow = Flow()
        for each in (save, leave, forget):
            flow.addWidget(each)
        hint.deleteLater()
        return flow


def form_row(*parts: QWidget) -> int:
    """Give the width that parts need side by side in a dialog."""
    return sum(part.sizeHint().width() + 8 for part in parts) + 2 * 24
