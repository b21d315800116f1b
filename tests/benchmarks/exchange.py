# SPDX-License-Identifier: Apache-2.0
"""The archive of the whole diary, out and in again, beside the bare work on the same data.

`python -m tests.benchmarks.exchange FOLDER NEW` gives seconds: the archive is written from one
record and read into a new one; then Python's json reads and writes the same file, and the driver
writes the same rows into an empty record in one transaction.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from companion.exchange import archive
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import opening, vault
from companion.storage.opening import Access
from companion.storage.sealing import Passphrase
from tests.benchmarks import records
from tests.benchmarks.bare_record import BareRecord
from tests.benchmarks.lab import Figures, Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, with_passphrase
from tests.benchmarks.window import give

NO_TABLES = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure export and import on every length of record."""

    def run(size: Size, *, passphrase: bool) -> Figures:
        with lab.copy(size, passphrase=passphrase) as folder:
            return lab.figures("exchange", folder, folder.parent / "new")

    measured = lab.on_every_length(run)
    found, runs = measured.by_size, measured.by_size[lab.long]
    taken = {size: one for size, one in found.items() if "refused" not in one[0]}
    refused = [size.name for size in found if size not in taken]
    row = Row(
        name="exchange",
        group="exchange",
        what=f"JSON export and import, {lab.long.name}",
        app=middle(runs, "app"),
        floor=middle(runs, "bare"),
        floor_is="json, and one transaction of the same rows",
        unit="s",
        most_ratio=2.0,
        runs=len(runs),
        note=f"The archive of {', '.join(refused)} is too large to be taken in." if refused else "",
    )
    growth = Growth(
        "exchange",
        "JSON export and import",
        "s",
        {size.days: middle(one, "app") for size, one in taken.items()},
        {size.days: middle(one, "bare") for size, one in taken.items()},
        "json and one transaction",
    )
    rows = [row, with_passphrase(row, middle(measured.locked, "app"))]
    return rows, [growth], measured.details


# --- in the process that is measured --------------------------------------------------------------


def both(folder: Path, other: Path) -> dict[str, float | str]:
    """Export, import, and do the bare work after it; say so where the archive is refused.

    Where the one record has a passphrase, the new one has it too.
    """
    file = folder / "all.companion.json"
    diary = diaries.open_(folder, records.clock, access=access_to(folder))
    out = _timed(lambda: archive.export(diary, file))
    diary.close()
    diaries.create(other, records.clock).close()
    if not vault.read(folder).is_open:
        records.protect(other)
    access = access_to(other)
    new = diaries.open_(other, records.clock, access=access)
    try:
        in_ = _timed(lambda: archive.import_(new, file))
    except Problem as problem:
        return {"refused": str(problem), "bytes": file.stat().st_size}
    new.close()
    loaded: list[Any] = []
    load = _timed(lambda: loaded.append(json.loads(file.read_bytes())))
    dump = _timed(lambda: _dump(loaded[0], folder / "again.json"))
    insert = _insert(BareRecord(other, access.keys), folder / "bare")
    return {
        "export": out,
        "import": in_,
        "dump": dump,
        "load": load,
        "insert": insert,
        "app": out + in_,
        "bare": dump + load + insert,
        "bytes": file.stat().st_size,
    }


def access_to(folder: Path) -> Access:
    """Give access to a record, by the passphrase where it has one."""
    takes_one = not vault.read(folder).is_open
    return opening.access(folder, Passphrase(records.PASSPHRASE) if takes_one else None)


def _dump(data: object, file: Path) -> None:
    with file.open("w", encoding="utf-8") as written:
        json.dump(data, written, ensure_ascii=False)
        written.flush()
        os.fsync(written.fileno())


def _insert(full: BareRecord, folder: Path) -> float:
    """Write every row of a record into an empty one of the same tables; give the seconds."""
    folder.mkdir()
    (folder / vault.RECORD).touch()
    empty = BareRecord(folder, full.keys)
    schema = full.rows(NO_TABLES)
    virtual = [name for name, sql in schema if sql.startswith("CREATE VIRTUAL TABLE")]
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for name, sql in schema:
        if any(name.startswith(f"{one}_") for one in virtual):
            continue  # made by the search table itself
        empty.run(sql)
        if sql.startswith(("CREATE TABLE", "CREATE VIRTUAL TABLE")):
            rows[name] = full.rows(f"SELECT * FROM {name}")
    empty.run("INSERT INTO search (search, rank) VALUES ('secure-delete', 1)")
    empty.run("PRAGMA foreign_keys = OFF")
    return _timed(lambda: empty.insert_all(rows))


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    give(both(Path(sys.argv[1]), Path(sys.argv[2])))
