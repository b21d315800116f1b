# SPDX-License-Identifier: Apache-2.0
"""The sources of an article: each with its number, its title and its address, which can be copied."""

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from companion.content import Source
from companion.language import _
from companion.ui.browser import open_address
from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, button, flow, label, restyle

_TOLD = "told_of_browser"
"""A property of the context: whether the person was told once what opening an address means."""


class SourceRow(QFrame):
    """One source. Its address is opened only after saying once what that means."""

    def __init__(self, context: Context, number: int, source: Source) -> None:
        super().__init__()
        self._context = context
        self._source = source
        self.setProperty("role", "sourceRow")
        self.title = label(source.title)
        self.title.setAccessibleName(
            _("{number}: {source}").format(number=number, source=source.title)
        )
        self.address = label(source.address or _("No address was noted."), "small")
        self.address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = button(
            _("Copy"), "plain", name=_("Copy the address: {source}").format(source=source.title)
        )
        self.open = button(
            _("Open …"),
            "plain",
            name=_("Open in the browser: {source}").format(source=source.title),
        )
        self.answer = AnswerLine()
        self.go_on = button(_("Open it"), "outline")
        self.leave = button(_("Not now"))
        self._build(number)
        self.copy.clicked.connect(self._copy)
        self.open.clicked.connect(self._ask)
        self.go_on.clicked.connect(self._open)
        self.leave.clicked.connect(self._end)

    def mark(self, reached: bool) -> None:
        """Mark it as the one a number led to."""
        restyle(self, reached=reached)
        if reached:
            self.title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, number: int) -> None:
        theme = self._context.theme
        line = QHBoxLayout(self)
        line.setContentsMargins(8, 6, 8, 6)
        line.setSpacing(theme.scaled(10))
        count = label(str(number), "secondary", wrap=False)
        count.setMinimumWidth(theme.scaled(20))
        line.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addWidget(self.title)
        words.addWidget(self.address)
        if self._source.address:
            for made, icon in ((self.copy, "copy"), (self.open, "external-link")):
                made.setIcon(theme.icon(icon, "accent"))
                made.setIconSize(theme.icon_size)
            words.addLayout(flow(self.copy, self.open, spacing=16))
        words.addWidget(self.answer)
        words.addLayout(flow(self.go_on, self.leave, spacing=8))
        self.go_on.hide()
        self.leave.hide()
        line.addLayout(words, 1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._source.address)
        self.answer.say(_("Address copied."))

    def _ask(self) -> None:
        """Say once, while the app runs, what opening an address means."""
        if self._context.property(_TOLD):
            self._open()
            return
        self.answer.say(
            _(
                "This opens in your browser. Companion itself never goes online. Your browser "
                "does: the site, and whoever can see what you look up, may learn of it."
            )
        )
        self.go_on.show()
        self.leave.show()
        self.go_on.setFocus()

    def _open(self) -> None:
        self._context.setProperty(_TOLD, True)
        self._end()
        if open_address(self._source.address):
            self.answer.say(_("Opened in your browser."))
            return
        told = _("No browser could be opened. Copy the address and paste it where you can read it.")
        self.answer.say(told, fault=True)

    def _end(self) -> None:
        if self.go_on.hasFocus() or self.leave.hasFocus():
            self.open.setFocus()
        self.answer.say("")
        self.go_on.hide()
        self.leave.hide()


class SourceList(Card):
    """All sources of an article, in the order of their numbers. Signal: ``back_asked``."""

    back_asked = Signal()

    def __init__(self, context: Context, keys: Sequence[str]) -> None:
        back = button(_("Back to the text"), "plain")
        back.setIcon(context.theme.icon("undo-2", "accent"))
        back.setIconSize(context.theme.icon_size)
        back.hide()
        super().__init__(_("Sources"), back)
        self.body.setSpacing(4)
        self.back = back
        self.back.clicked.connect(partial(self.back_asked.emit))
        self._context = context
        self._keys = keys
        self.rows: dict[str, SourceRow] = {}

    def put_up(self) -> Iterator[SourceRow]:
        """Put one source below the other."""
        sources = self._context.content.sources
        for number, key in enumerate(self._keys, 1):
            made = self.rows[key] = SourceRow(self._context, number, sources[key])
            self.add(made)
            made.show()
            yield made

    def reach(self, key: str) -> SourceRow:
        """Mark a source as the one a number led to, and offer the way back."""
        for each, made in self.rows.items():
            made.mark(each == key)
        self.back.show()
        return self.rows[key]

    def let_go(self) -> None:
        """Mark none any more."""
        for made in self.rows.values():
            made.mark(False)
        self.back.hide()
