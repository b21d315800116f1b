# SPDX-License-Identifier: Apache-2.0
"""The wheel holds the whole app, and the source archive all that makes the same wheel again."""

import re
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import companion
from companion.shipped import resource_path
from tests.packaging.conftest import MOMENT
from tests.packaging.scripts import ROOT, script

wheels = script("wheels")
ID = "io.github.companionapp.Companion"


@pytest.fixture(scope="module")
def content(wheel: Path) -> Mapping[str, bytes]:
    """Give every file of the wheel by its name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def description(content: Mapping[str, bytes]) -> Message:
    """Give what the wheel says of itself."""
    (name,) = (name for name in content if name.endswith(".dist-info/METADATA"))
    return HeaderParser().parsestr(content[name].decode())


def files_below(folder: Path) -> set[str]:
    """List what a folder ships, without what running leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def names_below(names: Mapping[str, bytes], folder: str) -> set[str]:
    """List what the wheel has in a folder."""
    return {name.removeprefix(folder) for name in names if name.startswith(folder)}


def test_wheel_has_every_resource(content: Mapping[str, bytes]) -> None:
    shipped = files_below(ROOT / "resources")
    assert shipped
    assert names_below(content, "companion/resources/") == shipped


def test_wheel_has_every_module(content: Mapping[str, bytes]) -> None:
    inside = {n for n in names_below(content, "companion/") if not n.startswith("resources/")}
    assert inside == files_below(ROOT / "companion")


def test_the_same_wheel_comes_again_without_the_checkout(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    """Out of the source archive alone, at another place: nothing is missing, nothing else counts."""
    source = wheels.unpacked(built[0], tmp_path / "source")
    again = wheels.build("wheel", source, tmp_path, MOMENT)
    assert again.read_bytes() == built[1].read_bytes()


def test_source_archive_has_what_the_readme_leads_to_and_what_tests_need(
    built: tuple[Path, Path],
) -> None:
    with tarfile.open(built[0]) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    links = set(re.findall(r"\]\((?!https?:|#)([^)#]+)", readme))
    assert links
    assert links <= inside | {name.rpartition("/")[0] for name in inside}
    needed = {"LICENSE", "pyproject.toml", ".ci/run", "packaging/requirements/package.txt"}
    assert needed <= inside
    shipped = {f"tests/{name}" for name in files_below(ROOT / "tests")}
    assert shipped <= inside
    assert not [name for name in inside if "__pycache__" in name or name.startswith(".venv")]


def test_wheel_says_what_it_is(description: Message) -> None:
    said = dict(description.items())
    assert said["Version"] == companion.__version__
    assert said["Requires-Python"] == "<3.15,>=3.11"
    assert said["License-Expression"].startswith("Apache-2.0 AND ")
    assert said["Author"] == "The Companion developers"
    urls = description.get_all("Project-URL", [])
    assert urls
    assert all("https://github.com/companionapp/companion" in url for url in urls)


def test_classifiers_name_the_pythons_that_it_runs_on(description: Message) -> None:
    named = re.findall(
        r"Python :: (3\.\d+)$", "\n".join(description.get_all("Classifier", [])), re.MULTILINE
    )
    allowed = re.search(r"<3\.(\d+),>=3\.(\d+)", description["Requires-Python"])
    assert allowed is not None
    assert named == [f"3.{minor}" for minor in range(int(allowed[2]), int(allowed[1]))]


def test_description_leads_nowhere_beside_it(description: Message) -> None:
    """A package's page has no files beside it: a link or a picture has to have its whole address."""
    text = description.get_payload()
    assert isinstance(text, str)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    assert "![" not in text


def test_licences_of_all_that_is_in_the_wheel_lie_in_it(
    content: Mapping[str, bytes], description: Message
) -> None:
    listed = set(description.get_all("License-File", []))
    beside = {
        path.relative_to(ROOT).as_posix()
        for folder, names in (("fonts", "OFL-*"), ("icons", "LICENSE-*"))
        for path in resource_path(folder).glob(names)
    }
    assert listed == {"LICENSE", "resources/about/licences/questionnaires.txt", *beside}
    folder = f"companion-{companion.__version__}.dist-info/licenses/"
    assert names_below(content, folder) == listed


def test_wheel_brings_what_a_desktop_looks_for(content: Mapping[str, bytes]) -> None:
    shared = names_below(content, f"companion-{companion.__version__}.data/data/share/")
    assert {
        f"applications/{ID}.desktop",
        f"icons/hicolor/scalable/apps/{ID}.svg",
        f"icons/hicolor/symbolic/apps/{ID}-symbolic.svg",
        f"metainfo/{ID}.metainfo.xml",
        f"mime/packages/{ID}.xml",
        "man/man1/companion.1",
        "man/es/man1/companion.1",
    } <= shared
    prefix = f"companion-{companion.__version__}.data/data/share/"
    for name in shared:
        if name.endswith((".xml", ".svg")):
            ET.fromstring(content[prefix + name])


def test_one_command_starts_it(content: Mapping[str, bytes]) -> None:
    (name,) = (name for name in content if name.endswith("entry_points.txt"))
    assert content[name].decode().split() == [
        "[console_scripts]",
        "companion",
        "=",
        "companion.cli:main",
    ]


def test_two_builds_that_differ_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made: list[Path] = []

    def other_each_time(folder: Path, _moment: str, _source: Path = ROOT) -> tuple[Path, Path]:
        folder.mkdir(parents=True)
        sdist = folder / "companion.tar.gz"
        with tarfile.open(sdist, "w:gz") as archive:
            archive.add(ROOT / "LICENSE", "companion/LICENSE")
        (folder / "companion.whl").write_text(f"{len(made)}")
        made.append(folder)
        return sdist, folder / "companion.whl"

    monkeypatch.setattr(wheels, "BUILD", tmp_path / "build")
    monkeypatch.setattr(wheels, "build_both", other_each_time)
    with pytest.raises(wheels.BuildError, match="differ"):
        wheels.build_twice()
    assert len(made) == 2


def test_what_a_stranger_asks_for_is_what_the_program_offers() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["scripts"] == {"companion": "companion.cli:main"}
    asked = {step for steps in wheels.steps(Path("home")) for step in steps}
    assert {"--version", "--self-test", "sample", "report", "json", "csv", "fhir"} <= asked
