# SPDX-License-Identifier: Apache-2.0
"""The pages of a record as they lie on the disk and in its log, each authenticated by itself.

The file is only read, as bytes: no driver opens it, so nothing can be written to it, and one bad
page says nothing about the next. The format is SQLCipher's, version 4: pages of 4096 bytes, of
which the last 80 are 16 of initialization vector and 64 of HMAC-SHA512 over what is encrypted, the
vector and the page's number; AES-256 in CBC mode; the first 16 bytes of the file are its salt.
"""

import hashlib
import hmac
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from companion.storage.database import PAGE, SQLITE_HEADER
from companion.storage.log_frames import Frame, Log, read_log
from companion.storage.vault import Keys

SALT = 16
VECTOR = 16
TAG = 64
USABLE = PAGE - VECTOR - TAG
"""Bytes of a page that hold data."""


class Page(Struct, frozen=True):
    """A page that is what was written: its number, from 1, and its decrypted bytes."""

    number: int
    content: bytes


class Pages:
    """Every page of a record, in its latest state: from the log where the log holds it."""

    def __init__(self, content: Sequence[bytes], log: Log, keys: Keys) -> None:
        self._keys = keys
        self._tagging = hmac.new(_tag_key(keys), digestmod="sha512")
        self._in_file = content
        self._in_log: dict[int, bytes] = {}
        self.log = log
        self._behind: list[int] = []
        self.sure = True
        """False where a broken frame does not tell its page, so that older pages may be taken."""
        self._lay_over(log)
        self.count = self._count(log, len(content))
        self.bad = tuple(n for n in range(1, self.count + 1) if not self._is_sound(n))
        self._bad = frozenset(self.bad)

    def page(self, number: int) -> Page | None:
        """Give a page; None where it is damaged or not there."""
        if number in self._bad or not 1 <= number <= self.count:
            return None
        return Page(number, self._decrypted(number))

    def _lay_over(self, log: Log) -> None:
        """Take each page from its latest frame; a page whose latest frame is broken is bad."""
        for number, frame in enumerate(log.frames[log.carried :], start=log.carried):
            page = frame.page
            if number >= log.sound:
                page = self._owner(frame)
                self._behind.append(page)
            self.sure = self.sure and page != 0
            if page:
                self._in_log[page] = frame.content

    def _owner(self, frame: Frame) -> int:
        """Give the page that a frame behind a break belongs to; 0 where nothing tells."""
        highest = max([len(self._in_file), *self._in_log]) + len(self.log.frames)
        if self._authentic(frame.page, frame.content):
            return frame.page
        fits = (n for n in range(1, highest + 1) if self._authentic(n, frame.content))
        named = frame.page if frame.page <= highest else 0
        return next(fits, named)

    def _count(self, log: Log, in_file: int) -> int:
        """Give how many pages the record has; what a broken frame says of that is not believed."""
        count = in_file
        ends = [frame.pages for frame in log.frames[log.carried : log.sound] if frame.pages]
        if ends:
            count = ends[-1]
        elif self._is_sound(1):
            count = int.from_bytes(self._decrypted(1)[28:32]) or in_file
        return max([count, *self._behind])

    def _is_sound(self, number: int) -> bool:
        return self._authentic(number, self._latest(number))

    def _latest(self, number: int) -> bytes:
        """Give a page as it was written last, authentic or not; nothing where there is none."""
        if number in self._in_log:
            return self._in_log[number]
        return self._in_file[number - 1] if 1 <= number <= len(self._in_file) else b""

    def _authentic(self, number: int, content: bytes) -> bool:
        if len(content) != PAGE or not number:
            return False
        # A copy, because to begin with the key takes as long as a third of a page.
        tag = self._tagging.copy()
        tag.update(content[_start(number) : -TAG])
        tag.update(number.to_bytes(4, "little"))
        return hmac.compare_digest(tag.digest(), content[-TAG:])

    def _decrypted(self, number: int) -> bytes:
        # Imported late: most starts need no page decrypted here.
        from cryptography.hazmat.primitives.ciphers import Cipher
        from cryptography.hazmat.primitives.ciphers.algorithms import AES256
        from cryptography.hazmat.primitives.ciphers.modes import CBC

        content = self._latest(number)
        cipher = Cipher(AES256(self._keys.key), CBC(content[USABLE : USABLE + VECTOR]))
        plain = cipher.decryptor().update(content[_start(number) : USABLE])
        return (SQLITE_HEADER if number == 1 else b"") + plain


def read_pages(record: Path, keys: Keys, *, as_taken: bool = False) -> Pages:
    """Read a record and its log, the page sizes of the disk's bad sectors left out.

    ``as_taken`` leaves out what lies behind a break in the log, as SQLite does, and is for a look
    alone: the file is not kept in memory, so no page can be had. Raises OSError where the file is
    not there or cannot be opened.
    """
    log = read_log(record)
    if as_taken:
        log = replace(log, frames=log.frames[: log.sound])
    with record.open("rb", buffering=0) as file:
        in_file = _InFile(file)
        return Pages(in_file if as_taken else list(in_file), log, keys)


def salt_of(record: Path) -> bytes:
    """Give the salt that a record file begins with. Raises OSError."""
    with record.open("rb") as file:
        return file.read(SALT)


class _InFile(Sequence[bytes]):
    """The pages in a file, each read when it is asked for; one that cannot be read is empty."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._count = -(-file.seek(0, io.SEEK_END) // PAGE)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: Any) -> Any:
        if not 0 <= index < self._count:
            raise IndexError(index)
        try:
            self._file.seek(index * PAGE)
            return self._file.read(PAGE)
        except OSError:
            return b""


def _start(number: int) -> int:
    """Give where the encrypted part of a page begins: the first holds the salt before it."""
    return SALT if number == 1 else 0


def _tag_key(keys: Keys) -> bytes:
    """Give the key of the page tags, as SQLCipher derives it: from the salt, each byte turned."""
    turned = bytes(byte ^ 0x3A for byte in keys.salt)
    return hashlib.pbkdf2_hmac("sha512", keys.key, turned, iterations=2, dklen=32)
