# SPDX-License-Identifier: Apache-2.0
"""The card about the look: light or dark, and how large the text is."""

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.preferences import Appearance
from companion.ui.context import Context
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import label
from companion.ui.widgets.scale import Choices

TEXT_SIZES = (100, 125, 150, 175, 200)


class LookCard(SettingsCard):
    """Each choice holds at once, and the focus stays on it in the new look."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Look"))
        self.appearance = Choices(
            _("Look"),
            [
                (Appearance.SYSTEM, _("Like the system")),
                (Appearance.LIGHT, _("Light")),
                (Appearance.DARK, _("Dark")),
            ],
        )
        self.add(self.appearance)
        self.add(label(_("Text size")))
        self.text_size = Choices(
            _("Text size"),
            [(size, _("{percent} %").format(percent=size)) for size in TEXT_SIZES],
        )
        self.add(self.text_size)
        self.fill()
        self.appearance.changed.connect(self._choose_appearance)
        self.text_size.changed.connect(self._choose_text_size)

    def refresh(self) -> None:
        """Show the choices as they are."""
        self.appearance.set_value(self.context.preferences.appearance)
        self.text_size.set_value(self.context.preferences.text_size)

    def first(self) -> QWidget:
        """Give the first of the looks."""
        return self.appearance.buttons[Appearance.SYSTEM]

    def chosen(self, choice: str) -> QWidget | None:
        """Give the button of the look or of the size that is chosen."""
        if choice == "appearance":
            return self.appearance.buttons[self.context.preferences.appearance]
        return self.text_size.buttons.get(self.context.preferences.text_size)

    def _choose_appearance(self, value: object) -> None:
        """Show the other look; a second press on the same one leaves it."""
        if isinstance(value, Appearance):
            self.context.ways.open_page("settings", "appearance")
            self.context.keep(replace(self.context.preferences, appearance=value))
        else:
            self.refresh()

    def _choose_text_size(self, value: object) -> None:
        if isinstance(value, int):
            self.context.ways.open_page("settings", "text_size")
            self.context.keep(replace(self.context.preferences, text_size=value))
        else:
            self.refresh()
