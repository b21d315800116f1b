# SPDX-License-Identifier: Apache-2.0
"""Files made to take all time and memory there is, and the ones that broke a parser once."""

from collections.abc import Callable

MEGA = 1024 * 1024


def archive_of(kind: str = "note", record: bytes = b"", *, more: bytes = b"") -> bytes:
    """Give an archive with one entry: a note that says x, or what ``record`` says of a kind."""
    said = record or b'"at": "2026-01-01T08:00:00Z", "words": "x"'
    return (
        b'{"format": "companion-archive", "version": 1, "schema": "archive-1.json", "history": {},'
        b' "entries": {"%s": [{"id": "a", "revision": 1, "created_at": "2026-01-01T09:00:00Z",'
        b' "record": {%s}}]}%s}' % (kind.encode(), said, more)
    )


def _note(words: bytes) -> bytes:
    return archive_of(record=b'"at": "2026-01-01T08:00:00Z", "words": "%s"' % words)


def _unknown(value: bytes) -> bytes:
    return archive_of(record=b'"at": "2026-01-01T08:00:00Z", "words": "x", "more": ' + value)


def _keys(count: int) -> bytes:
    """Give an object of many keys, the last of them twice."""
    return b"{" + b"".join(b'"k%07x": 1,' % key for key in range(count)) + b'"k0000001": 1}'


def _slept(hours: bytes) -> bytes:
    return archive_of(
        "check_in", b'"at": "2026-01-01T08:00:00Z", "mood": 1, "sleep_hours": ' + hours
    )


def _routed(route: bytes) -> bytes:
    plan = b'"plan": {"at": "2026-01-01T08:00:00", "zone": "UTC"}, "route": '
    return archive_of("session", plan + route)


MONSTERS: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "blanks, 140 MB": lambda: b" " * (140 * MEGA),
    "a true archive of 140 MB": lambda: archive_of() + b" " * (140 * MEGA),
    "a true archive of 120 MB": lambda: archive_of() + b" " * (120 * MEGA),
    "a newer one of 30 MB": lambda: (
        archive_of(more=b', "more": [1]').replace(b": 1,", b": 9,", 1) + b" " * (30 * MEGA)
    ),
    "not UTF-8, 30 MB": lambda: _note(b"\xff" * (30 * MEGA)),
    "half a character, 30 MB": lambda: _note(rb"\ud800" * (5 * MEGA)),
    "UTF-16": lambda: archive_of().decode().encode("utf-16"),
    "lists, 2.9 MB": lambda: b"[" + b"[]," * (29 * MEGA // 30) + b"1]",
    "lists, 15 MB": lambda: b"[" + b"[]," * (5 * MEGA) + b"1]",
    "lists, 45 MB": lambda: b"[" + b"[]," * (15 * MEGA) + b"1]",
    "unknown lists, 2.9 MB": lambda: _unknown(b"[" + b"[]," * (28 * MEGA // 30) + b"1]"),
    "unknown lists, 120 MB": lambda: _unknown(b"[" + b"[]," * (40 * MEGA) + b"1]"),
    "unknown objects, 2.9 MB": lambda: _unknown(b"[" + b'{"a":1.5},' * (280 * 1024) + b"1]"),
    "nested objects, 2.9 MB": lambda: _unknown(
        b"[" + (b'{"a":' * 12 + b"1" + b"}" * 12 + b",") * (38 * 1024) + b"1]"
    ),
    "texts, 2.9 MB": lambda: _unknown(b"[" + b'"",' * (950 * 1024) + b"1]"),
    "texts, 45 MB": lambda: b"[" + b'"",' * (15 * MEGA) + b"1]",
    "keys, the last twice, 2.9 MB": lambda: _keys(200_000),
    "keys, the last twice, 30 MB": lambda: _keys(2_000_000),
    "one key again and again, 2.9 MB": lambda: archive_of(
        record=b'"mood": 1,' * (280 * 1024) + b'"words": "x"'
    ),
    "one key again and again, 30 MB": lambda: archive_of(
        record=b'"mood": 1,' * (3 * MEGA) + b'"words": "x"'
    ),
    "deep": lambda: b'{"a":' * 500_000,
    "deep, 40 MB": lambda: b'{"a":' * (8 * MEGA),
    "deep in what is skipped, 40 MB": lambda: _unknown(b"[" * (40 * MEGA)),
    "escapes, 2.9 MB": lambda: b'["' + b'\\"' * (1450 * 1024) + b'"]',
    "escapes without end, 45 MB": lambda: b'["' + b'\\"' * (22 * MEGA),
    "words of 7 MB": lambda: _note(b"word " * (14 * MEGA // 10)),
    "words of 120 MB": lambda: _note(b"word " * (24 * MEGA)),
    "smileys, 45 MB": lambda: _note("🙂".encode() * (11 * MEGA)),
    "a number of 2 million digits": lambda: _unknown(b"9" * (2 * MEGA)),
    "a fraction of 2 million digits": lambda: _slept(b"7." + b"1" * (2 * MEGA)),
    "a fraction of 40 million digits": lambda: _slept(b"7." + b"1" * (40 * MEGA)),
    "an exponent of 2 million digits": lambda: _slept(b"1e-" + b"9" * (2 * MEGA)),
    "half a character for a word of ours": lambda: _routed(rb'"\ud800"'),
    "half a character for a moment": lambda: archive_of(record=rb'"at": "\udfff", "words": "x"'),
    "a megabyte for a word of ours": lambda: _routed(b'"' + b"x" * MEGA + b'"'),
    "a megabyte for a moment": lambda: archive_of(
        record=b'"words": "x", "at": "' + b"2" * MEGA + b'"'
    ),
    "a megabyte for a key": lambda: archive_of(more=b', "' + b"k" * MEGA + b'": 1'),
    "a megabyte for a name": lambda: archive_of().replace(b'"a"', b'"' + b"a" * MEGA + b'"'),
}
"""By what they are. Sizes are on both sides of the bounds of companion.exchange.archive."""
