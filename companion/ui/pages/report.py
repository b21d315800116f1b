# SPDX-License-Identifier: Apache-2.0
"""Report: choose what goes in, see the real document's pages, save it for the doctor."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QStandardPaths, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from companion.domain import course
from companion.domain.records import KINDS, Appointment, Entry, Question
from companion.domain.safety import to_ask
from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.report.parts import Options, Paper, Summary
from companion.report.pdf import compile_pages, compile_pdf
from companion.report.summary import plain_text, summarise
from companion.ui import clipboard, dates, file_dialogs
from companion.ui.cards.contents import ContentsCard
from companion.ui.cards.period import PeriodCard
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.task import Task
from companion.ui.widgets.basics import Card, Columns, button, clear, key_hint, label, row, stack
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.preview import Preview

PREVIEW_AFTER = 250
"""Milliseconds after the last choice at which the preview is made anew."""
PIXELS_PER_INCH = 150.0
TOP_THREE = 3


class ReportPage(Page):
    """The report as it will be printed, beside the choices that shape it."""

    shows = KINDS

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._summary: Summary | None = None
        self._wanted = 0
        self.saving = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_AFTER)
        self._timer.timeout.connect(self._make_preview)
        self.period = PeriodCard(context)
        self.contents = ContentsCard(context)
        self.preview = Preview(context.theme)
        self.save_button = button(_("Save PDF"), "primary")
        self.copy_button = button(_("Copy as plain text"))
        self._message = label("", "secondary")
        self._build()
        self.period.edited.connect(self._choices_changed)
        self.contents.edited.connect(self._timer.start)
        self.save_button.clicked.connect(self.save)
        self.copy_button.clicked.connect(self.copy)
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)

    def refresh(self) -> None:
        """Read the record again and make the preview anew."""
        self._show_appointment()
        self._show_questions()
        snapshot = self.context.diary.snapshot()
        self.period.show_choices(snapshot, self.context.now())
        self._choices_changed()

    def leave(self) -> None:
        """Make no preview that nobody looks at."""
        self._timer.stop()

    def save(self) -> None:
        """Ask where, and write the PDF there; nothing half-written is left when it fails."""
        options = self._options()
        if options is None or self.saving:
            return
        documents = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        name = Path(documents or Path.home()) / f"summary-{options.last.isoformat()}.pdf"
        chosen = file_dialogs.ask_where_to_save(
            self, _("Save the report"), name, _("PDF document (*.pdf)")
        )
        if chosen:
            self.write(chosen)

    def write(self, path: Path) -> None:
        """Write the PDF to a path, off the GUI thread."""
        options = self._options()
        if options is None:
            return
        summary = self._summarise(options)
        self.saving = True
        self._say(_("Making the PDF…"))

        def make() -> Path:
            write_atomically(path, compile_pdf(summary, options.paper))
            return path

        task = Task(make, self)
        task.done.connect(self._on_written)
        task.failed.connect(self._on_failed)
        task.start()

    def copy(self) -> None:
        """Copy page one's words to the clipboard."""
        options = self._options()
        if options is not None:
            clipboard.copy_private(plain_text(self._summarise(options)))
            self._say(_("Copied. Paste it within half a minute; then it is taken back."))

    # ---- preview

    def _choices_changed(self) -> None:
        options = self._options()
        if options is not None:
            self.contents.show_notes(options.first, options.last)
        self._timer.start()

    def _make_preview(self) -> None:
        options = self._options()
        if options is None:
            return
        summary = self._summarise(options)
        self._wanted += 1
        wanted = self._wanted
        self.preview.show_waiting()
        task = Task(lambda: compile_pages(summary, options.paper, PIXELS_PER_INCH), self)
        task.done.connect(partial(self._on_pages, wanted, plain_text(summary)))
        task.failed.connect(self._on_failed)
        task.start()

    def _on_pages(self, wanted: int, words: str, pages: list[bytes]) -> None:
        if wanted == self._wanted:
            self.preview.show_pages(pages, words)

    def _on_written(self, path: Path) -> None:
        self.saving = False
        self._say(_("Saved as {name}.").format(name=path.name))
        self.context.ways.say(_("Report saved as {name}.").format(name=path.name))

    def _on_failed(self, error: Exception) -> None:
        self.saving = False
        if not isinstance(error, Problem):
            raise error
        self._say(str(error))

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
            paper=Paper(self.context.country.paper),
            notes=self.contents.notes(),
        )

    def _summarise(self, options: Options) -> Summary:
        return summarise(
            self.context.diary.snapshot(), self.context.content, options, self.context.now()
        )

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)

    # ---- building

    def _build(self) -> None:
        self.add_head(_("For your doctor"))
        self._questions = QVBoxLayout()
        self._questions.setSpacing(8)
        self.add_question = QLineEdit()
        self.add_question.setPlaceholderText(_("Add a question…"))
        self.add_question.setAccessibleName(_("Add a question for the doctor"))
        self.add_question.returnPressed.connect(self._add_question)
        raise_card = Card(_("Raise three things"))
        raise_card.add(self._questions)
        raise_card.add(self.add_question)
        raise_card.add(HeardLine(self.context))
        left = stack(self.period, raise_card, self.contents, self._save_place())
        self.body.addWidget(
            Columns([(left, 12), (self.preview, 19)], narrow=self.context.theme.scaled(720))
        )

    def _save_place(self) -> QWidget:
        place = QWidget()
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(row(self.save_button, key_hint("Ctrl+S"), 1))
        layout.addLayout(row(self.copy_button, 1))
        layout.addWidget(self._message)
        return place

    def _show_appointment(self) -> None:
        now = self.context.now()
        ahead = course.next_appointment(self.context.diary.entries(Appointment), now)
        if ahead is None:
            self.subtitle.setText(_("One document, readable in two minutes"))
            return
        day = dates.weekday_date(ahead.record.plan.day)
        text = _("Appointment {day}, {who}") if ahead.record.with_whom else _("Appointment {day}")
        self.subtitle.setText(text.format(day=day, who=ahead.record.with_whom))

    def _show_questions(self) -> None:
        clear(self._questions)
        questions = self.context.diary.entries(Question)
        asked = to_ask(questions, self.context.content.suicide_items)
        for number, entry in enumerate(asked, 1):
            line = row(spacing=8)
            line.addWidget(label(f"{number}. {entry.record.words}"), 1)
            done = button(_("Done"), "quiet")
            done.setAccessibleName(_("Done: {question}").format(question=entry.record.words))
            done.clicked.connect(partial(self._settle, entry))
            line.addWidget(done)
            self._questions.addLayout(line)
        if len(asked) > TOP_THREE:
            self._questions.addWidget(
                label(_("Three are easier to get answered. The first ones stand first."), "small")
            )

    def _add_question(self) -> None:
        words = self.add_question.text().strip()
        if words:
            question = Question(at=self.context.now(), words=words)
            self.add_question.clear()
            self.context.save(question, _("Question"))

    def _settle(self, entry: Entry[Question], _checked: bool = False) -> None:
        self.context.save(replace(entry.record, answered=True), _("Question answered"), entry)
