# SPDX-License-Identifier: Apache-2.0
"""What an archive looks like inside, and writing one: piece by piece, always to the same bytes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Final, Generic, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct

from companion.domain.moment import Moment
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SideEffect,
    Tracker,
)
from companion.exchange.strict_json import LARGEST_NUMBER
from companion.stopping import EVERY, Progress, unwatched
from companion.storage.mapping import TABLES

FORMAT: Final = "companion-archive"
VERSION: Final = 4
SCHEMA: Final = "archive-4.json"

RecordT_co = TypeVar("RecordT_co", covariant=True)

Name = Annotated[str, Meta(pattern="^[0-9A-Za-z_-]{1,64}$")]
Revision = Annotated[int, Meta(ge=1, le=LARGEST_NUMBER)]


class Kept(Struct, Generic[RecordT_co], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry: what it says, and its life in the diary. ``deleted_at`` means it is in the bin."""

    id: Name
    revision: Revision
    created_at: Moment
    edited_at: Moment | None = None
    deleted_at: Moment | None = None
    record: RecordT_co


class Earlier(Struct, Generic[RecordT_co], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an entry said until ``at``, on which device, and which revision it came from."""

    entry_id: Name
    revision: Revision
    parent: Revision | None = None
    device: str
    at: Moment
    record: RecordT_co


class Entries(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every entry, the bin included, by kind and then by name."""

    appointment: tuple[Kept[Appointment], ...] = ()
    check_in: tuple[Kept[CheckIn], ...] = ()
    checklist_run: tuple[Kept[ChecklistRun], ...] = ()
    intake: tuple[Kept[Intake], ...] = ()
    medicine: tuple[Kept[Medicine], ...] = ()
    note: tuple[Kept[Note], ...] = ()
    outside_score: tuple[Kept[OutsideScore], ...] = ()
    person: tuple[Kept[Person], ...] = ()
    question: tuple[Kept[Question], ...] = ()
    response: tuple[Kept[Response], ...] = ()
    rule_set: tuple[Kept[RuleSet], ...] = ()
    safety_plan: tuple[Kept[SafetyPlan], ...] = ()
    session: tuple[Kept[Session], ...] = ()
    side_effect: tuple[Kept[SideEffect], ...] = ()
    tracker: tuple[Kept[Tracker], ...] = ()


class History(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every earlier version, by kind, then by the entry's name and the revision."""

    appointment: tuple[Earlier[Appointment], ...] = ()
    check_in: tuple[Earlier[CheckIn], ...] = ()
    checklist_run: tuple[Earlier[ChecklistRun], ...] = ()
    intake: tuple[Earlier[Intake], ...] = ()
    medicine: tuple[Earlier[Medicine], ...] = ()
    note: tuple[Earlier[Note], ...] = ()
    outside_score: tuple[Earlier[OutsideScore], ...] = ()
    person: tuple[Earlier[Person], ...] = ()
    question: tuple[Earlier[Question], ...] = ()
    response: tuple[Earlier[Response], ...] = ()
    rule_set: tuple[Earlier[RuleSet], ...] = ()
    safety_plan: tuple[Earlier[SafetyPlan], ...] = ()
    session: tuple[Earlier[Session], ...] = ()
    side_effect: tuple[Earlier[SideEffect], ...] = ()
    tracker: tuple[Earlier[Tracker], ...] = ()


class Archive(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole file."""

    format: Literal["companion-archive"]
    version: Literal[1, 2, 3, 4]
    schema: Literal["archive-1.json", "archive-2.json", "archive-3.json", "archive-4.json"]
    entries: Entries
    history: History


def pieces(
    entries: Mapping[str, Sequence[object]],
    history: Mapping[str, Sequence[object]],
    progress: Progress = unwatched,
) -> Iterator[bytes]:
    """Give the file of entries and versions by the name of their kind, piece by piece.

    Made in one go, a long one would keep every other thread waiting, and the window with them.
    """
    done, of = 0, sum(map(len, (*entries.values(), *history.values())))
    head = {"format": FORMAT, "version": VERSION, "schema": SCHEMA}
    yield _laid_out(head).removesuffix(b"\n}")
    for group, kinds in (("entries", entries), ("history", history)):
        yield f',\n "{group}": {{'.encode()
        for position, (name, things) in enumerate(kinds.items()):
            yield f'{"," if position else ""}\n  "{name}": ['.encode()
            for start in range(0, len(things), EVERY):
                progress(done, of)
                piece = things[start : start + EVERY]
                some = _laid_out(piece)
                # Without their own brackets, and as deep as they lie in the file. No text in JSON
                # holds the end of a line.
                inner = some.removeprefix(b"[").removesuffix(b"\n]").replace(b"\n", b"\n  ")
                yield b"," + inner if start else inner
                done += len(piece)
            yield b"\n  ]" if things else b"]"
        yield b"\n }"
    yield b"\n}\n"


def _laid_out(what: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(what), indent=1)


KIND_OF: dict[str, type[Record]] = {
    field.name: TABLES[field.name] for field in msgspec.structs.fields(Entries)
}
NAME_OF = {kind: name for name, kind in KIND_OF.items()}
