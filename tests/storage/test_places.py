# SPDX-License-Identifier: Apache-2.0
"""Where things are kept, what a problem says, and files that are whole or not there."""

import stat
from pathlib import Path

import pytest

from companion.paths import Places, places, private_folder, write_atomically
from companion.problem import Problem


def test_everything_lies_inside_a_folder_that_is_named(tmp_path: Path) -> None:
    assert places(tmp_path) == Places(
        data=tmp_path, preferences=tmp_path / "preferences.json", log=tmp_path / "log"
    )


def test_a_named_folder_is_understood_from_where_we_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert places(Path("here")).data == tmp_path / "here"


def test_the_usual_places_are_the_systems_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appdirs.system", "linux2")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    found = places()
    assert found.data == tmp_path / "data" / "Companion"
    assert found.preferences == tmp_path / "config" / "Companion" / "preferences.json"
    assert list(tmp_path.iterdir()) == []


def test_a_problem_says_three_things() -> None:
    problem = Problem(happened="It rained.", safe="You are dry.", next_step="Stay in.")
    assert str(problem) == "It rained. You are dry. Stay in."
    assert (problem.happened, problem.safe, problem.next_step) == (
        "It rained.",
        "You are dry.",
        "Stay in.",
    )


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    write_atomically(path, b"new\0\xff")
    assert path.read_bytes() == b"new\0\xff"
    assert [left.name for left in tmp_path.iterdir()] == ["file"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_fails_to_sync_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(Problem, match="no room left"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [left.name for left in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    ("number", "saying"), [(13, "not allowed"), (30, "not allowed"), (5, "could not be written")]
)
def test_each_trouble_has_words_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, saying: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, "x")

    monkeypatch.setattr("tempfile.mkstemp", fail)
    with pytest.raises(Problem, match=saying):
        write_atomically(tmp_path / "file", b"")


def test_a_private_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    private_folder(tmp_path / "a" / "b")
    private_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    (tmp_path / "file").write_text("x")
    with pytest.raises(Problem):
        private_folder(tmp_path / "file")
