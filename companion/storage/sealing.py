# SPDX-License-Identifier: Apache-2.0
"""Sealing a key under a passphrase or a recovery code: Argon2id, then AES-256-GCM.

Argon2id's cost is at least 64 MiB, 3 passes and 4 lanes, above the least that OWASP's Password
Storage Cheat Sheet asks for (19 MiB, 2, 1); passes are added until it takes about half a second.
"""

import secrets
import time
import unicodedata
from typing import Literal

from msgspec import Struct

from companion.storage import recovery

SEALED = 32 + 16
"""Bytes of a sealed key: the key and the tag of AES-GCM."""

TARGET = 0.5
"""Seconds that opening a seal should take on this computer."""

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


def sealed(key: bytes, secret: Secret, context: bytes) -> Seal:
    """Seal a key under a secret. Raises Mistyped for a recovery code that is none."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cost, salt, nonce = _calibrated(secret), secrets.token_bytes(16), secrets.token_bytes(12)
    wrapping = AESGCM(_derived(_bytes_of(secret), salt, cost))
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


def _calibrated(secret: Secret) -> Cost:
    """Give the cost that takes about half a second here; the least for a code that is random."""
    if isinstance(secret, RecoveryCode):
        return LEAST
    # Once before, without looking at the clock: the first also loads what derives.
    _derived(b"how long does it take", bytes(16), LEAST)
    start = time.perf_counter()
    _derived(b"how long does it take", bytes(16), LEAST)
    taken = time.perf_counter() - start
    wanted = round(LEAST.iterations * TARGET / taken)
    return Cost(LEAST.memory_kib, min(MOST_ITERATIONS, max(LEAST.iterations, wanted)), LEAST.lanes)


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
