# SPDX-License-Identifier: Apache-2.0
"""Fields for when: a calendar day, a time of day as people write it, and both together."""

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from companion.domain.moment import fixed
from companion.language import _
from companion.ui.dates import to_python_date
from companion.ui.widgets.basics import button, row, scaled
from companion.ui.widgets.fields import Field, Raw, Unreadable
from companion.ui.widgets.month import let_point_at_a_day


class DayField(Field[date | None]):
    """A calendar day. An optional one starts empty, with a button to set it."""

    def __init__(
        self, name: str, *, optional: bool = False, today: date, show_name: bool = True
    ) -> None:
        super().__init__(name)
        self._optional = optional
        self._today = today
        self._empty = optional
        self.edit = QDateEdit(QDate(today.year, today.month, today.day))
        let_point_at_a_day(self.edit)
        self.edit.setDisplayFormat("ddd d MMM yyyy")
        self.edit.setMinimumWidth(scaled(185))
        self.edit.setAccessibleName(name)
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
        self._finish()

    def value(self) -> date | None:
        """Give the day, or None where none was set."""
        return None if self._empty else to_python_date(self.edit.date())

    def raw(self) -> Raw:
        """Give the day as ISO text."""
        day = self.value()
        return day.isoformat() if day else None

    def set_raw(self, raw: Raw) -> None:
        """Put a day back."""
        if raw:
            day = date.fromisoformat(str(raw))
            self.edit.setDate(QDate(day.year, day.month, day.day))
        self._show(empty=self._optional and not raw)

    def control(self) -> QWidget:
        """Give the editor."""
        return self._set if self._empty else self.edit

    def _change(self, *, empty: bool) -> None:
        self._show(empty=empty)
        self.control().setFocus()
        self.edited.emit()

    def _show(self, *, empty: bool) -> None:
        self._empty = empty
        self.edit.setVisible(not empty)
        self._set.setVisible(empty)
        self._unset.setVisible(self._optional and not empty)


class ClockEdit(QLineEdit):
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
        self.setText(f"{minutes // 60:02}:{minutes % 60:02}")


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
    """A day and a time of day in a zone. Without a time an optional one is empty.

    A moment that was shown and not changed comes back as it was, with its own offset.
    """

    def __init__(
        self, name: str, *, zone: Callable[[], str], today: date, optional: bool = False
    ) -> None:
        super().__init__(name)
        self._zone = zone
        self._optional = optional
        self._shown: datetime | None = None
        self.day = DayField(name, today=today, show_name=False)
        self.clock = ClockEdit(_("{name}, time").format(name=name))
        self._add_name(self.day.edit)
        self.layout_.addLayout(row(self.day, self.clock, 1))
        self.day.edited.connect(self.edited.emit)
        self.clock.textChanged.connect(lambda _text: self.edited.emit())
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
        at = self.clock.time()
        day = self.day.value()
        if at is None:
            if self._optional:
                return None
            raise Unreadable(_("This needs a time of day, like 14:00."))
        return datetime.combine(day, at) if day else None

    def raw(self) -> Raw:
        """Give day and time as typed."""
        return f"{self.day.raw()} {self.clock.text()}"

    def set_raw(self, raw: Raw) -> None:
        """Put day and time back; None empties the time."""
        if raw is None:
            self.clock.clear()
            return
        day, _space, at = str(raw).partition(" ")
        self.day.set_raw(day)
        self.clock.setText(at)

    def set_moment(self, moment: datetime | None) -> None:
        """Show a moment by its own wall clock."""
        self._shown = fixed(moment) if moment else None
        self.set_raw(f"{moment:%Y-%m-%d %H:%M}" if moment else None)

    def control(self) -> QWidget:
        """Give the time's editor."""
        return self.clock
