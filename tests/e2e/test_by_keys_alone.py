# SPDX-License-Identifier: Apache-2.0
"""The whole job by keys alone, from the first start of the app to the PDF for the doctor."""

import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QDateEdit, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from companion import program
from companion.content import Content
from companion.domain.records import CheckIn, ChecklistRun, Choice, Route, Session, SideEffect
from companion.storage.diary import Diary
from tests.e2e.conftest import Clock
from tests.e2e.person import (
    PATIENCE,
    Person,
    named,
    needs_screen,
    place,
    read,
    shown,
    until,
    window_of,
    xdotool,
)

KEYS = 40
"""The first run takes no more."""
SECONDS = 60.0
"""It takes no longer, even with a look at each step."""

pytestmark = [needs_screen, pytest.mark.usefixtures("own_dialogs")]


def test_the_whole_job_is_done_by_keys_alone(
    *,
    qtbot: QtBot,
    newcomer: Person,
    diary: Diary,
    clock: Clock,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    pdf = tmp_path / "for my doctor.pdf"

    def story() -> None:
        before = time.monotonic()
        go_through_the_first_run(newcomer)
        took, pressed = time.monotonic() - before, newcomer.pressed
        record_property("first run", f"{pressed} keys, {took:.1f} s")
        print(f"first run: {pressed} keys, {took:.1f} s")
        assert pressed <= KEYS
        assert took < SECONDS
        check_in(newcomer)
        walk_the_checklist(newcomer)
        for _day in range(4):
            newcomer.look(clock.next_day)
        record_the_session(newcomer)
        log_a_side_effect(newcomer)
        save_the_report(newcomer, pdf)

    newcomer.live(qtbot, story, seconds=90)
    assert newcomer.clicked == 0
    print(f"the whole job: {newcomer.pressed} keys")
    look_at_the_record(diary)
    told = " ".join(PdfReader(pdf).pages[0].extract_text().split())
    assert "1 session (IV)" in told


# ---- what the person does


def go_through_the_first_run(person: Person) -> None:
    """Say where, how one is, and when the session is; leave the passphrase for later."""
    person.read("1 of 3")
    person.photograph("welcome-1-country")
    person.type("ire")
    person.keys("Return")
    person.read("116 123")
    person.photograph("welcome-1-numbers")
    person.keys("Return")
    person.read("2 of 3")
    person.keys("6")
    person.photograph("welcome-2-feeling")
    person.keys("Return")
    person.read("3 of 3")
    person.keys("Up", "Up", "Up")
    person.see("Thursday", lambda: _day_reads("Thu 26 Nov 2026"))
    person.tab_to("Day and time, time")
    person.type("14:00")
    person.tab_to("How it is given: IV")
    person.keys("space")
    person.photograph("welcome-3-session")
    person.keys("Return")
    person.read("Protect this diary?")
    person.photograph("welcome-protect")
    person.tab_to("Remind me in 3 days")
    person.keys("Return")
    person.read("Monday 23 November")
    person.read("Thu 26 Nov, 14:00 · IV infusion")


def check_in(person: Person) -> None:
    """Say once more how one is, on Today, where the keyboard is on the mood."""
    person.see("the mood with the keyboard", _at_the_mood)
    person.keys("7", "Return")
    person.read("Saved 10:00")


def walk_the_checklist(person: Person) -> None:
    items = [item.id for item in Content().checklists["iv"].item]
    person.keys("alt+2")
    for number, item in enumerate(items, 1):
        person.see(f"item {number}", partial(_reads, f"{number} of {len(items)}"))
        person.keys(*(("2", "Right") if item == "ride_home" else ("1",)))
    person.read("Still open: Ride home arranged")


def record_the_session(person: Person) -> None:
    """On Friday: say when it was."""
    person.keys("alt+1")
    person.read("Friday 27 November")
    person.tab_to("Record it")
    person.keys("space")
    person.tab_to("From")
    person.type("14:05")
    person.tab_to("To")
    person.type("14:45")
    person.read("Thu 26 Nov · held")


def log_a_side_effect(person: Person) -> None:
    person.keys("alt+3")
    person.read("Everything")
    person.tab_to("Add")
    person.keys("space")
    person.see("the menu", lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    for _entry in range(10):
        if person.look(_chosen_way) == "Side effect":
            break
        person.keys("Down")
    person.keys("Return")
    person.read("What did you notice?")
    person.type("headac")
    person.see("what was found", lambda: named("Side effects found"))
    person.keys("Return")
    person.tab_to("How strong was it, at its worst so far?: Mild: I noticed it")
    person.keys("space", "ctrl+Return")
    person.read("Headache, mild")


def save_the_report(person: Person, pdf: Path) -> None:
    person.keys("alt+5")
    person.read("Preview: the document itself")
    person.keys("ctrl+s")
    person.see("where to save", lambda: isinstance(place(), QFileDialog))
    person.keys("ctrl+a")
    person.type(str(pdf))
    person.keys("Return")
    person.read(f"Report saved as {pdf.name}.")


# ---- where the person looks


def _day_reads(words: str) -> bool:
    return any(one.text() == words for one in shown(place()) if isinstance(one, QDateEdit))


def _at_the_mood() -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and focused.accessibleName().startswith("Mood: ")


def _reads(beginning: str) -> bool:
    return any(words.startswith(beginning) for words in read(place()))


def _chosen_way() -> str:
    menu = QApplication.activePopupWidget()
    action = menu.activeAction() if isinstance(menu, QMenu) else None
    return action.text() if action is not None else ""


# ---- what was kept


def look_at_the_record(diary: Diary) -> None:
    # Both at the same moment, since the clock stands still.
    assert {entry.record.mood for entry in diary.entries(CheckIn)} == {6, 7}
    (session,) = diary.entries(Session)
    assert session.record.route is Route.IV
    assert session.record.start is not None
    (run,) = diary.entries(ChecklistRun)
    open_ = [one.item for one in run.record.answers if one.choice is Choice.NOT_YET]
    assert open_ == ["ride_home"]
    assert [entry.record.effect for entry in diary.entries(SideEffect)] == ["headache"]


# ---- looking around first


def test_the_sample_course_opens_in_a_window_of_its_own_and_is_gone_with_it(
    qtbot: QtBot, newcomer: Person, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    thrown_away = tmp_path / "thrown away"
    thrown_away.mkdir()
    monkeypatch.setenv("TMPDIR", str(thrown_away))
    started: list[subprocess.Popen[bytes]] = []
    start = program.start

    def noted(*arguments: str) -> subprocess.Popen[bytes]:
        started.append(start(*arguments))
        return started[-1]

    monkeypatch.setattr(program, "start", noted)

    def story() -> None:
        newcomer.tab_to("Look around with a sample course")
        newcomer.keys("Return")
        newcomer.read("It opens in a window of its own.")
        (process,) = started
        try:
            window = until("the sample course", lambda: window_of(process))
            until("it in front", lambda: xdotool("getactivewindow") == window)
            assert [one.name[:15] for one in thrown_away.iterdir()] == ["companion-demo-"]
            xdotool("key", "ctrl+q")
            assert process.wait(timeout=PATIENCE) == 0
        finally:
            process.kill()
            process.wait()
        assert list(thrown_away.iterdir()) == []

    newcomer.live(qtbot, story, seconds=60)
