# SPDX-License-Identifier: Apache-2.0
"""Every shipped font and icon opens, has its licence beside it, and needs nothing from outside."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import ImageFont

from companion.shipped import resource_path

FONTS = sorted(resource_path("fonts").glob("*.ttf"))
ICONS = sorted(resource_path("icons").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
OWN_COLOURS = {
    "companion.svg",
    *(f"{name}-on-{theme}.svg" for name in ("check", "chevron") for theme in ("light", "dark")),
}


@pytest.mark.parametrize("path", FONTS, ids=lambda path: path.stem)
def test_every_font_opens_under_its_name(path: Path) -> None:
    font = ImageFont.truetype(path, 15)
    family, style = font.getname()
    assert f"{family}-{style}".replace(" ", "") == path.stem
    assert font.getlength("0") > 0


def test_the_weights_of_the_type_scale_are_there() -> None:
    assert {"Inter-Regular.ttf", "Inter-SemiBold.ttf", "Inter-Bold.ttf"} <= {
        path.name for path in FONTS
    }


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_every_icon_is_a_drawing_of_its_own(path: Path) -> None:
    root = ET.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    assert root.get("viewBox")
    assert len(root) > 0
    assert not [each.tag for each in root.iter() if each.tag in (f"{SVG}script", f"{SVG}image")]
    assert "href" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path", [path for path in ICONS if path.name not in OWN_COLOURS], ids=lambda path: path.stem
)
def test_a_line_icon_takes_the_colour_it_is_given(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert 'stroke="currentColor"' in text
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", text)


def test_every_icon_that_the_window_names_is_there() -> None:
    """Those that are written where they are used."""
    sources = (Path(__file__).resolve().parents[2] / "companion" / "ui").rglob("*.py")
    named = {
        name
        for path in sources
        for name in re.findall(r"""\.icon\(\s*["']([\w-]+)["']""", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 3
    assert named <= {path.stem for path in ICONS}


def test_every_folder_of_others_work_holds_its_licence() -> None:
    assert "SIL OPEN FONT LICENSE" in resource_path("fonts", "OFL-Inter.txt").read_text(
        encoding="utf-8"
    )
    assert "SIL OPEN FONT LICENSE" in resource_path("fonts", "OFL-Noto.txt").read_text(
        encoding="utf-8"
    )
    assert "ISC License" in resource_path("icons", "LICENSE-lucide.txt").read_text(encoding="utf-8")
