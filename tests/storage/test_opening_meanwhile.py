# SPDX-License-Identifier: Apache-2.0
"""A record is opened and read while it is looked at, and nothing is written to it before the end."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Timer

import pytest

from companion.domain.records import KINDS, CheckIn
from companion.problem import Problem
from companion.storage import backup, diary, opening, vault
from companion.storage.copies import Reason
from companion.storage.examination import refuse_sick
from companion.storage.opening import Access, Look, Looking
from companion.storage.restore import restore
from tests.storage.samples import Clock, begin, check_in, contents, fill


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the files of a diary with an entry of each kind, some on pages of their own."""
    folder = tmp_path_factory.mktemp("made")
    book = begin(folder)
    fill(book)
    for number in range(12):
        book.add(check_in(f"day {number} " * 300))
    book.close()
    return contents(folder)


@pytest.fixture
def access(tmp_path: Path, made: dict[str, bytes]) -> Access:
    """Give access to a copy of the diary."""
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    return opening.access(tmp_path)


@pytest.fixture
def end(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Have every look take until this is set."""
    end = Event()

    def held(folder: Path, keys: vault.Keys) -> bool:
        assert end.wait(10)
        return refuse_sick(folder, keys)

    monkeypatch.setattr(opening, "refuse_sick", held)
    yield end
    end.set()


def hurt(folder: Path, page: int) -> None:
    """Flip a bit of a page, counted from 0."""
    path = folder / "record.db"
    content = bytearray(path.read_bytes())
    content[page * 4096 + 200] ^= 1
    path.write_bytes(content)


def test_it_is_read_during_the_look_and_written_after_it(access: Access, end: Event) -> None:
    looked = opening.begin_look(access)
    assert isinstance(looked, Looking)
    book = diary.open_(access.folder, Clock(), access=access, looked=looked)
    assert len(book.entries(CheckIn)) == 13
    assert not end.is_set()
    later = Timer(0.1, end.set)
    later.start()
    book.add(check_in("one more"))
    assert end.is_set()
    book.close()
    assert diary.check(access.folder, access) == ()


def test_no_sick_page_is_believed_and_no_byte_of_the_record_changed(access: Access) -> None:
    """Whether what is read lies on that page or not; the files are left as they were, and alone."""
    sound = contents(access.folder)
    for page in range(len(sound["record.db"]) // 4096):
        hurt(access.folder, page)
        before = contents(access.folder)
        looked = opening.begin_look(access)
        with pytest.raises(Problem, match="damaged"):
            _open_and_read(access, looked)
        with pytest.raises(Problem, match="damaged"):
            looked.refuse()
        assert contents(access.folder) == before
        (access.folder / "record.db").write_bytes(sound["record.db"])


def _open_and_read(access: Access, looked: opening.Looked) -> None:
    book = diary.open_(access.folder, Clock(), access=access, looked=looked)
    try:
        for kind in KINDS:
            book.entries(kind)
        book.keep_draft("note", b"half a")
    finally:
        book.close()


def test_a_backup_that_was_gone_back_to_is_made_a_record_with_a_log_after_the_look(
    access: Access, end: Event
) -> None:
    now = Clock()()
    found = backup.make(access, now, Reason.ASKED)
    restore(access.folder, found, access.keys, now, present=access)
    hurt(access.folder, len((access.folder / "record.db").read_bytes()) // 4096 - 1)
    before = (access.folder / "record.db").read_bytes()
    looked = opening.begin_look(access)
    Timer(0.1, end.set).start()
    with pytest.raises(Problem, match="damaged"):
        diary.open_(access.folder, Clock(), access=access, looked=looked)
    assert end.is_set()
    assert (access.folder / "record.db").read_bytes() == before


@pytest.mark.parametrize("outdated", [True, False])
def test_a_sick_record_is_not_brought_up_to_date(
    access: Access, monkeypatch: pytest.MonkeyPatch, end: Event, *, outdated: bool
) -> None:
    done: list[str] = []
    hurt(access.folder, len((access.folder / "record.db").read_bytes()) // 4096 - 1)
    monkeypatch.setattr(opening, "is_outdated", lambda _database: outdated)
    monkeypatch.setattr(opening, "migrate", lambda _database: done.append("migrated"))
    looked = opening.begin_look(access)
    later = Timer(0.05, end.set)
    later.start()
    if outdated:
        with pytest.raises(Problem, match="damaged"):
            opening.open_(access, lambda: done.append("kept"), looked)
    else:
        opening.open_(access, lambda: done.append("kept"), looked).close()
    assert done == []


def test_what_a_look_finds_is_told_before_what_opening_comes_upon(
    access: Access, end: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    hurt(access.folder, 3)

    def not_now(*_given: object, **_named: object) -> None:
        raise Problem(happened="Something else.", safe="", next_step="")

    monkeypatch.setattr(opening, "connect", not_now)
    looked = opening.begin_look(access)
    Timer(0.05, end.set).start()
    with pytest.raises(Problem, match="damaged"):
        opening.open_(access, looked=looked)


@pytest.mark.parametrize("left", ["a log", "an index that promises one"])
def test_with_a_log_it_is_opened_only_after_the_look(tmp_path: Path, end: Event, left: str) -> None:
    end.set()
    book = begin(tmp_path / "data")
    book.add(check_in("one"))
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name, content in contents(tmp_path / "data").items():
        (crashed / name).write_bytes(content)
    book.close()
    if left != "a log":
        (crashed / "record.db-wal").write_bytes(b"")
    end.clear()
    with ThreadPoolExecutor() as pool:
        looking = pool.submit(opening.begin_look, opening.access(crashed))
        with pytest.raises(TimeoutError):
            looking.result(timeout=0.1)
        end.set()
        looked = looking.result(timeout=10)
    assert isinstance(looked, Look)
    assert (looked.problem is None) == (left == "a log")


def test_a_connection_that_writes_aside_is_waited_for(access: Access) -> None:
    with ThreadPoolExecutor() as pool:
        with opening.aside(access) as other:
            looking = pool.submit(opening.begin_look, access)
            with other.write():
                other.run("DELETE FROM draft")
            with pytest.raises(TimeoutError):
                looking.result(timeout=0.1)
        looked = looking.result(timeout=10)
    looked.refuse()
    diary.open_(access.folder, Clock(), access=access, looked=looked).close()


def mistaken(*_given: object) -> bool:
    raise ZeroDivisionError


def test_after_a_mistake_in_the_look_nothing_stays_open(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes up when what is old in the bin is to be deleted."""
    book = diary.open_(access.folder, Clock())
    book.remove(book.entries(CheckIn)[0].id)
    book.close()
    monkeypatch.setattr(opening, "refuse_sick", mistaken)
    monkeypatch.setattr(Looking, "wait", lambda looking: looking._may_open.wait() and looking)
    looked = opening.begin_look(access)
    later = Clock()
    later.forward(days=100)
    with pytest.raises(ZeroDivisionError):
        diary.open_(access.folder, later, access=access, looked=looked)
    assert not (access.folder / "record.db-wal").exists()


def test_a_mistake_in_the_look_comes_to_whoever_waits_for_it(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "refuse_sick", mistaken)
    looked = opening.begin_look(access)
    book: Callable[[], object] = looked.refuse
    with pytest.raises(ZeroDivisionError):
        book()
