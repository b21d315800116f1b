# SPDX-License-Identifier: Apache-2.0
"""What an import will do, in words: counted by kind, and without a word of the patient's."""

from pathlib import Path

import pytest

from companion.domain.records import KINDS, CheckIn, Note, Person
from companion.exchange import archive, import_words
from companion.problem import Problem
from companion.storage.diary import Diary
from tests.storage.samples import at, begin, check_in, fill


@pytest.fixture
def there(tmp_path: Path) -> Diary:
    """Give a diary on another computer, with something of every kind."""
    made = begin(tmp_path / "there", prefix="t")
    fill(made)
    return made


@pytest.fixture
def here(tmp_path: Path) -> Diary:
    return begin(tmp_path / "here", prefix="h")


def exported(book: Diary, folder: Path) -> Path:
    path = folder / "other.json"
    archive.export(book, path)
    return path


def test_every_kind_is_counted_and_no_words_of_the_patient_are_told(
    here: Diary, there: Diary, tmp_path: Path
) -> None:
    there.remove(there.add(Note(at=at(9), words="a secret")).id)
    preview = archive.plan(here, exported(there, tmp_path))
    told = import_words.lines(preview)
    assert len(told) == len(KINDS)
    assert "2 new notes (1 in the bin)" in told
    assert "secret" not in "".join(told)
    assert (preview.name, preview.merging.shared) == ("other.json", 0)
    times = [line.entry.edited_at or line.entry.created_at for line in there.lines()]
    assert preview.newest == max(times)


def test_what_changes_is_told_apart_from_what_is_kept_twice(
    here: Diary, there: Diary, tmp_path: Path
) -> None:
    here.merge(there.lines())
    (entry,) = there.entries(CheckIn)
    extra = there.add(check_in("extra"))
    here.merge(there.lines())
    there.change(extra.id, check_in("extra, and more"))
    there.change(entry.id, check_in("there"))
    here.change(entry.id, check_in("here"))
    told = import_words.lines(archive.plan(here, exported(there, tmp_path)))
    assert told == (
        "1 check-in brought up to date, 1 check-in kept twice",
        import_words.kept_twice(),
    )


def test_the_plan_says_nothing_new_after_the_import(
    here: Diary, there: Diary, tmp_path: Path
) -> None:
    path = exported(there, tmp_path)
    archive.import_(here, path)
    told = import_words.lines(archive.plan(here, path))
    assert told == ("Nothing new is in it: every entry is here already.",)


def test_a_plan_of_no_archive_is_refused_as_its_import_is(here: Diary, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    path.write_text('{"format": "companion-archive"}', encoding="utf-8")
    with pytest.raises(Problem) as planned:
        archive.plan(here, path)
    with pytest.raises(Problem) as imported:
        archive.import_(here, path)
    assert str(planned.value) == str(imported.value)


def test_someone_else_is_told_by_the_name_and_by_sharing_nothing(
    here: Diary, tmp_path: Path
) -> None:
    other = begin(tmp_path / "other", prefix="o")
    other.add(Person(name="Jo"))
    preview = archive.plan(here, exported(other, tmp_path))
    assert import_words.is_of_someone_else(preview, "Sam")
    assert not import_words.is_of_someone_else(preview, " jo ")
    assert not import_words.is_of_someone_else(preview, "")
    here.merge(other.lines())
    again = archive.plan(here, exported(other, tmp_path))
    assert not import_words.is_of_someone_else(again, "Sam")
