# SPDX-License-Identifier: Apache-2.0
"""Where a day is set: by its parts with the arrows, from a month, or typed as one writes it."""

import re
from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QDateEdit, QWidget

from companion.domain.typed_day import Calendar, NotOneDay, Why, read_day
from companion.language import _
from companion.ui.dates import full_date, to_python_date
from companion.ui.widgets.basics import scaled
from companion.ui.widgets.editors import ASKED, left_to_window
from companion.ui.widgets.month import let_point_at_a_day

SHOWN = "ddd d MMM yyyy"
DAY, MONTH, YEAR = 1, 2, 3
"""The places of its parts that can be set, after the day of the week."""

ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}

KEYS = QKeySequence.StandardKey
BY_ITSELF = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""Why the keyboard comes back without one's going to the field."""

TAKING = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)
"""Keys before which what was typed is taken as the day."""


class DayEdit(QDateEdit):
    """A day. What is typed stands as typed until the field is left, and then as the day it means.

    Qt would read it letter by letter, in the one way it writes days itself, and drop the rest
    without a word. So it is told nothing as long as something is typed, and then the whole day.
    To type in a part is to type that part and what follows it anew.

    Signals: ``typed`` at each change by typing, ``left`` once it is to be taken, or refused.
    """

    typed = Signal()
    left = Signal()
    _is_touched = False

    def __init__(self, name: str, day: date) -> None:
        super().__init__(QDate(day.year, day.month, day.day))
        let_point_at_a_day(self)
        self.setDisplayFormat(SHOWN)
        self.setMinimumWidth(scaled(185))
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._own_check = self.lineEdit().validator()
        self._at_first = day
        self.dateChanged.connect(self._on_changed)

    # ---- what stands in it

    @property
    def words(self) -> str | None:
        """What was typed and not yet taken; None where there is nothing of the kind."""
        words = self.lineEdit().text()
        return None if words == self.textFromDateTime(self.dateTime()) else words

    def day(self) -> date:
        """Give the day that stands in it; raises NotOneDay where what was typed is none."""
        shown, words = to_python_date(self.date()), self.words
        return shown if words is None else read_day(words, _calendar(self.locale()), shown)

    def show_day(self, day: date) -> None:
        """Show a day in the place of whatever stands there."""
        self.setDate(QDate(day.year, day.month, day.day))
        self._let_type(typed=False)

    def forget(self) -> None:
        """Show the day again over which something was typed."""
        self.show_day(to_python_date(self.date()))

    def show_words(self, words: str) -> None:
        """Put back what was typed."""
        self._let_type(typed=True)
        self.lineEdit().setText(words)

    def why_refused(self) -> str:
        """Give the sentence why what was typed is no day that can be set; empty where it is one."""
        try:
            day = self.day()
        except NotOneDay as error:
            return _sentence(error, to_python_date(self.date()))
        if day > to_python_date(self.maximumDate()):
            return _("This lies in the future. Please choose a time up to now.")
        return ""

    def take(self) -> bool:
        """Take what was typed as the day; tell whether it is one. If not it stays as it is."""
        if self.words is None:
            return True
        if self.why_refused():
            return False
        self.show_day(self.day())
        return True

    # ---- typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let it be typed in; the arrows step the part they stand on."""
        if self.words is None and not self._begin(event):
            self._let_type(typed=False)
            if event.matches(KEYS.Undo):
                self.show_day(self._at_first)
                self._choose(self.currentSectionIndex())
            elif not self._goes_to_part(event):
                super().keyPressEvent(event)
        elif event.key() not in TAKING:
            self._type(event)
        elif self._leave():
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paste(self) -> None:
        """Put what was copied in the place of the part that is chosen, or of all if it is a day."""
        copied = QGuiApplication.clipboard().text().strip()
        if self.words is None:
            self._make_room(everything=len(re.findall(r"\w+", copied)) > 1)
        self.lineEdit().insert(copied)
        self._typed()

    def _begin(self, event: QKeyEvent) -> bool:
        """Tell whether a key is the first of something typed, and make room for it."""
        line, text = self.lineEdit(), event.text()
        commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
        if event.matches(KEYS.Redo):
            return line.isRedoAvailable()
        if event.matches(KEYS.Undo):
            return line.isUndoAvailable()
        if event.matches(KEYS.Paste):
            return True
        if text.isalnum() and not event.modifiers() & commands:
            self._make_room()
            return True
        if event.matches(KEYS.Cut) or event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self._let_type(typed=True)
            return True
        return False

    def _make_room(self, *, everything: bool = False) -> None:
        """Leave of the day only what stands before the part that is typed."""
        line = self.lineEdit()
        self._let_type(typed=True)
        everything = everything or line.selectedText() == line.text()
        before = {MONTH: "d ", YEAR: "d MMM "}.get(self.currentSectionIndex(), "")
        line.selectAll()
        if before and not everything:
            line.insert(self.locale().toString(self.date(), before))

    def _goes_to_part(self, event: QKeyEvent) -> bool:
        """Go on to the part beside the one that is chosen; tell whether a key asks for it."""
        step = ARROWS.get(Qt.Key(event.key()), 0)
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if not step or plain or not self.lineEdit().hasSelectedText():
            return False
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        onward = self.currentSectionIndex() + (-step if turned else step)
        self._choose(onward)
        return True

    def _choose(self, part: int) -> None:
        self.setCurrentSectionIndex(min(max(DAY, part), YEAR))
        self.setSelectedSection(self.currentSection())

    def _type(self, event: QKeyEvent) -> None:
        if event.matches(KEYS.Paste):
            self.paste()
            return
        before = self.lineEdit().text()
        self._let_type(typed=True)
        self.lineEdit().event(event)
        if self.lineEdit().text() != before:
            self._typed()

    def _typed(self) -> None:
        self._let_type(typed=self.words is not None)
        self.typed.emit()

    def _let_type(self, *, typed: bool) -> None:
        """Let anything stand in the line, of which Qt is told nothing; or let Qt go on."""
        self.lineEdit().blockSignals(typed)
        check = None if typed else self._own_check
        self.lineEdit().setValidator(check)  # type: ignore[arg-type]  # None is what takes it off

    def _leave(self) -> bool:
        taken = self.take()
        self.left.emit()
        return taken

    # ---- coming and going

    def showEvent(self, event: QShowEvent) -> None:
        """Come up as it was left: Qt would put the day back."""
        words = self.words
        super().showEvent(event)
        if words is not None:
            self.show_words(words)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the day where one comes by a key; what was refused stands as it was typed."""
        words = self.words
        if event.reason() not in BY_ITSELF:
            self._at_first, self._is_touched = to_python_date(self.date()), False
        super().focusInEvent(event)
        if words is not None:
            self.show_words(words)
            if event.reason() not in (*BY_ITSELF, Qt.FocusReason.MouseFocusReason):
                self.lineEdit().selectAll()
            return
        self._let_type(typed=False)
        if event.reason() not in (*BY_ITSELF, Qt.FocusReason.MouseFocusReason):
            self._choose(DAY)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed as the day, or leave it there with the reason why it is none."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._leave()
        words = self.words
        super().focusOutEvent(event)
        if words is not None:
            self.show_words(words)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with the Tab key past all its parts: the day is typed in one go."""
        return QWidget.focusNextPrevChild(self, forward)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the month at the day that was typed."""
        self.take()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    def stepBy(self, steps: int) -> None:
        """Step from the day that was typed."""
        if self.take():
            super().stepBy(steps)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what one can do with what is typed."""
        menu = self.lineEdit().createStandardContextMenu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        pasting = menu.findChild(QAction, "edit-paste")
        if isinstance(pasting, QAction):
            pasting.triggered.disconnect()
            pasting.triggered.connect(self.paste)
        menu.popup(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where neither a day was set nor anything typed."""
        asked = event.type() is ASKED and not self._is_touched
        return not (asked and left_to_window(event, self.lineEdit())) and super().event(event)

    def _on_changed(self) -> None:
        self._is_touched = True


def _sentence(error: NotOneDay, shown: date) -> str:
    match error.why:
        case Why.NOT_IN_CALENDAR:
            return _("There is no such day in the calendar.")
        case Why.TWO_DAYS:
            told = _("This could be {one} or {other}. Please write the month as a word.")
            one, other = map(full_date, error.instead)
            return told.format(one=one, other=other)
        case Why.SHORT_YEAR:
            return _("Please write the year with four digits.")
        case _:
            return _("This needs a date, like {day}.").format(day=full_date(shown))


def _calendar(locale: QLocale) -> Calendar:
    """Give how a language writes days."""
    kinds = (QLocale.FormatType.LongFormat, QLocale.FormatType.ShortFormat)
    written = locale.dateFormat(QLocale.FormatType.ShortFormat).lower()
    return Calendar(
        order="".join(dict.fromkeys(sign for sign in written if sign in "dmy")),
        months=tuple(
            tuple(
                name(month, kind)
                for name in (locale.monthName, locale.standaloneMonthName)
                for kind in kinds
            )
            for month in range(1, 13)
        ),
        weekdays=tuple(
            tuple(
                name(day, kind)
                for name in (locale.dayName, locale.standaloneDayName)
                for kind in kinds
            )
            for day in range(1, 8)
        ),
        fillers=tuple(re.findall(r"'(\w+)'", locale.dateFormat(QLocale.FormatType.LongFormat))),
    )
