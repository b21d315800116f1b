# SPDX-License-Identifier: Apache-2.0
"""What measures: it sees the paint, the gap and the change, and calls nothing done that is not."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from companion.domain.records import CheckIn
from companion.storage import diary as diaries
from companion.storage import vault
from tests.benchmarks import records
from tests.benchmarks.bare_record import BareRecord
from tests.benchmarks.exchange import access_to, both
from tests.benchmarks.imports import told
from tests.benchmarks.kept import Kept
from tests.benchmarks.lab import most_together
from tests.benchmarks.machine import disk_of
from tests.benchmarks.peer import SAMPLES, Screen
from tests.benchmarks.watchdog import Watchdog
from tests.benchmarks.window import NeverPainted, PaintWatch, painted
from tests.quick_seals import seal_quickly


@pytest.fixture
def label(qtbot: QtBot) -> QLabel:
    made = QLabel("before")
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.wait(50)
    return made


def test_what_is_painted_is_timed_from_the_act_to_the_paint(label: QLabel) -> None:
    def act() -> None:
        QThread.msleep(30)
        label.setText("after")

    took = painted(PaintWatch().over(label), act, quiet=0.02)
    assert 0.03 <= took.first <= took.last


def test_what_is_not_painted_is_said_so(qtbot: QtBot) -> None:
    unseen = QLabel()
    qtbot.addWidget(unseen)
    with pytest.raises(NeverPainted):
        painted(PaintWatch().over(unseen), lambda: unseen.setText("after"), patience=0.05)


def test_the_watchdog_sees_what_holds_the_window_up_and_blames_it_alone(qtbot: QtBot) -> None:
    dog = Watchdog()
    dog.during("nothing", lambda: None, 0.02)
    dog.during("holding it up", lambda: QThread.msleep(600), 0.02)
    dog.during("nothing more", lambda: None, 0.02)
    assert dog.gaps["holding it up"] >= 0.59
    assert max(dog.gaps["nothing"], dog.gaps["nothing more"]) < 0.59


def test_a_record_is_made_once_copied_settled_and_older_ones_go(tmp_path: Path) -> None:
    (tmp_path / "an-older-digest").mkdir()
    kept = Kept(tmp_path)
    assert kept.make(0)
    assert not kept.make(0)
    copy = kept.copy(0, tmp_path / "copy")
    said = json.loads((copy / "preferences.json").read_text(encoding="utf-8"))
    assert said["welcomed"]
    assert not (tmp_path / "an-older-digest").exists()
    diaries.open_(copy, records.clock).close()


def test_a_bare_insert_adds_one_row_like_the_last(tmp_path: Path) -> None:
    folder = tmp_path / "record"
    diary = diaries.create(folder, records.clock)
    diary.add(CheckIn(at=records.clock(), mood=6))
    diary.close()
    bare = BareRecord(folder)
    assert bare.insert_one("check_in") > 0
    assert bare.rows("SELECT mood, count(*) FROM check_in GROUP BY mood") == [(6, 2)]
    assert bare.rows("PRAGMA journal_mode") == [("wal",)]
    assert bare.rows("PRAGMA synchronous") == [(2,)]
    bare.close()


def test_the_archive_of_a_record_with_a_passphrase_goes_into_one_that_has_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_quickly(monkeypatch.setattr)
    folder, new = tmp_path / "record", tmp_path / "new"
    diary = diaries.create(folder, records.clock)
    diary.add(CheckIn(at=records.clock(), mood=6))
    diary.close()
    records.protect(folder)
    assert "refused" not in both(folder, new)
    with pytest.raises(vault.Locked):
        diaries.open_(new, records.clock)
    taken_in = diaries.open_(new, records.clock, access=access_to(new))
    assert [entry.record.mood for entry in taken_in.entries(CheckIn)] == [6]
    taken_in.close()


def test_the_clock_is_on_the_day_after_a_record_ends() -> None:
    assert records.clock().date() == records.NOW.date()


def test_a_change_on_the_screen_is_seen_and_where(tmp_path: Path) -> None:
    picture = tmp_path / "screen"
    picture.write_bytes(bytes(SAMPLES * 100))
    screen = Screen(picture)
    with picture.open("r+b") as file:
        file.seek(50 * 100 + 7)
        file.write(b"x")
    differs = [one != other for one, other in zip(screen.look(), screen.empty, strict=True)]
    assert [number for number, is_so in enumerate(differs) if is_so] == [50]
    screen.close()


def test_the_memory_of_all_processes_together_is_counted(tmp_path: Path) -> None:
    holds = "held = bytearray(40_000_000); import time; time.sleep(0.5)"
    both = (
        "import subprocess, sys;"
        f"subprocess.run([sys.executable, '-S', '-c', {holds!r}], check=True)"
    )
    with subprocess.Popen([sys.executable, "-S", "-c", both]) as process:
        assert 40_000_000 < most_together(process) < 100_000_000


def test_the_disk_is_that_of_the_closest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"none / tmpfs rw 0 0\n/dev/nosuch {tmp_path} ext4 rw 0 0\n")
    assert disk_of(tmp_path / "deep", mounts) == "ext4 on nosuch"
    assert disk_of(Path("/elsewhere"), mounts) == "tmpfs on none"


def test_the_imports_are_listed_by_what_they_take_with_all_below() -> None:
    printed = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       200 |        200 |   inner\n"
        "import time:       100 |        300 | outer\n"
        "a line of something else\n"
        "import time:        50 |         50 | other\n"
    )
    lines = told(printed).splitlines()
    assert lines[0].startswith("3 modules, 0.3 ms")  # 0.35, the inner one counted once
    assert [line.split()[-1] for line in lines[3:]] == ["outer", "inner", "other"]


def test_time_is_the_same_clock_in_every_process() -> None:
    asked = "import time; print(time.monotonic())"
    before = time.monotonic()
    said = subprocess.run(
        [sys.executable, "-S", "-c", asked], capture_output=True, text=True, check=True
    )
    assert before <= float(said.stdout) <= time.monotonic()
