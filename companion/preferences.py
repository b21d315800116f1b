# SPDX-License-Identifier: Apache-2.0
"""What is kept outside the record: how the window looks, and which country's numbers it shows."""

from contextlib import suppress
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

MOST_MINUTES = 24 * 60


class Appearance(StrEnum):
    """Which theme to show."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Contrast(StrEnum):
    """How strongly words and edges stand out from what is behind them."""

    SYSTEM = "system"
    USUAL = "usual"
    HIGH = "high"


class WhileLocked(StrEnum):
    """What can be read on the help page without opening the diary, beside the public numbers.

    ``PLAN``: the numbers of the clinic and of one's own person, and the safety plan.
    ``NUMBERS``: those numbers alone. ``NOTHING``: neither.
    """

    PLAN = "plan"
    NUMBERS = "numbers"
    NOTHING = "nothing"


class Preferences(Struct, frozen=True, kw_only=True):
    """Choices about the app, none about the patient's health.

    ``language`` is a code, and None where it is the system's. ``while_locked`` is None until it was
    asked. Text size is in percent. After ``lock_minutes`` without a key or click a protected diary
    is locked, never where it is 0. ``second_place`` is a folder for backups on another disk;
    before ``second_place_after``, ``protect_after`` and ``remind_after`` the app does not speak of
    that, of a passphrase and of reminders again. Reminders come only where ``remind`` is chosen, for the daily check-in at
    ``check_in_time``; where ``keep_in_tray`` is, a closed window goes on in the tray. The first run
    is over once they were ``welcomed``.
    """

    language: str | None = None
    appearance: Appearance = Appearance.SYSTEM
    contrast: Contrast = Contrast.SYSTEM
    text_size: int = 100
    country: str | None = None
    lock_minutes: int = 5
    while_locked: WhileLocked | None = None
    second_place: str | None = None
    second_place_after: date | None = None
    protect_after: date | None = None
    remind_after: date | None = None
    remind: bool = False
    check_in_time: Annotated[time, Meta(tz=False)] | None = None
    keep_in_tray: bool = False
    welcomed: bool = False
    ran_version: str = ""
    geometry: tuple[int, int, int, int] | None = None
    maximised: bool = False


class _Earlier(Struct, frozen=True, kw_only=True):
    """What earlier versions kept under another name."""

    help_while_locked: bool = False


def read(path: Path) -> Preferences:
    """Give the preferences of a file; the defaults where there is none or it cannot be read.

    Nothing of the record is in it, so a damaged file costs a window size and no more.
    """
    try:
        kept = path.read_bytes()
        found = msgspec.json.decode(kept, type=Preferences)
        earlier = msgspec.json.decode(kept, type=_Earlier)
    except (OSError, UnicodeDecodeError, RecursionError, msgspec.DecodeError):
        return Preferences()
    numbers = WhileLocked.NUMBERS if earlier.help_while_locked else None
    return msgspec.structs.replace(
        found,
        while_locked=found.while_locked or numbers,
        text_size=min(200, max(100, found.text_size)),
        lock_minutes=min(MOST_MINUTES, max(0, found.lock_minutes)),
    )


def write(path: Path, preferences: Preferences) -> None:
    """Keep the preferences; a folder that cannot be written leaves them for this run only."""
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(msgspec.json.encode(preferences))
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
