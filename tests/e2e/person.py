# SPDX-License-Identifier: Apache-2.0
"""Someone at the screen: looks at what can be seen, moves the mouse and types, through X alone.

The person is a thread of their own, as they are in life, so that a dialog that waits for them
cannot keep them from answering it. They look at the window in its own thread, and act by xdotool.
"""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

T = TypeVar("T")

PATIENCE = 15.0
"""Seconds after which what was waited for will not come."""

GLANCE = 0.02
"""Seconds between two looks."""

SLOWLY = ("--delay", "100")
"""Letters that no key has are lent one by xdotool, and the window must learn of it in between."""

MOST_STOPS = 60
"""How often the Tab key is pressed on one page to come to something."""

PARTS = re.compile(r"[\x20-\x7e]+|.", re.DOTALL)
ATTEMPTS = 4
AT_ONCE = 1.5

needs_screen = pytest.mark.skipif(
    os.environ.get("QT_QPA_PLATFORM") != "xcb" or not shutil.which("xdotool"),
    reason="only on the X11 screen that `dev.py test` starts",
)


def xdotool(*arguments: str) -> str:
    """Do something at the screen and give what was answered."""
    done = subprocess.run(["xdotool", *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def window_of(process: subprocess.Popen[bytes]) -> str:
    """Give the window of a process that can be seen, empty while there is none."""
    with suppress(subprocess.CalledProcessError):
        found = xdotool(
            "search", "--all", "--onlyvisible", "--pid", str(process.pid), "--name", "Companion"
        )
        return found.split("\n")[0]
    return ""


def until(what: str, look: Callable[[], T | None], patience: float = PATIENCE) -> T:
    """Look again and again until there is something, and give it."""
    end = time.monotonic() + patience
    while not (found := look()):
        if time.monotonic() > end:
            raise AssertionError(f"never seen: {what}")
        time.sleep(GLANCE)
    return found


def screenshots(usual: Path) -> Path:
    """Give the folder that pictures go to."""
    folder = Path(os.environ.get("COMPANION_SCREENSHOTS") or usual)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Eyes(QObject):
    """Looks for the person, in the thread of the windows."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._look, Qt.ConnectionType.QueuedConnection)

    def _look(self, asked: tuple[Callable[[], object], "Future[object]"]) -> None:
        look, answer = asked
        try:
            answer.set_result(look())
        except Exception as error:  # noqa: BLE001 - raised again where it was asked
            answer.set_exception(error)


class Person:
    """Someone at the screen. ``pressed`` counts the keys and ``clicked`` the presses of the mouse."""

    def __init__(self, window: QWidget, pictures: Path) -> None:
        self.window = window
        self.pressed = self.clicked = 0
        self._pictures = pictures
        self._eyes = Eyes()

    # ---- living

    def live(self, qtbot: QtBot, story: Callable[[], None], *, seconds: int) -> None:
        """Let the person do what they came for; what went wrong for them is raised here."""
        with ThreadPoolExecutor(1) as alone:
            told = alone.submit(self._told, story)
            qtbot.waitUntil(told.done, timeout=1000 * seconds)
            told.result()

    def _told(self, story: Callable[[], None]) -> None:
        try:
            story()
        except BaseException:
            self.photograph("where-it-went-wrong")
            self.look(_close_dialogs)
            raise

    # ---- looking

    def look(self, look: Callable[[], T]) -> T:
        """Look once."""
        answer: Future[Any] = Future()
        self._eyes.asked.emit((look, answer))
        found: T = answer.result(timeout=PATIENCE)
        return found

    def see(self, what: str, look: Callable[[], T | None]) -> T:
        """Look until there is something."""
        try:
            return until(what, lambda: self.look(look))
        except AssertionError as error:
            raise AssertionError(f"{error}; what can be read:\n{self._all_words()}") from None

    def read(self, words: str, *, but: str = "") -> str:
        """Read until words can be seen, in the window or dialog in front; give their line."""

        def look() -> str:
            lines = [line for line in read(place()) if words in line]
            return lines[0] if lines and not (but and but in lines[0]) else ""

        return self.see(words, look)

    def _all_words(self) -> str:
        return self.look(lambda: "\n".join(read(place()))) or "nothing"

    def photograph(self, name: str) -> None:
        """Take a picture of the window, and of the dialog in front of it."""
        time.sleep(2 * GLANCE)  # what is being laid out anew comes to rest
        path = str(self._pictures / f"{name}.png")
        assert self.look(lambda: self.window.grab().save(path))
        dialog = self.look(QApplication.activeModalWidget)
        if dialog is not None:
            over = str(self._pictures / f"{name}-dialog.png")
            assert self.look(lambda: dialog.grab().save(over))

    # ---- the mouse

    def click(self, name: str) -> None:
        """Click what has these words, or this name, bringing it into sight first."""
        self.click_on(name, lambda: named(name))

    def click_on(self, what: str, find: Callable[[], QWidget | None]) -> None:
        """Click a widget, bringing it into sight first."""
        before: QPoint | None = None

        def still() -> QPoint | None:
            nonlocal before
            now = self.look(lambda: _middle(find()))
            steady, before = now == before, now
            if now is None:
                self._scroll_to(find)
            return now if steady else None

        try:
            point = until(f"{what}, to be clicked", still)
        except AssertionError as error:
            raise AssertionError(f"{error}; what can be read:\n{self._all_words()}") from None
        self._press(point)
        self.see(f"{what}, with the keyboard", lambda: _has_keyboard(find()))

    def choose(self, words: str) -> None:
        """Choose from the menu that is open."""

        def look() -> QPoint | None:
            menu = QApplication.activePopupWidget()
            if not isinstance(menu, QMenu):
                return None
            for action in menu.actions():
                if action.text().replace("&", "") == words:
                    return menu.mapToGlobal(menu.actionGeometry(action).center())
            return None

        self._press(self.see(f"{words}, in a menu", look))

    def _press(self, point: QPoint) -> None:
        self.clicked += 1
        xdotool("mousemove", str(point.x()), str(point.y()), "click", "1")

    def _scroll_to(self, find: Callable[[], QWidget | None]) -> None:
        """Turn the wheel at the edge of what scrolls, to bring a widget into sight."""

        def look() -> tuple[QPoint, bool, int] | None:
            widget = find()
            area = _scrolled(widget) if widget else None
            if widget is None or area is None:
                return None
            port = area.viewport()
            top = widget.mapTo(port, QPoint()).y()
            if 0 <= top and top + widget.height() <= port.height():
                return None
            edge = port.mapToGlobal(QPoint(port.width() - 3, port.height() // 2))
            return edge, top > 0, area.verticalScrollBar().value()

        found = self.look(look)
        if found is None:
            return
        point, down, before = found
        xdotool("mousemove", str(point.x()), str(point.y()), "click", "5" if down else "4")

        def turned() -> bool:
            now = look()
            return now is None or now[2] != before

        self.see(f"the page scrolled {'down' if down else 'up'}", turned)

    # ---- the keyboard

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, as ``ctrl+Return``."""
        self._wait_for_keyboard()
        self.pressed += len(keys)
        xdotool("key", "--clearmodifiers", *keys)

    def tab_to(self, *names: str) -> None:
        """Go to what has one of these words or names by the Tab key alone."""
        for _press in range(MOST_STOPS):
            if self.look(lambda: bool(set(names) & set(_focused_words()))):
                return
            self.keys("Tab")
            time.sleep(GLANCE)  # the key is on its way
        raise AssertionError(f"{names} are not reached by the Tab key")

    def type(self, words: str) -> None:
        """Type words into what has the keyboard, at its end."""
        self._wait_for_keyboard()
        edit = self.see("an editor with the keyboard", _focused_editor)
        self.pressed += len(words)
        held = "" if self.look(lambda: _all_chosen(edit)) else self.look(lambda: _text(edit))
        for part in PARTS.findall(words):
            self._type_part(edit, held, part)
            held += part

    def _type_part(self, edit: QWidget, held: str, part: str) -> None:
        """Type some letters, and what did not arrive as it was meant once more."""
        how = () if part.isascii() else SLOWLY
        for _attempt in range(ATTEMPTS):
            xdotool("type", *how, part)
            with suppress(AssertionError):
                until(part, lambda: self.look(lambda: _text(edit)) == held + part, AT_ONCE)
                return
            wrong = len(self.look(lambda: _text(edit))) - len(held)
            if wrong > 0:
                xdotool("key", *["BackSpace"] * wrong)
        now = self.look(lambda: _text(edit))
        raise AssertionError(f"typed {part!r} after {held!r}, but the editor holds {now!r}")

    def _wait_for_keyboard(self) -> None:
        def has_it() -> bool:
            front = QApplication.activePopupWidget() or place()
            return front.isActiveWindow() and front.isVisible()

        self.see("the window with the keyboard", has_it)


# ---- what can be seen


def place() -> QWidget:
    """Give what is in front: the dialog, else the window."""
    modal = QApplication.activeModalWidget()
    if modal is not None:
        return modal
    windows = [one for one in QApplication.topLevelWidgets() if one.isWindow() and one.isVisible()]
    return max(windows, key=lambda one: one.width() * one.height())


def shown(where: QWidget) -> Iterator[QWidget]:
    """Give the widgets that are not hidden; they may have to be scrolled to."""
    for widget in where.findChildren(QWidget):
        if widget.isVisible() and widget.window() is where.window():
            yield widget


def words_of(widget: QWidget) -> tuple[str, ...]:
    """Give what a widget says and what it is called."""
    said = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton | QLabel):
        said.append(widget.text())
    return tuple(one for one in said if one)


def read(where: QWidget) -> Iterable[str]:
    """Give all that can be read, each widget's words as a line."""
    return [words for widget in shown(where) for words in words_of(widget)]


def named(name: str) -> QWidget | None:
    """Give the widget in front that is called so; a button rather than a label."""
    found = [one for one in shown(place()) if name in words_of(one) and one.isEnabled()]
    found.sort(key=lambda one: isinstance(one, QLabel))
    return found[0] if found else None


def _focused_words() -> tuple[str, ...]:
    focused = QApplication.focusWidget()
    return words_of(focused) if focused is not None else ()


def _text(edit: QWidget) -> str:
    if isinstance(edit, QLineEdit):
        return edit.text()
    return edit.toPlainText() if isinstance(edit, QPlainTextEdit) else ""


def _all_chosen(edit: QWidget) -> bool:
    return isinstance(edit, QLineEdit) and edit.selectedText() == edit.text()


def _focused_editor() -> QWidget | None:
    focused = QApplication.focusWidget()
    here = isinstance(focused, QLineEdit | QPlainTextEdit) and focused.window() is place()
    return focused if here else None


def _has_keyboard(widget: QWidget | None) -> bool:
    """Tell whether an editor can be typed into; of what is no editor nothing is expected."""
    return not isinstance(widget, QLineEdit | QPlainTextEdit) or widget.hasFocus()


def _middle(widget: QWidget | None) -> QPoint | None:
    """Give the middle of a widget on the screen, None while it is not wholly in sight."""
    if widget is None or not widget.isVisible():
        return None
    area = _scrolled(widget)
    seen = widget.visibleRegion().boundingRect()
    if area is not None and seen.height() < min(widget.height(), area.viewport().height()):
        return None
    point = widget.mapToGlobal(QRect(seen).center())
    under = QApplication.widgetAt(point)
    return point if under is not None and (under is widget or widget.isAncestorOf(under)) else None


def _scrolled(widget: QWidget) -> QScrollArea | None:
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent


def _close_dialogs() -> None:
    for widget in QApplication.topLevelWidgets():
        if widget.isModal() or isinstance(widget, QMenu):
            widget.close()
