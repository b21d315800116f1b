# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a record is told by reading alone."""

import shutil
from pathlib import Path

import pytest

from companion.problem import Problem
from companion.storage import examination, vault
from companion.storage.examination import Examination, Outcome, examine, lies_well, refuse_sick
from companion.storage.pages import read_pages
from tests.storage.samples import contents
from tests.storage.sick import PAGE, break_pages, keys_of, killed, make_diary, pages_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_diary(tmp_path_factory.mktemp("made"))


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """Give a folder of its own with a copy of the diary."""
    return Path(shutil.copytree(made / "data", tmp_path / "data"))


def flipped(content: bytes, place: int) -> bytes:
    """Give content with one bit of it turned."""
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def test_an_examination_tells_what_is_wrong(
    folder: Path, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = keys_of(folder)
    path = folder / "record.db"
    sound = path.read_bytes()

    def found(content: bytes) -> Examination:
        path.write_bytes(content)
        files = contents(folder)
        result = examine(folder, keys)
        assert contents(folder) == files
        return result

    assert found(sound) == Examination(Outcome.SOUND, len(sound) // PAGE)
    assert found(b"?" * 16 + sound[16:]).outcome is Outcome.SALT
    bad = found(flipped(sound, 9 * PAGE + 5))
    assert (bad.outcome, bad.bad_pages, bad.opens, bad.salvageable) == (
        Outcome.PAGES,
        (10,),
        False,
        True,
    )
    cut = found(sound[: 10 * PAGE + 100])
    assert cut.bad_pages == tuple(range(11, len(sound) // PAGE + 1))
    assert found(flipped(sound, 100)).outcome is Outcome.FIRST_PAGE
    assert found(b"").outcome is Outcome.NOTHING
    assert examine(folder, vault.new_keys()).outcome is Outcome.NOTHING
    # A page of another time is what was written, and does not fit.
    older = (made / "backup" / "record.db").read_bytes()
    page = next(n for n in pages_of(made / "data", "check_in", "check_in_day") if _differs(n, made))
    start = (page - 1) * PAGE
    torn = found(sound[:start] + older[start : start + PAGE] + sound[start + PAGE :])
    assert torn.outcome is Outcome.TABLES
    path.unlink()
    assert examine(folder, keys).outcome is Outcome.NOTHING
    path.write_bytes(b"?" * len(sound))
    looks = iter([path.read_bytes(), sound])

    def misread(record: Path, keys: vault.Keys) -> object:
        record.write_bytes(next(looks))
        return read_pages(record, keys)

    monkeypatch.setattr(examination, "read_pages", misread)
    assert examine(folder, keys).outcome is Outcome.TRANSIENT


def _differs(page: int, made: Path) -> bool:
    start = (page - 1) * PAGE
    one = (made / "data" / "record.db").read_bytes()[start : start + PAGE]
    other = (made / "backup" / "record.db").read_bytes()[start : start + PAGE]
    return len(other) == PAGE and one != other


def test_a_look_that_was_cut_short_is_cleared_away(folder: Path) -> None:
    left = folder / ".looking-left"
    left.mkdir()
    (left / "record.db").write_bytes(b"x")
    examine(folder, keys_of(folder))
    assert not left.exists()


def test_a_sick_record_is_refused_before_anything_opens_it(folder: Path, tmp_path: Path) -> None:
    killed(folder, tmp_path / "killed").close()
    keys = keys_of(folder)
    for place in (folder, tmp_path / "killed"):
        found = contents(place)
        refuse_sick(place, keys)
        assert contents(place) == found
    # A page that the log holds too may be torn in the file.
    last = (folder / "record.db").stat().st_size // PAGE
    hurt = [page for page in range(1, last + 1) if _is_hurt_by(page, tmp_path / "killed")]
    assert 0 < len(hurt) < last
    log = tmp_path / "killed" / "record.db-wal"
    log.write_bytes(log.read_bytes()[:-1])
    with pytest.raises(Problem, match="damaged"):
        refuse_sick(tmp_path / "killed", keys)
    refuse_sick(tmp_path, keys)


def _is_hurt_by(page: int, place: Path) -> bool:
    """Tell whether a bad page in the file makes the record refused."""
    sound = (place / "record.db").read_bytes()
    break_pages(place, page)
    try:
        refuse_sick(place, keys_of(place))
    except Problem:
        return True
    finally:
        (place / "record.db").write_bytes(sound)
    return False


def test_a_record_without_a_log_is_whole_page_by_page(folder: Path) -> None:
    path, keys = folder / "record.db", keys_of(folder)
    sound = path.read_bytes()
    for number in range(len(sound) // PAGE):
        hurt = number * PAGE + (17 if number % 2 else PAGE - 1)
        path.write_bytes(flipped(sound, hurt))
        assert not lies_well(folder, keys), hurt
    for content in (sound[:-PAGE], sound[:-1], b"?" * PAGE, b""):
        path.write_bytes(content)
        assert not lies_well(folder, keys)
    path.write_bytes(sound)
    assert not lies_well(folder, vault.new_keys())
    found = contents(folder)
    assert lies_well(folder, keys)
    assert contents(folder) == found
    # What the file holds beyond the record's last page is no part of it.
    path.write_bytes(sound + bytes(PAGE))
    refuse_sick(folder, keys)
    path.unlink()
    assert not lies_well(folder, keys)


def test_a_record_with_a_log_is_not_called_whole_by_its_file_alone(
    folder: Path, tmp_path: Path
) -> None:
    killed(folder, tmp_path / "killed").close()
    assert not lies_well(tmp_path / "killed", keys_of(folder))
