# SPDX-License-Identifier: Apache-2.0
"""Names for entries: UUIDs of version 7, which sort by the time they were made."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from uuid import UUID


def new_id(now: datetime, random: bytes) -> str:
    """Give a version 7 UUID as text from a moment and at least ten random bytes."""
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    bits = int.from_bytes(random[:10])
    head = milliseconds << 80 | 0x7 << 76 | (bits >> 62 & 0xFFF) << 64
    return str(UUID(int=head | 0b10 << 62 | bits & (2**62 - 1)))


def ids(
    now: Callable[[], datetime], random: Callable[[int], bytes] = secrets.token_bytes
) -> Callable[[], str]:
    """Give a source of new names; with a fixed clock and seeded ``random`` always the same."""
    return lambda: new_id(now(), random(10))


def copy_id(created_at: datetime, *parts: bytes) -> str:
    """Give the name of a copy: always the same for the same original and content."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return new_id(created_at, digest.digest())
