# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a record that does not open: found by reading alone, never by opening it."""

import shutil
import tempfile
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from companion.paths import FULL, unwritable
from companion.problem import Problem
from companion.storage import troubles
from companion.storage.database import connect, lies_whole
from companion.storage.log_frames import LogDamage, damage_of, read_log
from companion.storage.pages import Pages, read_pages, salt_of
from companion.storage.vault import RECORD, Keys

TEMPORARY = ".looking-"
"""How the name of the folder begins in which a copy is tried; a kill may leave one."""


class Outcome(StrEnum):
    """What is wrong, the worst that was found.

    ``SOUND``: nothing, now and the first time. ``TRANSIENT``: a first look found damage and a
    second did not, so the disk misread. ``SALT``: only the first 16 bytes, which the key file
    remembers; it opens whole. ``TABLES``: every page is what was written, and they do not fit
    together. ``LOG``: saves in the log are lost to SQLite; part of them can be salvaged. ``PAGES``:
    some pages. ``FIRST_PAGE``: the first page, without which nothing opens it; the rest can be
    read. ``NOTHING``: not one page can be read with these keys: only a backup helps.
    """

    SOUND = "sound"
    TRANSIENT = "transient"
    SALT = "salt"
    TABLES = "tables"
    LOG = "log"
    PAGES = "pages"
    FIRST_PAGE = "first_page"
    NOTHING = "nothing"


class Examination(Struct, frozen=True):
    """What an examination found. Pages are numbered from 1; ``pages`` is how many there should be.

    ``has_log`` tells that a log lies beside the record; ``log`` what it lost, if anything.
    """

    outcome: Outcome
    pages: int = 0
    bad_pages: tuple[int, ...] = ()
    has_log: bool = False
    log: LogDamage | None = None
    salt_differs: bool = False

    @property
    def opens(self) -> bool:
        """Tell whether the record opens as it is."""
        return self.outcome in (Outcome.SOUND, Outcome.TRANSIENT, Outcome.SALT)

    @property
    def salvageable(self) -> bool:
        """Tell whether a salvage would find anything in the record itself."""
        return not self.opens and self.outcome is not Outcome.NOTHING


def examine(folder: Path, keys: Keys) -> Examination:
    """Look at the record of a folder, twice where the first look finds damage.

    The caller holds the folder and has no connection open. Raises Problem where the record may not
    be read.
    """
    record = folder / RECORD
    first = _look(record, keys)
    if first.outcome is Outcome.SOUND:
        return first
    second = _look(record, keys)
    if second.outcome is Outcome.SOUND:
        return Examination(Outcome.TRANSIENT, second.pages, has_log=second.has_log)
    return second


def refuse_sick(folder: Path, keys: Keys) -> bool:
    """Refuse a record whose pages or log are damaged, before anything opens it.

    To open it would let SQLite carry over what it takes from a broken log, and remove the rest.
    Where a log was left, the record and what SQLite takes of the log have to fit together too; that
    is tried on a copy. Where there is no record this does nothing. Raises Problem.

    Gives whether one save at the end of the log is not whole: it may be one that a power cut kept
    from being finished, which is no damage, or the last one that was, which has to be said.
    """
    record = folder / RECORD
    try:
        log = read_log(record)
        damage = damage_of(log)
        if damage is not None and damage.certain:
            raise troubles.damaged()
        if not log.sound and lies_whole(record, keys):
            return damage is not None
        pages = read_pages(record, keys, as_taken=True)
    except FileNotFoundError:
        return False
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error
    if pages.bad:
        raise troubles.damaged()
    if pages.log.frames and not _fits_together(record, keys):
        raise troubles.damaged()
    return damage is not None


def lies_well(folder: Path, keys: Keys) -> bool:
    """Tell whether a record is whole and its log empty, as after most closings. It is only read.

    False is no verdict; ``refuse_sick`` gives one. Raises OSError where the log may not be read.
    """
    log = read_log(folder / RECORD)
    return not log.frames and damage_of(log) is None and lies_whole(folder / RECORD, keys)


def _look(record: Path, keys: Keys) -> Examination:
    try:
        pages = read_pages(record, keys)
        salt_differs = salt_of(record) != keys.salt
    except FileNotFoundError:
        return Examination(Outcome.NOTHING)
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error
    log = damage_of(pages.log)
    return Examination(
        outcome=_outcome(record, keys, pages, log, salt_differs=salt_differs),
        pages=pages.count,
        bad_pages=pages.bad,
        has_log=bool(pages.log.frames),
        log=log,
        salt_differs=salt_differs,
    )


def _outcome(
    record: Path, keys: Keys, pages: Pages, log: LogDamage | None, *, salt_differs: bool
) -> Outcome:
    if len(pages.bad) == pages.count:
        return Outcome.NOTHING
    if 1 in pages.bad:
        return Outcome.FIRST_PAGE
    if log is not None:
        return Outcome.LOG
    if pages.bad:
        return Outcome.PAGES
    if not _fits_together(record, keys):
        return Outcome.TABLES
    return Outcome.SALT if salt_differs else Outcome.SOUND


def _fits_together(record: Path, keys: Keys) -> bool:
    """Open a copy, so that SQLite's own recovery has nothing of the original to write to."""
    clear(record.parent)
    try:
        return _copy_opens(record, keys)
    except OSError as error:
        # A full disk is no reason to keep a diary shut whose every page was looked at.
        if error.errno in FULL:
            return True
        raise unwritable(record, error) from error


def _copy_opens(record: Path, keys: Keys) -> bool:
    place = Path(tempfile.mkdtemp(prefix=TEMPORARY, dir=record.parent))
    try:
        for name in (record.name, f"{record.name}-wal"):
            if (record.parent / name).exists():
                shutil.copyfile(record.parent / name, place / name)
        return _opens(place / record.name, keys)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _opens(copy: Path, keys: Keys) -> bool:
    try:
        database = connect(copy, keys)
    except Problem:
        return False
    try:
        return database.rows("PRAGMA integrity_check") == [("ok",)]
    except Problem:
        return False
    finally:
        database.abandon()


def clear(folder: Path) -> None:
    """Remove the copies that examinations left which were cut short."""
    for left in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(left, ignore_errors=True)
