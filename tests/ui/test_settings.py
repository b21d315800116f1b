# SPDX-License-Identifier: Apache-2.0
"""Settings: the look changes at once and lasts, and everything goes out and comes in again."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import CheckIn, Note, Person, Route, Rule, RuleSet, Whose
from companion.preferences import Appearance
from companion.storage import copies, ids
from companion.storage.copies import Reason
from companion.storage.diary import Diary, create
from companion.ui.context import Context
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.forms.form import FormDialog
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from tests.ui.conftest import Clock
from tests.ui.gestures import button_of, open_page, planned, press_key, press_words, with_dialog


@pytest.fixture
def page(qtbot: QtBot, context: Context, tmp_path: Path) -> SettingsPage:
    context.data_folder = tmp_path / "Companion"
    return shown(qtbot, context)


def shown(qtbot: QtBot, context: Context) -> SettingsPage:
    made = SettingsPage(context)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.refresh()
    made.show()
    made.complete()
    return made


def current(window: MainWindow) -> SettingsPage:
    page = window.page
    assert isinstance(page, SettingsPage)
    return page


def words(page: SettingsPage) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel))


def background(window: MainWindow) -> str:
    return window.grab().toImage().pixelColor(2, 2).name().upper()


def test_the_look_changes_at_once_and_lasts(
    qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    window.open_page("settings")
    first = current(window)
    qtbot.mouseClick(first.look.appearance.buttons[Appearance.DARK], Qt.MouseButton.LeftButton)
    page = current(window)
    assert page is not first
    assert background(window) == window.context.theme.colours["bg"] == "#12181A"
    assert page.look.appearance.buttons[Appearance.DARK].isChecked()
    before = page.title.fontMetrics().height()
    qtbot.mouseClick(page.look.text_size.buttons[150], Qt.MouseButton.LeftButton)
    page = current(window)
    assert page.title.fontMetrics().height() > before * 1.4
    assert page.look.text_size.buttons[150].hasFocus()
    again = MainWindow(diary, Content(), clock, tmp_path / "preferences.json")
    qtbot.addWidget(again)
    assert again.context.theme.dark
    assert again.context.theme.text_size == 150


def test_a_second_press_changes_nothing(qtbot: QtBot, page: SettingsPage) -> None:
    chosen = page.look.text_size.buttons[100]
    qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)
    assert chosen.isChecked()
    assert page.context.preferences.text_size == 100


def test_the_country_decides_the_paper(qtbot: QtBot, window: MainWindow) -> None:
    window.open_page("settings")
    box = current(window).about_you.countries
    box.setCurrentIndex(box.findData("US"))
    box.activated.emit(box.currentIndex())
    assert "paper of the report: Letter" in words(current(window))
    assert window.context.country.code == "US"


def test_where_the_diary_is(qtbot: QtBot, page: SettingsPage, tmp_path: Path) -> None:
    assert page.diary.place.text() == str(tmp_path / "Companion")
    assert page.diary.place.isReadOnly()
    (copy,) = (each for each in page.findChildren(QPushButton) if each.text() == "Copy the path")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == str(tmp_path / "Companion")
    assert "The path is copied." in words(page)


def test_what_it_is_and_is_not(page: SettingsPage) -> None:
    text = words(page)
    assert "It records and prints. It does not assess, triage or alert." in text
    assert "Content not yet reviewed by a clinician." in text
    assert "It is not certified as a medical device." in text


def test_ones_details_in_a_line(page: SettingsPage, diary: Diary) -> None:
    assert "No details yet." in words(page)
    diary.add(Person(name="Sam Example", clinic="Harbour Clinic"))
    page.refresh()
    assert "Sam Example · Harbour Clinic" in words(page)


def press(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
    answer = (str(path) if path else "", "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(lambda *_: answer))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", staticmethod(lambda *_: answer))


def test_everything_goes_out_and_comes_in(
    qtbot: QtBot, page: SettingsPage, diary: Diary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = page.context.now
    diary.add(CheckIn(at=clock(), mood=6))
    entry = diary.add(Note(at=clock(), words="the sea"))
    diary.change(entry.id, Note(at=clock(), words="the sea, the sky"))
    choose(monkeypatch, tmp_path / "out")
    press(qtbot, page.diary.export)
    qtbot.waitUntil(lambda: "Everything is in “out.companion.json”" in page.diary.answer.text())
    assert page.diary.export.isEnabled()
    other = create(tmp_path / "Other", clock, ids.ids(clock))
    try:
        theirs = Context(other, page.context.content, clock, tmp_path / "p.json", page.context.ways)
        second = shown(qtbot, theirs)
        choose(monkeypatch, tmp_path / "out.companion.json")
        seen = with_dialog(ImportDialog, lambda dialog: press_words(qtbot, dialog, "Import"))
        press(qtbot, second.diary.import_)
        told = second.diary.answer
        qtbot.waitUntil(lambda: told.text().startswith("2 entries came in. Nothing was lost."))
        assert told.text().endswith("choose the backup of Monday 23 November, 10:00 under Backups.")
        assert other.lines() == diary.lines()
        again = with_dialog(ImportDialog, lambda dialog: press_words(qtbot, dialog, "Close"))
        press(qtbot, second.diary.import_)
        qtbot.waitUntil(lambda: bool(again) and second.diary.import_.isEnabled())
        assert seen
        reasons = [
            each.manifest.reason for each in copies.backups(tmp_path / "Other") if each.manifest
        ]
        assert reasons == [Reason.BEFORE_IMPORT]
    finally:
        other.close()


def test_a_file_that_is_no_archive_is_refused_in_words(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[", encoding="utf-8")
    choose(monkeypatch, wrong)
    press(qtbot, page.diary.import_)
    said = "“wrong.json” is not an archive of Companion."
    qtbot.waitUntil(lambda: said in page.diary.answer.text())
    assert "Nothing was changed." in page.diary.answer.text()


def test_an_export_that_cannot_be_written_is_said(
    qtbot: QtBot, page: SettingsPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, tmp_path / "nowhere" / "out.json")
    press(qtbot, page.diary.export)
    qtbot.waitUntil(lambda: "is not there" in page.diary.answer.text())
    assert page.diary.export.isEnabled()


def test_nothing_chosen_changes_nothing(
    qtbot: QtBot, page: SettingsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, None)
    press(qtbot, page.diary.export)
    press(qtbot, page.diary.import_)
    assert page.diary.answer.isHidden()


# --- finding one's way ----------------------------------------------------------------------------

WHAT_CAN_BE_SET = {
    "Language and country": ("English", "Dark", "200 %", "Edit your details"),
    "Passphrase and backups": (
        "Set a passphrase …",
        "Back up now",
        "Restore …",
        "Check the diary now",
    ),
    "Reminders and questions": ("Remind me", "Add a tracker", "All questionnaires"),
    "Checklists": ("Take in a clinic’s list …", "Add an item …"),
    "Your diary and help": (
        "Export everything …",
        "Delete everything …",
        "How to use Companion",
        "About Companion",
    ),
}


def test_everything_that_can_be_set_stands_in_a_part_that_is_named_at_the_top(
    page: SettingsPage,
) -> None:
    assert [one.text() for one in page.jumps.buttons] == list(WHAT_CAN_BE_SET)
    for section in page.sections:
        shown = [one.text() for one in section.findChildren(QAbstractButton) if one.text()]
        assert set(WHAT_CAN_BE_SET[section.title]) <= set(shown)


def test_one_jumps_to_a_part_by_key(qtbot: QtBot, window: MainWindow) -> None:
    page = open_page(window, "settings", SettingsPage)
    page.jumps.buttons[3].setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    assert page.verticalScrollBar().value() > 500
    assert page.clinic.take_in.hasFocus()
    press_key(qtbot, Qt.Key.Key_Tab)
    assert page.own_items.choice.hasFocus()


def test_units_are_told(page: SettingsPage) -> None:
    assert "Weight is in kilograms, blood pressure in mmHg" in words(page)


# --- items of one's own ---------------------------------------------------------------------------


def test_an_own_item_is_added_from_here_to_the_chosen_checklist(
    qtbot: QtBot, page: SettingsPage, diary: Diary
) -> None:
    card = page.own_items
    press(qtbot, card.add_one)
    assert card.answer.text() == "Choose a checklist first."
    card.choice.setCurrentIndex(card.choice.findText("Each month"))

    def fill(dialog: FormDialog) -> None:
        dialog.form.fields["question"].set_raw("Is the cat fed?")
        dialog.form.fields["whose"].set_raw("own")
        dialog.save()

    came = with_dialog(FormDialog, fill)
    press(qtbot, card.add_one)
    assert came
    page.refresh()
    assert "Is the cat fed?" in words(page)
    (entry,) = diary.entries(RuleSet)
    assert [rule.checklist for rule in entry.record.rules] == ["maintenance"]
    assert button_of(card, "Change: Is the cat fed?").text() == "Change"


def test_what_was_changed_on_a_checklist_stands_here_and_a_clinics_own_file_does_not(
    page: SettingsPage, diary: Diary
) -> None:
    assert page.own_items.choice.currentData() is None
    changed = Rule(item="last_meal_iv", whose=Whose.CLINIC, says="No milk")
    left_out = Rule(item="bag_packed", whose=Whose.OWN, off=True)
    packs = Rule(item="bring_dog", whose=Whose.CLINIC, question="Bring the dog?")
    diary.add(RuleSet(rules=(changed, left_out)))
    diary.add(RuleSet(pack="riverside", rules=(packs,)))
    planned(diary, "2026-11-26 14:00", Route.IV)
    page.refresh()
    labels = [one.text() for one in page.own_items.findChildren(QLabel) if not one.isHidden()]
    assert labels.count("changed by you") == 1
    assert labels.count("left out") == 1
    assert "Bring the dog?" not in labels
    again = SettingsPage(page.context)
    assert again.own_items.choice.currentText() == "Before the session: IV infusion"
    again.deleteLater()


def test_everything_focusable_has_a_name(page: SettingsPage, qapp: QApplication) -> None:
    for each in page.findChildren(QWidget):
        if each.focusPolicy() is Qt.FocusPolicy.NoFocus or not each.isVisibleTo(page):
            continue
        text = each.text() if isinstance(each, QAbstractButton) else ""
        assert each.accessibleName() or text, each
