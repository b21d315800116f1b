# SPDX-License-Identifier: Apache-2.0
"""The report page: the pages as they will be, what is left out, and a file that is whole."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, NoReturn

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QPaintEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QWidget

from companion.domain.records import (
    Appointment,
    CheckIn,
    Grade,
    Medicine,
    Note,
    Question,
    Record,
    SideEffect,
    Snapshot,
)
from companion.domain.visit import raised
from companion.problem import Problem
from companion.report.parts import Paper, Section
from companion.report.pdf import compile_pages
from companion.ui.dialogs.leave_out import LeaveOutDialog
from companion.ui.pages.report import ReportPage
from companion.ui.printing import prepare
from companion.ui.whole_record import WholeRecord
from companion.ui.widgets import preview
from companion.ui.widgets.preview import AT_A_TIME, PageView, Unpacked, size_of
from tests.ui.gestures import (
    CTRL,
    NOW,
    button_of,
    held,
    moods,
    open_page,
    plan,
    press,
    press_words,
    read,
    with_dialog,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

LONG = 20_000
"""Milliseconds that making a document may take on a busy computer."""


@pytest.fixture
def page(window: MainWindow, diary: Diary) -> ReportPage:
    moods(diary, {20: 3, 19: 4, 5: 6, 1: 7})
    held(diary, "2026-11-05 14:00")
    diary.add(Medicine(name="Sertraline", dose="100 mg"))
    diary.add(Note(at=NOW, words="Rain on the canal"))
    diary.add(Note(at=NOW, words="Kept to myself"))
    diary.add(Appointment(plan=plan("2026-11-25 11:15"), with_whom="Dr Byrne"))
    return open_page(window, "report", ReportPage)


def words(qtbot: QtBot, page: ReportPage) -> str:
    """Give the words of the preview once it shows what was chosen."""
    before = page._wanted
    qtbot.waitUntil(lambda: page._wanted > before, timeout=LONG)
    waiting = "Making the pages…"
    qtbot.waitUntil(lambda: page.preview.state != waiting, timeout=LONG)
    return page.preview.accessibleDescription()


def choose_path(monkeypatch: pytest.MonkeyPatch, path: Path) -> list[str]:
    offered: list[str] = []

    def chosen(_parent: object, _title: str, name: str, *_rest: object) -> tuple[str, str]:
        offered.append(name)
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    return offered


def text_of(path: Path) -> str:
    return "\n".join(one.extract_text() for one in PdfReader(path).pages)


def test_the_pages_appear_and_follow_the_choices(qtbot: QtBot, page: ReportPage) -> None:
    told = words(qtbot, page)
    pages = page.preview.findChildren(PageView)
    assert page.preview.count == len(pages) > 0
    assert pages[0].accessibleName() == f"Page 1 of {len(pages)}"
    assert pages[0].picture.startswith(b"\x89PNG")
    assert (
        page.preview.state == f"Preview: the document itself, {len(pages)} pages" or len(pages) == 1
    )
    assert "Not included by the patient’s choice: notes." in told
    press(qtbot, page.contents.boxes[Section.MEDICINES])
    told = words(qtbot, page)
    assert "Not included by the patient’s choice: medicines, notes." in told


def test_the_head_names_the_appointment(page: ReportPage, diary: Diary) -> None:
    assert page.subtitle.text() == "Appointment Wed 25 Nov, Dr Byrne"
    diary.undo()
    assert page.subtitle.text() == "One document, readable in two minutes"


def test_the_period_is_since_the_last_appointment_where_there_was_one(
    qtbot: QtBot, page: ReportPage, diary: Diary
) -> None:
    assert page.period.whole.isChecked()
    assert not page.period.since.isVisible()
    diary.add(Appointment(plan=plan("2025-11-10 11:15")))
    assert page.period.since.text() == "Since your appointment, 10 Nov 2025"
    diary.add(Appointment(plan=plan("2026-11-10 11:15")))
    assert page.period.since.isChecked()
    assert page.period.chosen() == (date(2026, 11, 10), NOW.date())
    press(qtbot, page.period.whole)
    diary.add(Appointment(plan=plan("2026-11-12 11:15")))
    assert page.period.whole.isChecked()
    assert page.period.since.text() == "Since your appointment, 12 Nov"


def test_the_whole_treatment_stands_once_the_last_appointment_is_gone(
    qtbot: QtBot, page: ReportPage, diary: Diary
) -> None:
    last = diary.add(Appointment(plan=plan("2026-11-10 11:15")))
    press(qtbot, page.period.since)
    diary.remove(last.id)
    assert page.period.whole.isChecked()
    assert page.period.chosen() == (date(2026, 10, 22), NOW.date())


def test_the_head_leads_to_the_visit(
    qtbot: QtBot, page: ReportPage, window: MainWindow, diary: Diary
) -> None:
    [ahead] = diary.entries(Appointment)
    press(qtbot, page.visit_button)
    assert (window._turning.current, window._turning.pages["visit"].whereabouts) == (
        "visit",
        ahead.id,
    )
    diary.remove(ahead.id)
    window.open_page("report")
    assert page.visit_button.isHidden()


def test_a_question_half_typed_is_there_when_the_page_is_made_anew(
    qtbot: QtBot, page: ReportPage
) -> None:
    qtbot.keyClicks(page.three.new.control(), "Can I dri")
    page.leave()
    again = ReportPage(page.context)
    qtbot.addWidget(again)
    assert again.three.new.typed == "Can I dri"


def test_own_dates_the_wrong_way_round_are_refused_at_the_field(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offered = choose_path(monkeypatch, tmp_path / "never.pdf")
    press(qtbot, page.period.own)
    page.period.first.edit.setFocus()
    page.period.first.set_raw("2026-11-20")
    page.period.last.set_raw("2026-11-10")
    page.period.last.edited.emit()
    assert "The end lies before the start. Please check both days." in read(page.period)
    press(qtbot, page.save_button)
    assert offered == []
    page.period.last.set_raw("2026-11-21")
    page.period.last.edited.emit()
    assert "The end lies before the start" not in read(page.period)
    assert "20" in words(qtbot, page).splitlines()[1]


def test_own_dates_are_typed_and_taken_once_they_are_whole(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    offered = choose_path(monkeypatch, tmp_path / "never.pdf")
    press(qtbot, page.period.own)
    taken: list[object] = []
    page.period.edited.connect(lambda: taken.append(page.period.chosen()))
    first, last = page.period.first.edit, page.period.last.edit
    first.setFocus()
    qtbot.keyClicks(first, "10/11")
    assert taken == []
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert taken == [(date(2026, 11, 10), date(2026, 11, 23))]
    assert last.hasFocus()
    qtbot.keyClicks(last, "31/11")
    page.save()
    assert offered == []
    assert "There is no such day in the calendar." in read(page.period)
    qtbot.keyClick(last, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(last, "20.11.")
    qtbot.keyClick(last, Qt.Key.Key_Tab)
    assert taken[-1] == (date(2026, 11, 10), date(2026, 11, 20))
    assert "There is no such day" not in read(page.period)


def test_saving_writes_a_whole_pdf_while_the_window_goes_on(  # noqa: PLR0917 -- what is tried
    qtbot: QtBot,
    page: ReportPage,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    window: MainWindow,
    diary: Diary,
) -> None:
    moods(diary, {day: day % 11 for day in range(21, 221)})
    press(qtbot, page.contents.boxes[Section.ANSWERS])
    press(qtbot, page.period.own)
    page.period.first.set_raw("2026-04-01")
    page.period.first.edited.emit()
    words(qtbot, page)
    path = tmp_path / "for Dr Byrne.pdf"
    offered = choose_path(monkeypatch, path)
    ticks: list[bool] = []
    ticking = QTimer(page)
    ticking.timeout.connect(lambda: ticks.append(not page.saving))
    ticking.start(1)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert page.saving
    assert "Making the PDF…" in read(page)
    qtbot.waitUntil(lambda: "Saved as “for Dr Byrne.pdf” in" in read(page), timeout=LONG)
    ticking.stop()
    assert Path(offered[0]).name == "summary-2026-11-23.pdf"
    qtbot.waitUntil(lambda: not page.saving)
    assert "Report saved as for Dr Byrne.pdf." in window._saved.answer.text()
    assert "Sertraline" in text_of(path)
    assert "canal" not in text_of(path)
    assert [each.name for each in tmp_path.iterdir() if each.suffix in (".pdf", ".part")] == [
        path.name
    ]
    assert False in ticks, "however fast it is made, the window went on meanwhile"


def test_saving_is_stopped_and_nothing_is_written(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copying = Event()

    def slow(*_asked: object) -> bytes:
        copying.wait(20)
        return b"{}"

    monkeypatch.setattr("companion.exchange.fhir.document", slow)
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    assert not page.stop_saving.isVisible()
    page.save()
    assert page.saving
    qtbot.waitUntil(page.stop_saving.isVisible, timeout=LONG)
    press(qtbot, page.stop_saving)
    qtbot.waitUntil(lambda: not page.saving, timeout=LONG)
    copying.set()
    assert "Stopped. No file was written." in read(page)
    assert not page.stop_saving.isVisible()
    assert not path.exists()
    page.save()
    qtbot.waitUntil(path.exists, timeout=LONG)
    qtbot.waitUntil(lambda: not page.saving)


def test_what_was_left_out_is_not_in_the_file(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    press(qtbot, page.contents.boxes[Section.MEDICINES])
    page.save()
    qtbot.waitUntil(path.exists, timeout=LONG)
    assert "Sertraline" not in text_of(path)
    assert "choice: medicines, notes." in " ".join(text_of(path).split())
    qtbot.waitUntil(lambda: not page.saving)


@pytest.mark.parametrize("there", [True, False])
def test_a_place_that_cannot_be_written_leaves_nothing_half(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, there: bool
) -> None:
    folder = tmp_path / "place"
    if there:
        folder.write_text("a file where the folder should be")
    choose_path(monkeypatch, folder / "report.pdf")
    page.save()
    sentence = "The folder for “report.pdf” is not there."
    qtbot.waitUntil(lambda: sentence in read(page), timeout=LONG)
    assert "Your diary is unchanged. Choose a folder that exists." in read(page)
    assert not page.saving
    assert list(tmp_path.rglob("*.part")) == []
    assert folder.is_file() is there


def test_leaving_the_chooser_writes_nothing(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_asked: ("", ""))
    press(qtbot, page.save_button)
    assert not page.saving
    assert page.answer.text() == ""


def test_copied_as_plain_text(qtbot: QtBot, page: ReportPage) -> None:
    QGuiApplication.clipboard().clear()
    told = words(qtbot, page)
    press_words(qtbot, page, "Copy as plain text")
    qtbot.waitUntil(lambda: "Copied." in read(page), timeout=LONG)
    copied = QGuiApplication.clipboard().text()
    # The file carries a copy for a computer; a text does not.
    attached = " Structured copy (FHIR R4) attached."
    assert attached in told
    assert copied == told.replace(attached, "")
    assert len(copied.splitlines()) > 3


def test_notes_go_in_one_by_one(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.contents.notes_fold.open()
    assert page.contents.notes_fold.press.text() == "Notes: 0 of 2 go in"
    boxes = {box.toolTip(): box for box in page.contents.findChildren(QCheckBox) if box.toolTip()}
    assert set(boxes) == {"Rain on the canal", "Kept to myself"}
    assert not any(box.isChecked() for box in boxes.values())
    assert page.contents.notes() == frozenset()
    boxes["Rain on the canal"].click()
    assert page.contents.notes_fold.press.text() == "Notes: 1 of 2 go in"
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    page.save()
    qtbot.waitUntil(path.exists, timeout=LONG)
    told = text_of(path)
    assert "Rain on the canal" in told
    assert "Kept to myself" not in told
    qtbot.waitUntil(lambda: not page.saving)


def test_a_note_out_of_the_period_does_not_count(qtbot: QtBot, page: ReportPage) -> None:
    page.contents.notes_fold.open()
    box = next(box for box in page.contents.findChildren(QCheckBox) if "canal" in box.toolTip())
    box.click()
    press(qtbot, page.period.own)
    page.period.first.set_raw("2026-11-01")
    page.period.last.set_raw("2026-11-10")
    page.period.last.edited.emit()
    assert "canal" not in read(page.contents)
    job = page._job()
    assert job is not None
    assert "canal" not in repr(job.summary())


def ask(qtbot: QtBot, page: ReportPage, typed: str) -> None:
    line = page.three.new.control()
    line.setFocus()
    qtbot.keyClicks(line, typed)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def raised_words(diary: Diary) -> list[str]:
    return [entry.record.words for entry in raised(diary.entries(Question))]


def test_questions_are_added_put_in_order_and_settled(
    qtbot: QtBot, page: ReportPage, window: MainWindow, diary: Diary
) -> None:
    for typed in ("Can I fly?", "Rest?", "Dose?", "Fourth?"):
        ask(qtbot, page, typed)
    ask(qtbot, page, "  ")
    assert page.three.new.typed.strip() == ""
    assert raised_words(diary) == ["Can I fly?", "Rest?", "Dose?"]
    assert "1. Can I fly?" in read(page)
    page.three.others.open()
    press_words(qtbot, page, "Raise this: Fourth?")
    assert "Three are picked already. Take one off" in read(page)
    assert raised_words(diary) == ["Can I fly?", "Rest?", "Dose?"]
    press_words(qtbot, page, "Up: Dose?")
    assert raised_words(diary) == ["Can I fly?", "Dose?", "Rest?"]
    assert "2. Dose?" in read(page)
    up = button_of(page, "Up: Dose?")
    qtbot.waitUntil(up.hasFocus)
    qtbot.keyClick(up, Qt.Key.Key_Space)
    assert raised_words(diary) == ["Dose?", "Can I fly?", "Rest?"]
    window.undo()
    assert raised_words(diary) == ["Can I fly?", "Dose?", "Rest?"]
    press_words(qtbot, page, "Take off: Can I fly?")
    press_words(qtbot, page, "Raise this: Fourth?")
    assert raised_words(diary) == ["Dose?", "Rest?", "Fourth?"]
    press_words(qtbot, page, "Done: Dose?")
    assert "Dose?" not in read(page)
    [settled] = [one for one in diary.entries(Question) if one.record.answered]
    assert settled.record.to_raise is None


def test_single_entries_stay_out_of_the_pages_and_of_the_copy_inside(
    qtbot: QtBot, page: ReportPage, diary: Diary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    diary.add(SideEffect(own_name="Canarysneeze", start=NOW, grade=Grade.MILD))
    diary.add(Question(at=NOW, words="Canaryquestion"))

    def leave_out(dialog: LeaveOutDialog) -> None:
        shown = len(dialog._rows)
        dialog.search.setText("canary")
        assert [item.isHidden() for item, _kind, _words in dialog._rows].count(False) == 2
        assert dialog.count.text() == "2 entries shown · 0 left out"
        dialog.list.setFocus()
        for item, _kind, told in dialog._rows:
            if "canary" in told:
                dialog.list.setCurrentItem(item)
                qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        dialog.search.clear()
        dialog.kind.setCurrentIndex(dialog.kind.findData("sessions"))
        assert dialog.count.text() == "1 entry shown · 2 left out"
        assert len(dialog._rows) == shown > 3
        press_words(qtbot, dialog, "Done")

    with_dialog(LeaveOutDialog, leave_out)
    qtbot.waitUntil(lambda: page._record.is_read, timeout=LONG)
    press(qtbot, page.contents.leave_out)
    assert page.contents.leave_out.text() == "2 entries left out: change …"
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    page.save()
    qtbot.waitUntil(lambda: not page.saving, timeout=LONG)
    found = PdfReader(path)
    assert "anary" not in text_of(path)
    [copy] = found.attachments["summary.fhir.json"]
    assert b"anary" not in copy
    bundle = json.loads(copy)
    assert bundle["resourceType"] == "Bundle"
    assert bundle["type"] == "document"
    assert b"Sertraline" in copy
    assert b"Kept to myself" not in copy
    # The choice outlives the page, which is made anew with another look.
    again = ReportPage(page.context)
    qtbot.addWidget(again)
    assert again.contents.left_out() == page.contents.left_out()


def test_what_to_leave_out_is_asked_once_however_long_reading_takes(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, go_on, asked = WholeRecord(page.context.diary.access, page.context.now), Event(), []
    really = slow.snapshot

    def snapshot() -> Snapshot:
        go_on.wait(20)
        return really()

    def press_again(dialog: LeaveOutDialog) -> None:
        asked.append(dialog)
        QApplication.processEvents()  # what the second press waited for is there as well
        assert QApplication.activeModalWidget() is dialog
        dialog.reject()

    monkeypatch.setattr(slow, "snapshot", snapshot)
    page._record = slow
    with_dialog(LeaveOutDialog, press_again)
    press(qtbot, page.contents.leave_out)
    press(qtbot, page.contents.leave_out)
    assert asked == []
    go_on.set()
    qtbot.waitUntil(lambda: len(asked) == 1, timeout=LONG)
    with_dialog(LeaveOutDialog, press_again)
    qtbot.wait(100)
    assert len(asked) == 1


def test_a_copy_that_fails_does_not_end_saving(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    copying = Event()

    def slow(*_asked: object) -> bytes:
        copying.wait(20)
        return b"{}"

    def refuse(_job: object) -> NoReturn:
        raise Problem(happened="The disk does not answer.", safe="It is safe.", next_step="Wait.")

    monkeypatch.setattr("companion.exchange.fhir.document", slow)
    monkeypatch.setattr("companion.ui.report_job.Job.words", refuse)
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    page.save()
    page.copy()
    qtbot.waitUntil(lambda: "The disk does not answer." in read(page), timeout=LONG)
    assert page.saving
    copying.set()
    qtbot.waitUntil(lambda: not page.saving, timeout=LONG)
    assert path.exists()


def test_everything_goes_back_in_and_is_counted_once(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[LeaveOutDialog] = []
    tell = LeaveOutDialog._tell

    def count(dialog: LeaveOutDialog) -> None:
        counted.append(dialog)
        tell(dialog)

    def put_back(dialog: LeaveOutDialog) -> None:
        dialog.list.setFocus()
        for item, _kind, _words in dialog._rows:
            dialog.list.setCurrentItem(item)
            qtbot.keyClick(dialog.list, Qt.Key.Key_Space)
        assert len(dialog.left_out()) == len(dialog._rows) > 3
        monkeypatch.setattr(LeaveOutDialog, "_tell", count)
        press_words(qtbot, dialog, "Put everything back in")
        assert dialog.count.text().endswith("0 left out")
        press_words(qtbot, dialog, "Done")

    with_dialog(LeaveOutDialog, put_back)
    qtbot.waitUntil(lambda: page._record.is_read, timeout=LONG)
    press(qtbot, page.contents.leave_out)
    assert len(counted) == 1
    assert page.contents.left_out() == frozenset()


def test_without_the_copy_and_with_a_password(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"
    offered = choose_path(monkeypatch, path)
    page.file.attach.click()
    page.file.papers[Paper.LETTER].click()
    page.file.lock.click()
    qtbot.keyClicks(page.file.password.line, "weak")
    page.save()
    assert "This password is too easy to guess." in read(page)
    page.file.password.line.clear()
    qtbot.keyClicks(page.file.password.line, "sorrel Haus 42")
    qtbot.keyClicks(page.file.again.line, "sorrel haus 42")
    page.save()
    assert "The two passwords are not the same." in read(page)
    assert offered == []
    page.file.again.line.clear()
    qtbot.keyClicks(page.file.again.line, "sorrel Haus 42")
    page.save()
    qtbot.waitUntil(path.exists, timeout=LONG)
    qtbot.waitUntil(lambda: not page.saving)
    assert "It opens with your password only." in read(page)
    assert not PdfReader(path).decrypt("sorrel haus 42")
    found = PdfReader(path, password="sorrel Haus 42")
    assert not found.attachments
    assert round(found.pages[0].mediabox.width) == 612
    page.leave()
    assert not page.file.lock.isChecked()
    assert page.file.password.text == page.file.again.text == ""


def test_a_file_is_locked_though_the_page_was_left_while_its_place_was_chosen(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "report.pdf"

    def chosen(*_asked: object) -> tuple[str, str]:
        page.leave()
        return str(path), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    page.file.lock.click()
    for field in (page.file.password, page.file.again):
        qtbot.keyClicks(field.line, "sorrel Haus 42")
    page.save()
    qtbot.waitUntil(lambda: not page.saving, timeout=LONG)
    assert PdfReader(path).is_encrypted
    assert "It opens with your password only." in read(page)


def test_what_hinders_the_pages_is_said_and_can_be_tried_again(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    words(qtbot, page)
    problem = Problem(happened="The fonts are gone.", safe="All is safe.", next_step="Try again.")

    def refuse(*_asked: object, **_how: object) -> NoReturn:
        raise problem

    with monkeypatch.context() as patched:
        patched.setattr("companion.report.pdf.compile_pages", refuse)
        press(qtbot, page.contents.boxes[Section.MEDICINES])
        qtbot.waitUntil(lambda: "The fonts are gone." in read(page.preview), timeout=LONG)
        assert page.preview.count == 0
    press(qtbot, page.preview.retry)
    qtbot.waitUntil(lambda: page.preview.count > 0, timeout=LONG)
    assert "The fonts are gone." not in read(page.preview)


def test_the_keys_go_through_the_pages(qtbot: QtBot, page: ReportPage) -> None:
    words(qtbot, page)
    page.preview.setFocus()
    bar = page.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(page.preview, Qt.Key.Key_End)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(page.preview, Qt.Key.Key_PageUp)
    assert bar.value() < bar.maximum()
    qtbot.keyClick(page.preview, Qt.Key.Key_Home)
    assert bar.value() == 0
    qtbot.keyClick(page.preview, Qt.Key.Key_Down)
    assert bar.value() == bar.singleStep()


def picture_of(colour: Qt.GlobalColor) -> bytes:
    """Give a page of one colour, as a PNG picture."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image = QImage(120, 170, QImage.Format.Format_RGB32)
    image.fill(colour)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def test_only_the_pages_looked_at_are_unpacked(qtbot: QtBot) -> None:
    picture = picture_of(Qt.GlobalColor.white)
    unpacked = Unpacked()
    assert (size_of(picture).width(), size_of(picture).height()) == (120, 170)
    views = [PageView(picture, number, 90, unpacked) for number in range(1, 91)]
    for view in views:
        qtbot.addWidget(view)
        view.resize(60, 85)
        view.grab()
        QApplication.processEvents()
    assert len(unpacked) == AT_A_TIME


def test_the_window_is_kept_for_one_page_at_a_time(qtbot: QtBot) -> None:
    black = picture_of(Qt.GlobalColor.black)
    unpacked = Unpacked()
    views = [PageView(black, number, 3, unpacked) for number in (1, 2, 3)]
    for view in views:
        qtbot.addWidget(view)
        view.resize(60, 85)

    def shades() -> list[int]:
        return [view.grab().toImage().pixelColor(30, 40).lightness() for view in views]

    assert shades() == [0, 255, 255]
    QApplication.processEvents()
    assert shades() == [0, 0, 255]
    QApplication.processEvents()
    assert shades() == [0, 0, 0]
    QApplication.processEvents()
    for view in views:
        view.resize(50, 71)
    assert shades() == [0, 0, 0], "one of another size is painted rather than none"
    now = [unpacked.get(number, black, QSize(50, 71)) for number in (1, 2, 3)]
    assert [image.width() for image in now if image is not None] == [50, 60, 60]


def test_a_page_that_cannot_be_unpacked_is_not_painted_for_ever(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = picture_of(Qt.GlobalColor.black)
    view, painted = PageView(picture, 1, 1, Unpacked()), list[QPaintEvent]()
    paint = PageView.paintEvent
    # As Qt gives it where there is no memory for one.
    monkeypatch.setattr(preview, "_scaled", lambda _picture, _size: QImage())

    def spied(self: PageView, event: QPaintEvent) -> None:
        painted.append(event)
        paint(self, event)

    monkeypatch.setattr(PageView, "paintEvent", spied)
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: bool(painted))
    qtbot.wait(50)
    assert len(painted) < 5


def test_of_pages_that_just_came_those_in_sight_alone_are_unpacked(
    qtbot: QtBot, window: MainWindow, page: ReportPage
) -> None:
    window.resize(1280, 900)
    words(qtbot, page)
    picture = page.preview.findChildren(PageView)[0].picture
    page.preview.show_pages([picture] * 6, "Six pages")
    QApplication.processEvents()
    views = page.preview.findChildren(PageView)[-6:]
    assert [view.accessibleName() for view in views] == [f"Page {n} of 6" for n in range(1, 7)]
    in_sight = sum(not view.visibleRegion().isEmpty() for view in views)
    assert 1 <= in_sight < len(views)
    qtbot.waitUntil(lambda: len(page.preview.unpacked) == in_sight)
    QApplication.processEvents()
    assert len(page.preview.unpacked) == in_sight


def test_the_pages_stay_until_something_is_another(
    qtbot: QtBot, window: MainWindow, page: ReportPage, diary: Diary, clock: Clock
) -> None:
    words(qtbot, page)
    shown, record = page._shown, page._record
    assert shown is not None
    window.open_page("help")
    window.open_page("report")
    assert page._record is record
    words(qtbot, page)
    assert page._shown is shown
    told = page.preview.state
    page.preview.show_waiting()
    for _twice in range(2):
        press(qtbot, page.file.attach)
    words(qtbot, page)
    assert page._shown is shown
    assert page.preview.state == told
    diary.add(Medicine(name="Bupropion", dose="150 mg"))
    assert page._record is not record
    assert "Bupropion" in words(qtbot, page)
    clock.advance(days=1)
    window.open_page("help")
    window.open_page("report")
    assert page.period.chosen() == (date(2026, 10, 22), clock().date())
    assert "made 24 Nov 2026" in words(qtbot, page).replace("\xa0", " ")


def test_the_whole_record_is_read_once_for_all_that_ask(diary: Diary, clock: Clock) -> None:
    moods(diary, {3: 5})
    whole = WholeRecord(diary.access, clock)
    assert not whole.is_read
    first = whole.snapshot()
    assert first == diary.snapshot()
    moods(diary, {2: 6})
    assert whole.snapshot() is first
    assert len(WholeRecord(diary.access, clock).snapshot().check_ins) == 2


@pytest.mark.parametrize(
    ("told", "begins"),
    [
        ([], date(2026, 11, 23)),
        ([CheckIn(at=NOW - timedelta(days=3), mood=4)], date(2026, 11, 20)),
        (
            [
                CheckIn(at=NOW - timedelta(days=3), mood=4),
                SideEffect(effect="nausea", grade=Grade.MILD, start=NOW - timedelta(days=9)),
                CheckIn(at=NOW - timedelta(days=1), mood=4),
            ],
            date(2026, 11, 14),
        ),
    ],
)
def test_without_a_session_the_period_begins_with_what_was_told_first(
    window: MainWindow, diary: Diary, told: list[Record], begins: date
) -> None:
    for record in told:
        diary.add(record)
    page = open_page(window, "report", ReportPage)
    assert page.period.chosen() == (begins, NOW.date())


def test_printing_paints_the_same_pages_on_the_paper(
    qtbot: QtBot, page: ReportPage, tmp_path: Path
) -> None:
    job = page._job()
    assert job is not None
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    prepare(printer, Paper.LETTER)
    path = tmp_path / "printed.pdf"
    printer.setOutputFileName(str(path))
    summary = job.summary()
    pages = compile_pages(summary, job.options.paper, 60)
    said: list[str] = []
    assert len(job.to_print()) == len(pages)
    page.printing.told.connect(lambda sentence, _fault: said.append(sentence))
    with qtbot.waitSignal(page.printing.ended, timeout=LONG):
        page.printing.print_on(printer, lambda: pages)
    found = PdfReader(path)
    assert len(found.pages) == len(pages)
    assert round(found.pages[0].mediabox.width) == 612
    assert f"Printing page 1 of {len(pages)} …" in said
    assert said[-1] == "Sent to the printer."
    assert found.metadata is not None
    assert found.metadata.title == "Companion"


def test_printing_can_be_stopped(qtbot: QtBot, page: ReportPage, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))

    def stopped() -> list[bytes]:
        page.printing.stop()
        return [b""]

    with qtbot.waitSignal(page.printing.ended, timeout=LONG):
        page.printing.print_on(printer, stopped)
    assert "Stopped. Some pages may have come out." in read(page)


def said_by(place: QWidget, told: str) -> bool:
    return told in read(place)


def test_the_other_files_hold_what_they_say(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page.others.open()
    choose_path(monkeypatch, tmp_path / "for-a-computer.json")
    page.others.without_name.click()
    press(qtbot, page.others.fhir)
    made = tmp_path / "for-a-computer.json"
    qtbot.waitUntil(made.exists, timeout=LONG)
    assert json.loads(made.read_bytes())["resourceType"] == "Bundle"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path))
    for expected in ("companion-tables-2026-11-23", "companion-tables-2026-11-23-2"):
        press(qtbot, page.others.tables)
        told = f"The tables are in the folder “{expected}”."
        qtbot.waitUntil(partial(said_by, page.others, told), timeout=LONG)
        assert list((tmp_path / expected).glob("*.csv"))
    choose_path(monkeypatch, tmp_path / "all.json")
    press(qtbot, page.others.archive)
    qtbot.waitUntil((tmp_path / "all.json").exists, timeout=LONG)
    qtbot.waitUntil(lambda: "Saved as “all.json”." in read(page.others), timeout=LONG)


def test_nothing_is_made_for_a_page_that_was_left(
    qtbot: QtBot, page: ReportPage, window: MainWindow
) -> None:
    words(qtbot, page)
    press(qtbot, page.contents.boxes[Section.MEDICINES])
    assert page._timer.isActive()
    made = page._wanted
    window.open_page("today")
    qtbot.wait(400)
    assert page._wanted == made
