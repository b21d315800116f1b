# SPDX-License-Identifier: Apache-2.0
"""The diagnostic report says how the program and its files are, and nothing of what is in them."""

import getpass
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion import __version__, diagnosis, logbook, paths, preferences
from companion.domain.records import CheckIn
from companion.paths import Places
from companion.storage import backup
from companion.storage.copies import Reason
from tests.storage.samples import Clock, begin, check_in

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
WORDS = "zqcanarywords"


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    made = paths.places(tmp_path / "zqfolder" / "Companion")
    book = begin(made.data)
    book.add(check_in(WORDS))
    backup.make(book.access, Clock()(), Reason.ASKED)
    chosen = preferences.Preferences(country="ie", text_size=150, second_place="/mnt/zqstick")
    preferences.write(made.preferences, chosen)
    assert logbook.begin(made.log)
    logbook.log.warning("kept %s after %d tries", check_in(WORDS), 3)
    yield made
    logbook.end()
    book.close()


def test_it_says_how_things_are(places: Places) -> None:
    facts = [("screen", "1920 × 1080 at 100 %")]
    text = diagnosis.text(places, NOW, counts={CheckIn.__name__: 1}, facts=facts)
    assert f"Companion: {__version__}" in text
    assert "PySide6-Essentials: 6." in text
    assert "record.db: " in text
    assert "mode 600" in text
    assert "backups: 1, " in text
    assert "CheckIn: 1" in text
    assert "text_size: 150" in text
    assert "screen: 1920 × 1080" in text
    assert "kept … after 3 tries" in text


def test_it_says_nothing_of_the_person(places: Places) -> None:
    (places.log / logbook.CRASHES).write_text(
        f'  File "{Path.home()}/zqfolder/companion/app.py", line 3 in run\nfor {Path.home()}\n'
    )
    text = diagnosis.text(places, NOW)
    assert 'File "app.py", line 3 in run' in text
    for secret in (WORDS, "zqfolder", "zqstick", "country", "ie\n", str(Path.home())):
        assert secret not in text
    user = getpass.getuser()
    assert len(user) <= 3 or user not in text


def test_without_its_sieve_the_paths_of_a_crash_would_be_in_it(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    (places.log / logbook.CRASHES).write_text('  File "/zqfolder/app.py", line 3 in run\n')
    read = (places.log / logbook.CRASHES).read_text
    monkeypatch.setattr(logbook, "last_lines", lambda *_: tuple(read().splitlines()))
    assert "zqfolder" in diagnosis.text(places, NOW)


def test_it_can_be_made_where_there_is_nothing(tmp_path: Path) -> None:
    text = diagnosis.text(paths.places(tmp_path / "nothing"), NOW)
    assert "backups: 0" in text
    assert not (tmp_path / "nothing").exists()
