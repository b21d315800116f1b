# SPDX-License-Identifier: Apache-2.0
"""The write-ahead log, frame by frame: what SQLite would take from it, and what it would drop.

SQLite stops at the first frame whose checksum is wrong and drops the rest without a word, so one
flipped bit can take back saves that were on the disk. Nothing here opens the record or writes.

A log left by a kill ends in a transaction that was not finished, and may hold frames of an earlier
round or of a transaction that was rolled back; none of that is damage. Damage is a frame that ends
a transaction behind a broken one, or a log that ends before the frame that the log's own index
(``record.db-shm``) calls the last; that index is written only after the log was synced.
"""

import io
import struct
from pathlib import Path

from msgspec import Struct

from companion.storage.database import PAGE

HEADER = 32
FRAME_HEADER = 24
FRAME = FRAME_HEADER + PAGE
SECTOR = 512
"""The least that a disk writes whole."""
VERSION = 3_007_000
MAGIC = 0x377F0682
"""The first number of a log whose checksums read the bytes as little-endian words; one more is big."""

_INDEX_HEADER = 48
_INDEX_LENGTH = 2 * _INDEX_HEADER + 4
_WORD = 0xFFFFFFFF


class Frame(Struct, frozen=True):
    """One page in the log. Where a transaction ends, ``pages`` is how many the record then has.

    A ``blank`` frame has noughts in its head where there never are any: it may have been an end.
    """

    page: int
    pages: int
    content: bytes
    blank: bool


class Log(Struct, frozen=True):
    """What a log holds: the frames of this round up to the last that ends a transaction.

    ``sound`` is how many of them SQLite would take; ``ends`` how many transactions of this round
    end behind those; ``carried`` how many frames the record itself is known to hold already;
    ``promised`` how many there were once, where the log's index is left to tell.
    """

    frames: tuple[Frame, ...] = ()
    sound: int = 0
    ends: int = 0
    carried: int = 0
    promised: int = 0


class LogDamage(Struct, frozen=True):
    """Saves that the log lost: how many transactions at least.

    ``certain`` is False where it is one transaction at the end of the log: a power cut in the
    middle of a save that was never called saved leaves the same picture.
    """

    transactions: int
    certain: bool


class _Index(Struct, frozen=True):
    """What the index of the log knows: its last frame, what the record holds of it, its salts."""

    last: int
    carried: int
    salts: bytes


def log_damage(record: Path) -> LogDamage | None:
    """Tell whether the log beside a record lost saves; call it before anything opens the record.

    Opening it makes SQLite write a new index from what it takes. Raises OSError where the log is
    there and may not be read.
    """
    return damage_of(read_log(record))


def damage_of(log: Log) -> LogDamage | None:
    """Tell whether a log lost saves."""
    behind = log.frames[log.sound :]
    missing = log.promised > log.sound and (log.sound > 0 or log.promised > log.carried)
    if not behind and not missing:
        return None
    return LogDamage(transactions=max(log.ends, 1), certain=missing or log.ends > 1)


def read_log(record: Path) -> Log:
    """Read the log beside a record. Raises OSError."""
    content = _read(record.with_name(f"{record.name}-wal"))
    index = _read_index(record.with_name(f"{record.name}-shm"))
    believed = _believed(content[:HEADER])
    frames = _frames(content)
    left = index.salts if index else _first_salts(content, frames)
    salts = content[16:24] if believed else left
    known = index if index is not None and index.salts == salts else None
    sound = _sound(content, frames) if believed else 0
    upto = _last_end(content, frames, salts, sound)
    return Log(
        frames=tuple(frames[:upto]),
        sound=sound,
        ends=_ends(content, range(sound, upto), salts),
        carried=known.carried if known else 0,
        promised=known.last if known else 0,
    )


def _read(path: Path) -> bytes:
    """Read a file, nothing where there is none; what the disk cannot read comes as noughts."""
    try:
        with path.open("rb", buffering=0) as file:
            size = file.seek(0, 2)
            return b"".join(_read_part(file, start, size) for start in range(0, size, PAGE))
    except FileNotFoundError:
        return b""


def _read_part(file: io.FileIO, start: int, size: int) -> bytes:
    length = min(PAGE, size - start)
    try:
        file.seek(start)
        return file.read(length).ljust(length, b"\0")
    except OSError:
        return bytes(length)


def _read_index(path: Path) -> _Index | None:
    """Read the head of the log's index; None where it is not there or cannot be believed."""
    content = _read(path)[:_INDEX_LENGTH]
    header = content[:_INDEX_HEADER]
    if len(content) < _INDEX_LENGTH or header != content[_INDEX_HEADER : 2 * _INDEX_HEADER]:
        return None
    # The index is never carried to another machine, so it is in this machine's byte order.
    if _checksum(header[:40], (0, 0), "=") != struct.unpack("=2I", header[40:48]) or not header[12]:
        return None
    (last,) = struct.unpack_from("=I", header, 16)
    (carried,) = struct.unpack_from("=I", content, 2 * _INDEX_HEADER)
    return _Index(last, min(last, carried), header[32:40])


def _believed(header: bytes) -> bool:
    if len(header) < HEADER:
        return False
    magic, version, size = struct.unpack_from(">3I", header)
    if magic & ~1 != MAGIC or version != VERSION or size != PAGE:
        return False
    found: tuple[int, int] = struct.unpack(">2I", header[24:])
    return _checksum(header[:24], (0, 0), _order(header)) == found


def _frames(content: bytes) -> list[Frame]:
    """Give every whole frame there is, of this round or not; none of a log that is all noughts."""
    if not any(content):
        return []
    ends = range(HEADER + FRAME, len(content) + 1, FRAME)
    return [_frame(content[end - FRAME : end]) for end in ends]


def _frame(content: bytes) -> Frame:
    page, pages = struct.unpack_from(">2I", content)
    blank = page == 0 or not any(content[8:12]) or not any(content[12:16])
    return Frame(page, pages, content[FRAME_HEADER:], blank)


def _head(content: bytes, number: int) -> bytes:
    start = _start(number)
    return content[start : start + FRAME_HEADER]


def _start(number: int) -> int:
    return HEADER + number * FRAME


def _first_salts(content: bytes, frames: list[Frame]) -> bytes:
    """Give the salts of the first frame that has any, for a log whose own head is lost."""
    named = (number for number, frame in enumerate(frames) if not frame.blank)
    return _head(content, next(named, 0))[8:16]


def _sound(content: bytes, frames: list[Frame]) -> int:
    """Give how many frames SQLite would take: up to the last end of a transaction before a break."""
    order = _order(content)
    running: tuple[int, int] = struct.unpack(">2I", content[24:HEADER])
    taken = 0
    for number, frame in enumerate(frames):
        head = _head(content, number)
        running = _checksum(frame.content, _checksum(head[:8], running, order), order)
        if head[8:16] != content[16:24] or struct.unpack(">2I", head[16:]) != running:
            break
        if frame.pages:
            taken = number + 1
    return taken


def _last_end(content: bytes, frames: list[Frame], salts: bytes, start: int) -> int:
    """Give the number after the last frame of this round, from ``start``, that ends a transaction."""
    last = start
    for number, frame in enumerate(frames[start:], start):
        if frame.blank or (frame.pages and _is_ours(_head(content, number), salts)):
            last = number + 1
    return last


def _ends(content: bytes, numbers: range, salts: bytes) -> int:
    """Count the frames of this round that end a transaction.

    One whose head lies across two sectors is left out: after a power cut one half of it may be of
    an earlier round.
    """
    whole = (number for number in numbers if _start(number) % SECTOR <= SECTOR - FRAME_HEADER)
    heads = (_head(content, number) for number in whole)
    return sum(any(head[4:8]) and _is_ours(head, salts) for head in heads)


def _is_ours(head: bytes, salts: bytes) -> bool:
    """Tell whether a frame is of this round.

    One of the two salts is enough: a bit of the other may be what broke. A frame of an earlier
    round has neither.
    """
    return head[8:12] == salts[:4] or head[12:16] == salts[4:]


def _order(header: bytes) -> str:
    return ">" if header[3] & 1 else "<"


def _checksum(content: bytes, running: tuple[int, int], order: str) -> tuple[int, int]:
    """Carry SQLite's checksum of a log on over more bytes, eight at a time."""
    one, two = running
    words = struct.unpack(f"{order}{len(content) // 4}I", content)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + two) & _WORD
        two = (two + second + one) & _WORD
    return one, two
