# SPDX-License-Identifier: Apache-2.0
"""The whole of it: a person's first week, by mouse and keyboard, up to the PDF for their doctor."""

import shutil
import subprocess
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDateEdit,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Choice,
    Grade,
    Response,
    Route,
    Session,
    SessionState,
    SideEffect,
)
from companion.storage.diary import Diary
from tests.e2e.conftest import Clock
from tests.e2e.person import Person, named, needs_screen, place, read, shown

WORDS = "A bit better 🙂 今天好一点 اليوم أفضل"
PHQ_9 = (2, 2, 1, 3, 1, 2, 0, 1, 1)
THE_END = "the end"

pytestmark = [needs_screen, pytest.mark.usefixtures("own_dialogs")]


def test_a_first_week_becomes_a_report(
    qtbot: QtBot, newcomer: Person, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    pdf = tmp_path / "for my doctor.pdf"

    def story() -> None:
        begin_the_diary(newcomer)
        walk_the_checklist(newcomer)
        check_in_for_five_days(newcomer, clock)
        record_the_session(newcomer)
        add_two_side_effects(newcomer)
        fill_in_the_phq_9(newcomer)
        save_the_report(newcomer, pdf)

    newcomer.live(qtbot, story, seconds=90)
    look_at_the_record(diary)
    look_at_the_report(pdf)


# ---- what the person does


def begin_the_diary(person: Person) -> None:
    """Monday: the first start. The clinic has named the day; the check-in can wait a moment."""
    person.read("Which country are you in?")
    person.photograph("01-welcome-country")
    person.click_on("the country", lambda: _editor("Which country are you in?"))
    person.type("ire")
    person.keys("Return")
    person.read("116 123")
    person.photograph("02-welcome-numbers")
    person.click("Next")
    person.read("2 of 3")
    person.click("Skip this")
    person.read("3 of 3")
    person.click_on("the day", _day_field)
    person.keys("Home", "Up", "Up", "Up")
    person.see("Thursday", lambda: _day_reads("Thu 26 Nov 2026"))
    person.click("Day and time, time")
    person.type("14:00")
    person.click("How it is given: IV")
    person.photograph("03-welcome-session")
    person.click("Save and go on")
    person.click("Remind me in 3 days")
    person.read("Monday 23 November")
    person.read("Thu 26 Nov, 14:00 · IV infusion")
    person.photograph("03-today-with-session")


def walk_the_checklist(person: Person) -> None:
    """Walk through with the mouse and the keys, and leave the ride home for later."""
    person.click("Go through the checklist")
    person.read("1 of ")
    person.photograph("04-prepare")
    for number in range(1, 40):
        question = person.see("a question or the end", partial(_standing_at, number))
        if question == "Is someone taking you home?":
            person.click("Not yet")
            person.read("Ride home arranged: Not yet")
            person.photograph("05-prepare-not-yet")
            person.keys("Right")
        elif question == THE_END:
            break
        elif number in (2, 9):
            person.click_on("yes", lambda: _in_role("largePrimary"))
        else:
            person.keys("1")
    person.read("in place")
    person.read("Still open: Ride home arranged, which must be in place")
    person.photograph("06-prepare-summary")
    person.click("Back to Today")


def check_in_for_five_days(person: Person, clock: Clock) -> None:
    """Monday to Friday: by mouse, by one key, with words, and a day that is too hard for any."""
    person.click("Mood: 3 of 10")
    person.keys("ctrl+Return")
    person.read("Saved 10:00")
    person.photograph("07-today-checked-in")

    _wake_up(person, clock, "Tuesday 24 November")
    _tab_to_the_mood(person)
    person.keys("minus")
    person.read("That’s enough for today.")
    person.read("If you would like company:")
    person.photograph("08-today-hard-day")

    _wake_up(person, clock, "Wednesday 25 November")
    _tab_to_the_mood(person)
    person.keys("5")
    person.click("More, if you like")
    person.click_on("the words", lambda: _editor("A few words"))
    person.type(WORDS)
    person.photograph("09-today-words")
    person.keys("ctrl+Return")
    person.see("an empty form", lambda: not _mood_chosen())

    _wake_up(person, clock, "Thursday 26 November")
    _tab_to_the_mood(person)
    person.keys("4", "ctrl+Return")
    person.see("an empty form", lambda: not _mood_chosen())

    _wake_up(person, clock, "Friday 27 November")
    person.click("Mood: 7 of 10")
    person.see("the mood chosen", _mood_chosen)
    person.keys("ctrl+Return")
    person.see("an empty form", lambda: not _mood_chosen())


def record_the_session(person: Person) -> None:
    """Friday: say how it went yesterday."""
    person.read("Session of Thu 26 Nov: how did it go?")
    person.photograph("10-today-waiting")
    person.click("Record it")
    person.click_on("from", lambda: _editor("From"))
    person.type("14:05")
    person.click_on("to", lambda: _editor("To"))
    person.type("14:45")
    person.read("Thu 26 Nov · held")
    person.photograph("11-session")
    person.click("Done")


def add_two_side_effects(person: Person) -> None:
    """Tell of a headache that is over and a dizziness that is not."""
    person.keys("alt+3")
    person.read("Everything")
    person.photograph("12-log")
    _begin_a_side_effect(
        person, "headac", "How strong was it, at its worst so far?: Mild: I noticed it"
    )
    person.click_on("since when", lambda: _editor("Since when?, time"))
    person.keys("ctrl+a")
    person.type("09:00")
    person.click("Is it still there?: It has ended")
    person.photograph("13-side-effect-ended")
    person.keys("ctrl+Return")
    person.read("Headache, mild")
    _begin_a_side_effect(
        person, "dizzy", "How strong was it, at its worst so far?: Moderate: it got in the way"
    )
    person.click("Is it still there?: Yes")
    person.photograph("14-side-effect-still")
    person.keys("ctrl+Return")
    person.read("Dizzy, light-headed, moderate")
    person.photograph("15-log-filled")


def fill_in_the_phq_9(person: Person) -> None:
    """Answer with the number keys; the ninth answer is above 0, and is answered at once."""
    person.keys("alt+1")
    person.click("Start PHQ-9")
    for number, value in enumerate(PHQ_9, 1):
        person.read(f"{number} of ")
        if number == 1:
            person.photograph("16-phq-9")
        person.keys(str(value))
    person.see("whom to call, in sight", _reply_in_sight)
    person.read("9 of ")
    person.photograph("17-phq-9-item-9")
    person.click("Go on with the questions")
    person.read("10 of ")
    person.keys("1")
    person.read(f"Your score is {sum(PHQ_9)}")
    person.photograph("18-phq-9-done")


def save_the_report(person: Person, pdf: Path) -> None:
    """Look at the pages and save them by the window's own button."""
    person.keys("alt+4")
    person.photograph("19-trends")
    person.keys("alt+5")
    person.read("Preview: the document itself")
    person.photograph("20-report")
    person.click("Save PDF")
    person.see("where to save", lambda: isinstance(place(), QFileDialog))
    person.keys("ctrl+a")
    person.type(str(pdf))
    person.photograph("21-save")
    person.keys("Return")
    person.read(f"Report saved as {pdf.name}.")
    person.photograph("22-report-saved")
    for key, name in (
        ("alt+3", "Log"),
        ("alt+6", "Learn"),
        ("alt+7", "Settings"),
        ("F1", "Get help now"),
        ("alt+1", "Today"),
    ):
        person.keys(key)
        person.see(name, partial(_at_page, name))
        person.photograph(f"23-{name.lower().replace(' ', '-')}")


def _wake_up(person: Person, clock: Clock, day: str) -> None:
    person.look(clock.next_day)
    person.keys("alt+3")
    person.keys("alt+1")
    person.read(day)


def _tab_to_the_mood(person: Person) -> None:
    """Go to the mood by the keyboard alone, as from the top of the page."""
    for _press in range(20):
        if person.look(_at_the_mood):
            return
        person.keys("Tab")
    raise AssertionError("the mood is not reached by the Tab key")


def _begin_a_side_effect(person: Person, letters: str, grade: str) -> None:
    person.click("Add")
    person.choose("Side effect")
    person.read("What did you notice?")
    person.see("the field to type into", lambda: _ready_to_type("What did you notice?"))
    person.type(letters)
    person.see("what was found", lambda: named("Side effects found"))
    person.keys("Return")
    person.click(grade)


# ---- where the person looks


def _in_role(role: str) -> QWidget | None:
    return next((one for one in shown(place()) if one.property("role") == role), None)


def _standing_at(number: int) -> str:
    """Give the question of that number, or that the walk is at its end; else nothing yet."""
    if named("Back to Today"):
        return THE_END
    asked = _in_role("question")
    there = any(words.startswith(f"{number} of ") for words in read(place()))
    return asked.text() if there and isinstance(asked, QLabel) else ""


def _editor(name: str) -> QWidget | None:
    for one in shown(place()):
        if isinstance(one, QLineEdit | QPlainTextEdit) and one.accessibleName() == name:
            return one
    return None


def _day_field() -> QDateEdit | None:
    return next((one for one in shown(place()) if isinstance(one, QDateEdit)), None)


def _day_reads(words: str) -> bool:
    field = _day_field()
    return field is not None and field.text() == words


def _ready_to_type(name: str) -> bool:
    editor = _editor(name)
    return editor is not None and editor.hasFocus()


def _mood_chosen() -> bool:
    return any(
        one.isChecked() and one.accessibleName().startswith("Mood: ")
        for one in shown(place())
        if isinstance(one, QAbstractButton)
    )


def _at_the_mood() -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and focused.accessibleName().startswith("Mood: ")


def _reply_in_sight() -> bool:
    """Tell whether the help panel stands on the screen, its way to help not scrolled away."""
    panel = _in_role("dangerCard")
    if panel is None:
        return False
    ways = [one for one in panel.findChildren(QPushButton) if one.text() == "Get help now"]
    return [one.visibleRegion().boundingRect() == one.rect() for one in ways] == [True]


def _at_page(name: str) -> bool:
    chosen = [one for one in shown(place()) if isinstance(one, QPushButton) and one.text() == name]
    return any(one.isChecked() for one in chosen)


# ---- what was kept


def look_at_the_record(diary: Diary) -> None:
    check_ins = [entry.record for entry in diary.entries(CheckIn)]
    assert [one.mood for one in check_ins] == [3, None, 5, 4, 7]
    assert [one.hard_day for one in check_ins] == [False, True, False, False, False]
    assert check_ins[2].words == WORDS
    (session,) = diary.entries(Session)
    assert (session.record.state, session.record.route) == (SessionState.HELD, Route.IV)
    (run,) = diary.entries(ChecklistRun)
    open_ = [one.item for one in run.record.answers if one.choice is Choice.NOT_YET]
    assert open_ == ["ride_home"]
    effects = {entry.record.effect: entry.record for entry in diary.entries(SideEffect)}
    assert effects["headache"].grade is Grade.MILD
    assert effects["headache"].end is not None
    assert effects["dizziness"].grade is Grade.MODERATE
    assert effects["dizziness"].end is None
    (response,) = diary.entries(Response)
    assert [one.value for one in response.record.answers] == [*PHQ_9, 1]
    assert response.record.finished is not None


def look_at_the_report(pdf: Path) -> None:
    reader = PdfReader(pdf)
    told = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for words in (
        "1 session (IV)",
        "26 Nov",
        f"PHQ-9 {sum(PHQ_9)}",
        "Item 9: 1.",
        "Mood on 4 of ",
        "Headache",
        "Dizzy, light-headed [Dizziness]",
        "moderate since 27 Nov",
        "items met before 1 session.",
        "Ride home arranged 0 of 1",
    ):
        assert words in told, f"{words!r} is not in the report: {told}"
    if shutil.which("pdfinfo"):
        said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True)
        assert "Tagged:          yes" in said.stdout
