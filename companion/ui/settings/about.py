# SPDX-License-Identifier: Apache-2.0
"""The cards that only tell: the keys, and what Companion is and is not."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout

from companion import __version__
from companion.language import _
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, Flow, button, label


def keyboard_card() -> Card:
    """Give the card with the keys of the window."""
    card = Card(_("Keyboard"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    grid.setColumnStretch(1, 1)
    top_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    for line, (keys, words) in enumerate(shortcuts()):
        grid.addWidget(label(keys, "key", wrap=False), line, 0, top_left)
        grid.addWidget(label(words), line, 1)
    card.add(grid)
    card.fill()
    return card


def about_card(context: Context) -> Card:
    """Give the card that says what this is."""
    card = Card(_("About"))
    card.add(label(_("Companion {version}").format(version=__version__), "strong"))
    card.add(label(_("It records and prints. It does not assess, triage or alert.")))
    card.add(label(_("Content not yet reviewed by a clinician.")))
    card.add(label(_("It is not certified as a medical device.")))
    card.add(
        label(
            _(
                "Free software under the Apache License 2.0. Fonts: Inter and Noto (SIL Open "
                "Font License). Icons: Lucide (ISC)."
            ),
            "small",
        )
    )
    for words in _copyrights(context):
        card.add(label(words, "small"))
    report = button(_("Diagnostic report …"), name=_("Show a diagnostic report"))
    report.clicked.connect(lambda: _show_report(context, card))
    place = Flow(spacing=10)
    place.addWidget(report)
    card.add(place)
    card.fill()
    return card


def _show_report(context: Context, card: Card) -> None:
    from companion.ui.dialogs.diagnosis import Diagnosis

    dialog = Diagnosis(context, card)
    dialog.exec()
    dialog.deleteLater()


def shortcuts() -> tuple[tuple[str, str], ...]:
    """Give the keys of the window and what each does."""
    return (
        (
            _native("Alt+1"),
            _("to {last}: the pages, from top to bottom").format(last=_native("Alt+7")),
        ),
        (_native("F1"), _("Get help now")),
        (_native("Ctrl+Return"), _("Save")),
        (_native("Ctrl+Z"), _("Undo the last entry, or typing inside a field")),
        (_native("Ctrl+L"), _("Lock the diary, where it has a passphrase")),
        (_("0 to 9"), _("Answer the scale or question that has the focus; + is 10")),
        (_native("Return"), _("On the mood scale: save the check-in")),
        (_("–"), _("On the mood scale: not up to it today")),
        (_("← →"), _("Earlier and next question")),
        (_native("Ctrl+Q"), _("Close")),
    )


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _copyrights(context: Context) -> list[str]:
    """Give the notices of the questionnaires, each once."""
    notices = [
        part.strip()
        for instrument in context.content.instruments.values()
        for part in instrument.copyright.split("\n\n")
    ]
    return list(dict.fromkeys(notices))
