# SPDX-License-Identifier: Apache-2.0
"""What is saved comes back byte for byte, and only the key gives it back."""

import math
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.faults import Impossible
from companion.domain.records import KINDS, CheckIn, Entry, Note, OutsideScore, Record, Session
from companion.problem import Problem
from companion.storage import diary, mapping
from companion.storage.diary import Diary
from tests.domain.making import few
from tests.storage.samples import (
    START,
    Clock,
    at,
    begin,
    check_in,
    contents,
    every_kind,
    fill,
    full_session,
    session,
)


@pytest.fixture
def open_diary(tmp_path: Path) -> Diary:
    return begin(tmp_path / "data")


def test_every_kind_comes_back_as_it_was(tmp_path: Path) -> None:
    made = begin(tmp_path)
    kept = made.add(full_session())
    entries = [kept, *(made.add(record) for record in every_kind(kept.id))]
    made.close()
    again = diary.open_(tmp_path, Clock())
    for entry in entries:
        read = again.get(type(entry.record), entry.id)
        assert read == entry
        assert mapping.body_of(read.record) == mapping.body_of(entry.record)
    assert {type(entry.record) for entry in entries} == set(KINDS)
    again.close()


def test_what_is_not_told_stays_untold(open_diary: Diary) -> None:
    for record in (CheckIn(at=at(9), hard_day=True), session()):
        entry = open_diary.add(record)
        assert open_diary.get(type(record), entry.id).record == record


@few
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_becomes_a_row_and_back(words: str) -> None:
    record = Note(at=at(9), words=words)
    shape = mapping.shape_of(Note)
    row = mapping.values(shape.columns, mapping.plain(record))
    assert mapping.gathered(shape.columns, list(row.values())) == msgspec.to_builtins(record)


def test_the_offset_is_kept_and_tells_versions_apart(open_diary: Diary) -> None:
    there = at(9)
    entry = open_diary.add(CheckIn(at=there, mood=1))
    here = there.astimezone(timezone(timedelta(hours=-3)))
    changed = open_diary.change(entry.id, CheckIn(at=here, mood=1))
    assert changed.revision == 2
    assert open_diary.get(CheckIn, entry.id).record.at.utcoffset() == timedelta(hours=-3)


def test_the_day_is_the_patients_own(open_diary: Diary) -> None:
    late = datetime(2026, 5, 20, 23, 30, tzinfo=timezone(timedelta(hours=-10)))
    entry = open_diary.add(CheckIn(at=late, mood=1))
    day = late.date()
    assert open_diary.entries(CheckIn, first=day, last=day) == (entry,)
    assert open_diary.entries(CheckIn, first=late.astimezone(UTC).date()) == ()


@pytest.mark.parametrize("record", [Note(at=at(9), words="x\ud83d"), check_in("\udc00")])
def test_half_a_character_is_refused_kindly(open_diary: Diary, record: Record) -> None:
    with pytest.raises(Problem, match="broken character"):
        open_diary.add(record)
    assert open_diary.timeline().entries == ()


def test_a_record_that_cannot_be_is_refused(open_diary: Diary) -> None:
    with pytest.raises(Impossible):
        open_diary.add(CheckIn(at=START + timedelta(days=1), mood=1))
    entry = open_diary.add(check_in())
    with pytest.raises(Impossible):
        open_diary.change(entry.id, CheckIn(at=at(9), mood=11))
    assert open_diary.get(CheckIn, entry.id) == entry


@pytest.mark.parametrize("hours", [float("nan"), float("inf"), -0.5])
def test_what_is_no_number_is_refused(open_diary: Diary, hours: float) -> None:
    with pytest.raises(Impossible):
        open_diary.add(CheckIn(at=at(9), mood=1, sleep_hours=hours))


def test_minus_nought_is_nought(open_diary: Diary) -> None:
    entry = open_diary.add(CheckIn(at=at(9), mood=1, sleep_hours=-0.0))
    assert str(entry.record.sleep_hours) == "0.0"
    assert str(open_diary.get(CheckIn, entry.id).record.sleep_hours) == "0.0"


def test_every_number_comes_back_to_its_last_digit(open_diary: Diary) -> None:
    random = Random(1)
    decimals = [round(random.uniform(0, 1000), random.randrange(4)) for _ in range(500)]
    beside = [math.nextafter(number, random.choice((0, 1000))) for number in decimals]
    small = [random.random() * 10.0 ** -random.randrange(300) for _ in range(500)]
    numbers = [*decimals, *beside, *small, 0.0, 5e-324, 1000.0, 0.1 + 0.2]
    scores = (OutsideScore(at=at(9), scale="x", total=number) for number in numbers)
    made = [
        Entry(id=f"s{place:04}", revision=1, created_at=at(9), record=score)
        for place, score in enumerate(scores)
    ]
    with open_diary._database.write():
        open_diary._store.insert(made)
    read = [entry.record.total for entry in open_diary.entries(OutsideScore)]
    assert [number.hex() for number in read] == [number.hex() for number in numbers]
    assert open_diary.add(session(moves=2**63 - 1)) == open_diary.entries(Session)[0]


def test_a_number_too_large_to_keep_is_refused_kindly(open_diary: Diary) -> None:
    with pytest.raises(Problem, match="too large"):
        open_diary.add(session(moves=2**70))


def test_no_words_lie_open_on_the_disk(tmp_path: Path) -> None:
    canary = "Zaunkönig-8271"
    made = begin(tmp_path)
    entry = made.add(check_in(canary))
    made.change(entry.id, check_in(f"not {canary}"))
    made.keep_draft("check_in", canary.encode())
    found = contents(tmp_path)
    assert any(name.endswith("-wal") for name in found)
    made.close()
    for content in [*found.values(), *contents(tmp_path).values()]:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert canary.encode(encoding) not in content
        assert not content.startswith(b"SQLite format 3")


def test_deleted_words_are_gone_from_every_page(tmp_path: Path) -> None:
    clock = Clock()
    made = begin(tmp_path, clock)
    entry = made.add(check_in("goldcrest goldcrest"))
    made.add(check_in("kingfisher"))
    made.change(entry.id, check_in("other"))
    made.remove(entry.id)
    clock.forward(days=91)
    assert made.purge() == 1
    plain = tmp_path / "plain.db"
    made._database.rows(f"ATTACH DATABASE '{plain}' AS plain KEY ''")
    made._database.rows("SELECT sqlcipher_export('plain')")
    made.close()
    assert b"kingfisher" in plain.read_bytes(), "a word that is kept would be seen"
    assert b"goldcrest" not in plain.read_bytes()


def test_one_file_is_left_when_closed(tmp_path: Path) -> None:
    made = begin(tmp_path)
    fill(made)
    made.close()
    assert set(contents(tmp_path)) == {"ballast", "record.db", "record.keys", "record.keys.copy"}


def test_a_saved_session_is_carried_over_into_the_record(tmp_path: Path) -> None:
    made = begin(tmp_path)
    before = (tmp_path / "record.db").stat().st_size
    for _ in range(3):
        made.add(check_in("x" * 20000))
    assert (tmp_path / "record.db").stat().st_size == before
    made.add(session())
    assert (tmp_path / "record.db").stat().st_size > before
