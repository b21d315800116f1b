# SPDX-License-Identifier: Apache-2.0
"""Safe mode: nothing of the diary is shown; it can be taken out, kept, mended or restored."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths

from companion.exchange import archive
from companion.exchange.kinds import ARCHIVE_ENDING
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.problem import Problem
from companion.stopping import Progress, Stopped, stage
from companion.storage import backup_file, opening
from companion.storage.backup import give_out
from companion.storage.examination import refuse_sick
from companion.storage.opening import Access
from companion.storage.rescue import Readable, readable_lines
from companion.storage.vault import Keys
from companion.ui import file_dialogs, rescue_words
from companion.ui.context import Context
from companion.ui.documents import with_ending
from companion.ui.pages.apart import ApartPage
from companion.ui.saving import named_as_archive
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, button, flow, label
from companion.ui.widgets.long_work import Act, LongWork

if TYPE_CHECKING:
    from companion.ui.mending import Mending


MOST_NAMES = 20
"""Entries that are named one by one."""


class SafePage(ApartPage):
    """What works when a page or an entry keeps the window from opening as usual."""

    def __init__(self, context: Context, mending: "Mending") -> None:
        super().__init__(context, mending)
        self.setAccessibleName(_("Safe mode"))
        self._first.addWidget(self._about())
        if not opening.is_new(mending.folder):
            self._cards.addWidget(self._take_out())
            self._cards.addWidget(self._mend())
        self.show_salvage()

    # ---- slots

    def export_everything(self) -> None:
        """Ask where to, and write every entry that can be read."""
        self.with_keys(self._export)

    def save_backup(self) -> None:
        """Ask where to, and write a checked backup."""
        self.with_keys(self._give_out)

    def _export(self, keys: Keys) -> None:
        path = file_dialogs.ask_where_to_save(
            self,
            _("Export everything"),
            self._suggested(ARCHIVE_ENDING),
            _("Companion archive (*.json)"),
        )
        if path is None:
            return
        try:
            path = named_as_archive(path)
        except Problem as problem:
            self._refuse(problem)
            return
        act = partial(_write_archive, self._mending.folder, keys, path)
        self._begin(path, act, self._exported)

    def _give_out(self, keys: Keys) -> None:
        path = file_dialogs.ask_where_to_save(
            self,
            _("Save a backup to a file"),
            self._suggested(backup_file.SUFFIX),
            _("Companion backup (*.companion-backup)"),
        )
        if path is None:
            return
        try:
            path = with_ending(path, backup_file.SUFFIX)
        except Problem as problem:
            self._refuse(problem)
            return
        access = Access(self._mending.folder, keys)
        act = partial(_write_backup, access, self.context.now(), path)
        self._begin(path, act, self._backed_up)

    def _begin(self, path: Path, act: Act, done: Callable[[Path, Any], None]) -> None:
        """Write a file aside, and say what came of it."""
        sentence = _("Writing “{name}” …").format(name=path.name)
        self._work.begin(sentence, act, partial(done, path), self._end_early)

    def _exported(self, path: Path, found: Readable) -> None:
        words = ngettext(
            "{n} entry is in “{name}”. Anyone who has it can read it.",
            "{n} entries are in “{name}”. Anyone who has it can read it.",
            len(found.lines),
        )
        lines = [words.format(n=len(found.lines), name=path.name)]
        if found.left_out:
            lines.append(_("Left out, because it cannot be read:"))
            lines += rescue_words.left_out(found.left_out, self.context.zone)
            names = ", ".join(one.entry_id for one in found.left_out[:MOST_NAMES])
            lines.append(_("Their names in the file: {names}").format(names=names))
        if found.versions:
            words = ngettext(
                "{n} earlier version cannot be read.",
                "{n} earlier versions cannot be read.",
                found.versions,
            )
            lines.append(words.format(n=found.versions))
        self._tell(*lines)

    def _backed_up(self, path: Path, _result: object) -> None:
        self._tell(
            _("The backup is in “{name}”, and was checked.").format(name=path.name),
            _("It opens with the diary’s own passphrase, if there is one."),
        )

    def _end_early(self, error: Exception) -> None:
        if isinstance(error, Problem):
            self._refuse(error)
        elif isinstance(error, Stopped):
            self._tell(f"{_('Stopped.')} {_('No file was written.')}")
        else:
            raise error

    def _refuse(self, problem: Problem) -> None:
        self._tell(problem.happened, problem.safe, problem.next_step)

    # ---- building

    def _about(self) -> Card:
        card = Card()
        card.add(label(_("Safe mode"), "title"))
        card.add(
            label(
                _(
                    "For when Companion does not open as usual. Nothing of the diary is shown "
                    "here, and nothing in it is changed unless you restore or save it below."
                )
            )
        )
        opens = button(_("Open normally"), "primary")
        opens.clicked.connect(self._mending.open_normally)
        close = button(_("Close"), "quiet")
        close.clicked.connect(lambda: self.window().close())
        card.add(flow(opens, close, spacing=12))
        self.setFocusProxy(opens)
        self._held.append(opens)
        return card

    def _take_out(self) -> Card:
        card = Card(_("Take everything out"))
        card.add(
            label(
                _(
                    "An export is one file that other programs can read. It is not encrypted. An "
                    "entry that cannot be read is left out and named. A backup is encrypted as the "
                    "diary is, and can be restored."
                ),
                "secondary",
            )
        )
        export = button(_("Export everything …"), "outline")
        export.clicked.connect(self.export_everything)
        keep = button(_("Save a backup to a file …"), "outline")
        keep.clicked.connect(self.save_backup)
        self._held += [export, keep]
        card.add(flow(export, keep, spacing=12))
        self._answer = AnswerLine()
        self._work = LongWork(self._answer, card)
        self._work.working.connect(self.hold)
        card.add(self._answer)
        card.add(self._work)
        return card

    def _mend(self) -> Card:
        card = Card(_("When the diary itself is at fault"))
        look = button(_("See what can be saved"), "outline")
        look.clicked.connect(self.look)
        restore = button(_("Restore a backup …"), "outline")
        restore.clicked.connect(self.show_backups)
        self._held += [look, restore]
        card.add(flow(look, restore, spacing=12))
        return card

    def _tell(self, *sentences: str) -> None:
        self._answer.say("\n".join(sentences))

    def _suggested(self, suffix: str) -> Path:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(place) or Path.home())
        return folder / f"companion-{self.context.now():%Y-%m-%d}{suffix}"


def _write_archive(folder: Path, keys: Keys, path: Path, progress: Progress) -> Readable:
    found = readable_lines(folder, keys)
    progress(1, 2)
    write_atomically(path, archive.encoded(found.lines, stage(progress, 1, 2)))
    return found


def _write_backup(access: Access, now: datetime, path: Path, progress: Progress) -> None:
    # A backup opens the record, and one whose log is damaged must not be opened.
    refuse_sick(access.folder, access.keys)
    give_out(access, now, path, progress)
