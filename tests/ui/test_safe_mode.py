# SPDX-License-Identifier: Apache-2.0
"""Safe mode: one bad entry, or one page that fails, keeps nobody from their diary."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import msgspec
import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from companion import app, paths
from companion.domain.records import CheckIn, Note
from companion.exchange import archive
from companion.stopping import Progress
from companion.storage import backup_file, opening, protection, recovery, sealing, vault
from companion.storage import diary as diaries
from companion.storage.backup import make
from companion.storage.copies import Reason, backups
from companion.storage.ids import ids
from companion.storage.store import Line
from companion.storage.verifying import verify
from companion.ui import file_dialogs
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from companion.ui.pages.safe import SafePage
from companion.ui.pages.today import TodayPage
from companion.ui.pages.trouble import TroublePage
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, button_of, buttons, press_words, read, type_into

WORDS = "sieben kleine Boote"
SECRET = "the canary in the reflection"
EXPORT, BACKUP = "Export everything …", "Save a backup to a file …"
LOOK, RESTORE, OPEN = "See what can be saved", "Restore a backup …", "Open normally"
PAGE = 4096

Start = Callable[[], MainWindow]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)


@pytest.fixture
def folder(tmp_path: Path, clock: Clock) -> Path:
    """Give the folder of a closed diary with a draft."""
    folder = tmp_path / "Companion"
    book = diaries.create(folder, clock, ids(clock))
    for number in range(30):
        book.add(CheckIn(at=clock(), mood=number % 11, words=f"{SECRET} {number}"))
    book.keep_draft("check_in", b"{}")
    book.close()
    return folder


@pytest.fixture
def safe(*, fonts: None, qtbot: QtBot, folder: Path, clock: Clock) -> Iterator[Start]:
    """Start the window in safe mode, as the app does."""
    windows: list[MainWindow] = []

    def open_it() -> MainWindow:
        window = app.make_window(
            None, folder / "preferences.json", clock=clock, data_folder=folder, safe=True
        )
        qtbot.addWidget(window)
        windows.append(window)
        bring_up(qtbot, window)
        return window

    yield open_it
    for window in windows:
        window.context.close()
        QThreadPool.globalInstance().waitForDone()


@pytest.fixture
def saved_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Answer every dialog that asks where to save; the name comes without an ending."""
    chosen = tmp_path / "taken out"
    monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_asked: chosen)
    return chosen


def spoil(folder: Path) -> tuple[str, int]:
    """Make the last check-in one that cannot be read; give its name, and how many there are."""
    database = opening.connect(opening.access(folder))
    try:
        rows = database.rows("SELECT id FROM check_in ORDER BY instant, id")
        with database.write():
            sql = "UPDATE check_in SET created_at = 'some day' WHERE id = ?"
            database.tables.execute(sql, [str(rows[-1][0])])
    finally:
        database.close()
    return str(rows[-1][0]), len(rows)


def files(folder: Path) -> dict[str, bytes]:
    kept = (one for one in folder.iterdir() if one.is_file())
    return {one.name: one.read_bytes() for one in kept if one.name != "preferences.json"}


def shown(window: MainWindow) -> set[str]:
    return {one.text() for one in buttons(window)}


def wait(qtbot: QtBot, window: MainWindow, words: str) -> None:
    qtbot.waitUntil(lambda: words in read(window), timeout=30_000)


def type_and_enter(qtbot: QtBot, window: MainWindow, words: str) -> None:
    (field,) = [one for one in window.findChildren(QLineEdit) if one.isVisible()]
    type_into(qtbot, field, words)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_what_the_dialog_did_not_ask_about_is_not_written_over(safe: Start, saved_to: Path) -> None:
    for ending in (".companion.json", backup_file.SUFFIX):
        saved_to.with_suffix(ending).write_bytes(b"kept")
    window = safe()
    page = window.page
    assert isinstance(page, SafePage)
    for act, ending in (
        (page.export_everything, ".companion.json"),
        (page.save_backup, backup_file.SUFFIX),
    ):
        act()
        assert f"“taken out{ending}” is there already." in read(window)
        assert saved_to.with_suffix(ending).read_bytes() == b"kept"


def test_an_entry_that_cannot_be_read_is_left_out_and_named(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path
) -> None:
    bad, count = spoil(folder)

    control = diaries.open_(folder, app.now)
    with pytest.raises(msgspec.ValidationError):
        control.lines()
    control.close()

    before = files(folder)
    window = safe()
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, f"{count - 1} entries are in “taken out.companion.json”.")
    said = read(window)
    assert "1 check-in, entered on 23 November 2026" in said
    assert bad in said
    assert SECRET not in said
    written = json.loads(saved_to.with_suffix(".companion.json").read_bytes())
    assert len(written["entries"]["check_in"]) == count - 1
    assert bad not in {one["id"] for one in written["entries"]["check_in"]}
    assert files(folder) == before


def test_taking_everything_out_can_be_stopped(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = Event()
    encode = archive.encoded

    def held(lines: Sequence[Line], progress: Progress) -> bytes:
        assert may_go_on.wait(30)
        return encode(lines, progress)

    monkeypatch.setattr(archive, "encoded", held)
    before = files(folder)
    window = safe()
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, "Writing “taken out.companion.json” …")
    assert not button_of(window, BACKUP).isEnabled()
    qtbot.waitUntil(lambda: button_of(window, "Stop").hasFocus())
    qtbot.keyClick(button_of(window, "Stop"), Qt.Key.Key_Space)
    may_go_on.set()
    wait(qtbot, window, "Stopped. No file was written.")
    assert not list(saved_to.parent.glob("taken out*"))
    assert files(folder) == before
    assert button_of(window, EXPORT).hasFocus()


def test_a_page_that_fails_does_not_matter_here(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(TodayPage, "__init__", fail)
    book, trouble = app.opened(folder)
    assert trouble is None
    assert book is not None
    with pytest.raises(RuntimeError):
        app.make_window(book, folder / "preferences.json", data_folder=folder)
    book.close()

    window = safe()
    assert window.findChild(SafePage) is not None
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, "30 entries are in “taken out.companion.json”.")


def test_it_opens_nothing_and_writes_nothing(folder: Path, safe: Start) -> None:
    before = files(folder)
    window = safe()
    assert window.windowTitle() == "Companion"
    assert not window._side.isVisible()
    assert window.context.is_locked
    assert list(window._turning.pages) == ["locked"]
    assert shown(window) == {OPEN, "Close", EXPORT, BACKUP, LOOK, RESTORE, "Get help now"}
    assert SECRET not in read(window)
    assert files(folder) == before


def test_a_backup_can_be_taken_out_with_a_bad_entry_in_it(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path, tmp_path: Path
) -> None:
    spoil(folder)
    window = safe()
    press_words(qtbot, window, BACKUP)
    wait(qtbot, window, "The backup is in “taken out.companion-backup”, and was checked.")
    backup = backup_file.unpack(saved_to.with_suffix(backup_file.SUFFIX), tmp_path / "unpacked")
    assert verify(backup, opening.access(folder).keys) == ()


def test_a_damaged_record_is_not_opened_for_a_backup(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path
) -> None:
    record = folder / "record.db"
    content = bytearray(record.read_bytes())
    content[6 * PAGE + 100] ^= 1
    record.write_bytes(content)
    before = files(folder)
    window = safe()
    press_words(qtbot, window, BACKUP)
    wait(qtbot, window, "The diary file is damaged")
    assert not saved_to.with_suffix(backup_file.SUFFIX).exists()
    assert files(folder) == before
    assert button_of(window, BACKUP).isEnabled()
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, "Use the saved diary")


def test_it_leads_back_to_the_diary(qtbot: QtBot, folder: Path, safe: Start) -> None:
    window = safe()
    press_words(qtbot, window, OPEN)
    wait(qtbot, window, "How are you today?")
    assert len(window.context.diary.entries(CheckIn)) == 30
    assert window.context.diary.draft("check_in") is not None


def test_a_sound_diary_is_said_to_be_sound(qtbot: QtBot, folder: Path, safe: Start) -> None:
    window = safe()
    press_words(qtbot, window, LOOK)
    wait(qtbot, window, "On a second look the file is whole.")
    press_words(qtbot, window, "Save what is there all the same")
    wait(qtbot, window, "From the damaged file: 30 check-ins.")
    press_words(qtbot, window, "Leave everything as it is")
    assert not (folder / "record.db.salvaged").exists()


def test_restoring_keeps_the_present_as_a_backup(
    qtbot: QtBot, folder: Path, safe: Start, clock: Clock
) -> None:
    book = diaries.open_(folder, clock)
    make(book.access, clock(), Reason.ASKED)
    clock.advance(hours=1)
    book.add(Note(at=clock(), words="since"))
    book.close()
    window = safe()
    press_words(qtbot, window, RESTORE)
    press_words(qtbot, window, "Look inside")
    wait(qtbot, window, "It holds 30 check-ins.")
    press_words(qtbot, window, "Restore this backup")
    wait(qtbot, window, "Restored. What was there before is kept as a backup.")
    assert window.context.diary.entries(Note) == ()
    assert [one.manifest.entries for one in backups(folder) if one.manifest] == [31, 30]


def test_a_protected_diary_is_not_taken_out_without_its_passphrase(
    qtbot: QtBot, folder: Path, safe: Start, saved_to: Path, clock: Clock
) -> None:
    access = opening.access(folder)
    code = recovery.new_code()
    protection.protect(access, WORDS, code, clock(), lambda _done, _all: None)
    window = safe()
    archive = saved_to.with_suffix(".companion.json")
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, "needs its passphrase or its recovery code")
    qtbot.waitUntil(lambda: isinstance(window.focusWidget(), QLineEdit), timeout=5000)
    type_and_enter(qtbot, window, "not the words")
    wait(qtbot, window, "That is not the passphrase of this diary.")
    assert not archive.exists()
    type_and_enter(qtbot, window, WORDS)
    wait(qtbot, window, "30 entries are in")
    archive.unlink()
    window.mending._idle._last -= 10_000
    window.mending._idle.look()
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, "needs its passphrase or its recovery code")
    assert not archive.exists()
    press_words(qtbot, window, OPEN)
    qtbot.waitUntil(lambda: window.findChild(LockedPage) is not None, timeout=10_000)


def test_without_a_key_file_it_says_what_to_do(qtbot: QtBot, folder: Path, safe: Start) -> None:
    for name in (vault.KEYS, vault.COPY):
        (folder / name).unlink()
    window = safe()
    press_words(qtbot, window, EXPORT)
    wait(qtbot, window, "missing, so the diary stays shut.")
    assert window.findChild(TroublePage) is not None


def test_where_there_is_no_diary_yet_it_only_opens(
    *, fonts: None, qtbot: QtBot, tmp_path: Path, clock: Clock
) -> None:
    new = tmp_path / "new"
    new.mkdir()
    window = app.make_window(
        None, tmp_path / "preferences.json", clock=clock, data_folder=new, safe=True
    )
    qtbot.addWidget(window)
    window.show()
    assert shown(window) == {OPEN, "Close", "Get help now"}
    press_words(qtbot, window, OPEN)
    assert window.place[0] == "today"
    window.context.close()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("asked", "held"), [(True, False), (False, True)])
def test_the_app_starts_in_safe_mode_when_asked_or_while_shift_is_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, asked: bool, held: bool
) -> None:
    seen: list[bool] = []

    def look() -> None:
        (window,) = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        assert isinstance(window, MainWindow)
        seen.append(window.findChild(SafePage) is not None)
        window.close()

    modifiers = Qt.KeyboardModifier.ShiftModifier if held else Qt.KeyboardModifier.NoModifier
    monkeypatch.setattr(QGuiApplication, "queryKeyboardModifiers", lambda: modifiers)
    monkeypatch.setattr(app, "quit_on_signals", lambda _app: None)
    monkeypatch.setattr("sys.excepthook", None)
    QTimer.singleShot(300, look)
    assert app.run(paths.places(folder), safe=asked) == 0
    assert seen == [True]
