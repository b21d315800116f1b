# SPDX-License-Identifier: Apache-2.0
"""Ways in which a disk, a cable or a careless program damages a file."""

from collections.abc import Callable
from random import Random

PAGE = 4096
SECTOR = 512

Harm = Callable[[bytes, Random], bytes]


def bit(sound: bytes, random: Random) -> bytes:
    hurt = bytearray(sound)
    hurt[random.randrange(len(hurt))] ^= 1 << random.randrange(8)
    return bytes(hurt)


def _sector(sound: bytes, random: Random) -> bytes:
    start = random.randrange(len(sound))
    return _blank(sound, start, SECTOR)


def _page(sound: bytes, random: Random) -> bytes:
    return _blank(sound, random.randrange(max(1, len(sound) // PAGE)) * PAGE, PAGE)


def _cut(sound: bytes, random: Random) -> bytes:
    return sound[: random.randrange(1, len(sound))]


def _swapped(sound: bytes, random: Random) -> bytes:
    count = len(sound) // PAGE
    if count < 2:
        return sound[::-1]
    one, other = (number * PAGE for number in sorted(random.sample(range(count), 2)))
    hurt = bytearray(sound)
    hurt[one : one + PAGE], hurt[other : other + PAGE] = (
        sound[other : other + PAGE],
        sound[one : one + PAGE],
    )
    return bytes(hurt)


def _empty(_sound: bytes, _random: Random) -> bytes:
    return b""


def _head(sound: bytes, random: Random) -> bytes:
    end = min(100, len(sound))
    return random.randbytes(end) + sound[end:]


def _blank(sound: bytes, start: int, length: int) -> bytes:
    end = min(start + length, len(sound))
    return sound[:start] + bytes(end - start) + sound[end:]


HARMS: tuple[tuple[str, Harm, int], ...] = (
    ("bit", bit, 6),
    ("sector", _sector, 3),
    ("page", _page, 2),
    ("cut", _cut, 2),
    ("swap", _swapped, 2),
    ("empty", _empty, 1),
    ("head", _head, 1),
)
LOCAL_HARMS = {"bit", "sector", "page", "swap"}
