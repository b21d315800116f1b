# SPDX-License-Identifier: Apache-2.0
"""The log: everything recorded, the newest first; search, edit, history and the bin."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    SafetyPlan,
    Session,
    SideEffect,
    Tracker,
)
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.diary_reading import Cursor
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.entries import day_of_entry
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.log.day_jump import DayJump
from companion.ui.log.entry_list import EntryList
from companion.ui.log.forms import AddMenu, form_for
from companion.ui.log.kinds import EVERYTHING, KINDS, filters
from companion.ui.log.reading import end_of, read_missed_days, wording
from companion.ui.pages.page import Page
from companion.ui.pages.state import state_of
from companion.ui.widgets.at_once import at_once
from companion.ui.widgets.basics import Flow, Whole, button, row, set_shown
from companion.ui.widgets.editors import Line
from companion.ui.widgets.entry_row import EntryRow
from companion.ui.widgets.scale import Choices

ROWS = 40
"""Rows built at a time."""

ONE_OF_A_KIND = (Person, SafetyPlan)
"""Kinds of which there is one entry: one that comes back takes the place of the other."""

SOUGHT = 200
"""Letters that can be searched for."""


class LogPage(Page):
    """Everything recorded. ``Ctrl+F`` goes to the search field."""

    shows = (
        CheckIn,
        Session,
        SideEffect,
        Response,
        OutsideScore,
        Medicine,
        Intake,
        Question,
        Note,
        Appointment,
        Tracker,
        SafetyPlan,
    )

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._next: Cursor | None = None
        self._pages = 1
        self._in_bin = False
        self._binned: tuple[Entry[Record], ...] = ()
        self._read_in: object = None
        """In which state what is shown was read."""
        self._shown: object = None
        """What is shown of it."""
        self._unmade: tuple[Entry[Record], ...] = ()
        """Entries below the window's edge, whose rows are made once what is above was painted."""
        self._build()
        self._connect()

    @property
    def rows(self) -> list[EntryRow]:
        """The rows that are shown."""
        self.complete()
        return self.list.rows

    # ---- what pages do

    def show_argument(self, argument: str) -> None:
        """Show one kind of entry; an unknown one or none shows the log as it was left."""
        if argument in KINDS:
            self.filter.set_value(argument)

    def refresh(self) -> None:
        """Read again what is shown, and leave the person where they were."""
        place = self.verticalScrollBar().value()
        focused = self.list.focused(self.window().focusWidget())
        self._search_soon.stop()
        state = state_of(self.context)
        holds = (state, self._wanted()) == (self._read_in, self._shown)
        if not (holds and self.list.replies_hold()):
            self._read_in = None
            self._read()
            self._show_list()
            self._read_in = state
        QTimer.singleShot(0, self, lambda: self._settle(place, focused))

    def complete(self) -> None:
        """Make the rows that are not made yet, and leave the person where they were."""
        if not self._unmade:
            return
        focused = self.list.focused(self.window().focusWidget())
        with self._laid_out_once():
            self.list.add_entries(self._unmade)
            self._unmade = ()
        if focused is not None:
            self.list.focus(focused, Qt.FocusReason.OtherFocusReason)

    def come_down(self, down: int) -> None:
        """Scroll to where the page was left before, which may be further down than was made."""
        self.complete()
        super().come_down(down)

    def leave(self) -> None:
        """Let go of a search that was about to begin."""
        self._search_soon.stop()

    # ---- building

    def _build(self) -> None:
        self.add_head(_("Log"))
        icon = self.context.theme.icon
        self.bin = button("")
        self.bin.setIcon(icon("trash-2"))
        self.add = button(_("Add"), "primary")
        self.add.setIcon(icon("plus", "onAccent"))
        self.menu = AddMenu(self.context, self)
        self.add.setMenu(self.menu)
        for made in (self.bin, self.add):
            made.setIconSize(self.context.theme.icon_size)
            self.head_actions.addWidget(made)
        self.body.addWidget(self._build_tools())
        self.list = EntryList(self.context)
        self.more = button(_("Show more"), "outline")
        self.body.addWidget(self.list)
        self.body.addLayout(row(1, self.more, 1))
        self.body.addStretch(1)

    def _build_tools(self) -> QWidget:
        self.tools = Whole()
        tools = QVBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(12)
        self.search = Line()
        self.search.setPlaceholderText(_("Search your words"))
        self.search.setAccessibleName(_("Search your words"))
        self.search.setMaxLength(SOUGHT)
        # Qt looks for its sign on the disk; it cannot be seen before something is typed.
        QTimer.singleShot(0, self.search, lambda: self.search.setClearButtonEnabled(True))
        self.jump = DayJump(self.context)
        self.filter = Choices(_("Show"), filters())
        self.filter.set_value(EVERYTHING)
        tools.addWidget(self.search)
        tools.addWidget(self.filter)
        self.medicines = button(_("What I take now"), "plain")
        self.medicines.setIcon(self.context.theme.icon("pill", "accent"))
        self.medicines.setIconSize(self.context.theme.icon_size)
        ways = Flow(spacing=16)
        ways.addWidget(self.jump)
        ways.addWidget(self.medicines)
        tools.addLayout(ways)
        return self.tools

    def _connect(self) -> None:
        self._search_soon = QTimer(self)
        self._search_soon.setSingleShot(True)
        # At once, but after every key that was pressed meanwhile.
        self._search_soon.setInterval(0)
        self._search_soon.timeout.connect(self._start_over)
        self.search.textChanged.connect(lambda _text: self._search_soon.start())
        self.jump.changed.connect(self._search_soon.start)
        self.filter.changed.connect(self._on_filter)
        self.more.clicked.connect(self._on_more)
        self.bin.clicked.connect(self._on_bin)
        self.medicines.clicked.connect(lambda: self.context.ways.open_page("medicines"))
        self.menu.chosen.connect(self._ask_new)
        self.list.opened.connect(self._open)
        self.list.removed.connect(self.context.remove)
        self.list.history_asked.connect(self._show_history)
        self.list.restored.connect(self._restore)
        self.list.wants_view.connect(self.ensureWidgetVisible)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    # ---- reading

    def _read(self) -> None:
        """Read what all rows need, and what stands above them."""
        self._binned = self.context.diary.bin()
        self.list.wording = wording(self.context, self._binned)
        self.menu.catch_up.setVisible(bool(read_missed_days(self.context)))
        self._show_bin_button()

    def _wanted(self) -> object:
        """Give what the person asked to see."""
        return self._in_bin, self.filter.value, self.search.text(), self.jump.day, self._pages

    def _show_list(self) -> None:
        self._shown = None
        with self._laid_out_once():
            self.list.empty()
            self._unmade = ()
            if self._in_bin:
                self._show_bin()
            else:
                self._show_log()
            self.list.finish()
        self._shown = self._wanted()

    @contextmanager
    def _laid_out_once(self) -> Iterator[None]:
        """Let the list be filled out of sight; the page is laid out when it knows its height."""
        made = self.list
        if not self.isVisible():
            yield
            return
        self.body.setEnabled(False)
        try:
            with at_once(made):
                yield
                made.resize(made.width(), made.heightForWidth(made.width()))
        finally:
            self.body.setEnabled(True)

    def _show_log(self) -> None:
        set_shown(self.tools, True)
        day = self.jump.day
        self._next = None if day is None else end_of(day)
        for _page in range(self._pages):
            self._add_page()
            if self._next is None:
                break
        if not self.list.rows:
            self._show_nothing()
        self._show_count()

    def _add_page(self) -> None:
        """Add the next rows: some, as long as there are any."""
        day = self.jump.day
        while True:
            page = self.context.diary.timeline(
                kinds=KINDS.get(str(self.filter.value)),
                words=self.search.text(),
                before=self._next,
                limit=ROWS,
            )
            found = tuple(
                entry for entry in page.entries if day is None or day_of_entry(entry) <= day
            )
            now = self._in_sight() if self._pages == 1 else len(found)
            self.list.add_entries(found[:now])
            self._unmade = found[now:]
            self._next = page.next
            if self._next is None or found:
                break
        set_shown(self.more, self._next is not None)

    def _in_sight(self) -> int:
        """Give how many rows are made at once: of a page that comes up, what fills the window."""
        return ROWS if self.isVisible() else self.window().height() // self.list.least + 1

    def _show_count(self) -> None:
        shown = len(self.list.rows) + len(self._unmade)
        if self._next is not None:
            words = _("The newest {n}. More below.").format(n=shown)
        elif self._filtered():
            words = ngettext("{n} entry found", "{n} entries found", shown).format(n=shown)
        else:
            words = ngettext("{n} entry", "{n} entries", shown).format(n=shown)
        day = self.jump.day
        if day is not None:
            words = _("From {day} back.").format(day=full_date(day))
        self.subtitle.setText(words if shown else "")

    def _filtered(self) -> bool:
        chosen = self.filter.value not in (None, EVERYTHING)
        return bool(self.search.text().strip()) or chosen or self.jump.day is not None

    def _show_nothing(self) -> None:
        if self._filtered():
            show_all = button(_("Show everything"))
            show_all.clicked.connect(self._show_everything)
            self.list.say_nothing_here(_("Nothing was found."), show_all)
            return
        sentence = _("Everything you record will appear here, the newest first.")
        first = button(_("Add a check-in"), "primary")
        first.clicked.connect(lambda: self._ask_new(CheckInForm(self.context, past=True)))
        self.list.say_nothing_here(sentence, first)

    def _settle(self, place: int, focused: int | None) -> None:
        """Scroll back and give the focus back, once the new rows are shown."""
        self.verticalScrollBar().setValue(place)
        if focused is not None:
            self.list.focus(focused, Qt.FocusReason.OtherFocusReason)

    # ---- Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what can be seen, and make the rest a turn of the event loop later."""
        super().paintEvent(event)
        if self._unmade:
            QTimer.singleShot(0, self, self.complete)

    # ---- slots

    def _start_over(self) -> None:
        self._search_soon.stop()
        self._pages = 1
        self._show_list()

    def _on_filter(self) -> None:
        if self.filter.value is None:
            self.filter.set_value(EVERYTHING)
        self._start_over()

    def _show_everything(self) -> None:
        self.filter.set_value(EVERYTHING)
        self.search.clear()
        self.jump.let_go()
        self.search.setFocus()
        self._start_over()

    def _on_more(self) -> None:
        first_new = len(self.rows)
        self._pages += 1
        with self._laid_out_once():
            self._add_page()
        self._show_count()
        self._shown = self._wanted()
        if first_new < len(self.list.rows):
            self.list.focus(first_new, Qt.FocusReason.TabFocusReason)

    def _ask_new(self, form: Form) -> None:
        kept = FormDialog.ask(form, self)
        if kept is None or not isinstance(kept.record, Session):
            return
        if kept.record.plan.moment() <= self.context.now():
            self.context.ways.open_page("session", kept.id)

    def _open(self, entry: Entry[Record]) -> None:
        match entry.record:
            case Session():
                self.context.ways.open_page("session", entry.id)
            case Response() as record:
                from companion.ui.widgets.looking_back import ResponseDialog

                words = self.list.wording
                reply = words.reply(record, self.context.now())
                dialog = ResponseDialog(self.context, words, record, self, reply)
                dialog.exec()
                dialog.deleteLater()
            case record:
                form = form_for(self.context, record)
                assert form is not None, type(record).__name__
                FormDialog.ask(form, self, entry)

    def _show_history(self, entry: Entry[Record]) -> None:
        from companion.ui.widgets.looking_back import HistoryDialog

        dialog = HistoryDialog(self.context, self.list.wording, entry, self)
        dialog.exec()
        dialog.deleteLater()

    # ---- the bin

    def _on_bin(self) -> None:
        self._in_bin = not self._in_bin
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def _show_bin_button(self) -> None:
        count = len(self._binned)
        if not count:
            self._in_bin = False
        words = _("Back to the log") if self._in_bin else _("Bin ({n})").format(n=count)
        self.bin.setText(words)
        set_shown(self.bin, bool(count))
        self.title.setText(_("Bin") if self._in_bin else _("Log"))
        set_shown(self.add, not self._in_bin)

    def _show_bin(self) -> None:
        self.tools.hide()
        self.more.hide()
        self.subtitle.setText(_("Entries stay here for 90 days, then they are gone for good."))
        for entry in self._binned:
            self.list.add_binned(entry)

    def _restore(self, entry: Entry[Record]) -> None:
        kind = type(entry.record)
        others = self.context.diary.entries(kind) if kind in ONE_OF_A_KIND else ()
        try:
            self.context.diary.restore(entry.id)
            for other in others:
                self.context.diary.remove(other.id)
        except Problem as problem:
            self.context.ways.say(str(problem))
        else:
            self.context.ways.say_saved(
                _("Restored. The other one is in the bin") if others else _("Back in the log")
            )
