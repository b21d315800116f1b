# SPDX-License-Identifier: Apache-2.0
"""What is asked of the steps at each opening, and that it takes no sqlite-utils."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as driver

from companion.storage import migrations, steps, troubles
from companion.storage.database import Database
from tests.storage.samples import begin, check_in

OPENED = """
import sys
from pathlib import Path
from companion.domain.records import CheckIn
from companion.storage import diary
from tests.storage.samples import Clock, check_in

book = diary.open_(Path(sys.argv[1]), Clock())
entry = book.add(check_in("two"))
book.keep_draft("check_in", b"half")
book.change(entry.id, check_in("three"), draft="check_in")
book.remove(entry.id)
assert len(book.entries(CheckIn)) == len(book.timeline(words="one").entries) == 1
book.close()
assert not [name for name in sys.modules if name.startswith("sqlite_utils")]
"""


def test_the_names_are_those_of_the_steps() -> None:
    assert tuple(step.__name__ for step in migrations.STEPS) == steps.NAMES
    assert migrations.SET == steps.SET


def test_what_was_taken_is_read_as_sqlite_utils_keeps_it() -> None:
    database = Database(driver.connect(":memory:", isolation_level=None))
    assert steps.taken(database) == ()
    assert steps.is_outdated(database)
    migrations.migrations.apply(database.tables, stop_before="fuller_record")
    assert steps.taken(database) == ("first_tables", "walks_and_rules")
    assert steps.is_outdated(database)
    steps.refuse_newer(database)
    migrations.migrations.apply(database.tables)
    assert steps.taken(database) == steps.NAMES
    assert not steps.is_outdated(database)
    database.run("UPDATE _sqlite_migrations SET name = 'later' WHERE name = 'visits'")
    with pytest.raises(troubles.Newer):
        steps.refuse_newer(database)


def test_the_usual_day_takes_no_sqlite_utils(tmp_path: Path) -> None:
    book = begin(tmp_path)
    book.add(check_in("one"))
    book.close()
    subprocess.run([sys.executable, "-c", OPENED, str(tmp_path)], check=True)
