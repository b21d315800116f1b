# SPDX-License-Identifier: Apache-2.0
"""The list of parts: all that is pinned and all that lies inside it, valid, and the same each time."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from companion import __version__
from tests.packaging.scripts import script

sbom, native_parts, licences = map(script, ("sbom", "native_parts", "licences"))
KNOWN = native_parts.native_parts()
MOMENT = "1764200000"


def made(known: tuple[object, ...] = KNOWN) -> str:
    requirements = sbom.RUN.read_text(encoding="utf-8")
    bom = sbom.bill(requirements, sbom.direct_requirements(), known)
    content: str = sbom.written(bom, MOMENT)
    return content


@pytest.fixture(scope="module")
def content() -> str:
    return made()


@pytest.fixture(scope="module")
def listed(content: str) -> Mapping[str, Any]:
    """Give it as data."""
    data: Mapping[str, Any] = json.loads(content)
    return data


@pytest.fixture(scope="module")
def parts(listed: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """Give each part by what the document calls it."""
    return {part["bom-ref"]: part for part in listed["components"]}


@pytest.fixture(scope="module")
def needs(listed: Mapping[str, Any]) -> Mapping[str, list[str]]:
    """Give what each part needs."""
    return {one["ref"]: one.get("dependsOn", []) for one in listed["dependencies"]}


# --- what lies inside the packages ----------------------------------------------------------------


def test_nothing_inside_the_packages_changed_unseen() -> None:
    """A cipher that is another one than was last looked at is not shipped by an oversight."""
    assert native_parts.differences(KNOWN) == []


@pytest.mark.parametrize(
    "key",
    [
        ("OpenSSL", "sqlcipher3"),
        ("SQLCipher", "sqlcipher3"),
        ("OpenSSL", "typst"),
        ("Qt", "pyside6-essentials"),
    ],
)
def test_a_part_that_changed_is_named(key: tuple[str, str]) -> None:
    (part,) = (one for one in KNOWN if one.key == key)
    (said,) = native_parts.differences((replace(part, version="1.2.3"),))
    assert said == f"{part.name} in {part.within} is {part.version}, not 1.2.3"


def test_a_part_that_no_longer_answers_is_named() -> None:
    silent = native_parts.NativePart(name="Silent", within="click", listed="click", version="1.0")
    assert native_parts.differences((silent,)) == ["Silent in click is untold, not 1.0"]


def test_a_part_of_another_system_is_not_asked_for() -> None:
    elsewhere = native_parts.NativePart(
        name="Elsewhere", within="click", listed="click", version="1.0", systems=("plan9",)
    )
    assert native_parts.differences((elsewhere,)) == []


def test_every_part_that_can_answer_is_asked() -> None:
    asked = set(native_parts._ASKED)
    assert asked == {part.key for part in KNOWN if part.version}
    assert len({part.key for part in KNOWN}) == len(KNOWN)


# --- the document ---------------------------------------------------------------------------------


def test_its_schema_sees_what_is_wrong(content: str) -> None:
    """That it finds nothing in the document as it is, is held where the document is written."""
    small = json.loads(content)
    small.update(components=small["components"][:2], dependencies=[])
    assert sbom.fault(json.dumps(small)) == ""
    assert sbom.fault(json.dumps({**small, "own": 1}))
    small["components"][0]["type"] = "diary"
    assert sbom.fault(json.dumps(small))


def test_it_is_the_same_each_time(content: str) -> None:
    assert made() == content


def test_its_time_is_the_sources_and_its_number_that_of_what_it_says(
    listed: Mapping[str, Any],
) -> None:
    when = datetime.fromisoformat(listed["metadata"]["timestamp"])
    assert when == datetime.fromtimestamp(int(MOMENT), UTC)
    assert json.loads(made(KNOWN[1:]))["serialNumber"] != listed["serialNumber"]


def test_it_is_about_this_version(listed: Mapping[str, Any]) -> None:
    about = listed["metadata"]["component"]
    assert (about["name"], about["version"]) == ("companion", __version__)


def test_every_pinned_package_is_in_it_with_its_hashes(
    parts: Mapping[str, Mapping[str, Any]],
) -> None:
    packages = {one["name"]: one for ref, one in parts.items() if ref.startswith("pkg:pypi/")}
    assert set(packages) == licences.pinned()
    text = sbom.RUN.read_text(encoding="utf-8")
    assert sum(len(one["hashes"]) for one in packages.values()) == text.count("--hash=sha256:")
    assert all(one["licenses"] for one in packages.values())


def test_what_lies_inside_is_in_it_with_its_version(
    parts: Mapping[str, Mapping[str, Any]], needs: Mapping[str, list[str]]
) -> None:
    here = [part for part in KNOWN if part.is_here]
    assert len(here) > 20
    for part in here:
        ref = f"{part.within}#{part.name}"
        assert parts[ref].get("version", "") == part.version
        assert parts[ref]["licenses"]
        (package,) = (
            one
            for one in parts.values()
            if one.get("purl", "").startswith(f"pkg:pypi/{part.within}@")
        )
        assert ref in needs[package["bom-ref"]]
    crates = [ref for ref in parts if ref.startswith("pkg:cargo/")]
    assert len(crates) > 300


def test_all_of_it_is_needed_by_something(
    parts: Mapping[str, Mapping[str, Any]], needs: Mapping[str, list[str]]
) -> None:
    reached, waiting = set[str](), ["companion"]
    while waiting:
        ref = waiting.pop()
        if ref not in reached:
            reached.add(ref)
            waiting += needs[ref]
    assert reached == {"companion", *parts}


def test_it_is_written_with_what_its_schema_is_content_with(tmp_path: Path) -> None:
    target = tmp_path / "new" / "parts.json"
    assert sbom.main(["--out", str(target)]) == 0
    assert json.loads(target.read_text(encoding="utf-8"))["specVersion"] == "1.6"


@pytest.mark.parametrize("wrong", ["a part that changed", "a fault"])
def test_it_is_not_written_when_something_is_wrong(
    wrong: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    changed = [wrong] if "part" in wrong else []
    monkeypatch.setattr(sbom, "differences", lambda _parts: changed)
    monkeypatch.setattr(sbom, "fault", lambda _content: wrong)
    monkeypatch.setattr(sbom, "written", lambda _bom, _moment: "{}")
    assert sbom.main(["--out", str(tmp_path / "parts.json")]) == 1
    assert wrong in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
