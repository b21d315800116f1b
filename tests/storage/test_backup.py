# SPDX-License-Identifier: Apache-2.0
"""A backup is called one only after it was opened and counted; what was there before stays."""

import hashlib
import json
import os
import shutil
import stat
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from companion.domain.records import KINDS, CheckIn, Note
from companion.problem import Problem
from companion.stopping import Progress
from companion.storage import backup, copies, database, diary, opening, retention, vault, verifying
from companion.storage.copies import Backup, Reason, backups
from companion.storage.database import Database
from companion.storage.figures import rows
from companion.storage.mapping import TABLES
from companion.storage.migrations import STEPS
from companion.storage.opening import Access
from tests.stops import StopAt
from tests.storage.samples import Clock, begin, check_in, contents, fill

NOW = datetime(2026, 11, 22, 20, 49, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def access(tmp_path: Path) -> Access:
    """Give a diary with one entry of each kind."""
    book = begin(tmp_path / "data")
    fill(book)
    book.close()
    return opening.access(tmp_path / "data")


def made(access: Access, days: float = 0, reason: Reason = Reason.SESSION) -> Backup:
    return backup.make(access, NOW + days * DAY, reason)


def add(access: Access, words: str = "one more") -> None:
    book = diary.open_(access.folder, Clock())
    book.add(check_in(words))
    book.close()


def damage(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


# --- what a backup is -----------------------------------------------------------------------------


def test_a_backup_holds_what_the_diary_held(access: Access, tmp_path: Path) -> None:
    before = diary.open_(access.folder, Clock())
    lines = before.lines()
    one = made(access)
    before.close()
    home = tmp_path / "elsewhere"
    home.mkdir()
    for name in (vault.RECORD, vault.KEYS):
        (home / name).write_bytes((one.folder / name).read_bytes())
    copy = diary.open_(home, Clock())
    assert copy.lines() == lines
    copy.close()


def test_a_backup_is_three_private_files_under_neutral_names(access: Access) -> None:
    one = made(access)
    assert one.folder == access.folder / "backups" / "2026-11-22T20-49-30Z"
    assert sorted(contents(one.folder)) == ["manifest.json", "record.db", "record.keys"]
    keys = (access.folder / "record.keys").read_bytes()
    assert (one.folder / "record.keys").read_bytes() == keys
    for path in (one.folder.parent, one.folder):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in one.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name


def test_the_manifest_says_what_is_inside(access: Access) -> None:
    told = json.loads((made(access).folder / "manifest.json").read_text())
    record = (access.folder / "backups" / "2026-11-22T20-49-30Z" / "record.db").read_bytes()
    assert told["made_at"] == "2026-11-22T20:49:30Z"
    assert (told["format"], told["number"], told["reason"]) == (1, 1, "changes")
    assert told["steps"] == [step.__name__ for step in STEPS]
    assert told["entries"] == len(KINDS)
    assert told["size"] == len(record)
    assert told["sha256"] == hashlib.sha256(record).hexdigest()


def test_the_manifest_tells_nobody_of_sessions(access: Access) -> None:
    """Without the key nobody learns of which kind the entries are, nor that there was a session."""
    told = (made(access, reason=Reason.SESSION).folder / "manifest.json").read_text()
    assert not any(table in told for table in (*TABLES, "session"))


def test_the_manifest_holds_none_of_the_patients_words(access: Access) -> None:
    add(access, "canary in the coal mine")
    told = (made(access).folder / "manifest.json").read_text()
    book = diary.open_(access.folder, Clock())
    names = [line.entry.id for line in book.lines()]
    book.close()
    assert "canary" not in told
    assert not any(name in told for name in names)


def test_entries_in_the_bin_are_copied_and_not_counted(access: Access) -> None:
    book = diary.open_(access.folder, Clock())
    before = made(access).manifest
    book.remove(book.entries(CheckIn)[0].id)
    book.close()
    manifest = made(access).manifest
    assert before is not None
    assert manifest is not None
    assert manifest.entries == before.entries - 1
    assert manifest.rows > before.rows, "it is there, and so is its earlier version"


def test_two_in_one_second_get_names_of_their_own(access: Access) -> None:
    found = [made(access).folder.name for _ in range(3)]
    stem = "2026-11-22T20-49-30Z"
    assert found == [stem, f"{stem}-2", f"{stem}-3"]
    assert [one.folder.name for one in backups(access.folder)] == found[::-1]


def test_the_newest_is_known_whatever_the_clock_says(access: Access) -> None:
    made(access, 3650)
    made(access)
    last = made(access, -9000)
    assert copies.newest(access.folder) == last
    assert [one.manifest.number for one in backups(access.folder) if one.manifest] == [3, 2, 1]


def test_names_are_in_utc(access: Access) -> None:
    one = backup.make(access, Clock()(), Reason.EXIT)
    assert one.folder.name == "2026-06-01T08-46-00Z"


def test_a_backup_is_made_beside_an_open_diary_that_goes_on_writing(access: Access) -> None:
    book = diary.open_(access.folder, Clock())
    found: list[Backup] = []
    worker = threading.Thread(target=lambda: found.extend(made(access) for _ in range(5)))
    worker.start()
    count = 0
    while worker.is_alive():
        book.add(check_in(f"meanwhile {count}"))
        count += 1
        worker.join(0.01)
    book.close()
    assert len(found) == 5
    assert count > 1
    for one in found:
        assert verifying.verify(one, access.keys) == ()


def test_a_record_that_never_rests_is_held_still_for_its_copy(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    book = diary.open_(access.folder, Clock())
    added = []

    def count_late(source: Database) -> dict[str, int]:
        counted = rows(source)
        with suppress(Problem):
            added.append(book.add(check_in()))
        return counted

    monkeypatch.setattr(backup, "rows", count_late)
    # So much that the copy grows while it is made. Made again, it does not go back.
    drafts = ((str(number), bytes(2_000), "") for number in range(3_000))
    with book._database.write():
        book._database.insert("draft", ("form", "body", "at"), drafts)
    one = backup.make(access, NOW, Reason.SESSION, progress=StopAt())
    assert len(added) == backup.TRIES
    assert verifying.verify(one, access.keys) == ()
    added.append(book.add(check_in("afterwards")))
    assert len(book.entries(CheckIn)) == len(added) + 1
    book.close()


# --- has anything changed? ------------------------------------------------------------------------


def test_nothing_changed_by_opening_and_closing(access: Access) -> None:
    one = made(access)
    diary.open_(access.folder, Clock()).close()
    assert not backup.changed_since(access, one)
    assert backup.make_if_due(access, NOW + DAY, Reason.EXIT) is None


@pytest.mark.parametrize(
    "deed",
    [
        lambda book: book.add(check_in()),
        lambda book: book.change(book.entries(CheckIn)[0].id, check_in("another")),
        lambda book: book.remove(book.entries(Note)[0].id),
        lambda book: book.keep_draft("note", b"x"),
    ],
)
def test_each_deed_is_a_change(access: Access, deed: Callable[[diary.Diary], object]) -> None:
    one = made(access)
    book = diary.open_(access.folder, Clock())
    deed(book)
    assert backup.changed_since(access, one)
    book.undo()
    book.close()
    assert backup.changed_since(access, one)
    assert backup.make_if_due(access, NOW, Reason.EXIT) is not None


def test_deleting_one_for_good_and_adding_one_is_a_change(access: Access) -> None:
    clock = Clock()
    book = diary.open_(access.folder, clock)
    book.remove(book.add(check_in("the last one")).id)
    book.close()
    one = made(access)
    clock.forward(days=91)
    book = diary.open_(access.folder, clock)
    book.add(check_in("the last one"))
    book.close()
    assert backup.changed_since(access, one)


def test_a_first_backup_is_always_due(access: Access) -> None:
    assert backup.make_if_due(access, NOW, Reason.LOCK) is not None
    assert backup.make_if_due(access, NOW, Reason.LOCK) is None
    assert backup.make_if_due(access, NOW, Reason.BEFORE_IMPORT) is not None


# --- a copy that cannot be believed ---------------------------------------------------------------


@pytest.fixture
def bad_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the disk turn a bit in the middle of every copy it writes."""
    copy_record = backup._copy_record

    def copy_badly(access: Access, target: Path, progress: Progress) -> dict[str, int]:
        counted = copy_record(access, target, progress)
        damage(target, target.stat().st_size // 2)
        return counted

    monkeypatch.setattr(backup, "_copy_record", copy_badly)


@pytest.mark.usefixtures("bad_disk")
def test_a_copy_that_fails_its_check_is_no_backup(access: Access) -> None:
    with pytest.raises(Problem, match="did not pass its check"):
        made(access)
    assert list((access.folder / "backups").iterdir()) == []


def test_nothing_is_thinned_for_a_copy_that_fails_its_check(
    access: Access, request: pytest.FixtureRequest
) -> None:
    for days in (0, 1, 1.1, 1.2):
        made(access, days)
    before = contents(access.folder / "backups")
    request.getfixturevalue("bad_disk")
    with pytest.raises(Problem):
        made(access, 400)
    assert contents(access.folder / "backups") == before


def test_rows_that_did_not_come_along_are_noticed(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "rows", lambda _: {"check_in": 2})
    with pytest.raises(Problem, match="did not pass its check"):
        made(access)


@pytest.mark.parametrize("place", range(0, 100_000, 4096))
def test_every_turned_bit_is_noticed(access: Access, place: int) -> None:
    one = made(access)
    damage(one.record, place + 100)
    assert verifying.verify(one, access.keys) != ()


def test_pages_that_are_bad_are_noticed_even_when_the_manifest_says_so(access: Access) -> None:
    one = made(access)
    damage(one.record, 9000)
    manifest = one.manifest
    assert manifest is not None
    told = msgspec.structs.replace(manifest, sha256=copies.digest(one.record))
    assert verifying.verify(Backup(one.folder, told), access.keys) != ()


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("manifest.json", None, "no manifest"),
        ("manifest.json", b"", "no manifest"),
        ("manifest.json", b"[" * 100_000, "no manifest"),
        ("manifest.json", b'{"format": 2}', "from a newer version"),
        ("record.db", None, "no record"),
        ("record.db", b"x" * 4096, "cut short"),
    ],
)
def test_a_backup_with_something_missing_is_listed_with_its_trouble(
    access: Access, name: str, content: bytes | None, trouble: str
) -> None:
    one, two = made(access), made(access, 1)
    (two.folder / name).unlink()
    if content is not None:
        (two.folder / name).write_bytes(content)
    assert {found.trouble for found in backups(access.folder)} == {"", trouble}
    assert copies.newest(access.folder) == one
    two = next(found for found in backups(access.folder) if found.trouble)
    assert verifying.verify(two, access.keys) == (trouble,)
    assert two.made_at == NOW + DAY
    # Thinning leaves it alone, and it can still be looked at by hand.
    made(access, 900)
    assert two.folder.is_dir()


def test_a_key_file_of_another_diary_is_noticed(access: Access, tmp_path: Path) -> None:
    begin(tmp_path / "other").close()
    one = made(access)
    (one.folder / "record.keys").write_bytes((tmp_path / "other" / "record.keys").read_bytes())
    assert verifying.verify(one, access.keys) == ("record.keys belongs to another record",)
    (one.folder / "record.keys").write_bytes(b"?")
    assert verifying.verify(one, access.keys) != ()
    with pytest.raises(Problem, match="damaged"):
        copies.key_file(one)


def test_another_programs_trigger_is_noticed(access: Access) -> None:
    database = opening.connect(access)
    database.rows("CREATE TRIGGER theirs AFTER INSERT ON note BEGIN DELETE FROM note; END")
    database.close()
    with pytest.raises(Problem, match="did not pass its check"):
        made(access)


def test_looking_changes_no_byte(access: Access) -> None:
    one = made(access)
    before = contents(one.folder)
    assert verifying.verify(one, access.keys) == ()
    assert copies.key_file(one).salt == access.keys.salt
    assert contents(one.folder) == before


def test_a_damaged_diary_gives_no_backup_and_costs_none(access: Access) -> None:
    made(access)
    before = contents(access.folder / "backups")
    damage(access.folder / "record.db", 3 * 4096)
    with pytest.raises(Problem, match="damaged"):
        made(access, 30)
    assert contents(access.folder / "backups") == before


# --- thinning and leftovers -----------------------------------------------------------------------


def test_older_ones_are_thinned_after_a_new_one(access: Access) -> None:
    for days in (0, 0.01, 0.02, 5):
        made(access, days)
    assert [one.made_at for one in backups(access.folder)] == [
        NOW + 5 * DAY,
        NOW.replace(microsecond=0) + timedelta(seconds=1728),
    ]


def test_thinning_pauses_after_a_restore_until_the_next_start(access: Access) -> None:
    made(access)
    backup.pause_thinning(access.folder)
    for days in (0.01, 0.02, 5, 6):
        made(access, days)
    assert len(backups(access.folder)) == 5
    backup.resume_thinning(access.folder)
    backup.resume_thinning(access.folder)
    made(access, 7)
    assert len(backups(access.folder)) == 4


def test_what_a_kill_left_is_removed_by_the_next_backup(access: Access) -> None:
    left = access.folder / "backups" / ".partial-1234"
    left.mkdir(parents=True)
    (left / "record.db").write_bytes(b"half")
    assert backups(access.folder) == ()
    made(access)
    assert [path.name for path in left.parent.iterdir()] == ["2026-11-22T20-49-30Z"]


def test_without_thinning_by_its_rule_nothing_goes(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "gone", lambda *_: ())
    for days in (0, 0.01, 0.02, 5):
        made(access, days)
    assert len(backups(access.folder)) == 4


# --- room, and places that cannot be written ------------------------------------------------------


def test_a_full_disk_is_told_before_anything_is_written(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(access)
    before = contents(access.folder / "backups")
    usage = shutil.disk_usage(access.folder)
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=backup.MARGIN + 100_000))
    with pytest.raises(Problem, match="not enough room"):
        made(access)
    assert contents(access.folder / "backups") == before


@pytest.mark.skipif(os.name == "nt", reason="needs limits of Unix")
def test_a_disk_that_fills_up_meanwhile_leaves_no_half_backup(access: Access) -> None:
    import resource

    made(access)
    before = contents(access.folder / "backups")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, hard))
    try:
        with pytest.raises(Problem, match="disk"):
            made(access)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert contents(access.folder / "backups") == before


def test_a_file_in_the_way_of_the_folder_is_told(access: Access) -> None:
    (access.folder / "backups").write_bytes(b"")
    with pytest.raises(Problem, match="“backups”"):
        made(access)
