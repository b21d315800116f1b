# SPDX-License-Identifier: Apache-2.0
"""The driver: opening a record, transactions, and errors put into words at the edge."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

import sqlcipher3
from sqlcipher3 import dbapi2 as driver

from companion.problem import Problem
from companion.storage import troubles
from companion.storage.vault import Keys

if TYPE_CHECKING:
    from sqlite_utils import Database as Tables

APPLICATION_ID = 0x434D504E
PAGE = 4096
SQLITE_HEADER = b"SQLite format 3\0"
LOOKS_EVERY = 5000
"""Steps of SQLite's own machine between two looks at whether a long statement is to go on."""
PATIENCE = 2.0
"""Seconds to wait for another process before saying that the record is busy."""

Value = None | int | float | str | bytes
Row = tuple[Value, ...]


class Database:
    """One connection to a record. It belongs to the thread that opened it."""

    def __init__(self, connection: driver.Connection, *, read_only: bool = False) -> None:
        self._connection = connection
        self._read_only = read_only
        self.interrupted = False
        """Whether the last save before this opening may be missing."""
        self.when_full: Callable[[], object] = lambda: None
        """Called when a write found no room, so that the next one may."""
        self.before_writing: Callable[[], object] = lambda: None
        """Called before each write; raises Problem where nothing may be written."""

    @cached_property
    def tables(self) -> "Tables":
        """The same connection through sqlite-utils, for use in a ``write`` block.

        It is loaded when it is first needed: the usual save of an entry does without.

        Not its ``upsert``: that tries by making a table whether it may, and on a full disk goes
        on to a way that loses the row without an error.
        """
        from sqlite_utils import Database as Tables
        from sqlite_utils import utils

        assert vars(utils)["sqlite3"] is sqlcipher3, (
            "sqlite-utils was imported before its driver was put under it"
        )
        return Tables(self._connection, execute_plugins=False)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """Run a query and give all its rows. Raises Problem where the disk or file is at fault."""
        with translated():
            rows: list[Row] = self._connection.execute(sql, tuple(parameters)).fetchall()
            return rows

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
        """Add rows to a table, in a ``write`` block. The names are ours, never typed ones."""
        names = ", ".join(f'"{column}"' for column in columns)
        places = ", ".join("?" * len(columns))
        self._connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({places})",  # noqa: S608 -- names of ours
            rows,
        )

    def run(self, sql: str, parameters: Sequence[Value] = ()) -> None:
        """Run one statement that writes, in a ``write`` block."""
        self._connection.execute(sql, tuple(parameters))

    @property
    def pages_in_use(self) -> int:
        """The pages of the record that hold something."""
        of, free = (self.rows(f"PRAGMA {each}_count")[0][0] for each in ("page", "freelist"))
        return cast(int, of) - cast(int, free)

    @property
    def state(self) -> tuple[int, int]:
        """Equal for as long as nothing was written here, through this connection or another.

        SQLite counts both itself, so that nothing can be forgotten.
        """
        elsewhere = self.rows("PRAGMA data_version")[0][0]
        return self._connection.total_changes, cast(int, elsewhere)

    @contextmanager
    def write(self) -> Iterator[None]:
        """Make everything in the block one transaction, kept whole or not at all.

        When the block ends without an error, what was written is on the disk.
        """
        self.before_writing()
        try:
            with translated():
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield
                except BaseException:
                    self._roll_back()
                    raise
                self._commit()
        except troubles.Full:
            self.when_full()
            raise

    @contextmanager
    def read(self) -> Iterator[None]:
        """Let every query in the block see the record as it was at one time."""
        with translated():
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._roll_back()

    @contextmanager
    def interruptible(self, look: Callable[[], object]) -> Iterator[None]:
        """Call ``look`` now and then while a statement of the block runs; what it raises ends it."""
        raised: list[Exception] = []

        def ends() -> bool:
            try:
                look()
            except Exception as error:  # noqa: BLE001 - raised again once SQLite has let go
                raised.append(error)
            return bool(raised)

        self._connection.set_progress_handler(ends, LOOKS_EVERY)
        try:
            yield
        except driver.Error:
            if not raised:
                raise
        finally:
            self._connection.set_progress_handler(None, 0)
        if raised:
            raise raised[0]

    def check_writable(self) -> None:
        """Raise Problem when the record cannot be written; write nothing that stays."""
        with translated():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                # To begin is not enough: on a read-only file that only begins to read.
                self._connection.execute("PRAGMA user_version = 0")
            finally:
                self._roll_back()

    def checkpoint(self, *, truncate: bool = False) -> None:
        """Carry the write-ahead log over into the record, and empty the log with ``truncate``."""
        self.rows(f"PRAGMA wal_checkpoint({'TRUNCATE' if truncate else 'PASSIVE'})")

    def close(self) -> None:
        """Close the connection; the last one to close leaves the record as a single file.

        Where the disk has no room for that, what was saved stays in the log and is read from it. One
        that only read leaves all as it is: to whoever asks for the state, nothing was written.
        """
        if not self._read_only:
            with suppress(Problem):
                self.checkpoint(truncate=True)
        self._connection.close()

    def abandon(self) -> None:
        """Close the connection and write nothing more."""
        self._connection.close()

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except MemoryError as error:
            self._roll_back()
            raise troubles.uncertain() from error
        except driver.Error as error:
            self._roll_back()
            # On a full disk it is not there; after any other error here nobody knows.
            unknown = problem_of(error) and error.sqlite_errorname != "SQLITE_FULL"
            raise (troubles.uncertain() if unknown else error) from error

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def connect(
    path: Path,
    keys: Keys,
    *,
    read_only: bool = False,
    before_writing: Callable[[], object] = lambda: None,
) -> Database:
    """Open an existing record file. Raises Problem when it cannot be opened or believed.

    Nothing is written to a file that fails its checks. ``read_only`` is for a second connection.
    ``before_writing`` is called before each write, and where to open the file already is one.
    """
    with translated():
        connection = _connected(path)
        try:
            _prove_key(connection, keys)
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                # As in a backup that was gone back to: the first page is to say that there is a log.
                before_writing()
            _set_up(connection, read_only=read_only)
        except BaseException:
            connection.close()
            raise
    database = Database(connection, read_only=read_only)
    database.before_writing = before_writing
    return database


def make(path: Path, keys: Keys) -> Database:
    """Make a new record file without tables. Raises Problem or OSError when it cannot."""
    with translated():
        path.touch(mode=0o600, exist_ok=False)
        connection = _connected(path)
        try:
            _give_key(connection, keys)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            _set_up(connection, read_only=False)
        except BaseException:
            connection.close()
            raise
    return Database(connection)


def damaged_pages(database: Database) -> tuple[str, ...]:
    """Give what the authentication of every page of the file finds wrong; nothing when sound."""
    return tuple(str(row[0]) for row in database.rows("PRAGMA cipher_integrity_check"))


def lies_whole(path: Path, keys: Keys) -> bool:
    """Tell whether every page of a record file is what was written, its log left aside.

    The file is only read, and nothing beside it is touched. Other threads go on meanwhile. False is
    no verdict: it may only be that the file cannot be read so.
    """
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with (
        suppress(driver.Error, MemoryError, Problem),
        closing(driver.connect(uri, uri=True)) as connection,
    ):
        # Fails also where pages are missing at the end, of which what follows knows nothing.
        _prove_key(connection, keys)
        return not connection.execute("PRAGMA cipher_integrity_check").fetchall()
    return False


def refuse_foreign(path: Path) -> None:
    """Refuse a file that is missing, empty or another program's, before anything opens it."""
    try:
        with path.open("rb") as file:
            start = file.read(PAGE)
    except FileNotFoundError as error:
        raise troubles.record_missing() from error
    except PermissionError as error:
        raise troubles.read_only() from error
    except OSError as error:
        raise troubles.disk_error() from error
    if not start:
        raise troubles.record_empty()
    if start.startswith(SQLITE_HEADER):
        raise troubles.not_ours()
    if len(start) < PAGE:
        # SQLite takes some files shorter than a page for empty ones.
        raise troubles.damaged()


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors that a user can mend into Problem; let every other through."""
    try:
        yield
    except MemoryError as error:
        # So SQLCipher calls a page that the disk did not give.
        raise troubles.disk_error() from error
    except driver.Error as error:
        problem = problem_of(error)
        if problem is None:
            raise
        raise problem from error


def problem_of(error: driver.Error) -> Problem | None:
    """Give the problem that a driver's error means, or None where it is a mistake of ours."""
    name = getattr(error, "sqlite_errorname", None) or ""
    if name == "SQLITE_IOERR_SHMSIZE":
        return troubles.full()
    for beginning, problem in _PROBLEMS.items():
        if name.startswith(beginning):
            return problem()
    return None


_PROBLEMS = {
    "SQLITE_FULL": troubles.full,
    "SQLITE_READONLY": troubles.read_only,
    "SQLITE_PERM": troubles.read_only,
    "SQLITE_CANTOPEN": troubles.read_only,
    "SQLITE_IOERR": troubles.disk_error,
    "SQLITE_CORRUPT": troubles.damaged,
    "SQLITE_NOTADB": troubles.damaged,
    "SQLITE_BUSY": troubles.busy,
}


def _connected(path: Path) -> driver.Connection:
    """Connect to a file that is there; the driver begins no transaction by itself."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    return driver.connect(uri, uri=True, isolation_level=None, timeout=PATIENCE)


def _prove_key(connection: driver.Connection, keys: Keys) -> None:
    """Give the key and read a first page with it."""
    _give_key(connection, keys)
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if connection.execute("PRAGMA application_id").fetchone() != (APPLICATION_ID,):
        raise troubles.not_ours()


def _give_key(connection: driver.Connection, keys: Keys) -> None:
    # Not "cipher_log = none": any word but off, stdout and stderr is the name of a file to write.
    connection.execute("PRAGMA cipher_log = off").fetchall()
    connection.execute("PRAGMA cipher_log_level = NONE").fetchall()
    connection.execute(f"PRAGMA key = {keys.pragma}")


def _set_up(connection: driver.Connection, *, read_only: bool) -> None:
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}").fetchall()
    connection.execute(f"PRAGMA query_only = {'ON' if read_only else 'OFF'}")
    assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


# cipher_memory_security stays off: wiping every piece of memory made saves ten times slower, and
# copies of what is shown are in the process anyway.
_SETTINGS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "fullfsync = ON",
    "checkpoint_fullfsync = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "temp_store = MEMORY",
    # Short, so that a damaged log can take little with it: 100 pages of 4 kB.
    "wal_autocheckpoint = 100",
)
