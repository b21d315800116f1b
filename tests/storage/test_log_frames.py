# SPDX-License-Identifier: Apache-2.0
"""A log that lost saves is told from one that a kill, a rollback or an earlier round left."""

import shutil
import sqlite3
from pathlib import Path
from random import Random

import pytest

from companion.storage import diary
from companion.storage.log_frames import FRAME, HEADER, LogDamage, log_damage, read_log
from tests.storage.samples import Clock, begin, check_in

SAVES = 5


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """Give a record as a kill leaves it, with five saves in its log."""
    book = begin(tmp_path / "data")
    book.close()
    book = diary.open_(tmp_path / "data", Clock())
    for number in range(SAVES):
        book.add(check_in(f"{number} " * 50))
    shutil.copytree(tmp_path / "data", tmp_path / "killed")
    book.close()
    return tmp_path / "killed" / "record.db"


def log_of(record: Path) -> Path:
    return record.with_name("record.db-wal")


def forget_index(record: Path) -> None:
    record.with_name("record.db-shm").unlink()


def flip(path: Path, place: int) -> None:
    hurt = bytearray(path.read_bytes())
    hurt[place] ^= 1
    path.write_bytes(hurt)


def test_a_log_that_a_kill_left_is_sound(record: Path) -> None:
    log = read_log(record)
    assert log.sound == len(log.frames) == log.promised > SAVES
    assert log_damage(record) is None
    forget_index(record)
    assert log_damage(record) is None


def test_a_closed_record_has_no_log_to_be_damaged(record: Path) -> None:
    diary.open_(record.parent, Clock()).close()
    assert log_damage(record) is None


@pytest.mark.parametrize("with_index", [True, False])
def test_a_flipped_bit_anywhere_is_noticed(record: Path, with_index: bool) -> None:
    if not with_index:
        forget_index(record)
    sound = log_of(record).read_bytes()
    random = Random(1)
    frames = range(HEADER, len(sound), FRAME)
    # Not the last bytes of a head alone: every part of it in turn.
    places = [start + within for start in frames[::4] for within in (0, 5, 8, 12, 16, 20, 24)]
    places.append(len(sound) - FRAME)
    for place in [*range(0, HEADER, 3), *places, *random.sample(range(len(sound)), 20)]:
        flip(log_of(record), place)
        assert log_damage(record) is not None, place
        log_of(record).write_bytes(sound)


def test_how_much_was_lost_is_told_at_least(record: Path) -> None:
    forget_index(record)
    sound = log_of(record).read_bytes()
    flip(log_of(record), HEADER + 100)
    assert log_damage(record) == LogDamage(transactions=SAVES, certain=True)
    log_of(record).write_bytes(sound)
    flip(log_of(record), len(sound) - 100)
    assert log_damage(record) == LogDamage(transactions=1, certain=False)


def test_the_index_makes_the_last_save_certain(record: Path) -> None:
    flip(log_of(record), log_of(record).stat().st_size - 100)
    assert log_damage(record) == LogDamage(transactions=1, certain=True)


@pytest.mark.parametrize("left", [0, 10, HEADER, HEADER + FRAME, -FRAME, -10])
def test_a_cut_log_is_noticed_by_its_index(record: Path, left: int) -> None:
    log_of(record).write_bytes(log_of(record).read_bytes()[:left])
    found = log_damage(record)
    assert found is not None
    assert found.certain
    log_of(record).unlink()
    assert log_damage(record) is not None


def test_a_damaged_index_is_not_believed(record: Path) -> None:
    flip(record.with_name("record.db-shm"), 16)
    assert log_damage(record) is None


@pytest.mark.parametrize("length", [512, 4096])
def test_noughts_over_a_head_are_noticed(record: Path, length: int) -> None:
    forget_index(record)
    sound = log_of(record).read_bytes()
    last = len(sound) - FRAME
    near_the_last_head = range(last - length + 1, last + 24, 8)
    for start in [*range(0, len(sound) - length, 3000), *near_the_last_head[-70:]]:
        log_of(record).write_bytes(sound[:start] + bytes(length) + sound[start + length :])
        if log_of(record).read_bytes() != sound:
            assert log_damage(record) is not None, start


def test_what_was_rolled_back_is_no_damage(tmp_path: Path) -> None:
    # Plain SQLite writes the same log; a small cache makes it write before the commit.
    record = tmp_path / "record.db"
    database = sqlite3.connect(record, isolation_level=None)
    for setting in ("journal_mode = WAL", "wal_autocheckpoint = 0", "cache_size = 5"):
        database.execute(f"PRAGMA {setting}")
    database.execute("CREATE TABLE words (text)")
    database.execute("BEGIN")
    database.executemany("INSERT INTO words VALUES (?)", [("x" * 3000,)] * 50)
    before = log_of(record).stat().st_size
    database.execute("ROLLBACK")
    database.execute("INSERT INTO words VALUES ('kept')")
    assert log_of(record).stat().st_size == before > HEADER + 20 * FRAME
    shutil.copytree(tmp_path, tmp_path / "killed")
    database.close()
    killed = tmp_path / "killed" / "record.db"
    assert log_damage(killed) is None
    forget_index(killed)
    assert log_damage(killed) is None


def test_an_earlier_round_is_no_damage(tmp_path: Path) -> None:
    book = begin(tmp_path / "data")
    for number in range(30):
        book.add(check_in(f"{number} " * 50))
    book._database.checkpoint()
    book.add(check_in("the next round"))
    shutil.copytree(tmp_path / "data", tmp_path / "killed")
    book.close()
    killed = tmp_path / "killed" / "record.db"
    log = read_log(killed)
    assert 0 < len(log.frames) < (log_of(killed).stat().st_size - HEADER) // FRAME
    assert log_damage(killed) is None
    forget_index(killed)
    assert log_damage(killed) is None
