# SPDX-License-Identifier: Apache-2.0
"""The report page: the pages as they will be, what is left out, and a file that is whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFileDialog

from companion.domain.records import Appointment, Medicine, Note, Question
from companion.report.parts import Section
from companion.ui.pages.report import ReportPage
from companion.ui.widgets.preview import PageView
from tests.ui.gestures import (
    CTRL,
    NOW,
    held,
    moods,
    open_page,
    plan,
    press,
    press_words,
    read,
)

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.main_window import MainWindow

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
    qtbot.waitUntil(lambda: page.preview._state.text() != waiting, timeout=LONG)
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
    assert not pages[0]._page.isNull()
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
    diary.add(Appointment(plan=plan("2026-11-10 11:15")))
    assert page.period.since.isChecked()
    assert page.period.chosen() == (date(2026, 11, 10), NOW.date())
    press(qtbot, page.period.whole)
    diary.add(Appointment(plan=plan("2026-11-12 11:15")))
    assert page.period.whole.isChecked()


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
    qtbot.waitUntil(lambda: "Saved as for Dr Byrne.pdf." in read(page), timeout=LONG)
    ticking.stop()
    assert Path(offered[0]).name == "summary-2026-11-23.pdf"
    qtbot.waitUntil(lambda: not page.saving)
    assert "Report saved as for Dr Byrne.pdf." in window._answer.text()
    assert "Sertraline" in text_of(path)
    assert "canal" not in text_of(path)
    assert [each.name for each in tmp_path.iterdir() if each.suffix in (".pdf", ".part")] == [
        path.name
    ]
    assert False in ticks, "however fast it is made, the window went on meanwhile"


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
    assert "Making" not in page._message.text()


def test_copied_as_plain_text(qtbot: QtBot, page: ReportPage) -> None:
    QGuiApplication.clipboard().clear()
    press_words(qtbot, page, "Copy as plain text")
    copied = QGuiApplication.clipboard().text()
    assert copied == words(qtbot, page)
    assert len(copied.splitlines()) > 3
    assert "Copied." in read(page)


def test_notes_go_in_one_by_one(
    qtbot: QtBot, page: ReportPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    boxes = {
        box.toolTip(): box
        for box in page.contents.findChildren(QCheckBox)
        if box.isVisible() and box.toolTip()
    }
    assert set(boxes) == {"Rain on the canal", "Kept to myself"}
    assert not any(box.isChecked() for box in boxes.values())
    assert page.contents.notes() == frozenset()
    boxes["Rain on the canal"].click()
    path = tmp_path / "report.pdf"
    choose_path(monkeypatch, path)
    page.save()
    qtbot.waitUntil(path.exists, timeout=LONG)
    told = text_of(path)
    assert "Rain on the canal" in told
    assert "Kept to myself" not in told
    qtbot.waitUntil(lambda: not page.saving)


def test_a_note_out_of_the_period_does_not_count(qtbot: QtBot, page: ReportPage) -> None:
    box = next(box for box in page.contents.findChildren(QCheckBox) if "canal" in box.toolTip())
    box.click()
    press(qtbot, page.period.own)
    page.period.first.set_raw("2026-11-01")
    page.period.last.set_raw("2026-11-10")
    page.period.last.edited.emit()
    assert "canal" not in read(page.contents)
    options = page._options()
    assert options is not None
    told = page._summarise(options)
    assert "canal" not in repr(told)


def test_questions_are_added_and_settled(qtbot: QtBot, page: ReportPage, diary: Diary) -> None:
    page.add_question.setFocus()
    qtbot.keyClicks(page.add_question, "Can I fly?")
    qtbot.keyClick(page.add_question, Qt.Key.Key_Return)
    assert page.add_question.text() == ""
    assert "1. Can I fly?" in read(page)
    qtbot.keyClick(page.add_question, Qt.Key.Key_Return)
    assert len(diary.entries(Question)) == 1
    press_words(qtbot, page, "Done: Can I fly?")
    assert diary.entries(Question)[0].record.answered
    assert "Can I fly?" not in read(page)


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
