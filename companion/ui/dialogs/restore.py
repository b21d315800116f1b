# SPDX-License-Identifier: Apache-2.0
"""Going back to a backup: which there are, how each differs from now, and going back."""

import shutil
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget

from companion.language import _
from companion.paths import private_folder
from companion.problem import Problem
from companion.storage import backup_file, copies, vault
from companion.storage.copies import Backup
from companion.storage.opening import BACKUPS, Access
from companion.storage.restore import Difference, Restored, compare, restore
from companion.storage.vault import Keys, Secret
from companion.ui import file_dialogs
from companion.ui.closed_work import ClosedWork, Outcome
from companion.ui.context import Context
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.dialogs.dialog import Dialog
from companion.ui.documents import documents
from companion.ui.progress import Progress
from companion.ui.settings import words
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, button, clear, label, restyle, scaled

UNPACKED = ".unpacked-"
"""How the folder begins in which a backup file is unpacked; a kill may leave one."""
LIST_HEIGHT = 236


class Chosen(NamedTuple):
    """A backup to go back to, what opens it, and the folder it was unpacked into if any."""

    backup: Backup
    keys: Keys
    room: Path | None = None


class RestoreDialog(Dialog):
    """``chosen`` is the backup to go back to once the window was accepted.

    A ``file`` is read at once, as if it had been chosen by the dialog for files.
    """

    def __init__(self, context: Context, parent: QWidget, file: Path | None = None) -> None:
        super().__init__(context, parent)
        self.chosen: Chosen | None = None
        self._access = context.diary.access
        self._ready: Chosen | None = None
        self._room: Path | None = None
        self._asked = 0
        _clear_rooms(self._access.folder)
        self._found = list(copies.backups(self._access.folder))
        self._list = _list()
        for backup in self._found:
            self._list.addItem(f"{words.made_at(backup, context)}\n{words.holds(backup)}")
        self._about = QVBoxLayout()
        self._about.setContentsMargins(0, 0, 0, 0)
        self._about.setSpacing(10)
        about = QWidget()
        about.setLayout(self._about)
        self._list.currentRowChanged.connect(self._look_at)
        self._back = button(_("Go back to this copy"), "primary")
        self._back.clicked.connect(self._go_back)
        self._other = button(_("From a file …"), "" if self._found else "primary")
        self._other.clicked.connect(self._open_file)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        self._line = AnswerLine()
        self._empty = label(
            _("There is no backup on this computer yet. You can open one from a file.")
        )
        self.show_step(
            _("Go back to a backup"),
            [self._list if self._found else self._empty, about, self._line],
            [self._back, self._other, leave],
            first=self._list if self._found else self._other,
        )
        self._back.setVisible(bool(self._found))
        if self._found:
            self._say_about(_("Choose a backup to see how it differs from now."), _kept_words())
        if file is not None:
            self._read_file(file)
        elif self._found:
            self._list.setCurrentRow(0)

    def done(self, result: int) -> None:
        """Take away what was unpacked, unless it is what to go back to."""
        if self.chosen is None:
            self._drop_room()
        super().done(result)

    # ---- choosing

    def _look_at(self, row: int) -> None:
        """Find out what opens a backup, and how it differs."""
        self._ready = None
        self._asked += 1
        if row < 0:
            self._say_about(_("Choose a backup to see how it differs from now."), _kept_words())
            return
        backup = self._found[row]
        try:
            copies.refuse_untold(backup)
            file = copies.key_file(backup)
        except Problem as problem:
            self._say_about(str(problem))
            return
        if file.salt == self._access.keys.salt:
            self._compare(backup, self._access.keys, ())
        elif file.is_open:
            said = (_no_passphrase_words(),)
            self._compare(backup, vault.unlock(file), said if self.context.is_protected else ())
        else:
            self._ask_for_secret(backup, file)

    def _ask_for_secret(self, backup: Backup, file: vault.KeyFile) -> None:
        def check(secret: Secret) -> Keys:
            return vault.unlock(file, secret)

        ask = AskSecret(
            self.context, check, _("Open this backup"), role="outline",
            name=_("The passphrase of this backup"),
        )  # fmt: skip
        said = (_("Afterwards the diary opens with the passphrase of this backup."),)
        ask.granted.connect(lambda keys: self._compare(backup, keys, said))
        self._say_about(_("This backup was made under another passphrase."))
        self._about.addWidget(ask)
        line = Flow()
        line.addWidget(ask.enter)
        self._about.addLayout(line)

    def _compare(self, backup: Backup, keys: Keys, said: tuple[str, ...]) -> None:
        self._say_about(_("Looking how it differs from now …"))
        asked = self._asked
        room = self._room if self._room == backup.folder else None
        task = Task(partial(compare, self._access, backup, keys), self)

        def show(found: Difference) -> None:
            if asked == self._asked:
                self._ready = Chosen(backup, keys, room)
                self._say_about(words.difference(found), *said, _kept_words())

        def refuse(error: Exception) -> None:
            if not isinstance(error, Problem):
                raise error
            if asked == self._asked:
                self._say_about(str(error))

        task.done.connect(show)
        task.failed.connect(refuse)
        task.start()

    def _say_about(self, first: str, *others: str) -> None:
        """Say how the chosen one differs, and what else there is to know."""
        clear(self._about)
        self._line.say("")
        shown = label(first, "strong")
        shown.setAccessibleName(first)
        self._about.addWidget(shown)
        for each in others:
            self._about.addWidget(label(each, "secondary"))

    # ---- a file

    def _open_file(self) -> None:
        kind = _("Companion backup (*{ending})").format(ending=backup_file.SUFFIX)
        path = file_dialogs.ask_which_to_open(self, _("Open a backup"), documents(), kind)
        if path is not None:
            self._read_file(path)

    def _read_file(self, path: Path) -> None:
        act = partial(_unpacked, path, self._access.folder)
        doing = _("Reading “{name}” …").format(name=path.name)
        stopped = partial(self.at_work.say_why, stopped=_("Stopped. Nothing was changed."))
        self.at_work.begin(doing, act, partial(self._add_file, path.name), stopped)

    def _add_file(self, name: str, backup: object) -> None:
        """Put an unpacked backup on top of the others, and choose it."""
        assert isinstance(backup, Backup)
        if self._room is not None:
            self._list.takeItem(0)
            del self._found[0]
            self._drop_room()
        self._room = backup.folder
        self._found.insert(0, backup)
        made = words.made_at(backup, self.context)
        title = _("“{name}”, made {moment}").format(name=name, moment=made)
        self._list.insertItem(0, f"{title}\n{words.holds(backup)}")
        if self._list.parent() is None:
            self.body.insertWidget(0, self._list)
            self._empty.hide()
            # The layout would show it only later, and what is not shown takes no focus.
            self._list.show()
            self._back.show()
            restyle(self._other, role="")
        self._list.setCurrentRow(-1)
        self._list.setCurrentRow(0)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _drop_room(self) -> None:
        if self._room is not None:
            shutil.rmtree(self._room, ignore_errors=True)
            self._room = None

    def _go_back(self) -> None:
        if self._ready is not None:
            self.chosen = self._ready
            self.accept()
        elif self._list.currentRow() < 0:
            self._line.say(_("Choose one of the backups first."), fault=True)
        else:
            self._line.say(_("This backup is not open yet, or cannot be used."), fault=True)


def ask_and_go_back(context: Context, parent: QWidget, file: Path | None = None) -> None:
    """Show the backups there are, or the one in a file, and go back to what is chosen.

    Raises Problem where they cannot be looked at.
    """
    dialog = RestoreDialog(context, parent, file)
    dialog.exec()
    dialog.deleteLater()
    if dialog.chosen is not None:
        context.put_aside.emit(going_back(context, dialog.chosen))


def going_back(context: Context, chosen: Chosen) -> ClosedWork:
    """Give the work that goes back to a backup, to be begun after the dialog."""
    return ClosedWork(
        title=_("Going back to a backup"),
        step="",
        act=partial(_go_back, context, chosen),
        place="backups",
        stops=True,
    )


def _go_back(context: Context, chosen: Chosen, present: Access, progress: Progress) -> Outcome:
    folder, now = present.folder, context.now()
    try:
        done = restore(folder, chosen.backup, chosen.keys, now, present=present, progress=progress)
    finally:
        if chosen.room is not None:
            shutil.rmtree(chosen.room, ignore_errors=True)
    opens = chosen.keys == present.keys or vault.read(folder).is_open
    access = Access(folder, chosen.keys) if opens else None
    return Outcome(_done_words(context, done), access)


def _done_words(context: Context, done: Restored) -> str:
    said = [
        _("Your diary is as it was in the backup of {moment}.").format(
            moment=words.made_at(done.backup, context)
        )
    ]
    if done.kept is not None:
        said.append(
            _(
                "What you had before is kept: it is the backup of {moment}. No older backup is "
                "thinned out until Companion is started again."
            ).format(moment=words.made_at(done.kept, context))
        )
    elif done.aside:
        names = ", ".join(path.name for path in done.aside)
        said.append(_("What was there before is kept beside it: {names}.").format(names=names))
    return " ".join(said)


def _no_passphrase_words() -> str:
    return _(
        "This backup has no passphrase. Going back makes your diary readable without one, until "
        "you set one again."
    )


def _kept_words() -> str:
    return _(
        "What you have now is kept as a backup first, so that you can come back to it. No older "
        "backup is thinned out until Companion is started again."
    )


def _unpacked(file: Path, folder: Path, progress: Progress) -> Backup:
    """Unpack a backup file into a private folder among the backups. Raises Problem."""
    private_folder(folder / BACKUPS)
    room = Path(tempfile.mkdtemp(dir=folder / BACKUPS, prefix=UNPACKED))
    try:
        return backup_file.unpack(file, room, progress)
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise


def _clear_rooms(folder: Path) -> None:
    """Remove what a kill left of an unpacked backup."""
    with suppress(OSError):
        for left in (folder / BACKUPS).glob(f"{UNPACKED}*"):
            shutil.rmtree(left, ignore_errors=True)


def _list() -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(_("Backups, the newest first"))
    made.setWordWrap(True)
    made.setResizeMode(QListWidget.ResizeMode.Adjust)
    made.setFixedHeight(scaled(LIST_HEIGHT))
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
    return made
