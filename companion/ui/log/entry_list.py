# SPDX-License-Identifier: Apache-2.0
"""The list of entries: a heading for each day, a row for each entry, and whom to call beside it."""

from datetime import date

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from companion.domain.moment import day_of
from companion.domain.records import Entry, Record, Response, Session, SideEffect
from companion.domain.safety import Reply
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
from companion.ui.forms.side_effect import listed_by
from companion.ui.widgets.basics import Card, Flow, clear, label, row, rule
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords, shortened, show_menu
from companion.ui.widgets.heard import put_on_list
from companion.ui.widgets.reply import ReplyPanel


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
        self._look = RowLook(context.theme)
        self._icons: dict[type[Record], QIcon] = {}
        self._day: date | None = None
        self.body.setContentsMargins(12, 8, 12, 12)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.add(self._list)

    def empty(self) -> None:
        """Take every row out."""
        clear(self._list)
        self.rows = []
        self._day = None

    def say_nothing_here(self, sentence: str, way_on: QWidget) -> None:
        """Say why there are no rows, with the one action that helps."""
        words = label(sentence, "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setContentsMargins(12, 28, 12, 8)
        self._list.addWidget(words)
        line = row(1, way_on, 1)
        line.setContentsMargins(0, 0, 0, 24)
        self._list.addLayout(line)

    def add_entry(self, entry: Entry[Record]) -> None:
        """Add a row for an entry, below the heading of its day."""
        day = day_of_entry(entry)
        if day != self._day:
            self._add_day(day)
        reply = self.wording.reply(entry.record, self._context.now())
        words = RowWords(
            time=time_of_entry(entry),
            line=shortened(self.wording.line(entry)),
            words=words_of(entry.record),
            mark=_("entered later") if is_late(entry) else "",
            flag=listed(reply) if reply else "",
            urgent=reply is not None and is_urgent(reply),
        )
        made = self._new_row(words, entry)
        made.opened.connect(lambda: self.opened.emit(entry))
        made.removed.connect(lambda: self.removed.emit(entry))
        if reply is not None:
            call = made.add_side(
                _("Whom to call"), _("Whom to call: {entry}").format(entry=words.line)
            )
            call.clicked.connect(lambda: self._toggle_reply(made, entry, reply))
        more = made.add_side("⋯", _("Edit, history, delete: {entry}").format(entry=words.told))
        more.setToolTip(_("Edit, history, delete"))
        more.clicked.connect(lambda: show_menu(self._menu(entry), more))
        made.menu_wanted.connect(more.click)

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
        made = self._new_row(words, entry)
        restore = made.add_side(_("Restore"), _("Restore: {entry}").format(entry=line))
        restore.clicked.connect(lambda: self.restored.emit(entry))
        made.opened.connect(lambda: self.restored.emit(entry))

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

    def _add_day(self, day: date) -> None:
        if self._day is not None:
            self._list.addSpacing(4)
            self._list.addWidget(rule())
        self._day = day
        today = day_of(self._context.now())
        shown = day_heading(day) if day.year == today.year else full_date(day)
        line = Flow(spacing=8)
        line.addWidget(label(shown, "strong", wrap=False, heads=True))
        if abs((day - today).days) <= 7:
            line.addWidget(label(when(day, today), "secondary", wrap=False))
        held = QVBoxLayout()
        held.addLayout(line)
        held.setContentsMargins(10, 10, 10, 0)
        self._list.addLayout(held)

    def _new_row(self, words: RowWords, entry: Entry[Record]) -> EntryRow:
        made = EntryRow(words, self._icon(type(entry.record)), self._look)
        made.walked.connect(lambda by: self._walk(made, by))
        self.rows.append(made)
        self._list.addWidget(made)
        return made

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

    def _toggle_reply(self, made: EntryRow, entry: Entry[Record], reply: Reply) -> None:
        below = self._list.indexOf(made) + 1
        item = self._list.itemAt(below)
        shown = item.widget() if item else None
        if isinstance(shown, ReplyPanel):
            self._list.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
            return
        panel = ReplyPanel(self._context)
        self._list.insertWidget(below, panel)
        effect = entry.record.effect if isinstance(entry.record, SideEffect) else None
        panel.show_reply(reply, source=listed_by(self._context.content, effect or ""))
        panel.asked.connect(lambda: self._put_on_list(panel, entry))
        QTimer.singleShot(0, panel, lambda: self.wants_view.emit(panel))

    def _put_on_list(self, panel: ReplyPanel, entry: Entry[Record]) -> None:
        try:
            put_on_list(self._context, self.wording.line(entry))
        except Problem as problem:
            self._context.ways.say(str(problem))
        else:
            panel.show_asked()
