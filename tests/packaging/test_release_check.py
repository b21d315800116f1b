# SPDX-License-Identifier: Apache-2.0
"""Before a release: every number that ships was looked up within a year, or its country is named."""

import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType

import pytest

from companion.content import ANYWHERE, Content
from tests.packaging.scripts import fresh

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 27)


@pytest.fixture(scope="module")
def release() -> ModuleType:
    """Load release_check.py, which is a script and no part of any package."""
    return fresh("release_check.py")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Give a copy of the files it reads."""
    words = tmp_path / "words" / "en"
    words.mkdir(parents=True)
    shutil.copy(ROOT / "resources" / "words" / "en" / "countries.toml", words)
    shutil.copy(ROOT / "resources" / "crisis_lines.toml", tmp_path)
    return tmp_path


def checked_on(folder: Path, day: str) -> None:
    path = folder / "crisis_lines.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'checked = ".*"', f'checked = "{day}"', text), encoding="utf-8")


def test_what_ships_now_is_not_ready_and_each_country_is_named() -> None:
    command = [sys.executable, str(ROOT / "packaging" / "dev.py"), "release-check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    *lines, last = done.stdout.splitlines()
    content = Content()
    named = {line.partition(":")[0] for line in lines}
    unchecked = {
        content.country_names[country.code]
        for country in content.countries.values()
        if not all(each.checked for each in country.emergency)
        or not all(each.checked for each in country.line)
    }
    assert named == unchecked
    assert last.startswith(f"Not ready for a release: {len(lines)} numbers")
    assert "Ireland: emergency number 112: not checked" in lines
    assert "Germany: TelefonSeelsorge 0800 1110222: not checked" in lines
    assert content.country_names[ANYWHERE] in named


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        (TODAY, ""),
        (TODAY - timedelta(days=365), ""),
        (TODAY - timedelta(days=366), "more than 365 days ago"),
        (TODAY + timedelta(days=1), "yet to come"),
    ],
)
def test_a_check_holds_for_a_year(release: ModuleType, copied: Path, day: date, fault: str) -> None:
    checked_on(copied, day.isoformat())
    found = release.check(copied, TODAY)
    assert bool(found) is bool(fault)
    assert all(fault in line for line in found)


def test_one_number_that_was_forgotten_is_found(release: ModuleType, copied: Path) -> None:
    checked_on(copied, TODAY.isoformat())
    path = copied / "crisis_lines.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count('number = "10177"\n') == 1
    day = f'checked = "{TODAY}"'
    path.write_text(
        text.replace(f'number = "10177"\n{day}', 'number = "10177"\nchecked = "soon"'),
        encoding="utf-8",
    )
    (found,) = release.check(copied, TODAY)
    assert found == "South Africa: emergency number 10177: checked on “soon”, which is no date"


def test_all_checked_it_says_so(
    release: ModuleType,
    copied: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (copied / "resources").mkdir()
    for name in ("words", "crisis_lines.toml"):
        (copied / name).rename(copied / "resources" / name)
    checked_on(copied / "resources", date.today().isoformat())  # noqa: DTZ011
    monkeypatch.setattr(release, "ROOT", copied)
    assert release.main() == 0
    assert "checked within a year" in capsys.readouterr().out
