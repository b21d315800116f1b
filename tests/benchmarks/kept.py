# SPDX-License-Identifier: Apache-2.0
"""The records that are measured on, made once and kept below `build/bench/records`.

A folder's name holds a digest of all that shapes what is in it, so that none can be out of date.
What is measured opens a copy, which it may write to.
"""

import hashlib
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from companion import __version__, preferences
from companion.sample import COUNTRY
from tests.benchmarks import records

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "bench" / "records"
SHAPING = (
    "tests/benchmarks/records.py",
    "companion/sample",
    "companion/domain/records.py",
    "companion/storage/migrations.py",
    "companion/storage/sealing.py",
    "companion/storage/search.py",
    "resources/words/en/sample.toml",
)
"""What the records are made by. A change in any of them makes every one anew."""


def digest() -> str:
    """Give a digest of all that shapes a record."""
    made = hashlib.sha256(__version__.encode())
    for path in _files(ROOT / name for name in SHAPING):
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


def _files(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        yield from sorted(place.rglob("*.py")) if place.is_dir() else (place,)


class Kept:
    """The records of one digest. Those of others are removed: they are never opened again."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder / digest()
        for other in folder.glob("*"):
            if other != self._folder:
                shutil.rmtree(other, ignore_errors=True)

    def copy(self, days: int, into: Path, *, passphrase: bool = False) -> Path:
        """Give a copy of a record of so many days, as someone left it who uses the app daily."""
        self.make(days, passphrase=passphrase)
        shutil.copytree(self._place(days, passphrase=passphrase), into)
        preferences.write(into / "preferences.json", _settled())
        return into

    def make(self, days: int, *, passphrase: bool = False) -> bool:
        """Make a record that is not there yet; tell whether that was needed."""
        place = self._place(days, passphrase=passphrase)
        if place.exists():
            return False
        part = place.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        if passphrase:
            self.copy(days, part)
            records.protect(part)
        else:
            records.make(part, days)
        part.rename(place)
        return True

    def _place(self, days: int, *, passphrase: bool) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{days}{'-passphrase' if passphrase else ''}"


def _settled() -> preferences.Preferences:
    """Give the choices of someone who was welcomed long ago and is offered nothing any more."""
    return preferences.Preferences(
        language="en",
        country=COUNTRY,
        welcomed=True,
        ran_version=__version__,
        protect_after=date.max,
        second_place_after=date.max,
        remind_after=date.max,
    )
