# SPDX-License-Identifier: Apache-2.0
"""The wheel holds the whole app: every module and every data file, at the place they are looked for."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import companion

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a release would, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def files_below(folder: Path) -> set[str]:
    """List what a folder ships, without what running leaves behind."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def names_below(wheel: Path, folder: str) -> set[str]:
    """List what the wheel has in a folder."""
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    return {name.removeprefix(folder) for name in names if name.startswith(folder)}


def test_wheel_has_every_resource(wheel: Path) -> None:
    shipped = files_below(ROOT / "resources")
    assert shipped
    assert names_below(wheel, "companion/resources/") == shipped


def test_wheel_has_every_module(wheel: Path) -> None:
    inside = {n for n in names_below(wheel, "companion/") if not n.startswith("resources/")}
    assert inside == files_below(ROOT / "companion")


def test_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        lines = archive.read(name).decode().splitlines()
    assert f"Version: {companion.__version__}" in lines
    assert "License-Expression: Apache-2.0" in lines
    assert "Requires-Python: <3.15,>=3.11" in lines


def test_wheel_starts_and_finds_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    question = "import companion, companion.shipped as s; print(companion.__file__); print(s.resource_path())"
    answer = subprocess.run(
        [sys.executable, "-c", question],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    package, resources = map(Path, answer.stdout.splitlines())
    assert package.parent == tmp_path / "companion"
    assert resources == tmp_path / "companion" / "resources"
