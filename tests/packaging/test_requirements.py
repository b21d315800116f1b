# SPDX-License-Identifier: Apache-2.0
"""The pinned requirements are what pyproject.toml asks for, complete, hashed and from nowhere in particular."""

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.packaging.scripts import ROOT, script

audit = script("audit")

REQUIREMENTS = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT: dict[str, list[str]] = {
    "run": PROJECT["project"]["dependencies"],
    "test": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"],
    "statistics": PROJECT["dependency-groups"]["statistics"],
    "package": PROJECT["dependency-groups"]["package"],
}
# The packages that the project's owner named.
OWNERS_CHOICE = {"pyside6-essentials", "sqlite-utils", "appdirs", "pytest-qt"}


def blocks(which: str) -> list[str]:
    """Return the entries of a lock file, each on one line."""
    text = (REQUIREMENTS / f"{which}.txt").read_text(encoding="utf-8")
    return text.replace("\\\n", " ").strip().splitlines()


def pins(which: str) -> dict[str, Requirement]:
    """Return what a lock file pins, by name."""
    found = [Requirement(block.split(" --hash")[0]) for block in blocks(which)]
    return {canonicalize_name(pin.name): pin for pin in found}


def pinned_version(pin: Requirement) -> str:
    """Return the one version that a pin allows."""
    (only,) = pin.specifier
    assert only.operator == "=="
    return only.version


def wanted_here(requirements: Iterable[str], extras: Iterable[str] = ()) -> list[Requirement]:
    """Leave out what is for other systems, other Pythons or extras nobody asked for."""
    environments = [{"extra": extra} for extra in ("", *extras)]
    parsed = map(Requirement, requirements)
    return [
        requirement
        for requirement in parsed
        if requirement.marker is None or any(map(requirement.marker.evaluate, environments))
    ]


def closure(requirements: list[str]) -> set[str]:
    """Return all that the given requirements bring along, as the installed packages say."""
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = wanted_here(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        # What is there already may be asked for once more with extras.
        asked = (name, frozenset(requirement.extras))
        if asked not in found:
            found.add(asked)
            waiting += wanted_here(metadata.requires(name) or [], requirement.extras)
    return {name for name, _extras in found}


@pytest.mark.parametrize("which", ["run", "test"])
def test_lock_file_has_all_that_is_needed_and_nothing_else(which: str) -> None:
    applicable = {n for n, pin in pins(which).items() if not pin.marker or pin.marker.evaluate()}
    assert applicable == closure(DIRECT[which])


@pytest.mark.parametrize("which", DIRECT)
def test_pins_are_within_what_pyproject_allows(which: str) -> None:
    pinned = pins(which)
    for direct in map(Requirement, DIRECT[which]):
        version = pinned_version(pinned[canonicalize_name(direct.name)])
        assert direct.specifier.contains(version), direct


@pytest.mark.parametrize(("which", "standing_on"), [("test", "run"), ("package", "test")])
def test_tests_and_releases_use_the_very_versions_that_the_app_runs_on(
    which: str, standing_on: str
) -> None:
    # Not by the whole line: what the app needs on some Pythons, the tests may need on all.
    these, those = pins(which), pins(standing_on)
    both = these.keys() & those.keys()
    assert which == "package" or both == those.keys()
    assert len(both) > 5
    for name in both:
        assert pinned_version(these[name]) == pinned_version(those[name])


def test_every_group_has_its_lock_file_and_every_lock_file_its_group() -> None:
    groups = {"run", *PROJECT["dependency-groups"]}
    assert {path.stem for path in REQUIREMENTS.glob("*.txt")} == groups == set(DIRECT)


def test_it_is_told_how_every_lock_file_is_written() -> None:
    """With the same words that the audit asks uv with, but for where the files are."""
    documents = [ROOT / "README.md", *(ROOT / ".github").glob("*.md")]
    told = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    for name, arguments in audit.LOCKS.items():
        given = " ".join(arguments).format(requirements="packaging/requirements")
        assert f"$pin {given} -o packaging/requirements/{name}.txt" in told
    (line,) = re.findall(r'^pin="uv (.+)"$', told, re.MULTILINE)
    assert set(line.split()) <= set(audit.PIN)


@pytest.mark.parametrize("which", ["run", "test"])
def test_installed_versions_are_the_pinned_ones(which: str) -> None:
    for name, pin in pins(which).items():
        if not pin.marker or pin.marker.evaluate():
            assert metadata.version(name) == pinned_version(pin)


@pytest.mark.parametrize("which", DIRECT)
def test_every_pin_has_hashes(which: str) -> None:
    for block in blocks(which):
        assert re.fullmatch(r"[^ ]+==[^ ]+(?: +;.+?)?(?: +--hash=sha256:[0-9a-f]{64})+", block), (
            block
        )


def test_lock_files_name_no_place_to_fetch_from() -> None:
    lock_files = [
        *REQUIREMENTS.glob("*.txt"),
        *ROOT.glob("*.lock"),
        *ROOT.glob("packaging/**/*.lock"),
    ]
    assert len(lock_files) >= 2
    for file in lock_files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(
            r"://|--(extra-)?index-url|--find-links|--trusted-host|^-i ", text, re.MULTILINE
        )


@pytest.mark.parametrize("which", ["run", "test"])
def test_numpy_is_kept_out(which: str) -> None:
    """sqlite-utils imports numpy whenever it is there, which costs every start half a second."""
    assert "numpy" not in pins(which)


def test_qt_is_older_than_the_release_that_breaks_python_3_11() -> None:
    major, minor = map(int, pinned_version(pins("run")["pyside6-essentials"]).split(".")[:2])
    assert (6, 8) <= (major, minor) < (6, 12)


def test_only_the_small_part_of_qt_is_installed() -> None:
    assert not {"pyside6", "pyside6-addons"} & set(pins("test"))


def test_the_owners_packages_are_there() -> None:
    assert OWNERS_CHOICE <= {canonicalize_name(Requirement(text).name) for text in DIRECT["test"]}
