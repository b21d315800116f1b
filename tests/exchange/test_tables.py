# SPDX-License-Identifier: Apache-2.0
"""The CSV tables: every field has a documented column, and every word comes back as typed."""

import csv
import errno
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from companion import paths
from companion.content import Content
from companion.domain.moment import Plan
from companion.domain.records import (
    KINDS,
    CheckIn,
    Entry,
    ItemAnswer,
    Note,
    Response,
    Session,
    SessionState,
    Snapshot,
)
from companion.exchange import columns, tables
from companion.exchange.tables import COLUMNS, guarded, plain
from companion.problem import Problem
from companion.storage.diary import Diary
from tests.storage.samples import WORDS, at, begin, fill

Rows = list[dict[str, str]]

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "  =1",
    "\u00a0\u200b=1",
    "\ufeff=1",
    "\0=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff201",
    "\u22121",
    "=cmd|' /C calc'!A0",
)
"""What a spreadsheet takes for a formula."""
HARMLESS = ("", "3", "mood = 4", "a-b", "Grüße", "مرحبا", "🙂", "  two", "x\n=1")


@pytest.fixture(scope="module")
def content() -> Content:
    return Content()


@pytest.fixture
def book(tmp_path: Path) -> Diary:
    """Give a diary with every kind, and something in its bin."""
    full = begin(tmp_path / "here")
    fill(full)
    full.remove(full.add(Note(at=at(9), words="thrown away")).id)
    return full


def read(body: bytes) -> Rows:
    """Read a table as another program does."""
    text = body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def entry(record: Note | Response | Session, name: str = "n1") -> Entry[object]:
    return Entry(id=name, revision=1, created_at=at(9), record=record)


def test_every_field_of_every_record_has_a_column_with_a_meaning(
    book: Diary, content: Content
) -> None:
    files = tables.encoded(book.snapshot(), content)
    documented = {(row["file"], row["column"]): row["meaning"] for row in read(files[COLUMNS])}
    for kind, table in columns.NAMES.items():
        header = next(csv.reader(io.StringIO(files[f"{table}.csv"].decode("utf-8-sig"))))
        assert all(documented[f"{table}.csv", column] for column in header), table
        assert len(set(header)) == len(header)
        for field in msgspec.structs.fields(kind):
            is_part = any(f"{field.name}'" in repr(each) for each in tables._parts(kind))
            begins = any(column.startswith(field.name) for column in header)
            assert begins or is_part, f"{table}: {field.name}"
    assert {f"{name}.csv" for name in columns.NAMES.values()} | {COLUMNS} == set(files)
    assert set(KINDS) <= set(columns.NAMES)


def test_one_row_an_entry_and_one_a_part(book: Diary, content: Content) -> None:
    files = tables.encoded(book.snapshot(), content)
    counts = {name: len(read(body)) for name, body in files.items()}
    snapshot = book.snapshot()
    assert counts["check_ins.csv"] == len(snapshot.check_ins)
    parts = [part for each in snapshot.check_ins for part in each.record.tracked]
    assert counts["tracked.csv"] == len(parts) > 0
    assert counts["person.csv"] == counts["safety_plan.csv"] == 1
    assert all(count > 0 for count in counts.values()), counts
    assert not any(b"thrown away" in body for body in files.values())


def test_a_row_says_what_was_recorded_and_nothing_else(book: Diary, content: Content) -> None:
    files = tables.encoded(book.snapshot(), content)
    (full,) = (row for row in read(files["check_ins.csv"]) if row["mood_0_10"] == "0")
    assert full["at"] == "2026-06-01T09:00:00+05:45"
    assert (full["at_date"], full["sleep_hours"], full["hard_day"]) == (
        "2026-06-01",
        "7.25",
        "false",
    )
    assert plain(full["words"]) == WORDS
    told = [row for row in read(files["tracked.csv"]) if row["check_in_id"] == full["id"]]
    assert [(row["position"], row["number"], row["yes"]) for row in told] == [
        ("1", "-0.5", ""),
        ("2", "", "false"),
        ("3", "", ""),
    ]
    assert plain(told[2]["words"]) == WORDS
    planned = read(files["appointments.csv"])[0]
    assert planned["plan"] == "2026-07-01T10:30:00+05:45"
    assert (planned["plan_date"], planned["plan_zone"]) == ("2026-07-01", "Asia/Kathmandu")
    assert read(files["medicines.csv"])[0]["schedule"] == "as_needed"


def test_what_was_not_recorded_is_empty_and_never_nought(content: Content) -> None:
    bare = Entry(id="n1", revision=1, created_at=at(9), record=CheckIn(at=at(9), hard_day=True))
    files = tables.encoded(Snapshot(check_ins=(bare,)), content)
    (row,) = read(files["check_ins.csv"])
    empty = {name for name, cell in row.items() if not cell}
    assert {"mood_0_10", "anxiety_0_10", "sleep_hours", "words", "edited_at_date"} <= empty
    assert "0" not in row.values()
    assert read(files["sessions.csv"]) == []


@pytest.mark.parametrize(
    ("days", "points", "since"), [(None, "12", ""), (0, "12", "0"), (3, "12", "3")]
)
def test_a_score_its_range_and_the_days_since_the_session(
    content: Content, days: int | None, points: str, since: str
) -> None:
    phq9 = content.instruments["phq-9"]
    scored = [each for each in phq9.items if each.scored]
    values = [2, 2, 2, 2, 1, 1, 1, 1, 0]
    answers = tuple(
        ItemAnswer(item=each.id, value=value) for each, value in zip(scored, values, strict=True)
    )
    done = datetime(2026, 6, 10, 20, tzinfo=UTC)
    response = Response(instrument="phq-9", started=done, finished=done, answers=answers)
    half = Response(instrument="phq-9", started=done, answers=answers[:4])
    start = done - timedelta(days=days or 0)
    held = Session(
        plan=Plan(at=start.replace(tzinfo=None), zone="UTC"), state=SessionState.HELD, start=start
    )
    snapshot = Snapshot(
        responses=(entry(response), entry(half, "n2")),  # type: ignore[arg-type]
        sessions=() if days is None else (entry(held, "s"),),  # type: ignore[arg-type]
    )
    files = tables.encoded(snapshot, content)
    whole, begun = read(files["questionnaires.csv"])
    assert (whole["total_points"], whole["maximum_points"]) == (points, "27")
    assert (whole["band"], whole["since_session_days"]) == ("moderate", since)
    assert (begun["total_points"], begun["band"], begun["finished"]) == ("", "", "")
    first = read(files["answers.csv"])[0]
    assert (first["questionnaire_id"], first["value_points"]) == ("n1", "2")
    assert first["question"] == scored[0].text
    assert first["answer"] == next(one.text for one in scored[0].options if one.value == 2)


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_begins_like_a_formula_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert plain(guarded(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_an_apostrophe_of_the_patient_comes_back() -> None:
    assert plain(guarded("'quoted'")) == "'quoted'"


text = st.text(
    st.sampled_from("=+-@'\"\t\r\n,; \0\u2028\ufeff\uff1d\u2212ab🙂مé")
    | st.characters(codec="utf-8"),
    max_size=20,
)


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(st.lists(text, min_size=1, max_size=4))
def test_every_text_comes_back_through_another_reader(texts: list[str]) -> None:
    body = tables._csv(["words"], ([guarded(each), "x"] for each in texts))
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), strict=True))[1:]
    assert [plain(row[0]) for row in rows] == texts
    for cell in (row[0] for row in rows):
        assert not tables._is_like_a_formula(cell)


def test_the_files_have_a_mark_and_whole_line_ends(book: Diary, content: Content) -> None:
    for body in tables.encoded(book.snapshot(), content).values():
        assert body.startswith(b"\xef\xbb\xbf")
        assert body.endswith(b"\r\n")


def test_a_new_folder_is_written_for_its_owner_alone(book: Diary, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    tables.write(book.snapshot(), folder)
    expected = tables.encoded(book.snapshot(), Content())
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == expected
    assert {each.stat().st_mode & 0o077 for each in (folder, *folder.iterdir())} == {0}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["here", "out"]


def test_an_empty_folder_is_taken_and_a_used_one_refused(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    tables.write(Snapshot(), folder)
    kept = (folder / COLUMNS).read_bytes()
    (folder / COLUMNS).write_bytes(b"mine")
    with pytest.raises(Problem) as refused:
        tables.write(Snapshot(), folder)
    assert "something in “out” already" in str(refused.value)
    assert (folder / COLUMNS).read_bytes() == b"mine" != kept


def test_a_file_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(Problem):
        tables.write(Snapshot(), tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []

    def full(handle: int) -> None:
        written.append(handle)
        if len(written) > 3:
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(tables.os, "fsync", full)  # type: ignore[attr-defined]
    with pytest.raises(Problem) as refused:
        tables.write(Snapshot(), tmp_path / "out")
    assert "no room left" in refused.value.happened
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        tables.write(Snapshot(), tmp_path / "nowhere" / "out")
    assert (
        refused.value.next_step == paths.unwritable(Path("x"), OSError(errno.ENOENT, "")).next_step
    )
