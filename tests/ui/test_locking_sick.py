# SPDX-License-Identifier: Apache-2.0
"""Unlocking while the record is still looked at: nothing of it is seen before it is found whole."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import CheckIn, Note
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import ids, opening, vault
from companion.storage.examination import refuse_sick
from companion.storage.opening import Access
from companion.storage.vault import Passphrase
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.page import Page
from companion.ui.pages.today import TodayPage
from companion.ui.pages.trouble import TroublePage
from tests.quick_seals import seal_quickly
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, read

WORDS = "sieben kleine Boote"


@pytest.fixture
def access(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Access:
    """Give access to a diary with a passphrase, in which entries lie on pages of their own."""
    seal_quickly(monkeypatch.setattr)
    made = diaries.create(tmp_path / "Companion", clock, ids.ids(clock))
    for days in range(3):
        at = clock() - timedelta(days=days)
        made.add(CheckIn(at=at, mood=6, words="well enough " * 600))
        made.add(Note(at=at, words="a long walk " * 600))
    made.close()
    sealed = vault.sealed_file(made.access.keys, [Passphrase(WORDS)])
    vault.write(made.access.folder, sealed)
    return made.access


@pytest.fixture
def window(
    *, fonts: None, qtbot: QtBot, access: Access, content: Content, clock: Clock
) -> Iterator[MainWindow]:
    """Give the window of it, locked."""
    folder = access.folder
    made = MainWindow(None, content, clock, folder / "preferences.json", data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    yield made
    made.context.close()


def hold_looks(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Have every look at the record take until this is set."""
    end = Event()

    def held(folder: Path, keys: vault.Keys) -> bool:
        assert end.wait(10)
        return refuse_sick(folder, keys)

    monkeypatch.setattr(opening, "refuse_sick", held)
    return end


class Paints(QObject):
    """Notes of which pages anything is painted, and whether the look had come to its end by then."""

    def __init__(self, end: Event) -> None:
        super().__init__()
        self.seen: set[tuple[type[Page], bool]] = set()
        self._end = end
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt's own
        """Note a paint."""
        page: QObject | None = watched
        while event.type() is QEvent.Type.Paint and page is not None:
            if isinstance(page, Page):
                self.seen.add((type(page), self._end.is_set()))
            page = page.parent()
        return False


def press_enter(qtbot: QtBot, window: MainWindow) -> None:
    field = window.page.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def flipped(content: bytes, page: int) -> bytes:
    """Give a record with one bit of a page changed."""
    changed = bytearray(content)
    changed[page * 4096 + 200] ^= 1
    return bytes(changed)


def sick_page(access: Access, clock: Clock, *, of_check_ins: bool) -> int:
    """Give a page without which the record opens, and check-ins can be read of it or not."""
    path = access.folder / "record.db"
    sound = path.read_bytes()
    try:
        for page in range(1, len(sound) // 4096):
            path.write_bytes(flipped(sound, page))
            looked = opening.begin_look(access)
            try:
                book = diaries.open_(access.folder, clock, access=access, looked=looked)
            except Problem:
                continue
            try:
                book.entries(CheckIn)
            except Problem:
                is_read = True
            else:
                is_read = False
            finally:
                book.close()
            if is_read is of_check_ins:
                return page
    finally:
        path.write_bytes(sound)
    raise AssertionError


def test_nothing_is_painted_before_the_end_of_the_look(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = hold_looks(monkeypatch)
    made: list[bool] = []
    go_to = MainWindow.go_to

    def went(window: MainWindow, name: str, argument: str, down: int) -> None:
        go_to(window, name, argument, down)
        made.append(end.is_set())
        # Only once all of the page is made does the look come to its end.
        Timer(0.2, end.set).start()

    monkeypatch.setattr(MainWindow, "go_to", went)
    paints = Paints(end)
    press_enter(qtbot, window)
    qtbot.waitUntil(lambda: (TodayPage, True) in paints.seen, timeout=10_000)
    assert made == [False]
    assert (TodayPage, False) not in paints.seen


@pytest.mark.parametrize("of_check_ins", [True, False])
def test_a_sick_record_is_not_shown_whatever_could_be_read_of_it(
    qtbot: QtBot,
    access: Access,
    window: MainWindow,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    *,
    of_check_ins: bool,
) -> None:
    path = access.folder / "record.db"
    sick = flipped(path.read_bytes(), sick_page(access, clock, of_check_ins=of_check_ins))
    path.write_bytes(sick)
    end = hold_looks(monkeypatch)
    paints = Paints(end)
    Timer(0.5, end.set).start()
    press_enter(qtbot, window)
    qtbot.waitUntil(lambda: (TroublePage, True) in paints.seen, timeout=10_000)
    assert {kind for kind, _ended in paints.seen} == {LockedPage, TroublePage}
    assert "is damaged" in read(window.page)
    assert window.context.is_locked
    assert path.read_bytes() == sick
    assert not (access.folder / "record.db-wal").exists()


def test_a_record_that_was_mended_after_the_look_opens(access: Access, window: MainWindow) -> None:
    """As where the person tries again: a look at what the files were before says nothing."""
    path = access.folder / "record.db"
    sound = path.read_bytes()
    path.write_bytes(flipped(sound, 1))
    looked = opening.look(access)
    assert looked.problem is not None
    path.write_bytes(sound)
    window.locking.take_up(access, ("today", "", 0), looked)
    assert not window.context.is_locked
    assert isinstance(window.page, TodayPage)


def test_after_a_mistake_in_the_look_it_is_locked_as_before(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mistaken(*_given: object) -> bool:
        raise ZeroDivisionError

    # The mistake comes to the window when it has made Today.
    monkeypatch.setattr(opening, "refuse_sick", mistaken)
    monkeypatch.setattr(opening.Looking, "wait", lambda looking: looking)
    monkeypatch.setattr(opening, "_files", lambda _folder: ())
    before = window.page
    with qtbot.capture_exceptions() as caught:
        press_enter(qtbot, window)
        qtbot.waitUntil(lambda: bool(caught), timeout=10_000)
    assert [kind for kind, *_rest in caught] == [ZeroDivisionError]
    assert window.context.is_locked
    assert window.place[0] == "locked"
    assert window.page is not before
