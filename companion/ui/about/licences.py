# SPDX-License-Identifier: Apache-2.0
"""Whose work comes with Companion, under which licences, and the text of each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QWidget

from companion import about
from companion.about import Part
from companion.content import Content
from companion.language import _
from companion.ui.widgets.basics import Card, Whole, label
from companion.ui.widgets.drop_down import DropDown

LINES = 14
"""Lines of a licence that are seen without scrolling."""
PUBLIC_DOMAIN = "public-domain"
"""How the data file says that nobody holds any right."""
OWN = Part(
    name="Companion",
    licence="Apache-2.0",
    texts=("about/licences/Apache-2.0.txt",),
)


class LicencesCard(Card):
    """A line for each part, and a choice whose licence to read."""

    def __init__(self) -> None:
        super().__init__(_("Software, letters and signs"))
        self.parts = (OWN, *about.parts())
        self.add(
            label(
                _(
                    "Companion is free software under the Apache License 2.0. It stands on the "
                    "work of others. Thank you to all of them."
                )
            )
        )
        self.add(
            label(
                _(
                    "Qt is used under the LGPL 3.0. It lies beside the program as a library of its "
                    "own, and you may put another build of it in its place."
                )
            )
        )
        self.add(self._lines())
        self.choice = DropDown()
        self.choice.setAccessibleName(_("Whose licence to read"))
        self.choice.setPlaceholderText(_("Read a licence"))
        for part in self.parts:
            if part.texts or part.package:
                self.choice.addItem(part.name, part)
        self.choice.setCurrentIndex(-1)
        self.choice.take_little_room()
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.text.fontMetrics().lineSpacing() * LINES)
        self.text.hide()
        self.add(self.choice)
        self.add(self.text)
        self.choice.activated.connect(self._show)

    def _show(self, _place: int) -> None:
        part = self.choice.currentData()
        assert isinstance(part, Part)
        self.text.setPlainText(part.text or part.notice or _licence(part))
        self.text.setAccessibleName(_("Licence of {name}").format(name=part.name))
        self.text.show()

    def _lines(self) -> QWidget:
        whole = Whole()
        grid = QGridLayout(whole)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        top = Qt.AlignmentFlag.AlignTop
        for line, part in enumerate(self.parts):
            name = f"{part.name} {part.version}".strip()
            words = f"{name} · {part.notice}" if part.notice else name
            grid.addWidget(label(words, "small"), line, 0, top)
            grid.addWidget(label(_licence(part), "small"), line, 1, top)
        return whole


def _licence(part: Part) -> str:
    """Give a licence's name; those of SPDX are the same in every language."""
    return _("Public domain") if part.licence == PUBLIC_DOMAIN else part.licence


def questionnaires_card(content: Content) -> Card:
    """Give the notices of the questionnaires, each once."""
    card = Card(_("Questionnaires"))
    for words in notices(content):
        card.add(label(words, "small"))
    return card


def notices(content: Content) -> list[str]:
    """Give what the holders of the questionnaires ask to be said, each once."""
    found = [
        part.strip()
        for instrument in content.instruments.values()
        for part in instrument.copyright.split("\n\n")
    ]
    return list(dict.fromkeys(found))
