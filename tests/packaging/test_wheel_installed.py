# SPDX-License-Identifier: Apache-2.0
"""The installed wheel works away from the checkout, and says so when a part of it is missing."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

import pytest

from companion import self_test, shipped
from tests.packaging.scripts import ROOT

KINDS = (
    "about/en",
    "about/es",
    "about/io.github.companionapp.Companion.metainfo.xml",
    "about/licences",
    "about/licences/Rust-crates.txt",
    "checklists",
    "crisis_lines.toml",
    "fonts",
    "fonts/Inter-Bold.ttf",
    "fonts/OFL-Noto.txt",
    "icons/LICENSE-lucide.txt",
    "icons/companion.svg",
    "instruments",
    "learn/articles.toml",
    "learn/en",
    "learn/es",
    "red_flags.toml",
    "report",
    "report/reading.typ",
    "schema",
    "side_effects.toml",
    "sources.toml",
    "translations",
    "words/en",
    "words/es",
    "words/es/countries.toml",
)
"""Something of each kind of what ships; the window's own are tried with the window."""


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an empty folder, from the file alone."""
    place = tmp_path_factory.mktemp("wheel")
    folder = place / "site"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    exact = ["--no-compile", "--disable-pip-version-check", "--target", str(folder), str(wheel)]
    subprocess.run([*pip, *exact], check=True, capture_output=True, cwd=place)
    return folder


def ask(folder: Path, home: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Start what is installed there. Without `site`, nothing puts the checkout on the path."""
    packages = sysconfig.get_path("purelib")
    own = {
        "PYTHONPATH": os.pathsep.join((str(folder), packages)),
        "HOME": str(home),
        "QT_QPA_PLATFORM": "offscreen",
    }
    return subprocess.run(
        [sys.executable, "-S", *arguments],
        cwd=home,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_passes_its_own_test_from_elsewhere(installed: Path, tmp_path: Path) -> None:
    """Every resource is found and every page is opened, from another folder."""
    where = ask(installed, tmp_path, "-c", "import companion; print(companion.__file__)")
    assert Path(where.stdout.strip()).parent == installed / "companion"
    answer = ask(installed, tmp_path, "-m", "companion", "--self-test")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["ok"] * 4
    # But for where fontconfig lists the fonts of a system that has no list of them yet.
    cache = tmp_path / ".cache"
    assert {*tmp_path.iterdir(), *cache.glob("*")} <= {cache, cache / "fontconfig"}


def test_it_says_that_a_part_is_missing(installed: Path, tmp_path: Path) -> None:
    """The counterpart: an icon that the window shows and the format of the archive are left out."""
    folder = tmp_path / "site"
    shutil.copytree(installed, folder)
    (folder / "companion" / "resources" / "icons" / "list-checks.svg").unlink()
    shutil.rmtree(folder / "companion" / "resources" / "schema")
    home = tmp_path / "home"
    home.mkdir()
    question = "from companion import self_test; print(*self_test.findings(*'resources window'.split()), sep='\\n')"
    answer = ask(folder, home, "-c", question)
    found = answer.stdout.splitlines()
    assert len(found) == 2, answer.stderr
    assert ["works=False" in line for line in found] == [True, True]
    assert "list-checks.svg" in found[1]


def without(resources: Path, folder: Path, parts: Sequence[str]) -> None:
    """Make a folder that leads to all of another one's files but one, without copying any."""
    folder.mkdir()
    for path in resources.iterdir():
        if path.name != parts[0]:
            (folder / path.name).symlink_to(path)
        elif len(parts) > 1:
            without(path, folder / path.name, parts[1:])


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_resource_is_missed_in_silence(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(ROOT / "resources", tmp_path / "resources", kind.split("/"))
    assert not (tmp_path / "resources" / kind).exists()
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path)
    (found,) = self_test.findings("resources")
    assert not found.works


def test_nothing_is_missing_from_the_checkout() -> None:
    (found,) = self_test.findings("resources")
    assert found.works, found.detail


def test_every_template_is_looked_for() -> None:
    there = {path.stem for path in (ROOT / "resources" / "report").glob("*.typ")}
    assert set(self_test.TEMPLATES) == there
