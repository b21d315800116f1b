# SPDX-License-Identifier: Apache-2.0
"""Sealing a key under a passphrase or a recovery code: Argon2id, then AES-256-GCM.

Argon2id's cost is at least 64 MiB, 3 passes and 4 lanes, above the least that OWASP's Password
Storage Cheat Sheet asks for (19 MiB, 2, 1); passes are added until it takes about half a second.
"""

import os
import secrets
import time
import unicodedata
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from companion.stopping import Progress, stage, unwatched
from companion.storage import recovery

SEALED = 32 + 16
"""Bytes of a sealed key: the key and the tag of AES-GCM."""

TARGET = 0.5
"""Seconds that opening a seal should take on this computer when it has nothing else to do."""

LONGEST = 2.0
"""Seconds that it may take at most on this computer with all that it has to do now."""

SHORTEST = 1e-6
"""Seconds that a pass takes at least."""

MOST_ITERATIONS = 32
"""However fast this computer is, or seems to be: a slower one may have to open it too."""


class Passphrase(Struct, frozen=True):
    """A passphrase as it was typed."""

    text: str

    def __repr__(self) -> str:
        return "Passphrase(…)"


class RecoveryCode(Struct, frozen=True):
    """A recovery code as it was typed."""

    text: str

    def __repr__(self) -> str:
        return "RecoveryCode(…)"


Secret = Passphrase | RecoveryCode
Kind = Literal["passphrase", "recovery"]


class Cost(Struct, frozen=True):
    """What Argon2id is to spend: memory in KiB, passes, and lanes side by side."""

    memory_kib: int
    iterations: int
    lanes: int


class Seal(Struct, frozen=True):
    """A sealed key with all it takes to open it but the secret."""

    kind: str
    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes


LEAST = Cost(memory_kib=64 * 1024, iterations=3, lanes=4)


def kind_of(secret: Secret) -> Kind:
    """Give the kind of slot that a secret opens."""
    return "passphrase" if isinstance(secret, Passphrase) else "recovery"


def sealed(key: bytes, secret: Secret, context: bytes, progress: Progress = unwatched) -> Seal:
    """Seal a key under a secret. Raises Mistyped for a recovery code that is none.

    Each derivation is a piece, as none can be ended early.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost = _calibrated(secret, stage(progress, 0, 2))
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    progress(1, 2)
    wrapping = AESGCM(_derived(_bytes_of(secret), salt, cost))
    progress(2, 2)
    return Seal(
        kind_of(secret), cost, salt, nonce, wrapping.encrypt(nonce, key, _bound(context, cost))
    )


def opened(seal: Seal, secret: Secret, context: bytes) -> bytes | None:
    """Give the key in a seal, None where the secret is the wrong one.

    Raises Mistyped for a recovery code that is none.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    wrapping = AESGCM(_derived(_bytes_of(secret), seal.salt, seal.cost))
    try:
        return wrapping.decrypt(seal.nonce, seal.sealed, _bound(context, seal.cost))
    except InvalidTag:
        return None


def get_ready() -> None:
    """Load what opens a seal, which takes a while, before there is a secret to open one with."""
    from cryptography.hazmat.primitives.ciphers import aead
    from cryptography.hazmat.primitives.kdf import argon2

    del aead, argon2


def is_usable(seal: Seal) -> bool:
    """Tell whether a seal has the right sizes, and a cost that this program would ever ask for."""
    cost = seal.cost
    sizes = (len(seal.salt), len(seal.nonce), len(seal.sealed)) == (16, 12, SEALED)
    memory = LEAST.memory_kib <= cost.memory_kib <= 1024 * 1024
    return sizes and memory and 1 <= cost.iterations <= 100 and 1 <= cost.lanes <= 64


def _bytes_of(secret: Secret) -> bytes:
    """Give what a secret is derived from: a passphrase in one Unicode form, not trimmed."""
    if isinstance(secret, RecoveryCode):
        return recovery.read(secret.text)
    # Typed on one system as one character and on another as two: the same to the person.
    return unicodedata.normalize("NFC", secret.text).encode(errors="surrogatepass")


class _Taken(NamedTuple):
    """What a derivation took: seconds by the clock, and seconds of work on all cores together."""

    clock: float
    work: float


def _calibrated(secret: Secret, progress: Progress = unwatched) -> Cost:
    """Give the cost that takes about half a second here; the least for a code that is random."""
    if isinstance(secret, RecoveryCode):
        return LEAST
    cores = min(LEAST.lanes, _cores())
    few = _taken(LEAST, stage(progress, 0, 2))
    if few.work >= TARGET * cores:
        return LEAST
    many = _taken(replace(LEAST, iterations=3 * LEAST.iterations), stage(progress, 1, 2))
    wanted = _passes(few, many, cores)
    return replace(LEAST, iterations=min(MOST_ITERATIONS, max(LEAST.iterations, wanted)))


def _passes(few: _Taken, many: _Taken, cores: int) -> int:
    """Give how many passes take about half a second, by what the least and three times as many took.

    Only the difference tells what a pass takes: the memory is got once, however many follow. What
    else the computer does now makes the clock run on and adds no work, so the work is what counts,
    which as many lanes share as there are cores.
    """
    least = LEAST.iterations
    # Whatever a clock that goes by leaps says: the memory is not most of it, and nothing takes none.
    clock, work = (
        max((b - a) / (2 * least), b / (6 * least), SHORTEST)
        for a, b in zip(few, many, strict=True)
    )
    alone = (TARGET - (few.work - least * work)) / work * cores
    now = least + (LONGEST - few.clock) / clock
    return round(min(alone, now))


def _taken(cost: Cost, progress: Progress) -> _Taken:
    """Derive twice at a cost; give the less of what that took."""
    progress(0, 2)
    once = _timed(cost)
    progress(1, 2)
    return _Taken(*map(min, once, _timed(cost)))


def _timed(cost: Cost) -> _Taken:
    clock, work = time.perf_counter(), time.process_time()
    _derived(b"how long does it take", bytes(16), cost)
    return _Taken(time.perf_counter() - clock, time.process_time() - work)


def _cores() -> int:
    """Give how many cores this process may work on."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed is not None else os.cpu_count() or 1


def _derived(secret: bytes, salt: bytes, cost: Cost) -> bytes:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    derivation = Argon2id(
        salt=salt,
        length=32,
        iterations=cost.iterations,
        lanes=cost.lanes,
        memory_cost=cost.memory_kib,
    )
    return derivation.derive(secret)


def _bound(context: bytes, cost: Cost) -> bytes:
    return context + f" argon2id {cost.memory_kib} {cost.iterations} {cost.lanes}".encode()
