# SPDX-License-Identifier: Apache-2.0
"""A damaged record gives back what it still holds, is never written to, and is kept."""

import shutil
from functools import partial
from pathlib import Path

import pytest

from companion.domain.records import CheckIn, ChecklistRun, Note, Response, Session
from companion.problem import Problem
from companion.stopping import Stopped
from companion.storage import database, diary, trees
from companion.storage.database import connect
from companion.storage.examination import Outcome, examine
from companion.storage.fates import Origin
from companion.storage.pages import read_pages
from companion.storage.salvage import adopt, salvage
from companion.storage.store import Store
from companion.storage.trees import TABLE_BRANCH
from tests.stops import StopAt, everywhere
from tests.storage.samples import (
    Clock,
    contents,
)
from tests.storage.sick import (
    PAGE,
    SECRET,
    backup,
    before,
    break_pages,
    fates,
    keys_of,
    killed,
    make_diary,
    pages_of,
    rescue,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_diary(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Give a folder of its own with a copy of the diary."""
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


def test_a_sound_record_comes_out_as_it_is(folder: Path, made: Path) -> None:
    result, lines = rescue(folder)
    assert lines == before(made)
    assert {(fate.origin, fate.whole, fate.whole_history) for fate in result.fates} == {
        (Origin.RECORD, True, True)
    }
    adopt(folder, Clock())
    book = diary.open_(folder, Clock())
    assert book.draft("note") == SECRET.encode() * 3
    assert book._device == "n000001"
    assert len(book.timeline(words=SECRET).entries) == 50
    book.close()
    assert diary.check(folder) == ()


def test_one_bad_page_costs_what_lies_on_it(folder: Path, made: Path) -> None:
    sound = (folder / "record.db").read_bytes()
    expected = before(made)
    lost = []
    for page in range(1, len(sound) // PAGE + 1, 3):
        break_pages(folder, page)
        result, lines = rescue(folder)
        assert fates(result).keys() == expected.keys(), page
        for name, fate in fates(result).items():
            if fate.origin is Origin.MISSING:
                assert name not in lines
                lost.append(name)
            elif fate.origin is Origin.RECORD and fate.whole:
                assert lines[name].entry == expected[name].entry
                assert not fate.whole_history or lines[name] == expected[name]
        (folder / "record.db").write_bytes(sound)
    assert 0 < len(lost) < len(expected)


def test_a_bad_page_is_made_good_from_a_backup(folder: Path, made: Path) -> None:
    expected = before(made)
    for page in pages_of(folder, "session", "response", "reading", "item_answer")[::2]:
        shutil.copy(made / "data" / "record.db", folder / "record.db")
        break_pages(folder, page)
        result, lines = rescue(folder, backup(made))
        assert lines == expected
        assert all(fate.whole and fate.whole_history for fate in result.fates)
        assert not any(fate.perhaps_deleted for fate in result.fates)


def test_a_page_above_the_rows_costs_nothing(folder: Path, made: Path) -> None:
    root = pages_of(folder, "check_in")[0]
    pages = read_pages(folder / "record.db", keys_of(folder))
    page = pages.page(root)
    assert page is not None
    assert page.content[0] == TABLE_BRANCH
    break_pages(folder, root)
    result, lines = rescue(folder)
    assert lines == before(made)
    assert not result.of(Origin.MISSING)


def test_without_its_first_page_everything_is_read_all_the_same(folder: Path, made: Path) -> None:
    break_pages(folder, 1)
    assert examine(folder, keys_of(folder)).outcome is Outcome.FIRST_PAGE
    _, lines = rescue(folder)
    assert lines == before(made)


def test_parts_that_may_be_missing_are_said(folder: Path, made: Path) -> None:
    break_pages(folder, *pages_of(folder, "reading"))
    result, _ = rescue(folder)
    of_sessions = [fate for fate in result.fates if fate.kind is Session]
    assert of_sessions
    assert not any(fate.whole for fate in of_sessions)
    result, lines = rescue(folder, backup(made))
    assert {fate.origin for fate in result.fates if fate.kind is Session} == {Origin.BACKUP}
    assert lines == before(made)


def test_lost_rows_are_named_and_filled_from_history_and_backup(folder: Path, made: Path) -> None:
    expected = before(made)
    break_pages(folder, *pages_of(folder, "check_in"))
    result, lines = rescue(folder)
    by_name = fates(result)
    assert by_name.keys() == expected.keys()
    for name, line in expected.items():
        if isinstance(line.entry.record, CheckIn):
            wanted = Origin.HISTORY if line.past else Origin.MISSING
            assert (by_name[name].origin, by_name[name].kind) == (wanted, CheckIn)
        if isinstance(line.entry.record, CheckIn) and line.past:
            assert lines[name].entry.record == line.past[-1].record
            assert lines[name].past == line.past[:-1]
    result, lines = rescue(folder, backup(made))
    there = sum(isinstance(line.entry.record, CheckIn) for line in expected.values())
    counts = result.counts()
    assert counts[CheckIn, Origin.MISSING] == 20
    assert counts[CheckIn, Origin.BACKUP] + counts[CheckIn, Origin.HISTORY] == there - 20
    assert {fate.backup for fate in result.of(Origin.BACKUP)} == {"older"}


def test_what_was_deleted_for_good_stays_deleted(folder: Path, made: Path) -> None:
    book = diary.open_(folder, Clock())
    gone = book.entries(CheckIn)[20].id
    with book._database.write():
        book._store.delete(book.get(CheckIn, gone))
    book.close()
    break_pages(folder, pages_of(folder, "check_in")[-1])
    result, lines = rescue(folder, backup(made))
    assert gone not in lines
    assert gone not in fates(result)
    # Where no list of names is whole any more, it may be one that was lost.
    names = ("check_in", "sqlite_autoindex_check_in_1", "check_in_instant")
    break_pages(folder, *(pages_of(folder, name)[-1] for name in names[1:]))
    result, lines = rescue(folder, backup(made))
    assert gone in lines
    assert [fate.entry_id for fate in result.fates if fate.perhaps_deleted] == [gone]


def test_what_belongs_to_a_lost_session(folder: Path, made: Path) -> None:
    break_pages(folder, *pages_of(folder, "session"))
    result, lines = rescue(folder)
    assert {fate.origin for fate in result.fates if fate.kind is Session} == {Origin.MISSING}
    assert {fate.origin for fate in result.fates if fate.kind is ChecklistRun} == {Origin.MISSING}
    notes = [fate for fate in result.fates if fate.kind is Note]
    assert notes
    for fate in notes:
        assert (fate.origin, fate.whole) == (Origin.RECORD, False)
        assert lines[fate.entry_id].entry.record.words  # type: ignore[union-attr]


def test_saves_behind_a_break_in_the_log_come_back(folder: Path, tmp_path: Path) -> None:
    book = killed(folder, tmp_path / "killed")
    expected = {line.entry.id: line for line in book.lines()}
    book.close()
    log = tmp_path / "killed" / "record.db-wal"
    hurt = bytearray(log.read_bytes())
    hurt[40] ^= 1
    log.write_bytes(hurt)
    found = examine(tmp_path / "killed", keys_of(folder))
    assert found.outcome is Outcome.LOG
    assert found.log is not None
    assert found.log.transactions == 6
    _, lines = rescue(tmp_path / "killed")
    assert lines == expected


def test_the_device_is_kept_or_taken_from_a_backup(folder: Path, made: Path) -> None:
    break_pages(folder, *pages_of(folder, "device"))
    for sources, name in (((backup(made),), "n000001"), ((), None)):
        result, _ = rescue(folder, *sources)
        database = connect(result.record, keys_of(folder))
        device = Store(database).device()
        database.close()
        assert device == name if name else len(device) == 36


def test_a_result_never_holds_words(folder: Path) -> None:
    break_pages(folder, 20)
    result, _ = rescue(folder)
    assert SECRET not in repr(result)
    assert SECRET not in repr(examine(folder, keys_of(folder)))


def test_a_salvage_that_is_stopped_leaves_nothing(
    folder: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOKS_EVERY", 500)
    monkeypatch.setattr(trees, "PIECE", 10)
    found = contents(folder)
    make = partial(salvage, folder, keys_of(folder), Clock(), [backup(made)])
    counting = StopAt()
    make(progress=counting).record.unlink()
    assert counting.last == 1
    for stop in everywhere(counting.calls, 5):
        with pytest.raises(Stopped):
            make(progress=stop)
        assert contents(folder) == found


def test_what_cannot_be_read_at_all_is_left_to_backups(folder: Path, made: Path) -> None:
    (folder / "record.db").write_bytes(b"\xff" * 5 * PAGE)
    assert not examine(folder, keys_of(folder)).salvageable
    result, lines = rescue(folder, backup(made))
    assert {fate.origin for fate in result.fates} == {Origin.BACKUP}
    assert len(lines) == len(result.fates) > 100
    (folder / "record.db").unlink()
    with pytest.raises(Problem, match="missing"):
        salvage(folder, keys_of(made / "data"), Clock())


def test_every_answer_of_a_response_is_there(folder: Path, made: Path) -> None:
    break_pages(folder, pages_of(folder, "sqlite_autoindex_item_answer_1")[0])
    result, lines = rescue(folder)
    assert lines == before(made)
    assert all(fate.whole for fate in result.fates if fate.kind is Response)
