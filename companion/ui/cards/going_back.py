# SPDX-License-Identifier: Apache-2.0
"""Restoring a backup where the diary is not open: the list, a look inside, and going back."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.records import Record
from companion.language import _
from companion.problem import Problem
from companion.storage import backup_file, backup_troubles, copies
from companion.storage.copies import Backup
from companion.storage.rescue import go_back, keys_of_backup
from companion.storage.restore import compare
from companion.storage.vault import Keys, Locked, Secret
from companion.storage.verifying import verify
from companion.ui import file_dialogs, rescue_words
from companion.ui.cards.unlock import UnlockCard
from companion.ui.context import Context
from companion.ui.documents import documents
from companion.ui.settings.words import holds, made_at
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Columns, Flow, button, clear, label
from companion.ui.widgets.fold import Fold

SHOWN = 5
"""Backups that stand in the list before it is folded out."""

FOLDS_ROW = 420
"""Pixels at the usual text size under which the button stands below the words."""

UNPACKED = ".unpacked-"
"""How the name of the folder begins into which a backup file is unpacked."""


class _Inside(NamedTuple):
    """A backup that passed its checks: its keys, and how many entries of each kind it holds."""

    keys: Keys
    entries: Mapping[type[Record], int]


class GoingBackCard(Card):
    """The backups of a folder, to look into one and to restore it.

    ``at_hand`` gives the keys that are known already. Signals: ``restored`` with what was done,
    ``works`` while it is being done, ``answered`` with the widget that
    has something new to read.
    """

    restored = Signal(object)
    works = Signal(bool)
    answered = Signal(object)

    def __init__(self, context: Context, folder: Path, at_hand: Callable[[], Keys | None]) -> None:
        super().__init__(_("Restore a backup"))
        self._context, self._folder, self._at_hand = context, folder, at_hand
        self.rows: list[QPushButton] = []
        self.add(
            label(
                _(
                    "A backup is the whole diary as it was at one time. What is there now is kept "
                    "beside it under another name."
                ),
                "secondary",
            )
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(10)
        self.add(self._list)
        self._show_list()
        self.from_file = button(_("From a backup file …"), "outline")
        self.from_file.clicked.connect(self._choose_file)
        ways = Flow(spacing=12)
        ways.addWidget(self.from_file)
        self.add(ways)
        self._answers = QWidget()
        self._panel = QVBoxLayout(self._answers)
        self._panel.setContentsMargins(0, 0, 0, 0)
        self._panel.setSpacing(12)
        self.add(self._answers)

    # ---- slots

    def choose(self, backup: Backup, secret: Secret | None = None) -> None:
        """Look into a backup, aside; ask for its passphrase where it takes one of its own."""
        self._say(_("Looking at every page of this backup …"))
        task = Task(partial(_look, backup, self._at_hand(), secret), self)
        task.done.connect(partial(self._offer, backup))
        task.failed.connect(partial(self._refuse, backup))
        task.start()

    def _choose_file(self) -> None:
        chosen = file_dialogs.ask_which_to_open(
            self, _("Restore a backup"), documents(), _("Companion backup (*.companion-backup)")
        )
        if chosen is not None:
            self.read_file(chosen)

    def read_file(self, chosen: Path) -> None:
        """Unpack a backup file aside, and look into it."""
        remove_unpacked(self._folder)
        self._say(_("Reading “{name}” …").format(name=chosen.name))
        task = Task(partial(_unpack, chosen, self._folder), self)
        task.done.connect(self.choose)
        task.failed.connect(partial(self._refuse, None))
        task.start()

    def _offer(self, backup: Backup, inside: _Inside) -> None:
        self._say(
            _("The backup of {day} is whole. It holds {counts}.").format(
                day=made_at(backup, self._context), counts=rescue_words.counts(inside.entries)
            )
        )
        go = button(_("Restore this backup"), "primary")
        go.clicked.connect(partial(self._restore, backup, inside.keys))
        leave = button(_("Leave everything as it is"), "quiet")
        leave.clicked.connect(self._leave)
        ways = Flow(spacing=12)
        ways.addWidget(go)
        ways.addWidget(leave)
        self._panel.addLayout(ways)
        QTimer.singleShot(0, go, go.setFocus)
        self.answered.emit(self._answers)

    def _restore(self, backup: Backup, keys: Keys) -> None:
        self._say(_("Restoring …"))
        self._free(free=False)
        work = partial(go_back, self._folder, backup, keys, self._context.now(), self._at_hand())
        task = Task(work, self)
        task.done.connect(self._done)
        task.failed.connect(partial(self._refuse, None))
        task.start()

    def _done(self, restored: object) -> None:
        remove_unpacked(self._folder)
        self.restored.emit(restored)

    def _refuse(self, backup: Backup | None, error: Exception) -> None:
        self._free(free=True)
        if isinstance(error, Locked) and backup is not None:
            self._ask(backup)
            return
        if not isinstance(error, Problem):
            raise error
        self._say(str(error), fault=True)

    def _ask(self, backup: Backup) -> None:
        clear(self._panel)
        ask = UnlockCard(
            self._context,
            _("Passphrase of this backup"),
            _("It opens with the passphrase that you had when it was made."),
            partial(keys_of_backup, backup, None),
        )
        ask.granted.connect(partial(self._look_again, backup))
        self._panel.addWidget(ask)
        QTimer.singleShot(0, ask, ask.setFocus)
        self.answered.emit(self._answers)

    def _look_again(self, backup: Backup, keys: Keys) -> None:
        self._say(_("Looking at every page of this backup …"))
        task = Task(partial(_look, backup, keys, None), self)
        task.done.connect(partial(self._offer, backup))
        task.failed.connect(partial(self._refuse, backup))
        task.start()

    def _leave(self) -> None:
        clear(self._panel)
        remove_unpacked(self._folder)

    # ---- building

    def _show_list(self) -> None:
        found = copies.backups(self._folder)
        if not found:
            self._list.addWidget(
                label(
                    _("There is no backup in the diary’s folder. One in a file may be elsewhere.")
                )
            )
        for backup in found[:SHOWN]:
            self._list.addWidget(self._row(backup))
        if found[SHOWN:]:
            fold = Fold(_("Older backups"), self._context.theme)
            for backup in found[SHOWN:]:
                fold.body.addWidget(self._row(backup))
            self._list.addWidget(fold)

    def _row(self, backup: Backup) -> QWidget:
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        day = made_at(backup, self._context)
        column.addWidget(label(day, "strong"))
        column.addWidget(label(holds(backup), "small"))
        parts = [(words, 1)]
        if not backup.trouble:
            choose = button(
                _("Look inside"), name=_("Look inside the backup of {day}").format(day=day)
            )
            choose.clicked.connect(partial(self.choose, backup))
            self.rows.append(choose)
            parts.append((choose, 0))
        return Columns(parts, narrow=self._context.theme.scaled(FOLDS_ROW))

    def _free(self, *, free: bool) -> None:
        self.works.emit(not free)
        self.from_file.setEnabled(free)
        for each in self.rows:
            each.setEnabled(free)

    def _say(self, sentence: str, *, fault: bool = False) -> None:
        clear(self._panel)
        answer = AnswerLine()
        self._panel.addWidget(answer)
        answer.say(sentence, fault=fault)
        self.answered.emit(self._answers)


def remove_unpacked(folder: Path) -> None:
    """Remove what a backup file was unpacked to."""
    for left in folder.glob(f"{UNPACKED}*"):
        shutil.rmtree(left, ignore_errors=True)


def _look(backup: Backup, at_hand: Keys | None, secret: Secret | None) -> _Inside:
    """Check a backup and count what it holds. Raises Problem, Locked where it takes a secret."""
    keys = keys_of_backup(backup, at_hand, secret)
    if verify(backup, keys):
        raise backup_troubles.damaged_backup()
    return _Inside(keys, compare(None, backup, keys).then)


def _unpack(file: Path, folder: Path) -> Backup:
    return backup_file.unpack(file, Path(tempfile.mkdtemp(dir=folder, prefix=UNPACKED)))
