# SPDX-License-Identifier: Apache-2.0
"""A salvaged record is put in place so that a kill leaves the old one or the new one."""

import os
import shutil
from pathlib import Path

import pytest

from companion.problem import Problem
from companion.storage import diary, swap
from companion.storage.examination import refuse_sick
from companion.storage.salvage import SALVAGED, adopt
from tests.storage.samples import Clock, contents
from tests.storage.sick import break_pages, keys_of, killed, make_diary, rescue


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_diary(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Give a folder of its own with a copy of the diary."""
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


def test_the_damaged_record_is_kept_with_its_log(folder: Path, tmp_path: Path) -> None:
    book = killed(folder, tmp_path / "killed")
    book.close()
    place = tmp_path / "killed"
    break_pages(place, 20)
    found = contents(place)
    rescue(place)
    kept = adopt(place, Clock())
    assert kept.name.startswith("record.db.damaged-20")
    assert kept.read_bytes() == found["record.db"]
    assert Path(f"{kept}-wal").read_bytes() == found["record.db-wal"]
    assert not (place / "record.db-wal").exists()
    book = diary.open_(place, Clock())
    assert len(book.lines()) > 100
    book.close()
    assert kept.read_bytes() == found["record.db"]
    rescue(place)
    assert adopt(place, Clock()) != kept


class PowerCut(BaseException):
    """The end of the process."""


@pytest.mark.parametrize("steps", range(14))
def test_an_adoption_cut_short_leaves_the_old_or_the_new(
    folder: Path, tmp_path: Path, steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(folder, tmp_path / "killed").close()
    place = tmp_path / "killed"
    break_pages(place, 20)
    rescue(place)
    old, new = (place / "record.db").read_bytes(), (place / SALVAGED).read_bytes()
    log = (place / "record.db-wal").read_bytes()
    with monkeypatch.context() as patch:
        done = _cut_after(steps, patch)
        try:
            adopt(place, Clock())
        except PowerCut:
            assert len(done) == steps
    swap.settle(place)
    keys = keys_of(place)
    if (place / "record.db").read_bytes() == old:
        assert (place / "record.db-wal").read_bytes() == log
        with pytest.raises(Problem, match="damaged"):
            refuse_sick(place, keys)
    else:
        assert (place / "record.db").read_bytes() == new
        assert any(path.read_bytes() == old for path in place.glob("record.db.damaged-*Z"))
        assert any(path.read_bytes() == log for path in place.glob("record.db.damaged-*-wal"))
        book = diary.open_(place, Clock())
        assert len(book.lines()) > 100
        book.close()


def _cut_after(steps: int, patch: pytest.MonkeyPatch) -> list[str]:
    """End the process after some changes to names in a folder; give those that were made."""
    done: list[str] = []
    for owner, name in ((Path, "replace"), (Path, "unlink"), (os, "link")):
        real = getattr(owner, name)

        def cut(*of: object, real: object = real, name: str = name, **more: object) -> object:
            if len(done) == steps:
                raise PowerCut
            done.append(name)
            return real(*of, **more)  # type: ignore[operator]

        patch.setattr(owner, name, cut)
    return done
