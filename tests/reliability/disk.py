# SPDX-License-Identifier: Apache-2.0
"""What a disk may hold after a power cut: all that was synced, and any part of what was not.

The model is that of ext4 and its like: syncing a file keeps its content and the name it was made
under; syncing a folder keeps every name in it; a renaming is done or not, never half. A folder is
there from the moment it was made. What was written and not synced may be there in any part, each
sector of 512 bytes old or new.
"""

from collections.abc import Callable
from itertools import count
from pathlib import PurePosixPath
from random import Random

from msgspec import Struct

from tests.reliability.tracing import Call

SECTOR = 512

Files = dict[str, bytes]


class Written(Struct, frozen=True):
    """Bytes written at a place in a file, or its length set where ``data`` is None."""

    number: int
    place: int
    data: bytes | None


class Renamed(Struct, frozen=True):
    """Names that were given or taken away together: a file, or None, for each path."""

    number: int
    names: dict[str, "File | None"]


class File:
    """A file: what is synced, and what was done to it since."""

    def __init__(self) -> None:
        self.synced = b""
        self.pending: list[Written] = []
        self.position = 0

    def sync(self) -> None:
        """Make everything last."""
        self.synced = self.content(self.pending)
        self.pending.clear()

    def content(self, done: list[Written]) -> bytes:
        """Give the content after some of what is pending."""
        if not done:
            return self.synced
        content = bytearray(self.synced)
        for one in done:
            end = one.place + len(one.data or b"")
            if len(content) < end or one.data is None:
                content = content[:end].ljust(end, b"\0")
            if one.data is not None:
                content[one.place : end] = one.data
        return bytes(content)


class Disk:
    """A disk on which calls are done, one after another."""

    def __init__(self, root: str) -> None:
        self._root = f"{root}/"
        self._names: dict[str, File] = {}
        self._synced: dict[str, File] = {}
        self._renamed: list[Renamed] = []
        self._numbers = count()

    def do(self, call: Call) -> bool:
        """Do a call; tell whether anything that can be lost was changed by it."""
        paths = [path for path in (call.path, call.other) if path]
        if any(not f"{path}/".startswith(self._root) or _is_rebuilt(path) for path in paths):
            return False
        match call.name:
            case "openat":
                return self._open(call)
            case "pwrite64" | "write":
                return self._write(call)
            case "ftruncate":
                self._done(call.path, call.place, None)
            case "fsync" | "fdatasync":
                self._sync(call.path)
            case "unlink":
                self._rename({call.path: None})
            case "rename":
                self._rename({call.path: None, call.other: self._names[call.path]})
            case _:
                return False
        return True

    def _open(self, call: Call) -> bool:
        if call.creates and call.path not in self._names:
            self._rename({call.path: File()})
            return True
        if call.path in self._names:
            self._names[call.path].position = 0
            if call.truncates:
                self._done(call.path, 0, None)
                return True
        return False

    def _write(self, call: Call) -> bool:
        file = self._names.get(call.path)
        if file is None:
            return False
        place = call.place if call.place >= 0 else file.position
        file.position = place + len(call.data)
        self._done(call.path, place, call.data)
        return True

    def _done(self, path: str, place: int, data: bytes | None) -> None:
        self._names[path].pending.append(Written(next(self._numbers), place, data))

    def _rename(self, names: dict[str, File | None]) -> None:
        self._renamed.append(Renamed(next(self._numbers), names))
        _apply(names, self._names)

    def _sync(self, path: str) -> None:
        file = self._names.get(path)
        if file is not None:
            file.sync()
        made = [renamed.number for renamed in self._renamed if renamed.names == {path: file}]
        kept = []
        for renamed in self._renamed:
            # A journal keeps the order: with the name of a file go the changes before it.
            before = bool(made) and renamed.number <= made[-1]
            inside = all(str(PurePosixPath(name).parent) == path for name in renamed.names)
            if before or inside:
                _apply(renamed.names, self._synced)
            else:
                kept.append(renamed)
        self._renamed = kept

    def after(self, kept: Callable[[int], bool], torn: int = -1, seed: int = 0) -> Files:
        """Give the files after a power cut that kept what ``kept`` says, by number, one in parts.

        What was done to names is kept in order: nothing after the first that is not kept.
        """
        names = dict(self._synced)
        for renamed in self._renamed:
            if not kept(renamed.number) or renamed.number == torn:
                break
            _apply(renamed.names, names)
        found = {}
        for path, file in names.items():
            done = [one for one in file.pending if kept(one.number) and one.number != torn]
            broken = [one for one in file.pending if one.number == torn]
            done += [part for one in broken for part in _parts(one, Random(seed))]
            found[path.removeprefix(self._root)] = file.content(done)
        return found

    def pending(self) -> list[int]:
        """Give the numbers of all that is not synced, in order."""
        written = (one.number for file in self._names.values() for one in file.pending)
        return sorted({*written, *(renamed.number for renamed in self._renamed)})


def cut(disk: Disk, random: Random) -> Files:
    """Give the files after one of the ways in which the power can fail now."""
    pending = disk.pending()
    likely = random.random()
    chosen = {number for number in pending if random.random() < likely}
    limit = random.choice(pending or [0])
    kept: Callable[[int], bool] = random.choice(
        (
            lambda _number: False,
            lambda _number: True,
            lambda number: number <= limit,
            lambda number: number in chosen,
        )
    )
    torn = limit if random.random() < 0.5 else -1
    return disk.after(kept, torn, random.getrandbits(32))


def _apply(changes: dict[str, File | None], names: dict[str, File]) -> None:
    for name, file in changes.items():
        if file is None:
            names.pop(name, None)
        else:
            names[name] = file


def _parts(written: Written, random: Random) -> list[Written]:
    """Give some of the sectors of what was written."""
    if written.data is None:
        return []
    first = written.place - written.place % SECTOR
    parts = []
    for start in range(first, written.place + len(written.data), SECTOR):
        begin = max(start, written.place)
        data = written.data[begin - written.place : start + SECTOR - written.place]
        if random.random() < 0.5:
            parts.append(Written(written.number, begin, data))
    return parts


def _is_rebuilt(path: str) -> bool:
    """Tell whether a file holds nothing to keep: the log's index, the lock, the ballast."""
    return path.endswith(("-shm", "record.lock", "/ballast"))
