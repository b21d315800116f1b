# SPDX-License-Identifier: Apache-2.0
"""The cards that lead to what Companion tells of itself: how to use it, its keys, and what it is."""

from companion import __version__
from companion.about import is_reviewed
from companion.language import _
from companion.ui.context import Context
from companion.ui.dialogs.keys import KeysDialog
from companion.ui.sample_course import SampleOffer
from companion.ui.shortcuts import SHEET, native
from companion.ui.widgets.basics import Card, button, flow, label


def how_to_card(context: Context) -> Card:
    """Give the card that leads to help with the app itself."""
    card = Card(_("How to use Companion"))
    card.add(
        label(
            _(
                "Where your data is, how to move to another computer, what to do if something "
                "goes wrong, and every key."
            ),
            "secondary",
        )
    )
    how = button(_("How to use Companion"), "outline")
    how.clicked.connect(lambda: context.ways.open_page("how_to"))
    keys = button(_("All keys"))
    keys.setToolTip(native(SHEET[0]))
    keys.clicked.connect(lambda: KeysDialog.show_over(context, card.window()))
    card.add(flow(how, keys))
    card.add(SampleOffer(context.sample_course))
    card.fill()
    return card


def about_card(context: Context) -> Card:
    """Give the card that says in short what this is."""
    card = Card(_("About"))
    card.add(label(_("Companion {version}").format(version=__version__), "strong"))
    card.add(label(_("It records and prints. It does not assess, triage or alert.")))
    if not is_reviewed():
        card.add(label(_("Content not yet reviewed by a clinician.")))
    card.add(label(_("It is not certified as a medical device.")))
    about = button(_("About Companion"), "outline")
    about.clicked.connect(lambda: context.ways.open_page("about"))
    report = button(_("Diagnostic report …"), name=_("Show a diagnostic report"))
    report.clicked.connect(lambda: show_report(context, card))
    card.add(flow(about, report))
    card.fill()
    return card


def show_report(context: Context, place: Card) -> None:
    """Show the report for whoever helps with a fault."""
    from companion.ui.dialogs.diagnosis import Diagnosis

    dialog = Diagnosis(context, place)
    dialog.exec()
    dialog.deleteLater()
