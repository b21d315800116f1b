# SPDX-License-Identifier: Apache-2.0
"""Every key of the window: one table, from which the window takes its own keys and help its sheet."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from companion.language import _
from companion.ui.widgets.basics import Flow, label, scaled

HELP = ("F1", "Alt+8")
SETTINGS = "Alt+7"
UNDO = "Ctrl+Z"
LOCK = "Ctrl+L"
CLOSE = "Ctrl+Q"
SHEET = ("?", "Ctrl+/")
"""The keys of the window itself. Where there are two, either will do."""

COLUMN = 128
"""Pixels at the usual text size that the keys take at least, so that all lists have one edge."""


class Keys(NamedTuple):
    """Keys, and what each of them does; of a range of keys, the first and the last."""

    keys: tuple[str, ...]
    words: str
    is_range: bool = False


class Part(NamedTuple):
    """The keys of a page, under its name."""

    title: str
    keys: tuple[Keys, ...]


def page_keys(number: int) -> str:
    """Give the keys of a page by its place in the list at the side."""
    return f"Alt+{number}"


def everywhere() -> Part:
    """Give the keys that do the same on every page."""
    return Part(
        _("Everywhere"),
        (
            Keys((page_keys(1), HELP[-1]), _("The pages, from top to bottom"), is_range=True),
            Keys((HELP[0],), _("Get help now")),
            Keys(SHEET, _("This list of keys")),
            Keys(("Tab", "Shift+Tab"), _("To the next thing, and to the one before")),
            Keys(("Space",), _("Press what has the focus")),
            Keys(("Ctrl+Return",), _("Save")),
            Keys((UNDO,), _("Undo the last entry, or typing inside a field")),
            Keys(("Esc",), _("Leave a window without saving. What you typed is kept.")),
            Keys((LOCK,), _("Lock the diary, where it has a passphrase")),
            Keys((CLOSE,), _("Close Companion")),
        ),
    )


def of_pages() -> tuple[Part, ...]:
    """Give the keys that belong to one page or one kind of field."""
    return (
        Part(
            _("A scale from 0 to 10"),
            (
                Keys(("0", "9"), _("Choose that number"), is_range=True),
                Keys(("+",), _("Choose 10")),
                Keys(("Left", "Right"), _("One lower, one higher")),
                Keys(("Backspace",), _("No answer again")),
            ),
        ),
        Part(
            _("The mood on Today"),
            (
                Keys(("Return",), _("Save the check-in")),
                Keys(("-",), _("Not up to it today")),
            ),
        ),
        Part(
            _("Prepare"),
            (
                Keys(("1", "4"), _("Answer the item, in the order shown"), is_range=True),
                Keys(("Left", "Right"), _("The item before, and the next")),
            ),
        ),
        Part(
            _("Questionnaires"),
            (
                Keys(("0", "9"), _("Answer the question; + is 10"), is_range=True),
                Keys(("Left", "Right"), _("The question before, and the next")),
            ),
        ),
        Part(
            _("The day of a session"),
            (
                Keys(("1", "6"), _("Press that button"), is_range=True),
                Keys(("N",), _("A note with the time")),
                Keys(("H",), _("Get help now")),
                Keys(("Esc",), _("Back to what was shown before")),
            ),
        ),
        Part(
            _("Log"),
            (
                Keys(("Up", "Down"), _("The entry before, and the next")),
                Keys(("Return",), _("Open the entry")),
                Keys(("Delete",), _("Move the entry to the bin")),
                Keys(("Menu", "Shift+F10"), _("What else can be done with the entry")),
                Keys(("Ctrl+F",), _("Search")),
            ),
        ),
        Part(
            _("Trends"),
            (
                Keys(("Left", "Right"), _("Read the chart day by day")),
                Keys(("Home", "End"), _("The first day, and the last")),
            ),
        ),
        Part(
            _("Report"),
            (
                Keys(("Ctrl+S",), _("Save the report")),
                Keys(("Ctrl+P",), _("Print the report")),
                Keys(("PgUp", "PgDown"), _("The page before, and the next")),
            ),
        ),
        Part(
            _("Learn"),
            (
                Keys(("Ctrl+F", "/"), _("Search")),
                Keys(("Alt+Left", "Backspace"), _("Back to where you came from")),
            ),
        ),
        Part(
            _("A time of day"),
            (Keys(("Up", "Down"), _("Five minutes later, and earlier")),),
        ),
    )


def native(keys: str) -> str:
    """Give keys as this system writes them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def sheet(parts: Iterable[Keys]) -> QWidget:
    """Give keys and what they do, a line each."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, scaled(COLUMN))
    grid.setColumnStretch(1, 1)
    for line, each in enumerate(parts):
        grid.addWidget(_signs(each), line, 0)
        grid.addWidget(label(each.words), line, 1)
    return whole


def _signs(each: Keys) -> QWidget:
    whole = QWidget()
    flow = Flow(spacing=6)
    whole.setLayout(flow)
    for place, keys in enumerate(each.keys):
        if place and each.is_range:
            flow.addWidget(label("–", "secondary", wrap=False))
        flow.addWidget(label(native(keys), "key", wrap=False))
    return whole
