# SPDX-License-Identifier: Apache-2.0
"""Report: choose what goes in, see the real document's pages, save, print or copy it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.content import Content
from companion.domain import course
from companion.domain.records import KINDS, Appointment, Entry, Snapshot
from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.report.parts import Options, Summary
from companion.report.pdf import beginning, compile_pages, compile_pdf, density
from companion.report.summary import plain_text, summarise
from companion.storage.diary import Undone
from companion.ui import clipboard, dates
from companion.ui.cards.contents import ContentsCard
from companion.ui.cards.nothing_yet import NothingYet
from companion.ui.cards.other_files import OtherFiles
from companion.ui.cards.period import PeriodCard
from companion.ui.cards.report_file import ReportFileCard
from companion.ui.cards.three_things import ThreeThingsCard
from companion.ui.context import Context
from companion.ui.documents import ask_for_pdf
from companion.ui.learn.place import from_page
from companion.ui.pages.page import Page
from companion.ui.printing import PIXELS_PER_INCH, Printing
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Columns, Flow, beside, button, key_hint, stack
from companion.ui.widgets.preview import Preview

PREVIEW_AFTER = 250
"""Milliseconds after the last choice at which the preview is made anew."""
PREVIEW_PIXELS_PER_INCH = 150.0
LEAST_WIDTH = 720


class Looks(NamedTuple):
    """The pages as pictures, page one's words, and whether these are all pages."""

    pages: list[bytes]
    words: str
    is_whole: bool


class Job(Struct, frozen=True):
    """All that one making of the report rests on; made in the window, worked off in the pool."""

    snapshot: Snapshot
    content: Content
    options: Options
    now: datetime

    def summary(self) -> Summary:
        """Give what the report says."""
        return summarise(self.snapshot, self.content, self.options, self.now)

    def pdf(self, password: str | None) -> bytes:
        """Give the file; the copy inside it is made of the very same choices."""
        attachment = None
        if self.options.attached:
            from companion.exchange import fhir
            from companion.report.scope import scope_of

            scope = scope_of(self.snapshot, self.content, self.options, self.now)
            attachment = fhir.document(scope)
        return compile_pdf(
            self.summary(), self.options.paper, attachment=attachment, password=password
        )

    def looks(self) -> Looks:
        """Give what the preview shows: the pages, or the first where there are a great many."""
        summary = self.summary()
        first = beginning(summary)
        pages = compile_pages(first or summary, self.options.paper, PREVIEW_PIXELS_PER_INCH)
        return Looks(pages, plain_text(summary), first is None)

    def to_print(self) -> list[bytes]:
        """Give pictures of every page, sharp enough for paper, which carries no copy inside."""
        options = replace(self.options, attached=False)
        summary = replace(self, options=options).summary()
        return compile_pages(summary, self.options.paper, density(summary, PIXELS_PER_INCH))


class ReportPage(Page):
    """The report as it will be printed, beside the choices that shape it."""

    shows = KINDS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._snapshot = Snapshot()
        self._wanted = 0
        self.saving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_AFTER)
        self._timer.timeout.connect(self._make_preview)
        self.period = PeriodCard(context)
        self.three = ThreeThingsCard(context)
        self.contents = ContentsCard(context)
        self.file = ReportFileCard(context)
        self.others = OtherFiles(context, self._options)
        self.nothing = NothingYet(context)
        self.preview = Preview(context.theme)
        self.save_button = button(_("Save PDF"), "primary")
        self.print_button = button(_("Print …"), "outline")
        self.copy_button = button(_("Copy as plain text"))
        self.how_button = button(_("How the figures are made"), "plain")
        self.stop_button = button(_("Stop printing"))
        self.stop_button.hide()
        self.visit_button = button(_("Get ready for the visit"), "outline")
        self._ahead: Entry[Appointment] | None = None
        self.answer = AnswerLine()
        self.printing = Printing(self)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read the record again and make the preview anew."""
        self._show_appointment()
        self.three.show_questions()
        self._snapshot = self.context.diary.snapshot()
        self.nothing.show_for(self._snapshot)
        self.period.show_choices(self._snapshot, self.context.now())
        self._choices_changed()

    def leave(self) -> None:
        """Make no preview that nobody looks at, and keep no password."""
        self._timer.stop()
        self.three.keep_draft()
        self.file.forget()

    def undo(self) -> Undone | None:
        """Take the last write back; a new order of the three things as one."""
        return self.three.undo_together() or super().undo()

    def save(self) -> None:
        """Ask where, and write the PDF there; nothing half-written is left when it fails."""
        options = self._options()
        if options is None or self.saving or not self.file.is_ready():
            return
        # Taken before the chooser opens: a page that is left meanwhile forgets its password.
        secret = self.file.secret()
        name = f"summary-{options.last.isoformat()}.pdf"
        try:
            chosen = ask_for_pdf(self, _("Save the report"), name)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        if chosen:
            self.write(chosen, secret)

    def write(self, path: Path, password: str | None = None) -> None:
        """Write the PDF to a path, locked where there is a password, off the GUI thread."""
        job = self._job()
        if job is None:
            return

        def make() -> Path:
            write_atomically(path, job.pdf(password))
            return path

        self.saving = True
        told = partial(self._on_written, is_locked=password is not None)
        self._work(_("Making the PDF…"), make, told)

    def print(self) -> None:
        """Show the print dialog and print the same pages."""
        job = self._job()
        if job is None or self.saving:
            return
        begun = self.printing.ask_and_print(job.to_print, self.file.paper)
        self.saving = begun
        self.stop_button.setVisible(begun)

    def copy(self) -> None:
        """Copy page one's words to the clipboard."""
        job = self._job()
        if job is not None:
            self._work("", lambda: plain_text(job.summary()), self._on_copied)

    # ---- preview

    def _choices_changed(self) -> None:
        options = self._options()
        if options is not None:
            self.contents.show_notes(self._snapshot, options.first, options.last)
        self._timer.start()

    def _make_preview(self) -> None:
        job = self._job()
        if job is None:
            return
        self._wanted += 1
        wanted = self._wanted
        self.preview.show_waiting()

        def make() -> Looks | None:
            # Another choice was made while this one waited for the compiler.
            return job.looks() if wanted == self._wanted else None

        task = Task(make, self)
        task.done.connect(partial(self._on_pages, wanted))
        task.failed.connect(partial(self._on_no_pages, wanted))
        task.start()

    def _on_pages(self, wanted: int, made: Looks | None) -> None:
        if made is not None and wanted == self._wanted:
            self.preview.show_pages(made.pages, made.words, is_whole=made.is_whole)

    def _on_no_pages(self, wanted: int, error: Exception) -> None:
        if wanted == self._wanted:
            told = _("The pages could not be made. Your diary is unchanged.")
            self.preview.show_failure(str(error) if isinstance(error, Problem) else told)
        if not isinstance(error, Problem):
            raise error

    # ---- what came of it

    def _work(self, doing: str, act: Callable[[], object], done: Callable[[object], None]) -> None:
        self.answer.say(doing)
        task = Task(act, self)
        task.done.connect(done)
        task.failed.connect(self._on_failed)
        task.start()

    def _on_written(self, path: object, *, is_locked: bool) -> None:
        assert isinstance(path, Path)
        self.saving = False
        told = _("Saved as “{name}” in {folder}.").format(name=path.name, folder=path.parent)
        if is_locked:
            told += " " + _("It opens with your password only.")
        self.answer.say(told)
        self.context.ways.say(_("Report saved as {name}.").format(name=path.name))

    def _on_copied(self, words: object) -> None:
        clipboard.copy_private(str(words))
        self.answer.say(_("Copied. Paste it within half a minute; then it is taken back."))

    def _on_failed(self, error: Exception) -> None:
        self.saving = False
        if not isinstance(error, Problem):
            self.answer.say("")
            raise error
        self.answer.say(str(error), fault=True)

    def _on_printed(self) -> None:
        self.saving = False
        self.stop_button.hide()

    # ---- choices

    def _options(self) -> Options | None:
        period = self.period.chosen()
        if period is None:
            return None
        first, last = period
        return Options(
            first=first,
            last=last,
            sections=self.contents.sections(),
            paper=self.file.paper,
            notes=self.contents.notes(),
            left_out=self.contents.left_out(),
            attached=self.file.attach.isChecked(),
        )

    def _job(self) -> Job | None:
        options = self._options()
        if options is None:
            return None
        return Job(self._snapshot, self.context.content, options, self.context.now())

    def _leave_out(self) -> None:
        from companion.ui.dialogs.leave_out import LeaveOutDialog, offered

        options = self._options()
        if options is None:
            return
        entries = offered(self._snapshot, options.first, options.last)
        dialog = LeaveOutDialog(
            self.context, self, entries, self._snapshot, self.contents.left_out()
        )
        if dialog.exec():
            self.contents.leave_out_these(dialog.left_out())
        dialog.deleteLater()

    # ---- building

    def _build(self) -> None:
        ways = Flow()
        ways.addWidget(self.visit_button)
        beside_title = QWidget()
        beside_title.setLayout(ways)
        self.add_wide_head(_("For your doctor"), beside_title)
        self.body.addWidget(self.nothing)
        choices = stack(self.period, self.three, self.contents, self.file, self.others)
        # Saving stands over the pages that are saved, in sight without scrolling.
        document = stack(self._save_place(), self.preview)
        narrow = self.context.theme.scaled(LEAST_WIDTH)
        self.body.addWidget(Columns([(choices, 12), (document, 19)], narrow=narrow))
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.period.edited.connect(self._choices_changed)
        self.contents.edited.connect(self._timer.start)
        self.contents.asked.connect(self._leave_out)
        self.file.edited.connect(self._timer.start)
        self.preview.again.connect(self._make_preview)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print)
        self.visit_button.clicked.connect(self._open_visit)
        self.copy_button.clicked.connect(self.copy)
        self.how_button.clicked.connect(self._open_article)
        self.stop_button.clicked.connect(self.printing.stop)
        self.printing.told.connect(lambda said, fault: self.answer.say(said, fault=fault))
        self.printing.ended.connect(self._on_printed)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        QShortcut(QKeySequence("Ctrl+P"), self, self.print)

    def _save_place(self) -> QWidget:
        place = QWidget()
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        ways = Flow(spacing=12)
        ways.addWidget(beside(self.save_button, key_hint("Ctrl+S")))
        ways.addWidget(beside(self.print_button, key_hint("Ctrl+P")))
        ways.addWidget(self.copy_button)
        ways.addWidget(self.how_button)
        ways.addWidget(self.stop_button)
        layout.addLayout(ways)
        layout.addWidget(self.answer)
        return place

    def _open_article(self) -> None:
        self.context.ways.open_page("learn", from_page("figures", "report"))

    def _open_visit(self) -> None:
        if self._ahead is not None:
            self.context.ways.open_page("visit", self._ahead.id)

    def _show_appointment(self) -> None:
        now = self.context.now()
        ahead = course.next_appointment(self.context.diary.entries(Appointment), now)
        self._ahead = ahead
        self.visit_button.setVisible(ahead is not None)
        if ahead is None:
            self.subtitle.setText(_("One document, readable in two minutes"))
            return
        day = dates.weekday_date(ahead.record.plan.day)
        text = _("Appointment {day}, {who}") if ahead.record.with_whom else _("Appointment {day}")
        self.subtitle.setText(text.format(day=day, who=ahead.record.with_whom))
