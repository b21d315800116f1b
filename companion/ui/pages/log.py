# SPDX-License-Identifier: Apache-2.0
"""The log: everything recorded, the newest first; search, edit, history and the bin."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from companion.domain.course import held_sessions
from companion.domain.moment import day_of
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Medicine,
    Note,
    Question,
    Record,
    Response,
    Session,
    SideEffect,
)
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.diary import Cursor
from companion.ui.context import Context
from companion.ui.dates import day_and_clock, full_date, long_date, when
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
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.plan import PlanForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.side_effect import SideEffectForm, listed_by
from companion.ui.pages.page import Page
from companion.ui.widgets.basics import Card, button, clear, label, row, rule
from companion.ui.widgets.entry_row import EntryRow, RowLook, RowWords, show_menu
from companion.ui.widgets.heard import put_on_list
from companion.ui.widgets.looking_back import HistoryDialog, ResponseDialog
from companion.ui.widgets.reply import ReplyPanel
from companion.ui.widgets.scale import Choices

ROWS = 40
"""Rows built at a time."""

TYPING = 150
"""Milliseconds to wait for the next letter before searching."""

EVERYTHING = "everything"

KINDS: dict[str, tuple[type[Record], ...]] = {
    "check_ins": (CheckIn,),
    "sessions": (Session,),
    "side_effects": (SideEffect,),
    "questionnaires": (Response,),
    "medicines": (Medicine,),
    "notes": (Note, Question),
    "appointments": (Appointment,),
}


def filters() -> tuple[tuple[str, str], ...]:
    """Give the kinds to choose from, by key and in words."""
    return (
        (EVERYTHING, _("Everything")),
        ("check_ins", _("Check-ins")),
        ("sessions", _("Sessions")),
        ("side_effects", _("Side effects")),
        ("questionnaires", _("Questionnaires")),
        ("medicines", _("Medicines")),
        ("notes", _("Notes and questions")),
        ("appointments", _("Appointments")),
    )


class LogPage(Page):
    """Everything recorded. ``Ctrl+F`` goes to the search field."""

    shows = (CheckIn, Session, SideEffect, Response, Medicine, Question, Note, Appointment)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.rows: list[EntryRow] = []
        self._look = RowLook(context.theme)
        self._icons: dict[type[Record], QIcon] = {}
        self._next: Cursor | None = None
        self._pages = 1
        self._day: date | None = None
        self._in_bin = False
        self._wording = Wording(context.content, {})
        self._build()
        self._connect()

    # ---- what pages do

    def show_argument(self, argument: str) -> None:
        """Show one kind of entry; an unknown one or none shows the log as it was left."""
        if argument in KINDS:
            self.filter.set_value(argument)

    def refresh(self) -> None:
        """Read again what is shown, and leave the person where they were."""
        place = self.verticalScrollBar().value()
        focused = self._focused_row()
        self._search_soon.stop()
        self._read_numbers()
        self._show_bin_button()
        if self._in_bin:
            self._show_bin()
        else:
            self._show_log()
        QTimer.singleShot(0, self, lambda: self._settle(place, focused))

    def leave(self) -> None:
        """Let go of a search that was about to begin."""
        self._search_soon.stop()

    # ---- building

    def _build(self) -> None:
        self.add_head(_("Log"))
        self.bin = button("")
        self.bin.setIcon(self.context.theme.icon("trash-2"))
        self.bin.setIconSize(self.context.theme.icon_size)
        self.add = button(_("Add"), "primary")
        self.add.setIcon(self.context.theme.icon("plus", "onAccent"))
        self.add.setIconSize(self.context.theme.icon_size)
        self.add.setMenu(self._add_menu())
        self.head_actions.addWidget(self.bin)
        self.head_actions.addWidget(self.add)
        self.tools = QWidget()
        tools = QVBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(12)
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search your words"))
        self.search.setAccessibleName(_("Search your words"))
        self.search.setClearButtonEnabled(True)
        self.filter = Choices(_("Show"), filters())
        self.filter.set_value(EVERYTHING)
        tools.addWidget(self.search)
        tools.addWidget(self.filter)
        self.body.addWidget(self.tools)
        self.card = Card()
        self.card.body.setContentsMargins(12, 8, 12, 12)
        self.list = QVBoxLayout()
        self.list.setSpacing(2)
        self.card.add(self.list)
        self.more = button(_("Show more"), "outline")
        self.body.addWidget(self.card)
        self.body.addLayout(row(1, self.more, 1))
        self.body.addStretch(1)

    def _connect(self) -> None:
        self._search_soon = QTimer(self)
        self._search_soon.setSingleShot(True)
        self._search_soon.setInterval(TYPING)
        self._search_soon.timeout.connect(self._start_over)
        self.search.textChanged.connect(lambda _text: self._search_soon.start())
        self.filter.changed.connect(self._on_filter)
        self.more.clicked.connect(self._on_more)
        self.bin.clicked.connect(self._on_bin)
        QShortcut(QKeySequence.StandardKey.Find, self, self.search.setFocus)

    def _add_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAccessibleName(_("Add"))
        context = self.context
        made: tuple[tuple[str, str, Callable[[], Form]], ...] = (
            ("smile", _("Check-in for another time"), lambda: CheckInForm(context, past=True)),
            ("activity", _("Side effect"), lambda: SideEffectForm(context)),
            ("syringe", _("Session"), lambda: PlanForm(context)),
            ("pill", _("Medicine"), lambda: MedicineForm(context)),
            (
                "message-circle-question-mark",
                _("Question for the doctor"),
                lambda: QuestionForm(context),
            ),
            ("notebook-pen", _("Note"), lambda: NoteForm(context)),
            ("stethoscope", _("Appointment"), lambda: AppointmentForm(context)),
        )
        for icon, words, form in made:
            action = menu.addAction(context.theme.icon(icon), words)
            action.triggered.connect(lambda _checked=False, form=form: self._ask_new(form()))
        return menu

    # ---- reading

    def _read_numbers(self) -> None:
        held = held_sessions(self.context.diary.entries(Session))
        numbers = {entry.id: number for number, entry in enumerate(held, 1)}
        self._wording = Wording(self.context.content, numbers)

    def _show_log(self) -> None:
        self.tools.show()
        self._empty_list()
        self._next = None
        for _page in range(self._pages):
            self._add_page()
            if self._next is None:
                break
        if not self.rows:
            self._show_nothing()
        self._show_count()

    def _add_page(self) -> None:
        page = self.context.diary.timeline(
            kinds=KINDS.get(str(self.filter.value)),
            words=self.search.text(),
            before=self._next,
            limit=ROWS,
        )
        for entry in page.entries:
            self._add_entry(entry)
        self._next = page.next
        self.more.setVisible(page.next is not None)

    def _show_count(self) -> None:
        shown = len(self.rows)
        if self._next is not None:
            words = _("The newest {n}. More below.").format(n=shown)
        elif self._filtered():
            words = ngettext("{n} entry found", "{n} entries found", shown).format(n=shown)
        else:
            words = ngettext("{n} entry", "{n} entries", shown).format(n=shown)
        self.subtitle.setText(words if shown else "")

    def _filtered(self) -> bool:
        return bool(self.search.text().strip()) or self.filter.value not in (None, EVERYTHING)

    def _show_nothing(self) -> None:
        if self._filtered():
            self.list.addWidget(self._empty(_("Nothing was found.")))
            show_all = button(_("Show everything"))
            show_all.clicked.connect(self._show_everything)
            self.list.addLayout(self._centred(show_all))
            return
        sentence = _("Everything you record will appear here, the newest first.")
        self.list.addWidget(self._empty(sentence))
        first = button(_("Add a check-in"), "primary")
        first.clicked.connect(lambda: self._ask_new(CheckInForm(self.context, past=True)))
        self.list.addLayout(self._centred(first))

    def _empty(self, sentence: str) -> QWidget:
        words = label(sentence, "secondary")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setContentsMargins(12, 28, 12, 8)
        return words

    def _centred(self, widget: QWidget) -> QHBoxLayout:
        line = row(1, widget, 1)
        line.setContentsMargins(0, 0, 0, 24)
        return line

    def _empty_list(self) -> None:
        clear(self.list)
        self.rows = []
        self._day = None

    # ---- rows

    def _add_entry(self, entry: Entry[Record]) -> None:
        day = day_of_entry(entry)
        if day != self._day:
            self._add_day(day)
        reply = self._wording.reply(entry.record, self.context.now())
        words = RowWords(
            time=time_of_entry(entry),
            line=self._wording.line(entry),
            words=words_of(entry.record),
            mark=_("entered later") if is_late(entry) else "",
            flag=listed(reply) if reply else "",
            urgent=reply is not None and is_urgent(reply),
        )
        made = self._new_row(words, entry)
        made.opened.connect(lambda: self._open(entry))
        made.removed.connect(lambda: self._remove(entry))
        if reply is not None:
            call = made.add_side(
                _("Whom to call"), _("Whom to call: {entry}").format(entry=words.line)
            )
            call.clicked.connect(lambda: self._toggle_reply(made, entry))
        more = made.add_side("⋯", _("Edit, history, delete: {entry}").format(entry=words.line))
        more.setToolTip(_("Edit, history, delete"))
        more.clicked.connect(lambda: show_menu(self._menu(entry), more))
        made.menu_wanted.connect(more.click)

    def _add_day(self, day: date) -> None:
        if self._day is not None:
            self.list.addSpacing(4)
            self.list.addWidget(rule())
        self._day = day
        today = day_of(self.context.now())
        shown = long_date(day) if day.year == today.year else full_date(day)
        near = abs((day - today).days) <= 7
        heading = label(shown, "strong")
        line = row(heading, spacing=8)
        if near:
            line.addWidget(label(when(day, today), "secondary", wrap=False))
        line.addStretch(1)
        line.setContentsMargins(10, 10, 10, 0)
        self.list.addLayout(line)

    def _new_row(self, words: RowWords, entry: Entry[Record]) -> EntryRow:
        made = EntryRow(words, self._icon(type(entry.record)), self._look)
        made.walked.connect(lambda by: self._walk(made, by))
        self.rows.append(made)
        self.list.addWidget(made)
        return made

    def _icon(self, kind: type[Record]) -> QIcon:
        """Give the icon of a kind, drawn once."""
        if kind not in self._icons:
            token = "session" if kind is Session else "ink2"
            self._icons[kind] = self.context.theme.icon(ICONS.get(kind, "file-text"), token)
        return self._icons[kind]

    def _menu(self, entry: Entry[Record]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        icon = self.context.theme.icon
        words = _("Look at it") if isinstance(entry.record, Response) else _("Edit")
        menu.addAction(icon("pencil"), words).triggered.connect(lambda: self._open(entry))
        history = menu.addAction(icon("history"), _("History"))
        history.triggered.connect(lambda: self._show_history(entry))
        delete = menu.addAction(icon("trash-2"), _("Delete"))
        delete.triggered.connect(lambda: self._remove(entry))
        return menu

    def _walk(self, made: EntryRow, by: int) -> None:
        place = self.rows.index(made) + by
        if 0 <= place < len(self.rows):
            self.rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self.rows[place])

    def _focused_row(self) -> int | None:
        focused = self.window().focusWidget()
        for number, made in enumerate(self.rows):
            if focused in (made, *made.findChildren(QPushButton)):
                return number
        return None

    def _settle(self, place: int, focused: int | None) -> None:
        """Scroll back and give the focus back, once the new rows are shown."""
        self.verticalScrollBar().setValue(place)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- slots

    def _start_over(self) -> None:
        self._search_soon.stop()
        self._pages = 1
        self._show_log()

    def _on_filter(self) -> None:
        if self.filter.value is None:
            self.filter.set_value(EVERYTHING)
        self._start_over()

    def _show_everything(self) -> None:
        self.filter.set_value(EVERYTHING)
        self.search.clear()
        self.search.setFocus()
        self._start_over()

    def _on_more(self) -> None:
        first_new = len(self.rows)
        self._pages += 1
        self._add_page()
        self._show_count()
        if first_new < len(self.rows):
            self.rows[first_new].setFocus(Qt.FocusReason.TabFocusReason)

    def _ask_new(self, form: Form) -> None:
        kept = FormDialog.ask(form, self)
        if kept is None or not isinstance(kept.record, Session):
            return
        if kept.record.plan.moment() <= self.context.now():
            self.context.ways.open_page("session", kept.id)

    def _open(self, entry: Entry[Record]) -> None:
        form: Form
        match entry.record:
            case Session():
                self.context.ways.open_page("session", entry.id)
                return
            case Response() as record:
                reply = self._wording.reply(record, self.context.now())
                dialog = ResponseDialog(self.context, self._wording, record, self, reply)
                dialog.exec()
                dialog.deleteLater()
                return
            case CheckIn():
                form = CheckInForm(self.context, past=True)
            case SideEffect():
                form = SideEffectForm(self.context)
            case Medicine():
                form = MedicineForm(self.context)
            case Question():
                form = QuestionForm(self.context)
            case Note():
                form = NoteForm(self.context)
            case Appointment():
                form = AppointmentForm(self.context)
            case _:
                return
        FormDialog.ask(form, self, entry)

    def _show_history(self, entry: Entry[Record]) -> None:
        dialog = HistoryDialog(self.context, self._wording, entry, self)
        dialog.exec()
        dialog.deleteLater()

    def _remove(self, entry: Entry[Record]) -> None:
        try:
            self.context.diary.remove(entry.id)
        except Problem as problem:
            self.context.ways.say(str(problem))
        else:
            self.context.ways.say_saved(_("Moved to the bin"))

    def _toggle_reply(self, made: EntryRow, entry: Entry[Record]) -> None:
        below = self.list.indexOf(made) + 1
        item = self.list.itemAt(below)
        shown = item.widget() if item else None
        if isinstance(shown, ReplyPanel):
            self.list.removeWidget(shown)
            shown.hide()
            shown.deleteLater()
            return
        panel = ReplyPanel(self.context)
        self.list.insertWidget(below, panel)
        effect = entry.record.effect if isinstance(entry.record, SideEffect) else None
        panel.show_reply(
            self._wording.reply(entry.record, self.context.now()),
            source=listed_by(self.context.content, effect or ""),
        )
        panel.asked.connect(lambda: self._put_on_list(panel, entry))
        QTimer.singleShot(0, panel, lambda: self.ensureWidgetVisible(panel))

    def _put_on_list(self, panel: ReplyPanel, entry: Entry[Record]) -> None:
        try:
            put_on_list(self.context, self._wording.line(entry))
        except Problem as problem:
            self.context.ways.say(str(problem))
        else:
            panel.show_asked()

    # ---- the bin

    def _on_bin(self) -> None:
        self._in_bin = not self._in_bin
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def _show_bin_button(self) -> None:
        count = len(self.context.diary.bin())
        if not count:
            self._in_bin = False
        words = _("Back to the log") if self._in_bin else _("Bin ({n})").format(n=count)
        self.bin.setText(words)
        self.bin.setVisible(bool(count))
        self.title.setText(_("Bin") if self._in_bin else _("Log"))
        self.add.setVisible(not self._in_bin)

    def _show_bin(self) -> None:
        self.tools.hide()
        self.more.hide()
        self._empty_list()
        self.subtitle.setText(_("Entries stay here for 90 days, then they are gone for good."))
        for entry in self.context.diary.bin():
            self._add_binned(entry)

    def _add_binned(self, entry: Entry[Record]) -> None:
        assert entry.deleted_at is not None
        line = self._wording.line(entry) or _("Entry")
        words = RowWords(
            time="",
            line=_("{entry} · {day}").format(entry=line, day=full_date(day_of_entry(entry))),
            words=words_of(entry.record),
            flag="",
            mark=_("deleted {when}").format(when=day_and_clock(entry.deleted_at)),
        )
        made = self._new_row(words, entry)
        restore = made.add_side(_("Restore"), _("Restore: {entry}").format(entry=line))
        restore.clicked.connect(lambda: self._restore(entry))
        made.opened.connect(lambda: self._restore(entry))

    def _restore(self, entry: Entry[Record]) -> None:
        try:
            self.context.diary.restore(entry.id)
        except Problem as problem:
            self.context.ways.say(str(problem))
        else:
            self.context.ways.say_saved(_("Back in the log"))
