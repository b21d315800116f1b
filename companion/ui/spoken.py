# SPDX-License-Identifier: Apache-2.0
"""What a screen reader is told of our own widgets, where Qt alone would say too little.

A widget's class says what it is by ``spoken_as``, a role of QAccessible: a row of numbers is a
group of which one can be chosen, not eleven boxes to tick. Qt asks here only while something that
reads the screen is at work.
"""

import sys
from functools import cache
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleActionInterface,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleStateChangeEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAccessibleWidget,
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QScrollArea,
    QWidget,
)

SHOWN_ONES = (QAccessible.Role.PageTab, QAccessible.Role.ListItem)
"""What leads to a part of what is shown, and is marked while that can be seen."""


class Spoken(QAccessibleWidget):
    """A widget in the role its class gives it, with the state and the press of a button."""

    def text(self, kind: QAccessible.Text) -> str:
        """Give the name: what the widget was called, else the words that can be seen."""
        told = super().text(kind)
        shown = self.object()
        if isinstance(shown, QComboBox):
            return _chosen(shown, kind, told)
        if kind is not QAccessible.Text.Name or told:
            return told
        if isinstance(shown, QLabel):
            return shown.text()
        if isinstance(shown, QAbstractButton):
            return unmnemonic(shown.text())
        return str(getattr(shown, "spoken_name", ""))

    def state(self) -> Any:
        """Give the state: whether it is chosen, or whether what it hides can be seen."""
        told: Any = super().state()  # a QAccessible.State, whose flags have no types
        shown = self.object()
        if isinstance(shown, QComboBox):
            told.expandable, told.hasPopup = True, True
        if not isinstance(shown, QAbstractButton):
            return told
        on = shown.isChecked()
        if isinstance(shown, FoldButton):
            told.expandable, told.expanded, told.collapsed = True, on, not on
        elif self.role() in SHOWN_ONES:
            told.selectable, told.selected = True, on
        elif shown.isCheckable():
            told.checkable, told.checked = True, on
        elif self.role() is QAccessible.Role.RadioButton:
            told.checkable, told.checked = True, bool(shown.property("chosen"))
        return told

    def actionNames(self) -> list[str]:
        """Give what can be done with it."""
        usual = super().actionNames()
        shown = self.object()
        if isinstance(shown, QAbstractButton) and shown.isEnabled():
            return [QAccessibleActionInterface.pressAction(), *usual]
        if isinstance(shown, QComboBox) and shown.isEnabled():
            return [QAccessibleActionInterface.showMenuAction(), *usual]
        return usual

    def doAction(self, actionName: str) -> None:  # noqa: N803 - Qt's own name, by which it is called
        """Press it as a person would, or give it the keyboard."""
        shown = self.object()
        press = QAccessibleActionInterface.pressAction()
        menu = QAccessibleActionInterface.showMenuAction()
        if isinstance(shown, QAbstractButton) and actionName == press:
            shown.animateClick()  # not within this call, which may open a dialog
        elif isinstance(shown, QComboBox) and actionName == menu:
            shown.showPopup()
        else:
            super().doAction(actionName)


class Heading(QLabel):
    """The title of a page, of a card or of a part of one."""

    spoken_as = QAccessible.Role.Heading


class Group(QWidget):
    """Widgets that belong together; its accessible name says as what."""

    spoken_as = QAccessible.Role.Grouping


class Scrolled(QScrollArea):
    """Words that may be longer than there is room for, which the arrow keys then move."""

    spoken_as = QAccessible.Role.Grouping


class Rule(QFrame):
    """A hairline between two parts."""

    spoken_as = QAccessible.Role.Separator


class Button(QPushButton):
    """Acts by Enter too while it has the keyboard: on every system, and once however long held.

    No other button ever does: Enter presses nothing that the person is not at.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the space bar is taken."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()


class RadioButton(QPushButton):
    """One of a few, of which one at most is chosen: a button that is checked, or ``chosen``."""

    spoken_as = QAccessible.Role.RadioButton


class ToggleButton(QPushButton):
    """One thing that is so or is not."""

    spoken_as = QAccessible.Role.CheckBox


class PageList(QFrame):
    """The ways to the pages of the window."""

    spoken_as = QAccessible.Role.PageTabList


class PageButton(Button):
    """The way to a page of the window."""

    spoken_as = QAccessible.Role.PageTab


class FoldButton(Button):
    """Words that show and hide what stands below them."""

    spoken_as = QAccessible.Role.Button

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.setCheckable(True)
        self.toggled.connect(self._tell)

    def _tell(self, opened: bool) -> None:
        """Say that what it hides can be seen, or cannot any more."""
        changed: Any = QAccessible.State()
        changed.expanded = changed.collapsed = True
        event = QAccessibleStateChangeEvent(self, changed)
        QAccessible.updateAccessibility(event)


def _chosen(shown: QComboBox, kind: QAccessible.Text, told: str) -> str:
    """Give the name of a list that drops down, and what is chosen from it.

    On Linux a screen reader is given no text of a value, and Qt gives the value for the name; so
    there the name says both.
    """
    if kind is QAccessible.Text.Value:
        return shown.currentText()
    if kind is QAccessible.Text.Name and sys.platform == "linux":
        return ": ".join(part for part in (told, shown.currentText()) if part)
    return told


def unmnemonic(words: str) -> str:
    """Give a button's words as they are seen: "&&" is an "&", and one before a letter is none."""
    return "&".join(part.replace("&", "") for part in words.split("&&"))


def name_by(words: QLabel, control: QWidget) -> None:
    """Tie a control to the words that stand beside it, so that one leads to the other."""
    if "&" not in words.text():
        # With a partner, an "&" in the words would stand for a shortcut's letter.
        words.setBuddy(control)


def announce(speaker: QObject, sentence: str) -> None:
    """Have a sentence spoken, once what is being spoken has come to its end."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(speaker, sentence))


@cache
def install() -> None:
    """Let Qt ask here what our own widgets are."""
    QAccessible.installFactory(_spoken)


def _spoken(kind: str, shown: QObject) -> QAccessibleInterface | None:
    """Give how a widget is spoken of; None leaves that to Qt."""
    role = getattr(shown, "spoken_as", None)
    if role is None or kind != type(shown).__name__ or not isinstance(shown, QWidget):
        return None
    return Spoken(shown, role)
