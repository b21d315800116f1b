# SPDX-License-Identifier: Apache-2.0
"""Everything that comes along may, is told of on the page About, and is told of truly."""

from importlib import metadata

import pytest
from msgspec.structs import replace

from companion import about
from companion.about import Part
from companion.shipped import resource_path
from tests.packaging.scripts import script

licences, native_parts, crates = map(script, ("licences", "native_parts", "crates"))
RULES = licences.rules()
PARTS = about.parts()
NATIVE = native_parts.native_parts()


def faults(*parts: Part) -> list[str]:
    """Give what is not in order when these parts stand in the place of those of the same name."""
    others = {part.name: part for part in parts}
    changed = [others.get(part.name, part) for part in PARTS]
    found: list[str] = licences.faults(changed, RULES, licences.pinned(), NATIVE)
    return found


def part(name: str) -> Part:
    (found,) = (one for one in PARTS if one.name == name)
    return found


def test_all_that_comes_along_may_and_is_listed_truly() -> None:
    assert licences.all_faults() == []


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True),
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("Proprietary", False),
        ("", False),
        ("MIT OR GPL-3.0-only", True),
        ("GPL-3.0-only OR MIT", True),
        ("MIT AND GPL-3.0-only", False),
        ("(MIT OR GPL-3.0-only) AND Zlib", True),
        ("(MIT AND GPL-3.0-only) OR Zlib", True),
        ("MIT OR GPL-3.0-only AND GPL-2.0-only", True),
        ("(MIT OR Zlib) AND GPL-3.0-only", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Apache-2.0 WITH Some-exception", False),
        ("GPL-2.0-or-later", False),
        ("GPL-2.0-or-later WITH Bootloader-exception", True),
        ("MIT, Zlib", False),
        ("(MIT", False),
        ("MIT)", False),
        ("MIT Zlib", False),
        ("MIT AND", False),
        ("OR MIT", False),
    ],
)
def test_a_licence_may_come_along_or_not(licence: str, *, may: bool) -> None:
    assert RULES.allow(licence) is may


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        (
            replace(part("segno"), licence="MIT"),
            "segno is under BSD-3-Clause, and listed under MIT",
        ),
        (
            replace(part("msgspec"), licence="GPL-3.0-only"),
            "msgspec: GPL-3.0-only is not among the licences that may come along",
        ),
        (replace(part("SQLCipher"), texts=()), "SQLCipher has no text of its licence"),
        (
            replace(part("click"), package="pytest"),
            "click comes along and is not listed",
        ),
        (
            replace(part("click"), package="pytest"),
            "pytest is listed and does not come along",
        ),
        (replace(part("ICU"), name="I"), "ICU in pyside6-essentials comes along and is not listed"),
    ],
)
def test_what_is_not_in_order_is_said(changed: Part, fault: str) -> None:
    name = "ICU" if changed.name == "I" else changed.name
    others = [changed if one.name == name else one for one in PARTS]
    assert fault in licences.faults(others, RULES, licences.pinned(), NATIVE)


def test_a_package_of_another_python_is_left_to_that_one() -> None:
    """On some of the Pythons not all that is pinned is installed; its name is held all the same."""
    others = [replace(one, package="gone") if one.name == "click" else one for one in PARTS]
    names = licences.pinned() - {"click"} | {"gone"}
    assert licences.faults(others, RULES, names, NATIVE) == []


def test_one_of_a_choice_may_be_taken() -> None:
    assert faults(replace(part("cryptography"), licence="BSD-3-Clause")) == []
    assert metadata.metadata("cryptography")["License-Expression"] == "Apache-2.0 OR BSD-3-Clause"


def test_what_was_read_is_asked_for_where_nothing_exact_is_told() -> None:
    here = {one.package for one in PARTS if one.version}
    untold = {name for name in here if not licences.told(name)}
    assert untold == set(RULES.read)
    told = licences.faults(PARTS, replace(RULES, read={}), licences.pinned(), NATIVE)
    assert {line.partition(" ")[0] for line in told} == untold
    needless = licences.faults(
        PARTS, replace(RULES, read={**RULES.read, "click": "MIT"}), licences.pinned(), NATIVE
    )
    assert needless == ["click says exactly BSD-3-Clause; what was read of it (MIT) can go"]


def test_every_part_that_is_listed_comes_from_somewhere() -> None:
    """Nothing is thanked for that does not come along."""
    inside = {one.listed for one in NATIVE}
    shipped = {"Inter", "Noto", "Lucide"}
    with_the_bundle = {"Python", "Expat", "PyInstaller bootloader"}
    rust = {"Rust crates"}
    of_packages = {one.name for one in PARTS if one.package}
    data = {"Data in pikepdf"}
    assert {one.name for one in PARTS} == (
        inside | shipped | with_the_bundle | rust | of_packages | data
    )


def test_every_text_of_a_licence_is_shown_with_a_part() -> None:
    shipped = {path.name for path in resource_path("about", "licences").glob("*.txt")}
    used = {name.rpartition("/")[2] for one in PARTS for name in one.texts}
    # Told on the page About by the questionnaires themselves.
    assert shipped == {
        name for name in used if (resource_path("about", "licences") / name).exists()
    } | {licences.QUESTIONNAIRES.name}
    for name in shipped:
        assert len(resource_path("about", "licences", name).read_text(encoding="utf-8")) > 600


def test_crates_of_rust_are_those_of_the_installed_packages() -> None:
    assert crates.TEXT.read_text(encoding="utf-8") == crates.told()
    for package in crates.PACKAGES:
        assert len(crates.crates(package)) > 20


def test_texts_for_the_crates_are_those_of_their_licences() -> None:
    """Each licence that a crate leaves no way around has its text beside the list."""
    texts = {name.rpartition("/")[2].removesuffix(".txt") for name in part("Rust crates").texts}
    for package in crates.PACKAGES:
        for crate in crates.crates(package):
            every = replace(RULES, allowed=dict.fromkeys(texts, ""))
            assert every.allow(crate.licence.replace(" WITH LLVM-exception", "")), crate


def test_a_package_without_a_list_of_its_crates_is_noticed() -> None:
    with pytest.raises(ValueError, match="segno has no list"):
        crates.crates("segno")


def test_notices_of_the_questionnaires_are_their_own() -> None:
    assert licences.QUESTIONNAIRES.read_text(encoding="utf-8") == licences.of_questionnaires()


def test_pillow_was_built_without_what_may_not_come_along() -> None:
    """Its list of parts names libimagequant, under the GPL, which a build of one's own could have."""
    from PIL import features

    assert not features.check("libimagequant")
