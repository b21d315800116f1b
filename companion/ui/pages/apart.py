# SPDX-License-Identifier: Apache-2.0
"""What the pages have in common that stand where no diary is open: a column, mends, and help."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _
from companion.problem import Problem
from companion.storage import rescue
from companion.storage.vault import Keys, Locked
from companion.ui.cards.going_back import GoingBackCard
from companion.ui.cards.salvage import SalvageCard
from companion.ui.cards.unlock import UnlockCard
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.widgets.basics import button, clear, row

if TYPE_CHECKING:
    from companion.ui.mending import Mending

WIDTH = 680
"""The column's width at the usual text size."""

MARGIN = 20
"""Pixels around what is scrolled to."""


class ApartPage(Page):
    """Cards in a column: what it is about, the way to help, the page's own, and what comes."""

    def __init__(self, context: Context, mending: "Mending") -> None:
        super().__init__(context)
        self._mending = mending
        self._held: list[QWidget] = []
        self.is_held = False
        self._first = QVBoxLayout()
        self._cards = QVBoxLayout()
        self._salvage = QVBoxLayout()
        self._part = QVBoxLayout()
        self._cards.setSpacing(18)
        self._middle = QWidget()
        column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(18)
        column.addLayout(self._first)
        # Before what can be long, so that nobody has to scroll for it.
        column.addWidget(self._help())
        column.addLayout(self._cards)
        column.addLayout(self._salvage)
        column.addLayout(self._part)
        # Not by an alignment: that would lay it out without asking how words wrap.
        self.body.addLayout(row(1, self._middle, 1))
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Nothing of the diary is shown here."""

    # ---- what both pages offer

    def look(self) -> None:
        """Look what can be saved; ask for the passphrase first where the record takes one."""
        self.with_keys(lambda _keys: self._mending.salvage())

    def show_backups(self, *, file: Path | None = None) -> None:
        """Show the backups, to look into one and restore it; one in a file is looked into at once."""
        card = GoingBackCard(self.context, self._mending.folder, lambda: self._mending.keys)
        card.restored.connect(self._mending.restored)
        card.works.connect(self.hold)
        card.answered.connect(self.bring_into_view)
        card.setFocusProxy(card.rows[0] if card.rows else card.from_file)
        self.put(card)
        if file is not None:
            card.read_file(file)

    def show_salvage(self) -> None:
        """Show the salvage that runs or ran, if any."""
        salvaging = self._mending.salvaging
        if salvaging is None:
            return
        card = SalvageCard(self.context, salvaging)
        card.use.connect(self._mending.use_salvaged)
        card.leave.connect(self._mending.leave_as_it_is)
        card.again.connect(self._mending.open_normally)
        card.rebuild.connect(partial(self._mending.salvage, always=True))
        clear(self._salvage)
        self._salvage.addWidget(card)
        self.setFocusProxy(card)
        self.bring_into_view(card)
        self.hold(working=salvaging.runs)
        if not salvaging.runs:
            self._held.append(card)

    def with_keys(self, act: Callable[[Keys], object]) -> None:
        """Do something with the record's keys, once they are known."""
        try:
            act(self._mending.read_keys())
        except Locked:
            self._ask(act)
        except Problem as problem:
            self._mending.show(problem)

    def hold(self, working: bool) -> None:
        """Keep back every step that must not be taken while something works on the files."""
        self.is_held = working
        for each in self._held:
            each.setDisabled(working)

    def put(self, part: QWidget) -> None:
        """Show one part below the cards, in the place of another, and go there."""
        clear(self._part)
        self._part.addWidget(part)
        self.bring_into_view(part)
        # What is not shown yet does not take the focus everywhere.
        QTimer.singleShot(0, part, part.setFocus)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to what came, once it was laid out."""
        QTimer.singleShot(0, part, lambda: self.ensureWidgetVisible(part, 0, MARGIN))

    def _ask(self, act: Callable[[Keys], object]) -> None:
        def go_on(keys: Keys) -> None:
            self._mending.know(keys, by_secret=True)
            clear(self._part)
            act(keys)

        ask = UnlockCard(
            self.context,
            _("Passphrase"),
            _("The diary is protected, so this needs its passphrase or its recovery code."),
            partial(rescue.keys_of, self._mending.folder),
        )
        ask.granted.connect(go_on)
        self.put(ask)

    # ---- building

    def _help(self) -> QWidget:
        made = button(_("Get help now"), "danger")
        made.setIcon(self.context.theme.icon("life-buoy", "danger"))
        made.setIconSize(self.context.theme.icon_size)
        made.setToolTip("F1")
        made.clicked.connect(lambda: self.context.ways.open_page("help"))
        return made

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column as wide as reads well, and never wider than the window."""
        super().resizeEvent(event)
        margins = self.body.contentsMargins()
        room = self.viewport().width() - margins.left() - margins.right()
        self._middle.setFixedWidth(min(self.context.theme.scaled(WIDTH), room))
