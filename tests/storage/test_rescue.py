# SPDX-License-Identifier: Apache-2.0
"""What is done about a record that does not open: from the right sources, and nothing is lost."""

import shutil
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from companion.domain.records import KINDS, CheckIn, ChecklistRun, Note, Session
from companion.exchange import archive
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import (
    opening,
    protection,
    recovery,
    rescue,
    salvage,
    sealing,
    troubles,
    vault,
)
from companion.storage.backup import make
from companion.storage.copies import Backup, Reason, backups, key_file
from companion.storage.fates import Origin
from companion.storage.ids import ids
from companion.storage.rescue import Trouble
from companion.storage.store import Store
from companion.storage.vault import Passphrase
from tests.stops import StopAt, stopped_everywhere
from tests.storage.samples import Clock, check_in, contents, every_kind, full_session
from tests.storage.sick import pages_of as pages_of_table

PAGE = 4096
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
OLD, NEW = 60, 15
"""Entries in the older backup, and since."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a closed diary with a backup, and entries made since."""
    folder = tmp_path / "Companion"
    clock = Clock()
    book = diaries.create(folder, clock, ids(clock))
    kept = book.add(full_session())
    for record in every_kind(kept.id):
        book.add(record)
    for number in range(OLD):
        book.add(check_in(f"old {number} " * 40))
    make(book.access, NOW, Reason.ASKED)
    for number in range(NEW):
        book.add(check_in(f"new {number} " * 40))
    book.close()
    return folder


def keys(folder: Path) -> vault.Keys:
    return vault.unlock(vault.read(folder))


def names(folder: Path) -> set[str]:
    book = diaries.open_(folder, Clock())
    try:
        return {line.entry.id for line in book.lines()}
    finally:
        book.close()


def damage(folder: Path, *pages: int) -> None:
    record = folder / "record.db"
    content = bytearray(record.read_bytes())
    for page in pages:
        content[(page - 1) * PAGE + 200] ^= 0x10
    record.write_bytes(content)


def pages_of(folder: Path) -> range:
    return range(1, (folder / "record.db").stat().st_size // PAGE + 1)


def test_each_trouble_is_known_by_its_problem() -> None:
    made = {
        Trouble.DAMAGED: troubles.damaged(),
        Trouble.RECORD_MISSING: troubles.record_missing(),
        Trouble.RECORD_EMPTY: troubles.record_empty(),
        Trouble.NOT_OURS: troubles.not_ours(),
        Trouble.KEYS_MISSING: troubles.keys_missing(),
        Trouble.KEYS_DAMAGED: troubles.keys_damaged(),
    }
    assert {rescue.trouble_of(problem) for problem in made.values()} == set(made)
    assert all(rescue.trouble_of(problem) is trouble for trouble, problem in made.items())
    others = (troubles.full(), troubles.busy(), troubles.newer(), troubles.read_only())
    assert {rescue.trouble_of(problem) for problem in others} == {Trouble.OTHER}


def test_gaps_are_filled_from_the_newest_sound_backup(folder: Path) -> None:
    whole = names(folder)
    damage(folder, *pages_of(folder)[4::3])
    before = (folder / "record.db").read_bytes()
    counting = StopAt()
    found = rescue.rescue(folder, keys(folder), Clock(), progress=counting)
    assert found.salvage is not None
    assert found.backup is not None
    kept = {fate.entry_id for fate in found.salvage.fates if fate.origin is not Origin.MISSING}
    from_backup = len(found.salvage.of(Origin.BACKUP))
    print(f"{len(kept)} of {len(whole)} entries, {from_backup} of them from the backup")
    assert from_backup > 0
    assert kept <= whole
    assert {fate.entry_id for fate in found.salvage.fates} == whole
    assert counting.last == 1
    assert (folder / "record.db").read_bytes() == before
    salvage.adopt(folder, Clock())
    assert names(folder) == kept


def test_a_backup_that_fails_its_checks_is_no_source(folder: Path) -> None:
    """The control: with the same backup unharmed, entries come from it."""
    damage(folder, *pages_of(folder)[4::3])
    with_it = rescue.rescue(folder, keys(folder), Clock())
    (backup,) = backups(folder)
    content = bytearray(backup.record.read_bytes())
    content[5 * PAGE] ^= 1
    backup.record.write_bytes(content)
    without = rescue.rescue(folder, keys(folder), Clock())
    assert without.backup is None
    assert without.salvage is not None
    assert with_it.salvage is not None
    assert without.salvage.of(Origin.BACKUP) == ()
    assert len(with_it.salvage.of(Origin.BACKUP)) > 0


def test_a_sound_record_is_salvaged_only_where_that_is_wanted(folder: Path) -> None:
    found = rescue.rescue(folder, keys(folder), Clock())
    assert found.examination.opens
    assert found.salvage is None
    assert not (folder / salvage.SALVAGED).exists()
    whole = names(folder)
    asked = rescue.rescue(folder, keys(folder), Clock(), always=True)
    assert asked.salvage is not None
    assert {fate.entry_id for fate in asked.salvage.of(Origin.RECORD)} == whole
    rescue.discard(folder)
    assert not (folder / salvage.SALVAGED).exists()


def test_nothing_is_left_of_a_salvage_that_was_stopped(folder: Path) -> None:
    damage(folder, 9)
    before = contents(folder)
    look = partial(rescue.rescue, folder, keys(folder), Clock())
    counting = StopAt()
    look(progress=counting)
    rescue.discard(folder)
    for _each in stopped_everywhere(lambda stop: look(progress=stop), counting.calls):
        assert contents(folder) == before


def test_a_missing_key_file_comes_from_a_backup(folder: Path) -> None:
    whole = names(folder)
    assert rescue.fitting_key_file(folder) is None
    for name in (vault.KEYS, vault.COPY):
        (folder / name).unlink()
    with pytest.raises(Problem):
        opening.access(folder)
    fitting = rescue.fitting_key_file(folder)
    assert fitting is not None
    assert rescue.take_key_file(folder, fitting, NOW) == ()
    assert names(folder) == whole


def test_damaged_key_files_are_kept(folder: Path) -> None:
    for name in (vault.KEYS, vault.COPY):
        (folder / name).write_bytes(b"not a key file")
    fitting = rescue.fitting_key_file(folder)
    assert fitting is not None
    kept = rescue.take_key_file(folder, fitting, NOW)
    assert [path.read_bytes() for path in kept] == [b"not a key file"] * 2
    names(folder)


def test_the_key_file_of_another_diary_is_not_offered(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    book = diaries.create(other, Clock())
    make(book.access, NOW, Reason.ASKED)
    book.close()
    shutil.rmtree(folder / opening.BACKUPS)
    shutil.copytree(other / opening.BACKUPS, folder / opening.BACKUPS)
    for name in (vault.KEYS, vault.COPY):
        (folder / name).unlink()
    assert rescue.fitting_key_file(folder) is None


def test_a_wrong_key_file_is_seen_and_the_right_one_offered(folder: Path, tmp_path: Path) -> None:
    diaries.create(tmp_path / "other", Clock()).close()
    for name in (vault.KEYS, vault.COPY):
        shutil.copy(tmp_path / "other" / name, folder / name)
    with pytest.raises(Problem) as told:
        diaries.open_(folder, Clock())
    assert rescue.trouble_of(told.value) is Trouble.DAMAGED
    found = rescue.rescue(folder, keys(folder), Clock())
    assert found.salvage is None
    assert not found.examination.opens
    fitting = rescue.fitting_key_file(folder)
    assert fitting is not None
    kept = rescue.take_key_file(folder, fitting, NOW)
    assert len(kept) == 2
    names(folder)


def test_going_back_keeps_a_damaged_record_as_it_is(folder: Path) -> None:
    damage(folder, 9)
    harmed = (folder / "record.db").read_bytes()
    (backup,) = backups(folder)
    done = rescue.go_back(folder, backup, keys(folder), NOW, keys(folder))
    assert done.kept is None
    aside = {path.name.split(".before")[0]: path.read_bytes() for path in done.aside}
    assert aside["record.db"] == harmed
    assert len(names(folder)) == OLD + len(KINDS)


def test_going_back_makes_a_backup_of_a_sound_record(folder: Path) -> None:
    (backup,) = backups(folder)
    done = rescue.go_back(folder, backup, keys(folder), NOW + timedelta(hours=1), keys(folder))
    assert done.kept is not None
    assert done.aside == ()
    assert len(names(folder)) == OLD + len(KINDS)


def test_going_back_keeps_the_passphrase_of_today(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "TARGET", 0)
    access = opening.access(folder)
    code = recovery.new_code()
    access = protection.protect(access, "of then", code, NOW, lambda _done, _all: None)
    old = {backup.folder: (backup.folder / vault.KEYS).read_bytes() for backup in backups(folder)}
    protection.change_passphrase(access, "of today")
    for place, content in old.items():
        (place / vault.KEYS).write_bytes(content)
    damage(folder, 9)
    backup = backups(folder)[0]
    with pytest.raises(vault.Locked):
        rescue.keys_of_backup(backup, None)
    assert rescue.keys_of_backup(backup, access.keys) == access.keys
    assert rescue.keys_of_backup(backup, None, Passphrase("of then")) == access.keys
    rescue.go_back(folder, backup, access.keys, NOW, access.keys)
    assert vault.unlock(vault.read(folder), Passphrase("of today")) == access.keys
    with pytest.raises(vault.WrongSecret):
        vault.unlock(vault.read(folder), Passphrase("of then"))


def spoil(folder: Path, sql: str, *parameters: str) -> None:
    """Write into a record what no version of ours writes."""
    database = opening.connect(opening.access(folder))
    try:
        with database.write():
            database.tables.execute(sql, parameters)
    finally:
        database.close()


def test_one_row_that_cannot_be_read_does_not_keep_the_others(folder: Path, tmp_path: Path) -> None:
    whole = names(folder)
    database = opening.connect(opening.access(folder))
    victims = [str(row[0]) for row in database.rows("SELECT id FROM check_in LIMIT 2")]
    effect = str(database.rows("SELECT id FROM side_effect")[0][0])
    database.close()
    spoil(folder, "UPDATE check_in SET at = 'some day' WHERE id = ?", victims[0])
    spoil(folder, "UPDATE check_in SET created_at = '' WHERE id = ?", victims[1])
    spoil(folder, "UPDATE side_effect SET grade = 'beyond words' WHERE id = ?", effect)
    before = contents(folder)

    control = opening.connect(opening.access(folder), read_only=True)
    with pytest.raises(msgspec.ValidationError):
        list(Store(control).lines())
    control.abandon()

    found = rescue.readable_lines(folder, keys(folder))
    assert {line.entry.id for line in found.lines} == whole - {*victims, effect}
    assert {one.entry_id for one in found.left_out} == {*victims, effect}
    assert {one.kind.__name__ for one in found.left_out if one.kind} == {"CheckIn", "SideEffect"}
    assert contents(folder) == before
    (tmp_path / "all.json").write_bytes(archive.encoded(found.lines))
    other = diaries.create(tmp_path / "other", Clock(NOW))
    assert archive.import_(other, tmp_path / "all.json").added == len(whole) - 3
    other.close()


def test_what_belongs_to_a_session_that_cannot_be_read(folder: Path) -> None:
    spoil(folder, "UPDATE session SET state = 'unheard of'")
    found = rescue.readable_lines(folder, keys(folder))
    kinds = {type(line.entry.record) for line in found.lines}
    assert Session not in kinds
    assert ChecklistRun not in kinds
    (note,) = [line.entry for line in found.lines if isinstance(line.entry.record, Note)]
    assert note.record.session_id is None  # type: ignore[union-attr]
    assert {one.kind for one in found.left_out} == {Session, ChecklistRun}


def test_earlier_versions_come_along_and_lost_ones_are_counted(folder: Path) -> None:
    book = diaries.open_(folder, Clock(NOW))
    entry = book.entries(CheckIn)[0]
    for number in range(3):
        book.change(entry.id, check_in(f"change {number}"))
    lines = book.lines()
    book.close()
    found = rescue.readable_lines(folder, keys(folder))
    assert {line.entry.id: line for line in found.lines} == {one.entry.id: one for one in lines}
    assert found.versions == 0
    spoil(folder, "UPDATE history SET body = '{' WHERE revision = 2")
    harmed = rescue.readable_lines(folder, keys(folder))
    assert harmed.versions == 1
    assert harmed.left_out == ()
    (line,) = [line for line in harmed.lines if line.entry.id == entry.id]
    assert [version.revision for version in line.past] == [1, 3]


def test_a_damaged_record_can_still_be_read_in_part(folder: Path) -> None:
    whole = names(folder)
    damage(folder, *pages_of_table(folder, "check_in")[1::4])
    found = rescue.readable_lines(folder, keys(folder))
    there = {line.entry.id for line in found.lines}
    print(f"{len(there)} of {len(whole)} entries from a damaged record")
    assert OLD < len(there) < len(whole)
    assert there | {one.entry_id for one in found.left_out} == whole


def test_what_cannot_be_read_at_all_is_told(folder: Path) -> None:
    wrong = vault.new_keys()
    with pytest.raises(Problem, match="damaged"):
        rescue.readable_lines(folder, wrong)
    (folder / "record.db").unlink()
    with pytest.raises(Problem, match="missing"):
        rescue.readable_lines(folder, wrong)


def test_the_day_of_an_entry_is_in_its_name() -> None:
    new_id = ids(lambda: datetime(2026, 5, 3, 22, 30, tzinfo=UTC))
    assert rescue.made_on(new_id(), ZoneInfo("Europe/Dublin")) == date(2026, 5, 3)
    assert rescue.made_on(new_id(), ZoneInfo("Asia/Kathmandu")) == date(2026, 5, 4)
    assert rescue.made_on("n000001", ZoneInfo("UTC")) is None


def test_a_backup_without_a_key_file_is_passed_over(folder: Path) -> None:
    (backup,) = backups(folder)
    (backup.folder / vault.KEYS).unlink()
    with pytest.raises(Problem):
        key_file(Backup(backup.folder, backup.manifest))
    damage(folder, 9)
    assert rescue.rescue(folder, keys(folder), Clock()).backup is None
