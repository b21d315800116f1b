# SPDX-License-Identifier: Apache-2.0
"""The key of the record, and the file beside it that holds the key in slots.

``record.keys`` and its copy hold the salt of the record and the slots. An *open* slot is the key as
it is, with a checksum: it guards against damage, not against people. A *passphrase* or *recovery*
slot is the key sealed by AES-256-GCM under a key that Argon2id makes of the secret. Each slot has a
checksum of its own, so that a damaged slot is never taken for a wrong passphrase.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from companion.paths import write_atomically
from companion.problem import Problem
from companion.stopping import Progress, stage, unwatched
from companion.storage import sealing, troubles
from companion.storage.sealing import Passphrase, RecoveryCode, Seal, Secret
from companion.storage.troubles import Locked, WrongSecret

__all__ = ["Locked", "Passphrase", "RecoveryCode", "Secret", "WrongSecret"]

KEYS = "record.keys"
COPY = "record.keys.copy"
NEXT = "record.keys.next"
RECORD = "record.db"
APP_ID = "io.github.companionapp.Companion"
VERSION = 1
KINDS = {"open", "passphrase", "recovery"}
SALT = 16
"""Bytes at the start of a record."""


class Keys(Struct, frozen=True):
    """The 256-bit key of a record and the 16-byte salt of its file."""

    key: bytes
    salt: bytes

    def __repr__(self) -> str:
        return "Keys(…)"

    @property
    def pragma(self) -> str:
        """The key and salt as the driver takes them: 96 hexadecimal digits in quotes."""
        return f"\"x'{self.raw}'\""

    @property
    def raw(self) -> str:
        """The key and salt as other programs for SQLCipher 4 take them: 96 hexadecimal digits."""
        return self.key.hex() + self.salt.hex()


class OpenSlot(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="open"):
    """The key as it is."""

    key: str
    check: str


class SealedSlot(Struct, frozen=True, forbid_unknown_fields=True):
    """The key sealed under a secret."""

    kind: Literal["passphrase", "recovery"]
    kdf: Literal["argon2id"]
    memory_kib: int
    iterations: int
    lanes: int
    salt: str
    nonce: str
    sealed: str
    check: str

    @property
    def seal(self) -> Seal:
        """The seal as bytes. Raises ValueError where it is none."""
        cost = sealing.Cost(self.memory_kib, self.iterations, self.lanes)
        parts = (bytes.fromhex(text) for text in (self.salt, self.nonce, self.sealed))
        return Seal(self.kind, cost, *parts)


Slot = OpenSlot | SealedSlot


class KeyFile(Struct, frozen=True):
    """What a key file says, as far as it can be believed: the record's salt and the sound slots."""

    salt: bytes
    slots: tuple[Slot, ...]

    @property
    def is_open(self) -> bool:
        """Whether the record opens without a passphrase."""
        return any(isinstance(slot, OpenSlot) for slot in self.slots)

    @property
    def has_recovery(self) -> bool:
        """Whether there is a recovery code."""
        return self._has("recovery")

    @property
    def has_passphrase(self) -> bool:
        """Whether a passphrase opens it."""
        return self._has("passphrase")

    def _has(self, kind: str) -> bool:
        return any(isinstance(slot, SealedSlot) and slot.kind == kind for slot in self.slots)


class Unusable(Enum):
    """Why a key file gives nothing."""

    MISSING = auto()
    DAMAGED = auto()
    NEWER = auto()


class _Plain(Struct, frozen=True, forbid_unknown_fields=True):
    """A key file as it is written."""

    version: int
    app: str
    salt: str
    slots: list[dict[str, str | int]]


class Read(Struct, frozen=True):
    """A key file as it was found: what can be believed, and whether that is all of it."""

    file: KeyFile
    whole: bool


def new_keys() -> Keys:
    """Draw a new key and salt."""
    return Keys(secrets.token_bytes(32), secrets.token_bytes(SALT))


def open_file(keys: Keys) -> KeyFile:
    """Give the key file of a record that has no passphrase."""
    slot = OpenSlot(keys.key.hex(), "")
    return KeyFile(keys.salt, (msgspec.structs.replace(slot, check=_checksum(slot, keys.salt)),))


def sealed_file(
    keys: Keys,
    sealed: Sequence[Secret],
    kept: Iterable[SealedSlot] = (),
    progress: Progress = unwatched,
) -> KeyFile:
    """Give the key file of a record that opens with these secrets alone, and with slots kept.

    This takes a second or several; nothing is written.
    """
    of = len(sealed)
    new = [_sealed_slot(keys, one, stage(progress, n, of)) for n, one in enumerate(sealed)]
    order = ("passphrase", "recovery")
    slots = sorted([*kept, *new], key=lambda slot: order.index(slot.kind))
    return KeyFile(keys.salt, tuple(slots))


def unlock(file: KeyFile, secret: Secret | None = None) -> Keys:
    """Give the keys of a record. This takes most of a second where there is a secret.

    Raises Locked where a secret is needed and none was given, WrongSecret where it is the wrong
    one, and another Problem where the slot that it opens is damaged or not there.
    """
    for slot in file.slots:
        if isinstance(slot, OpenSlot):
            return Keys(bytes.fromhex(slot.key), file.salt)
    if secret is None:
        raise troubles.locked()
    slots = [
        slot
        for slot in file.slots
        if isinstance(slot, SealedSlot) and slot.kind == sealing.kind_of(secret)
    ]
    if not slots:
        raise troubles.no_passphrase() if isinstance(secret, Passphrase) else troubles.no_code()
    for slot in slots:
        key = sealing.opened(slot.seal, secret, _context(slot.kind))
        if key is not None:
            return Keys(key, file.salt)
    raise troubles.wrong_passphrase() if isinstance(secret, Passphrase) else troubles.wrong_code()


def write(folder: Path, file: KeyFile) -> None:
    """Write the key file and its copy. Raises Problem when a file cannot be written."""
    content = encoded(file)
    write_atomically(folder / COPY, content)
    write_atomically(folder / KEYS, content)


def read(folder: Path) -> KeyFile:
    """Read the key file, or its copy where that is missing or damaged, and mend the other.

    Raises Problem when both are missing, when neither can be believed, or when a newer version
    wrote them.
    """
    files = _files(folder)
    file = _best(files, _salt_of(folder / RECORD))
    for name, one in files.items():
        # What looks newer is left alone: it may be, and then it is not ours to write over.
        if one is not Unusable.NEWER and one != Read(file, whole=True):
            write_atomically(folder / name, encoded(file))
    return file


def found(folder: Path) -> KeyFile:
    """Give what ``read`` does, and mend nothing. Raises as it does."""
    return _best(_files(folder), _salt_of(folder / RECORD))


def read_file(path: Path) -> Read | Unusable:
    """Read one key file and mend nothing. Raises Problem where it may not be read."""
    try:
        return _decoded(path.read_bytes())
    except FileNotFoundError:
        return Unusable.MISSING
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error


def encoded(file: KeyFile) -> bytes:
    """Give a key file as it is written: JSON that a person can read."""
    slots = [msgspec.to_builtins(slot) for slot in file.slots]
    content = _Plain(VERSION, APP_ID, file.salt.hex(), slots)
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def _files(folder: Path) -> dict[str, Read | Unusable]:
    return {name: read_file(folder / name) for name in (KEYS, COPY)}


def _best(found: dict[str, Read | Unusable], salt: bytes | None) -> KeyFile:
    """Give what to believe: a whole file that fits the record, else whatever slots are sound."""
    read = [one for one in found.values() if isinstance(one, Read)]
    # The record's own first bytes may be the damaged ones, so they only break a tie.
    read.sort(key=lambda one: (not one.whole, one.file.salt != salt))
    if read and read[0].whole:
        return read[0].file
    slots = {slot: one.file.salt for one in read for slot in one.file.slots}
    if not slots:
        raise _loss(found.values())
    first = next(iter(slots.values()))
    return KeyFile(first, tuple(slot for slot, own in slots.items() if own == first))


def _loss(found: Iterable[Read | Unusable]) -> Problem:
    reasons = {one for one in found if isinstance(one, Unusable)}
    if Unusable.NEWER in reasons:
        return troubles.newer()
    return troubles.keys_missing() if reasons == {Unusable.MISSING} else troubles.keys_damaged()


def _salt_of(record: Path) -> bytes | None:
    """Give the first bytes of a record, None where there is none that can be read."""
    with suppress(OSError), record.open("rb") as file:
        start = file.read(SALT)
        return start if len(start) == SALT else None
    return None


def _decoded(content: bytes) -> Read | Unusable:
    try:
        plain = json.loads(content)
    except (ValueError, RecursionError):
        return Unusable.DAMAGED
    if _from_newer(plain):
        return Unusable.NEWER
    try:
        file = msgspec.convert(plain, _Plain)
        salt = bytes.fromhex(file.salt)
    except (msgspec.ValidationError, ValueError):
        return Unusable.DAMAGED
    slots = tuple(slot for each in file.slots if (slot := _slot(each, salt)))
    if file.app != APP_ID or len(salt) != SALT or not slots:
        return Unusable.DAMAGED
    believed = KeyFile(salt, slots)
    return Read(believed, whole=encoded(believed) == content)


def _slot(plain: dict[str, str | int], salt: bytes) -> Slot | None:
    """Give a slot that its checksum vouches for."""
    try:
        kind: type[Slot] = OpenSlot if plain.get("kind") == "open" else SealedSlot
        slot: Slot = msgspec.convert(plain, kind)
        sound = slot.check == _checksum(slot, salt)
        usable = isinstance(slot, OpenSlot) or sealing.is_usable(slot.seal)
    except (msgspec.ValidationError, ValueError):
        return None
    return slot if sound and usable else None


def _sealed_slot(keys: Keys, secret: Secret, progress: Progress) -> SealedSlot:
    kind = sealing.kind_of(secret)
    seal = sealing.sealed(keys.key, secret, _context(kind), progress)
    slot = SealedSlot(
        kind=kind,
        kdf="argon2id",
        memory_kib=seal.cost.memory_kib,
        iterations=seal.cost.iterations,
        lanes=seal.cost.lanes,
        salt=seal.salt.hex(),
        nonce=seal.nonce.hex(),
        sealed=seal.sealed.hex(),
        check="",
    )
    return msgspec.structs.replace(slot, check=_checksum(slot, keys.salt))


def _context(kind: str) -> bytes:
    """Give what a seal is bound to, so that it cannot be moved to another place."""
    return f"{APP_ID} {VERSION} {kind}".encode()


def _checksum(slot: Slot, salt: bytes) -> str:
    if isinstance(slot, OpenSlot):
        content = bytes.fromhex(slot.key) + salt + VERSION.to_bytes(4)
    else:
        fields: Sequence[object] = msgspec.structs.astuple(slot)[:-1]
        content = json.dumps([VERSION, salt.hex(), *fields]).encode()
    return hashlib.sha256(content).hexdigest()


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
    return any(isinstance(kind, str) and kind not in KINDS for kind in kinds)
