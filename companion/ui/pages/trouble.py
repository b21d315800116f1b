# SPDX-License-Identifier: Apache-2.0
"""The diary did not open: what happened, what is safe, and what can be done about it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from companion.language import _
from companion.storage import rescue
from companion.storage.copies import Backup, key_file
from companion.storage.opening import BACKUPS
from companion.storage.rescue import Trouble
from companion.ui.context import Context
from companion.ui.pages.apart import ApartPage
from companion.ui.settings.words import made_at
from companion.ui.widgets.basics import Card, Flow, button, label

if TYPE_CHECKING:
    from companion.ui.mending import Mending

KEYS = (Trouble.KEYS_MISSING, Trouble.KEYS_DAMAGED)
GONE = (Trouble.RECORD_MISSING, Trouble.RECORD_EMPTY, Trouble.NOT_OURS)


class TroublePage(ApartPage):
    """Why the diary does not open, with the steps that fit."""

    def __init__(self, context: Context, mending: "Mending") -> None:
        super().__init__(context, mending)
        assert mending.problem is not None
        self.problem = mending.problem
        self.trouble = rescue.trouble_of(self.problem)
        self.setAccessibleName(_("Your diary did not open"))
        self._fitting = rescue.fitting_key_file(mending.folder)
        self._first.addWidget(self._told())
        if self._fitting is not None:
            self._cards.addWidget(self._key_card(self._fitting))
        elif self.trouble in KEYS:
            self._cards.addWidget(self._where_keys_are())
        self.show_salvage()

    def _told(self) -> Card:
        card = Card()
        card.add(label(_("Your diary did not open"), "title"))
        card.add(label(self.problem.happened))
        card.add(label(self.problem.safe, "strong"))
        card.add(label(self.problem.next_step))
        ways = Flow(spacing=12)
        for made in self._ways():
            ways.addWidget(made)
        card.add(ways)
        return card

    def _ways(self) -> list[QPushButton]:
        """Give the steps that fit this problem; the first is the one to take."""
        again = button(_("Try again"))
        again.clicked.connect(self._mending.open_normally)
        restore = button(_("Restore a backup …"))
        restore.clicked.connect(self.show_backups)
        look = button(_("See what can be saved"))
        look.clicked.connect(self.look)
        looks = self._mending.salvaging is not None
        ways = [again]
        if self.trouble is Trouble.DAMAGED:
            ways = [again, restore] if looks else [look, again, restore]
        elif self.trouble in GONE:
            ways = [restore, again]
        elif self.trouble in KEYS:
            ways = [again, restore]
        self._held += ways
        for made in ways:
            made.setProperty("role", "outline")
        if not looks and self._fitting is None:
            ways[0].setProperty("role", "primary")
        self.setFocusProxy(ways[0])
        close = button(_("Close"), "quiet")
        close.clicked.connect(lambda: self.window().close())
        return [*ways, close]

    def _key_card(self, backup: Backup) -> Card:
        card = Card(_("A backup has the right key file"))
        words = _(
            "The backup of {day} holds a key file that belongs to this diary. It can be copied to "
            "its place. The diary itself is not changed by that."
        )
        card.add(label(words.format(day=made_at(backup, self.context))))
        if not key_file(backup).is_open:
            card.add(label(_("It opens with the passphrase that you had on that day.")))
        take = button(_("Take the key file from this backup"), "primary")
        take.clicked.connect(partial(self._mending.take_key_file, backup))
        self.setFocusProxy(take)
        self._held.append(take)
        ways = Flow()
        ways.addWidget(take)
        card.add(ways)
        return card

    def _where_keys_are(self) -> Card:
        card = Card(_("Where a copy of the key file may be"))
        words = _(
            "Every backup holds one. It is also in a backup that you keep elsewhere, as on a "
            "stick. Only a key file of this same diary opens it; in the folder below is none."
        )
        card.add(label(words))
        place = label(str(self._mending.folder / BACKUPS), "small")
        place.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        card.add(place)
        return card
