# SPDX-License-Identifier: Apache-2.0
"""Deleting everything leaves no file of ours, and no file of anyone else's goes with it."""

import os
from pathlib import Path

import pytest

from companion import logbook, paths
from companion.paths import Places
from companion.problem import Problem
from companion.storage import backup, diary, erase, lock, opening
from companion.storage.ballast import Ballast
from companion.storage.copies import Reason
from tests.storage.samples import Clock, begin, contents, fill

LEFTOVERS = (
    "record.db.new",
    "record.db.new-wal",
    "record.db.damaged-2026-11-23",
    "record.db.salvaged",
    "record.db.before-restore",
    "record.keys.next",
    ".companion-abc123.part",
    "help.json",
    "preferences.json.new",
    "raise",
    "backups/.partial-1a2b3c4d/record.db",
    "backups/.thinning-paused",
    "before-restore-2026-11-23/record.db",
)


@pytest.fixture(params=["apart", "together"])
def places(tmp_path: Path, request: pytest.FixtureRequest) -> Places:
    """Give the places as the system has them, or all in a folder that was named."""
    if request.param == "together":
        return paths.places(tmp_path / "all" / "Companion")
    return Places(
        data=tmp_path / "all" / "data" / "Companion",
        preferences=tmp_path / "all" / "config" / "Companion" / "preferences.json",
        log=tmp_path / "all" / "cache" / "Companion" / "log",
    )


def whole(places: Places) -> None:
    """Make everything that Companion ever makes."""
    paths.private_folder(places.data)
    book = begin(places.data)
    fill(book)
    book.keep_draft("note", b"half a note")
    access = book.access
    book.close()
    for _time in range(2):
        backup.make(access, Clock()(), Reason.ASKED)
    Ballast(places.data).lay()
    places.preferences.parent.mkdir(parents=True, exist_ok=True)
    places.preferences.write_text("{}")
    for name in LEFTOVERS:
        path = places.data / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    assert logbook.begin(places.log)
    logbook.log.info("started")


def left(folder: Path) -> list[str]:
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_no_file_of_ours_is_left(tmp_path: Path, places: Places) -> None:
    whole(places)
    before = left(tmp_path)
    assert len(before) > 20
    with lock.take(places.data):
        done = erase.erase(places, ["A report you saved stays where you saved it."])
    assert left(tmp_path) == []
    assert not places.data.exists()
    assert [path.name for path in tmp_path.rglob("Companion")] == []
    assert done.stuck == done.others == ()
    assert done.elsewhere == ("A report you saved stays where you saved it.",)
    assert done.removed >= len(before) - 2  # the lock and the mark are not counted
    diary.open_or_create(places.data, Clock()).close()
    print(f"erase: {len(before)} files before, {len(left(tmp_path))} after")


def test_without_knowing_a_name_its_file_stays(
    tmp_path: Path, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(places)
    monkeypatch.setattr(erase, "_REST", erase._REST - {"raise"})
    with lock.take(places.data):
        assert erase.erase(places).others == ("raise",)
    assert [Path(name).name for name in left(tmp_path)] == ["raise"]


def test_what_is_not_ours_stays_and_is_named(tmp_path: Path, places: Places) -> None:
    whole(places)
    outside = tmp_path / "letters"
    outside.mkdir()
    (outside / "record.db").write_text("mine")
    others = ("summary-2026-11-23.pdf", "backups/shopping.txt", "my things/record.db")
    for name in others:
        path = places.data / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("mine")
    (places.data / "backups" / "link").symlink_to(outside)
    (places.data / "before-restore").symlink_to(outside)
    (places.log / "other.log").write_text("mine")
    with lock.take(places.data):
        done = erase.erase(places)
    assert (places.log / "other.log").read_text() == "mine"
    assert set(done.others) - {"log"} == {
        "summary-2026-11-23.pdf",
        "shopping.txt",
        "my things",
        "link",
        "before-restore",
    }
    assert all((places.data / name).read_text() == "mine" for name in others)
    assert (outside / "record.db").read_text() == "mine"
    assert done.stuck == ()


def test_where_it_cannot_begin_nothing_is_gone(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(places)
    before = contents(places.data)
    real = os.open

    def refused(path: object, *rest: int) -> int:
        if str(path).endswith(erase.MARK):
            raise PermissionError(13, "not allowed")
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refused)
    with lock.take(places.data):
        with pytest.raises(Problem, match="not allowed"):
            erase.erase(places)
        assert not erase.is_begun(places.data)
        assert erase.finish_if_begun(places) is None
    monkeypatch.undo()
    after = contents(places.data)
    assert {name for name in before if before[name] != after.get(name)} == {"ballast"}


def test_a_file_that_cannot_be_removed_is_named_and_tried_again(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole(places)
    real = Path.unlink

    def refused(path: Path, missing_ok: bool = False) -> None:
        if path.name == "record.db":
            raise PermissionError(13, "in use")
        real(path, missing_ok)

    with lock.take(places.data):
        monkeypatch.setattr(Path, "unlink", refused)
        assert set(erase.erase(places).stuck) == {"record.db"}
        assert erase.is_begun(places.data)
        assert not (places.data / "record.keys").exists()
        monkeypatch.undo()
        again = erase.finish_if_begun(places)
        assert again is not None
        assert again.stuck == ()
    assert opening.is_new(places.data)
    assert not places.data.exists()
