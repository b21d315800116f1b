# SPDX-License-Identifier: Apache-2.0
"""The diary as CSV: one tidy table a kind, one row an entry, and a table of what the columns mean.

RFC 4180 with a byte order mark, so that a spreadsheet reads it as UTF-8. A moment is ISO 8601 with
its UTC offset, followed by the local day; what was not recorded is empty, never 0; fixed answers
are the words they are stored as. The columns follow from the records, so none can be forgotten.

A spreadsheet takes text that begins like a formula for one. Such text gets an apostrophe in front,
and so does text that begins with an apostrophe: taking one away gives every text back (``plain``).
The bin, earlier versions and drafts stay out; the archive has the first two.
"""

import csv
import io
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, inspect

from companion.content import Content
from companion.domain.course import days_since_session, held_sessions
from companion.domain.instrument import Instrument, band, completed, figure
from companion.domain.moment import Plan, day_of
from companion.domain.records import KINDS, Entry, ItemAnswer, Record, Response, Snapshot
from companion.exchange import columns
from companion.exchange.columns import NAMES, Meaning
from companion.language import _
from companion.paths import sync_folder, unwritable
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched, watched

COLUMNS = "columns.csv"
"""The table that says what every column of the others means."""
BOM = "\ufeff"
APOSTROPHE = "'"
STARTS = frozenset("=+-@\u2212")
"""What a formula begins with; also in its other widths, after blanks, and after what is unseen."""

Read = Callable[[Any], str]


class Column(Struct, frozen=True):
    """One column: its name, what it means, its unit, the values it can have, and its text."""

    name: str
    meaning: str
    unit: str
    values: str
    read: Read


class Table(Struct, frozen=True):
    """One file: its name without the ending, and its columns."""

    name: str
    columns: tuple[Column, ...]


class _Part(Struct, frozen=True):
    """A part of an entry, which one it is, and the entry it belongs to."""

    owner: Entry[Record]
    position: int
    part: Any


def write(
    snapshot: Snapshot,
    folder: Path,
    content: Content | None = None,
    progress: Progress = unwatched,
) -> None:
    """Write every table into a new folder, which is whole or not there.

    Raises Problem where something is in the folder already, or where it cannot be written.
    """
    _refuse_used(folder)
    files = encoded(snapshot, content or Content(), progress)
    try:
        part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".companion-", suffix=".part"))
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        for name, body in files.items():
            _write(part / name, body)
        sync_folder(part)
        if folder.exists():
            folder.rmdir()
        part.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def encoded(
    snapshot: Snapshot, content: Content, progress: Progress = unwatched
) -> Mapping[str, bytes]:
    """Give every file of the export by its name."""
    rows = _rows(snapshot)
    made = tables(content, snapshot)
    files = {}
    for number, table in enumerate(made):
        each_row = watched(rows[table.name], stage(progress, number, len(made)))
        files[f"{table.name}.csv"] = _csv(
            [column.name for column in table.columns],
            ([column.read(one) for column in table.columns] for one in each_row),
        )
    return {COLUMNS: _documented(made), **files}


def tables(content: Content, snapshot: Snapshot) -> tuple[Table, ...]:
    """Give every table with its columns. A field without a meaning is a KeyError."""
    known = columns.meanings()
    found: list[Table] = []
    for kind in KINDS:
        name = NAMES[kind]
        parts = list(_parts(kind))
        of_record = tuple(_fields(kind, known[name], _record, skip=[each for each, _kind in parts]))
        more = _of_responses(content, snapshot, known[name]) if kind is Response else ()
        found.append(Table(name, (*_life(), *of_record, *more)))
        for _field, part in parts:
            found.append(_part_table(name, part, content, known[NAMES[part]]))
    return tuple(found)


def guarded(text: str) -> str:
    """Give text that no spreadsheet takes for a formula."""
    return APOSTROPHE + text if text.startswith(APOSTROPHE) or _is_like_a_formula(text) else text


def plain(cell: str) -> str:
    """Give back the text of a cell of text."""
    return cell.removeprefix(APOSTROPHE)


def _is_like_a_formula(text: str) -> bool:
    if text[:1] in ("\t", "\r", "\n"):
        return True
    for letter in text:
        if unicodedata.category(letter)[0] not in "CZ":
            return unicodedata.normalize("NFKC", letter)[0] in STARTS
    return False


# --- columns --------------------------------------------------------------------------------------


def _part_table(owner: str, part: type[Struct], content: Content, known: columns.Meanings) -> Table:
    own = columns.of_parts(owner)
    link = f"{owner.removesuffix('s')}_id"
    first = (
        Column(link, own["owner"].words, "", "", lambda row: guarded(row.owner.id)),
        Column("position", own["position"].words, "", _("number"), lambda row: str(row.position)),
    )
    more = _of_answers(content, known) if part is ItemAnswer else ()
    return Table(NAMES[part], (*first, *_fields(part, known, lambda row: row.part), *more))


def _life() -> tuple[Column, ...]:
    known = columns.of_entries()
    return (
        Column("id", known["id"].words, "", "", lambda entry: guarded(entry.id)),
        Column(
            "revision", known["revision"].words, "", _("number"), lambda entry: str(entry.revision)
        ),
        *_moment("created_at", known["created_at"], lambda entry: entry.created_at),
        *_moment("edited_at", known["edited_at"], lambda entry: entry.edited_at),
    )


def _fields(
    kind: type[Struct],
    known: columns.Meanings,
    source: Callable[[Any], Any],
    skip: Sequence[str] = (),
) -> Iterator[Column]:
    """Give the columns of a struct's fields, in their order; the types say how each is read."""
    for field in _told(kind).fields:
        if field.name not in skip:
            meaning, name = known[field.name], field.name

            def value(row: Any, name: str = name) -> Any:
                return getattr(source(row), name)

            yield from _columns(name, meaning, _bare(field.type), value)


def _columns(
    name: str, meaning: Meaning, told: inspect.Type, value: Callable[[Any], Any]
) -> Iterator[Column]:
    match told:
        case inspect.DateTimeType():
            yield from _moment(name, meaning, value)
        case inspect.StructType() if told.cls is Plan:
            yield from _plan(name, meaning, value)
        case inspect.StrType():
            yield Column(
                name, meaning.words, meaning.unit, _("text"), lambda row: guarded(value(row) or "")
            )
        case _:
            yield Column(
                name + meaning.ending,
                meaning.words,
                meaning.unit,
                _values(told),
                lambda row: _cell(value(row)),
            )


def _moment(name: str, meaning: Meaning, value: Callable[[Any], datetime | None]) -> list[Column]:
    def day(row: Any) -> str:
        moment = value(row)
        return "" if moment is None else day_of(moment).isoformat()

    iso = _("ISO 8601 with the UTC offset")
    return [
        Column(name, meaning.words, "", iso, lambda row: _cell(value(row))),
        Column(f"{name}_date", _day_words(meaning), "", _("ISO 8601 date"), day),
    ]


def _plan(name: str, meaning: Meaning, value: Callable[[Any], Plan]) -> list[Column]:
    zone = _("{meaning}: the time zone, by its IANA name").format(meaning=meaning.words)
    return [
        *_moment(name, meaning, lambda row: value(row).moment()),
        Column(f"{name}_zone", zone, "", _("text"), lambda row: guarded(value(row).zone)),
    ]


def _day_words(meaning: Meaning) -> str:
    return _("{meaning}: the day on the patient’s clock").format(meaning=meaning.words)


def _of_responses(
    content: Content, snapshot: Snapshot, known: columns.Meanings
) -> tuple[Column, ...]:
    """Give the columns of what is worked out from a questionnaire."""
    held = held_sessions(snapshot.sessions)

    def total(entry: Entry[Response]) -> float | None:
        instrument = _instrument(content, entry)
        done = completed(instrument, (entry,)) if instrument else ()
        return done[0][1] if done else None

    def severity(entry: Entry[Response]) -> str:
        instrument, points = _instrument(content, entry), total(entry)
        named = band(instrument, points) if instrument and points is not None else None
        return named.id if named else ""

    def since(entry: Entry[Response]) -> str:
        return _cell(days_since_session(entry.record.finished or entry.record.started, held))

    def most(entry: Entry[Response]) -> str:
        instrument = _instrument(content, entry)
        return "" if instrument is None else _cell(instrument.maximum)

    def points(entry: Entry[Response]) -> str:
        found = total(entry)
        return "" if found is None else figure(found)

    number, word = _("number"), _("text")
    reads: tuple[tuple[str, str, Read], ...] = (
        ("total", number, points),
        ("maximum", number, most),
        ("band", word, severity),
        ("since_session", number, since),
    )
    return tuple(
        Column(name + known[name].ending, known[name].words, known[name].unit, values, read)
        for name, values, read in reads
    )


def _of_answers(content: Content, known: columns.Meanings) -> tuple[Column, ...]:
    """Give the columns that say an answer in words."""

    def item(row: _Part) -> Any:
        instrument = _instrument(content, row.owner)
        items = instrument.items if instrument else ()
        return next((each for each in items if each.id == row.part.item), None)

    def question(row: _Part) -> str:
        found = item(row)
        return guarded(found.text) if found else ""

    def answer(row: _Part) -> str:
        found = item(row)
        options = found.options if found else ()
        return next((guarded(one.text) for one in options if one.value == row.part.value), "")

    reads: tuple[tuple[str, Read], ...] = (
        ("instrument", lambda row: guarded(row.owner.record.instrument)),
        ("question", question),
        ("answer", answer),
    )
    return tuple(Column(name, known[name].words, "", _("text"), read) for name, read in reads)


def _instrument(content: Content, entry: Entry[Any]) -> Instrument | None:
    return content.instruments.get(entry.record.instrument)


# --- rows and cells -------------------------------------------------------------------------------


def _rows(snapshot: Snapshot) -> Mapping[str, list[Any]]:
    """Give the entries and their parts, by table."""
    rows: dict[str, list[Any]] = {name: [] for name in NAMES.values()}
    parts = {kind: tuple(_parts(kind)) for kind in KINDS}
    for field in msgspec.structs.fields(Snapshot):
        held = getattr(snapshot, field.name)
        for entry in held if isinstance(held, tuple) else (held,) if held else ():
            kind = type(entry.record)
            rows[NAMES[kind]].append(entry)
            for name, part in parts[kind]:
                rows[NAMES[part]] += [
                    _Part(entry, position, each)
                    for position, each in enumerate(getattr(entry.record, name), 1)
                ]
    return rows


def _parts(kind: type[Struct]) -> Iterator[tuple[str, type[Struct]]]:
    """Give the fields that hold parts, and of what kind those are."""
    for field in _told(kind).fields:
        told = _bare(field.type)
        if isinstance(told, inspect.VarTupleType):
            assert isinstance(told.item_type, inspect.StructType)
            yield field.name, told.item_type.cls


def _told(kind: type[Struct]) -> inspect.StructType:
    told = inspect.type_info(kind)
    assert isinstance(told, inspect.StructType)
    return told


def _bare(told: inspect.Type) -> inspect.Type:
    """Give a type without None."""
    if isinstance(told, inspect.UnionType):
        (told,) = (each for each in told.types if not isinstance(each, inspect.NoneType))
    return told


def _record(entry: Any) -> Any:
    return entry.record


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Enum():
            return str(value.value)
        case datetime() | date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
    return str(value)


def _values(told: inspect.Type) -> str:
    match told:
        case inspect.BoolType():
            return "true | false"
        case inspect.EnumType():
            return " | ".join(str(each.value) for each in told.cls)
        case inspect.DateType():
            return _("ISO 8601 date")
        case inspect.IntType() | inspect.FloatType():
            low = told.ge if told.ge is not None else told.gt
            if low is None or told.le is None:
                return _("number")
            return _("number from {low} to {high}").format(low=f"{low:g}", high=f"{told.le:g}")
    raise TypeError(told)


def _csv(header: Sequence[str], rows: Iterator[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return (BOM + text.getvalue()).encode()


def _documented(made: Sequence[Table]) -> bytes:
    rows: list[list[str]] = [["", "", each, "", ""] for each in _conventions()]
    for table in made:
        rows += [
            [f"{table.name}.csv", one.name, one.meaning, one.unit, one.values]
            for one in table.columns
        ]
    header = ["file", "column", "meaning", "unit", "values"]
    return _csv(header, ([guarded(cell) for cell in each] for each in rows))


def _conventions() -> tuple[str, ...]:
    """Say what holds for all tables."""
    return (
        _("An empty cell means “not recorded”. It never means 0 or no."),
        _("Everything was told by the patient. Nobody checked it."),
        _(
            "An apostrophe in front of a text keeps a spreadsheet from reading it as a formula. "
            "Take one away to have the text as it was typed; numbers never have one."
        ),
        _("What is in the bin, and what entries said before they were changed, is not here."),
    )


# --- files ----------------------------------------------------------------------------------------


def _write(path: Path, body: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _refuse_used(folder: Path) -> None:
    try:
        used = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise unwritable(folder, error) from error
    if used:
        raise Problem(
            happened=_("There is something in “{name}” already.").format(name=folder.name),
            safe=_("Nothing was changed, there or in your diary."),
            next_step=_("Choose a name for a new folder."),
        )
