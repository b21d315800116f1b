# SPDX-License-Identifier: Apache-2.0
"""Adding, changing, the bin, history, undo, search, drafts and the timeline."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from sqlcipher3 import dbapi2 as driver

from companion.domain.faults import Impossible
from companion.domain.moment import Plan
from companion.domain.records import (
    KINDS,
    Answer,
    Appointment,
    CheckIn,
    ChecklistRun,
    Choice,
    Entry,
    Medicine,
    Note,
    Person,
    Question,
    Record,
    RuleSet,
    SafetyPlan,
    Session,
    SideEffect,
    SitterCheck,
    Tracker,
)
from companion.storage import diary, opening, places
from companion.storage.diary import Action, Diary
from companion.storage.diary_reading import NotThere
from companion.storage.ids import ids, new_id
from companion.storage.store import SEARCH, Rows
from tests.storage.samples import Clock, at, begin, check_in, every_kind, fill, session


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Diary:
    return begin(tmp_path / "data", clock)


def words(entries: tuple[Entry[Record], ...]) -> list[str]:
    return [getattr(entry.record, "words", "") for entry in entries]


def test_an_entry_tells_when_it_was_made(book: Diary, clock: Clock) -> None:
    entry = book.add(check_in("one"))
    assert (entry.revision, entry.edited_at, entry.deleted_at) == (1, None, None)
    assert entry.created_at == clock.time
    assert book.get(CheckIn, entry.id) == entry


def test_a_change_keeps_the_earlier_version(book: Diary) -> None:
    entry = book.add(check_in("one"))
    book.change(entry.id, check_in("two"))
    now = book.change(entry.id, check_in("three"))
    assert (now.revision, now.created_at) == (3, entry.created_at)
    first, second = book.history(entry.id)
    assert (first.revision, first.parent, first.record) == (1, None, check_in("one"))
    assert (second.revision, second.parent, second.record) == (2, 1, check_in("two"))
    assert first.at < second.at == now.edited_at
    assert first.device == second.device != ""


def test_saying_the_same_again_writes_nothing(book: Diary) -> None:
    entry = book.add(check_in("one"))
    assert book.change(entry.id, check_in("one")) == entry
    assert book.history(entry.id) == ()


def test_an_earlier_version_can_be_made_the_present_one(book: Diary) -> None:
    entry = book.add(check_in("one"))
    book.change(entry.id, check_in("two"))
    assert book.revert(entry.id, 1).record == check_in("one")
    assert [version.record for version in book.history(entry.id)] == [
        check_in("one"),
        check_in("two"),
    ]
    with pytest.raises(NotThere):
        book.revert(entry.id, 9)


def test_what_is_removed_is_in_the_bin_and_comes_back(book: Diary) -> None:
    entry = book.add(check_in("one"))
    book.remove(entry.id)
    assert book.entries(CheckIn) == ()
    assert book.timeline(words="one").entries == ()
    assert [binned.id for binned in book.bin()] == [entry.id]
    with pytest.raises(NotThere):
        book.change(entry.id, check_in("two"))
    with pytest.raises(NotThere):
        book.remove(entry.id)
    book.restore(entry.id)
    assert book.bin() == ()
    assert [back.record for back in book.entries(CheckIn)] == [entry.record]
    assert book.history(entry.id) == (), "the bin is no version of the words"
    with pytest.raises(NotThere):
        book.restore(entry.id)


def test_a_session_takes_its_checklists_and_notes_along(book: Diary) -> None:
    kept = book.add(session())
    run = book.add(ChecklistRun(session_id=kept.id, checklist="iv"))
    gone = book.add(Note(at=at(9), words="before", session_id=kept.id))
    note = book.add(Note(at=at(9), words="during", session_id=kept.id))
    free = book.add(Note(at=at(9), words="free"))
    book.remove(gone.id)
    book.remove(kept.id)
    assert [entry.id for entry in book.entries(Note)] == [free.id]
    assert book.entries(ChecklistRun) == ()
    assert [entry.id for entry in book.bin()] == [kept.id, gone.id]
    book.restore(kept.id)
    assert [entry.id for entry in book.entries(Note)] == [note.id, free.id]
    assert [entry.id for entry in book.entries(ChecklistRun)] == [run.id]
    assert [entry.id for entry in book.bin()] == [gone.id]


def test_the_bin_is_emptied_after_ninety_days_with_the_history(tmp_path: Path) -> None:
    clock = Clock()
    book = begin(tmp_path, clock)
    kept = book.add(session())
    note = book.add(Note(at=at(9), words="one", session_id=kept.id))
    book.change(note.id, Note(at=at(9), words="two", session_id=kept.id))
    book.remove(kept.id)
    clock.forward(days=89)
    later = book.add(check_in("later"))
    book.remove(later.id)
    book.close()
    book = diary.open_(tmp_path, clock)
    assert len(book.bin()) == 2
    book.close()
    clock.forward(days=1)
    book = diary.open_(tmp_path, clock)
    assert [entry.id for entry in book.bin()] == [later.id]
    assert book.history(note.id) == ()
    assert len(book.lines()) == 1
    book.close()
    assert diary.check(tmp_path) == ()


def test_a_session_stays_while_something_of_it_is_kept(book: Diary, clock: Clock) -> None:
    kept = book.add(session())
    note = book.add(Note(at=at(9), words="mine", session_id=kept.id))
    book.remove(note.id)
    book.remove(kept.id)
    book.restore(note.id)
    clock.forward(days=100)
    assert book.purge() == 0
    assert [entry.id for entry in book.entries(Note)] == [note.id]


def test_undo_goes_back_step_by_step(book: Diary) -> None:
    assert book.undo() is None
    entry = book.add(check_in("one"))
    book.change(entry.id, check_in("two"))
    book.change(entry.id, check_in("two"))
    book.remove(entry.id)
    book.restore(entry.id)
    undone = []
    for _ in range(4):
        step = book.undo()
        assert step is not None
        undone.append((step.action, step.entry.deleted_at is None, words((step.entry,))[0]))
    assert undone == [
        (Action.RESTORE, False, "two"),
        (Action.REMOVE, True, "two"),
        (Action.CHANGE, True, "one"),
        (Action.ADD, False, "one"),
    ]
    assert book.undo() is None
    assert book.history(entry.id)[0].record == check_in("one")


def test_the_last_step_is_another_after_each_write_and_the_earlier_one_after_undo(
    book: Diary,
) -> None:
    steps = [book.last_step]
    entry = book.add(check_in("one"))
    steps.append(book.last_step)
    book.change(entry.id, check_in("two"))
    steps.append(book.last_step)
    book.change(entry.id, check_in("two"))
    book.follow(CheckIn, entry.id, lambda _record: check_in("three"))
    assert book.last_step == steps[-1], "neither of the two is a step"
    assert len({*steps}) == 3
    for earlier in reversed(steps[:-1]):
        book.undo()
        assert book.last_step == earlier
    assert steps[0] is None


def test_undo_keeps_what_followed_meanwhile(book: Diary) -> None:
    kept = book.add(session())
    other = book.add(session())
    book.change(kept.id, replace(session(), place="here"))
    book.change(kept.id, replace(session(), place="there"))
    book.change(other.id, replace(session(), place="elsewhere"))
    look = SitterCheck(due=at(9), answered=at(9), well=True)
    followed = book.follow(
        Session, kept.id, lambda record: replace(record, checks=(*record.checks, look))
    )
    assert followed.record == book.get(Session, kept.id).record
    seen = [(followed.record.place, followed.record.checks)]
    for _ in range(3):
        book.undo()
        record = book.get(Session, kept.id).record
        seen.append((record.place, record.checks))
    assert seen == [
        ("there", (look,)),
        ("there", (look,)),
        ("here", (look,)),
        (session().place, (look,)),
    ]
    assert book.get(Session, other.id).record.checks == ()


def test_what_follows_and_cannot_be_leaves_the_steps_alone(book: Diary) -> None:
    kept = book.add(session())
    book.change(kept.id, replace(session(), place="here"))
    with pytest.raises(Impossible):
        book.follow(Session, kept.id, lambda record: replace(record, place="x", start=at(23)))
    book.undo()
    assert book.get(Session, kept.id).record == session()


def test_nothing_follows_in_the_bin_and_nobody_hears_what_changes_nothing(book: Diary) -> None:
    kept = book.add(session())
    heard: list[type[Record]] = []
    book.on_change(heard.append)
    assert book.follow(Session, kept.id, lambda record: record).revision == 1
    assert heard == []
    book.remove(kept.id)
    with pytest.raises(NotThere):
        book.follow(Session, kept.id, lambda record: replace(record, place="here"))


def test_undo_brings_a_whole_session_back(book: Diary) -> None:
    kept = book.add(session())
    book.add(Note(at=at(9), words="during", session_id=kept.id))
    book.remove(kept.id)
    book.undo()
    assert len(book.entries(Note)) == len(book.entries(Session)) == 1


def test_listeners_hear_of_a_write_after_it_is_kept(book: Diary) -> None:
    heard: list[tuple[type[Record], int]] = []
    book.on_change(lambda kind: heard.append((kind, len(book.entries(Session)))))
    kept = book.add(session())
    book.add(ChecklistRun(session_id=kept.id, checklist="iv"))
    book.remove(kept.id)
    book.undo()
    book.change(kept.id, session())
    assert heard == [
        (Session, 1),
        (ChecklistRun, 1),
        (Session, 0),
        (ChecklistRun, 0),
        (Session, 1),
        (ChecklistRun, 1),
    ]


def test_the_state_is_another_after_every_write_and_the_same_after_reading(book: Diary) -> None:
    states = [book.state]
    kept = book.add(check_in("one"))
    states.append(book.state)
    book.change(kept.id, check_in("two"))
    states.append(book.state)
    book.remove(kept.id)
    states.append(book.state)
    book.undo()
    states.append(book.state)
    assert len(set(states)) == len(states)
    book.snapshot()
    book.timeline(words="two")
    assert book.state == states[-1]


def test_the_state_is_the_same_after_someone_else_read(book: Diary, clock: Clock) -> None:
    book.add(check_in("lies in the log still"))
    before = book.state
    other = diary.open_for_reading(book.access, clock)
    assert len(other.entries(CheckIn)) == 1
    other.close()
    assert book.state == before


def test_the_state_is_another_after_someone_else_wrote(book: Diary, clock: Clock) -> None:
    before = book.state
    other = diary.Diary(opening.connect(book.access), clock, ids(clock), book.access)
    other.add(check_in("from another connection"))
    other.close()
    assert book.state != before


def test_entries_come_in_the_order_they_happened(book: Diary) -> None:
    for hour in (11, 9, 10):
        book.add(CheckIn(at=at(hour), mood=hour - 5))
    assert [entry.record.mood for entry in book.entries(CheckIn)] == [4, 5, 6]


def test_entries_of_some_days_hold_both_ends(book: Diary) -> None:
    for day in (1, 2, 3, 4):
        book.add(Appointment(plan=Plan(at=datetime(2026, 7, day, 10), zone="Europe/Dublin")))
    found = book.entries(Appointment, first=date(2026, 7, 2), last=date(2026, 7, 3))
    assert [entry.record.plan.day.day for entry in found] == [2, 3]


def test_of_two_persons_or_plans_the_one_last_written_counts(book: Diary) -> None:
    assert book.person() is None
    assert book.safety_plan() is None
    first, plan = book.add(Person(name="A")), book.add(SafetyPlan(by_myself="A"))
    second, other = book.add(Person(name="B")), book.add(SafetyPlan(by_myself="B"))
    assert (book.person(), book.safety_plan()) == (second, other)
    changed = book.change(first.id, Person(name="A, again"))
    assert (book.person(), book.safety_plan()) == (changed, other)
    book.remove(other.id)
    assert book.safety_plan() == plan


def test_links_are_enforced_where_an_entry_belongs_to_a_session(book: Diary) -> None:
    for record in (
        ChecklistRun(session_id="nowhere", checklist="iv"),
        Note(at=at(9), words="x", session_id="nowhere"),
    ):
        with pytest.raises(driver.IntegrityError):
            book.add(record)
    assert book.timeline(kinds=KINDS).entries == ()


def test_the_tables_know_the_ranges(book: Diary) -> None:
    entry = book.add(check_in())
    for statement in (
        "UPDATE check_in SET mood = 11",
        "UPDATE check_in SET hard_day = 2",
        "UPDATE check_in SET sleep_hours = 24.5",
        "UPDATE check_in SET words = NULL",
        "UPDATE check_in SET mood = 'many'",
    ):
        with pytest.raises(driver.IntegrityError), book._database.write():
            book._database.tables.execute(statement)
    assert book.get(CheckIn, entry.id) == entry


def test_the_timeline_goes_back_page_by_page(book: Diary) -> None:
    fill(book)
    for hour in range(7):
        book.add(CheckIn(at=at(hour), mood=1))
    pages = [book.timeline(limit=4)]
    while pages[-1].next:
        pages.append(book.timeline(before=pages[-1].next, limit=4))
    listed = [entry for page in pages for entry in page.entries]
    assert listed == list(book.timeline(limit=100).entries)
    assert len(listed) == len({entry.id for entry in listed}) == 17
    never = {ChecklistRun, Person, RuleSet, Tracker, SafetyPlan}
    assert {type(entry.record) for entry in listed} == set(KINDS) - never
    assert isinstance(listed[-1].record, CheckIn)
    assert [type(entry.record) for entry in book.timeline(kinds=[Medicine]).entries] == [Medicine]
    assert book.timeline(kinds=[]).entries == ()


@pytest.mark.parametrize(
    "typed",
    ["rabb", "RABBIT", "white rab", "rabbit 🙂", "天很", "naive", "מַר", '"rabbit', "don't", "🙂"],
)
def test_words_are_found_by_their_beginnings(book: Diary, typed: str) -> None:
    entry = book.add(check_in("A white rabbit. 🙂 今天很好 naïve מַר don't"))
    book.add(check_in("something else"))
    assert [found.id for found in book.timeline(words=typed).entries] == [entry.id]


@pytest.mark.parametrize(
    "typed",
    ["abbit", "rabbit x", "words:rabbit", "rabbit AND hare", "NOT hare", '"', "*", "^", "(", "\0x"],
)
def test_what_is_typed_is_never_a_query_language(book: Diary, typed: str) -> None:
    book.add(check_in("a white rabbit hare"))
    assert book.timeline(words=typed).entries == ()


def test_nothing_typed_filters_nothing(book: Diary) -> None:
    book.add(check_in("a"))
    assert len(book.timeline(words="  ").entries) == 1


def test_search_holds_the_words_and_not_our_keys(book: Diary) -> None:
    kept = book.add(session(place="Seaside"))
    run = ChecklistRun(
        session_id=kept.id,
        checklist="hidden",
        answers=(Answer(item="hidden", choice=Choice.YES, at=at(9), words="bus", reason="rain"),),
    )
    book.add(run)
    book.add(SideEffect(own_name="wobbly", grade="mild", start=at(9)))  # type: ignore[arg-type]
    book.add(SideEffect(effect="hidden", grade="mild", start=at(9)))  # type: ignore[arg-type]
    book.add(Question(at=at(9), words="why", from_item="hidden"))
    assert len(book.timeline(words="seas").entries) == 1
    assert len(book.timeline(words="wob").entries) == 1
    assert book.timeline(words="hidden", kinds=KINDS).entries == ()
    assert len(book.timeline(words="bus rai", kinds=KINDS).entries) == 1


def test_search_follows_a_change(book: Diary) -> None:
    others = [book.add(check_in(words)) for words in ("rabbit", "", "rabbit")]
    entry = book.add(check_in("rabbit"))
    for words in ("hare", "", "", "rabbit", "hare", "hare"):
        book.change(entry.id, check_in(words, mood=len(book.history(entry.id))))
        held = {kept.id: kept.record.words for kept in book.entries(CheckIn)}
        assert book._store.indexed() == sorted(item for item in held.items() if item[1])
    assert len(book.timeline(words="rabbit").entries) == 2
    book.change(others[0].id, check_in("hedgehog"))
    assert [found.id for found in book.timeline(words="rabbit").entries] == [others[2].id]


@pytest.mark.parametrize("words", ["rabbit", "rabbit even", "none", ""])
def test_many_found_are_the_same_as_few(
    book: Diary, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    """The newest of many are looked for on the way back in time, those of few by their names."""
    kept = book.add(session())
    for number in range(12):
        book.add(check_in(f"rabbit {'even' if number % 2 == 0 else 'odd'}"))
        said = Note(at=at(number), words="rabbit" if number % 3 == 0 else "hare")
        book.add(replace(said, session_id=kept.id))
    binned = book.add(check_in("rabbit even"))
    book.remove(binned.id)
    few = read_through(book, words)
    monkeypatch.setattr(places, "FEW", 0)
    monkeypatch.setattr(places, "STRIDE", 4)
    assert read_through(book, words) == few
    assert len(few) == len(set(few)) == {"rabbit": 16, "rabbit even": 6, "none": 0, "": 25}[words]


def read_through(book: Diary, words: str) -> list[str]:
    """Give the names of all that is found, read in pages of five."""
    found = []
    page = book.timeline(words=words, limit=5)
    while True:
        found += [entry.id for entry in page.entries]
        if page.next is None:
            return found
        page = book.timeline(words=words, before=page.next, limit=5)


def test_the_snapshot_holds_everything_but_the_bin(book: Diary) -> None:
    fill(book)
    gone = book.add(check_in("gone"))
    book.remove(gone.id)
    whole = book.snapshot()
    for group in (
        whole.check_ins,
        whole.sessions,
        whole.runs,
        whole.side_effects,
        whole.responses,
        whole.medicines,
        whole.questions,
        whole.notes,
        whole.appointments,
    ):
        assert len(group) == 1
    assert whole.person is not None


def test_drafts_are_kept_by_form(tmp_path: Path) -> None:
    book = begin(tmp_path)
    book.keep_draft("note", b"\0\xff half")
    book.keep_draft("note", b"more")
    book.keep_draft("check_in", b"")
    book.close()
    book = diary.open_(tmp_path, Clock())
    assert (book.draft("note"), book.draft("check_in"), book.draft("other")) == (b"more", b"", None)
    book.drop_draft("note")
    book.drop_draft("note")
    assert book.draft("note") is None
    assert book.timeline(words="more").entries == ()


def test_a_draft_goes_with_what_it_became(book: Diary) -> None:
    book.keep_draft("check_in", b"half")
    with pytest.raises(Impossible):
        book.add(check_in(mood=11), draft="check_in")
    assert book.draft("check_in") == b"half"
    entry = book.add(check_in("one"), draft="check_in")
    assert book.draft("check_in") is None
    for words in ("two", "two"):
        book.keep_draft("check_in", b"half")
        book.keep_draft("other", b"more")
        book.change(entry.id, check_in(words), draft="check_in")
        assert (book.draft("check_in"), book.draft("other")) == (None, b"more")
    assert len(book.history(entry.id)) == 1


def test_a_draft_that_is_there_already_is_not_written_again(book: Diary) -> None:
    book.keep_draft("note", b"half")
    before = book.state
    book.keep_draft("note", b"half")
    book.drop_draft("other")
    assert book.state == before
    book.keep_draft("note", b"more")
    assert book.state != before
    assert book.draft("note") == b"more"


def test_nothing_is_left_open_after_any_call(book: Diary) -> None:
    def is_idle() -> bool:
        return not book._database._connection.in_transaction

    entry = book.add(check_in())
    assert is_idle()
    book.change(entry.id, check_in("x"))
    assert is_idle()
    book.remove(entry.id)
    book.undo()
    book.snapshot()
    book.lines()
    book.keep_draft("x", b"")
    book.purge()
    assert is_idle()


def test_a_failed_write_leaves_nothing(book: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = book.add(session(readings=()))
    before = book.lines()

    store = book._store
    write_rows, write_over = store.write, store._write_over

    def fail_at_words(rows: Rows) -> None:
        if rows.table == SEARCH:
            raise RuntimeError("in the middle")
        write_rows(rows)

    def fail_after_entry(changed: Entry[Record]) -> tuple[str, str, str]:
        write_over(changed)
        raise RuntimeError("in the middle")

    monkeypatch.setattr(store, "write", fail_at_words)
    monkeypatch.setattr(store, "_write_over", fail_after_entry)
    for write in (
        lambda: book.add(check_in("new")),
        lambda: book.change(entry.id, session(place="new")),
        lambda: book.remove(entry.id),
    ):
        with pytest.raises(RuntimeError):
            write()
        assert book.lines() == before
    monkeypatch.undo()
    undone = book.undo()
    assert undone is not None
    assert undone.action is Action.ADD


def test_a_second_connection_reads_while_the_first_writes(tmp_path: Path) -> None:
    book = begin(tmp_path)
    book.add(check_in("one"))
    reader = diary.open_for_reading(book.access, Clock())
    with reader._database.read():
        assert len(reader.entries(CheckIn)) == 1
        book.add(check_in("two"))
        assert len(reader.entries(CheckIn)) == 1
    assert len(reader.snapshot().check_ins) == 2
    with pytest.raises(Exception, match="allowed to write"):
        reader.add(check_in("three"))
    reader.close()
    book.add(check_in("four"))
    assert len(book.entries(CheckIn)) == 3


def test_names_sort_by_time_and_come_from_what_is_handed_in() -> None:
    early = datetime(2026, 1, 1).astimezone()
    first = new_id(early, b"\xff" * 10)
    second = new_id(early + timedelta(milliseconds=1), b"\0" * 10)
    assert first < second
    assert first[14] == second[14] == "7"
    assert first[19] in "89ab"
    source = ids(lambda: early, lambda size: b"\1" * size)
    assert source() == source() == new_id(early, b"\1" * 10)
    assert len({ids(lambda: early)() for _ in range(1000)}) == 1000


def test_every_kind_has_a_sample() -> None:
    assert {type(record) for record in (*every_kind("s"), session())} == set(KINDS)
