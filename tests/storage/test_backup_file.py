# SPDX-License-Identifier: Apache-2.0
"""A backup as one file goes out whole, comes back whole, and believes no file that others made."""

import io
import os
import shutil
import stat
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from companion.domain.records import CheckIn
from companion.problem import Problem
from companion.stopping import Progress
from companion.storage import backup, backup_file, copies, diary, opening, restore, vault, verifying
from companion.storage.copies import Backup, Reason, backups
from companion.storage.opening import Access
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


@pytest.fixture
def one(access: Access) -> Backup:
    """Give a backup of it."""
    return backup.make(access, NOW, Reason.SESSION)


@pytest.fixture
def file(one: Backup, tmp_path: Path) -> Path:
    """Give the same as one file."""
    target = tmp_path / "given.companion-backup"
    backup_file.write(one, target)
    return target


def add(access: Access, *words: str) -> None:
    book = diary.open_(access.folder, Clock(), access=access)
    for word in words:
        book.add(check_in(word))
    book.close()


def words(folder: Path, access: Access | None = None) -> list[str]:
    book = diary.open_(folder, Clock(), access=access)
    found = sorted(entry.record.words for entry in book.entries(CheckIn))
    book.close()
    return found


def back(access: Access, one: Backup, present: Access | None = None) -> restore.Restored:
    keys = vault.unlock(copies.key_file(one))
    return restore.restore(access.folder, one, keys, NOW + DAY, present=present)


# --- as one file ----------------------------------------------------------------------------------


def test_a_backup_goes_out_as_one_private_file_and_comes_back(
    access: Access, one: Backup, file: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(file) as packed:
        assert sorted(packed.namelist()) == ["manifest.json", "record.db", "record.keys"]
        assert {entry.compress_type for entry in packed.infolist()} == {zipfile.ZIP_STORED}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    back_again = backup_file.unpack(file, tmp_path / "unpacked")
    assert contents(back_again.folder) == contents(one.folder)
    assert stat.S_IMODE(back_again.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(back_again.record.stat().st_mode) == 0o600
    assert verifying.verify(back_again, access.keys) == ()


def test_giving_out_makes_a_backup_and_the_file(access: Access, tmp_path: Path) -> None:
    target = tmp_path / "mine.companion-backup"
    one = backup.give_out(access, NOW, target)
    assert backups(access.folder) == (one,)
    assert backup_file.manifest_in(target) == one.manifest
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mine.companion-backup"]


def test_a_file_that_does_not_read_back_is_removed(
    one: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "place"
    target.mkdir()
    write_zip = backup_file._write_zip

    def write_badly(backup: Backup, file: io.BufferedWriter, progress: Progress) -> None:
        write_zip(backup, file, progress)
        file.seek(5000)
        file.write(b"?")

    monkeypatch.setattr(backup_file, "_write_zip", write_badly)
    with pytest.raises(Problem):
        backup_file.copy_to(one, target)
    assert list(target.iterdir()) == []


def test_without_reading_back_a_bad_stick_would_go_unnoticed(
    one: Backup, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the test above can fail."""
    monkeypatch.setattr(backup_file, "_reads_back", lambda *_: True)
    with pytest.raises(pytest.fail.Exception):
        test_a_file_that_does_not_read_back_is_removed(one, tmp_path, monkeypatch)


def test_a_copy_that_decayed_is_not_copied_on(one: Backup, tmp_path: Path) -> None:
    content = bytearray(one.record.read_bytes())
    content[5000] ^= 1
    one.record.write_bytes(bytes(content))
    (tmp_path / "place").mkdir()
    with pytest.raises(Problem, match="did not read back"):
        backup_file.copy_to(one, tmp_path / "place")
    assert list((tmp_path / "place").iterdir()) == []


def test_the_last_ten_of_this_diary_stay_in_a_second_place(access: Access, tmp_path: Path) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    begin(tmp_path / "other", prefix="m").close()
    theirs = opening.access(tmp_path / "other")
    for days in range(3):
        backup.make(theirs, NOW - (900 + days) * DAY, Reason.ASKED, into=place)
    (place / "companion-2020-01-01T00-00-00Z.companion-backup").write_bytes(b"not ours")
    (place / "my own.companion-backup").write_bytes(b"mine")
    (place / ".companion-backup-left").write_bytes(b"half")
    others = {name for name in contents(place) if not name.startswith(".")}
    made = [backup.make(access, NOW + days * DAY, Reason.ASKED, into=place) for days in range(13)]
    ours = {
        f"companion-{copies.name_of(one.made_at)}.companion-backup"
        for one in made[3:]
        if one.made_at is not None
    }
    assert set(contents(place)) == others | ours
    backup_file.copy_to(made[-1], place)
    assert set(contents(place)) == others | ours


def test_one_from_another_diary_at_the_same_second_is_not_written_over(
    access: Access, one: Backup, tmp_path: Path
) -> None:
    place = tmp_path / "stick"
    place.mkdir()
    begin(tmp_path / "other", prefix="m").close()
    theirs = backup.make(opening.access(tmp_path / "other"), NOW, Reason.ASKED, into=place)
    target = backup_file.copy_to(one, place)
    assert target.name == "companion-2026-11-22T20-49-30Z-2.companion-backup"
    found = [backup_file.manifest_in(path) for path in sorted(place.iterdir())]
    assert found == [one.manifest, theirs.manifest]


def test_a_stick_that_is_not_there_is_told_and_the_backup_is_made(
    access: Access, tmp_path: Path
) -> None:
    with pytest.raises(Problem, match="The backup on this computer was made"):
        backup.make(access, NOW, Reason.EXIT, into=tmp_path / "stick")
    assert len(backups(access.folder)) == 1


@pytest.mark.skipif(os.name == "nt", reason="needs permissions of Unix")
def test_a_medium_that_cannot_be_written_can_be_restored_from(
    access: Access, one: Backup, file: Path, tmp_path: Path
) -> None:
    medium = tmp_path / "medium"
    shutil.copytree(one.folder, medium / "as-a-folder")
    shutil.copy(file, medium)
    for path in sorted(medium.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    medium.chmod(0o500)
    before = contents(medium)
    add(access, "later")
    back(access, copies.read(medium / "as-a-folder"), access)
    back(access, backup_file.unpack(medium / file.name, tmp_path / "unpacked"), access)
    assert contents(medium) == before
    assert len(words(access.folder)) == 1
    for path in (medium, *(path for path in medium.rglob("*") if path.is_dir())):
        path.chmod(0o700)


# --- files that someone else made -----------------------------------------------------------------


def plain_zip(*entries: tuple[str | zipfile.ZipInfo, bytes], **how: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", how.get("kind", zipfile.ZIP_STORED)) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def saying(content: bytes, size: int) -> bytes:
    """Give a zip whose list tells another size for its first file than is there."""
    place = content.rindex(b"PK\1\2", 0, content.index(b"PK\1\2") + 4)
    changed = bytearray(content)
    struct.pack_into("<II", changed, place + 20, size, size)
    return bytes(changed)


THREE = (("manifest.json", b"{}"), ("record.keys", b"{}"), ("record.db", b"x" * 5000))
HOSTILE = {
    "nothing": b"",
    "no zip": b"x" * 5000,
    "an empty zip": plain_zip(),
    "one missing": plain_zip(*THREE[:2]),
    "one too many": plain_zip(*THREE, ("more", b"")),
    "one twice": plain_zip(*THREE[:2], ("record.keyz", b"{}")).replace(b"keyz", b"keys"),
    "a path out": plain_zip(*THREE[:2], ("../record.db", b"x")),
    "an absolute path": plain_zip(*THREE[:2], ("/tmp/record.db", b"x")),
    "a folder": plain_zip(*THREE[:2], ("record.db/", b"")),
    "a link": plain_zip(*THREE[:2], (link("record.db"), b"/etc/passwd")),
    "a bomb": plain_zip(*THREE[:2], ("record.db", b"\0" * 3_000_000), kind=zipfile.ZIP_DEFLATED),
    "a key file of a megabyte": plain_zip(THREE[0], ("record.keys", b"x" * 2**20), THREE[2]),
    "sizes that lie": saying(plain_zip(*THREE), 2**30),
    "no true manifest": plain_zip(*THREE),
    "a nested manifest": plain_zip(("manifest.json", b"[" * 200_000), *THREE[1:]),
    "a comment": plain_zip(*THREE) + b"x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_a_backup_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "strange.companion-backup"
    file.write_bytes(HOSTILE[name])
    with pytest.raises(Problem, match="is not a whole Companion backup"):
        backup_file.unpack(file, tmp_path / "deep" / "in")
    outside = {path for path in tmp_path.rglob("*") if "in" not in path.relative_to(tmp_path).parts}
    assert outside == {file, tmp_path / "deep"}
    assert sum(map(len, contents(tmp_path / "deep").values())) < 300_000


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(Problem, match="There is no backup file"):
            backup_file.unpack(path, tmp_path / "in")


def test_a_damaged_file_is_never_restored(access: Access, file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    random = Random(4)
    noticed = 0
    for number in range(150):
        content = bytearray(whole)
        if number % 3:
            content[random.randrange(len(content))] ^= 1 << random.randrange(8)
        else:
            del content[random.randrange(len(content)) :]
        file.write_bytes(bytes(content))
        into = tmp_path / f"in-{number}"
        try:
            found = backup_file.unpack(file, into)
        except Problem:
            noticed += 1
        else:
            if verifying.verify(found, access.keys):
                noticed += 1
            else:
                # A bit in a zip's own notes, such as a date, takes nothing from the three files.
                assert (into / "record.db").read_bytes() in whole
                assert (into / "record.keys").read_bytes() in whole
        shutil.rmtree(into, ignore_errors=True)
    print(f"damaged backup files: {noticed} of 150 refused, 0 restored wrongly")
    assert noticed > 140
