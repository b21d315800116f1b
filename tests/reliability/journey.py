# SPDX-License-Identifier: Apache-2.0
"""A scripted visit to the whole window: every page, every button, every dialog and menu.

Nothing of the window is known here but the names of its pages, so that what is added later is
visited too. Dialogs are typed into and then dismissed, as by Escape; files are chosen for them.
By itself, `python -m tests.reliability.journey FOLDER` is a child to be watched: it starts the app
as the command line does, on a made-up course.
"""

import re
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType

import msgspec
from msgspec import Struct
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from companion import app, cli
from companion.domain.item import Walk
from companion.domain.records import Session
from companion.exchange import archive
from companion.storage.diary import Diary
from companion.ui.main_window import MainWindow
from companion.ui.side import navigation

OTHER_PAGES = (
    "settings", "help", "questionnaire", "medicines", "catch_up", "session", "visit", "welcome",
)  # fmt: skip
OTHER_WALKS = (Walk.AFTERWARDS, Walk.CONSULTATION, Walk.MAINTENANCE)
MOST_OF_A_KIND = 2
"""How many buttons are pressed that differ in a name or number alone, as those of rows do."""
MOST_OF_A_KIND_AGAIN = 1
"""The same on the further walks, whose buttons are those of the first."""
MOST_PRESSES = 60
"""On one page."""
LOOKS_EVERY = 15
"""Milliseconds between two looks for a dialog."""
MOST_OF_A_MENU = 20
"""How often a button is pressed whose menu has ways left: on a busy screen a menu may not come up."""
PATIENT_LOOKS = 20
"""Looks for which a menu that was told what to do may still stand there."""
PREVIEW = 400
"""Milliseconds that a page is left to begin what it does a little later."""
DAYS = 20


class Visited(Struct, frozen=True):
    """What was seen: pages, what was pressed, what came up, files written, and mistakes."""

    pages: tuple[str, ...]
    pressed: tuple[str, ...]
    dialogs: tuple[str, ...]
    files: tuple[str, ...]
    mistakes: tuple[str, ...]


def visit_everything(
    window: MainWindow, diary: Diary, folder: Path, typed: str = "typed on the way"
) -> Visited:
    """Go through the whole window, which is shown; files that are asked for go to ``folder``.

    ``typed`` is written into the empty fields of every dialog, and so stays as a draft. The window
    is as it was at the end, except that a mistake of the program was reported in it on purpose.
    """
    journey = _Journey(window, folder, typed)
    archive.export(diary, journey.to_import)
    sessions = diary.entries(Session)
    try:
        for name in [*(page for page, _words, _icon in navigation()), *OTHER_PAGES]:
            argument = sessions[-1].id if name == "session" and sessions else ""
            journey.visit(name, argument)
        for walk in OTHER_WALKS:
            journey.visit("prepare", walk, most=MOST_OF_A_KIND_AGAIN)
        journey.report_a_mistake()
        window.open_page("today")
        journey.wait()
    finally:
        journey.end()
    return journey.visited()


class _Journey:
    """One visit under way. A timer looks for what stands before the window, and answers it."""

    def __init__(self, window: MainWindow, folder: Path, typed: str) -> None:
        self.window = window
        self.folder = folder
        self.typed = typed
        self.to_import = folder / "to-import.json"
        self._pages: list[str] = []
        self._pressed: list[str] = []
        self._dialogs: list[str] = []
        self._mistakes: list[str] = []
        self._chosen = 0
        self._more = False
        self._tried: set[tuple[str, str]] = set()
        self._told: QWidget | None = None
        self._looks = 0
        self._hook, sys.excepthook = sys.excepthook, self._note
        # It would be a program of its own, with a window that nobody here looks at or closes.
        sample = window.context.sample_course
        sample.open = partial(self._dialogs.append, "the sample course")  # type: ignore[method-assign]
        self._timer = QTimer(window)
        self._timer.timeout.connect(self._answer)
        self._timer.start(LOOKS_EVERY)

    def visit(self, name: str, argument: str, most: int = MOST_OF_A_KIND) -> None:
        """Show a page and press every button on it, from its beginning each time."""
        self._pages.append(name)
        kinds: dict[str, int] = {}
        for _press in range(MOST_PRESSES):
            self.window.open_page(name, argument)
            self.window.page.complete()
            self.wait()
            button = self._next(kinds, most)
            if button is None:
                break
            kind = _kind(button)
            self._pressed.append(f"{name}: {_name(button)}")
            self._more = False
            button.click()
            self.wait()
            # A menu is opened again for each of its ways.
            kinds[kind] = 0 if self._more else kinds.get(kind, 0) + 1
        QTest.qWait(PREVIEW)
        self.wait()

    def wait(self, milliseconds: int = 5) -> None:
        """Let everything end that was begun."""
        QTest.qWait(milliseconds)
        QThreadPool.globalInstance().waitForDone()
        QApplication.processEvents()

    def report_a_mistake(self) -> None:
        """Have the app answer a mistake of its own."""
        app.last_resort(RuntimeError, RuntimeError(self.typed), None)
        self.wait()

    def end(self) -> None:
        self.wait()
        self._timer.stop()
        sys.excepthook = self._hook

    def visited(self) -> Visited:
        files = sorted(path.name for path in self.folder.iterdir() if path.is_file())
        return Visited(
            pages=tuple(self._pages),
            pressed=tuple(self._pressed),
            dialogs=tuple(self._dialogs),
            files=tuple(files),
            mistakes=tuple(self._mistakes),
        )

    def _next(self, kinds: dict[str, int], most_of_a_kind: int) -> QAbstractButton | None:
        """Give a button that can be pressed and was not, too many of its kind left out."""
        for button in self.window.findChildren(QAbstractButton):
            at_side = len(self._pages) > 1 and button.property("role") in ("nav", "danger")
            most = MOST_OF_A_MENU if self._has_untried(button) else most_of_a_kind
            pressed_enough = kinds.get(_kind(button), 0) >= most
            if button.isVisible() and button.isEnabled() and not at_side and not pressed_enough:
                return button
        return None

    def _has_untried(self, button: QAbstractButton) -> bool:
        """Tell whether a button has a menu with a way that was not taken yet."""
        menu = button.menu() if isinstance(button, QPushButton) else None
        return menu is not None and bool(self._untried(menu))

    def _untried(self, menu: QMenu) -> list[QAction]:
        return [way for way in _ways(menu) if (_title(menu), way.text()) not in self._tried]

    # ---- answering

    def _answer(self) -> None:
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not self._told:
            self._told = None
        if isinstance(popup, QMenu):
            self._wait_or_choose(popup)
        elif popup is not None:
            popup.close()
        elif isinstance(dialog, QFileDialog):
            self._choose_file(dialog)
        elif isinstance(dialog, QDialog):
            self._dismiss(dialog)

    def _wait_or_choose(self, menu: QMenu) -> None:
        """Choose from a menu once; on a busy machine it takes a while until it did what it was told."""
        if menu is self._told and self._looks < PATIENT_LOOKS:
            self._looks += 1
            return
        self._told, self._looks = menu, 0
        self._choose(menu)

    def _choose(self, menu: QMenu) -> None:
        """Take the first way of a menu that was not taken yet; close it when all were."""
        untried = self._untried(menu)
        self._more = len(untried) > 1
        if not untried:
            menu.close()
            return
        action = untried[0]
        self._tried.add((_title(menu), action.text()))
        self._dialogs.append(f"menu: {action.text()}")
        menu.setActiveAction(action)
        # It may open a dialog, whose own loop must not run inside of this look.
        QTimer.singleShot(0, menu, lambda: QTest.keyClick(menu, Qt.Key.Key_Return))

    def _choose_file(self, dialog: QFileDialog) -> None:
        saves = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
        self._chosen += 1
        self._dialogs.append(f"{type(dialog).__name__}: {dialog.windowTitle()}")
        if dialog.fileMode() is QFileDialog.FileMode.Directory:
            dialog.reject()
            return
        suffix = ".pdf" if "pdf" in " ".join(dialog.nameFilters()) else ".json"
        chosen = self.folder / f"chosen-{self._chosen}{suffix}" if saves else self.to_import
        dialog.setDirectory(str(chosen.parent))
        dialog.selectFile(str(chosen))
        QTimer.singleShot(0, dialog, dialog.accept)

    def _dismiss(self, dialog: QDialog) -> None:
        said = dialog.text() if isinstance(dialog, QMessageBox) else dialog.windowTitle()
        self._dialogs.append(f"{type(dialog).__name__}: {said}")
        for field in dialog.findChildren(QWidget):
            if not field.isVisible() or not field.isEnabled():
                continue
            if isinstance(field, QLineEdit) and not field.isReadOnly() and not field.text():
                field.setText(self.typed)
            elif isinstance(field, QPlainTextEdit) and not field.toPlainText():
                field.setPlainText(self.typed)
        dialog.grab()
        QTimer.singleShot(0, dialog, dialog.reject)

    def _note(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._mistakes.append("".join(traceback.format_exception(kind, error, trace)))


def _ways(menu: QMenu) -> list[QAction]:
    return [action for action in menu.actions() if action.isEnabled() and action.text()]


def _title(menu: QMenu) -> str:
    return "/".join(action.text() for action in _ways(menu))


def _name(button: QAbstractButton) -> str:
    near = button.accessibleName() or button.text()
    return near or " ".join(label.text() for label in button.findChildren(QLabel)) or "?"


def _kind(button: QAbstractButton) -> str:
    """Give what a button has in common with those of other rows; a walk's steps are all alike."""
    if button.property("role") == "step":
        return "step"
    return re.sub(r"[\d:].*", "", _name(button)) or type(button).__name__


# ---- by itself


def main(folder: Path) -> Visited:
    """Use the command line in every way, then the window, in this process."""
    data, out = folder / "data", folder / "chosen"
    out.mkdir()
    at = ("--data-dir", str(data))
    today = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    _call("sample", *at, "--days", str(DAYS), "--seed", "7", "--until", today)
    _call("report", *at, "--out", str(out / "report.pdf"))
    _call("export", *at, "--format", "json", "--out", str(out / "export.json"))
    _call("import", *at, str(out / "export.json"))
    _call("check", *at)
    found: list[Visited] = []
    app.application()
    _once_open(lambda window: found.append(visit_everything(window, window.context.diary, out)))
    _call(*at)
    return found[0]


def _call(*arguments: str) -> None:
    code = cli.main(arguments)
    if code:
        raise SystemExit(f"{arguments} ended with {code}")


def _once_open(visit: Callable[[MainWindow], None]) -> None:
    """Visit the window when it is there, and close it."""
    timer = QTimer(QApplication.instance())

    def look() -> None:
        windows = [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)]
        if windows and windows[0].isVisible():
            timer.stop()
            try:
                visit(windows[0])
            finally:
                windows[0].close()

    timer.timeout.connect(look)
    timer.start(50)


if __name__ == "__main__":
    visited = main(Path(sys.argv[1]))
    (Path(sys.argv[1]) / "visited.json").write_bytes(msgspec.json.encode(visited))
