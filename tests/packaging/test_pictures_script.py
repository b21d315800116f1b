# SPDX-License-Identifier: Apache-2.0
"""The script makes the pictures it is asked for, anywhere, and they show what the app shows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.packaging.scripts import ROOT, script
from tests.ui import pictures

PICTURES = ROOT / "packaging" / "pictures"


def run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "packaging" / "pictures.py"), *arguments]
    env = {**os.environ, **variables}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_a_picture_shows_what_the_app_shows_now_wherever_it_is_made(tmp_path: Path) -> None:
    name = "prepare-spanish.png"
    ended = run("prepare-spanish", "--into", ".", cwd=tmp_path, TZ="Asia/Tokyo", LANGUAGE="es")
    assert ended.returncode == 0, ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == [name]
    with Image.open(tmp_path / name) as made, Image.open(PICTURES / name) as kept:
        assert made.size == tuple(2 * side for side in script("pictures").SIZE)
        expected = kept.convert("RGB").reduce(pictures.SHRUNK)
        assert not pictures.compare(expected, made.convert("RGB")).matters


def test_a_picture_that_there_is_not_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    ended = run("yesterday", "--into", str(tmp_path / "none"), cwd=tmp_path)
    assert ended.returncode == 2
    assert "there is no picture yesterday" in ended.stderr
    assert not (tmp_path / "none").exists()


def test_every_picture_has_a_name_of_its_own() -> None:
    names = script("pictures").names()
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("shade", [(252, 252, 252), (27, 107, 102)])
def test_a_surface_keeps_its_very_colour(tmp_path: Path, shade: tuple[int, int, int]) -> None:
    """What is nearly white does not make the white beside it grey."""
    picture = Image.new("RGB", (40, 30), (255, 255, 255))
    picture.paste(shade, (0, 0, 10, 10))
    file = script("pictures").keep("one", picture, tmp_path)
    with Image.open(file) as kept:
        assert kept.mode == "P"
        assert kept.convert("RGB").tobytes() == picture.tobytes()
