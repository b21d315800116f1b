# SPDX-License-Identifier: Apache-2.0
"""Which steps of the tables a record has been through: asked at each opening, so asked plainly.

What takes a step, and sqlite-utils with it, is loaded where there is one to take.
"""

from companion.storage import troubles
from companion.storage.database import Database

SET = "companion"
NAMES = ("first_tables", "walks_and_rules", "fuller_record", "visits")
"""The names of every step there is, in order: those of ``migrations.STEPS``."""


def taken(database: Database) -> tuple[str, ...]:
    """Give the names of the steps a record has been through, in order."""
    if not database.rows("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"):
        return ()
    sql = "SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid"
    return tuple(str(name) for (name,) in database.rows(sql, [SET]))


def is_outdated(database: Database) -> bool:
    """Tell whether there are steps that were not taken yet."""
    return not set(NAMES) <= set(taken(database))


def refuse_newer(database: Database) -> None:
    """Raise Problem when the record was written by a newer version."""
    if not set(taken(database)) <= set(NAMES):
        raise troubles.newer()
