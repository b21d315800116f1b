# SPDX-License-Identifier: Apache-2.0
"""The list of entries: a heading for each day, a row for each entry, and whom to call beside it."""

from collections import deque
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from companion.domain.moment import day_of
from companion.domain.records import Entry, Record, Response, Session, SideEffect
from companion.language import _
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.dates import day_and_clock, day_heading, full_date, when
from companion.ui.entries import (
    ICONS,
    Wording,
    day_of_entry,
    is_late,
    is_urgent,
    listed,
    time_of_entry,
    words_of,
)
from companion.ui.log.rows import BETWEEN, DayHead, LogRow
from companion.ui.widgets.basics import Card, clear, label, row, set_shown
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords, shortened, show_menu
from companion.ui.widgets.heard import put_on_list

if TYPE_CHECKING:
    from companion.ui.widgets.reply import ReplyPanel

NEAR = 7
"""Days within which it is said how far a day is away."""

KEPT = 40
"""Rows, and headings, that are kept for later when a search finds little."""


class EntryList(Card):
    """Rows by day, to walk with the arrows.

    Signals: ``opened``, ``removed``, ``history_asked`` and ``restored`` with the entry;
    ``wants_view`` with a widget that is to be scrolled to.
    """

    opened = Signal(object)
    removed = Signal(object)
    history_asked = Signal(object)
    restored = Signal(object)
    wants_view = Signal(QWidget)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.wording = Wording(context.content, {})
        self.rows: list[EntryRow] = []
        self._heads: list[DayHead] = []
        self._spare: deque[LogRow] = deque()
        self._spare_heads: deque[DayHead] = deque()
        self._look = RowLook(context.theme)
        self._icons: dict[type[Record], QIcon] = {}
        self._day: date | None = None
        self.body.setContentsMargins(12, 8, 12, 12)
        self._list = QVBoxLayout()
        self._list.setSpacing(BETWEEN)
        self.add(self._list)

    @property
    def least(self) -> int:
        """The height of a row of one line, in pixels."""
        return self._look.least

    def empty(self) -> None:
        """Take every row out, which can show other entries now; ``finish`` puts away what is left."""
        for made in self.rows:
            if isinstance(made, LogRow) and made.reply is None:
                self._list.removeWidget(made)
                self._spare.append(made)
        for head in self._heads:
            if not head.first:
                self._list.removeWidget(head)
                self._spare_heads.append(head)
        clear(self._list)
        self.rows = []
        self._heads = []
        self._day = None

    def finish(self) -> None:
        """Put the rows and headings away that are not needed now; of many, only some are kept."""
        for spare in (self._spare, self._spare_heads):
            for made in spare:
                made.hide()
            while len(spare) > KEPT:
                spare.pop().deleteLater()

    def replies_hold(self) -> bool:
        """Tell whether each entry still gets the reply that is shown: some come with the time."""
        now = self._context.now()
        return all(
            self.wording.reply(made.entry.record, now) == made.reply
            for made in self.rows
            if isinstance(made, LogRow)
        )

    def say_nothing_here(self, sentence: str, way_on: QWidget) -> None:
        """Say why there are no rows, with the one action that helps."""
        words = label(sentence, "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setContentsMargins(12, 28, 12, 8)
        self._list.addWidget(words)
        line = row(1, way_on, 1)
        line.setContentsMargins(0, 0, 0, 24)
        self._list.addLayout(line)

    def add_entries(self, entries: Iterable[Entry[Record]]) -> None:
        """Add a row for each entry, below the heading of its day."""
        now = self._context.now()
        for entry in entries:
            day = day_of_entry(entry)
            if day != self._day:
                self._add_day(day, day_of(now))
            self._add_entry(entry, now)

    def _add_entry(self, entry: Entry[Record], now: datetime) -> None:
        reply = self.wording.reply(entry.record, now)
        words = RowWords(
            time=time_of_entry(entry),
            line=shortened(self.wording.line(entry)),
            words=words_of(entry.record),
            mark=_("entered later") if is_late(entry) else "",
            flag=listed(reply) if reply else "",
            urgent=reply is not None and is_urgent(reply),
        )
        icon = self._icon(type(entry.record))
        if reply is None and self._spare:
            made = self._spare.popleft()
            made.show_entry(entry, words, icon)
            self._put_in(made)
            _bring_behind(made)
        else:
            self._put_in(self._new_row(LogRow(entry, reply, words, icon, self._look)))

    def add_binned(self, entry: Entry[Record]) -> None:
        """Add a row for an entry in the bin."""
        assert entry.deleted_at is not None
        line = shortened(self.wording.line(entry))
        words = RowWords(
            time="",
            line=_("{entry} · {day}").format(entry=line, day=full_date(day_of_entry(entry))),
            words=words_of(entry.record),
            mark=_("deleted {when}").format(when=day_and_clock(entry.deleted_at)),
        )
        made = EntryRow(words, self._icon(type(entry.record)), self._look)
        made.walked.connect(lambda by: self._walk(made, by))
        restore = made.add_side(_("Restore"), _("Restore: {entry}").format(entry=line))
        restore.clicked.connect(lambda: self.restored.emit(entry))
        made.opened.connect(lambda: self.restored.emit(entry))
        self._put_in(made)

    def focused(self, widget: QObject | None) -> int | None:
        """Give the place of the row that a widget is, or is part of."""
        for number, made in enumerate(self.rows):
            if widget in (made, *made.findChildren(QPushButton)):
                return number
        return None

    def focus(self, place: int, reason: Qt.FocusReason) -> None:
        """Give the focus to a row, to the last where there are no more so many."""
        if self.rows:
            self.rows[min(place, len(self.rows) - 1)].setFocus(reason)

    # ---- rows

    def _add_day(self, day: date, today: date) -> None:
        first = self._day is None
        self._day = day
        shown = day_heading(day) if day.year == today.year else full_date(day)
        is_near = abs((day - today).days) <= NEAR
        reused = bool(self._spare_heads) and not first
        head = self._spare_heads.popleft() if reused else DayHead(self._look, first=first)
        head.say(shown, when(day, today) if is_near else "")
        self._heads.append(head)
        self._list.addWidget(head)
        if reused:
            _bring_behind(head)

    def _new_row(self, made: LogRow) -> LogRow:
        """Let a new row do what can be done with its entry, whichever it shows."""
        made.walked.connect(lambda by: self._walk(made, by))
        made.opened.connect(lambda: self.opened.emit(made.entry))
        made.removed.connect(lambda: self.removed.emit(made.entry))
        made.more.clicked.connect(lambda: show_menu(self._menu(made.entry), made.more))
        if made.call is not None:
            made.call.clicked.connect(lambda: self._toggle_reply(made))
        return made

    def _put_in(self, made: EntryRow) -> None:
        self.rows.append(made)
        self._list.addWidget(made)

    def _icon(self, kind: type[Record]) -> QIcon:
        """Give the icon of a kind, drawn once."""
        if kind not in self._icons:
            token = "session" if kind is Session else "ink2"
            self._icons[kind] = self._context.theme.icon(ICONS.get(kind, "file-text"), token)
        return self._icons[kind]

    def _menu(self, entry: Entry[Record]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icon = self._context.theme.icon
        words = _("Look at it") if isinstance(entry.record, Response) else _("Edit")
        edit = menu.addAction(icon("pencil"), words)
        edit.triggered.connect(lambda: self.opened.emit(entry))
        history = menu.addAction(icon("history"), _("History"))
        history.triggered.connect(lambda: self.history_asked.emit(entry))
        delete = menu.addAction(icon("trash-2"), _("Delete"))
        delete.triggered.connect(lambda: self.removed.emit(entry))
        return menu

    def _walk(self, made: EntryRow, by: int) -> None:
        place = self.rows.index(made) + by
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.wants_view.emit(self.rows[place])

    # ---- whom to call

    def _toggle_reply(self, made: LogRow) -> None:
        if made.panel is not None:
            self._list.removeWidget(made.panel)
            made.panel.hide()
            made.panel.deleteLater()
            made.panel = None
            return
        from companion.ui.forms.side_effect import listed_by
        from companion.ui.widgets.reply import ReplyPanel

        made.panel = panel = ReplyPanel(self._context)
        self._list.insertWidget(self._list.indexOf(made) + 1, panel)
        record = made.entry.record
        effect = record.effect if isinstance(record, SideEffect) else None
        panel.show_reply(made.reply, source=listed_by(self._context.content, effect or ""))
        panel.asked.connect(lambda: self._put_on_list(panel, made.entry))
        QTimer.singleShot(0, panel, lambda: self.wants_view.emit(panel))

    def _put_on_list(self, panel: "ReplyPanel", entry: Entry[Record]) -> None:
        try:
            put_on_list(self._context, self.wording.line(entry))
        except Problem as problem:
            self._context.ways.say(str(problem))
        else:
            panel.show_asked()


def _bring_behind(made: QWidget) -> None:
    """Bring what is used again behind what was made before, in the order in which it is read."""
    made.raise_()
    set_shown(made, True)
