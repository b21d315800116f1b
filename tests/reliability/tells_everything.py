# SPDX-License-Identifier: Apache-2.0
"""A program to be watched: it writes a made-up word into every place that takes words, and waits.

``python -m tests.reliability.tells_everything EXPORTS [LEAK]``: fills a diary at the usual places,
uses the window, saves and exports to a folder, has something go wrong, says "ready", and waits to
be killed. ``LEAK`` takes one protection away: log, dialog or terminal; with "plan" the person chose
that the safety plan opens while locked.
"""

import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import datetime
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from time import monotonic

import msgspec
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from companion import app, hardening, logbook, paths
from companion.domain.moment import fixed
from companion.domain.records import Note, Record
from companion.preferences import WhileLocked
from companion.storage import backup, copies, diary, lock, vault
from companion.storage.ballast import Ballast
from companion.storage.diary import Diary
from companion.ui import file_dialogs, qt_messages
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.dialogs.while_locked import choose as choose_while_locked
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.dose_change import DoseChangeForm, StoppedForm
from companion.ui.forms.form import FormDialog
from companion.ui.forms.intake import IntakeForm
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.outside_score import OutsideScoreForm
from companion.ui.forms.person import PersonForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.safety_plan import SafetyPlanForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.forms.tracker import TrackerForm
from companion.ui.main_window import MainWindow
from companion.ui.pages.report import ReportPage
from tests.storage.samples import WORDS, every_kind, full_session

CANARY = "zqcanary"
"""What every made-up word begins with; letters alone, so that nothing writes it in another way."""

FORMS = (
    *(AppointmentForm, CheckInForm, MedicineForm, NoteForm, PersonForm, QuestionForm),
    *(SafetyPlanForm, SideEffectForm, DoseChangeForm, IntakeForm, OutsideScoreForm, StoppedForm),
    TrackerForm,
)
PAGES = (
    *("today", "prepare", "log", "questionnaire", "medicines", "catch_up", "visit"),
    *("trends", "report", "settings", "help"),
)
PATIENCE = 20.0
"""Seconds."""
TURN = 200
"""Milliseconds to leave a window time to come up."""


def canaries() -> Iterator[str]:
    """Give words that occur nowhere else, each another."""
    return (CANARY + "".join(letters) for letters in product(ascii_lowercase, repeat=3))


NEXT = canaries()


def with_canaries(record: Record) -> Record:
    """Give a record with another made-up word in each of its texts."""

    def replaced(value: object) -> object:
        if isinstance(value, dict):
            return {name: replaced(part) for name, part in value.items()}
        if isinstance(value, list | tuple):
            return [replaced(part) for part in value]
        return next(NEXT) if value == WORDS else value

    kind: type[Record] = type(record)
    return msgspec.convert(replaced(msgspec.to_builtins(record)), kind)


def fill(book: Diary) -> None:
    """Add an entry of each kind, with earlier versions, some in the bin, and a draft."""
    session = book.add(with_canaries(full_session()))
    kept = [book.add(with_canaries(record)) for record in every_kind(session.id)]
    for entry in kept:
        book.change(entry.id, with_canaries(entry.record))
    book.remove(book.add(Note(at=app.now(), words=next(NEXT))).id)
    book.keep_draft("note:elsewhere", next(NEXT).encode())


def wait(until: Callable[[], object]) -> None:
    """Let the window go on until something is so. Raises TimeoutError when it never is."""
    end = monotonic() + PATIENCE
    while not until():
        if monotonic() > end:
            raise TimeoutError
        QApplication.processEvents()


def type_everywhere(place: QWidget) -> None:
    """Type a made-up word into every field for words that can be seen."""
    fields: list[QLineEdit | QPlainTextEdit] = [
        *place.findChildren(QLineEdit),
        *place.findChildren(QPlainTextEdit),
    ]
    for field in fields:
        if field.isVisible() and field.isEnabled() and not field.isReadOnly():
            QTest.keyClicks(field, next(NEXT))
    QApplication.processEvents()


def use_forms(window: MainWindow) -> None:
    """Half-fill every form and close it."""
    for form in FORMS:
        dialog = FormDialog(form(window.context), None, window)
        dialog.show()
        type_everywhere(dialog)
        dialog.reject()
        dialog.deleteLater()


def use_pages(window: MainWindow) -> None:
    """Look at every page and type into what it has; see the report's pages."""
    for page in PAGES:
        window.open_page(page, "phq-9" if page == "questionnaire" else "")
        window.page.complete()
        QApplication.processEvents()
        if page == "log":
            for field in window._turning.pages[page].findChildren(QLineEdit):
                if field.isVisible():
                    QTest.keyClicks(field, CANARY)
    open_report(window).copy()


def open_report(window: MainWindow) -> ReportPage:
    """Give the report's page once it shows the pages of the report."""
    window.open_page("report")
    report = window._turning.pages["report"]
    assert isinstance(report, ReportPage)
    before = report._wanted
    wait(lambda: report._wanted > before)
    wait(lambda: report.preview._state.text() != "Making the pages…")
    assert CANARY in report.preview.accessibleDescription()
    return report


def choose(path: Path) -> None:
    """Answer the next dialog for a file with a path."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            QTimer.singleShot(TURN, answer)
            return
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(name, QLineEdit)
        dialog.setDirectory(str(path.parent))
        name.setText(str(path))
        dialog.accept()
        if dialog.isVisible():
            QTimer.singleShot(TURN, answer)

    QTimer.singleShot(TURN, answer)


def save_and_export(window: MainWindow, exports: Path) -> None:
    """Save the report and export everything to the chosen folder, by the window's own buttons."""
    report = open_report(window)
    choose(exports / "report.pdf")
    report.save()
    wait(lambda: not report.saving)
    window.open_page("settings")
    window.page.complete()
    choose(exports / "everything.json")
    press(window, "Export everything …")
    wait((exports / "everything.json").exists)
    wait(lambda: says(window, "Everything is in"))
    choose(exports / "everything.json")
    looked_at = close_plan()
    press(window, "Import an archive …")
    wait(lambda: bool(looked_at))
    assert looked_at == ["Every entry is here already."]


def close_plan() -> list[str]:
    """Close the next dialog that says what an import will do; give what it said, once it did."""
    told: list[str] = []

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ImportDialog):
            words = "Every entry is here already."
            told.append(words if says(dialog, words) else "something else")
            dialog.reject()
        else:
            QTimer.singleShot(TURN, answer)

    QTimer.singleShot(TURN, answer)
    return told


def press(place: QWidget, words: str) -> None:
    """Press the button of these words."""
    next(one for one in place.findChildren(QPushButton) if one.text() == words).click()


def says(place: QWidget, words: str) -> bool:
    """Tell whether these words can be read somewhere."""
    return any(words in one.text() for one in place.findChildren(QLabel) if one.isVisible())


def go_wrong(window: MainWindow, leaking: str) -> None:
    """Press a button whose slot fails with the person's words in its hands."""

    def slot() -> None:
        words = next(NEXT)
        try:
            dict[str, str]()[words]
        except KeyError as error:
            raise ValueError(f"{words} {window.context.diary.snapshot()!r}") from error

    def close_box() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            assert CANARY not in box.text() + box.informativeText() + box.windowTitle()
            box.accept()
        else:
            QTimer.singleShot(TURN, close_box)

    button = QPushButton(window)
    button.clicked.connect(slot)
    sys.excepthook = sys.__excepthook__ if leaking == "terminal" else app.last_resort
    if sys.excepthook is app.last_resort:
        QTimer.singleShot(TURN, close_box)
    button.click()


def protect(book: Diary) -> None:
    """Set a passphrase that is a made-up word, and try another."""
    keys = book.access.keys
    file = vault.sealed_file(keys, [vault.Passphrase(next(NEXT))])
    vault.write(book.access.folder, file)
    try:
        vault.unlock(file, vault.Passphrase(next(NEXT)))
    except vault.WrongSecret as wrong:
        logbook.log.info("not unlocked: %s", wrong)


def leak(kind: str, book: Diary) -> None:
    """Take one protection away."""
    if kind == "log":
        logbook.log.info(f"saved {book.snapshot()!r}")  # noqa: G004 -- the careless way
    if kind == "dialog":
        vars(file_dialogs)["_without_traces"] = nullcontext


def main(exports: Path, leaking: str) -> None:
    """Do it all."""
    hardening.keep_private()
    places = paths.places()
    logbook.begin(places.log)
    qt_messages.keep_out_words()
    application = app.application()
    with lock.take(places.data), logbook.last_resort():
        sys.excepthook = broken
        Ballast(places.data).lay()
        book = diary.open_or_create(places.data, lambda: fixed(datetime.now().astimezone()))
        fill(book)
        logbook.log.info("filled with %s and %s", book.snapshot(), book.person())
        window = app.make_window(book, places.preferences, data_folder=places.data)
        window.show()
        leak(leaking, book)
        if leaking == "plan":
            choose_while_locked(window.context, WhileLocked.PLAN)
            window.open_page("help")
        if not leaking:
            use_forms(window)
            use_pages(window)
            backup.make(book.access, app.now(), copies.Reason.ASKED)
            protect(book)
            window.context.keep(window.context.preferences)
        if leaking in {"", "dialog"}:
            save_and_export(window, exports)
        if leaking in {"", "terminal"}:
            go_wrong(window, leaking)
        application.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        print("ready", flush=True)
        sys.stdin.read()


def broken(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    """End at once when something goes wrong that was not meant to: nobody is there to be told."""
    print(f"broken {''.join(traceback.format_exception(error))!r}", flush=True)
    os._exit(1)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    except BaseException as error:  # noqa: BLE001 -- whatever it is
        broken(type(error), error, None)
