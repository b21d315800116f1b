# SPDX-License-Identifier: Apache-2.0
"""Words of any script come through the window, the PDF and the archive as they were given."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from companion.content import Content
from companion.domain.records import CheckIn, Note
from companion.exchange import archive
from companion.report.parts import USUAL, Options, Paper, Section
from companion.report.pdf import compile_pdf
from companion.report.summary import summarise
from companion.storage.diary import Diary, open_or_create
from tests.e2e.conftest import Clock
from tests.e2e.person import Person, needs_screen

BEGINNING = "Grüße 🙂👩‍🚀 你好 مرحبا"
WORDS = f"{BEGINNING} \x07\x1b[31m\0 \u2028 <b>&amp;</b> #set text(1pt)\r\n\tend "
AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def note(diary: Diary) -> str:
    """Give the id of a note, beside a check-in so that there is something to report."""
    diary.add(CheckIn(at=AT, mood=6))
    return diary.add(Note(at=AT, words=WORDS)).id


def kept(diary: Diary) -> list[bytes]:
    return [entry.record.words.encode() for entry in diary.entries(Note)]


@needs_screen
def test_they_are_shown_in_the_log(qtbot: QtBot, note: str, person: Person) -> None:
    def story() -> None:
        person.keys("alt+3")
        row = person.read(BEGINNING)
        assert "<b>&amp;</b> #set text(1pt) end" in row
        person.photograph("words-log")

    person.live(qtbot, story, seconds=30)


def test_they_give_a_sound_pdf(note: str, diary: Diary, clock: Clock, tmp_path: Path) -> None:
    options = Options(
        first=AT.date(),
        last=AT.date(),
        sections=USUAL | {Section.NOTES},
        paper=Paper.A4,
        notes=frozenset({note}),
    )
    path = tmp_path / "words.pdf"
    summary = summarise(diary.snapshot(), Content(), options, clock())
    path.write_bytes(compile_pdf(summary, options.paper))
    reader = PdfReader(path)
    told = " ".join(page.extract_text() for page in reader.pages)
    assert "Grüße" in told
    assert "<b>&amp;</b> #set text(1pt)" in told
    assert "/StructTreeRoot" in reader.root_object
    if shutil.which("pdfinfo"):
        said = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True)
        assert "Tagged:          yes" in said.stdout


def test_they_come_back_from_the_diary_and_the_archive(clock: Clock, tmp_path: Path) -> None:
    first = open_or_create(tmp_path / "one", clock)
    first.add(Note(at=AT, words=WORDS))
    assert kept(first) == [WORDS.encode()]
    first.close()
    again = open_or_create(tmp_path / "one", clock)
    assert kept(again) == [WORDS.encode()]
    archive.export(again, tmp_path / "everything.json")
    there = open_or_create(tmp_path / "another", clock)
    archive.import_(there, tmp_path / "everything.json")
    assert kept(there) == [WORDS.encode()]
    archive.export(there, tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "everything.json").read_bytes()
    there.close()
    again.close()
