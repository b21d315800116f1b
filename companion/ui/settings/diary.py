# SPDX-License-Identifier: Apache-2.0
"""The card about the diary: where it lies, taking everything out and in, and deleting it all."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from companion.exchange.kinds import ARCHIVE_ENDING
from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage.copies import Backup
from companion.storage.diary import open_for_reading
from companion.storage.merge import Merged
from companion.storage.opening import Access
from companion.ui import file_dialogs
from companion.ui.context import Context
from companion.ui.documents import documents
from companion.ui.progress import Progress
from companion.ui.saving import named_as_archive
from companion.ui.settings.card import SettingsCard
from companion.ui.settings.words import made_at
from companion.ui.widgets.basics import Columns, button, flow, flow_widget, label, rule

FOLDS_PATH = 400
"""Pixels at the usual text size under which the copy button stands below the path."""


class DiaryCard(SettingsCard):
    """Where the diary is, and what can be done with the whole of it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Your diary"))
        self.place = QLineEdit(str(context.data_folder or ""))
        self.place.setReadOnly(True)
        self.place.setCursorPosition(0)
        self.place.setAccessibleName(_("Folder of the diary"))
        self._copy = button(_("Copy the path"), name=_("Copy the path of the diary’s folder"))
        self.export = button(_("Export everything …"), "outline")
        self.import_ = button(_("Import an archive …"))
        self.erase = button(_("Delete everything …"), "danger")
        self.busy_buttons = [self.export, self.import_, self.erase]
        self._build()
        self._copy.clicked.connect(self.copy_place)
        self.export.clicked.connect(self.export_everything)
        self.import_.clicked.connect(self.import_archive)
        self.erase.clicked.connect(self.delete_everything)

    def first(self) -> QWidget:
        """Give the button that exports."""
        return self.export

    def copy_place(self) -> None:
        """Put the folder's path on the clipboard."""
        QGuiApplication.clipboard().setText(self.place.text())
        self.answer.say(_("The path is copied."))

    def export_everything(self) -> None:
        """Ask where to, and write the archive."""
        path = file_dialogs.ask_where_to_save(
            self, _("Export everything"), self._suggested(), _("Companion archive (*.json)")
        )
        if path is None:
            return
        from companion.exchange import archive

        try:
            path = named_as_archive(path)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        doing = _("Writing “{name}” …").format(name=path.name)
        act = partial(archive.export_aside, self.context.diary.access, self.context.now, path)
        stopped = f"{_('Stopped.')} {_('No file was written.')}"
        self.long_work(doing, act, partial(self._exported, path.name), stopped=stopped)

    def import_archive(self) -> None:
        """Ask which file, show what it would change, and take it in where that is wanted."""
        chosen = file_dialogs.ask_which_to_open(
            self, _("Import an archive"), documents(), _("Companion archive (*.json)")
        )
        if chosen is not None:
            self.take_in(chosen)

    def take_in(self, chosen: Path) -> None:
        """Show what importing a file would change, and take it in where that is wanted."""
        doing = _("Reading “{name}” …").format(name=chosen.name)
        act = partial(_planned, self.context.diary.access, self.context.now, chosen)
        self.long_work(doing, act, self._show_plan, stopped=_("Stopped. Nothing was changed."))

    def delete_everything(self) -> None:
        """Ask for the word, delete, and close."""
        from companion.ui.dialogs.erase import EraseDialog, erasing

        self.answer.say("")
        dialog = EraseDialog(self.context, self)
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        if accepted:
            self.context.put_aside.emit(erasing(self.context))

    def _exported(self, name: str, _result: object) -> None:
        words = _("Everything is in “{name}”. Anyone who has it can read it.")
        self.answer.say(words.format(name=name))

    def _show_plan(self, preview: object) -> None:
        from companion.exchange.archive import Preview
        from companion.ui.dialogs.import_archive import ImportDialog
        from companion.ui.log.reading import wording

        assert isinstance(preview, Preview)
        if self.context.is_locked or self.context.session_day:
            # The person went on meanwhile to where nothing of this is to be asked.
            self.answer.say(_("Stopped. Nothing was changed."))
            return
        self.at_work.rest()
        self.answer.say("")
        theirs = (line.entry for line in preview.lines)
        dialog = ImportDialog(self.context, wording(self.context, theirs), preview, self)
        dialog.exec()
        dialog.deleteLater()
        if dialog.error is not None:
            words = _("Stopped. Nothing was changed.")
            self.at_work.say_why(dialog.error, stopped=words)
        elif dialog.taken_in is not None:
            self._took_in(*dialog.taken_in)

    def _took_in(self, backup: Backup, merged: Merged | None) -> None:
        if merged is None:
            words = _(
                "Your diary has changed meanwhile. Nothing was taken in. Please import again."
            )
            self.answer.say(words, fault=True)
            return
        self.context.diary.took_in(merged)
        made = made_at(backup, self.context)
        before = _("To go back, choose the backup of {moment} under Backups.")
        self.answer.say(f"{merged_words(merged)} {before.format(moment=made)}")

    def _build(self) -> None:
        self.add(label(_("It is kept in this folder on this computer, and nowhere else:")))
        narrow = self.context.theme.scaled(FOLDS_PATH)
        where = Columns([(self.place, 1), (flow_widget([self._copy]), 0)], narrow=narrow)
        self.add(where)
        # Only now: what stands nowhere yet would be shown as a window, and take the keyboard.
        where.setVisible(bool(self.place.text()))
        self.add(
            label(
                _(
                    "An export holds every entry, the bin and all earlier versions, in one file "
                    "that is not encrypted. An import adds what is not here yet; nothing is lost."
                ),
                "secondary",
            )
        )
        self.add(flow(self.export, self.import_))
        self.add(self.answer)
        self.add(rule())
        self.add(
            label(
                _("Deleting everything takes the backups beside the diary too. It asks first."),
                "secondary",
            )
        )
        self.add(flow(self.erase))
        self.fill()

    def _suggested(self) -> Path:
        return documents() / f"companion-{self.context.now():%Y-%m-%d}{ARCHIVE_ENDING}"


def _planned(
    access: Access, now: Callable[[], datetime], chosen: Path, progress: Progress
) -> object:
    """Give what importing a file would do, read on a connection of its own."""
    from companion.exchange import archive

    diary = open_for_reading(access, now)
    try:
        return archive.plan(diary, chosen, progress)
    finally:
        diary.close()


def merged_words(merged: Merged) -> str:
    """Say in a sentence what an import did."""
    if not merged.kinds:
        return _("Nothing new was in it: every entry is here already.")
    parts = []
    if merged.added:
        words = ngettext("{n} entry came in", "{n} entries came in", merged.added)
        parts.append(words.format(n=merged.added))
    if merged.updated:
        words = ngettext("{n} is newer now", "{n} are newer now", merged.updated)
        parts.append(words.format(n=merged.updated))
    if merged.kept_both:
        words = ngettext("{n} is kept twice", "{n} are kept twice", merged.kept_both)
        parts.append(words.format(n=merged.kept_both))
    return _("{what}. Nothing was lost.").format(what=", ".join(parts))
