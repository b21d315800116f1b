# SPDX-License-Identifier: Apache-2.0
"""A report for whoever helps with a fault: the program and its files from outside, no contents.

The person sees the whole text, changes what they like, and saves it; nothing is sent anywhere.
"""

import getpass
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from importlib import metadata
from pathlib import Path

import msgspec

from companion import __version__, logbook, preferences
from companion.language import _
from companion.paths import Places
from companion.storage import surroundings, vault
from companion.storage.opening import BACKUPS, RECORD

LINES = 200
PARTS = ("PySide6-Essentials", "sqlcipher3", "sqlite-utils", "cryptography", "typst", "msgspec")
CHOICES = ("appearance", "text_size", "maximised", "lock_minutes")
"""The preferences that say nothing about the person."""
FILES = (RECORD, f"{RECORD}-wal", f"{RECORD}-shm", vault.KEYS, vault.COPY, "ballast")


def text(
    places: Places,
    now: datetime,
    *,
    counts: Mapping[str, int] | None = None,
    facts: Sequence[tuple[str, str]] = (),
) -> str:
    """Give the report. ``counts`` are entries by kind, ``facts`` what the window knows of itself.

    It holds no contents of the diary, no path beyond a file's name, and not the user's name.
    """
    sections = (
        (_("Program"), [*_versions(), *facts]),
        (_("Files"), _files(places, now)),
        (_("Entries"), [(kind, str(number)) for kind, number in (counts or {}).items()]),
        (_("Settings"), _choices(places.preferences)),
    )
    lines = [_("Diagnostic report of Companion, {day}").format(day=f"{now:%Y-%m-%d}")]
    for title, found in sections:
        lines += ["", f"{title}:", *(f"  {name}: {value}" for name, value in found)]
    lines += ["", _("The last lines of the log:")]
    lines += [f"  {line}" for line in logbook.last_lines(places.log, LINES)]
    return _anonymous("\n".join(lines)) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    yield "Companion", __version__
    yield "Python", platform.python_version()
    for part in PARTS:
        with suppress(metadata.PackageNotFoundError):
            yield part, metadata.version(part)
    yield _("System"), f"{platform.system()} {platform.release()} {platform.machine()}"
    yield _("One file"), str(bool(getattr(sys, "frozen", False)))


def _files(places: Places, now: datetime) -> Iterator[tuple[str, str]]:
    for name in FILES:
        with suppress(OSError):
            found = (places.data / name).stat()
            yield (
                name,
                _("{size} bytes, mode {mode}").format(
                    size=found.st_size, mode=f"{found.st_mode & 0o777:o}"
                ),
            )
    yield BACKUPS, _backups(places.data / BACKUPS, now)
    with suppress(OSError):
        free = surroundings.free_space(places.data)
        yield _("free"), _("{size} MB").format(size=free // 1_000_000)
    yield _("synchronised by"), surroundings.sync_folder_name(places.data) or "–"
    yield _("network"), str(surroundings.is_network_mount(places.data))


def _backups(folder: Path, now: datetime) -> str:
    kept = sorted(folder.glob(f"*/{RECORD}"))
    if not kept:
        return "0"
    newest = max(path.stat().st_mtime for path in kept)
    age = now - datetime.fromtimestamp(newest).astimezone()
    sentence = _("{count}, {size} bytes, the newest {hours} hours old")
    total = sum(path.stat().st_size for path in kept)
    return sentence.format(count=len(kept), size=total, hours=int(age.total_seconds() // 3600))


def _choices(path: Path) -> Iterator[tuple[str, str]]:
    chosen = msgspec.to_builtins(preferences.read(path))
    return ((name, str(chosen[name])) for name in CHOICES if name in chosen)


def _anonymous(words: str) -> str:
    """Take out the home folder and the user's name, should a line hold them all the same."""
    words = words.replace(str(Path.home()), "~")
    with suppress(OSError, KeyError, ImportError):
        user = getpass.getuser()
        words = words.replace(user, "…") if len(user) > 3 else words
    return words
