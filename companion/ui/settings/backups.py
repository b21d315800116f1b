# SPDX-License-Identifier: Apache-2.0
"""The card about backups: the last good one, making and giving out one, and a second place."""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.language import _, ngettext
from companion.problem import Problem
from companion.storage import backup, backup_file, backup_troubles, copies
from companion.storage.copies import Backup, Reason
from companion.storage.surroundings import sync_folder_name
from companion.ui import file_dialogs
from companion.ui.context import Context
from companion.ui.documents import documents, with_ending
from companion.ui.progress import Progress
from companion.ui.settings import words
from companion.ui.settings.card import SettingsCard
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, button, flow, label, rule

LOOKED_AT = 5
"""How many of the newest files in the second place are looked at to find one of this diary."""


class BackupsCard(SettingsCard):
    """Says how old the last good backup is, and offers what can be done with backups."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Backups"))
        self._asked = 0
        self.last = label("", "strong")
        self.kept = label("", "secondary")
        self.warning = label("")
        self._warning_place = Card(role="warnCard")
        self._warning_place.body.setContentsMargins(14, 10, 14, 10)
        self._warning_place.add(self.warning)
        self.trouble = AnswerLine()
        self.place = label("")
        self.make = button(_("Back up now"), "outline")
        self.give_out = button(_("Save to a file …"), name=_("Save a backup to a file"))
        self.restore = button(_("Restore …"))
        self.choose = button(_("Choose a folder …"))
        self.none = button(_("Use none"), "quiet", name=_("Use no second place"))
        self.busy_buttons = [self.make, self.give_out, self.restore, self.choose]
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Show the last backup, and look at the second place aside: it may be a slow disk."""
        self.warning.setText(words.home_warning(self.context))
        self._warning_place.setVisible(bool(self.warning.text()))
        trouble = self.context.backup_trouble
        self.trouble.say(str(trouble) if trouble else "", fault=True)
        try:
            found = copies.backups(self.context.diary.access.folder)
        except Problem as problem:
            self.last.setText(str(problem))
            found = ()
        else:
            self._show_last(found)
        self._look_at_second_place(found)

    def first(self) -> QWidget:
        """Give the button that makes one."""
        return self.make

    # ---- slots

    def back_up(self) -> None:
        """Make a backup now, checked, and a copy in the second place."""
        access, now = self.context.diary.access, self.context.now()
        second = self.context.preferences.second_place
        into = Path(second) if second else None

        def act(progress: Progress) -> Backup:
            return backup.make(access, now, Reason.ASKED, into=into, progress=progress)

        before = copies.newest(access.folder)
        self.at_work.begin(
            _("Making a backup, and checking it …"),
            act,
            self._on_made,
            partial(self._on_not_made, access.folder, before),
        )

    def save_to_file(self) -> None:
        """Ask where to, and write a backup as one file."""
        now = self.context.now()
        name = f"companion-{copies.name_of(now)}{backup_file.SUFFIX}"
        kind = _("Companion backup (*{ending})").format(ending=backup_file.SUFFIX)
        path = file_dialogs.ask_where_to_save(
            self, _("Save a backup to a file"), documents() / name, kind
        )
        if path is None:
            return
        try:
            path = with_ending(path, backup_file.SUFFIX)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        act = partial(backup.give_out, self.context.diary.access, now, path)
        doing = _("Making a backup, and writing “{name}” …").format(name=path.name)
        stopped = f"{_('Stopped.')} {_('No file was written.')}"
        self.long_work(doing, act, partial(self._on_given_out, path.name), stopped=stopped)

    def go_back(self, *, file: Path | None = None) -> None:
        """Show the backups there are, or one in a file, and go back to the one that is chosen."""
        from companion.ui.dialogs.restore import ask_and_go_back

        self.answer.say("")
        try:
            ask_and_go_back(self.context, self, file)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)

    def choose_place(self) -> None:
        """Ask for a folder on another disk, and put a first backup there."""
        before = self.context.preferences.second_place
        folder = file_dialogs.ask_which_folder(
            self, _("A second place for backups"), Path(before) if before else documents()
        )
        if folder is None:
            return
        home = self.context.diary.access.folder.resolve()
        if folder.resolve().is_relative_to(home):
            self.answer.say(
                _("That is the folder of the diary itself. Choose one on another disk."), fault=True
            )
            return
        self.context.keep(replace(self.context.preferences, second_place=str(folder)))
        self.back_up()

    def choose_none(self) -> None:
        """Put backups in no second place any more; those that are there stay."""
        self.context.keep(replace(self.context.preferences, second_place=None))
        self.refresh()
        self.choose.setFocus()
        self.answer.say(_("No more backups are put there. Those that are there stay."))

    def _on_made(self, made: object) -> None:
        assert isinstance(made, Backup)
        self.context.backup_trouble = None
        self.answer.say(
            _("The backup is made, and was read back without a fault: {size}.").format(
                size=words.size(made.size)
            )
        )
        self.refresh()

    def _on_not_made(self, folder: Path, before: Backup | None, error: Exception) -> None:
        """Say why; the one on this computer may be made, and only that for a second place not."""
        is_made = copies.newest(folder) != before
        kept = _("The backup on this computer was made.") if is_made else backup_troubles.all_kept()
        self.at_work.say_why(error, stopped=f"{_('Stopped.')} {kept}")
        if is_made:
            self.refresh()

    def _on_given_out(self, name: str, _made: object) -> None:
        said = _("The backup is in “{name}”, and was read back without a fault.")
        if not self.context.is_protected:
            said += " " + _("Without a passphrase, anyone who has it can read it.")
        self.answer.say(said.format(name=name))
        self.refresh()

    # ---- what there is

    def _show_last(self, found: Sequence[Backup]) -> None:
        good = [each for each in found if not each.trouble]
        if not good or good[0].made_at is None:
            self.last.setText(_("There is no backup yet."))
            self.kept.setText(
                _("One is made when you close or lock the diary, and while you write in it.")
            )
            return
        age = words.age(good[0].made_at, self.context.now())
        line = _("Last backup: {age} · {size}")
        self.last.setText(line.format(age=age, size=words.size(good[0].size)))
        kept = ngettext(
            "{n} backup is kept beside the diary.",
            "{n} backups are kept beside the diary.",
            len(good),
        )
        self.kept.setText(kept.format(n=len(good)))

    def _look_at_second_place(self, found: Sequence[Backup]) -> None:
        self._asked += 1
        second = self.context.preferences.second_place
        self.none.setVisible(second is not None)
        self.choose.setText(_("Choose another folder …") if second else _("Choose a folder …"))
        if second is None:
            self.place.setText(
                _(
                    "Backups on the same disk do not survive a theft or a broken disk. Choose a "
                    "folder on a stick or another disk, and each backup goes there too."
                )
            )
            return
        manifest = next((each.manifest for each in found if each.manifest), None)
        diary = manifest.diary if manifest else ""
        home = self.context.diary.access.folder
        task = Task(partial(_state_of, Path(second), home, diary), self)
        task.done.connect(partial(self._show_second_place, self._asked, Path(second)))
        task.start()

    def _show_second_place(self, asked: int, place: Path, state: "_State") -> None:
        if asked != self._asked:
            return
        said = [_("Each backup is also put in “{folder}”.").format(folder=place)]
        if not state.there:
            said.append(
                _(
                    "That folder is not there just now. Plug the stick or disk in when you can; "
                    "backups on this computer go on meanwhile."
                )
            )
        elif state.last is not None and state.last.made_at is not None:
            age = words.age(state.last.made_at, self.context.now())
            said.append(_("Last copy there: {age}.").format(age=age))
        else:
            said.append(_("There is no copy of this diary yet."))
        if state.same_disk:
            said.append(
                _("It is on the same disk as the diary, which a theft or a broken disk takes too.")
            )
        self.place.setText(" ".join(said))

    # ---- building

    def _build(self) -> None:
        for part in (self._warning_place, self.last, self.kept, self.trouble):
            self.add(part)
        self.add(flow(self.make, self.give_out, self.restore))
        self.add(self.answer)
        self.add(rule())
        self.add(label(_("A second place"), "strong"))
        self.add(self.place)
        self.add(flow(self.choose, self.none))
        self.add(
            label(
                _(
                    "A backup is a copy of the whole diary. It is as well protected as the diary, "
                    "and can be restored. An export can be read by anyone, and can be imported."
                ),
                "small",
            )
        )
        self.fill()

    def _connect(self) -> None:
        self.make.clicked.connect(self.back_up)
        self.give_out.clicked.connect(self.save_to_file)
        self.restore.clicked.connect(self.go_back)
        self.choose.clicked.connect(self.choose_place)
        self.none.clicked.connect(self.choose_none)


class _State(Struct, frozen=True, kw_only=True):
    """What was seen of the second place."""

    there: bool
    last: copies.Manifest | None = None
    same_disk: bool = False


def _state_of(place: Path, home: Path, diary: str) -> _State:
    """Look whether the place is there, for the newest backup of this diary, and at its disk."""
    with suppress(OSError):
        if place.is_dir():
            return _State(
                there=True, last=_newest_there(place, diary), same_disk=_is_same_disk(place, home)
            )
    return _State(there=False)


def _newest_there(place: Path, diary: str) -> copies.Manifest | None:
    files = sorted(place.glob(f"companion-*{backup_file.SUFFIX}"), reverse=True)
    manifests = (backup_file.manifest_in(file) for file in files[:LOOKED_AT])
    return next((each for each in manifests if each and each.diary == diary), None)


def _is_same_disk(place: Path, home: Path) -> bool:
    """Tell it where no program copies the place to another computer."""
    same = os.stat(place).st_dev == os.stat(home).st_dev  # noqa: PTH116 -- follows both alike
    return same and sync_folder_name(place) is None
