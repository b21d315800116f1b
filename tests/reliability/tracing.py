# SPDX-License-Identifier: Apache-2.0
"""A child's real system calls by strace: recorded, or made to fail."""

import re
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from tests.reliability.forking import Forking

CALLS = (
    "openat,pwrite64,write,writev,fsync,fdatasync,ftruncate,"
    "unlink,unlinkat,rename,renameat,renameat2,mkdir"
)


class Call(Struct, frozen=True):
    """A call that did its work. ``path`` and ``other`` are what it worked on."""

    name: str
    path: str
    other: str = ""
    data: bytes = b""
    place: int = 0
    creates: bool = False
    truncates: bool = False


def traced(
    forking: Forking, options: Sequence[str], deed: str, **arguments: object
) -> tuple[list[Any], int | None]:
    """Run a deed under strace; give what it said and how it ended.

    What strace counts begins with the deed: nothing of starting Python is seen.
    """
    child = forking.start(deed, waits=True, **arguments)
    command = ["strace", "-p", str(child.pid), *options]
    strace = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert strace.stderr is not None
    told = strace.stderr.readline()
    if "attached" not in told:
        child.kill()
        raise RuntimeError(f"strace cannot look into a child of ours: {told}")
    child.go()
    said = list(child)
    strace.communicate()
    return said, child.code


def record(
    forking: Forking, log: Path, deed: str, **arguments: object
) -> tuple[list[Call], list[Any]]:
    """Run a deed to its end; give every call that changed the disk, and what the deed said."""
    options = ["-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o", str(log)]
    said, code = traced(forking, options, deed, **arguments)
    if code:
        raise RuntimeError(f"the deed to record ended with {code}: {said[-1:]}")
    with log.open(encoding="ascii") as lines:
        return list(_calls(lines)), said


def _calls(lines: Iterator[str]) -> Iterator[Call]:
    for line in lines:
        made = _MADE.match(line)
        if made is None or int(made["result"]) < 0:
            continue
        name, words = made["name"], made["words"]
        if name in ("pwrite64", "write"):
            handle, data, *numbers = _WRITTEN.match(words).groups()  # type: ignore[union-attr]
            done = int(made["result"])
            place = int(numbers[0] or -1)
            yield Call(name, _plain(handle), data=_text(data)[:done], place=place)
        elif name == "writev":
            yield Call(name, "", data=b"".join(map(_text, _STRING.findall(words))))
        elif name in ("fsync", "fdatasync"):
            yield Call(name, _plain(words.partition("<")[2].rstrip(">")))
        elif name == "ftruncate":
            handle, _, size = words.rpartition(", ")
            yield Call(name, _plain(handle.partition("<")[2].rstrip(">")), place=int(size))
        elif name == "openat":
            (path,), flags = _paths(words), words.rpartition('"')[2]
            yield Call(name, path, creates="O_CREAT" in flags, truncates="O_TRUNC" in flags)
        else:
            yield Call(name.removesuffix("2").removesuffix("at"), *_paths(words)[:2])  # type: ignore[arg-type]


_MADE = re.compile(r"(?P<name>\w+)\((?P<words>.*)\) += (?P<result>-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_WRITTEN = re.compile(r'\d+<(.*?)>, "([^"]*)", \d+(?:, (\d+))?')


def _text(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _paths(words: str) -> list[str]:
    return [_text(found).decode() for found in _STRING.findall(words)]


def _plain(path: str) -> str:
    """Give the path of a handle, which strace escapes as it does other words."""
    return _text(path).decode() if path.startswith("\\x") else path
