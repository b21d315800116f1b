# SPDX-License-Identifier: Apache-2.0
"""No file that calls itself an archive gets in by halves, or stops the app."""

import os
from pathlib import Path

import pytest

from companion.exchange import archive
from companion.problem import Problem
from tests.reliability import imports
from tests.reliability.conftest import Figure
from tests.reliability.monsters import MEGA, MONSTERS, archive_of
from tests.storage.samples import START, begin

pytestmark = pytest.mark.skipif(os.name == "nt", reason="it is watched by what Unix alone has")

SHORT = 700
CONTROL = 130


def test_only_whole_archives_get_in(tmp_path: Path, figure: Figure) -> None:
    outcome, megabytes = imports.watched(SHORT, 1, tmp_path)
    figure(f"hostile imports, {megabytes} MB at the most", outcome)
    assert outcome.wrong == ()
    assert outcome.tried == SHORT
    assert outcome.figures["accepted"] > SHORT / 20
    assert outcome.figures["refused"] > SHORT / 2


def test_an_importer_that_checks_nothing_is_found_out(tmp_path: Path) -> None:
    found = imports.run(CONTROL, 1, tmp_path, "unchecked").figures
    assert found["undocumented"]
    assert found["large"]


def test_an_importer_that_leaves_an_entry_out_is_found_out(tmp_path: Path) -> None:
    assert imports.run(CONTROL, 1, tmp_path, "forgetful").figures["lost"]


def test_an_importer_without_a_transaction_is_found_out(tmp_path: Path) -> None:
    assert imports.run(CONTROL, 1, tmp_path, "piecemeal").figures["half"]


def test_an_importer_that_never_ends_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(imports.PATIENCE, "2")
    (wrong,) = imports.run(10, 1, tmp_path, "endless").wrong
    assert wrong.startswith("fatal: no end")


@pytest.mark.parametrize(
    ("monster", "saying"),
    [
        ("nothing", "is empty"),
        ("blanks, 140 MB", "too large"),
        ("a newer one of 30 MB", "newer version"),
        ("not UTF-8, 30 MB", "not UTF-8"),
        ("lists, 45 MB", "is not an archive"),
        ("unknown lists, 2.9 MB", r"note\[0\]\.record\.more"),
        ("unknown lists, 120 MB", "no entry"),
        ("keys, the last twice, 2.9 MB", "is not an archive"),
        ("deep in what is skipped, 40 MB", "too deep"),
        ("words of 120 MB", "too long"),
        ("half a character for a word of ours", "half of a broken character"),
        ("half a character for a moment", "half of a broken character"),
        ("a megabyte for a word of ours", "route"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, monster: str, saying: str) -> None:
    path = tmp_path / "in.json"
    path.write_bytes(MONSTERS[monster]())
    book = begin(tmp_path / "record")
    with pytest.raises(Problem, match=saying) as problem:
        archive.import_(book, path)
    assert len(str(problem.value)) < imports.LONGEST_MESSAGE
    book.close()


@pytest.mark.parametrize("size", [0, 4 * MEGA])
def test_a_large_file_is_read_as_a_small_one_is(size: int) -> None:
    lines, _places = archive.decoded(archive_of() + b" " * size, START)
    assert [line.entry.id for line in lines] == ["a"]
