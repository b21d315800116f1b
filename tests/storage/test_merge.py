# SPDX-License-Identifier: Apache-2.0
"""Merging: a descendant wins, otherwise both are kept; again changes nothing, sides agree."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion.domain.records import KINDS, CheckIn, ChecklistRun, Entry, Note, Record, Session
from companion.stopping import Progress
from companion.storage.diary import Diary, merge_aside
from companion.storage.findings import findings
from companion.storage.merge import Merged, Merging, Reason, Unmergeable
from companion.storage.store import Line
from tests.storage.samples import at, begin, check_in, fill, session

FOUND = "SELECT entry_id FROM search WHERE search MATCH ?"


@contextmanager
def two(folder: Path) -> Iterator[tuple[Diary, Diary]]:
    """Open two diaries on two machines, the second with the same first entry as the first."""
    here, there = begin(folder / "here", prefix="h"), begin(folder / "there", prefix="t")
    here.add(check_in("shared"))
    there.merge(here.lines())
    yield here, there
    here.close()
    there.close()


def said(book: Diary) -> list[str]:
    """Give the words of every entry that is not in the bin, sorted."""
    return sorted(entry.record.words for entry in book.entries(CheckIn))


def everything(book: Diary) -> list[Line]:
    return sorted(book.lines(), key=lambda line: line.entry.id)


def test_new_entries_come_as_they_are(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        fill(here)
        gone = here.add(check_in("gone"))
        here.change(gone.id, check_in("changed"))
        here.remove(gone.id)
        merged = there.merge(here.lines())
        assert (merged.added, merged.updated, merged.kept_both) == (len(KINDS) + 1, 0, 0)
        assert everything(there) == everything(here)
        assert [entry.id for entry in there.bin()] == [gone.id]
        assert len(there.timeline(words="grüße").entries) == len(
            here.timeline(words="grüße").entries
        )


def test_a_descendant_wins_with_its_history(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        here.change(entry.id, check_in("second"))
        here.change(entry.id, check_in("third"))
        assert there.merge(here.lines()).updated == 1
        assert everything(there) == everything(here)
        assert there.timeline(words="shared").entries == ()
        assert len(there.timeline(words="third").entries) == 1


def test_an_ancestor_changes_nothing(tmp_path: Path) -> None:
    with two(tmp_path) as (here, _):
        old = here.lines()
        (entry,) = here.entries(CheckIn)
        here.change(entry.id, check_in("second"))
        before = here.lines()
        merged = here.merge(old)
        assert (merged.added, merged.updated, merged.kept_both) == (0, 0, 0)
        assert here.lines() == before


def test_rivals_are_both_kept_and_the_sides_agree(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        here.change(entry.id, check_in("here"))
        there.change(entry.id, check_in("there"))
        ours, theirs = here.lines(), there.lines()
        assert here.merge(theirs).kept_both == 1
        assert there.merge(ours).kept_both == 1
        assert said(here) == said(there) == ["here", "there"]
        assert everything(here) == everything(there)
        for book, lines in ((here, theirs), (there, ours), (here, there.lines())):
            before = book.lines()
            merged = book.merge(lines)
            assert (merged.added, merged.updated, merged.kept_both) == (0, 0, 0)
            assert book.lines() == before


def test_what_was_edited_elsewhere_is_not_deleted(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        here.remove(entry.id)
        there.change(entry.id, check_in("edited"))
        ours = here.lines()
        here.merge(there.lines())
        there.merge(ours)
        assert said(here) == said(there) == ["edited"]
        assert here.bin() == there.bin() == ()


def test_what_was_deleted_elsewhere_and_left_alone_here_goes_to_the_bin(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        here.remove(entry.id)
        there.merge(here.lines())
        assert said(there) == []
        here.restore(entry.id)
        there.merge(here.lines())
        assert said(there) == ["shared"]


def test_the_same_change_on_both_sides_is_one(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        here.change(entry.id, check_in("same"))
        there.change(entry.id, check_in("more"))
        there.change(entry.id, check_in("same"))
        here.merge(there.lines())
        assert said(here) == ["same"]


def test_nothing_is_written_of_an_entry_without_its_session(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        kept = here.add(session())
        here.add(ChecklistRun(session_id=kept.id, checklist="iv"))
        here.add(Note(at=at(9), words="x", session_id=kept.id))
        without = [line for line in here.lines() if not isinstance(line.entry.record, Session)]
        before = there.lines()
        with pytest.raises(Unmergeable) as refused:
            there.merge(without)
        assert refused.value.reason is Reason.NO_SESSION
        assert there.lines() == before


def test_a_name_that_belongs_to_another_kind_is_refused(tmp_path: Path) -> None:
    with two(tmp_path) as (here, _):
        other = begin(tmp_path / "other", prefix="h")
        other.add(session())
        with pytest.raises(Unmergeable) as refused:
            here.merge(other.lines())
        assert refused.value.reason is Reason.OTHER_KIND
        other.close()


def test_a_merge_is_announced_and_ends_what_can_be_undone(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        heard: list[type[Record]] = []
        there.on_change(heard.append)
        there.merge(here.lines())
        assert heard == []
        here.add(session())
        there.add(check_in("mine"))
        there.merge(here.lines())
        assert heard == [CheckIn, Session]
        assert there.undo() is None


Deed = Callable[[Diary, str], None]


def _add(book: Diary, words: str) -> None:
    book.add(check_in(words))


def _change(book: Diary, words: str) -> None:
    for entry in book.entries(CheckIn)[:1]:
        book.change(entry.id, check_in(words))


def _remove(book: Diary, words: str) -> None:
    for entry in book.entries(CheckIn)[:1]:
        book.remove(entry.id)


def _restore(book: Diary, words: str) -> None:
    for entry in book.bin()[:1]:
        book.restore(entry.id)


def _undo(book: Diary, words: str) -> None:
    book.undo()


deeds = st.lists(
    st.tuples(
        st.sampled_from([_add, _change, _change, _remove, _restore, _undo]),
        st.sampled_from(["one", "two", "three"]),
    ),
    max_size=6,
)


def texts(book: Diary) -> set[str]:
    """Give everything that was ever said and is still there, in history and bin too."""
    return {
        str(record.words)
        for line in book.lines()
        for record in (line.entry.record, *(version.record for version in line.past))
        if isinstance(record, CheckIn)
    }


@settings(derandomize=True, max_examples=15, deadline=None, database=None)
@given(deeds, deeds)
def test_merging_loses_nothing_and_settles(
    here_deeds: list[tuple[Deed, str]], there_deeds: list[tuple[Deed, str]]
) -> None:
    with TemporaryDirectory() as name, two(Path(name)) as (here, there):
        for book, some in ((here, here_deeds), (there, there_deeds)):
            for deed, words in some:
                deed(book, words)
        present = {*said(here), *said(there)}
        ever_here, ever_there = texts(here), texts(there)
        ours, theirs = here.lines(), there.lines()
        here.merge(theirs)
        there.merge(ours)
        assert texts(here) >= ever_here | present
        assert texts(there) >= ever_there | present
        assert said(here) == said(there)
        assert set(said(here)) <= present
        for book, lines in ((here, theirs), (there, ours), (here, there.lines())):
            before = book.lines()
            book.merge(lines)
            assert book.lines() == before


def test_a_copy_that_went_on_elsewhere_comes_back_to_where_its_rival_still_is(
    tmp_path: Path,
) -> None:
    with two(tmp_path) as (here, there):
        shared = there.entries(CheckIn)[0].id
        here.change(shared, check_in("here"))
        here.change(shared, check_in("here again"))
        there.change(shared, check_in("there"))
        here.merge(there.lines())
        copy = next(entry for entry in here.entries(CheckIn) if entry.id != shared)
        here.change(copy.id, check_in("there, and then here"))
        there.merge(here.lines())
        assert said(there) == ["here again", "there, and then here"]
        assert everything(there) == everything(here)


def test_a_name_that_a_copy_would_take_can_belong_to_something_else(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        shared = there.entries(CheckIn)[0].id
        here.change(shared, check_in("here"))
        there.change(shared, check_in("there"))
        here.merge(there.lines())
        name = next(entry.id for entry in here.entries(CheckIn) if entry.id != shared)
        stranger = Line(
            Entry(id=name, revision=1, created_at=at(9), record=Note(at=at(9), words="x"))
        )
        rival = next(line for line in everything(here) if line.entry.id == shared)
        there.merge([rival, stranger])
        assert said(there) == ["here", "there"]
        assert [entry.id for entry in there.entries(Note)] == [name]


def test_what_is_planned_is_what_is_done_and_planning_writes_nothing(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        changed, rival, gone = (here.add(check_in(words)) for words in ("a", "b", "c"))
        there.merge(here.lines())
        here.change(changed.id, check_in("a, and more"))
        here.change(rival.id, check_in("b, here"))
        there.change(rival.id, check_in("b, there"))
        here.remove(gone.id)
        here.add(session())
        before, incoming = there.lines(), here.lines()
        merging = there.merging(incoming)
        assert there.lines() == before
        (update,) = (each for each in merging.updates if each.after.entry.id == changed.id)
        assert (update.before.entry.record, update.after.entry.record) == (
            check_in("a"),
            check_in("a, and more"),
        )
        (binned,) = (each for each in merging.updates if each.after.entry.id == gone.id)
        assert binned.before.entry.deleted_at is None
        assert binned.after.entry.deleted_at is not None
        (kept_twice,) = merging.rivals
        assert {each.entry.record for each in (kept_twice.kept, kept_twice.copy)} == {
            check_in("b, here"),
            check_in("b, there"),
        }
        assert [type(line.entry.record) for line in merging.added] == [Session]
        assert merging.shared == 4
        assert there.merge(incoming) == merging.done
        planned = {
            line.entry.id: line.entry
            for line in (
                *merging.added,
                *(each.after for each in merging.updates),
                *(each.copy for each in merging.rivals),
            )
        }
        now = {line.entry.id: line.entry for line in there.lines()}
        assert {name: now[name] for name in planned} == planned
        assert there.merging(incoming).done == Merged()


def test_a_plan_is_refused_as_the_merge_is(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        kept = here.add(session())
        here.add(Note(at=at(9), words="x", session_id=kept.id))
        without = [line for line in here.lines() if not isinstance(line.entry.record, Session)]
        with pytest.raises(Unmergeable) as refused:
            there.merging(without)
        assert refused.value.reason is Reason.NO_SESSION


def test_what_is_written_while_a_merge_is_planned_is_merged_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two(tmp_path) as (here, there):
        (entry,) = here.entries(CheckIn)
        there.change(entry.id, check_in("theirs"))
        lines, merging = there.lines(), Diary.merging

        def slowly(aside: Diary, given: Sequence[Line], progress: Progress) -> Merging:
            planned = merging(aside, given, progress)
            here.change(entry.id, check_in("ours, meanwhile"))
            return planned

        monkeypatch.setattr(Diary, "merging", slowly)
        merged = merge_aside(here.access, here.now, lines)
        assert (merged.updated, merged.kept_both) == (0, 1)
        assert said(here) == ["ours, meanwhile", "theirs"]


def test_what_another_connection_merged_is_taken_notice_of(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        mine = here.add(check_in("mine"))
        there.add(check_in("theirs"))
        lines, state = there.lines(), here.state
        told: list[type[Record]] = []
        here.on_change(told.append)
        with ThreadPoolExecutor() as pool:
            merged = pool.submit(merge_aside, here.access, here.now, lines).result()
        assert merged == Merged(added=1, kinds=frozenset([CheckIn]))
        assert said(here) == ["mine", "shared", "theirs"]
        assert here.state != state
        before = here.last_step
        here.took_in(merged)
        assert told == [CheckIn]
        assert (before is None, here.last_step is None) == (False, True)
        # The connection that merged holds nothing any more.
        here.change(mine.id, check_in("mine, later"))
        here.took_in(Merged())
        assert told == [CheckIn, CheckIn]
        assert here.undo() is not None


def test_the_words_that_are_searched_follow_every_update(tmp_path: Path) -> None:
    with two(tmp_path) as (here, there):
        mine = [here.add(check_in(f"early{n}")) for n in range(4)]
        here.add(check_in("other"))
        there.merge(here.lines())
        for entry, words in zip(mine, ("late0", "late1", "", "early3"), strict=True):
            there.change(entry.id, check_in(words))
        assert here.merge(there.lines()).updated == 3
        assert not findings(here._database)
        for words, count in {"early": 1, "late": 2, "other": 1}.items():
            assert len(here._store.database.rows(FOUND, [f"{words}*"])) == count
