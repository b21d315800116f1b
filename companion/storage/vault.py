# SPDX-License-Identifier: Apache-2.0
"""The key of the record and the file beside it that holds the key.

``record.keys`` and its copy hold the salt of the record and a list of slots. The one slot of this
version is *open*: the key as it is, with a checksum. It guards against damage, not against people.
"""

import hashlib
import json
import secrets
from collections.abc import Collection
from enum import Enum, auto
from pathlib import Path

import msgspec
from msgspec import Struct

from companion.paths import write_atomically
from companion.problem import Problem
from companion.storage import troubles

KEYS = "record.keys"
COPY = "record.keys.copy"
APP_ID = "io.github.companionapp.Companion"
VERSION = 1
OPEN = "open"


class Keys(Struct, frozen=True):
    """The 256-bit key of a record and the 16-byte salt of its file."""

    key: bytes
    salt: bytes

    def __repr__(self) -> str:
        return "Keys(…)"

    @property
    def pragma(self) -> str:
        """The key and salt as the driver takes them: 96 hexadecimal digits in quotes."""
        return f"\"x'{self.key.hex()}{self.salt.hex()}'\""


class _Unusable(Enum):
    """Why a key file gives no keys."""

    MISSING = auto()
    DAMAGED = auto()
    NEWER = auto()


class _Slot(Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    key: str
    check: str


class _KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    app: str
    salt: str
    slots: list[_Slot]


def new_keys() -> Keys:
    """Draw a new key and salt."""
    return Keys(secrets.token_bytes(32), secrets.token_bytes(16))


def write(folder: Path, keys: Keys) -> None:
    """Write the key file and its copy. Raises Problem when a file cannot be written."""
    content = _encoded(keys)
    write_atomically(folder / COPY, content)
    write_atomically(folder / KEYS, content)


def read(folder: Path) -> Keys:
    """Read the key file, or its copy where that is missing or damaged, and mend the other.

    Raises Problem when both are missing, when neither can be believed, or when a newer version
    wrote them.
    """
    found = {name: _read_one(folder / name) for name in (KEYS, COPY)}
    keys = next((one for one in found.values() if isinstance(one, Keys)), None)
    if keys is None:
        raise _loss(found.values())
    for name, one in found.items():
        # What looks newer is left alone: it may be, and then it is not ours to write over.
        if one in (_Unusable.MISSING, _Unusable.DAMAGED):
            write_atomically(folder / name, _encoded(keys))
    return keys


def _loss(found: Collection[Keys | _Unusable]) -> Problem:
    if _Unusable.NEWER in found:
        return troubles.newer()
    return troubles.keys_damaged() if _Unusable.DAMAGED in found else troubles.keys_missing()


def _read_one(path: Path) -> Keys | _Unusable:
    try:
        return _decoded(path.read_bytes())
    except FileNotFoundError:
        return _Unusable.MISSING
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error


def _encoded(keys: Keys) -> bytes:
    slot = _Slot(OPEN, keys.key.hex(), _checksum(keys, VERSION))
    content = _KeyFile(VERSION, APP_ID, keys.salt.hex(), [slot])
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _decoded(content: bytes) -> Keys | _Unusable:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return _Unusable.DAMAGED
    if _from_newer(plain):
        return _Unusable.NEWER
    try:
        file = msgspec.convert(plain, _KeyFile)
        slot = next(slot for slot in file.slots if slot.kind == OPEN)
        keys = Keys(bytes.fromhex(slot.key), bytes.fromhex(file.salt))
    except (msgspec.ValidationError, ValueError, StopIteration):
        return _Unusable.DAMAGED
    believable = file.app == APP_ID and slot.check == _checksum(keys, file.version)
    return keys if believable else _Unusable.DAMAGED


def _from_newer(plain: object) -> bool:
    """Tell whether a newer version wrote this: a higher version, or a kind of slot unknown here."""
    if not isinstance(plain, dict) or plain.get("app") != APP_ID:
        return False
    version, slots = plain.get("version"), plain.get("slots")
    if isinstance(version, int) and version > VERSION:
        return True
    if not isinstance(slots, list):
        return False
    kinds = [slot.get("kind") for slot in slots if isinstance(slot, dict)]
    return any(isinstance(kind, str) and kind != OPEN for kind in kinds)


def _checksum(keys: Keys, version: int) -> str:
    return hashlib.sha256(keys.key + keys.salt + version.to_bytes(4)).hexdigest()
