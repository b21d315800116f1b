# SPDX-License-Identifier: Apache-2.0
"""The JSON archive: the whole diary without loss, in a form other programs can read.

It holds every entry, what is in the bin and the history, sorted, as UTF-8; the same diary gives
the same bytes. Moments are ISO 8601 with their UTC offset. ``resources/schema/archive-4.json``
is its JSON Schema; versions 1 to 3 had fewer kinds and fields, and are read as well. Drafts and
preferences stay out.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from companion.domain import faults
from companion.domain.records import Entry, Record, Version, moment_of
from companion.exchange import refused_files, strict_json
from companion.exchange.archive_form import (
    FORMAT,
    KIND_OF,
    NAME_OF,
    SCHEMA,
    VERSION,
    Archive,
    Earlier,
    Entries,
    History,
    Kept,
    pieces,
)
from companion.exchange.strict_json import (
    Fault,
    marks,
    may_hold_too_long,
    misfit,
    not_text,
    parsed,
    read,
    shown,
    too_deep,
    unreadable_from_here,
)
from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched, watched
from companion.storage.diary import Diary, open_for_reading
from companion.storage.merge import Merged, Merging, Unmergeable
from companion.storage.opening import Access
from companion.storage.store import Line

LARGEST = 128 * 1024 * 1024
"""Bytes; thirty years of someone who keeps everything, every day, are 60 million.

A file of entries takes ten to twenty times as much memory, of anything else some three times.
"""
LARGE = 3 * 1024 * 1024
"""Bytes; what is larger must look like an archive before it is taken apart, which takes memory."""
MOST_UNKNOWN = 100_000
"""Marks of JSON in a large file beyond those of the entries in it."""


class _Head(Struct):
    format: str
    version: int


class _Outline(Struct, forbid_unknown_fields=True):
    """An archive, of whose entries and versions it is known only where they are."""

    format: str
    version: int
    schema: str
    entries: dict[str, list[msgspec.Raw]]
    history: dict[str, list[msgspec.Raw]]

    @property
    def is_current(self) -> bool:
        """Whether it names what is written here, and has what every such file has."""
        named = (self.format, self.version, self.schema) == (FORMAT, VERSION, SCHEMA)
        return named and self.entries.keys() == self.history.keys() == KIND_OF.keys()


def export(diary: Diary, path: Path, progress: Progress = unwatched) -> None:
    """Write the whole diary to a file. Raises Problem, and leaves nothing, when it cannot."""
    made = encoded(diary.lines(stage(progress, 0, 2)), stage(progress, 1, 2))
    progress(1, 1)
    write_atomically(path, made)


def export_aside(
    access: Access, now: Callable[[], datetime], path: Path, progress: Progress = unwatched
) -> None:
    """Do the same in another thread than that of the diary, by a connection of its own."""
    with closing(open_for_reading(access, now)) as diary:
        export(diary, path, progress)


def encoded(lines: Sequence[Line], progress: Progress = unwatched) -> bytes:
    """Give the archive of some entries with their history."""
    entries: dict[str, list[Entry[Record]]] = {name: [] for name in KIND_OF}
    history: dict[str, list[Version]] = {name: [] for name in KIND_OF}
    for line in sorted(lines, key=lambda line: line.entry.id):
        name = NAME_OF[type(line.entry.record)]
        entries[name].append(line.entry)
        history[name] += line.past
    return b"".join(pieces(entries, history, progress))


class Preview(Struct, frozen=True, kw_only=True):
    """What an archive holds, and what importing it will do. ``newest`` is its last change."""

    name: str
    lines: tuple[Line, ...]
    newest: datetime | None
    merging: Merging


def import_(diary: Diary, path: Path) -> Merged:
    """Take the entries of an archive into the diary, all or none; twice changes nothing.

    Raises Problem with the place of the first fault in the file.
    """
    lines, places = _in_file(path, diary.now())
    with _placed(path, places):
        return diary.merge(lines)


def plan(diary: Diary, path: Path, progress: Progress = unwatched) -> Preview:
    """Give what importing an archive will do, without writing. Raises Problem as ``import_``."""
    lines, places = _in_file(path, diary.now(), stage(progress, 0, 2))
    with _placed(path, places):
        merging = diary.merging(lines, stage(progress, 1, 2))
    moments = (line.entry.edited_at or line.entry.created_at for line in lines)
    newest = max(moments, default=None)
    return Preview(name=path.name, lines=tuple(lines), newest=newest, merging=merging)


def _in_file(
    path: Path, now: datetime, progress: Progress = unwatched
) -> tuple[list[Line], Mapping[str, str]]:
    """Give what is in a file as ``decoded`` does; raises Problem where it is no whole archive."""
    try:
        content = read(path, LARGEST)
    except Fault as fault:
        raise refused_files.too_large(path) from fault
    try:
        return decoded(content, now, progress)
    except Fault as fault:
        if not refused_files.is_of(content, FORMAT):
            raise refused_files.not_an_archive(path, content) from fault
        raise refused_files.damaged(path, fault) from fault


@contextmanager
def _placed(path: Path, places: Mapping[str, str]) -> Iterator[None]:
    """Say where in the file the entry is that cannot be merged."""
    try:
        yield
    except Unmergeable as error:
        what = _("it cannot be so ({rule})").format(rule=error.reason)
        fault = Fault(places[error.entry_id], what)
        raise refused_files.damaged(path, fault) from error


def schema() -> bytes:
    """Give the JSON Schema (2020-12) of the archive, as it is in the resources folder."""
    return strict_json.schema(Archive, f"Companion archive, version {VERSION}")


def decoded(
    content: bytes, now: datetime, progress: Progress = unwatched
) -> tuple[list[Line], Mapping[str, str]]:
    """Give the checked entries of an archive, and where in the file each is, by name."""
    archive = _as_written(content, stage(progress, 0, 2)) or _taken_apart(content)
    return _lines(archive, now, stage(progress, 1, 2))


def _as_written(content: bytes, progress: Progress = unwatched) -> Archive | None:
    """Give the archive in a file that is byte for byte as it is written here; None for any other.

    Whatever is in such a file came out again, so that it holds nothing unknown and nothing twice,
    and every name and number is what it seems. Any other is taken apart piece by piece.
    """
    if may_hold_too_long(content) or _may_hold_long_number(content):
        return None
    with suppress(msgspec.MsgspecError, ValueError, OverflowError, RecursionError):
        outline = msgspec.json.decode(content, type=_Outline)
        if not outline.is_current:
            return None
        entries = _each(outline.entries, Kept, stage(progress, 0, 2))
        history = _each(outline.history, Earlier, unwatched)
        if _is_written_so(content, pieces(entries, history, stage(progress, 1, 2))):
            return Archive(
                format=FORMAT,
                version=VERSION,
                schema=SCHEMA,
                entries=Entries(**entries),
                history=History(**history),
            )
    return None


def _may_hold_long_number(content: bytes) -> bool:
    """Look piece by piece, as a look at all of it would keep every other thread waiting."""
    starts = range(0, len(content), LARGE)
    return any(_LONG_NUMBER.search(content, at, at + LARGE + _BEYOND) for at in starts)


def _each(
    raw: Mapping[str, Sequence[msgspec.Raw]], kind: Any, progress: Progress
) -> Mapping[str, tuple[Any, ...]]:
    """Give the entries or versions in an outline, by the name of their kind.

    One after the other: all in one go would keep every other thread waiting.
    """
    found = {}
    for number, (name, parts) in enumerate(raw.items()):
        decode = msgspec.json.Decoder(kind[KIND_OF[name]]).decode
        told = stage(progress, number, len(raw))
        found[name] = tuple(decode(part) for part in watched(parts, told))
    return found


def _is_written_so(content: bytes, made: Iterable[bytes]) -> bool:
    """Tell whether a file is what these pieces make, byte for byte."""
    place = 0
    for piece in made:
        if not content.startswith(piece, place):
            return False
        place += len(piece)
    return place == len(content)


def _taken_apart(content: bytes) -> Archive:
    """Give the archive in a file that anything may have written, or the first fault in it."""
    content = content.removeprefix(codecs.BOM_UTF8)
    if len(content) > LARGE:
        _look_first(content)
    plain = parsed(content)
    if isinstance(plain, dict):
        _refuse_newer(plain.get("format"), plain.get("version"))
    try:
        archive = msgspec.convert(plain, Archive)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    for place, what in _strangers(plain, archive, "$"):
        raise Fault(place, what)
    return archive


def _look_first(content: bytes) -> None:
    """Refuse a large file that is no archive, before much is made of it."""
    try:
        with suppress(msgspec.ValidationError):
            head = msgspec.json.decode(content, type=_Head)
            _refuse_newer(head.format, head.version)
        archive = msgspec.json.decode(content, type=Archive)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    except UnicodeDecodeError as error:
        raise not_text() from error
    except msgspec.DecodeError as error:
        raise Fault("$", unreadable_from_here()) from error
    except RecursionError as error:
        raise too_deep() from error
    unknown = marks(content) - MOST_UNKNOWN
    if unknown > 0 and unknown > marks(msgspec.json.encode(archive)):
        raise Fault("$", _("too much in it that is no entry"))


def _refuse_newer(format_: object, version: object) -> None:
    if format_ == FORMAT and isinstance(version, int) and version > VERSION:
        raise Problem(
            happened=_("This archive was written by a newer version of Companion."),
            safe=_("Nothing was changed."),
            next_step=_("Install the newest version to import it."),
        )


def _lines(
    archive: Archive, now: datetime, progress: Progress
) -> tuple[list[Line], Mapping[str, str]]:
    """Check every record, and put entries and history together."""
    past, past_places = _past(archive.history, now)
    places: dict[str, str] = {}
    lines: list[Line] = []
    for number, name in enumerate(KIND_OF):
        kept: Sequence[Kept[Record]] = getattr(archive.entries, name)
        told = stage(progress, number, len(KIND_OF))
        for position, entry in enumerate(watched(kept, told)):
            place = f"$.entries.{name}[{position}]"
            if entry.id in places:
                raise Fault(f"{place}.id", _("there twice"))
            places[entry.id] = place
            # What was true when it was written stays so under a clock that was put back.
            written = max(now, entry.created_at, entry.edited_at or now)
            _check(entry.record, written, f"{place}.record")
            versions = past.pop(entry.id, [])
            if not all(_belongs(version, entry) for version in versions):
                raise Fault(past_places[entry.id], _("does not fit its entry"))
            lines.append(Line(_entry(entry), tuple(versions)))
    if past:
        raise Fault(past_places[next(iter(past))], _("an entry that is not there"))
    return lines, places


def _past(history: History, now: datetime) -> tuple[dict[str, list[Version]], Mapping[str, str]]:
    """Give the checked versions by entry, the oldest first, and where each entry's begin."""
    found: dict[str, list[Version]] = {}
    places: dict[str, str] = {}
    for name in KIND_OF:
        versions: Sequence[Earlier[Record]] = getattr(history, name)
        for position, version in enumerate(versions):
            place = f"$.history.{name}[{position}]"
            places.setdefault(version.entry_id, place)
            others = found.setdefault(version.entry_id, [])
            if any(other.revision == version.revision for other in others):
                raise Fault(f"{place}.revision", _("there twice"))
            _check(version.record, max(now, version.at), f"{place}.record")
            others.append(_version(version))
    for versions_found in found.values():
        versions_found.sort(key=lambda version: version.revision)
    return found, places


def _belongs(version: Version, entry: Kept[Record]) -> bool:
    """Tell whether a version can be an earlier one of an entry."""
    came_before = version.parent is None or version.parent < version.revision
    same_kind = type(version.record) is type(entry.record)
    return same_kind and came_before and version.revision < entry.revision


def _check(record: Record, now: datetime, place: str) -> None:
    """Raise Fault for a record that could not be as it is at the time it was written."""
    try:
        for fault in faults.faults(record, now):
            what = _("it cannot be so ({rule})").format(rule=fault.rule)
            raise Fault(f"{place}.{fault.field}", what)
        moment_of(record)
    except OverflowError as error:
        raise Fault(place, _("a date out of range")) from error


def _entry(kept: Kept[Record]) -> Entry[Record]:
    return Entry(
        id=kept.id,
        revision=kept.revision,
        created_at=kept.created_at,
        edited_at=kept.edited_at,
        deleted_at=kept.deleted_at,
        record=kept.record,
    )


def _version(earlier: Earlier[Record]) -> Version:
    return Version(
        entry_id=earlier.entry_id,
        revision=earlier.revision,
        parent=earlier.parent,
        device=earlier.device,
        at=earlier.at,
        record=earlier.record,
    )


def _strangers(given: object, known: object, place: str) -> Iterator[tuple[str, str]]:
    """Give the places of fields that this version does not know."""
    match given, known:
        case dict(), Struct():
            for name, value in given.items():
                if name not in known.__struct_fields__:
                    yield f"{place}.{shown(name)}", _("an unknown field")
                else:
                    yield from _strangers(value, getattr(known, name), f"{place}.{name}")
        case list(), tuple():
            for position, (one, other) in enumerate(zip(given, known, strict=True)):
                yield from _strangers(one, other, f"{place}[{position}]")


_LONG_NUMBER = re.compile(rb": -?[0-9]{19}")
"""A number that may be out of range, as it is written here; or the like of it in a text."""
_BEYOND = 21
"""Bytes of one that may lie beyond the piece in which it begins."""
