# SPDX-License-Identifier: Apache-2.0
"""Fields for when: a calendar day, a time of day as people write it, and both together."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from companion.domain.moment import fixed
from companion.language import _
from companion.ui.widgets.basics import button, row, scaled
from companion.ui.widgets.day_edit import DayEdit
from companion.ui.widgets.editors import Line
from companion.ui.widgets.fields import Field, Raw, Unreadable

_TYPED = "\t"
"""Stands between a day that is being typed, which may have blanks, and the time."""


class DayField(Field[date | None]):
    """A calendar day. An optional one starts empty, with a button to set it."""

    def __init__(
        self, name: str, *, optional: bool = False, today: date, show_name: bool = True
    ) -> None:
        super().__init__(name)
        self._optional = optional
        self._empty = optional
        self._teller: Field[Any] = self
        self._told = ""
        self.edit = DayEdit(name, today)
        self._set = button(_("Set a date"), name=_("Set a date: {name}").format(name=name))
        self._unset = button(_("Clear"), "quiet", name=_("Clear: {name}").format(name=name))
        self._set.clicked.connect(lambda: self._change(empty=False))
        self._unset.clicked.connect(lambda: self._change(empty=True))
        if show_name:
            self._add_name(self.edit)
        self.layout_.addLayout(row(self.edit, self._set, self._unset, 1))
        # Not before they lie in the field: on its own, a widget that is shown is a window.
        self._show(empty=optional)
        self.edit.dateChanged.connect(lambda _day: self.edited.emit())
        self.edit.typed.connect(self.edited.emit)
        self.edit.left.connect(self._on_left)
        self._finish()

    @property
    def is_empty(self) -> bool:
        """Whether no day is set, nor typed."""
        return self._empty

    @property
    def is_being_typed(self) -> bool:
        """Whether a day is being typed that is not taken yet."""
        return self.edit.hasFocus() and self.edit.words is not None

    def value(self) -> date | None:
        """Give the day, or None where none was set; raises Unreadable where none was typed."""
        if self._empty:
            return None
        refused = self.edit.why_refused()
        if refused:
            raise Unreadable(refused, self.edit)
        return self.edit.day()

    def raw(self) -> Raw:
        """Give the day as ISO text, or what was typed where that is none."""
        try:
            day = self.value()
        except Unreadable:
            return self.edit.words
        return day.isoformat() if day else None

    def set_raw(self, raw: Raw) -> None:
        """Put a day back, or what was typed."""
        if raw:
            try:
                self.edit.show_day(date.fromisoformat(str(raw)))
            except ValueError:
                self.edit.show_words(str(raw))
        else:
            self.edit.forget()
        self._show(empty=self._optional and not raw)

    def control(self) -> QWidget:
        """Give the editor."""
        return self._set if self._empty else self.edit

    def tell_at(self, field: Field[Any]) -> None:
        """Have another field, of which this is a part, say why a day is refused."""
        self._teller = field

    def tell(self) -> None:
        """Say why what was typed is no day; take that back, and nothing else, where it is one."""
        refused = "" if self._empty else self.edit.why_refused()
        if refused or self._told:
            self._teller.show_fault(refused, *((self.edit,) if refused else ()))
        self._told = refused

    def _on_left(self) -> None:
        is_told = bool(self._told)
        self.tell()
        if self._told or is_told:
            self.edited.emit()

    def _change(self, *, empty: bool) -> None:
        if empty:
            self.edit.forget()
        self._show(empty=empty)
        self.tell()
        self.control().setFocus()
        self.edited.emit()

    def _show(self, *, empty: bool) -> None:
        self._empty = empty
        self.edit.setVisible(not empty)
        self._set.setVisible(empty)
        self._unset.setVisible(self._optional and not empty)


class ClockEdit(Line):
    """A time of day as typed: 14:00, 1400, 14 or 14.00; the arrows step by five minutes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setPlaceholderText("14:00")
        self.setMaximumWidth(scaled(92))
        self.setMinimumWidth(scaled(72))

    def time(self) -> time | None:
        """Give the time; None when empty; raises Unreadable when it is no time."""
        typed = self.text().strip()
        if not typed:
            return None
        digits = typed.replace(".", ":").replace("h", ":")
        if ":" not in digits:
            digits = f"{digits[:-2]}:{digits[-2:]}" if len(digits) > 2 else f"{digits}:00"
        hour, _colon, minute = digits.partition(":")
        try:
            return time(int(hour), int(minute or 0))
        except ValueError:
            raise Unreadable(_("This needs a time of day, like 14:00.")) from None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by five minutes with the arrows."""
        step = {Qt.Key.Key_Up: 5, Qt.Key.Key_Down: -5}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        try:
            now = self.time()
        except Unreadable:
            return
        minutes = (now.hour * 60 + now.minute + step) % 1440 if now else 12 * 60
        # Not set, which could not be undone.
        self.selectAll()
        self.insert(f"{minutes // 60:02}:{minutes % 60:02}")


class ClockField(Field[time | None]):
    """A time of day that may stay empty."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.edit = ClockEdit(name)
        self._add_name(self.edit, wrap=False)
        self.layout_.addWidget(self.edit)
        self.edit.textChanged.connect(lambda _text: self.edited.emit())
        self._finish()

    def value(self) -> time | None:
        """Give the time, or None when the field is empty."""
        return self.edit.time()

    def raw(self) -> Raw:
        """Give what was typed."""
        return self.edit.text()

    def set_raw(self, raw: Raw) -> None:
        """Put a time back as it was typed."""
        self.edit.setText("" if raw is None else str(raw))

    def control(self) -> QWidget:
        """Give the editor."""
        return self.edit


class MomentField(Field[datetime | None]):
    """A day and a time of day in a zone. An optional one starts empty; with a day it needs a time.

    A moment that was shown and not changed comes back as it was, with its own offset.
    """

    def __init__(
        self, name: str, *, zone: Callable[[], str], today: date, optional: bool = False
    ) -> None:
        super().__init__(name)
        self._zone = zone
        self._optional = optional
        self._shown: datetime | None = None
        self.day = DayField(name, optional=optional, today=today, show_name=False)
        self.day.tell_at(self)
        self.clock = ClockEdit(_("{name}, time").format(name=name))
        self._add_name(self.day.edit)
        self.layout_.addLayout(row(self.day, self.clock, 1))
        self.day.edited.connect(self._show_clock)
        self.day.edited.connect(self.edited.emit)
        self.clock.textChanged.connect(lambda _text: self.edited.emit())
        self._show_clock()
        self._finish()

    def value(self) -> datetime | None:
        """Give the moment with the zone's offset on that day, or None where it is empty."""
        at = self.wall_clock()
        if at is None:
            return None
        if self._shown and self._shown.replace(second=0, microsecond=0, tzinfo=None) == at:
            return self._shown
        return fixed(at.replace(tzinfo=ZoneInfo(self._zone())))

    def wall_clock(self) -> datetime | None:
        """Give day and time without a zone."""
        day = self.day.value()
        if day is None:
            return None
        at = self.clock.time()
        if at is None:
            raise Unreadable(_("This needs a time of day, like 14:00."))
        return datetime.combine(day, at)

    def raw(self) -> Raw:
        """Give day and time as typed."""
        between = " " if self.day.edit.words is None else _TYPED
        return f"{self.day.raw() or ''}{between}{self.clock.text()}"

    def set_raw(self, raw: Raw) -> None:
        """Put day and time back; None empties the time, and an optional one wholly."""
        if raw is None:
            self.clock.clear()
            if self._optional:
                self.day.set_raw(None)
                self._show_clock()
            return
        typed = str(raw)
        day, _between, at = typed.partition(_TYPED if _TYPED in typed else " ")
        self.day.set_raw(day)
        self.clock.setText(at)
        self._show_clock()

    def set_moment(self, moment: datetime | None) -> None:
        """Show a moment by its own wall clock."""
        self._shown = fixed(moment) if moment else None
        self.set_raw(f"{moment:%Y-%m-%d %H:%M}" if moment else None)

    def control(self) -> QWidget:
        """Give the time's editor, or the button that sets a day while there is none."""
        return self.day.control() if self.day.is_empty else self.clock

    def _show_clock(self) -> None:
        """Ask for a time where there is a day; without one there is none."""
        self.clock.setVisible(not self.day.is_empty)
        if self.day.is_empty:
            self.clock.clear()
