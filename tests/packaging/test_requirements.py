# SPDX-License-Identifier: Apache-2.0
"""The pinned requirements are what pyproject.toml asks for, complete, hashed and from nowhere in particular."""

import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT: dict[str, list[str]] = {
    "run": PROJECT["project"]["dependencies"],
    "test": PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["test"],
    "statistics": PROJECT["dependency-groups"]["statistics"],
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
    found: set[str] = set()
    waiting = wanted_here(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            waiting += wanted_here(metadata.requires(name) or [], requirement.extras)
    return found


@pytest.mark.parametrize("which", ["run", "test"])
def test_lock_file_has_all_that_is_needed_and_nothing_else(which: str) -> None:
    applicable = {n for n, pin in pins(which).items() if not pin.marker or pin.marker.evaluate()}
    assert applicable == closure(DIRECT[which])


@pytest.mark.parametrize("which", ["run", "test", "statistics"])
def test_pins_are_within_what_pyproject_allows(which: str) -> None:
    pinned = pins(which)
    for direct in map(Requirement, DIRECT[which]):
        version = pinned_version(pinned[canonicalize_name(direct.name)])
        assert direct.specifier.contains(version), direct


def test_tests_run_on_the_very_versions_that_the_app_runs_on() -> None:
    run, test = pins("run"), pins("test")
    # Not by the whole line: what the app needs on some Pythons, the tests may need on all.
    versions = {name: pinned_version(pin) for name, pin in run.items()}
    assert versions == {name: pinned_version(test[name]) for name in run}


@pytest.mark.parametrize("which", ["run", "test"])
def test_installed_versions_are_the_pinned_ones(which: str) -> None:
    for name, pin in pins(which).items():
        if not pin.marker or pin.marker.evaluate():
            assert metadata.version(name) == pinned_version(pin)


@pytest.mark.parametrize("which", ["run", "test", "statistics"])
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
