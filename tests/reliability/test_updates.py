# SPDX-License-Identifier: Apache-2.0
"""Updates: what an older version wrote opens after a backup, what a newer one wrote is refused.

None comes by network; a person installs a newer version over this one, or an older one by mistake.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from companion import HOMEPAGE, __version__, app, cli, language
from companion.domain.records import Note
from companion.exchange import archive, archive_form
from companion.problem import Problem
from companion.storage import (
    backup,
    backup_file,
    backup_troubles,
    copies,
    diary,
    migrations,
    opening,
    troubles,
    vault,
)
from companion.storage.copies import Backup, Reason
from companion.storage.restore import restore
from companion.storage.verifying import verify
from companion.ui.pages.trouble import TroublePage
from tests.reliability.test_every_version import STORED, by_name, copy_of, opened
from tests.storage.samples import START, Clock, begin, contents
from tests.ui.gestures import buttons, read

TOMORROW = "of_tomorrow"
LATER = START + timedelta(days=2)
OLDER = [name for name in STORED if name != migrations.STEPS[-1].__name__]
NEWER_APP = "99.1.0"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    yield
    language.use("en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give the folder of a closed diary with an entry."""
    book = begin(tmp_path / "Companion")
    book.add(Note(at=START, words="here"))
    book.close()
    return tmp_path / "Companion"


def write_a_newer_step(folder: Path) -> None:
    """Leave what a newer version leaves that changed the tables."""
    database = opening.connect(opening.access(folder))
    with database.write():
        database.tables.table("_sqlite_migrations").insert(
            {"migration_set": migrations.SET, "name": TOMORROW, "applied_at": "2030-01-01"}
        )
    database.close()


def as_of_a_newer_version(made: Backup) -> None:
    """Have a backup say that a newer version made it, with tables of its own."""
    path = made.folder / "manifest.json"
    told = json.loads(path.read_bytes())
    told["app"] = NEWER_APP
    told["steps"] = [*told["steps"], TOMORROW]
    path.write_text(json.dumps(told))


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str]:
    """Give the exit code of a command, and what it complained of."""
    capsys.readouterr()
    return cli.main([str(word) for word in words]), capsys.readouterr().err


# ---- older data


@pytest.mark.parametrize("step", OLDER)
def test_what_an_older_version_wrote_opens_after_a_checked_backup_that_restores(
    tmp_path: Path, step: str
) -> None:
    folder = copy_of(step, tmp_path)
    before = (folder / "record.db").read_bytes()
    expected, _places = archive.decoded((folder / "archive.json").read_bytes(), LATER)
    book = opened(folder)
    book.add(Note(at=START, words="with the newer version"))
    access = book.access
    book.close()
    (kept,) = copies.backups(folder)
    assert kept.manifest is not None
    assert kept.manifest.reason is Reason.BEFORE_MIGRATION
    assert TOMORROW not in kept.manifest.steps
    assert kept.manifest.steps[-1] == step
    assert verify(kept, access.keys) == ()
    done = restore(folder, kept, access.keys, LATER, present=access)
    assert done.kept is not None
    assert (folder / "record.db").read_bytes()[:16] == before[:16]
    again = opened(folder)
    assert by_name(again.lines()) == by_name(expected)
    again.close()


def test_without_room_for_that_backup_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_of(OLDER[0], tmp_path)
    before = contents(folder)
    usage = shutil.disk_usage(folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(Problem, match="not enough room"):
        opened(folder)
    assert (folder / "record.db").read_bytes() == before["record.db"]


# ---- newer data


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_a_newer_record_is_refused_by_every_command_and_left_byte_by_byte(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: str
) -> None:
    archived, out = tmp_path / "mine.companion.json", tmp_path / "out"
    book = diary.open_(folder, Clock())
    archive.export(book, archived)
    book.close()
    write_a_newer_step(folder)
    (folder / "preferences.json").write_bytes(msgspec.json.encode({"language": spoken}))
    before = contents(folder)
    language.use(spoken)
    expected = troubles.newer()
    where = ("--data-dir", folder)
    for words in (
        ("report", "--out", f"{out}.pdf"),
        ("export", "--format", "json", "--out", f"{out}.json"),
        ("backup", "--out", f"{out}.companion-backup"),
        ("import", archived),
        ("check",),
    ):
        assert run(capsys, *words, *where) == (1, f"companion: {expected}\n"), words
        after = contents(folder)
        assert {name: after[name] for name in before} == before, words
        assert set(after) - set(before) <= {"record.lock"}
    assert not list(tmp_path.glob("out*"))
    assert HOMEPAGE in expected.next_step


def test_the_version_that_wrote_it_is_named_where_a_backup_tells(folder: Path) -> None:
    access = opening.access(folder)
    made = backup.make(access, LATER, Reason.EXIT)
    write_a_newer_step(folder)
    with pytest.raises(Problem) as untold:
        diary.open_(folder, Clock())
    assert str(untold.value) == str(troubles.newer())
    as_of_a_newer_version(made)
    before = contents(folder)
    with pytest.raises(Problem) as told:
        diary.open_(folder, Clock())
    assert NEWER_APP in told.value.happened
    assert f"This is {__version__}." in told.value.happened
    assert contents(folder) == before


def test_a_newer_record_is_told_in_the_window_and_nothing_else_is_offered(
    qtbot: QtBot, folder: Path
) -> None:
    write_a_newer_step(folder)
    before = contents(folder)
    book, trouble = app.opened(folder)
    assert book is None
    window = app.make_window(
        None, folder.parent / "preferences.json", data_folder=folder, trouble=trouble
    )
    qtbot.addWidget(window)
    window.show()
    page = window.page
    assert isinstance(page, TroublePage)
    said = read(page)
    for sentence in (
        "Your diary did not open",
        "This diary was written by a newer version of Companion.",
        "Nothing was changed.",
        f"Install the newest version to open it. It is here: {HOMEPAGE}",
    ):
        assert sentence in said
    assert {one.text() for one in buttons(page)} == {"Try again", "Close", "Get help now"}
    window.close()
    assert contents(folder) == before


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_a_newer_archive_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: str
) -> None:
    book = diary.open_(folder, Clock())
    archive.export(book, tmp_path / "newer.companion.json")
    book.close()
    told = json.loads((tmp_path / "newer.companion.json").read_bytes())
    told["version"] = archive_form.VERSION + 1
    told["entries"]["of_tomorrow"] = []
    (tmp_path / "newer.companion.json").write_text(json.dumps(told))
    (folder / "preferences.json").write_bytes(msgspec.json.encode({"language": spoken}))
    before = (folder / "record.db").read_bytes()
    code, said = run(capsys, "import", tmp_path / "newer.companion.json", "--data-dir", folder)
    language.use(spoken)
    assert code == 1
    assert language._("This archive was written by a newer version of Companion.") in said
    assert language._("Nothing was changed.") in said
    assert language._("Install the newest version to import it.") in said
    assert (folder / "record.db").read_bytes() == before


@pytest.mark.parametrize("spoken", ["en", "es"])
@pytest.mark.parametrize("how", ["steps", "format", "keys"])
def test_a_newer_backup_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], spoken: str, how: str
) -> None:
    made = backup.make(opening.access(folder), LATER, Reason.EXIT)
    if how == "steps":
        as_of_a_newer_version(made)
    elif how == "format":
        (made.folder / "manifest.json").write_bytes(b'{"format": 2, "app": "99.1.0"}')
    else:
        keys = json.loads((made.folder / vault.KEYS).read_bytes())
        (made.folder / vault.KEYS).write_text(json.dumps({**keys, "version": 2}))
    file = tmp_path / "newer.companion-backup"
    backup_file.write(made, file)
    shutil.rmtree(folder / "backups")
    (folder / "preferences.json").write_bytes(msgspec.json.encode({"language": spoken}))
    before = contents(folder)
    code, said = run(capsys, "restore", file, "--data-dir", folder)
    language.use(spoken)
    named = NEWER_APP if how == "steps" else ""
    assert (code, said) == (1, f"companion: {backup_troubles.newer_backup(named)}\n")
    after = contents(folder)
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) <= {"record.lock"}


def test_a_newer_backup_is_listed_as_such_and_kept(folder: Path) -> None:
    access = opening.access(folder)
    older = backup.make(access, START, Reason.EXIT)
    made = backup.make(access, LATER, Reason.EXIT)
    as_of_a_newer_version(made)
    assert copies.read(made.folder).trouble == "from a newer version"
    assert copies.newest(folder) == older
    third = backup.make(access, LATER + timedelta(days=900), Reason.EXIT)
    assert third.manifest is not None
    assert third.manifest.number == 3
    assert made.folder.is_dir()
