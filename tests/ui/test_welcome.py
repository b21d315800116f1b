# SPDX-License-Identifier: Apache-2.0
"""The first run: short, by keys alone, kept step by step, and never in the way of help."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from companion import app, paths, program
from companion.content import Content
from companion.domain.records import CheckIn, Note, Route, Session
from companion.storage import recovery
from companion.storage.diary import Diary
from companion.ui import languages
from companion.ui.cards.check_in import QuietOffer
from companion.ui.closed_work import ClosedWork
from companion.ui.context import Context
from companion.ui.dialogs.passphrase import SetPassphrase
from companion.ui.forms.form import FormDialog
from companion.ui.main_window import MainWindow
from companion.ui.pages.welcome import WelcomePage
from companion.ui.sample_course import SampleOffer
from companion.ui.welcome import first_run
from companion.ui.welcome.country_field import CountryField
from companion.ui.welcome.country_step import CountryStep
from companion.ui.welcome.endings import ProtectStep, RestStep
from companion.ui.welcome.feeling_step import FeelingStep
from companion.ui.welcome.first_run import At
from companion.ui.welcome.session_step import SessionStep
from companion.ui.welcome.step import Step
from tests.ui.conftest import Clock, RecordingWays
from tests.ui.gestures import (
    ALT,
    CTRL,
    bring_up,
    buttons,
    held,
    planned,
    press_key,
    press_words,
    read,
    with_dialog,
)

ENTER, TAB, LEFT, UP = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Left, Qt.Key.Key_Up
LONG = 15_000

StepT = TypeVar("StepT", bound=Step)
Open = Callable[..., WelcomePage]


@pytest.fixture
def begin(*, fonts: None, qtbot: QtBot, diary: Diary, clock: Clock, tmp_path: Path) -> MainWindow:
    """Give the window of a new diary, as a start of the app shows it."""
    preferences, folder = tmp_path / "preferences.json", tmp_path / "Companion"
    made = app.make_window(diary, preferences, clock=clock, data_folder=folder, welcomes=True)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


@pytest.fixture
def open_(context: Context, qtbot: QtBot) -> Open:
    """Give what makes the page, at a step or where it was left, and tells it what is saved."""

    def opened(at: At | None = None) -> WelcomePage:
        if at is not None:
            first_run.remember(context, at)
        page = WelcomePage(context)
        qtbot.addWidget(page)
        page.refresh()
        context.changed.connect(lambda kind: page.refresh() if kind in page.shows else None)
        bring_up(qtbot, page)
        page.setFocus()
        return page

    return opened


def step_of(page: object, kind: type[StepT]) -> StepT:
    """Give the step that is shown, which has to be of this kind."""
    shown = page._turning.pages["welcome"] if isinstance(page, MainWindow) else page
    assert isinstance(shown, WelcomePage)
    assert isinstance(shown.step, kind), shown.at
    return shown.step


def keys(qtbot: QtBot, *pressed: str | Qt.Key) -> None:
    """Press keys one after the other, each where the focus is then; a text letter by letter."""
    for each in pressed:
        for key in each if isinstance(each, str) else (each,):
            press_key(qtbot, key)
            QApplication.processEvents()


# ---- when it is shown


def test_a_new_diary_begins_with_it_and_shows_no_other_way(begin: MainWindow) -> None:
    assert begin.place[0] == "welcome"
    assert not begin._side.isVisible()
    said = read(begin)
    assert "stays on this computer" in said
    assert "This app cannot alert anyone." in said
    assert "1 of 3" in said


def test_it_is_due_in_a_new_diary_or_where_it_was_left_halfway(
    context: Context, diary: Diary, clock: Clock
) -> None:
    assert first_run.is_due(context)
    note = diary.add(Note(at=clock(), words="the sea"))
    assert not first_run.is_due(context), "a diary that was written in is not new"
    first_run.remember(context, At.SESSION)
    assert first_run.is_due(context)
    session = planned(diary, "2026-11-23 09:00")
    diary.change(session.id, replace(session.record, start=clock()))
    assert not first_run.is_due(context), "a session goes on"
    diary.remove(session.id)
    diary.remove(note.id)
    assert first_run.is_due(context)
    first_run.finish(context)
    assert not first_run.is_due(context)


@pytest.mark.parametrize(("demo", "page"), [(False, "welcome"), (True, "today")])
@pytest.mark.usefixtures("fonts", "qapp")
def test_the_app_shows_it_and_the_sample_course_never(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo: bool, page: str
) -> None:
    monkeypatch.setattr(app, "quit_on_signals", lambda _app: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    shown: list[str] = []

    def look() -> None:
        for one in QApplication.topLevelWidgets():
            if isinstance(one, MainWindow) and one.isVisible():
                shown.append(one.place[0])
                one.close()

    QTimer.singleShot(100, look)
    assert app.run(paths.places(tmp_path / "new"), demo=demo) == 0
    assert shown == [page]


# ---- by keys alone


def test_it_is_gone_through_by_keys_alone(
    begin: MainWindow, qtbot: QtBot, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(
        "companion.ui.pages.welcome.announce", lambda _page, words: told.append(words)
    )
    keys(qtbot, "ire", ENTER)
    assert "116 123" in read(begin)
    assert "not yet checked by us" in read(begin)
    keys(qtbot, ENTER, "6", ENTER)
    keys(qtbot, UP, UP, TAB, "1400", TAB, " ", ENTER)
    keys(qtbot, TAB, ENTER)
    assert begin.place[0] == "today"
    assert begin._side.isVisible()
    chosen = begin.context.preferences
    assert (chosen.country, chosen.welcomed) == ("IE", True)
    assert str(chosen.protect_after) == "2026-11-26"
    (check_in,) = diary.entries(CheckIn)
    assert check_in.record.mood == 6
    (session,) = diary.entries(Session)
    assert str(session.record.plan.at) == "2026-11-25 14:00:00"
    assert session.record.route is Route.IV
    assert diary.draft("welcome") is None
    assert told == [
        "2 of 3. How are you today?",
        "3 of 3. When is your next session?",
        "Protect this diary?",
    ]


def test_back_shows_what_was_answered_and_leads_on_again(
    open_: Open, qtbot: QtBot, diary: Diary
) -> None:
    page = open_(At.FEELING)
    keys(qtbot, "6", ENTER)
    press_key(qtbot, LEFT, ALT)
    assert "Mood 6" in read(step_of(page, FeelingStep))

    def correct(dialog: FormDialog) -> None:
        dialog.form.fields["mood"].set_raw(7)
        dialog.save()

    with_dialog(FormDialog, correct)
    press_words(qtbot, page, "Change the check-in")
    step = step_of(page, FeelingStep)
    assert "Mood 7" in read(step)
    assert page.focusWidget() is step.save, "the keyboard comes back to the step"
    press_words(qtbot, page, "Next")
    step_of(page, SessionStep)
    assert [one.record.mood for one in diary.entries(CheckIn)] == [7]


# ---- the country


def test_no_country_is_passed_over_only_after_saying_what_is_shown_then(
    open_: Open, qtbot: QtBot, context: Context
) -> None:
    page = open_()
    keys(qtbot, ENTER)
    step = step_of(page, CountryStep)
    assert "Type the first letters of your country" in read(step)
    assert "findahelpline" not in read(step)
    press_words(qtbot, step, "Not now")
    said = read(step)
    assert "Call your local emergency number." in said
    assert "findahelpline.com" in said
    assert "asks you for your country again" in said
    keys(qtbot, ENTER)
    step_of(page, FeelingStep)
    assert context.preferences.country is None


@pytest.mark.parametrize(
    ("typed", "listed", "chosen"),
    [
        ("united kin", ["United Kingdom"], "GB"),
        ("KINGDOM", ["United Kingdom"], "GB"),
        ("aust", ["Australia", "Austria"], "AU"),
        ("england", None, None),
        ("", None, None),
    ],
)
def test_a_country_is_found_by_letters_and_never_guessed(
    *,
    qtbot: QtBot,
    content: Content,
    typed: str,
    listed: list[str] | None,
    chosen: str | None,
) -> None:
    field = CountryField(content, None)
    qtbot.addWidget(field)
    found: list[str] = []
    field.chosen.connect(found.append)
    qtbot.keyClicks(field.edit, typed)
    shown = [field.list.item(row).text() for row in range(field.list.count())]
    assert shown == listed if listed else len(shown) == len(content.countries)
    assert field.nothing.isHidden() == (typed != "england")
    qtbot.keyClick(field.edit, ENTER)
    assert found == ([chosen] if chosen else [])


def test_the_arrows_walk_the_list(qtbot: QtBot, content: Content) -> None:
    field = CountryField(content, "SE")
    qtbot.addWidget(field)
    found: list[str] = []
    field.chosen.connect(found.append)
    assert (field.edit.text(), field.list.isHidden()) == ("Sweden", True)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, ENTER):
        qtbot.keyClick(field.edit, key)
    assert found == ["AU"]


@pytest.fixture
def english_again(qapp: QApplication) -> Iterator[None]:
    yield
    languages.speak(qapp, "en")


@pytest.mark.usefixtures("english_again")
def test_the_language_is_chosen_first_and_the_focus_stays_on_it(
    begin: MainWindow, qtbot: QtBot
) -> None:
    press_words(qtbot, begin, "Language: Español")
    assert begin.context.preferences.language == "es"
    assert QApplication.focusWidget() is step_of(begin, CountryStep).languages.current()
    press_key(qtbot, " ")
    assert begin.context.preferences.language == "es", "a second press leaves it"


# ---- killed in between


def test_what_was_answered_stays_and_it_goes_on_at_the_next_step(
    open_: Open, context: Context, qtbot: QtBot, diary: Diary
) -> None:
    """Each page is made of what was kept alone, as after a kill."""
    step_of(open_(), CountryStep)
    context.keep(replace(context.preferences, country="IE"))
    assert "116 123" in read(step_of(open_(), CountryStep))
    keys(qtbot, ENTER)
    step_of(open_(), FeelingStep)
    keys(qtbot, "6", ENTER)
    assert [one.record.mood for one in diary.entries(CheckIn)] == [6]
    page = open_()
    keys(qtbot, UP, TAB, "9")
    page.leave()
    half = step_of(open_(), SessionStep)
    assert half.form.plan.raw() == "2026-11-24 9"
    keys(qtbot, ENTER)
    assert len(diary.entries(Session)) == 1
    step_of(open_(), ProtectStep)


def test_whoever_goes_elsewhere_finds_it_at_the_next_start(begin: MainWindow, qtbot: QtBot) -> None:
    press_words(qtbot, begin, "Not now")
    keys(qtbot, ENTER)
    press_key(qtbot, Qt.Key.Key_3, ALT)
    assert begin.place[0] == "log"
    assert begin._side.isVisible()
    assert first_run.is_due(begin.context)
    assert first_run.where(begin.context) is At.FEELING


# ---- the hard day


@pytest.mark.parametrize(("pressed", "mood"), [(("-",), None), (("2", ENTER), 2)])
def test_on_a_low_day_the_rest_can_wait(
    *,
    open_: Open,
    context: Context,
    qtbot: QtBot,
    diary: Diary,
    ways: RecordingWays,
    pressed: tuple[str | Qt.Key, ...],
    mood: int | None,
) -> None:
    page = open_(At.FEELING)
    keys(qtbot, *pressed)
    step = step_of(page, RestStep)
    said = read(step)
    assert "That’s enough for today." in said
    assert "The rest can wait." in said
    (quiet,) = step.findChildren(QuietOffer)
    assert quiet.isVisible()
    (check_in,) = diary.entries(CheckIn)
    assert (check_in.record.mood, check_in.record.hard_day) == (mood, mood is None)
    keys(qtbot, ENTER)
    assert ways.pages == [("today", "")]
    assert context.preferences.welcomed


def test_a_low_day_taken_back_is_asked_again_and_the_steps_can_be_gone_on_with(
    open_: Open, qtbot: QtBot, diary: Diary
) -> None:
    page = open_(At.FEELING)
    keys(qtbot, "-")
    diary.undo()
    step_of(page, FeelingStep)
    assert diary.entries(CheckIn) == ()
    keys(qtbot, "1", ENTER)
    press_words(qtbot, step_of(page, RestStep), "Go on with the steps")
    step_of(page, SessionStep)


def test_a_step_that_is_passed_over_keeps_nothing(open_: Open, qtbot: QtBot, diary: Diary) -> None:
    page = open_(At.FEELING)
    press_words(qtbot, page, "Skip this")
    keys(qtbot, UP)
    press_words(qtbot, page, "I don’t know yet")
    step_of(page, ProtectStep)
    assert diary.timeline().entries == ()
    assert diary.draft("plan:new") is None


def test_a_session_without_a_time_is_said_at_the_field(
    open_: Open, qtbot: QtBot, diary: Diary
) -> None:
    page = open_(At.SESSION)
    keys(qtbot, ENTER)
    step = step_of(page, SessionStep)
    assert "This needs a time of day" in read(step)
    assert QApplication.focusWidget() is step.form.plan.clock
    assert diary.entries(Session) == ()


def test_the_day_is_typed_as_one_writes_it(open_: Open, qtbot: QtBot, diary: Diary) -> None:
    page = open_(At.SESSION)
    step = step_of(page, SessionStep)
    keys(qtbot, "31/2", TAB, "1400", ENTER)
    assert "There is no such day in the calendar." in read(step)
    assert QApplication.focusWidget() is step.form.plan.day.edit
    assert diary.entries(Session) == ()
    keys(qtbot, "3/12/26", ENTER)
    (session,) = diary.entries(Session)
    assert str(session.record.plan.at) == "2026-12-03 14:00:00"


def test_a_day_half_typed_stands_there_again(open_: Open, qtbot: QtBot) -> None:
    page = open_(At.SESSION)
    keys(qtbot, "31 nov", TAB, "9")
    page.leave()
    half = step_of(open_(), SessionStep)
    assert (half.form.plan.day.edit.text(), half.form.plan.clock.text()) == ("31 nov", "9")


def test_from_a_day_that_nobody_touched_the_last_entry_is_undone(
    begin: MainWindow, qtbot: QtBot, diary: Diary
) -> None:
    keys(qtbot, "ire", ENTER, ENTER, "6", ENTER)
    assert len(diary.entries(CheckIn)) == 1
    press_key(qtbot, Qt.Key.Key_Z, CTRL)
    assert diary.entries(CheckIn) == ()
    assert begin._saved.answer.text() == "Undone."


# ---- the passphrase


def test_around_a_session_nothing_is_asked_that_needs_a_clear_head(
    open_: Open, context: Context, qtbot: QtBot, diary: Diary, ways: RecordingWays
) -> None:
    session = held(diary, "2026-11-23 08:00")
    ended = session.record.plan.moment() + timedelta(hours=1)
    diary.change(session.id, replace(session.record, end=ended, ready=ended))
    page = open_(At.SESSION)
    press_words(qtbot, page, "I don’t know yet")
    assert ways.pages == [("today", "")]
    assert context.preferences.welcomed
    assert context.preferences.protect_after is None


def test_the_diary_is_protected_by_the_dialogs_that_settings_have(
    open_: Open, context: Context, qtbot: QtBot
) -> None:
    page = open_(At.PROTECT)
    asked: list[ClosedWork] = []
    context.put_aside.connect(asked.append)
    with_dialog(SetPassphrase, lambda dialog: dialog.reject())
    press_words(qtbot, page, "Protect it now")
    step_of(page, ProtectStep)
    assert (asked, context.preferences.welcomed) == ([], False)

    def finish(dialog: SetPassphrase) -> None:
        dialog.chosen = ("seven small boats", recovery.new_code())
        dialog.accept()

    with_dialog(SetPassphrase, finish)
    press_words(qtbot, page, "Protect it now")
    (work,) = asked
    assert work.place == "protection"
    assert context.preferences.welcomed, "it is over before the diary is closed for this"


# ---- help


def test_help_is_one_key_away_and_leads_back_to_the_same_step(
    begin: MainWindow, qtbot: QtBot
) -> None:
    press_words(qtbot, begin, "Not now")
    keys(qtbot, ENTER, "7", Qt.Key.Key_F1)
    assert begin.place[0] == "help"
    assert not begin._side.isVisible()
    press_words(qtbot, begin, "Back to the first steps")
    assert step_of(begin, FeelingStep).form.mood.value() == 7
    keys(qtbot, ENTER)
    press_words(qtbot, begin, "I don’t know yet")
    press_words(qtbot, begin, "Remind me in 3 days")
    begin.open_page("help")
    assert "Back to the first steps" not in [one.text() for one in buttons(begin)]


# ---- the sample course


def offer(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, *command: str
) -> SampleOffer:
    monkeypatch.setattr(program, "command", lambda: command)
    made = SampleOffer(context.sample_course)
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_sample_course_opens_once_beside_the_own_diary(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    stays = f"import sys, time; open({str(told)!r}, 'a').write(sys.argv[1]); time.sleep(60)"
    started: list[subprocess.Popen[bytes]] = []
    start = program.start

    def counted(*arguments: str) -> subprocess.Popen[bytes]:
        started.append(start(*arguments))
        return started[-1]

    monkeypatch.setattr(program, "start", counted)
    made = offer(qtbot, context, monkeypatch, sys.executable, "-c", stays)
    made.way.click()
    made.way.click()
    assert "It opens in a window of its own." in read(made)
    (process,) = started
    qtbot.waitUntil(lambda: told.exists() and told.read_text() == "--demo", timeout=LONG)
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    "command", [("/there/is/no/such/program",), (sys.executable, "-c", "import sys; sys.exit(3)")]
)
def test_a_sample_course_that_cannot_be_opened_is_said_so(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    made = offer(qtbot, context, monkeypatch, *command)
    made.way.click()
    qtbot.waitUntil(lambda: "could not be opened" in read(made), timeout=LONG)
    assert "Your diary is unchanged." in read(made)


def test_what_is_started_is_this_program() -> None:
    assert program.start("--version").wait(timeout=LONG / 1000) == 0
