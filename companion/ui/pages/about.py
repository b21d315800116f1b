# SPDX-License-Identifier: Apache-2.0
"""About: what Companion is, what is new, what could go wrong, and on whose work it stands."""

from functools import partial

from companion.language import _
from companion.ui.about.hazards import hazard_cards
from companion.ui.about.licences import LicencesCard, questionnaires_card
from companion.ui.about.news import news_cards, updates_card
from companion.ui.about.reading import intended_use, reviews_card, what_it_is
from companion.ui.context import Context
from companion.ui.pages.parted import PartedPage
from companion.ui.widgets.basics import button, flow_widget
from companion.ui.widgets.sections import Section

NEW = "new"
"""The argument that leads to what is new."""


class AboutPage(PartedPage):
    """Documents to read, in parts that can be jumped to. Nothing on it depends on the diary."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        back = button(_("Back to Settings"))
        back.clicked.connect(lambda: context.ways.open_page("settings", "about"))
        self.add_wide_head(_("About Companion"), flow_widget([back]))
        self.news = Section(_("What is new"), lambda: news_cards(context))
        self.put_sections(
            Section(_("What it is"), lambda: [what_it_is(), updates_card()]),
            self.news,
            Section(context.content.intended_use.title, lambda: [intended_use(context)]),
            Section(_("Not yet reviewed"), lambda: [reviews_card(context.content)]),
            Section(_("Hazards"), lambda: hazard_cards(context)),
            Section(_("Licences"), lambda: [LicencesCard(), questionnaires_card(context.content)]),
        )
        self.setFocusProxy(self.jumps.buttons[0])

    def show_argument(self, argument: str) -> None:
        """Bring what is new into view where that is asked for."""
        if argument == NEW:
            self.once_shown(partial(self.jump, self.news))

    def refresh(self) -> None:
        """Leave it as it is: what it tells does not change while the app runs."""
