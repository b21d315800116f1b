# SPDX-License-Identifier: Apache-2.0
"""Other files than the PDF, folded away: for a computer, for a spreadsheet, for another Companion."""

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from companion.domain.records import Snapshot
from companion.language import _
from companion.paths import write_atomically
from companion.report.parts import Options
from companion.stopping import stage
from companion.storage.diary import open_for_reading
from companion.storage.opening import Access
from companion.ui import file_dialogs
from companion.ui.cards.week_sheet import WeekSheetOffer
from companion.ui.context import Context
from companion.ui.documents import documents
from companion.ui.progress import Progress
from companion.ui.saving import Saving, saved_words
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import button, label, row
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.long_work import Act, LongWork

Chosen = Callable[[], Options | None]


class OtherFiles(Fold):
    """The report for a computer, and the whole diary as tables or as an archive."""

    def __init__(self, context: Context, chosen: Chosen) -> None:
        super().__init__(_("Other files"), context.theme)
        self._context = context
        self._chosen = chosen
        self.answer = AnswerLine()
        self._saving = Saving(self, self.answer)
        self.without_name = QCheckBox(_("Without your name"))
        self.fhir = button(_("For a computer (FHIR) …"), "outline")
        self.tables = button(_("Tables (CSV) …"), "outline")
        self.archive = button(_("Archive (JSON) …"), "outline")
        self.fhir.clicked.connect(self.save_fhir)
        self.tables.clicked.connect(self.save_tables)
        self.archive.clicked.connect(self.save_archive)
        same = _(
            "What the pages show, for the period and the parts you chose. Without your name, what "
            "you typed yourself stays as it is."
        )
        every = _("For a spreadsheet: every entry of the diary, and nothing left out.")
        back = _(
            "The whole diary, with the bin and all earlier versions. Companion can read it again."
        )
        self._offer(self.fhir, same, self.without_name)
        self._offer(self.tables, every)
        self._offer(self.archive, back)
        self.body.addWidget(WeekSheetOffer(context))
        self.body.addWidget(label(_("Anyone who has one of these files can read it."), "small"))
        self.body.addWidget(self.answer)

    @cached_property
    def at_work(self) -> LongWork:
        """The part below the answer that shows long work; made when something is to be written."""
        made = LongWork(self.answer, self)
        made.working.connect(self._rest)
        self.body.addWidget(made)
        return made

    def save_fhir(self) -> None:
        """Ask where to, and write the report as a FHIR document."""
        options = self._chosen()
        if options is None:
            return
        name = f"summary-{options.last.isoformat()}.fhir.json"
        kind = _("FHIR document (*.json)")
        path = self._saving.ask(_("Save the report for a computer"), name, kind)
        if path is None:
            return
        context = self._context
        whole, content, now = self._whole(), context.content, context.now()
        pseudonymous = self.without_name.isChecked()

        def write(progress: Progress) -> None:
            from companion.exchange import fhir
            from companion.report.scope import scope_of

            progress(0, 3)
            scope = scope_of(whole(), content, options, now)
            made = fhir.document(scope, pseudonymous=pseudonymous, progress=stage(progress, 1, 2))
            progress(1, 1)
            write_atomically(path, made)

        self._write(write, saved_words(path))

    def save_tables(self) -> None:
        """Ask in which folder, and write the tables into a new one there."""
        title = _("Save the tables in this folder")
        chosen = file_dialogs.ask_which_folder(self, title, documents())
        if chosen is None:
            return
        folder = _free(chosen, f"companion-tables-{self._context.now():%Y-%m-%d}")
        told = _("The tables are in the folder “{name}”.").format(name=folder.name)
        self._write(partial(_write_tables, self._whole(), folder), told)

    def save_archive(self) -> None:
        """Ask where to, and write the archive."""
        name = f"companion-{self._context.now():%Y-%m-%d}.json"
        kind = _("Companion archive (*.json)")
        path = self._saving.ask(_("Export everything"), name, kind)
        if path is None:
            return
        from companion.exchange import archive

        access, now = self._context.diary.access, self._context.now
        self._write(partial(archive.export_aside, access, now, path), saved_words(path))

    def _write(self, write: Act, told: str) -> None:
        """Write aside, and say what came of it."""
        stopped = f"{_('Stopped.')} {_('No file was written.')}"
        why = partial(self.at_work.say_why, stopped=stopped)
        self.at_work.begin(_("Saving …"), write, lambda _none: self.answer.say(told), why)

    def _rest(self, resting: bool) -> None:
        for each in (self.fhir, self.tables, self.archive):
            each.setDisabled(resting)

    def _whole(self) -> Callable[[], Snapshot]:
        """Give what reads the whole diary in another thread, on a connection of its own."""
        return partial(_snapshot, self._context.diary.access, self._context.now)

    def _offer(self, press: QWidget, about: str, *more: QWidget) -> None:
        layout = QVBoxLayout()
        layout.setSpacing(6)
        layout.addLayout(row(press, 1))
        layout.addWidget(label(about, "small"))
        for part in more:
            layout.addWidget(part)
        self.body.addLayout(layout)


def _snapshot(access: Access, now: Callable[[], datetime]) -> Snapshot:
    with closing(open_for_reading(access, now)) as diary:
        return diary.snapshot()


def _write_tables(whole: Callable[[], Snapshot], folder: Path, progress: Progress) -> None:
    from companion.exchange import tables

    progress(0, 2)
    tables.write(whole(), folder, progress=stage(progress, 1, 2))


def _free(folder: Path, name: str) -> Path:
    """Give a place in a folder where nothing is yet."""
    place, number = folder / name, 2
    while place.exists():
        place, number = folder / f"{name}-{number}", number + 1
    return place
