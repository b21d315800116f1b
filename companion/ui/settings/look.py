# SPDX-License-Identifier: Apache-2.0
"""The card about the language and the look: light or dark, and how large the text is."""

from collections.abc import Iterable
from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.language import _, available
from companion.preferences import Appearance, Contrast
from companion.ui.context import Context
from companion.ui.languages import native_name
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import label
from companion.ui.widgets.scale import Choices

TEXT_SIZES = (100, 125, 150, 175, 200)
LIKE_THE_SYSTEM = "like_the_system"
"""Stands for the language that is chosen by the system: none is kept then."""


class LookCard(SettingsCard):
    """Each choice holds at once, and the focus stays on it in the new look."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Language and look"))
        self._choices: dict[str, Choices] = {}
        self.language = self._add("language", _("Language"), _("Language"), _languages())
        self.appearance = self._add(
            "appearance",
            _("Look"),
            _("Light or dark"),
            [
                (Appearance.SYSTEM, _("Like the system")),
                (Appearance.LIGHT, _("Light")),
                (Appearance.DARK, _("Dark")),
            ],
        )
        self.contrast = self._add(
            "contrast",
            _("Contrast"),
            _("Contrast"),
            [
                (Contrast.SYSTEM, _("Like the system")),
                (Contrast.USUAL, _("Usual")),
                (Contrast.HIGH, _("High")),
            ],
        )
        self.text_size = self._add(
            "text_size",
            _("Text size"),
            _("Text size"),
            [(size, _("{percent} %").format(percent=size)) for size in TEXT_SIZES],
        )
        self.fill()

    def refresh(self) -> None:
        """Show the choices as they are."""
        for key, made in self._choices.items():
            made.set_value(self._kept(key))

    def first(self) -> QWidget:
        """Give the first of the choices."""
        return self.language.buttons[LIKE_THE_SYSTEM]

    def chosen(self, key: str) -> QWidget | None:
        """Give the button that is chosen of a preference, None where none of this card is."""
        made = self._choices.get(key)
        return made.buttons.get(self._kept(key)) if made is not None else None

    def _kept(self, key: str) -> object:
        kept: object = getattr(self.context.preferences, key)
        return LIKE_THE_SYSTEM if kept is None else kept

    def _choose(self, key: str, value: object) -> None:
        chosen = None if value == LIKE_THE_SYSTEM else value
        self.context.ways.open_page("settings", key)
        self.context.keep(replace(self.context.preferences, **{key: chosen}))

    def _add(
        self, key: str, name: str, above: str, options: Iterable[tuple[object, str]]
    ) -> Choices:
        """Add the choice of a preference; ``above`` stands over it, ``name`` is what it is called."""
        made = Choices(name, options, always=True)
        made.changed.connect(partial(self._choose, key))
        self._choices[key] = made
        self.add(label(above))
        self.add(made)
        return made


def _languages() -> list[tuple[object, str]]:
    """Give the languages there are, each by its own name, so that it is found by who speaks it."""
    named: list[tuple[object, str]] = [(code, native_name(code)) for code in available()]
    return [(LIKE_THE_SYSTEM, _("Like the system")), *named]
