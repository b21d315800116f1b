# SPDX-License-Identifier: Apache-2.0
"""What a diary has called saved, and whether it still says so."""

import json
from pathlib import Path
from typing import Any

from companion.domain.records import ChecklistRun, Note, Session
from companion.storage import ballast, diary, mapping
from companion.storage.diary import Diary
from companion.storage.store import Line
from tests.reliability import writer
from tests.reliability.forking import SMALL_BALLAST
from tests.reliability.outcome import Tally

LOST, TORN, CORRUPT = "lost", "torn", "corrupt"


class Ledger:
    """Every acknowledgement of a diary's writers."""

    def __init__(self) -> None:
        self.opened = False
        """Whether a diary was there; from then on none may be begun in its place."""
        self.digests: dict[str, dict[int, str]] = {}
        self.gone: dict[str, bool] = {}
        self.draft: int | None = None
        self.draft_may_go = True
        self.count = 0

    def take(self, said: dict[str, Any]) -> None:
        """Take what a writer said."""
        self.opened = self.opened or "opened" in said
        for name, revision, digest, gone in said.get("saved", ()):
            self._note(name, revision, digest, gone=gone)
            self.count += 1
        if "draft" in said:
            self.draft, self.draft_may_go = said["draft"], False
        elif "dropping" in said:
            self.draft_may_go = True
        elif "dropped" in said:
            self.draft = None

    def look(self, book: Diary, tally: Tally) -> None:
        """Compare an open diary with what was called saved; count what is not as it was."""
        lines = {line.entry.id: line for line in book.lines()}
        for name, digests in self.digests.items():
            self._look_at(name, digests, lines.get(name), tally)
        for line in lines.values():
            if not _is_whole(line):
                tally.fault(TORN, f"{line.entry.id} is not whole, or its history is not")
        for name in _split_families(lines):
            tally.fault(TORN, f"{name} and its session are not both in the bin or out of it")
        self._look_at_draft(book.draft(writer.FORM), tally)

    def absorb(self, book: Diary) -> None:
        """Hold from now on whatever is there, the deed that a kill found half done included."""
        for line in book.lines():
            entry = line.entry
            gone = entry.deleted_at is not None
            self._note(entry.id, entry.revision, writer.digest(entry.record), gone=gone)
        kept = book.draft(writer.FORM)
        self.draft = json.loads(kept)["number"] if kept else None
        self.draft_may_go = kept is None

    def _note(self, name: str, revision: int, digest: str, *, gone: bool) -> None:
        self.digests.setdefault(name, {})[revision] = digest
        self.gone[name] = gone

    def _look_at(self, name: str, digests: dict[int, str], line: Line | None, tally: Tally) -> None:
        if line is None or line.entry.revision < max(digests):
            tally.fault(LOST, f"{name} of revision {max(digests)}")
            return
        said = {version.revision: version.record for version in line.past}
        said[line.entry.revision] = line.entry.record
        for revision, digest in digests.items():
            if revision not in said or writer.digest(said[revision]) != digest:
                tally.fault(LOST, f"{name} says something else in revision {revision}")
        is_gone = line.entry.deleted_at is not None
        if line.entry.revision == max(digests) and is_gone is not self.gone[name]:
            tally.fault(LOST, f"{name} came out of the bin or went there")

    def _look_at_draft(self, kept: bytes | None, tally: Tally) -> None:
        if kept is not None and not writer.is_whole(kept):
            tally.fault(TORN, "the draft is not whole")
        number = json.loads(kept)["number"] if kept else None
        if self.draft is None:
            return
        if (number is None and not self.draft_may_go) or (number or self.draft) < self.draft:
            tally.fault(LOST, f"draft {self.draft}, found {number}")


def _is_whole(line: Line) -> bool:
    revisions = [version.revision for version in line.past]
    records = [line.entry.record, *(version.record for version in line.past)]
    complete = revisions == list(range(1, line.entry.revision))
    return complete and all(writer.is_whole(mapping.body_of(record)) for record in records)


def _split_families(lines: dict[str, Line]) -> list[str]:
    """Name what belongs to a session and did not go into the bin, or come back, with it."""
    split = []
    for name, line in lines.items():
        record = line.entry.record
        if isinstance(record, ChecklistRun | Note) and record.session_id is not None:
            parent = lines.get(record.session_id)
            together = parent is not None and (
                isinstance(parent.entry.record, Session)
                and parent.entry.deleted_at == line.entry.deleted_at
            )
            if not together:
                split.append(name)
    return split


def open_and_look(folder: Path, ledger: Ledger, tally: Tally, *, absorb: bool, check: bool) -> None:
    """Open a diary as the next start does, and compare; a diary that does not open is corrupt."""
    begin = diary.open_ if ledger.opened else diary.open_or_create
    whole, ballast.SIZE = ballast.SIZE, SMALL_BALLAST
    try:
        book = begin(folder, writer.now)
        try:
            ledger.look(book, tally)
            if absorb:
                ledger.opened = True
                ledger.absorb(book)
        finally:
            book.close()
        for finding in diary.check(folder) if check else ():
            tally.fault(CORRUPT, f"{finding.test} {finding.detail}")
    except Exception as error:  # noqa: BLE001 -- whatever it is, the diary does not open
        tally.fault(CORRUPT, f"{type(error).__name__}: {error}")
    finally:
        ballast.SIZE = whole
