# SPDX-License-Identifier: Apache-2.0
"""Store a record as this version writes it: `python -m tests.reliability.records`.

Run it once, when a step was added to companion.storage.migrations and before it is released. It
makes the folder that is named after the last step: the record, both key files, and the archive that
is exported from it. What was stored is never made anew, because people have such files.
"""

import sys
from datetime import date
from pathlib import Path

from companion import sample
from companion.exchange import archive
from companion.storage import diary
from companion.storage.migrations import STEPS
from tests.storage.samples import Clock, check_in, fill, names

RECORDS = Path(__file__).parent
ARCHIVE = "archive.json"
KEPT = {"record.db", "record.keys", "record.keys.copy", ARCHIVE}
DAYS, SEED, UNTIL = 20, 7, date(2026, 5, 31)


def make(folder: Path) -> None:
    """Make a record with a made-up course, every kind with hard words, a history and a bin."""
    sample.fill(folder, days=DAYS, seed=SEED, until=UNTIL)
    book = diary.open_(folder, Clock(), names())
    fill(book)
    changed = book.add(check_in("first"))
    book.change(changed.id, check_in("second"))
    book.remove(book.add(check_in("gone")).id)
    archive.export(book, folder / ARCHIVE)
    book.close()
    for path in folder.iterdir():
        if path.name not in KEPT:
            path.unlink()


def main() -> int:
    """Make what is missing; give the exit code."""
    folder = RECORDS / STEPS[-1].__name__
    if folder.exists():
        print(f"{folder.name} is stored already, and stays as it is.")
        return 1
    make(folder)
    for path in sorted(folder.iterdir()):
        print(f"{folder.name}/{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
