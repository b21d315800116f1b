# SPDX-License-Identifier: Apache-2.0
"""The archive holds everything, reads back to the same bytes, and nothing else gets in."""

import codecs
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from companion.domain.moment import Plan
from companion.domain.records import CheckIn, Note, Session
from companion.exchange import archive, archive_form, strict_json
from companion.exchange.strict_json import Fault
from companion.problem import Problem
from companion.storage import backup
from companion.storage.diary import Diary
from companion.storage.mapping import table_of
from companion.storage.store import Line
from tests.storage.samples import START, WORDS, Clock, at, begin, check_in, fill

SCHEMA = Path(__file__).parents[2] / "resources" / "schema" / archive_form.SCHEMA

Content = dict[str, Any]


@pytest.fixture
def book(tmp_path: Path) -> Diary:
    """Give a diary with every kind, a history and a bin."""
    full = begin(tmp_path / "here")
    fill(full)
    entry = full.add(check_in("first"))
    full.change(entry.id, check_in("second"))
    full.remove(full.add(check_in("gone")).id)
    return full


@pytest.fixture
def content(book: Diary) -> Content:
    """Give that diary's archive as JSON."""
    found: Content = json.loads(archive.encoded(book.lines()))
    return found


def taken_in(tmp_path: Path, content: bytes) -> Diary:
    """Import a file into an empty diary."""
    path = tmp_path / "in.json"
    path.write_bytes(content)
    empty = begin(tmp_path / "there", prefix="t")
    archive.import_(empty, path)
    return empty


def test_it_comes_back_to_the_same_bytes(book: Diary, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    archive.export(book, path)
    there = taken_in(tmp_path, path.read_bytes())
    assert archive.encoded(there.lines()) == path.read_bytes()
    assert [line.entry for line in there.lines()] == [line.entry for line in book.lines()]
    assert there.entries(Note)[0].record.words == WORDS
    assert [entry.record for entry in there.bin()] == [check_in("gone")]


def test_the_same_diary_gives_the_same_sorted_bytes(book: Diary, content: Content) -> None:
    assert archive.encoded(book.lines()) == archive.encoded(tuple(reversed(book.lines())))
    assert list(content["entries"]) == sorted(content["entries"])
    for entries in content["entries"].values():
        names = [entry["id"] for entry in entries]
        assert names == sorted(names)


def test_importing_twice_changes_nothing(book: Diary, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    archive.export(book, path)
    before = book.lines()
    merged = archive.import_(book, path)
    assert (merged.added, merged.updated, merged.kept_both) == (0, 0, 0)
    assert book.lines() == before


def test_a_clock_that_was_put_back_does_not_shut_an_archive_out(tmp_path: Path) -> None:
    ahead = begin(tmp_path / "here", Clock(START + timedelta(days=400)))
    ahead.add(CheckIn(at=START + timedelta(days=399), mood=1))
    there = taken_in(tmp_path, archive.encoded(ahead.lines()))
    assert len(there.entries(CheckIn)) == 1


def test_the_schema_in_the_resources_is_the_one_of_the_code() -> None:
    assert SCHEMA.read_bytes() == archive.schema()


def test_an_archive_meets_its_schema(content: Content) -> None:
    schema = json.loads(SCHEMA.read_bytes())
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    validator.validate(content)
    content["entries"]["check_in"][0]["record"]["mooood"] = 3
    assert not validator.is_valid(content)


def test_an_empty_diary_makes_an_archive(tmp_path: Path) -> None:
    empty = begin(tmp_path / "here")
    there = taken_in(tmp_path, archive.encoded(empty.lines()))
    assert there.lines() == ()


def test_what_is_left_out_is_not_told(tmp_path: Path) -> None:
    given = {
        "format": "companion-archive",
        "version": 1,
        "schema": "archive-1.json",
        "entries": {
            "check_in": [
                {
                    "id": "a",
                    "revision": 1,
                    "created_at": "2026-06-01T09:00:00Z",
                    "record": {"at": "2026-06-01T08:00:00Z", "mood": 3},
                }
            ]
        },
        "history": {},
    }
    there = taken_in(tmp_path, json.dumps(given).encode("utf-8-sig"))
    assert there.entries(CheckIn)[0].record.energy is None


Change = Callable[[Content], object]


def first(kind: str, content: Content) -> Content:
    found: Content = content["entries"][kind][0]
    return found


CHANGES: dict[str, tuple[str, Change]] = {
    "no entries": ("", lambda c: c.pop("entries")),
    "an unknown field": ("more", lambda c: c.update(more=1)),
    "an unknown kind": ("entries.more", lambda c: c["entries"].update(more=[])),
    "an unknown field of an entry": (
        "entries.note[0].more",
        lambda c: first("note", c).update(more=1),
    ),
    "an unknown field of a record": (
        "entries.session[0].record.more",
        lambda c: first("session", c)["record"].update(more=1),
    ),
    "an unknown field of a plan": (
        "entries.session[0].record.plan.more",
        lambda c: first("session", c)["record"]["plan"].update(more=1),
    ),
    "an unknown field of a part": (
        "entries.session[0].record.readings[1].more",
        lambda c: first("session", c)["record"]["readings"][1].update(more=1),
    ),
    "an unknown field in the history": (
        "history.check_in[0].record.more",
        lambda c: c["history"]["check_in"][0]["record"].update(more=1),
    ),
    "a wrong type": (
        "entries.check_in[0].record.mood",
        lambda c: first("check_in", c)["record"].update(mood="3"),
    ),
    "out of range": (
        "entries.check_in[0].record.mood",
        lambda c: first("check_in", c)["record"].update(mood=11),
    ),
    "an unknown word": (
        "entries.session[0].record.route",
        lambda c: first("session", c)["record"].update(route="sea"),
    ),
    "no offset": (
        "entries.note[0].record.at",
        lambda c: first("note", c)["record"].update(at="2026-06-01T09:00:00"),
    ),
    "a name with a blank": ("entries.note[0].id", lambda c: first("note", c).update(id="a b")),
    "revision nought": (
        "entries.note[0].revision",
        lambda c: first("note", c).update(revision=0),
    ),
    "what cannot be": (
        "entries.note[0].record.words",
        lambda c: first("note", c)["record"].update(words=" ", said=None),
    ),
    "a day to come": (
        "entries.note[0].record.at",
        lambda c: first("note", c)["record"].update(at="2027-06-01T09:00:00Z"),
    ),
    "an unknown zone": (
        "entries.appointment[0].record.plan",
        lambda c: first("appointment", c)["record"]["plan"].update(zone="Sea/Bed"),
    ),
    "a date at the end of time": (
        "entries.appointment[0].record",
        lambda c: first("appointment", c)["record"]["plan"].update(
            at="9999-12-31T23:59:59", zone="America/Los_Angeles"
        ),
    ),
    "half a character": (
        "entries.note[0].record.words",
        lambda c: first("note", c)["record"].update(words="x\ud83d"),
    ),
    "one name twice": (
        "entries.note[1].id",
        lambda c: c["entries"]["note"].append(first("note", c)),
    ),
    "one name for two kinds": (
        "entries.question[0].id",
        lambda c: first("question", c).update(id=first("note", c)["id"]),
    ),
    "no session": (
        "entries.checklist_run[0]",
        lambda c: first("checklist_run", c)["record"].update(session_id="x"),
    ),
    "a version of nothing": (
        "history.check_in[0]",
        lambda c: c["history"]["check_in"][0].update(entry_id="x"),
    ),
    "a version later than the entry": (
        "history.check_in[0]",
        lambda c: c["history"]["check_in"][0].update(revision=7),
    ),
    "a version twice": (
        "history.check_in[1].revision",
        lambda c: c["history"]["check_in"].insert(0, c["history"]["check_in"][0]),
    ),
    "a version that cannot be": (
        "history.check_in[0].record.mood",
        lambda c: c["history"]["check_in"][0]["record"].update(mood=None),
    ),
    "a version of another kind": (
        "history.note[0]",
        lambda c: c["history"]["note"].append(
            {
                "entry_id": first("question", c)["id"],
                "revision": 1,
                "device": "x",
                "at": "2026-06-01T09:00:00Z",
                "record": first("note", c)["record"],
            }
        ),
    ),
}


NO_ARCHIVE = "“in.json” is not an archive of Companion. Nothing was changed. Choose a file that"
DAMAGED = "“in.json” is damaged, and cannot be imported. Nothing was changed. Export"


def refused(tmp_path: Path, content: bytes, *sayings: str) -> None:
    """Assert that a file is refused, that it is said why, and that nothing changed."""
    path = tmp_path / "in.json"
    path.write_bytes(content)
    there = begin(tmp_path / "there", prefix="t")
    there.add(check_in("mine"))
    before = there.lines()
    with pytest.raises(Problem) as problem:
        archive.import_(there, path)
    for saying in sayings:
        assert saying in str(problem.value)
    assert problem.value.safe == "Nothing was changed."
    assert there.lines() == before
    there.close()


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_with_a_fault_is_refused_whole(
    tmp_path: Path, content: Content, change: str
) -> None:
    place, apply = CHANGES[change]
    apply(content)
    where = f"The first fault in it: {place}: " if place else "The fault in it: "
    refused(tmp_path, json.dumps(content).encode(), DAMAGED, where)


def test_another_format_is_no_archive_and_a_newer_one_asks_for_a_newer_companion(
    tmp_path: Path, content: Content
) -> None:
    newer, other = tmp_path / "newer", tmp_path / "other"
    newer.mkdir()
    other.mkdir()
    content.update(version=5)
    refused(newer, json.dumps(content).encode(), "by a newer version of Companion.")
    content.update(format="x")
    refused(other, json.dumps(content).encode(), NO_ARCHIVE)


def test_a_backup_is_known_by_what_is_in_it(tmp_path: Path, book: Diary) -> None:
    access = book.access
    book.close()
    file = tmp_path / "stick.json"
    backup.give_out(access, Clock()(), file)
    refused(tmp_path, file.read_bytes(), "“in.json” is a backup of Companion.", "Restore")


OURS = b'{"format": "companion-archive", '
TEXTS = {
    "nothing": (b"", "“in.json” is empty. Nothing was changed. Copy it here again"),
    "blanks": (b"\xef\xbb\xbf \r\n\0", "“in.json” is empty."),
    "no JSON": (b"PK\3\4", NO_ARCHIVE),
    "another program’s": (b'{"hello": 1}', NO_ARCHIVE),
    "a file for clinics": (b'{"resourceType": "Bundle"}', "clinics exchange (FHIR)"),
    "a clinic’s list": (b'{"format": "companion-clinic-pack"}', "is a list from a clinic"),
    "cut": (b'{"format": "companion-archive",', "line 1, character 32: it cannot be read from"),
    "no UTF-8": (b'{"format": "\xff"}', NO_ARCHIVE),
    "ours, no UTF-8": (b'{"format": "companion-archive", "\xff"}', "in it: not UTF-8 text."),
    "a surrogate in UTF-8": (b'{"format": "\xed\xa0\x80"}', NO_ARCHIVE),
    "a list": (b"[]", NO_ARCHIVE),
    "a number": (b"1", NO_ARCHIVE),
    "a key twice": (b'{"format": "companion-archive", "format": "x"}', "format"),
    "half a character twice": (OURS + rb'"\ud800": 1, "\ud800": 2}', "?"),
    "NaN": (OURS + b'"version": NaN}', "NaN"),
    "infinity": (OURS + b'"version": -Infinity}', "Infinity"),
    "a number beyond all": (OURS + b'"version": 1e999}', "1e999"),
    "a huge number": (OURS + b'"version": ' + b"9" * 10_000 + b"}", "999"),
    "beyond 64 bits": (OURS + b'"version": 9223372036854775808}', "9223372036854775808"),
    "deep": (b"[" * 100_000 + b"]" * 100_000, NO_ARCHIVE),
    "ours, and deep": (OURS + b'"a": ' + b"[" * 100_000, "in it: nested too deep."),
    "deep and open": (b'{"a":' * 100_000, NO_ARCHIVE),
    "a string that never ends": (b'{"a": "' + b'\\"' * 100_000, NO_ARCHIVE),
}


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_is_refused_at_once(tmp_path: Path, text: str) -> None:
    content, saying = TEXTS[text]
    refused(tmp_path, content, saying)


def test_brackets_in_words_are_not_depth(tmp_path: Path) -> None:
    deep = begin(tmp_path / "here")
    words = "[" * 100 + '"\\' + "{" * 100
    deep.add(check_in(words))
    there = taken_in(tmp_path, archive.encoded(deep.lines()))
    assert there.entries(CheckIn)[0].record.words == words


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1000)
    refused(tmp_path, b" " * 1001, "“in.json” is too large to be an archive of Companion.")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, book: Diary) -> None:
    for place in (tmp_path / "nowhere.json", tmp_path):
        with pytest.raises(Problem, match="cannot be read"):
            archive.import_(book, place)


def test_a_target_that_cannot_be_written_is_named_and_left_alone(
    tmp_path: Path, book: Diary
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("x")
    for place in (tmp_path / "nowhere" / "out.json", tmp_path / "taken"):
        with pytest.raises(Problem, match=r"not there|could not be written"):
            archive.export(book, place)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["here", "taken"]


def test_a_session_that_is_here_already_is_enough(tmp_path: Path) -> None:
    here = begin(tmp_path / "here")
    kept = here.add(Session(plan=Plan(at=START.replace(tzinfo=None), zone="Europe/Dublin")))
    whole = json.loads(archive.encoded(here.lines()))
    here.add(Note(at=at(9), words="x", session_id=kept.id))
    part = json.loads(archive.encoded(here.lines()))
    part["entries"]["session"] = []
    there = taken_in(tmp_path, json.dumps(whole).encode())
    (tmp_path / "part.json").write_text(json.dumps(part))
    assert archive.import_(there, tmp_path / "part.json").added == 1


def as_here(content: Content) -> bytes:
    """Give a file laid out as it is written here, whatever is in it."""
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def came_of(content: bytes) -> str:
    """Say what reading a file comes to."""
    try:
        lines, places = archive.decoded(content, Clock()())
    except (Fault, Problem) as error:
        return str(error)
    return f"{len(lines)} entries, the last at {list(places.values())[-1]}"


def test_what_was_written_here_is_not_taken_apart(
    book: Diary, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = archive.encoded(book.lines())
    assert as_here(content) == written
    apart = archive.decoded(as_here(content) + b" ", Clock()())
    monkeypatch.setattr(archive, "_taken_apart", lambda _content: pytest.fail("it was"))
    assert archive.decoded(written, Clock()()) == apart
    assert apart[0] == list(sorted_by_kind(book))


def sorted_by_kind(book: Diary) -> list[Line]:
    order = list(archive_form.Entries.__struct_fields__)
    return sorted(
        book.lines(), key=lambda one: (order.index(table_of(type(one.entry.record))), one.entry.id)
    )


def test_a_fault_is_the_same_however_the_file_is_laid_out(content: Content) -> None:
    whole = json.dumps(content)
    for _place, apply in (each for name, each in CHANGES.items() if name != "half a character"):
        changed: Content = json.loads(whole)
        apply(changed)
        assert came_of(as_here(changed)) == came_of(json.dumps(changed).encode())


OTHERWISE: dict[str, tuple[bytes, bytes]] = {
    "a blank more": (b'"version": 4', b'"version":  4'),
    "a mark before it": (b"{", codecs.BOM_UTF8 + b"{"),
    "an older version": (b"archive-4.json", b"archive-3.json"),
    "a key twice": (b'"version": 4', b'"version": 4,\n "version": 4'),
    "an unknown field": (b'"mood": ', b'"more": 1,\n     "mood": '),
    "a number in other words": (b'"mood": 4', b'"mood": 4.0'),
    "a number that may be too large": (b'"day": ', b'"day": 9223372036854775808'),
    "the same offset in other words": (b'+05:45"', b'+0545"'),
    "an escape": ("ü".encode(), b"\\u00fc"),
}


@pytest.mark.parametrize("other", OTHERWISE)
def test_a_file_that_differs_in_one_byte_is_taken_apart(book: Diary, other: str) -> None:
    here, there = OTHERWISE[other]
    written = archive.encoded(book.lines())
    assert archive._as_written(written) is not None
    assert here in written
    assert archive._as_written(written.replace(here, there, 1)) is None


@pytest.mark.parametrize("piece", range(1, 40))
def test_a_long_number_is_not_overlooked_between_two_pieces(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(archive, "LARGE", piece)
    assert archive._may_hold_long_number(b'{"a": "b", "c": -1234567890123456789, "d": 0}')
    assert not archive._may_hold_long_number(b'{"a": "b", "c": -123456789012345678, "d": 12345678}')


@pytest.mark.parametrize(
    ("text", "may"),
    [
        (b'{"abcdefg": "hijklmn"}', False),
        (b'{"a": "0123456789"}', True),
        (b'["0123456789"]', True),
        (b'["a", "b", "c", "d", "e", "f", "g"]', False),
        (b'["a", "b", "c", "01234567890123456789"]', True),
        (rb'["\"a\"b\"c\"d\"e\"f\"g\"h"]', True),
    ],
)
def test_a_text_that_is_too_long_is_never_overlooked(
    monkeypatch: pytest.MonkeyPatch, text: bytes, *, may: bool
) -> None:
    monkeypatch.setattr(strict_json, "LONGEST", 9)
    assert strict_json.may_hold_too_long(text) is may
    if may:
        with pytest.raises(Fault, match="too long"):
            strict_json.parsed(text)
    else:
        assert strict_json.parsed(text) == json.loads(text)


def test_another_thread_writes_the_same_file(book: Diary, tmp_path: Path) -> None:
    archive.export(book, tmp_path / "here.json")
    with ThreadPoolExecutor() as pool:
        pool.submit(archive.export_aside, book.access, Clock(), tmp_path / "aside.json").result()
    assert (tmp_path / "aside.json").read_bytes() == (tmp_path / "here.json").read_bytes()
