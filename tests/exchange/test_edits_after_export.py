# SPDX-License-Identifier: Apache-2.0
"""What was changed, deleted or brought back after an export outlives the import of that file."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.records import CheckIn
from companion.exchange import archive
from companion.storage.diary import Diary
from tests.storage.samples import begin, check_in

ENTRIES = 3


def _change(book: Diary, entry_id: str, mood: int) -> None:
    entry = book.get(CheckIn, entry_id)
    if entry.deleted_at is None:
        book.change(entry_id, check_in("changed", mood))


def _remove(book: Diary, entry_id: str, _mood: int) -> None:
    if book.get(CheckIn, entry_id).deleted_at is None:
        book.remove(entry_id)


def _restore(book: Diary, entry_id: str, _mood: int) -> None:
    if book.get(CheckIn, entry_id).deleted_at is not None:
        book.restore(entry_id)


def _revert(book: Diary, entry_id: str, _mood: int) -> None:
    """Go back to what an entry said first, as a change of its own."""
    versions = book.history(entry_id)
    if versions and book.get(CheckIn, entry_id).deleted_at is None:
        book.revert(entry_id, versions[0].revision)


def _add(book: Diary, _entry_id: str, mood: int) -> None:
    book.add(check_in("added", mood))


Deed = Callable[[Diary, str, int], None]
deeds = st.lists(
    st.tuples(
        st.sampled_from([_change, _change, _remove, _restore, _revert, _add]),
        st.integers(0, ENTRIES - 1),
        st.integers(0, 10),
    ),
    max_size=6,
)


@settings(derandomize=True, max_examples=8, deadline=None, database=None)
@given(before=deeds, after=deeds)
def test_the_newer_stays_when_the_older_file_comes_back(
    before: list[tuple[Deed, int, int]], after: list[tuple[Deed, int, int]]
) -> None:
    with TemporaryDirectory() as name:
        book = begin(Path(name) / "here")
        names = [book.add(check_in(f"{number}", number)).id for number in range(ENTRIES)]
        for deed, place, mood in before:
            deed(book, names[place], mood)
        path = Path(name) / "older.json"
        archive.export(book, path)
        for deed, place, mood in after:
            deed(book, names[place], mood)
        newer = book.lines()
        merged = archive.import_(book, path)
        assert (merged.added, merged.updated, merged.kept_both) == (0, 0, 0)
        assert book.lines() == newer
        # And the file written now brings the older diary up to the newer one.
        archive.export(book, Path(name) / "newer.json")
        other = begin(Path(name) / "there", prefix="t")
        archive.import_(other, path)
        archive.import_(other, Path(name) / "newer.json")
        assert {line.entry.id: line.entry for line in other.lines()} == {
            line.entry.id: line.entry for line in newer
        }
        book.close()
        other.close()
