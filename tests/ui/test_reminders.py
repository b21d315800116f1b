# SPDX-License-Identifier: Apache-2.0
"""Reminders: at their time, locked or not, seldom, and without a word of the diary anywhere."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from companion import app, cli, paths, start_at_login
from companion.content import Content
from companion.domain.records import (
    Anchor,
    Answer,
    CheckIn,
    ChecklistRun,
    Choice,
    Entry,
    Medicine,
    Note,
    Person,
    Question,
    Route,
    Rule,
    RuleSet,
    Session,
    Whose,
)
from companion.paths import Places
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import ids, lock, recovery, sealing, vault
from companion.storage.diary import Diary
from companion.storage.opening import Access
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui import reminders
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.pages.settings import SettingsPage
from companion.ui.pages.today import TodayPage
from companion.ui.reminders import LONGEST, Reminders
from companion.ui.tray import Notifications, Tray
from tests.ui.conftest import Clock
from tests.ui.gestures import (
    bring_up,
    open_page,
    plan,
    press,
    press_words,
    questionnaire,
    read,
    type_into,
)

REMINDER = "You have a reminder."
UNLOCK = "Unlock to get reminders."
CANARY = "kingfisher"


class RecordingTray(Tray):
    """Stands for a desktop with a tray where the platform of the tests has none."""

    told: list[str]
    is_up = False

    @property
    def is_possible(self) -> bool:
        return True

    @property
    def is_shown(self) -> bool:
        return self.is_up

    def show(self) -> None:
        self._sign = self._sign or self._made()
        self.is_up = True

    def hide(self) -> None:
        self.is_up = False

    def notify(self, sentence: str) -> bool:
        self.told.append(sentence)
        return True


@pytest.fixture(autouse=True)
def _nothing_on_this_desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Show nothing on the desktop of whoever runs the tests, and leave their login alone."""
    monkeypatch.setattr(Notifications, "notify", lambda _self, _sentence: False)
    monkeypatch.setattr(sealing, "TARGET", 0)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture(autouse=True)
def _ends_with_its_last_window() -> Iterator[None]:
    yield
    QApplication.setQuitOnLastWindowClosed(True)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give what was told at the tray, on a desktop that has one."""
    said: list[str] = []
    monkeypatch.setattr(RecordingTray, "told", said, raising=False)
    monkeypatch.setattr("companion.ui.tray.Tray", RecordingTray)
    return said


def choose(window: MainWindow, at: time | None = None, **more: bool) -> Reminders:
    """Choose to be reminded, as the settings do."""
    chosen = replace(window.context.preferences, remind=True, check_in_time=at, **more)
    window.context.keep(chosen)
    window.reminders.begin()
    window.reminders.look()
    return window.reminders


def started_again(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Give another window on the same diary and the same choices, as after a restart."""
    context = window.context
    again = MainWindow(context.diary, Content(), context.now, context.places.preferences)
    qtbot.addWidget(again)
    return again


def go_through(window: MainWindow, clock: Clock, until: datetime, told: list[str]) -> list[str]:
    """Let time pass as the timer would, and give the clock times at which something was told."""
    at = []
    while clock() < until:
        count = len(told)
        window.reminders.look()
        if len(told) > count:
            at.append(f"{clock():%d %H:%M}")
        clock.advance(minutes=4)
    return at


def prepared(diary: Diary, *open_: str) -> Entry[Session]:
    """Plan a session for Thursday at 14:00; nothing is open but a few items."""
    content = Content()
    for key in content.instruments:
        diary.add(questionnaire(content, key, 1, days_ago=1))
    entry = diary.add(Session(plan=plan("2026-11-26 14:00"), route=Route.IV, place=CANARY))
    items = content.checklists["iv"].item
    given = tuple(
        Answer(item=item.id, choice=Choice.YES, at=diary.now())
        for item in items
        if item.id not in open_
    )
    diary.add(ChecklistRun(session_id=entry.id, checklist="iv", answers=given))
    return entry


# --- when -----------------------------------------------------------------------------------------


def test_without_being_chosen_there_are_none(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    prepared(diary, "last_meal_iv")
    clock.moment = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
    diary.add(CheckIn(at=clock(), mood=5))
    assert not window.reminders._timer.isActive()
    assert not window.reminders.tray.is_shown
    assert told == []


def test_the_timer_tells_at_the_moment(
    qtbot: QtBot, told: list[str], window: MainWindow, clock: Clock
) -> None:
    clock.advance(seconds=59.7)
    choose(window, time(10, 1))
    assert window.reminders._timer.interval() == 300
    clock.advance(seconds=0.3)
    assert told == []
    qtbot.waitUntil(lambda: told == [REMINDER], timeout=3000)
    assert window.reminders._timer.remainingTime() > LONGEST / 2, "the next one is an hour away"


def test_a_last_meal_has_three_and_not_one_more(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    prepared(diary, "last_meal_iv")
    choose(window)
    at = go_through(window, clock, datetime(2026, 11, 28, tzinfo=UTC), told)
    assert at == ["26 07:00", "26 07:48", "26 08:00"]
    assert set(told) == {REMINDER}


def test_a_restart_tells_nothing_again(
    qtbot: QtBot, told: list[str], window: MainWindow, clock: Clock
) -> None:
    prepared(window.context.diary, "last_meal_iv")
    clock.moment = datetime(2026, 11, 26, 6, 59, tzinfo=UTC)
    choose(window)
    clock.advance(minutes=2)
    window.reminders.look()
    assert told == [REMINDER]
    window.close()
    again = started_again(qtbot, window)
    assert again.reminders._timer.isActive(), "what was chosen lasts"
    again.reminders.look()
    assert told == [REMINDER]


def test_what_is_done_meanwhile_is_not_told(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    entry = prepared(diary, "last_meal_iv")
    clock.moment = datetime(2026, 11, 26, 6, 58, tzinfo=UTC)
    choose(window)
    (run,) = diary.belonging(ChecklistRun, entry.id)
    eaten = Answer(item="last_meal_iv", choice=Choice.YES, at=clock())
    diary.change(run.id, replace(run.record, answers=(*run.record.answers, eaten)))
    assert go_through(window, clock, datetime(2026, 11, 26, 9, 0, tzinfo=UTC), told) == []


def test_a_check_in_that_was_made_is_not_told_and_the_next_days_is(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    choose(window, time(19))
    diary.add(CheckIn(at=clock(), hard_day=True))
    at = go_through(window, clock, datetime(2026, 11, 24, 23, 0, tzinfo=UTC), told)
    assert at == ["24 19:00", "24 20:00"]


def test_none_comes_while_a_session_is_under_way(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    choose(window, time(19))
    entry = diary.add(Session(plan=plan("2026-11-23 18:30"), route=Route.IV))
    clock.advance(hours=8)
    diary.change(entry.id, replace(entry.record, start=clock()))
    assert go_through(window, clock, datetime(2026, 11, 23, 22, 0, tzinfo=UTC), told) == []


def test_what_was_slept_through_is_not_made_up_for(
    told: list[str], window: MainWindow, clock: Clock
) -> None:
    choose(window, time(19))
    clock.moment = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
    window.reminders.look()
    assert told == []
    clock.advance(minutes=31)
    window.reminders.look()
    assert told == [REMINDER]


def test_a_clock_that_is_set_back_tells_nothing_twice(
    told: list[str], window: MainWindow, clock: Clock
) -> None:
    choose(window, time(10, 30))
    clock.advance(minutes=31)
    window.reminders.look()
    clock.advance(minutes=-20)
    go_through(window, clock, datetime(2026, 11, 23, 11, 0, tzinfo=UTC), told)
    assert told == [REMINDER]


def test_a_diary_that_cannot_be_read_leaves_the_moments_as_they_were(
    told: list[str], window: MainWindow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(window, time(10, 30))

    def broken(_context: Context) -> tuple[datetime, ...]:
        raise Problem(happened="It broke.", safe="It is safe.", next_step="Try again.")

    monkeypatch.setattr(reminders, "moments", broken)
    clock.advance(minutes=30)
    window.reminders.look()
    assert told == [REMINDER]


# --- locked ---------------------------------------------------------------------------------------


@pytest.fixture
def access(tmp_path: Path, clock: Clock) -> Access:
    """Give access to a diary with a passphrase."""
    made = diaries.create(tmp_path / "Locked", clock, ids.ids(clock))
    prepared(made, "last_meal_iv")
    made.close()
    secrets: list[vault.Secret] = [Passphrase("sieben Boote"), RecoveryCode(recovery.new_code())]
    vault.write(made.access.folder, vault.sealed_file(made.access.keys, secrets))
    return made.access


def locked_at_start(qtbot: QtBot, access: Access, clock: Clock) -> MainWindow:
    folder = access.folder
    made = MainWindow(None, Content(), clock, folder / "preferences.json", data_folder=folder)
    qtbot.addWidget(made)
    return made


def test_they_go_on_while_it_is_locked(
    qtbot: QtBot, told: list[str], access: Access, clock: Clock
) -> None:
    window = locked_at_start(qtbot, access, clock)
    window.locking.take_up(access, ("today", "", 0))
    choose(window)
    window.lock()
    qtbot.waitUntil(lambda: window.context.is_locked)
    at = go_through(window, clock, datetime(2026, 11, 27, tzinfo=UTC), told)
    assert at == ["26 07:00", "26 07:48", "26 08:00"]
    assert set(told) == {REMINDER}


def test_after_a_restart_into_the_lock_one_sentence_is_all(
    qtbot: QtBot, told: list[str], access: Access, clock: Clock
) -> None:
    window = locked_at_start(qtbot, access, clock)
    choose(window, time(19))
    assert told == [UNLOCK]
    go_through(window, clock, datetime(2026, 11, 24, tzinfo=UTC), told)
    assert told == [UNLOCK]
    window.locking.take_up(access, ("today", "", 0))
    go_through(window, clock, datetime(2026, 11, 24, 19, 2, tzinfo=UTC), told)
    assert told == [UNLOCK, REMINDER]
    window.context.close()


def test_who_stands_before_the_lock_is_not_told_of_it(
    qtbot: QtBot, told: list[str], access: Access, clock: Clock
) -> None:
    window = locked_at_start(qtbot, access, clock)
    bring_up(qtbot, window)
    choose(window)
    assert told == []
    window.hide()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
    window.reminders.look()
    assert told == [UNLOCK]


def test_a_press_on_it_leads_to_today_or_to_the_way_in(
    qtbot: QtBot, told: list[str], access: Access, clock: Clock
) -> None:
    window = locked_at_start(qtbot, access, clock)
    choose(window)
    window.reminders.tray.pressed.emit()
    assert window.isVisible()
    assert window.place[0] == "locked"
    window.locking.take_up(access, ("log", "", 0))
    window.showMinimized()
    window.reminders.notifications.pressed.emit()
    assert not window.isMinimized()
    assert window.place[0] == "today"
    window.context.close()


# --- not a word -----------------------------------------------------------------------------------


def menu(window: MainWindow) -> QMenu:
    sign = window.reminders.tray.findChild(QSystemTrayIcon)
    assert sign is not None
    return sign.contextMenu()


def test_nothing_of_the_diary_is_shown_outside_the_window(
    told: list[str], window: MainWindow, diary: Diary, clock: Clock
) -> None:
    entry = prepared(diary, "last_meal_iv", "ride_home")
    own = Rule(
        item="own-1", whose=Whose.OWN, question=f"{CANARY}?", anchor=Anchor.START, minutes=-180
    )
    for record in (
        RuleSet(rules=(own,)),
        Medicine(name=CANARY),
        Note(at=clock(), words=CANARY),
        Question(at=clock(), words=CANARY),
        Person(name=CANARY, clinic=CANARY, person_name=CANARY),
        replace(entry.record, companion=CANARY, intention=CANARY),
    ):
        diary.add(record)
    choose(window, time(19), keep_in_tray=True)
    go_through(window, clock, datetime(2026, 11, 28, tzinfo=UTC), told)
    assert len(told) > 8
    assert set(told) == {REMINDER}
    sign = window.reminders.tray.findChild(QSystemTrayIcon)
    assert sign is not None
    assert sign.toolTip() == "Companion"
    words = [action.text() for action in menu(window).actions()]
    assert words == ["Open Companion", "Check in", "Get help now", "Close"]
    assert all(isinstance(each, datetime) for each in window.reminders._moments or [None])


# --- in the window, where the desktop shows nothing -----------------------------------------------


def test_without_tray_and_service_it_is_said_in_the_window(
    qtbot: QtBot, window: MainWindow, clock: Clock
) -> None:
    choose(window, time(10, 30))
    window.open_page("log")
    clock.advance(minutes=30)
    window.reminders.look()
    assert REMINDER in read(window)
    press_words(qtbot, window, "Show")
    assert window.place[0] == "today"
    assert REMINDER not in read(window)


# --- the tray -------------------------------------------------------------------------------------


class ByTheCorner(QCloseEvent):
    """A close that comes from the desktop, as by a press on the window's corner."""

    def spontaneous(self) -> bool:
        return True


def close_by_corner(window: MainWindow) -> bool:
    """Close the window as a person does; give whether it is closed for good."""
    event = ByTheCorner()
    window.closeEvent(event)
    return event.isAccepted()


def test_a_window_that_is_closed_ends_unless_it_is_to_stay(
    told: list[str], window: MainWindow
) -> None:
    assert close_by_corner(window)
    choose(window)
    assert close_by_corner(window)
    assert not window.reminders.tray.is_shown
    assert not window.reminders._timer.isActive()


def test_where_there_is_no_tray_it_ends_also_when_it_was_to_stay(window: MainWindow) -> None:
    choose(window, keep_in_tray=True)
    assert close_by_corner(window)


def test_one_that_is_to_stay_goes_on_unseen_and_ends_by_its_menu(
    told: list[str], window: MainWindow, clock: Clock
) -> None:
    choose(window, time(10, 30), keep_in_tray=True)
    assert not close_by_corner(window)
    assert not window.isVisible()
    assert not window.context.is_locked
    assert not QApplication.quitOnLastWindowClosed()
    clock.advance(minutes=30)
    window.reminders.look()
    assert told == [REMINDER]
    open_, _check_in, help_now, end = menu(window).actions()
    help_now.trigger()
    assert window.isVisible()
    assert window.place[0] == "help"
    assert QApplication.quitOnLastWindowClosed()
    close_by_corner(window)
    open_.trigger()
    assert window.isVisible()
    close_by_corner(window)
    end.trigger()
    assert not window.reminders._timer.isActive()
    assert not window._minute.isActive()
    assert not window.reminders.tray.is_shown


def test_one_that_goes_out_of_sight_keeps_what_is_half_done(
    qtbot: QtBot, told: list[str], window: MainWindow, diary: Diary
) -> None:
    choose(window, keep_in_tray=True)
    page = open_page(window, "today", TodayPage)
    qtbot.keyClick(page.check_in.form.first_control(), "4")
    close_by_corner(window)
    draft = diary.draft("check_in:today")
    assert draft is not None
    assert json.loads(draft)["mood"] == 4


def test_started_out_of_sight_it_waits_in_the_tray(
    qtbot: QtBot, told: list[str], diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    window = MainWindow(diary, Content(), clock, tmp_path / "preferences.json")
    qtbot.addWidget(window)
    choose(window)
    window.start_out_of_sight()
    window.reminders.look()
    assert not window.isVisible()


def test_started_out_of_sight_it_is_minimised_where_nothing_else_leads_to_it(
    qtbot: QtBot, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    window = MainWindow(diary, Content(), clock, tmp_path / "preferences.json")
    qtbot.addWidget(window)
    choose(window)
    window.start_out_of_sight()
    assert not window.isVisible(), "the tray may come late"
    window.reminders.look()
    assert window.isMinimized()
    other = MainWindow(diary, Content(), clock, tmp_path / "others.json")
    qtbot.addWidget(other)
    other.start_out_of_sight()
    assert other.isMinimized(), "nothing would come of it without reminders"


def test_who_opens_it_before_the_tray_came_keeps_it_open(
    qtbot: QtBot, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    window = MainWindow(diary, Content(), clock, tmp_path / "preferences.json")
    qtbot.addWidget(window)
    choose(window)
    window.start_out_of_sight()
    window.come_forward()
    window.reminders.look()
    assert window.isVisible()
    assert not window.isMinimized()


def test_a_start_at_login_leaves_a_window_that_is_open_where_it_is(tmp_path: Path) -> None:
    places = paths.places(tmp_path / "open")
    with lock.take(places.data):
        assert app.run(places, hidden=True) == 0
        assert not lock.asked_to_raise(places.data)
        assert app.run(places) == 0
        assert lock.asked_to_raise(places.data)


def test_the_command_line_starts_it_out_of_sight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[Path, bool]] = []

    def run(places: Places, *, hidden: bool, **_more: object) -> int:
        asked.append((places.data, hidden))
        return 0

    monkeypatch.setattr(app, "run", run)
    assert cli.main(["--data-dir", str(tmp_path), "--hidden"]) == 0
    assert cli.main(["--data-dir", str(tmp_path)]) == 0
    assert asked == [(tmp_path, True), (tmp_path, False)]
    with pytest.raises(SystemExit) as refused:
        cli.main(["--hidden", "check"])
    assert refused.value.code == 2
    assert "--hidden stand alone" in capsys.readouterr().err


ENDED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from companion import app, paths, preferences
places = paths.places(Path(sys.argv[1]))
preferences.write(places.preferences, preferences.Preferences(remind=True))
listen = app.quit_on_signals
def then_end(qt):
    listen(qt)
    QTimer.singleShot(300, lambda: os.kill(os.getpid(), signal.SIGTERM))
app.quit_on_signals = then_end
sys.exit(app.run(places, hidden=True))
"""


def test_a_signal_ends_it_out_of_sight_and_closes_the_diary(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", ENDED, str(tmp_path)]
    ended = subprocess.run(command, env=environment, timeout=60, check=False)
    assert ended.returncode == 0
    assert (tmp_path / "record.db").exists()
    assert not list(tmp_path.glob("record.db-*"))


def test_after_everything_is_deleted_nothing_reminds_or_starts_any_more(
    qtbot: QtBot, told: list[str], access: Access, clock: Clock
) -> None:
    window = locked_at_start(qtbot, access, clock)
    window.locking.take_up(access, ("today", "", 0))
    choose(window, time(10, 30))
    other = start_at_login.command(access.folder / "other")
    start_at_login.switch_on(other)
    window.context.is_erased = True
    clock.advance(minutes=30)
    window.reminders.look()
    assert told == []
    assert not window.reminders.tray.is_shown
    app.close(window.context)
    assert start_at_login.runs(other), "that diary is still there"
    start_at_login.switch_on(start_at_login.command(access.folder))
    app.close(window.context)
    assert not start_at_login.is_on()


# --- the settings ---------------------------------------------------------------------------------


def settings(window: MainWindow) -> SettingsPage:
    window.open_page("settings", "reminders")
    page = window.page
    assert isinstance(page, SettingsPage)
    QApplication.processEvents()
    return page


def test_all_of_it_is_chosen_in_the_settings_and_lasts(
    qtbot: QtBot, told: list[str], window: MainWindow
) -> None:
    card = settings(window).reminders
    assert card.remind.hasFocus()
    assert not card.try_it.isVisible()
    press(qtbot, card.remind)
    assert window.reminders.tray.is_shown
    type_into(qtbot, card.check_in.edit, "1930")
    qtbot.keyClick(card.check_in.edit, Qt.Key.Key_Return)
    assert card.check_in.edit.text() == "19:30"
    press(qtbot, card.in_tray)
    press(qtbot, card.at_login)
    assert card.at_login.isChecked()
    again = started_again(qtbot, window)
    again.show()
    card = settings(again).reminders
    chosen = (card.remind, card.in_tray, card.at_login)
    assert [each.isChecked() for each in chosen] == [True, True, True]
    assert card.check_in.value() == time(19, 30)
    press(qtbot, card.remind)
    assert not again.reminders.tray.is_shown
    assert not again.context.preferences.remind
    assert not start_at_login.is_on(), "nothing is to start for reminders that are off"


def test_a_time_that_is_none_is_refused_and_an_empty_one_is_none(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(window, time(19))
    card = settings(window).reminders
    type_into(qtbot, card.check_in.edit, "25:00")
    qtbot.keyClick(card.check_in.edit, Qt.Key.Key_Return)
    assert "This needs a time of day, like 14:00." in read(card)
    before = window.context.preferences
    assert before.check_in_time == time(19)
    card.check_in.edit.selectAll()
    qtbot.keyClick(card.check_in.edit, Qt.Key.Key_Delete)
    qtbot.keyClick(card.check_in.edit, Qt.Key.Key_Return)
    assert window.context.preferences == replace(before, check_in_time=None)
    assert not card.check_in.refused


def test_a_time_that_is_still_being_typed_is_kept_on_the_way_out(
    qtbot: QtBot, window: MainWindow
) -> None:
    choose(window)
    card = settings(window).reminders
    type_into(qtbot, card.check_in.edit, "7")
    window.open_page("today")
    assert window.context.preferences.check_in_time == time(7)
    type_into(qtbot, settings(window).reminders.check_in.edit, "8")
    window.close()
    assert window.context.preferences.check_in_time == time(8)
    assert not window.reminders._timer.isActive(), "a closed window begins nothing anew"


def test_one_can_be_tried(qtbot: QtBot, told: list[str], window: MainWindow) -> None:
    choose(window)
    card = settings(window).reminders
    press(qtbot, card.try_it)
    assert told == [REMINDER]
    assert "That was one." in read(card)


def test_the_start_at_login_names_the_diary_and_a_place_that_refuses_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.context.data_folder = tmp_path / "Companion"
    choose(window)
    card = settings(window).reminders
    press(qtbot, card.at_login)
    entry = start_at_login.place().read_text()
    assert f'"--data-dir" "{tmp_path / "Companion"}"' in entry
    press(qtbot, card.at_login)
    assert not start_at_login.place().exists()
    start_at_login.place().parent.rmdir()
    start_at_login.place().parent.write_text("in the way")
    press(qtbot, card.at_login)
    assert "could not be set to start when you log in" in read(card)
    assert not card.at_login.isChecked()


def test_what_the_desktop_has_no_tray_for_is_said(window: MainWindow) -> None:
    choose(window)
    card = settings(window).reminders
    assert not card.in_tray.isVisible()
    assert "This desktop has no tray: reminders end when you close the window." in read(card)


def test_a_made_up_course_does_not_start_at_login(
    qtbot: QtBot, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    window = MainWindow(diary, Content(), clock, tmp_path / "preferences.json", sample=True)
    qtbot.addWidget(window)
    window.show()
    choose(window)
    card = settings(window).reminders
    assert "Start when I log in" not in read(card)
    real = start_at_login.command(tmp_path / "real")
    for own in (real, start_at_login.command(diary.access.folder)):
        start_at_login.switch_on(own)
        press(qtbot, card.remind)
        press(qtbot, card.remind)
        assert start_at_login.runs(own), "what starts is not the sample's to switch off"


def test_another_diary_that_starts_at_login_is_left_to_itself(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    other = start_at_login.command(tmp_path / "other")
    start_at_login.switch_on(other)
    choose(window)
    card = settings(window).reminders
    assert not card.at_login.isChecked(), "it is not this one that starts"
    press(qtbot, card.remind)
    assert start_at_login.runs(other)
    press(qtbot, card.remind)
    press(qtbot, card.at_login)
    assert card.at_login.isChecked()
    assert start_at_login.runs(start_at_login.command(window.context.diary.access.folder))


# --- the desktop's own service --------------------------------------------------------------------

SERVICE = """
import os, sys
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtDBus import QDBusConnection
app = QCoreApplication([])

@ClassInfo({"D-Bus Interface": "org.freedesktop.Notifications"})
class Service(QObject):
    ActionInvoked = Signal("uint", str)

    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(self, name, replaces, icon, title, words, actions, hints, timeout):
        print([name, replaces, icon, title, words, actions, hints, timeout], flush=True)
        QTimer.singleShot(100, lambda: self.ActionInvoked.emit(8, "default"))
        QTimer.singleShot(400, lambda: self.ActionInvoked.emit(9, "default"))
        return 9

bus = QDBusConnection.sessionBus()
service = Service()
options = QDBusConnection.RegisterOption
exported = options.ExportAllSlots | options.ExportAllSignals
assert bus.registerObject("/org/freedesktop/Notifications", service, exported)
assert bus.registerService("org.freedesktop.Notifications")
watch = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", sys.argv[1], sys.argv[2]])
ended = QTimer()
ended.timeout.connect(lambda: os.waitpid(watch, os.WNOHANG)[0] and app.quit())
ended.start(50)
app.exec()
"""

WATCH = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from companion import app, preferences
from companion.storage.diary import open_or_create
folder = Path(sys.argv[1])
preferences.write(folder / "preferences.json", preferences.Preferences(remind=True))
qt = app.application()
diary = open_or_create(folder / "diary", app.now)
window = app.make_window(diary, folder / "preferences.json")
window.open_page("log")
def told():
    print(window.isVisible(), window.place[0], flush=True)
QTimer.singleShot(0, window.reminders.show_one)
QTimer.singleShot(300, told)
QTimer.singleShot(1000, told)
QTimer.singleShot(1100, window.close)
QTimer.singleShot(1200, qt.quit)
qt.exec()
diary.close()
"""


def test_the_desktops_service_shows_it_and_a_press_on_it_opens_today(tmp_path: Path) -> None:
    heard = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", SERVICE, WATCH, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=False,
    )
    notified = [
        "Companion",
        0,
        "",
        "Companion",
        REMINDER,
        ["default", "Open"],
        {"desktop-entry": "io.github.companionapp.Companion"},
        -1,
    ]
    assert heard.stdout.splitlines() == [str(notified), "False log", "True today"], heard.stderr


STUCK = """
import os, signal, sys, time
from PySide6.QtCore import ClassInfo, QCoreApplication, QObject, Slot
from PySide6.QtDBus import QDBusConnection
app = QCoreApplication([])

@ClassInfo({"D-Bus Interface": "org.freedesktop.Notifications"})
class Service(QObject):
    @Slot(str, "uint", str, str, str, "QStringList", "QVariantMap", int, result="uint")
    def Notify(self, name, replaces, icon, title, words, actions, hints, timeout):
        time.sleep(60)
        return 9

bus = QDBusConnection.sessionBus()
service = Service()
options = QDBusConnection.RegisterOption.ExportAllSlots
assert bus.registerObject("/org/freedesktop/Notifications", service, options)
assert bus.registerService("org.freedesktop.Notifications")
print(os.getpid(), flush=True)
if sys.argv[1] == "at once":
    os.kill(os.getpid(), signal.SIGSTOP)
app.exec()
"""

WAIT = """
import os, signal, subprocess, sys, time
from PySide6.QtCore import QCoreApplication
from companion.ui.tray import Notifications
app = QCoreApplication([])
stuck = subprocess.Popen(
    [sys.executable, "-c", sys.argv[1], sys.argv[2]], stdout=subprocess.PIPE, text=True
)
stuck.stdout.readline()
notifications = Notifications(app)
for _each in range(2):
    begun = time.monotonic()
    taken = notifications.notify("You have a reminder.")
    print(taken, time.monotonic() - begun, flush=True)
os.kill(stuck.pid, signal.SIGKILL)
stuck.wait()
"""


@pytest.mark.parametrize("sticks", ["at once", "when it is to show something"])
def test_a_service_that_is_stuck_holds_the_window_for_less_than_half_a_second(sticks: str) -> None:
    heard = subprocess.run(
        ["dbus-run-session", "--", sys.executable, "-c", WAIT, STUCK, sticks],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = [line.split() for line in heard.stdout.splitlines()]
    assert [taken for taken, _seconds in told] == ["False", "False"], heard.stderr
    assert all(float(seconds) < 0.5 for _taken, seconds in told), told
