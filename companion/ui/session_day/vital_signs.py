# SPDX-License-Identifier: Apache-2.0
"""Blood pressure, pulse and oxygen, in large fields; also as the step before leaving."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from companion.domain.faults import Fault, Impossible, check
from companion.domain.moment import fixed
from companion.domain.records import Entry, Note, Reading, Record, Session
from companion.domain.session_day import ended, reading_time, with_reading
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.forms.form import Form, Keeper
from companion.ui.session_day import wording
from companion.ui.session_day.panel import Keep, Panel
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import Flow, beside, key_hint, label, restyle
from companion.ui.widgets.fields import NumberField

WIDE = 156
"""A field's width at the usual text size."""


class ReadingForm(Form):
    """Four numbers of the moment at which they were begun.

    What it makes is the session with one more reading. Signal: ``entered`` by the Enter key.
    """

    entered = Signal()

    def __init__(
        self, context: Context, session: Callable[[], Session], *, leaving: bool = False
    ) -> None:
        self._session = session
        self._leaving = leaving
        self.begun: datetime | None = None
        super().__init__(context)

    def _build(self) -> None:
        self.setObjectName("dayForm")
        flow = Flow(spacing=14, top=True)
        for key, name in _names().items():
            field = NumberField(name, whole=True, width=WIDE)
            restyle(field.edit, role="day")
            field.edit.installEventFilter(self)
            field.edited.connect(self._on_edited)
            self.fields[key] = field
            flow.addWidget(field)
        self.body.addLayout(flow)

    @property
    def is_empty(self) -> bool:
        """Whether no number stands in it."""
        return not any(str(field.raw() or "").strip() for field in self.fields.values())

    def make(self) -> Session:
        """Give the session with this reading; as it was where no number was typed."""
        session, taken = self._session(), self.begun or fixed(self.context.now())
        if self.is_empty:
            return session
        numbers: dict[str, Any] = {key: field.value() for key, field in self.fields.items()}
        when = reading_time(session, taken, leaving=self._leaving)
        return with_reading(session, Reading(when=when, at=taken, **numbers))

    def typed(self) -> str:
        """Give "Upper number 165, Pulse 70": what stands in it, whether or not it can be read."""
        names = _names()
        found = {key: str(field.raw() or "").strip() for key, field in self.fields.items()}
        return _(", ").join(f"{names[key]} {typed}" for key, typed in found.items() if typed)

    def show_record(self, record: Record) -> None:
        """Show nothing: a reading of the session day is always a new one."""

    def raw(self) -> Mapping[str, object]:
        """Give the numbers as typed, and when they were begun."""
        return {**super().raw(), "begun": self.begun.isoformat() if self.begun else None}

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put the numbers back, and when they were begun."""
        super().set_raw(raw)
        begun = raw.get("begun")
        self.begun = datetime.fromisoformat(begun) if begun else None

    def show_faults(self, impossible: Impossible) -> str:
        """Say each fault at its number; what concerns both numbers at the first of them."""
        at_fields = (replace(fault, field=_field_of(fault)) for fault in impossible.faults)
        return super().show_faults(Impossible(tuple(at_fields)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter save."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def _on_edited(self) -> None:
        if self.is_empty:
            self.begun = None
        elif self.begun is None:
            self.begun = fixed(self.context.now())


class ReadingPanel(Panel):
    """The numbers, and Save.

    With ``settle``, which saves what was left for later, it is the step before leaving: empty is
    an answer too. Signal: ``finished`` when the session was ended by it.
    """

    finished = Signal()
    name = "reading"

    def __init__(
        self,
        context: Context,
        entry: Callable[[], Entry[Session]],
        keep: Keep,
        *,
        settle: Callable[[], None] | None = None,
    ) -> None:
        session, leaving = entry().record, settle is not None
        super().__init__(wording.leaving(session) if leaving else _("Blood pressure"))
        self._context = context
        self._entry = entry
        self._keep = keep
        self._settle = settle
        self._leaving = leaving
        if leaving:
            self.name = "leaving"
        self.form = ReadingForm(context, lambda: entry().record, leaving=leaving)
        self._keeper = Keeper(self.form, draft_name(entry().id, leaving=leaving))
        self._offer = label("", "daySmall")
        self._message = label("", "fault")
        self._message.hide()
        self.save = Tapped(_("End the session") if leaving else _("Save"), "dayMain")
        self.save.clicked.connect(self._on_save)
        self.form.entered.connect(self._on_save)
        ways = Flow(spacing=10)
        ways.addWidget(beside(self.save, key_hint("Return")))
        ways.addWidget(self.way_back())
        if leaving:
            self.body.addWidget(label(_("The last reading, if one was taken:"), "dayLine"))
        self.body.addWidget(self._offer)
        self.body.addWidget(self.form)
        self.body.addWidget(self._message)
        self.body.addLayout(ways)
        self.body.addStretch(1)
        # Not before it lies in the panel: on its own, a widget that is shown is a window.
        self._show_offer(restored=self._keeper.restore())
        self.form.edited.connect(self._on_edited)

    def first_control(self) -> QWidget:
        """Give the first number; where the session ends, the way that needs no number."""
        return self.save if self._leaving and self.form.is_empty else self.form.first_control()

    def leave(self) -> None:
        """Keep the numbers as they are."""
        self._keeper.keep_now_if_waiting()

    def _on_save(self) -> None:
        self._say("")
        if self.form.is_empty and not self._leaving:
            self.form.fields["systolic"].show_fault(_("This is needed before it can be saved."))
            self.form.first_control().setFocus()
            return
        record = self.form.read()
        if not isinstance(record, Session):
            self._go_to_fault()
            return
        try:
            if self._settle is not None:
                self._settle()
                # Made anew: the session may have one more reading now.
                record = ended(self.form.make(), self._context.now())
            self._keep(record, self._what(record), self._entry())
        except Impossible as impossible:
            self._say(self.form.show_faults(impossible))
            self._go_to_fault()
        except Problem as problem:
            self._say(str(problem))
            self._keeper.keep()
        else:
            self._keeper.drop()
            if self._leaving:
                self.finished.emit()
            else:
                self.closed.emit()

    def _what(self, session: Session) -> str:
        if self._leaving:
            return wording.leaving(session)
        return wording.reading(session.readings[-1])

    def _show_offer(self, *, restored: bool) -> None:
        begun = self.form.begun
        if begun is not None:
            line = _("You typed this at {time}. It is saved with that time.")
            self._offer.setText(line.format(time=clock(begun)))
        self._offer.setVisible(restored and begun is not None)

    def _on_edited(self) -> None:
        """Say no more of what was kept once it was taken out: what follows is typed now."""
        if self.form.is_empty:
            self._offer.hide()

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))

    def _go_to_fault(self) -> None:
        self._keeper.keep()
        faulty = self.form.first_faulty()
        if faulty is not None:
            faulty.at_fault().setFocus()


def draft_name(session_id: str, *, leaving: bool = False) -> str:
    """Give the name under which a half-typed reading of a session is kept."""
    return f"session_day_{'leaving' if leaving else 'reading'}:{session_id}"


def left_over(context: Context, entry: Entry[Session]) -> Session | Note | None:
    """Give the session with the reading that was left half typed; None where there is none.

    Where it makes no reading, as with one number of two, it is a note of what was typed.
    """
    form = ReadingForm(context, lambda: entry.record)
    kept = Keeper(form, draft_name(entry.id)).restore() and not form.is_empty
    found = _reading_or_note(form, entry.id) if kept else None
    form.deleteLater()
    return found


def _reading_or_note(form: ReadingForm, session_id: str) -> Session | Note:
    now = form.context.now()
    record = form.read()
    if isinstance(record, Session):
        with suppress(Impossible):
            check(record, now)
            return record
    words = _("Blood pressure, not finished: {typed}").format(typed=form.typed())
    return Note(at=form.begun or fixed(now), words=words, session_id=session_id)


def _names() -> dict[str, str]:
    """Give what each number is called."""
    return {
        "systolic": _("Upper number"),
        "diastolic": _("Lower number"),
        "pulse": _("Pulse"),
        "oxygen": _("Oxygen, percent"),
    }


def _field_of(fault: Fault) -> str:
    """Give the form's field that a fault of a session's reading belongs to."""
    if not fault.field.startswith("readings."):
        return fault.field
    _readings, _when, *number = fault.field.split(".")
    return number[0] if number else "systolic"
