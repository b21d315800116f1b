# SPDX-License-Identifier: Apache-2.0
"""How to use Companion: where the data is, another computer, trouble, its limits, and every key."""

from companion.language import _
from companion.ui import shortcuts
from companion.ui.context import Context
from companion.ui.how_to.places import PlacesCard
from companion.ui.how_to.steps import cannot_card, moving_card, trouble_card
from companion.ui.pages.parted import PartedPage
from companion.ui.widgets.basics import Card, Columns, button, flow_widget, label, stack
from companion.ui.widgets.sections import Section

FOLDS_BELOW = 700
"""Pixels at the usual text size under which the keys stand in one column."""


class HowToPage(PartedPage):
    """Help with the app itself. Help for the person is “Get help now”, and only that."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        back = button(_("Back to Settings"))
        back.clicked.connect(lambda: context.ways.open_page("settings", "how_to"))
        self.add_wide_head(_("How to use Companion"), flow_widget([back]))
        words = _("Help with the app. If you need someone now, press {keys}: Get help now.")
        self.subtitle.setText(words.format(keys=shortcuts.native(shortcuts.HELP[0])))
        self.places = PlacesCard(context)
        self.put_sections(
            Section(_("Where your data is"), lambda: [self.places]),
            Section(_("Move to another computer"), lambda: [moving_card(context)]),
            Section(_("If something goes wrong"), lambda: [trouble_card(context)]),
            Section(_("What it cannot do"), lambda: [cannot_card(context)]),
            Section(_("Keys"), lambda: [self._keys()]),
        )
        self.setFocusProxy(self.jumps.buttons[0])

    def refresh(self) -> None:
        """Leave it as it is: the places do not change while the app runs."""

    def _keys(self) -> Columns:
        first = self._keys_card(shortcuts.everywhere())
        sheet = _("Press {keys} anywhere to see all keys.")
        first.add(label(sheet.format(keys=shortcuts.native(shortcuts.SHEET[0])), "secondary"))
        others = [self._keys_card(part) for part in shortcuts.of_pages()]
        half = len(others) // 2
        columns = [(stack(first, *others[:half]), 1), (stack(*others[half:]), 1)]
        return Columns(columns, narrow=self.context.theme.scaled(FOLDS_BELOW))

    def _keys_card(self, part: shortcuts.Part) -> Card:
        card = Card(part.title)
        card.add(shortcuts.sheet(part.keys))
        return card
