# SPDX-License-Identifier: Apache-2.0
"""The version of Companion stands in one place, and everything else takes it from there."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from companion import __version__, releases
from tests.packaging.scripts import ROOT

HOME = "companion/__init__.py"
METAINFO = f"resources/about/{releases.METAINFO}"
ALLOWED = {
    # Software centres read the newest release there, and the pictures that were taken of it.
    METAINFO: 1 + 6,
    # What was tried is told with the version that it was tried with, and stays true of that.
    "README.md": 1,
}
"""How often the version may stand elsewhere, and why."""
# What pins others' versions, and what others made.
FOREIGN = re.compile(
    r"^(packaging/requirements/|packaging/fhir/package-lock\.json|resources/about/licences/)"
)
LEFT_BEHIND = {"__pycache__", "node_modules"}
# Not the tests: they hold made-up versions against each other, and one that meant the version of
# today would fail with the next.
FOLDERS = (".ci", ".github", "companion", "packaging", "resources")


def our_files() -> Iterator[str]:
    """Give every file of ours, without what running leaves behind."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in found:
        name = path.relative_to(ROOT).as_posix()
        if not LEFT_BEHIND.intersection(path.parts) and not FOREIGN.match(name):
            yield name


def places(names: Iterable[str], version: str, root: Path = ROOT) -> dict[str, int]:
    """Count how often a version stands in each file, as a number of its own."""
    number = re.compile(rf"(?<![\d.]){re.escape(version)}(?![\d]|\.\d)".encode())
    found = {}
    for name in names:
        content = (root / name).read_bytes()
        lines = content.splitlines() if version.encode() in content else ()
        count = sum(bool(number.search(one)) for one in lines)
        if count:
            found[name] = count
    return found


def test_the_version_stands_in_one_place() -> None:
    names = list(our_files())
    assert len(names) > 400
    found = places(names, __version__)
    assert found.pop(HOME) == 1
    assert {name: count for name, count in found.items() if count > ALLOWED.get(name, 0)} == {}


def test_a_second_place_is_found(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(f'version = "{__version__}"\n')
    (tmp_path / "other.toml").write_text(f'version = "1{__version__}"\nold = "{__version__}.1"\n')
    (tmp_path / "third.txt").write_text(f"companion-{__version__}.tar.gz, v{__version__}\n")
    found = places(["one.toml", "other.toml", "third.txt"], __version__, tmp_path)
    assert found == {"one.toml": 1, "third.txt": 1}


def test_software_centres_are_told_of_this_version() -> None:
    text = (ROOT / METAINFO).read_text(encoding="utf-8")
    newest = re.search(r'<release version="([^"]+)"', text)
    assert newest is not None
    assert newest[1] == __version__
    pictures = re.findall(r"/companion/v([^/]+)/", text)
    assert set(pictures) == {__version__}
    for language in ("en", "es"):
        assert releases.releases(language)[0].version == __version__
