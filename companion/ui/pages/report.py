# SPDX-License-Identifier: Apache-2.0
"""Report: choose what goes in, see the real document's pages, save, print or copy it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from companion.domain import course
from companion.domain.records import KINDS, Appointment, Entry, Snapshot
from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.report.parts import Options
from companion.stopping import Stopped, go_on
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
from companion.ui.pages.state import state_of
from companion.ui.printing import Printing
from companion.ui.report_job import Job, Looks
from companion.ui.task import Task
from companion.ui.whole_record import WholeRecord
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Columns, Flow, beside, button, key_hint, stack
from companion.ui.widgets.preview import Preview

PREVIEW_AFTER = 250
"""Milliseconds after the last choice at which the preview is made anew."""
STOP_AFTER = 400
"""Milliseconds of saving after which there is something to stop."""
LEAST_WIDTH = 720


class ReportPage(Page):
    """The report as it will be printed, beside the choices that shape it."""

    shows = KINDS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._read_in: object = None
        """In which state what the choices show was read."""
        self._record = WholeRecord(context.diary.access, context.now)
        self._wanted = 0
        self._shown: Looks | None = None
        self._shown_for: tuple[WholeRecord, Options] | None = None
        self._wanted_for: tuple[WholeRecord, Options] | None = None
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
        self.stop_saving = button(_("Stop"))
        self.stop_saving.hide()
        self._stop = Event()
        self._lasting = QTimer(self)
        self._lasting.setSingleShot(True)
        self._lasting.setInterval(STOP_AFTER)
        self._lasting.timeout.connect(self.stop_saving.show)
        self.visit_button = button(_("Get ready for the visit"), "outline")
        self._ahead: Entry[Appointment] | None = None
        self.answer = AnswerLine()
        self.printing = Printing(self)
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Read again what the choices show, and make the preview anew, as the hour may change it.

        The whole record is read aside, with the making of what it is for.
        """
        diary, now = self.context.diary, self.context.now()
        self._show_appointment()
        state = state_of(self.context)
        if state == self._read_in:
            self._timer.start()
            return
        self._read_in = None
        self._record = WholeRecord(diary.access, self.context.now)
        self.three.show_questions()
        self.nothing.show_for(diary)
        self.period.show_choices(diary, now)
        self._choices_changed()
        self._read_in = state

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
            made = job.pdf(password, stop)
            go_on(stop)
            write_atomically(path, made)
            return path

        stop = self._stop = Event()
        self.saving = True
        self._lasting.start()
        told = partial(self._on_written, is_locked=password is not None)
        self._work(_("Making the PDF…"), make, told, self._on_not_written)

    def print(self) -> None:
        """Show the print dialog and print the same pages."""
        job = self._job()
        if job is None or self.saving:
            return
        make = partial(job.to_print, self.printing.stopping)
        begun = self.printing.ask_and_print(make, self.file.paper)
        self.saving = begun
        self.stop_button.setVisible(begun)

    def copy(self) -> None:
        """Copy page one's words to the clipboard."""
        job = self._job()
        if job is not None:
            self._work("", job.words, self._on_copied)

    # ---- preview

    def _choices_changed(self) -> None:
        options = self._options()
        if options is not None:
            self.contents.show_notes(options.first, options.last)
        self._timer.start()

    def _make_preview(self) -> None:
        job = self._job()
        if job is None:
            return
        self._wanted += 1
        wanted, shown = self._wanted, self._shown
        self._wanted_for = (job.record, job.options)
        if self._wanted_for != self._shown_for:
            self.preview.show_waiting()

        def make() -> Looks | None:
            # Another choice was made while this one waited for the compiler.
            return job.looks(shown) if wanted == self._wanted else None

        task = Task(make, self)
        task.done.connect(partial(self._on_pages, wanted))
        task.failed.connect(partial(self._on_no_pages, wanted))
        task.start()

    def _on_pages(self, wanted: int, made: Looks | None) -> None:
        if made is None or wanted != self._wanted:
            return
        if made is self._shown:
            self.preview.show_same()
        else:
            self.preview.show_pages(made.pages, made.words, is_whole=made.is_whole)
        self._shown, self._shown_for = made, self._wanted_for

    def _on_no_pages(self, wanted: int, error: Exception) -> None:
        if wanted == self._wanted:
            self._shown = self._shown_for = None
            told = _("The pages could not be made. Your diary is unchanged.")
            self.preview.show_failure(str(error) if isinstance(error, Problem) else told)
        if not isinstance(error, Problem):
            raise error

    # ---- what came of it

    def _work(
        self,
        doing: str,
        act: Callable[[], object],
        done: Callable[[object], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.answer.say(doing)
        task = Task(act, self)
        task.done.connect(done)
        task.failed.connect(failed or self._on_failed)
        task.start()

    def _on_written(self, path: object, *, is_locked: bool) -> None:
        assert isinstance(path, Path)
        self._end_saving()
        told = _("Saved as “{name}” in {folder}.").format(name=path.name, folder=path.parent)
        if is_locked:
            told += " " + _("It opens with your password only.")
        self.answer.say(told)
        self.context.ways.say(_("Report saved as {name}.").format(name=path.name))

    def _on_copied(self, words: object) -> None:
        clipboard.copy_private(str(words))
        self.answer.say(_("Copied. Paste it within half a minute; then it is taken back."))

    def _on_not_written(self, error: Exception) -> None:
        self._end_saving()
        if isinstance(error, Stopped):
            self.answer.say(f"{_('Stopped.')} {_('No file was written.')}")
        else:
            self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            self.answer.say("")
            raise error
        self.answer.say(str(error), fault=True)

    def _stop_saving(self) -> None:
        self._stop.set()

    def _end_saving(self) -> None:
        self.saving = False
        self._lasting.stop()
        self.stop_saving.hide()

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
        return Job(self._record, self.context.content, options, self.context.now())

    def _leave_out(self) -> None:
        if self._record.is_read:
            self._choose_left_out(self._record.snapshot())
        else:
            self._work("", self._record.snapshot, self._choose_left_out)

    def _choose_left_out(self, snapshot: object) -> None:
        from companion.ui.dialogs.leave_out import LeaveOutDialog, offered

        assert isinstance(snapshot, Snapshot)
        options = self._options()
        # Pressed twice while it was read, it is asked once; nor while something else is asked.
        is_asked = QApplication.activeModalWidget() is not None
        if options is None or is_asked or not self.isVisible():
            return
        entries = offered(snapshot, options.first, options.last)
        dialog = LeaveOutDialog(self.context, self, entries, snapshot, self.contents.left_out())
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
        self.stop_saving.clicked.connect(self._stop_saving)
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
        ways.addWidget(self.stop_saving)
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
