# SPDX-License-Identifier: Apache-2.0
"""What a file is that somebody opens is told by what is in it."""

import json
import os
import sys
from pathlib import Path

import pytest

from companion.exchange import archive
from companion.exchange.kinds import ARCHIVE_ENDING, Kind, kind_of
from companion.problem import Problem
from companion.storage import backup
from tests.exchange.packs import EXAMPLE
from tests.storage.samples import Clock, begin

ARCHIVE = b'{"format": "companion-archive", "version": 4, "entries": {}}'


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.companion.json", ARCHIVE, Kind.ARCHIVE),
        ("renamed.txt", ARCHIVE, Kind.ARCHIVE),
        ("with a mark.json", b"\xef\xbb\xbf" + ARCHIVE, Kind.ARCHIVE),
        ("newer.json", b'{"version": 99, "format": "companion-archive"}', Kind.ARCHIVE),
        # The import says what is wrong with it, and where.
        ("cut.companion.json", ARCHIVE[:40], Kind.ARCHIVE),
        ("clinic.json", json.dumps(EXAMPLE).encode(), Kind.CLINIC_LIST),
        # What takes them in says that they are damaged.
        ("cut.json", b'{"format": "companion-archive", "vers', Kind.ARCHIVE),
        ("cut-list.json", b'{"format": "companion-clinic-pack", "iss', Kind.CLINIC_LIST),
        # Going back says that it is not whole.
        ("cut.companion-backup", b"PK\3\4", Kind.BACKUP),
        ("CAPITALS.COMPANION-BACKUP", b"", Kind.BACKUP),
    ],
)
def test_it_is_told_by_its_content_and_then_by_its_name(
    tmp_path: Path, name: str, content: bytes, kind: Kind
) -> None:
    (tmp_path / name).write_bytes(content)
    assert kind_of(tmp_path / name) is kind


def test_what_was_written_here_is_known_whatever_it_is_called(tmp_path: Path) -> None:
    book = begin(tmp_path / "Companion")
    archive.export(book, tmp_path / f"mine{ARCHIVE_ENDING}")
    access = book.access
    book.close()
    backup.give_out(access, Clock()(), tmp_path / "stick.zip")
    assert kind_of(tmp_path / f"mine{ARCHIVE_ENDING}") is Kind.ARCHIVE
    assert kind_of(tmp_path / "stick.zip") is Kind.BACKUP


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("letter.txt", b"Dear doctor"),
        ("list.json", b"[1, 2]"),
        ("number.json", b'{"format": 3}'),
        ("deep.json", b'{"a": ' + b"[" * 5000),
        ("bytes.json", b"\xff\xfe\x00"),
        ("other.zip", b"PK\3\4 and more"),
    ],
)
def test_anything_else_is_refused_in_plain_words(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Problem) as refused:
        kind_of(tmp_path / name)
    assert refused.value.happened == f"“{name}” is not a file that Companion can open."
    assert refused.value.safe == "Nothing was changed."
    assert "(.companion-backup)" in refused.value.next_step


@pytest.mark.parametrize(
    ("content", "happened"),
    [
        (b"", "“in.json” is empty."),
        (
            b'{"resourceType": "Bundle", "type": "document"}',
            "“in.json” is in the form that clinics exchange (FHIR).",
        ),
    ],
)
def test_what_is_known_to_be_something_else_is_told(
    tmp_path: Path, content: bytes, happened: str
) -> None:
    (tmp_path / "in.json").write_bytes(content)
    with pytest.raises(Problem) as refused:
        kind_of(tmp_path / "in.json")
    assert refused.value.happened == happened
    assert refused.value.safe == "Nothing was changed."


@pytest.mark.parametrize("path", ["not there.json", "."])
def test_what_cannot_be_read_is_said(tmp_path: Path, path: str) -> None:
    with pytest.raises(Problem, match="cannot be read"):
        kind_of(tmp_path / path)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no name in a folder there")
@pytest.mark.parametrize("name", ["pipe.json", "pipe.companion-backup"])
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(Problem, match="cannot be read"):
        kind_of(tmp_path / name)
