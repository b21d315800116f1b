# SPDX-License-Identifier: Apache-2.0
"""The tables of the record, one step after another. A step that was released never changes."""

from sqlite_utils import Database as Tables
from sqlite_utils import Migrations

from companion.storage import troubles
from companion.storage.database import Database, translated
from companion.storage.search import TOKENS

SET = "companion"
migrations = Migrations(SET)


def migrate(database: Database) -> bool:
    """Bring the tables up to date; tell whether anything was done.

    Raises Problem, and changes nothing, when a newer version added steps this one doesn't know.
    """
    refuse_newer(database)
    if not is_outdated(database):
        return False
    with translated():
        migrations.apply(database.tables)
    return True


def is_outdated(database: Database) -> bool:
    """Tell whether there are steps that were not done yet."""
    with translated():
        return bool(migrations.pending(database.tables))


def refuse_newer(database: Database) -> None:
    """Raise Problem when the record was written by a newer version."""
    with translated():
        applied = {step.name for step in migrations.applied(database.tables)}
    if not applied <= {step.__name__ for step in STEPS}:
        raise troubles.newer()


_ENTRY = """
    id TEXT PRIMARY KEY NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1),
    created_at TEXT NOT NULL,
    edited_at TEXT,
    deleted_at TEXT,
    instant INTEGER NOT NULL,
    day TEXT NOT NULL"""

_FIRST_ENTRIES = {
    "check_in": """
        at TEXT NOT NULL,
        mood INTEGER CHECK (mood BETWEEN 0 AND 10),
        hard_day INTEGER NOT NULL CHECK (hard_day IN (0, 1)),
        anxiety INTEGER CHECK (anxiety BETWEEN 0 AND 10),
        energy INTEGER CHECK (energy BETWEEN 0 AND 10),
        pain INTEGER CHECK (pain BETWEEN 0 AND 10),
        sleep_hours REAL CHECK (sleep_hours BETWEEN 0 AND 24),
        words TEXT NOT NULL""",
    "session": """
        plan_at TEXT NOT NULL,
        plan_zone TEXT NOT NULL,
        state TEXT NOT NULL,
        moves INTEGER NOT NULL CHECK (moves >= 0),
        route TEXT,
        arrive_before INTEGER NOT NULL CHECK (arrive_before BETWEEN 0 AND 480),
        travel INTEGER CHECK (travel BETWEEN 0 AND 1440),
        dose REAL CHECK (dose > 0 AND dose <= 10000),
        dose_unit TEXT,
        weight_kg REAL CHECK (weight_kg > 0 AND weight_kg <= 500),
        start TEXT,
        "end" TEXT,
        ready TEXT,
        place TEXT NOT NULL,
        companion TEXT NOT NULL,
        dissociation INTEGER CHECK (dissociation BETWEEN 0 AND 10),
        sedation INTEGER CHECK (sedation BETWEEN 0 AND 10),
        intensity INTEGER CHECK (intensity BETWEEN 0 AND 10),
        tone TEXT,
        intention TEXT NOT NULL,
        reflection TEXT NOT NULL""",
    "checklist_run": """
        session_id TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
        checklist TEXT NOT NULL""",
    "side_effect": """
        effect TEXT,
        own_name TEXT NOT NULL,
        grade TEXT NOT NULL,
        start TEXT NOT NULL,
        "end" TEXT,
        asked_at TEXT,
        session_id TEXT,
        words TEXT NOT NULL""",
    "response": """
        instrument TEXT NOT NULL,
        started TEXT NOT NULL,
        finished TEXT""",
    "medicine": """
        name TEXT NOT NULL,
        dose TEXT NOT NULL,
        schedule TEXT,
        started TEXT,
        stopped TEXT,
        words TEXT NOT NULL""",
    "question": """
        at TEXT NOT NULL,
        words TEXT NOT NULL,
        from_item TEXT,
        answered INTEGER NOT NULL CHECK (answered IN (0, 1))""",
    "note": """
        at TEXT NOT NULL,
        words TEXT NOT NULL,
        session_id TEXT REFERENCES session(id) ON DELETE CASCADE""",
    "appointment": """
        plan_at TEXT NOT NULL,
        plan_zone TEXT NOT NULL,
        with_whom TEXT NOT NULL,
        words TEXT NOT NULL""",
    "person": """
        name TEXT NOT NULL,
        born TEXT,
        indication TEXT NOT NULL,
        prescriber TEXT NOT NULL,
        clinic TEXT NOT NULL,
        clinic_phone TEXT NOT NULL,
        clinic_phone_after_hours TEXT NOT NULL,
        person_name TEXT NOT NULL,
        person_phone TEXT NOT NULL,
        allergies TEXT NOT NULL,
        planned_sessions INTEGER CHECK (planned_sessions BETWEEN 1 AND 200),
        treatment_started TEXT""",
}

_FIRST_PARTS = {
    "reading": """
        parent_id TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        "when" TEXT NOT NULL,
        at TEXT,
        systolic INTEGER CHECK (systolic BETWEEN 40 AND 300),
        diastolic INTEGER CHECK (diastolic BETWEEN 20 AND 200),
        pulse INTEGER CHECK (pulse BETWEEN 20 AND 250),
        oxygen INTEGER CHECK (oxygen BETWEEN 50 AND 100),
        PRIMARY KEY (parent_id, position)""",
    "answer": """
        parent_id TEXT NOT NULL REFERENCES checklist_run(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item TEXT NOT NULL,
        choice TEXT NOT NULL,
        at TEXT NOT NULL,
        words TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (parent_id, position)""",
    "item_answer": """
        parent_id TEXT NOT NULL REFERENCES response(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item TEXT NOT NULL,
        value INTEGER NOT NULL CHECK (value >= 0),
        PRIMARY KEY (parent_id, position)""",
    "history": """
        entry_id TEXT NOT NULL,
        revision INTEGER NOT NULL CHECK (revision >= 1),
        parent INTEGER,
        device TEXT NOT NULL,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (entry_id, revision)""",
    "draft": """
        form TEXT PRIMARY KEY NOT NULL,
        body BLOB NOT NULL,
        at TEXT NOT NULL""",
    "device": """
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL""",
}


@migrations()
def first_tables(tables: Tables) -> None:
    """Make every table of the first version."""
    for name, columns in _FIRST_ENTRIES.items():
        tables.execute(f"CREATE TABLE {name} ({_ENTRY},{columns}) STRICT")
        _index(tables, name)
    for name, columns in _FIRST_PARTS.items():
        tables.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    for name in ("checklist_run", "side_effect", "note"):
        tables.execute(f"CREATE INDEX {name}_session_id ON {name} (session_id)")
    tables.execute(
        f'CREATE VIRTUAL TABLE search USING fts5(entry_id UNINDEXED, words, tokenize = "{TOKENS}")'
    )
    # Without this the words of a deleted entry would stay in the index.
    tables.execute("INSERT INTO search (search, rank) VALUES ('secure-delete', 1)")


_RULED_ENTRIES = {
    "checklist_run": """
        session_id TEXT REFERENCES session(id) ON DELETE CASCADE,
        checklist TEXT NOT NULL,
        begun TEXT,
        frozen_at TEXT""",
    "rule_set": """
        pack TEXT NOT NULL,
        clinic TEXT NOT NULL,
        issued TEXT""",
}

_RULED_PARTS = {
    "rule": """
        parent_id TEXT NOT NULL REFERENCES rule_set(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item TEXT NOT NULL,
        whose TEXT NOT NULL,
        checklist TEXT NOT NULL,
        question TEXT NOT NULL,
        says TEXT NOT NULL,
        day INTEGER CHECK (day BETWEEN -60 AND 60),
        minutes INTEGER CHECK (minutes BETWEEN -10080 AND 10080),
        anchor TEXT,
        must INTEGER CHECK (must IN (0, 1)),
        off INTEGER NOT NULL CHECK (off IN (0, 1)),
        after TEXT,
        PRIMARY KEY (parent_id, position)""",
    "walked_item": """
        parent_id TEXT NOT NULL REFERENCES checklist_run(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        item TEXT NOT NULL,
        label TEXT NOT NULL,
        day INTEGER,
        minutes INTEGER,
        anchor TEXT,
        must INTEGER NOT NULL CHECK (must IN (0, 1)),
        whose TEXT,
        rule TEXT NOT NULL,
        PRIMARY KEY (parent_id, position)""",
    "sitter_check": """
        parent_id TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        due TEXT NOT NULL,
        answered TEXT,
        well INTEGER CHECK (well IN (0, 1)),
        PRIMARY KEY (parent_id, position)""",
}


@migrations()
def walks_and_rules(tables: Tables) -> None:
    """Let a walk stand without a session, and make room for rules, frozen walks and looks.

    A column cannot be made optional in place. The two tables are written anew, the answers before
    their walks are dropped, so that no answer goes with the old ones.
    """
    for name, columns in _RULED_ENTRIES.items():
        tables.execute(f"CREATE TABLE new_{name} ({_ENTRY},{columns}) STRICT")
    answers = _FIRST_PARTS["answer"].replace("checklist_run(id)", "new_checklist_run(id)")
    tables.execute(f"CREATE TABLE new_answer ({answers}) STRICT")
    kept = "id, revision, created_at, edited_at, deleted_at, instant, day, session_id, checklist"
    copy = f"INSERT INTO new_checklist_run ({kept}) SELECT {kept} FROM checklist_run"  # noqa: S608 - names of ours
    tables.execute(copy)
    tables.execute("INSERT INTO new_answer SELECT * FROM answer")
    for name in ("answer", "checklist_run"):
        tables.execute(f"DROP TABLE {name}")
    for name in ("checklist_run", "answer", "rule_set"):
        tables.execute(f"ALTER TABLE new_{name} RENAME TO {name}")
    for name in _RULED_ENTRIES:
        _index(tables, name)
    tables.execute("CREATE INDEX checklist_run_session_id ON checklist_run (session_id)")
    for name, columns in _RULED_PARTS.items():
        tables.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    for limit, low, high in (("systolic_limit", 80, 260), ("diastolic_limit", 40, 160)):
        column = f"{limit} INTEGER CHECK ({limit} BETWEEN {low} AND {high})"
        tables.execute(f"ALTER TABLE person ADD COLUMN {column}")


_FULLER_ENTRIES = {
    "tracker": """
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        unit TEXT NOT NULL,
        missing TEXT NOT NULL,
        stopped TEXT""",
    "intake": """
        medicine_id TEXT NOT NULL,
        name TEXT NOT NULL,
        dose TEXT NOT NULL,
        at TEXT NOT NULL,
        taken INTEGER NOT NULL CHECK (taken IN (0, 1))""",
    "outside_score": """
        at TEXT NOT NULL,
        scale TEXT NOT NULL,
        total REAL NOT NULL CHECK (total BETWEEN 0 AND 1000),
        by_whom TEXT NOT NULL,
        words TEXT NOT NULL""",
    "safety_plan": """
        warning_signs TEXT NOT NULL,
        by_myself TEXT NOT NULL,
        distraction TEXT NOT NULL,
        people_to_ask TEXT NOT NULL,
        professionals TEXT NOT NULL,
        surroundings TEXT NOT NULL,
        better_day TEXT NOT NULL""",
}

_FULLER_PARTS = {
    "tracked": """
        parent_id TEXT NOT NULL REFERENCES check_in(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        tracker TEXT NOT NULL,
        number REAL CHECK (number BETWEEN -1000000 AND 1000000),
        yes INTEGER CHECK (yes IN (0, 1)),
        words TEXT NOT NULL,
        PRIMARY KEY (parent_id, position)""",
    "concomitant": """
        parent_id TEXT NOT NULL REFERENCES session(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        medicine_id TEXT,
        name TEXT NOT NULL,
        of_note TEXT NOT NULL,
        taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
        PRIMARY KEY (parent_id, position)""",
    "dose_change": """
        parent_id TEXT NOT NULL REFERENCES medicine(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        since TEXT NOT NULL,
        dose TEXT NOT NULL,
        taken_when TEXT NOT NULL,
        schedule TEXT,
        PRIMARY KEY (parent_id, position)""",
    "instrument_schedule": """
        parent_id TEXT NOT NULL REFERENCES person(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        instrument TEXT NOT NULL,
        every_days INTEGER NOT NULL CHECK (every_days BETWEEN 0 AND 365),
        PRIMARY KEY (parent_id, position)""",
}

_FULLER_COLUMNS = {
    "session": (
        "dose_unknown INTEGER NOT NULL DEFAULT 0 CHECK (dose_unknown IN (0, 1))",
        "recorded TEXT",
        "mood_before INTEGER CHECK (mood_before BETWEEN 0 AND 10)",
        "mood_after INTEGER CHECK (mood_after BETWEEN 0 AND 10)",
        "for_therapy TEXT NOT NULL DEFAULT ''",
    ),
    "medicine": ("taken_when TEXT NOT NULL DEFAULT ''", "of_note TEXT"),
    "note": ("said TEXT",),
}


@migrations()
def fuller_record(tables: Tables) -> None:
    """Make room for own trackers, intakes, scores measured elsewhere, and the safety plan.

    And for more of a session, a medicine and a note.
    """
    for name, columns in _FULLER_ENTRIES.items():
        tables.execute(f"CREATE TABLE {name} ({_ENTRY},{columns}) STRICT")
        _index(tables, name)
    tables.execute("CREATE INDEX intake_medicine_id ON intake (medicine_id)")
    for name, columns in _FULLER_PARTS.items():
        tables.execute(f"CREATE TABLE {name} ({columns}) STRICT")
    for name, added in _FULLER_COLUMNS.items():
        for column in added:
            tables.execute(f"ALTER TABLE {name} ADD COLUMN {column}")


_VISIT_COLUMNS = {
    "side_effect": ("sought TEXT",),
    "question": (
        "to_raise INTEGER CHECK (to_raise BETWEEN 1 AND 3)",
        "answer TEXT NOT NULL DEFAULT ''",
    ),
    "appointment": ("decided TEXT NOT NULL DEFAULT ''",),
}


@migrations()
def visits(tables: Tables) -> None:
    """Make room for what is raised at a visit, answered and decided, and whom one turned to."""
    for name, added in _VISIT_COLUMNS.items():
        for column in added:
            tables.execute(f"ALTER TABLE {name} ADD COLUMN {column}")


def _index(tables: Tables, name: str) -> None:
    """Make the three indexes of a table of entries."""
    tables.execute(f"CREATE INDEX {name}_instant ON {name} (instant, id)")
    tables.execute(f"CREATE INDEX {name}_day ON {name} (day)")
    tables.execute(f"CREATE INDEX {name}_bin ON {name} (deleted_at) WHERE deleted_at IS NOT NULL")


STEPS = (first_tables, walks_and_rules, fuller_record, visits)
"""Every step there is, in order."""
