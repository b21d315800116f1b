# SPDX-License-Identifier: Apache-2.0
"""Preferences survive, and a file that is damaged costs no more than a window size."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion import preferences
from companion.preferences import Appearance, Preferences
from tests.domain.making import few

CHOSEN = Preferences(
    appearance=Appearance.DARK,
    text_size=150,
    country="IE",
    geometry=(10, -20, 1024, 700),
    maximised=True,
)


def test_without_a_file_there_are_the_defaults(tmp_path: Path) -> None:
    found = preferences.read(tmp_path / "preferences.json")
    assert found == Preferences()
    assert (found.appearance, found.text_size, found.country) == (Appearance.SYSTEM, 100, None)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a new folder" / "preferences.json"
    preferences.write(path, CHOSEN)
    assert preferences.read(path) == CHOSEN
    preferences.write(path, Preferences())
    assert preferences.read(path) == Preferences()
    assert [each.name for each in path.parent.iterdir()] == ["preferences.json"]


@few
@given(
    chosen=st.builds(
        Preferences,
        appearance=st.sampled_from(Appearance),
        text_size=st.integers(100, 200),
        country=st.one_of(st.none(), st.text(max_size=3)),
        geometry=st.one_of(st.none(), st.tuples(*[st.integers(-5000, 5000)] * 4)),
        maximised=st.booleans(),
    )
)
def test_every_choice_comes_back(
    tmp_path_factory: pytest.TempPathFactory, chosen: Preferences
) -> None:
    path = tmp_path_factory.mktemp("kept") / "preferences.json"
    preferences.write(path, chosen)
    assert preferences.read(path) == chosen


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\x00" * 100,
        b'{"appearance": "pink"}',
        b'{"text_size": "150"}',
        b'{"geometry": [1, 2, 3]}',
        b'{"country": 353}',
        b'{"country": "\xff"}',
    ],
)
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(damaged)
    assert preferences.read(path) == Preferences()


def test_what_a_newer_version_added_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(b'{"country": "IE", "sounds": false}')
    assert preferences.read(path) == Preferences(country="IE")


@pytest.mark.parametrize(
    ("kept", "used"), [(99, 100), (100, 100), (137, 137), (200, 200), (201, 200), (-5, 100)]
)
def test_the_text_size_stays_between_100_and_200_percent(
    tmp_path: Path, kept: int, used: int
) -> None:
    path = tmp_path / "preferences.json"
    preferences.write(path, Preferences(text_size=kept))
    assert preferences.read(path).text_size == used


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.mkdir()
    preferences.write(path, CHOSEN)
    assert [each.name for each in tmp_path.iterdir()] == ["preferences.json"]
    assert preferences.read(path) == Preferences()


def test_a_folder_that_cannot_be_made_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    preferences.write(tmp_path / "config" / "preferences.json", CHOSEN)
