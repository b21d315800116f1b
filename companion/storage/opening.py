# SPDX-License-Identifier: Apache-2.0
"""Finding, making and opening the record of a folder, without ever writing over one.

A first run makes ``record.db.new`` complete, then writes the keys, then renames the record into
place. So a folder with keys and ``record.db.new`` but no ``record.db`` is a first run that was cut
short, in which nothing was written yet; keys without either mean that a record was lost.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread

from msgspec import Struct

from companion.paths import private_folder, sync_folder, unwritable
from companion.problem import Problem
from companion.storage import troubles, vault
from companion.storage.database import Database, make, refuse_foreign
from companion.storage.database import connect as connect_file
from companion.storage.examination import lies_well, refuse_sick
from companion.storage.log_frames import damage_of, read_log
from companion.storage.steps import is_outdated, refuse_newer
from companion.storage.swap import settle

RECORD = vault.RECORD
NEW_RECORD = "record.db.new"
BACKUPS = "backups"

_ASIDE = Lock()
"""Held while another connection than the app's own writes, or the record is looked at."""

Files = tuple[tuple[str | int, ...], ...]
"""What tells the files of a record apart from any others, and from themselves after a write."""


class Access(Struct, frozen=True):
    """What it takes to open one more connection to a record: its folder and its keys."""

    folder: Path
    keys: vault.Keys


class Look(Struct, frozen=True):
    """What was found of a record before anything opened it: sound, or the problem it has.

    It holds for as long as the files are the same.
    """

    access: Access
    files: Files
    interrupted: bool = False
    problem: Problem | None = None

    def refuse(self) -> None:
        """Raise the problem that was found, if any."""
        if self.problem is not None:
            raise self.problem


class Looking:
    """A look at a record that goes on in a thread of its own while the record is opened and read.

    So only where its log is empty, for then to open it changes nothing. Until the end of the look
    nothing is written to the record, and nothing of it may be shown.
    """

    interrupted = False
    """An empty log misses nothing."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self.files: Files = ()
        self._may_open = Event()
        self._look: Look | None = None
        self._error: Exception | None = None
        # No daemon, as below.
        self._thread = Thread(target=self._run)
        self._thread.start()

    def refuse(self) -> None:
        """Wait for the end of the look; raise the problem that was found, if any."""
        self._thread.join()
        if self._error is not None:
            raise self._error
        assert self._look is not None
        self._look.refuse()

    def wait(self) -> "Looked":
        """Wait until the record may be opened; give the look itself where that is at its end."""
        self._may_open.wait()
        return self._look or self

    def _run(self) -> None:
        try:
            self._look = look(self.access, self._on_empty_log)
        except Exception as error:  # noqa: BLE001 - raised again in the thread that waits for it
            self._error = error
        self._may_open.set()

    def _on_empty_log(self, files: Files) -> None:
        self.files = files
        self._may_open.set()


Looked = Look | Looking
"""A look at a record, at its end or not."""


class Ahead:
    """A look at a record that goes on in a thread of its own while the app gets ready for it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._look: Look | None = None
        # No daemon: a process that ends meanwhile takes away what SQLCipher is at work with, and
        # crashes. So its end waits for the look.
        self._thread = Thread(target=self._run)
        self._thread.start()

    def result(self) -> Look | None:
        """Wait for the end of the look; None where it did not find the record open and whole."""
        self._thread.join()
        return self._look

    def _run(self) -> None:
        # What is wrong is not told here: whoever opens the record comes upon it again.
        with suppress(Problem, OSError):
            files = _files(self._folder)
            keys = vault.unlock(vault.found(self._folder))
            if lies_well(self._folder, keys):
                self._look = Look(Access(self._folder, keys), files)


def begin(folder: Path) -> Ahead:
    """Begin to look at the record of a folder, by reading alone, so before the folder is held too.

    It finds out no more than that a record without a passphrase is whole, as nearly all are.
    """
    return Ahead(folder)


def look(access: Access, on_empty_log: Callable[[Files], object] = lambda _files: None) -> Look:
    """Look at a record as whoever opens it has to; takes a while at ten years.

    The caller holds the folder and has no connection open; one that still writes ``aside`` is
    waited for. Where the log is empty, which is told at once, it may be opened meanwhile.
    """
    with _ASIDE:
        files = _files(access.folder)
        if _log_is_empty(access.folder):
            on_empty_log(files)
        try:
            # With a log, before SQLite opens it, which would carry over what it takes of a broken one.
            return Look(access, files, interrupted=refuse_sick(access.folder, access.keys))
        except Problem as problem:
            return Look(access, files, problem=problem)


def begin_look(access: Access) -> Looked:
    """Begin to look at a record, as ``look`` does; come back once it may be opened."""
    return Looking(access).wait()


@contextmanager
def _told_first(looked: Looked) -> Iterator[None]:
    """Raise what a look finds in place of anything that the block comes upon."""
    try:
        yield
    except Exception:
        looked.refuse()
        raise


@contextmanager
def aside(access: Access) -> Iterator[Database]:
    """Open one more connection that writes, for another thread than that of the app's own.

    The person may lock the diary meanwhile and come back: until this is closed, and all is carried
    over into the record, nobody looks at it.
    """
    with _ASIDE:
        database = connect(access)
        try:
            yield database
        finally:
            database.close()


def access(folder: Path, secret: vault.Secret | None = None) -> Access:
    """Give access to the record of a folder, by a secret where it has a passphrase.

    Takes most of a second with a secret. Raises Problem where there is no record or no key, Locked
    where a secret is needed, WrongSecret where it is the wrong one.
    """
    _settle(folder)
    if is_new(folder) or is_half_made(folder):
        raise troubles.no_diary()
    refuse_foreign(folder / RECORD)
    return Access(folder, vault.unlock(vault.read(folder), secret))


def is_new(folder: Path) -> bool:
    """Tell whether a folder never held a diary: no record, no keys, no backups."""
    names = (RECORD, f"{RECORD}-wal", vault.KEYS, vault.COPY)
    return not any(_there(folder / name) for name in names) and not _has_backups(folder)


def is_half_made(folder: Path) -> bool:
    """Tell whether a first run in a folder was cut short between its keys and its record."""
    keys = _there(folder / vault.KEYS) or _there(folder / vault.COPY)
    made = _there(folder / NEW_RECORD) and not _there(folder / RECORD)
    return keys and made and not _has_backups(folder)


def create(folder: Path, device: str) -> None:
    """Make the record of a folder, or complete one that was cut short. ``device`` names this copy.

    Raises Problem where the folder holds a diary, or cannot be written.
    """
    private_folder(folder)
    begins = is_new(folder)
    if not begins and not is_half_made(folder):
        raise troubles.already_there()
    try:
        if begins:
            keys = vault.new_keys()
            _make(folder, keys, device)
            vault.write(folder, vault.open_file(keys))
        (folder / NEW_RECORD).rename(folder / RECORD)
        sync_folder(folder)
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error


def open_(
    access: Access,
    before_migration: Callable[[], None] = lambda: None,
    looked: Looked | None = None,
) -> Database:
    """Open a record for the app's own connection, brought up to date.

    ``before_migration`` is called where an older version wrote it, before anything is changed.
    ``looked`` is a look at it that was taken before, or that goes on; it is taken now where that
    does not hold. Raises Problem where it cannot be opened, believed or written.
    """
    refuse_foreign(access.folder / RECORD)
    if looked is None or looked.access != access or looked.files != _files(access.folder):
        looked = look(access)
    if isinstance(looked, Look):
        looked.refuse()
    with _told_first(looked):
        return _opened(access, before_migration, looked)


def _opened(access: Access, before_migration: Callable[[], None], looked: Looked) -> Database:
    database = connect(access, before_writing=looked.refuse)
    database.interrupted = looked.interrupted
    try:
        database.check_writable()
        if is_outdated(database):
            looked.refuse()
            before_migration()
            migrate(database)
    except BaseException:
        database.abandon()
        raise
    return database


def connect(
    access: Access,
    *,
    read_only: bool = False,
    before_writing: Callable[[], object] = lambda: None,
) -> Database:
    """Open a connection to a record of a version that is known here."""
    path = access.folder / RECORD
    refuse_foreign(path)
    database = connect_file(path, access.keys, read_only=read_only, before_writing=before_writing)
    try:
        refuse_newer(database)
    except troubles.Newer as error:
        database.abandon()
        raise troubles.newer(_newer_version(access.folder)) from error
    except BaseException:
        database.abandon()
        raise
    return database


def _newer_version(folder: Path) -> str:
    """Give the version that wrote a record that is newer, as its newest backup says; else nothing."""
    # Imported late: what tells the backups apart builds on this module.
    from companion.storage.copies import newest_app

    try:
        return newest_app(folder)
    except Problem:
        return ""


def _settle(folder: Path) -> None:
    """End a change to another record that was cut short. Raises Problem."""
    try:
        settle(folder)
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise unwritable(folder / RECORD, error) from error


def _make(folder: Path, keys: vault.Keys, device: str) -> None:
    """Make a complete record under a name that nothing opens."""
    for name in (NEW_RECORD, f"{NEW_RECORD}-wal", f"{NEW_RECORD}-shm"):
        (folder / name).unlink(missing_ok=True)
    database = make(folder / NEW_RECORD, keys)
    try:
        migrate(database)
        with database.write():
            database.tables.table("device").insert({"one": 1, "id": device})
        # Closing would pass over a failure here, and the log does not come along when it is renamed.
        database.checkpoint(truncate=True)
    finally:
        database.close()


def migrate(database: Database) -> None:
    """Bring the tables up to date. Raises Problem."""
    # Imported late: it is seldom needed, and takes a while to load.
    from companion.storage import migrations

    migrations.migrate(database)


def _files(folder: Path) -> Files:
    found = []
    for name in (RECORD, f"{RECORD}-wal", f"{RECORD}-shm"):
        with suppress(OSError):
            of = (folder / name).stat()
            found.append((name, of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns))
    return tuple(found)


def _log_is_empty(folder: Path) -> bool:
    """Tell whether a record has no log that anything of could be missing."""
    with suppress(OSError):
        log = read_log(folder / RECORD)
        return not log.frames and damage_of(log) is None
    return False


def _has_backups(folder: Path) -> bool:
    return _there(folder / BACKUPS) and any((folder / BACKUPS).glob(f"*/{RECORD}"))


def _there(path: Path) -> bool:
    """Tell whether there is a file. Raises Problem where we may not even look."""
    try:
        return path.exists()
    except PermissionError as error:
        raise troubles.read_only() from error
