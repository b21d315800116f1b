# SPDX-License-Identifier: Apache-2.0
"""What is taken now: one press to note it, changes that leave the past, the list for the doctor."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from companion.domain.medicine import as_taken
from companion.domain.records import (
    CheckIn,
    DoseChange,
    Entry,
    Intake,
    Medicine,
    Schedule,
)
from companion.ui import file_dialogs
from companion.ui.forms.dose_change import DoseChangeForm, StoppedForm
from companion.ui.forms.form import FormDialog
from companion.ui.forms.intake import IntakeForm
from companion.ui.forms.medicine import MedicineForm
from companion.ui.pages.medicines import MedicinesPage
from companion.ui.pages.today import TodayPage
from companion.ui.widgets.entry_row import EntryRow
from tests.ui.gestures import (
    NOW,
    button_of,
    open_page,
    press,
    press_key,
    press_words,
    read,
    type_into,
    with_dialog,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow
    from tests.ui.conftest import Clock

REGULAR, NEEDED = Schedule.SCHEDULED, Schedule.AS_NEEDED
TODAY = NOW.date()
RAISED = TODAY - timedelta(days=1)


def sertraline(diary: Diary) -> Entry[Medicine]:
    """Add a medicine that is taken each day, and whose dose was raised yesterday."""
    change = DoseChange(since=RAISED, dose="100 mg", taken_when="in the morning", schedule=REGULAR)
    record = Medicine(
        name="Sertraline",
        dose="50 mg",
        taken_when="in the morning",
        schedule=REGULAR,
        started=date(2026, 3, 1),
        changes=(change,),
    )
    return diary.add(record)


def lorazepam(diary: Diary) -> Entry[Medicine]:
    return diary.add(Medicine(name="Lorazepam", dose="0.5 mg", schedule=NEEDED))


def regular(diary: Diary, *names: str) -> list[Entry[Medicine]]:
    return [diary.add(Medicine(name=name, schedule=REGULAR)) for name in names]


def told(diary: Diary) -> list[tuple[str, str, bool]]:
    return [
        (f"{one.record.at:%d %H:%M}", f"{one.record.name} {one.record.dose}", one.record.taken)
        for one in diary.entries(Intake)
    ]


@pytest.fixture
def place(qtbot: QtBot) -> QWidget:
    """Give what a form's dialog comes up over."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    return made


def page_of(window: MainWindow) -> MedicinesPage:
    return open_page(window, "medicines", MedicinesPage)


# --- one press ------------------------------------------------------------------------------------


def test_one_press_notes_today_the_other_changes_it_and_the_same_takes_it_back(
    qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
) -> None:
    sertraline(diary)
    page = page_of(window)
    assert "Today: not recorded" in read(page)
    press_words(qtbot, page, "Sertraline today: Taken")
    assert told(diary) == [("23 10:00", "Sertraline 100 mg", True)]
    assert "Today: taken 10:00" in read(page)
    assert window._saved.answer.text() == "Saved 10:00 · Taken: Sertraline"

    clock.advance(minutes=5)
    press_words(qtbot, page, "Sertraline today: Missed")
    assert told(diary) == [("23 10:05", "Sertraline 100 mg", False)]
    assert "Today: missed" in read(page)
    assert len(diary.history(diary.entries(Intake)[0].id)) == 1

    press_words(qtbot, page, "Sertraline today: Missed")
    assert told(diary) == []
    assert "Today: not recorded" in read(page)
    window.undo()
    assert told(diary) == [("23 10:05", "Sertraline 100 mg", False)]
    window.undo()
    assert "Today: taken 10:00" in read(page)
    assert button_of(page, "Sertraline today: Taken").isChecked()


def test_it_works_by_keyboard_and_the_focus_stays(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    sertraline(diary)
    page = page_of(window)
    button_of(page, "Sertraline today: Taken").setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: button_of(page, "Sertraline today: Taken").hasFocus())
    press_key(qtbot, Qt.Key.Key_Space)
    assert told(diary) == []


def test_as_needed_each_press_is_an_intake_of_its_own(
    qtbot: QtBot, window: MainWindow, diary: Diary, clock: Clock
) -> None:
    lorazepam(diary)
    page = page_of(window)
    press_words(qtbot, page, "Took Lorazepam now")
    clock.advance(hours=4)
    press_words(qtbot, page, "Took Lorazepam now")
    assert [one[0] for one in told(diary)] == ["23 10:00", "23 14:00"]
    assert "Today: taken 10:00, 14:00" in read(page)
    assert "Missed" not in read(page)
    window.undo()
    assert "Today: taken 10:00" in read(page).splitlines()


def test_for_another_time_has_the_dose_of_that_day(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    sertraline(diary)
    page = page_of(window)

    def backfill(dialog: FormDialog) -> None:
        assert isinstance(dialog.form, IntakeForm)
        dialog.save()
        assert "This is needed before it can be saved." in read(dialog)
        press_words(qtbot, dialog, "Taken")
        dialog.form.at.set_raw("2026-11-19 21:30")
        dialog.save()

    came = with_dialog(FormDialog, backfill)
    press_words(qtbot, page, "For another time: Sertraline")
    assert came
    assert told(diary) == [("19 21:30", "Sertraline 50 mg", True)]
    assert "Today: not recorded · last taken Thu 19 Nov, 21:30" in read(page)
    press(qtbot, page.before.noted.press)
    (row,) = page.before.noted.inside.findChildren(EntryRow)
    assert row.words.line == "Thu 19 Nov · Taken: Sertraline, 50 mg"
    assert row.words.mark == "entered later"


# --- what changes ---------------------------------------------------------------------------------


def test_a_change_of_dose_leaves_the_past_as_it_was(
    qtbot: QtBot, context: Context, diary: Diary, place: QWidget
) -> None:
    entry = sertraline(diary)
    dialog = FormDialog(DoseChangeForm(context), entry, place)
    dialog.show()
    assert "Sertraline, until now: 100 mg, in the morning." in read(dialog)
    dialog.save()
    assert "This is as before. Type what is different." in read(dialog)
    type_into(qtbot, dialog.form.fields["dose"].control(), "75 mg")
    dialog.form.fields["since"].set_raw("2026-01-01")
    dialog.save()
    assert "The days do not fit" in read(dialog)
    assert diary.entries(Medicine)[0].revision == 1
    dialog.form.fields["since"].set_raw("2026-11-23")
    dialog.save()
    (kept,) = diary.entries(Medicine)
    doses = [as_taken(kept.record, TODAY - timedelta(days=days)).dose for days in (2, 1, 0)]
    assert doses == ["50 mg", "100 mg", "75 mg"]
    assert as_taken(kept.record, TODAY).taken_when == "in the morning"
    assert kept.record.dose == "50 mg"


def test_stopped_moves_it_to_what_was_taken_earlier(
    qtbot: QtBot, window: MainWindow, diary: Diary, place: QWidget
) -> None:
    context = window.context
    entry = sertraline(diary)
    dialog = FormDialog(StoppedForm(context), entry, place)
    dialog.form.fields["stopped"].set_raw("2026-02-01")
    dialog.save()
    assert "The days do not fit" in dialog.form.fields["stopped"]._fault.text()
    dialog.form.fields["stopped"].set_raw("2026-11-23")
    dialog.save()
    page = page_of(window)
    assert "Stopped earlier (1)" in read(page)
    assert "Taken" not in read(page)
    press(qtbot, page.before.stopped.press)
    (row,) = page.before.stopped.inside.findChildren(EntryRow)
    assert row.words.line == "Sertraline · 100 mg, in the morning · stopped 23 November 2026"


def test_a_mistaken_change_can_be_corrected_or_taken_out(context: Context, place: QWidget) -> None:
    entry = sertraline(context.diary)
    dialog = FormDialog(MedicineForm(context), entry, place)
    key = f"changes.{RAISED.isoformat()}"
    assert dialog.form.read() == entry.record
    dialog.form.fields[f"{key}.dose"].set_raw("150 mg")
    assert context.diary.get(Medicine, entry.id).record.changes[0].dose == "100 mg"
    dialog.form.fields[f"{key}.since"].set_raw("2026-02-01")
    dialog.save()
    assert dialog.form.fields[f"{key}.since"].refused
    dialog.form.fields[f"{key}.since"].set_raw("2026-04-01")
    dialog.save()
    (change,) = context.diary.get(Medicine, entry.id).record.changes
    assert (change.since, change.dose) == (date(2026, 4, 1), "150 mg")

    again = FormDialog(MedicineForm(context), context.diary.get(Medicine, entry.id), place)
    again.form.fields["changes.2026-04-01.mistake"].set_raw(True)
    again.save()
    assert context.diary.get(Medicine, entry.id).record.changes == ()


@pytest.mark.parametrize(
    ("name", "chosen", "kept"),
    [
        ("Lorazepam 1 mg", None, None),
        ("Lorazepam 1 mg", "opioid", "opioid"),
        ("Lorazepam 1 mg", "none", ""),
        ("Vitamin D", None, None),
    ],
)
def test_a_known_name_is_recognised_and_the_patients_choice_wins(
    qtbot: QtBot, window: MainWindow, name: str, chosen: str | None, kept: str | None
) -> None:
    context = window.context
    dialog = FormDialog(MedicineForm(context), None, window)
    dialog.show()
    type_into(qtbot, dialog.form.fields["name"].control(), name)
    if chosen is not None:
        dialog.form.fields["of_note"].set_raw(chosen)
    is_said = "Recognised as: benzodiazepine." in read(dialog)
    assert is_said is (name.startswith("Lorazepam") and chosen is None)
    dialog.save()
    assert context.diary.entries(Medicine)[0].record == Medicine(name=name, of_note=kept)


def test_a_medicine_in_the_bin_leaves_what_was_noted_of_it(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    lorazepam(diary)
    page = page_of(window)
    press_words(qtbot, page, "Took Lorazepam now")
    page.context.remove(diary.entries(Medicine)[0])
    assert "Took it now" not in read(page)
    press(qtbot, page.before.noted.press)
    (row,) = page.before.noted.inside.findChildren(EntryRow)
    assert row.words.line == "Mon 23 Nov · Taken: Lorazepam, 0.5 mg"
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Delete)
    assert told(diary) == []
    window.undo()
    window.undo()
    assert told(diary) == [("23 10:00", "Lorazepam 0.5 mg", True)]
    assert "Today: taken 10:00" in read(page)


# --- the page as a whole --------------------------------------------------------------------------


def test_it_says_how_each_is_taken_and_never_to_stop(window: MainWindow, diary: Diary) -> None:
    sertraline(diary)
    lorazepam(diary)
    diary.add(Medicine(name="Vitamin D"))
    diary.add(Medicine(name="Bupropion", schedule=REGULAR, started=TODAY + timedelta(days=3)))
    text = read(page_of(window))
    for words in (
        "Do not stop or skip any of them because of this list.",
        "Regularly\nSertraline\n100 mg, in the morning",
        "Since 1 March 2026 · like this since 22 November 2026, before that 50 mg, in the morning",
        "When needed\nLorazepam\n0.5 mg",
        "How you take it: not said\nVitamin D",
        "Not begun yet\nBupropion",
        "From 26 November 2026 on",
    ):
        assert words in text, words
    assert "%" not in text


def test_an_empty_page_offers_the_one_action_that_fills_it(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    page = page_of(window)
    assert "The medicines you take will appear here" in read(page)
    assert not page.print_button.isVisible()

    def fill(dialog: FormDialog) -> None:
        type_into(qtbot, dialog.form.fields["name"].control(), "Zinc")
        type_into(qtbot, dialog.form.fields["taken_when"].control(), "at night")
        dialog.save()

    came = with_dialog(FormDialog, fill)
    press_words(qtbot, page, "Add your first medicine")
    assert came
    assert diary.entries(Medicine)[0].record == Medicine(name="Zinc", taken_when="at night")
    assert "How you take it: not said\nZinc\nat night" in read(page)


def test_the_list_is_saved_as_a_pdf_and_copied_as_text(
    qtbot: QtBot,
    window: MainWindow,
    diary: Diary,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sertraline(diary)
    page = page_of(window)
    chosen = tmp_path / "for the doctor.pdf"
    monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_asked: chosen)
    press_words(qtbot, page, "Print or save the list")
    qtbot.waitUntil(lambda: "Saved as “for the doctor.pdf”." in read(page), timeout=20_000)
    assert chosen.read_bytes().startswith(b"%PDF")
    press_words(qtbot, page, "Copy as text")
    text = QApplication.clipboard().text()
    assert "- Sertraline, 100 mg, in the morning, since: 1 Mar 2026" in text
    assert "then it is taken back" in read(page)


# --- Today ----------------------------------------------------------------------------------------


def test_today_has_no_medicines_where_none_is_taken_regularly_or_as_needed(
    window: MainWindow, diary: Diary
) -> None:
    diary.add(Medicine(name="Vitamin D"))
    diary.add(Medicine(name="Gone", schedule=REGULAR, stopped=TODAY))
    assert not open_page(window, "today", TodayPage).medicines.isVisible()


def test_today_notes_each_with_one_press_and_leads_to_the_list(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    sertraline(diary)
    lorazepam(diary)
    card = open_page(window, "today", TodayPage).medicines
    press_words(qtbot, card, "Sertraline today: Missed")
    press_words(qtbot, card, "Took Lorazepam now")
    assert sorted(one[1:] for one in told(diary)) == [
        ("Lorazepam 0.5 mg", True),
        ("Sertraline 100 mg", False),
    ]
    assert "100 mg, in the morning · missed" in read(card)
    assert "0.5 mg · taken 10:00" in read(card)
    press_words(qtbot, card, "What I take now")
    assert isinstance(window.page, MedicinesPage)


def test_all_taken_notes_what_is_open_and_says_what_undo_does(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    first, *_others = regular(diary, "Apixaban", "Bisoprolol", "Cetirizine")
    lorazepam(diary)
    diary.add(Intake(medicine_id=first.id, name="Apixaban", at=NOW, taken=False))
    card = open_page(window, "today", TodayPage).medicines
    press(qtbot, card.all_taken)
    assert sorted(one[1:] for one in told(diary)) == [
        ("Apixaban ", False),
        ("Bisoprolol ", True),
        ("Cetirizine ", True),
    ]
    said = "Saved 10:00 · Taken: 2 medicines. Undo takes back one at a time."
    assert window._saved.answer.text() == said
    assert not card.all_taken.isVisible()
    window.undo()
    assert len(told(diary)) == 2
    assert not card.all_taken.isVisible()
    window.undo()
    assert card.all_taken.isVisible()


def test_more_than_four_are_folded(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    regular(diary, *"ABCDEF")
    card = open_page(window, "today", TodayPage).medicines
    assert [name for name in "ABCDEF" if name in read(card).splitlines()] == list("ABCD")
    press_words(qtbot, card, "2 more")
    press_words(qtbot, card, "F today: Taken")
    assert told(diary)[0][1] == "F "
    assert "F" in read(card).splitlines()


@pytest.mark.parametrize("check_in", [CheckIn(at=NOW, mood=1), CheckIn(at=NOW, hard_day=True)])
def test_on_a_low_day_noting_them_can_wait(
    qtbot: QtBot, window: MainWindow, diary: Diary, check_in: CheckIn
) -> None:
    sertraline(diary)
    page = open_page(window, "today", TodayPage)
    assert "Taken" in read(page.medicines)
    diary.add(check_in)
    assert read(page.medicines) == "Medicines today\nNoting them can wait.\nShow them"
    press_words(qtbot, page.medicines, "Show them")
    press_words(qtbot, page.medicines, "Sertraline today: Taken")
    assert told(diary)[0][2]
    assert "taken 10:00" in read(page.medicines)
