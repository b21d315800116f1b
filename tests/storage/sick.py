# SPDX-License-Identifier: Apache-2.0
"""A diary to damage, damage to its pages, and a salvage that is watched."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from companion.domain.records import CheckIn, Note
from companion.storage import diary, vault
from companion.storage.database import connect
from companion.storage.diary import Diary
from companion.storage.fates import Fate
from companion.storage.pages import read_pages
from companion.storage.salvage import SALVAGED, Salvage, Source, salvage
from companion.storage.store import Line, Store
from companion.storage.trees import Forest
from tests.storage.samples import (
    Clock,
    at,
    begin,
    check_in,
    contents,
    every_kind,
    fill,
    full_session,
)

PAGE = 4096
SECRET = "xylophone"
LATER = iter(f"o{number:06}" for number in range(100_000))


def make_diary(place: Path) -> Path:
    """Make a diary with every kind, edits, a bin, a draft, and an older copy as a backup."""
    book = begin(place / "data")
    fill(book)
    for number in range(120):
        book.add(check_in(f"{SECRET} {number} " * 30))
    for entry in book.entries(CheckIn)[::7]:
        book.change(entry.id, check_in(f"changed {entry.id}"))
    for _ in range(12):
        kept = book.add(full_session())
        for record in every_kind(kept.id)[1:4:2]:
            book.add(record)
    book.remove(book.entries(CheckIn)[5].id)
    book.keep_draft("note", SECRET.encode() * 3)
    book.close()
    shutil.copytree(place / "data", place / "backup")
    book = diary.open_(place / "data", Clock(), lambda: next(LATER))
    for number in range(20):
        book.add(check_in(f"later {number} " * 30))
    book.change(book.entries(CheckIn)[3].id, check_in("changed since the backup"))
    book.close()
    return place


def keys_of(folder: Path) -> vault.Keys:
    return vault.unlock(vault.read(folder))


def backup(made: Path) -> Source:
    return Source("older", made / "backup" / "record.db", keys_of(made / "backup"))


def lines_of(record: Path, keys: vault.Keys) -> dict[str, Line]:
    database = connect(record, keys)
    lines = {line.entry.id: line for line in Store(database).lines()}
    database.close()
    return lines


def before(made: Path) -> dict[str, Line]:
    """Give what the sound diary held, read on a copy."""
    copy = made / "copy"
    if not copy.exists():
        shutil.copytree(made / "data", copy)
    return lines_of(copy / "record.db", keys_of(copy))


def rescue(folder: Path, *sources: Source) -> tuple[Salvage, dict[str, Line]]:
    """Salvage, and prove that nothing but the new record came of it."""
    found = contents(folder)
    found.pop(SALVAGED, None)
    result = salvage(folder, keys_of(folder), Clock(), sources)
    now = contents(folder)
    assert now.pop(SALVAGED)
    assert now == found
    return result, lines_of(result.record, keys_of(folder))


def fates(result: Salvage) -> Mapping[str, Fate]:
    found = {fate.entry_id: fate for fate in result.fates}
    assert len(found) == len(result.fates)
    return found


def break_pages(folder: Path, *pages: int) -> None:
    path = folder / "record.db"
    hurt = bytearray(path.read_bytes())
    for page in pages:
        hurt[(page - 1) * PAGE + 1000] ^= 1
    path.write_bytes(hurt)


def pages_of(folder: Path, *names: str) -> list[int]:
    """Give the pages of tables or indexes, the roots first."""
    pages = read_pages(folder / "record.db", keys_of(folder))
    forest = Forest(pages)
    found: list[int] = []
    for named in forest.schema:
        if named.name in names:
            forest._reached.clear()
            forest._walk(named.root, is_table=named.kind == "table")
            found += [named.root, *sorted(forest._reached - {named.root})]
    return found


def killed(folder: Path, to: Path) -> Diary:
    """Save some more, and copy the folder as a kill would leave it."""
    book = diary.open_(folder, Clock(), lambda: next(LATER))
    for number in range(6):
        book.add(Note(at=at(9), words=f"in the log {number} " * 40))
    shutil.copytree(folder, to)
    return book
