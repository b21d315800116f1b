# SPDX-License-Identifier: Apache-2.0
"""An export or the look at an import that is stopped anywhere leaves nothing behind."""

from functools import partial
from pathlib import Path

import pytest

from companion.content import Content
from companion.exchange import archive, archive_form, fhir, tables
from companion.report.parts import Options, Section
from companion.report.scope import scope_of
from companion.stopping import Stopped
from companion.storage.diary import Diary
from tests.stops import StopAt, stopped_everywhere
from tests.storage.samples import START, Clock, begin, check_in, contents, fill


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even a short file be made of many pieces."""
    monkeypatch.setattr(archive_form, "EVERY", 2)


@pytest.fixture
def book(tmp_path: Path) -> Diary:
    """Give a diary with every kind, and four entries of one."""
    full = begin(tmp_path / "here")
    fill(full)
    entry = full.add(check_in("first"))
    full.change(entry.id, check_in("second"))
    full.change(entry.id, check_in("third"))
    full.add(check_in("another"))
    return full


def test_an_archive(book: Diary, tmp_path: Path) -> None:
    counting = StopAt()
    archive.export(book, tmp_path / "whole.json", counting)
    assert counting.last == 1
    before = contents(tmp_path)
    export = partial(archive.export, book, tmp_path / "half.json")
    for _each in stopped_everywhere(export, counting.calls):
        assert contents(tmp_path) == before


def test_one_that_is_there_already_stays_as_it_is(book: Diary, tmp_path: Path) -> None:
    archive.export(book, tmp_path / "out.json")
    before = contents(tmp_path)
    book.add(check_in("since then"))
    with pytest.raises(Stopped):
        archive.export(book, tmp_path / "out.json", StopAt(3))
    assert contents(tmp_path)["out.json"] == before["out.json"]


def test_in_however_many_pieces_it_is_made_it_is_the_same(
    book: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pieces = archive.encoded(book.lines())
    monkeypatch.setattr(archive_form, "EVERY", 1_000)
    assert archive.encoded(book.lines()) == in_pieces


def test_the_look_at_an_archive(book: Diary, tmp_path: Path) -> None:
    archive.export(book, tmp_path / "out.json")
    there = begin(tmp_path / "there", prefix="t")
    counting = StopAt()
    plan = partial(archive.plan, there, tmp_path / "out.json")
    assert len(plan(counting).lines) == len(book.lines())
    assert counting.last == 1
    state = there.state
    for _each in stopped_everywhere(plan, counting.calls):
        assert there.state == state


def test_tables(book: Diary, tmp_path: Path) -> None:
    counting = StopAt()
    write = partial(tables.write, book.snapshot())
    write(tmp_path / "whole", progress=counting)
    assert counting.last == 1
    before = contents(tmp_path)
    for _each in stopped_everywhere(
        lambda stop: write(tmp_path / "half", progress=stop), counting.calls
    ):
        assert contents(tmp_path) == before


def test_a_document_for_a_computer(book: Diary) -> None:
    options = Options(first=START.date(), last=START.date(), sections=frozenset(Section))
    scope = scope_of(book.snapshot(), Content(), options, Clock()())
    counting = StopAt()
    whole = fhir.document(scope, progress=counting)
    assert counting.last == 1
    for _each in stopped_everywhere(
        lambda stop: fhir.document(scope, progress=stop), counting.calls
    ):
        assert fhir.document(scope) == whole
