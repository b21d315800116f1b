# SPDX-License-Identifier: Apache-2.0
"""What is deleted is not on the disk any more, and an erasing that is killed is never half of one."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from companion import logbook, paths
from companion.domain.records import CheckIn, Note
from companion.storage import backup, diary, erase, lock, opening, vault
from companion.storage.ballast import Ballast
from companion.storage.copies import Reason
from companion.storage.vault import Keys
from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome
from tests.storage.samples import Clock, at, begin, check_in

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs kills and disks of Unix")

CANARY = "zqcanarywords"
PAGE, RESERVED, BLOCK, SALT = 4096, 80, 16, 16
ENTRIES = 40
STEPS = {"open", "os.remove", "os.rmdir", "os.truncate"}


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """Give a disk of its own as a folder, and its image to be searched byte by byte."""
    image, folder = tmp_path / "image", tmp_path / "disk"
    folder.mkdir()
    with image.open("wb") as file:
        file.truncate(24 * 1024 * 1024)
    make = [shutil.which("mkfs.ext4") or "/usr/sbin/mkfs.ext4", "-q", "-F", str(image)]
    mount = ["mount", "-o", "loop", str(image), str(folder)]
    for command in (make, mount):
        try:
            subprocess.run(command, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            pytest.skip("no disk of its own to be had")
    yield folder, image
    subprocess.run(["umount", "--lazy", str(folder)], check=False)


def whole(folder: Path, entries: int = ENTRIES) -> Keys:
    """Make a diary with a backup, a draft, the window's files and a log; give its keys."""
    places = paths.places(folder)
    paths.private_folder(folder)
    book = begin(folder)
    for number in range(entries):
        kept = book.add(check_in(f"{CANARY}{number} of the day"))
        book.change(kept.id, check_in(f"{CANARY}{number} of the evening"))
    book.add(Note(at=at(9), words=f"{CANARY} in a note"))
    book.keep_draft("note", f"{CANARY} half".encode())
    access = book.access
    book.close()
    backup.make(access, Clock()(), Reason.ASKED)
    Ballast(folder).lay()
    places.preferences.write_text("{}")
    (folder / erase.HELP).write_text(f'{{"clinic": "{CANARY}"}}')
    assert logbook.begin(places.log)
    logbook.log.info("started")
    logbook.end()
    return access.keys


def hits(image: Path, keys: Keys) -> dict[str, int]:
    """Count on a disk what would give the diary away: its words, and its key in any form."""
    os.sync()
    raw = image.read_bytes()
    wanted = {
        "words": CANARY.encode(),
        "words in UTF-16": CANARY.encode("utf-16-le"),
        "keys": keys.key,
        "keys in digits": keys.key.hex().encode(),
    }
    return {name: raw.count(each) for name, each in wanted.items()}


def test_nothing_readable_is_left_on_the_disk(disk: tuple[Path, Path], figure: Figure) -> None:
    folder, image = disk
    keys = whole(folder / "data")
    before = hits(image, keys)
    assert before["keys in digits"] >= 3  # record.keys, its copy, and the backup's
    assert before["words"] == 1  # the numbers to call, which are readable while locked
    with lock.take(folder / "data"):
        erase.erase(paths.places(folder / "data"))
    after = hits(image, keys)
    assert set(after.values()) == {0}
    assert sorted(path.name for path in folder.iterdir()) == ["lost+found"]
    size = image.stat().st_size
    figure("erased disk", Outcome("bytes searched", size, {"hits": sum(after.values())}))


def test_removing_alone_leaves_the_keys_on_the_disk(
    disk: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, image = disk
    keys = whole(folder / "data")
    monkeypatch.setattr(erase, "_overwrite_and_remove", erase._remove)
    with lock.take(folder / "data"):
        erase.erase(paths.places(folder / "data"))
    assert hits(image, keys)["keys in digits"] > 0


# --- a single entry -------------------------------------------------------------------------------


def deciphered(record: Path, keys: Keys) -> bytes:
    """Give every page of a record as it is under the encryption, what is free in it included."""
    raw = record.read_bytes()
    plain = bytearray()
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        begins = SALT if start == 0 else 0
        vector = page[PAGE - RESERVED : PAGE - RESERVED + BLOCK]
        decryptor = Cipher(algorithms.AES256(keys.key), modes.CBC(vector)).decryptor()
        plain += decryptor.update(page[begins : PAGE - RESERVED])
    return bytes(plain)


def words_left(folder: Path) -> int:
    """Purge half of the entries from the bin for good; count the words of theirs still there."""
    clock = Clock()
    book = diary.open_(folder, clock)
    gone = list(book.entries(CheckIn))[::2]
    for entry in gone:
        book.remove(entry.id)
    clock.forward(days=diary.BIN_DAYS + 1)
    assert book.purge() == len(gone)
    keys = book.access.keys
    book.close()
    numbers = {re.findall(r"\d+", entry.record.words)[0] for entry in gone}
    plain = deciphered(folder / "record.db", keys)
    found = {text.decode() for text in re.findall(rb"zqcanarywords(\d+)", plain)}
    assert found >= {str(number) for number in range(ENTRIES)} - numbers
    return len(found & numbers)


def test_an_entry_purged_from_the_bin_is_gone_from_the_file(tmp_path: Path, figure: Figure) -> None:
    whole(tmp_path)
    left = words_left(tmp_path)
    assert left == 0
    figure("purged entries", Outcome("entries", ENTRIES // 2, {"found in the file": left}))


def test_without_secure_delete_the_words_stay_in_the_file(tmp_path: Path) -> None:
    whole(tmp_path)
    book = diary.open_(tmp_path, Clock())
    book._database.rows("PRAGMA secure_delete = OFF")
    keys = book.access.keys
    with book._database.write():
        tables = book._database.tables
        tables.execute("INSERT INTO search (search, rank) VALUES ('secure-delete', 0)")
        for table in ("check_in", "note", "history", "search"):
            tables.execute(f"DELETE FROM {table}")
    book.close()
    assert CANARY.encode() in deciphered(tmp_path / "record.db", keys)


# --- killed on the way ----------------------------------------------------------------------------


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do some work in a child that is killed before its step of that number; tell whether it was."""
    child = os.fork()
    if child == 0:
        remaining = step

        def count(event: str, _details: tuple[object, ...]) -> None:
            nonlocal remaining
            if event in STEPS:
                remaining -= 1
                if remaining == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(count)
            work()
            os._exit(0)
        finally:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def erase_all(folder: Path) -> None:
    with lock.take(folder):
        erase.erase(paths.places(folder))


def state_after_a_start(folder: Path) -> str:
    """Start as the app does: finish what was begun, then look for a diary."""
    with lock.take(folder):
        finished = erase.finish_if_begun(paths.places(folder))
        if finished is not None:
            assert finished.stuck == ()
        if opening.is_new(folder):
            assert {path.name for path in folder.parent.rglob("*") if path.is_file()} <= {lock.LOCK}
            return "none"
        book = diary.open_(folder, Clock())
        assert len(book.entries(CheckIn)) == 3
        book.close()
    return "whole"


def sweep(tmp_path: Path, start: Callable[[Path], str]) -> list[str]:
    """Kill an erasing before each of its steps in turn; give what the next start found."""
    model = tmp_path / "model"
    whole(model, entries=3)
    states: list[str] = []
    for step in range(1, 1000):
        folder = tmp_path / str(step) / "Companion"
        shutil.copytree(model, folder)
        killed = killed_at(step, lambda: erase_all(folder))  # noqa: B023 -- done before the next
        states.append(start(folder))
        shutil.rmtree(folder.parent)
        if not killed:
            return states
    raise AssertionError("it never came to its end")


def test_an_erasing_that_is_killed_is_all_or_nothing(tmp_path: Path, figure: Figure) -> None:
    states = sweep(tmp_path, state_after_a_start)
    assert len(states) > 20
    assert set(states) == {"whole", "none"}
    assert states == sorted(states, reverse=True)  # once gone, it does not come back
    counts = {
        "whole diaries": states.count("whole"),
        "clean ends": states.count("none"),
        "between": 0,
    }
    figure("killed erasings", Outcome("kills", len(states) - 1, counts))


def test_without_its_mark_a_killed_erasing_is_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erase, "finish_if_begun", lambda _places: None)

    def start(folder: Path) -> str:
        if opening.is_new(folder):
            return "none"
        try:
            diary.open_(folder, Clock()).close()
        except Exception:  # noqa: BLE001 -- any way of not opening is what is looked for
            return "between"
        return "whole"

    assert "between" in sweep(tmp_path, start)


def test_the_key_file_goes_before_the_record(tmp_path: Path) -> None:
    whole(tmp_path / "data", entries=1)
    gone: list[str] = []
    real = erase._remove

    def remove(path: Path) -> bool:
        gone.append(path.name)
        return real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erase, "_remove", remove)
        erase_all(tmp_path / "data")
    assert gone.index("record.db") > max(gone.index(vault.KEYS), gone.index(vault.COPY))
    assert gone[-2:] == [erase.MARK, lock.LOCK]
