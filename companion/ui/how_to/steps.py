# SPDX-License-Identifier: Apache-2.0
"""Moving to another computer, what to do if something goes wrong, and what Companion cannot do."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from companion.language import _
from companion.ui.context import Context
from companion.ui.settings.about import show_report
from companion.ui.shortcuts import UNDO, native
from companion.ui.widgets.basics import Card, button, flow, label


def moving_card(context: Context) -> Card:
    """Give the way to another computer, step by step."""
    card = Card()
    card.add(
        _numbered(
            [
                _(
                    "Here: save a backup to a file on a stick. Take the passphrase along, if you set one."
                ),
                _("There: install Companion and open it. It begins a new, empty diary."),
                _("There: in Settings, under Backups, press “Restore …” and choose the file."),
                _("There: look whether all is there. Then decide what becomes of the diary here."),
            ]
        )
    )
    card.add(
        label(
            _(
                "If you have written on both computers, do not restore. Export everything here, "
                "and import that there. An import adds what is not there yet, and loses nothing."
            ),
            "secondary",
        )
    )
    card.add(
        flow(
            _to_settings(context, _("To the backups"), "backups", "outline"),
            _to_settings(context, _("To export and import"), "diary"),
        )
    )
    return card


def trouble_card(context: Context) -> Card:
    """Give what to do if something goes wrong, the gentlest first."""
    card = Card()
    for title, words in (
        (
            _("Something was deleted or changed by mistake"),
            _(
                "Press {keys}, or look into the bin on the Log page. Each entry there keeps its "
                "earlier versions."
            ).format(keys=native(UNDO)),
        ),
        (
            _("Something looks wrong"),
            _("Check the diary in Settings. It is read as a whole, and each backup too."),
        ),
        (
            _("It does not open, or it closes again and again"),
            _(
                "Hold Shift while Companion starts. Safe mode then opens without the diary: you "
                "can take everything out, mend it, or go back to a backup."
            ),
        ),
        (
            _("Much is missing or damaged"),
            _(
                "Go back to a backup. You see first what that would change, and what you have now "
                "is kept as a backup too."
            ),
        ),
        (
            _("You ask somebody for help"),
            _(
                "The diagnostic report tells them about the program. Nothing you wrote is in it, "
                "and Companion sends nothing."
            ),
        ),
    ):
        card.add(label(title, "strong"))
        card.add(label(words))
    report = button(_("Diagnostic report …"), name=_("Show a diagnostic report"))
    report.clicked.connect(lambda: show_report(context, card))
    bin_ = button(_("To the log"))
    bin_.clicked.connect(lambda: context.ways.open_page("log"))
    card.add(
        flow(
            bin_,
            _to_settings(context, _("To the check"), "check"),
            _to_settings(context, _("To the backups"), "backups"),
            report,
        )
    )
    return card


def cannot_card(context: Context) -> Card:
    """Give what Companion cannot do, so that nobody waits for it."""
    card = Card()
    for words in (
        _("It cannot alert anyone, and nobody reads along. To be heard, please call."),
        _("It cannot tell how much danger you are in, and it does not diagnose."),
        _("It cannot say which treatment or dose is right. Your clinic does that."),
        _("It cannot remind you while the computer is off or Companion is closed."),
        _("It cannot open a diary without its passphrase or recovery code. We can’t either."),
        _("It cannot fetch news: what it says about treatment is as old as this version."),
        _("It cannot be in two places at once. Bring two diaries together by an import."),
    ):
        card.add(_point(words))
    help_now = button(_("Get help now"), "danger")
    help_now.clicked.connect(lambda: context.ways.open_page("help"))
    card.add(flow(help_now))
    return card


def _to_settings(context: Context, words: str, place: str, role: str = "") -> QPushButton:
    made = button(words, role)
    made.clicked.connect(lambda: context.ways.open_page("settings", place))
    return made


def _numbered(steps: Sequence[str]) -> QWidget:
    return _listed([(f"{number}.", words) for number, words in enumerate(steps, 1)])


def _point(words: str) -> QWidget:
    return _listed([("•", words)])


def _listed(lines: Sequence[tuple[str, str]]) -> QWidget:
    """Give lines that each hang behind a sign."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    for line, (sign, words) in enumerate(lines):
        grid.addWidget(label(sign, "secondary", wrap=False), line, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(words), line, 1)
    return whole
