# SPDX-License-Identifier: Apache-2.0
"""Backups without being asked: when they are made, and what happens when one cannot be."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from companion import __version__
from companion.domain.moment import Plan
from companion.domain.records import CheckIn, Session
from companion.storage import copies, recovery, sealing, vault
from companion.storage.copies import Reason
from companion.storage.diary import Diary
from companion.storage.vault import Passphrase, RecoveryCode
from companion.ui.context import Context
from companion.ui.safekeeping import Safekeeping
from tests.ui.conftest import Clock


@pytest.fixture
def keeping(context: Context) -> Safekeeping:
    return Safekeeping(context, context)


def reasons(diary: Diary) -> list[Reason]:
    made = copies.backups(diary.access.folder)
    return [one.manifest.reason for one in reversed(made) if one.manifest]


def session(clock: Clock, place: str) -> Session:
    plan = Plan(at=clock().replace(tzinfo=None), zone="Europe/Dublin")
    return Session(plan=plan, place=place)


def test_a_session_is_backed_up_once_it_is_quiet(
    qtbot: QtBot, keeping: Safekeeping, diary: Diary, clock: Clock
) -> None:
    keeping._session.setInterval(150)
    entry = diary.add(session(clock, "here"))
    qtbot.wait(60)
    diary.change(entry.id, session(clock, "there"))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        pass
    assert reasons(diary) == [Reason.CHANGES], "that it was a session is not written down"
    assert keeping.trouble is None


def test_a_check_in_waits_for_the_half_hour(
    qtbot: QtBot, keeping: Safekeeping, diary: Diary, clock: Clock
) -> None:
    diary.add(CheckIn(at=clock(), mood=5))
    assert not keeping._session.isActive()
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping._keep_open(Reason.CHANGES)
    assert reasons(diary) == [Reason.CHANGES]
    diary.add(CheckIn(at=clock(), mood=6))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping._keep_open(Reason.CHANGES)
    assert len(reasons(diary)) == 1, "half an hour has not gone by"
    clock.advance(minutes=31)
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping._keep_open(Reason.CHANGES)
    assert len(reasons(diary)) == 2


def test_at_a_lock_only_what_changed_is_backed_up(
    qtbot: QtBot, keeping: Safekeeping, diary: Diary, clock: Clock
) -> None:
    diary.add(CheckIn(at=clock(), mood=5))
    for expected in (1, 1):
        with qtbot.waitSignal(keeping.done, timeout=10_000):
            keeping.keep(diary.access, Reason.LOCK)
        assert len(reasons(diary)) == expected


def test_the_second_place_gets_a_copy_and_its_absence_is_told(
    qtbot: QtBot, keeping: Safekeeping, context: Context, diary: Diary, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    context.keep(replace(context.preferences, second_place=str(stick)))
    diary.add(CheckIn(at=context.now(), mood=5))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping.keep(diary.access, Reason.ASKED)
    assert [path.suffix for path in stick.iterdir()] == [".companion-backup"]
    context.keep(replace(context.preferences, second_place=str(tmp_path / "gone")))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping.keep(diary.access, Reason.ASKED)
    assert keeping.trouble is not None
    assert len(reasons(diary)) == 2, "the one on this disk is made all the same"


def test_backups_left_open_are_brought_over_after_unlocking(
    qtbot: QtBot, keeping: Safekeeping, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)
    diary.add(CheckIn(at=diary.now(), mood=5))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping.keep(diary.access, Reason.ASKED)
    secrets: list[vault.Secret] = [Passphrase("words"), RecoveryCode(recovery.new_code())]
    vault.write(diary.access.folder, vault.sealed_file(diary.access.keys, secrets))
    keeping.begin(diary.access)
    qtbot.waitUntil(
        lambda: (
            not any(copies.key_file(one).is_open for one in copies.backups(diary.access.folder))
        ),
        timeout=10_000,
    )


def test_a_new_version_keeps_what_the_old_one_left(
    qtbot: QtBot, keeping: Safekeeping, context: Context, diary: Diary
) -> None:
    keeping.begin(diary.access)
    assert context.preferences.ran_version == __version__
    qtbot.wait(50)
    assert reasons(diary) == [], "a first start has nothing to keep"
    context.keep(replace(context.preferences, ran_version="0.0.1"))
    with qtbot.waitSignal(keeping.done, timeout=10_000):
        keeping.begin(diary.access)
    assert reasons(diary) == [Reason.NEW_VERSION]
    assert context.preferences.ran_version == __version__
