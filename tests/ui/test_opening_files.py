# SPDX-License-Identifier: Apache-2.0
"""A file that is opened with Companion is shown, whatever the window is at; nothing is lost by it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt, QThreadPool, QTimer
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from companion import app, arguments, cli, paths
from companion.domain.records import Note
from companion.exchange import archive
from companion.paths import Places
from companion.problem import Problem
from companion.storage import backup, lock, vault
from companion.storage import diary as diaries
from companion.storage.ids import ids
from companion.storage.opening import Access
from companion.storage.vault import Passphrase
from companion.ui import file_dialogs, opening_files
from companion.ui.dialogs.clinic_pack import ClinicPackDialog
from companion.ui.dialogs.dialog import Dialog
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.dialogs.restore import UNPACKED, RestoreDialog
from companion.ui.forms.form import FormDialog
from companion.ui.forms.note import NoteForm
from companion.ui.main_window import SMALLEST, MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.trouble import TroublePage
from companion.ui.progress import Progress
from companion.ui.saving import named_as_archive
from companion.ui.settings import diary as diary_card
from tests.exchange.packs import EXAMPLE, written
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up, open_page, press_key, press_words, read, with_dialog

WORDS = "seven small boats"
THEIRS = "written on the old computer"
LONG = 15_000

Start = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_files, "AGAIN", 20)


@pytest.fixture
def folder(tmp_path: Path, empty_diary: Path) -> Path:
    """Give the folder of a diary in which nothing stands yet."""
    made = tmp_path / "Companion"
    shutil.copytree(empty_diary, made)
    return made


@pytest.fixture
def export(tmp_path: Path, clock: Clock) -> Path:
    """Give an export of another diary."""
    other = diaries.create(tmp_path / "Other", clock, ids(clock))
    other.add(Note(at=clock(), words=THEIRS))
    path = tmp_path / "mine.companion.json"
    archive.export(other, path)
    other.close()
    return path


@pytest.fixture
def stick(tmp_path: Path, export: Path, clock: Clock) -> Path:
    """Give a backup of that diary, in one file."""
    path = tmp_path / "old.companion-backup"
    other = diaries.open_(tmp_path / "Other", clock)
    backup.give_out(other.access, clock(), path)
    other.close()
    return path


@pytest.fixture
def start(*, fonts: None, qtbot: QtBot, folder: Path, clock: Clock) -> Iterator[Start]:
    """Start the window as the app does."""
    windows: list[MainWindow] = []

    def started(*, welcomes: bool = False) -> MainWindow:
        book, trouble = app.opened(folder)
        window = app.make_window(
            book,
            folder / "preferences.json",
            clock=clock,
            data_folder=folder,
            trouble=trouble,
            welcomes=welcomes,
        )
        qtbot.addWidget(window)
        windows.append(window)
        bring_up(qtbot, window)
        return window

    yield started
    for window in windows:
        window.context.close()
    QThreadPool.globalInstance().waitForDone()


def notes(window: MainWindow) -> list[str]:
    return [entry.record.words for entry in window.context.diary.entries(Note)]


def protect(folder: Path, clock: Clock) -> None:
    book = diaries.open_(folder, clock)
    keys = book.access.keys
    book.close()
    vault.write(folder, vault.sealed_file(keys, [Passphrase(WORDS)]))


def unlock(qtbot: QtBot, window: MainWindow) -> None:
    field = window.page.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, WORDS)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)


def never(qtbot: QtBot, kind: type) -> None:
    """Give it the time of several looks: no such dialog comes."""
    qtbot.wait(8 * opening_files.AGAIN)
    assert not isinstance(QApplication.activeModalWidget(), kind)


# ---- what is shown


def test_an_export_is_shown_before_it_is_taken_in(qtbot: QtBot, start: Start, export: Path) -> None:
    window = start()

    def act(dialog: ImportDialog) -> None:
        assert f"From “{export.name}”" in read(dialog)
        assert export.stem not in dialog.windowTitle()
        assert notes(window) == []
        press_words(qtbot, dialog, "Import")

    came = with_dialog(ImportDialog, act)
    window.files.take(export)
    qtbot.waitUntil(lambda: bool(came) and notes(window) == [THEIRS], timeout=LONG)
    # It was taken in in another thread, and is told once the dialog has gone.
    qtbot.waitUntil(lambda: "1 entry came in" in read(window), timeout=LONG)
    assert window.place[:2] == ("settings", "diary")
    assert window.windowTitle() == "Companion"


def test_a_backup_is_shown_before_one_goes_back_to_it(
    qtbot: QtBot, start: Start, folder: Path, stick: Path, clock: Clock
) -> None:
    window = start()
    window.context.diary.add(Note(at=clock(), words="here"))

    def act(dialog: RestoreDialog) -> None:
        qtbot.waitUntil(lambda: "It lacks 1 entry" in read(dialog), timeout=LONG)
        assert dialog._list.item(0).text().startswith(f"“{stick.name}”")
        assert dialog.focusWidget() is dialog._list, "the keyboard is where one chooses"
        assert "There is no backup on this computer yet." not in read(dialog)
        assert notes(window) == ["here"]
        press_words(qtbot, dialog, "Go back to this copy")

    came = with_dialog(RestoreDialog, act)
    window.files.take(stick)
    qtbot.waitUntil(lambda: bool(came) and not dialog_open(), timeout=LONG)
    qtbot.waitUntil(
        lambda: not window.context.is_locked and notes(window) == [THEIRS], timeout=LONG
    )
    assert "Your diary is as it was in the backup of" in read(window)
    assert not list((folder / "backups").glob(f"{UNPACKED}*"))


def is_said(window: MainWindow, words: str) -> bool:
    return words in read(window)


def dialog_open() -> bool:
    return QApplication.activeModalWidget() is not None


def test_a_clinics_list_is_shown_before_it_is_used(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    window = start()
    said: list[str] = []
    came = with_dialog(ClinicPackDialog, lambda dialog: said.append(read(dialog)))
    window.files.take(written(EXAMPLE, tmp_path))
    qtbot.waitUntil(lambda: bool(came) and not dialog_open(), timeout=LONG)
    assert "Riverside" in said[0]
    assert window.place[:2] == ("settings", "clinic")


def test_what_it_cannot_open_is_said_where_one_is_and_goes_by_a_key(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    window = start()
    (tmp_path / "letter.odt").write_bytes(b"PK\3\4 a letter")
    files = {
        "letter.odt": "“letter.odt” is not a file that Companion can open.",
        "gone.json": "“gone.json” cannot be read.",
    }
    for name, said in files.items():
        window.files.take(tmp_path / name)
        qtbot.waitUntil(partial(is_said, window, said), timeout=LONG)
        assert "Nothing was changed." in read(window)
        assert window.place[0] == "today"
    window.page.setFocus()
    close = next(
        one for one in window._notice.findChildren(type(window._saved.undo)) if one.isVisible()
    )
    close.setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    assert "cannot be read" not in read(window)


# ---- whatever the window is at


def test_a_half_filled_form_stays_until_it_is_done(
    qtbot: QtBot, start: Start, export: Path, tmp_path: Path
) -> None:
    window = start()
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())

    def fill_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        qtbot.keyClicks(dialog.form.first_control(), "half a ")
        window.files.take(export)
        never(qtbot, ImportDialog)
        assert f"“{export.name}” is shown as soon as" in read(window)
        qtbot.keyClicks(dialog.form.first_control(), "sentence")
        qtbot.keyClick(
            dialog.form.first_control(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )

    QTimer.singleShot(50, fill_in)
    kept = FormDialog.ask(NoteForm(window.context), window)
    assert kept is not None
    assert notes(window) == ["half a sentence"]
    qtbot.waitUntil(lambda: bool(came), timeout=LONG)
    assert "is shown as soon as" not in read(window)


def test_locked_it_waits_for_the_passphrase_and_for_the_form_that_comes_back(
    qtbot: QtBot, start: Start, folder: Path, export: Path, clock: Clock
) -> None:
    protect(folder, clock)
    window = start()
    unlock(qtbot, window)
    order: list[str] = []

    def type_and_lock() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        qtbot.keyClicks(dialog.form.first_control(), "half a sentence")
        window.lock()

    QTimer.singleShot(50, type_and_lock)
    assert FormDialog.ask(NoteForm(window.context), window) is None
    qtbot.waitUntil(lambda: window.context.is_locked, timeout=LONG)
    window.files.take(export)
    never(qtbot, ImportDialog)
    assert "is shown as soon as the diary is open" in read(window)
    assert THEIRS not in read(window)

    def look_at_form(dialog: FormDialog) -> None:
        order.append(str(dialog.form.raw()["words"]))
        never(qtbot, ImportDialog)

    def look_at_import(_dialog: ImportDialog) -> None:
        order.append("import")

    with_dialog(FormDialog, look_at_form)
    with_dialog(ImportDialog, look_at_import)
    unlock(qtbot, window)
    qtbot.waitUntil(lambda: len(order) == 2, timeout=LONG)
    assert order == ["half a sentence", "import"]


def test_on_a_new_computer_a_backup_comes_in_the_place_of_the_first_run(
    qtbot: QtBot, start: Start, stick: Path
) -> None:
    window = start(welcomes=True)
    assert window.place[0] == "welcome"

    def act(dialog: RestoreDialog) -> None:
        qtbot.waitUntil(lambda: "It has 1 entry that you" in read(dialog), timeout=LONG)
        press_words(qtbot, dialog, "Go back to this copy")

    came = with_dialog(RestoreDialog, act)
    window.files.take(stick)
    qtbot.waitUntil(lambda: bool(came) and not dialog_open(), timeout=LONG)
    qtbot.waitUntil(lambda: not window.context.is_locked and bool(notes(window)), timeout=LONG)
    assert notes(window) == [THEIRS]
    assert window._side.isVisible()
    assert not window.context.is_welcoming


def test_an_export_waits_until_the_first_run_is_over(
    qtbot: QtBot, start: Start, export: Path
) -> None:
    window = start(welcomes=True)
    window.files.take(export)
    never(qtbot, ImportDialog)
    assert window.place[0] == "welcome"
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    window.open_page("today")
    qtbot.waitUntil(lambda: bool(came), timeout=LONG)


def test_where_the_diary_does_not_open_a_backup_is_looked_into(
    qtbot: QtBot, start: Start, folder: Path, stick: Path, export: Path
) -> None:
    (folder / "record.db").write_bytes(b"")
    window = start()
    page = window.page
    assert isinstance(page, TroublePage)
    window.files.take(export)
    window.files.take(stick)
    qtbot.waitUntil(lambda: f"“{export.name}” is shown as soon as" in read(window), timeout=LONG)
    qtbot.waitUntil(lambda: "is whole. It holds 1 note" in read(window), timeout=LONG)
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    press_words(qtbot, window, "Restore this backup")
    qtbot.waitUntil(lambda: not window.context.is_locked, timeout=LONG)
    assert notes(window) == [THEIRS]
    qtbot.waitUntil(lambda: bool(came), timeout=LONG)


def test_one_thing_is_asked_at_a_time_however_long_a_file_takes(
    qtbot: QtBot, start: Start, export: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned, go_on, order = diary_card._planned, Event(), list[str]()

    def slowly(
        access: Access, now: Callable[[], datetime], chosen: Path, progress: Progress
    ) -> object:
        go_on.wait(LONG / 1000)
        return planned(access, now, chosen, progress)

    monkeypatch.setattr(diary_card, "_planned", slowly)
    window = start()
    window.files.take(export)
    qtbot.waitUntil(partial(is_said, window, f"Reading “{export.name}”"), timeout=LONG)

    def look(name: str, dialog: Dialog) -> None:
        order.append(name)
        qtbot.wait(8 * opening_files.AGAIN)
        assert QApplication.activeModalWidget() is dialog

    with_dialog(ImportDialog, partial(look, "import"))
    with_dialog(RestoreDialog, partial(look, "restore"))
    window.files.take(stick)
    qtbot.wait(8 * opening_files.AGAIN)
    window.open_page("today")
    go_on.set()
    qtbot.waitUntil(lambda: len(order) == 2 and not dialog_open(), timeout=LONG)
    assert order == ["import", "restore"]


def test_locked_it_says_at_once_what_it_can_never_open(
    qtbot: QtBot, start: Start, folder: Path, clock: Clock
) -> None:
    protect(folder, clock)
    window = start()
    window.files.take(folder / "gone.json")
    qtbot.waitUntil(partial(is_said, window, "“gone.json” cannot be read."), timeout=LONG)
    assert window.context.is_locked


def test_what_somebody_else_says_while_a_file_waits_stays(
    qtbot: QtBot, start: Start, export: Path
) -> None:
    window = start(welcomes=True)
    window.files.take(export)
    qtbot.waitUntil(partial(is_said, window, "is shown as soon as"), timeout=LONG)
    window._tell_of_update()
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    window.open_page("today")
    qtbot.waitUntil(lambda: bool(came) and not dialog_open(), timeout=LONG)
    assert "Companion was updated to" in read(window)


def test_a_name_without_end_neither_widens_the_window_nor_is_cut_off(
    qtbot: QtBot, start: Start, folder: Path
) -> None:
    window = start()
    window.files.take(folder / ("n" * 240))
    qtbot.waitUntil(lambda: bool(window.notice), timeout=LONG)
    (words,) = window._notice.findChildren(QLabel)
    qtbot.waitUntil(lambda: words.height() >= words.heightForWidth(words.width()), timeout=LONG)
    assert window.minimumSizeHint().width() < SMALLEST[0]
    assert words.minimumSizeHint().width() < words.width()
    assert "n" * 240 in words.accessibleName()


# ---- how it comes there


def test_a_real_second_start_hands_it_over_and_the_first_shows_it(
    qtbot: QtBot, start: Start, folder: Path, export: Path
) -> None:
    window = start()
    watcher = app.watch_for_second_start(folder, window)
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    window.showMinimized()
    with lock.take(folder):
        second = subprocess.Popen(
            [sys.executable, "-m", "companion", "open", export.name, "--data-dir", str(folder)],
            cwd=export.parent,
            env={**os.environ, "PYTHONPATH": str(Path(app.__file__).parents[1])},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        qtbot.waitUntil(lambda: bool(came), timeout=2 * LONG)
        said, _nothing = second.communicate(timeout=LONG / 1000)
    assert (second.returncode, said) == (0, b"")
    assert not window.isMinimized()
    assert not (folder / lock.RAISE).exists()
    assert not (folder / lock.HEARD).exists()
    logs = [path.read_text() for path in folder.glob("log/*")]
    assert not any("mine" in log for log in logs)
    watcher.removePaths(watcher.directories())


@pytest.mark.usefixtures("fonts")
def test_a_second_start_that_cannot_ask_the_first_says_so(
    folder: Path, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Problem] = []
    monkeypatch.setattr(app, "tell", told.append)
    (folder / lock.RAISE).mkdir()
    with lock.take(folder):
        assert app.run(paths.places(folder), file=export) == 1
    assert [problem.happened for problem in told] == ["“raise” could not be written."]


def test_what_was_asked_while_the_window_was_being_made_is_answered(
    qtbot: QtBot, start: Start, folder: Path, export: Path
) -> None:
    lock.ask_to_raise(folder, export)
    window = start()
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    watcher = app.watch_for_second_start(folder, window)
    qtbot.waitUntil(lambda: bool(came), timeout=LONG)
    watcher.removePaths(watcher.directories())


def test_the_system_hands_it_over_by_an_event(
    qapp: QApplication, qtbot: QtBot, start: Start, export: Path
) -> None:
    window = start()
    came = with_dialog(ImportDialog, lambda dialog: dialog.reject())
    window.hide()
    hearing = app.hand_over_files(qapp, window)
    assert QApplication.sendEvent(qapp, QFileOpenEvent(str(export)))
    qtbot.waitUntil(lambda: bool(came), timeout=LONG)
    qapp.removeEventFilter(hearing)
    hearing.deleteLater()


def test_the_command_line_hands_on_an_absolute_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[dict[str, object]] = []

    def run(where: Places, **more: object) -> int:
        asked.append({"file": more["file"], "at": where})
        return 0

    monkeypatch.setattr(app, "run", run)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["open", "a.json", "--data-dir", "d"]) == 0
    assert cli.main(["open", "--data-dir", "d"]) == 0
    here = paths.places(Path("d"))
    assert asked == [{"file": tmp_path / "a.json", "at": here}, {"file": None, "at": here}]


@pytest.mark.parametrize(
    "line",
    [["--safe-mode", "open", "a"], ["--hidden", "open", "a"], ["open", ""], ["open", "a", "b"]],
)
def test_what_does_not_go_together_is_wrong_usage(line: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        arguments.parsed(line)
    assert ended.value.code == 2


def test_an_export_is_suggested_under_a_name_that_the_system_knows(start: Start) -> None:
    card = open_page(start(), "settings", SettingsPage).diary
    assert card._suggested().name == "companion-2026-11-23.companion.json"


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("mine", "mine.companion.json"),
        ("mine.json", "mine.json"),
        ("MINE.JSON", "MINE.JSON"),
        ("mine.companion.json", "mine.companion.json"),
        ("Nov. 2026", "Nov. 2026.companion.json"),
    ],
)
def test_an_ending_is_added_where_none_was_typed(typed: str, named: str) -> None:
    assert named_as_archive(Path("/d") / typed) == Path("/d") / named


def test_an_export_that_the_dialog_did_not_ask_about_is_not_written_over(
    start: Start, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = export.read_bytes()
    (kept := export.with_name("mine.companion-backup")).write_bytes(b"kept")
    monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_asked: export.parent / "mine")
    page = open_page(start(), "settings", SettingsPage)
    page.diary.export_everything()
    assert "“mine.companion.json” is there already." in page.diary.answer.text()
    page.backups.save_to_file()
    assert "“mine.companion-backup” is there already." in page.backups.answer.text()
    assert not page.works
    assert (export.read_bytes(), kept.read_bytes()) == (before, b"kept")


def test_the_answer_to_a_name_without_end_is_no_wider_than_its_card(
    qtbot: QtBot, start: Start, tmp_path: Path
) -> None:
    window = start()
    path = tmp_path / ("n" * 220 + ".companion.json")
    path.write_bytes(b'{"format": "companion-archive"')
    window.files.take(path)
    qtbot.waitUntil(partial(is_said, window, "cannot be imported"), timeout=LONG)
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page.diary.answer.minimumSizeHint().width() < page.diary.width()
    assert page.diary.width() < page.viewport().width()
