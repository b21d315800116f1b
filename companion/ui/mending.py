# SPDX-License-Identifier: Apache-2.0
"""The window while the diary does not open, or is not to be opened: trouble, and safe mode.

What can be done is done from here; the page only shows it. Each mend ends as a start does: the
diary opens, or asks for its passphrase, so that nobody gets in by way of a damaged file.
"""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject

from companion.language import _
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import opening, rescue, salvage, vault
from companion.storage.copies import Backup
from companion.storage.opening import Access
from companion.storage.restore import Restored
from companion.storage.vault import Keys
from companion.ui.cards.going_back import remove_unpacked
from companion.ui.context import Context
from companion.ui.desktop import Desktop
from companion.ui.idle import Idle
from companion.ui.salvaging import Salvaging

if TYPE_CHECKING:
    from companion.ui.main_window import MainWindow
    from companion.ui.pages.apart import ApartPage

TROUBLE, SAFE = "trouble", "safe"
FIRST = ("today", "", 0)
"""The place that is shown first."""


class Mending(QObject):
    """Stands in for the diary while there is none, and leads back to it.

    ``problem`` is what kept it from opening, None in safe mode without trouble; ``keys`` are the
    record's, once they are known; ``salvaging`` is the salvage that runs or ran.
    """

    def __init__(self, window: "MainWindow", context: Context) -> None:
        super().__init__(window)
        self._window, self._context = window, context
        self._name = ""
        self._shown: ApartPage | None = None
        self._may_begin = False
        self.problem: Problem | None = None
        self.keys: Keys | None = None
        self.salvaging: Salvaging | None = None
        self._idle = Idle(self)
        self._idle.passed.connect(self.forget)
        self._idle.slept.connect(self.forget)
        self._desktop: Desktop | None = None
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self._clean)

    @property
    def active(self) -> bool:
        """Whether the window shows trouble or safe mode instead of a diary."""
        return bool(self._name)

    @property
    def folder(self) -> Path:
        """The diary's folder."""
        folder = self._context.data_folder
        assert folder is not None
        return folder

    # ---- showing

    def show(self, problem: Problem, access: Access | None = None) -> None:
        """Show why the diary does not open. ``access`` is what its passphrase gave, if any."""
        self.problem = problem
        self._may_begin = opening.is_new(self.folder)
        if access is not None:
            self.know(access.keys, by_secret=self._context.is_protected)
        self._show(TROUBLE)

    def show_safe(self) -> None:
        """Show safe mode."""
        self.problem = None
        self._may_begin = opening.is_new(self.folder)
        self._show(SAFE)

    def show_anew(self) -> None:
        """Show the same again: in another look, or after something changed."""
        shown = self._window.place[0]
        self._show(self._name)
        if shown == "help":
            self._window.open_page("help")

    @property
    def takes_backup(self) -> bool:
        """Whether a backup can be looked into now: nothing else works on the files."""
        return self._shown is not None and not self._shown.is_held

    def show_backup(self, file: Path) -> None:
        """Show a backup in a file, to look into it and restore it."""
        assert self._shown is not None
        self._window.locking.come_back()
        self._shown.show_backups(file=file)

    def _show(self, name: str) -> None:
        self._name = name
        self._context.is_troubled = True
        self._window.empty()
        self._shown = self._page()
        self._window.locking.show_instead(self._shown)

    def _page(self) -> "ApartPage":
        if self._name == SAFE:
            from companion.ui.pages.safe import SafePage

            return SafePage(self._context, self)
        from companion.ui.pages.trouble import TroublePage

        return TroublePage(self._context, self)

    # ---- keys

    def know(self, keys: Keys, *, by_secret: bool) -> None:
        """Hold the keys; those that a secret gave no longer than the lock would."""
        self.keys = keys
        if not by_secret:
            return
        self._idle.start(self._context.preferences.lock_minutes * 60)
        if self._desktop is None:
            self._desktop = Desktop(self)
            self._desktop.left.connect(self.forget)

    def forget(self) -> None:
        """Let go of keys that a secret gave, and ask for it again."""
        self._idle.stop()
        if self.keys is not None and self.active:
            self.keys = None
            self.show_anew()

    def read_keys(self) -> Keys:
        """Give the keys; read them where no secret is needed. Raises Locked, or Problem."""
        if self.keys is None:
            self.know(rescue.keys_of(self.folder), by_secret=False)
        assert self.keys is not None
        return self.keys

    # ---- what can be done

    def open_normally(self) -> None:
        """Open the diary as a start does."""
        self._open()

    def salvage(self, *, always: bool = False) -> None:
        """Look what can be saved, with the keys that are known."""
        assert self.keys is not None
        self.salvaging = Salvaging(self.folder, self.keys, self._context.now, self, always=always)
        self.salvaging.ended.connect(self._on_ended)
        self.salvaging.start()
        self.show_anew()

    def use_salvaged(self) -> None:
        """Put the salvaged diary in place and open it. The damaged one is kept."""
        try:
            kept = salvage.adopt(self.folder, self._context.now)
        except Problem as problem:
            self.show(problem)
            return
        self.salvaging = None
        words = _("The saved diary is open. The damaged file is kept as “{name}”.")
        self._open(words.format(name=kept.name))

    def leave_as_it_is(self) -> None:
        """Let go of what was salvaged."""
        self.salvaging = None
        try:
            rescue.discard(self.folder)
        except Problem as problem:
            self.problem = problem
        self.show_anew()

    def take_key_file(self, backup: Backup) -> None:
        """Make a backup's key file the record's, and open."""
        try:
            rescue.take_key_file(self.folder, backup, self._context.now())
        except Problem as problem:
            self.show(problem)
            return
        self._open(_("The key file is back."))

    def restored(self, done: Restored) -> None:
        """Open what was restored, and say where the earlier diary is."""
        if done.kept is not None:
            told = _("Restored. What was there before is kept as a backup.")
        elif done.aside:
            names = ", ".join(path.name for path in done.aside)
            told = _("Restored. What was there before is kept as: {names}.").format(names=names)
        else:
            told = _("Restored.")
        self._open(told)

    def _open(self, told: str = "") -> None:
        """Open the diary, or its lock screen, and say a sentence there."""
        locking = self._window.locking
        self._context.is_troubled = False
        try:
            if self._may_begin:
                diaries.open_or_create(self.folder, self._context.now).close()
            locking.take_up(opening.access(self.folder), FIRST)
        except vault.Locked:
            self._end()
            self._window.empty()
            locking.show()
            self._window.announce(told)
        except Problem as problem:
            self.show(problem)
        else:
            self._end()
            if told:
                self._window.say(told)

    # ---- slots

    def _on_ended(self) -> None:
        # A later one may have begun, or the diary may be open again.
        if self.active and self.sender() is self.salvaging:
            self.show_anew()

    def _end(self) -> None:
        """Leave trouble and safe mode behind."""
        self._clean()
        self._idle.stop()
        self._name = ""
        self.problem = self.keys = self.salvaging = self._shown = None

    def _clean(self) -> None:
        """Remove what was made on the way and is not wanted any more."""
        if self.active:
            remove_unpacked(self.folder)
            with suppress(Problem):
                rescue.discard(self.folder)
