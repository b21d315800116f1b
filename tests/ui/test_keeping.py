# SPDX-License-Identifier: Apache-2.0
"""What Today says about keeping the diary safe: seldom, and not during a session."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QLabel, QPushButton

from companion.domain.moment import Plan
from companion.domain.records import CheckIn, Session, SessionState
from companion.storage import backup, surroundings
from companion.storage.copies import Reason
from companion.storage.diary import Diary
from companion.ui.cards import waiting
from companion.ui.cards.keeping import Word, words_on_keeping
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.pages.today import TodayPage
from tests.ui.conftest import Clock
from tests.ui.gestures import open_page, read


def places(context: Context, since: date | None) -> list[str]:
    return [word.place for word in told(context, since)]


def told(context: Context, since: date | None, at_home: str | None = None) -> tuple[Word, ...]:
    sessions = context.diary.entries(Session)
    return tuple(words_on_keeping(context, since, sessions, lambda: at_home))


def test_a_passphrase_is_offered_from_the_second_day_and_put_off(
    context: Context, clock: Clock
) -> None:
    today = clock().date()
    assert places(context, None) == []
    assert places(context, today) == []
    (word,) = told(context, today - timedelta(days=1))
    assert word.put_off is not None
    context.keep(word.put_off)
    clock.advance(days=2)
    assert places(context, today) == []
    clock.advance(days=1)
    (word,) = told(context, today)
    assert word.put_off is not None
    context.keep(word.put_off)
    clock.advance(days=89)
    assert "protection" not in places(context, today)
    context.is_protected = True
    clock.advance(days=100)
    assert "protection" not in places(context, today)


def test_a_second_place_is_spoken_of_after_two_weeks_of_backups(
    context: Context, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    context.is_protected = True
    since = clock().date() - timedelta(days=20)
    assert places(context, since) == [], "there is no backup yet"
    diary.add(CheckIn(at=clock(), mood=4))
    backup.make(diary.access, clock(), Reason.ASKED)
    assert places(context, clock().date() - timedelta(days=13)) == []
    assert places(context, since) == ["backups"]
    context.keep(replace(context.preferences, second_place=str(tmp_path)))
    assert places(context, since) == []


def test_reminders_are_offered_once_a_session_is_planned_and_hardly_again(
    context: Context, diary: Diary, clock: Clock
) -> None:
    context.is_protected = True
    since = clock().date() - timedelta(days=1)
    assert places(context, since) == []
    plan = Plan(at=clock().replace(tzinfo=None) + timedelta(days=80), zone="Europe/Dublin")
    diary.add(Session(plan=plan))
    (word,) = told(context, since)
    assert word.place == "reminders"
    assert word.put_off is not None
    context.keep(word.put_off)
    clock.advance(days=79)
    assert places(context, since) == []
    context.keep(replace(context.preferences, remind_after=None))
    assert places(context, since) == ["reminders"]
    context.keep(replace(context.preferences, remind=True))
    assert places(context, since) == []


def test_nothing_is_asked_during_a_session(context: Context, diary: Diary, clock: Clock) -> None:
    since = clock().date() - timedelta(days=30)
    assert places(context, since) == ["protection"]
    plan = Plan(at=clock().replace(tzinfo=None), zone="Europe/Dublin")
    diary.add(Session(plan=plan, state=SessionState.HELD, start=clock()))
    assert places(context, since) == []


def test_a_nearly_full_disk_and_a_synced_folder_are_told(
    context: Context, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "free_space", lambda _folder: 1_000_000)
    context.is_protected = True
    copied = "It is copied by Dropbox."
    said = [word.sentence for word in told(context, clock().date(), copied)]
    assert "1 MB are left" in said[0]
    assert said[1:] == [copied]


def test_whether_the_folder_is_synced_is_looked_at_each_day(
    window: MainWindow, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str | None] = [None, "It is copied by Dropbox."]
    monkeypatch.setattr(waiting, "home_warning", lambda _folder: found.pop(0))
    add = window.context.diary.add
    page = open_page(window, "today", TodayPage)
    add(CheckIn(at=clock(), mood=5))
    add(CheckIn(at=clock(), mood=6))
    assert "Dropbox" not in read(page)
    assert len(found) == 1
    clock.advance(days=1)
    page.refresh()
    assert "It is copied by Dropbox." in read(page)


def test_not_now_takes_it_off_the_page(window: MainWindow, clock: Clock) -> None:
    window.context.diary.add(CheckIn(at=clock() - timedelta(days=2), mood=4))
    window.open_page("today")
    page = window._turning.pages["today"]

    def asked() -> bool:
        return any("passphrase?" in each.text() for each in page.findChildren(QLabel))

    assert asked()
    next(each for each in page.findChildren(QPushButton) if each.text() == "Not now").click()
    assert window.context.preferences.protect_after == clock().date() + timedelta(days=3)
    labels = [each for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    assert not any("passphrase?" in each.text() for each in labels)
