# SPDX-License-Identifier: Apache-2.0
"""Every pair of colours that meets on screen can be told apart, in both themes."""

import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
THEME = tomllib.loads((ROOT / "resources" / "theme.toml").read_text(encoding="utf-8"))
STYLES = (ROOT / "resources" / "window.qss").read_text(encoding="utf-8")
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")

TEXT = [
    *((ink, ground) for ink in ("ink", "ink2") for ground in ("bg", "surface")),
    *((ink, soft) for ink in ("ink", "ink2") for soft in ("accentSoft", "warnSoft", "dangerSoft")),
    ("ink", "sessionSoft"),
    ("ink2", "sessionSoft"),
    *((word, "bg") for word in ("accent", "session", "ochre", "warn", "danger")),
    *((word, "surface") for word in ("accent", "session", "ochre", "warn", "danger")),
    *((word, f"{word}Soft") for word in ("accent", "session", "warn", "danger")),
    ("onAccent", "accent"),
]
EDGES = [
    *((edge, ground) for edge in ("border", "accent") for ground in ("bg", "surface")),
    ("accent", "accentSoft"),  # the ring and frame of a chosen control
    ("ink", "bg"),  # the ring of a filled button, beside the window
    ("ink", "surface"),
    ("session", "surface"),  # frames of cards
    ("session", "bg"),
    ("warn", "warnSoft"),
    ("danger", "dangerSoft"),
]

# As look.md gives them, light and dark.
GIVEN = {
    "bg": ("#F6F4EF", "#12181A"),
    "surface": ("#FFFFFF", "#1B2427"),
    "ink": ("#1E2B2E", "#E9EEED"),
    "ink2": ("#55646A", "#A6B4B7"),
    "line": ("#E3DFD6", "#2C383C"),
    "border": ("#85897F", "#647479"),
    "onAccent": ("#FFFFFF", "#12181A"),
    "accent": ("#1B6B66", "#76C7BD"),
    "accentSoft": ("#DDECE9", "#1F3A38"),
    "session": ("#66489B", "#B9A3E6"),
    "ochre": ("#8F570A", "#E0B25C"),
    "warn": ("#8A5200", "#F0BE6C"),
    "warnSoft": ("#FBEDD3", "#3A2E17"),
    "danger": ("#A3292E", "#F29A97"),
    "dangerSoft": ("#FAE3E2", "#3E2223"),
}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def rules() -> list[tuple[str, dict[str, str]]]:
    """Give each rule of the style sheet: its selectors and its declarations."""
    text = re.sub(r"/\*.*?\*/", "", STYLES, flags=re.DOTALL)
    return [
        (
            selectors.strip(),
            {
                name.strip(): value.strip()
                for name, _, value in (one.partition(":") for one in body.split(";"))
                if value
            },
        )
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text)
    ]


def token(value: str | None) -> str | None:
    """Give the colour token that a declaration names."""
    named = re.search(r"\$(\w+)", value or "")
    return named[1] if named and named[1] in THEME["light"] else None


def test_the_measure_gives_the_known_figures() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out(theme: str, ink: str, ground: str) -> None:
    assert contrast(THEME[theme][ink], THEME[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_focus_rings_can_be_seen(theme: str, edge: str, ground: str) -> None:
    assert contrast(THEME[theme][edge], THEME[theme][ground]) >= 3


def test_the_tokens_are_those_that_were_chosen() -> None:
    assert {name: (THEME["light"][name], THEME["dark"][name]) for name in GIVEN} == GIVEN


def test_both_themes_have_the_same_tokens_and_each_is_a_full_colour() -> None:
    assert set(THEME["light"]) == set(THEME["dark"]) == {*GIVEN, "sessionSoft"}
    for theme in ("light", "dark"):
        for name, colour in THEME[theme].items():
            assert re.fullmatch(r"#[0-9A-F]{6}", colour), f"{theme} {name}"


def test_every_pair_that_the_style_sheet_puts_together_is_measured() -> None:
    pairs = set()
    for selectors, declared in rules():
        ink = token(declared.get("color"))
        ground = token(declared.get("background"))
        if ground and ground != "line":
            pairs.add((ink or "ink", ground))
        elif ink:
            pairs |= {(ink, "bg"), (ink, "surface")} if ink != "onAccent" else set()
        chosen = token(declared.get("selection-background-color"))
        if chosen:
            pairs.add((token(declared.get("selection-color")) or "ink", chosen))
        assert "background-color" not in declared, selectors
    # what has an accent background and no text of its own: a tick, a filled bar
    assert pairs - {("ink", "accent"), ("ink", "border")} <= set(TEXT)
    assert len(pairs) > 15


def test_what_the_style_sheet_fills_in_exists() -> None:
    names = {found[1] or found[2] for found in re.finditer(r"\$(?:(\w+)|\{(\w+)\})", STYLES)}
    steps = {f"s{step}" for step in (2, 4, 6, 8, 10, 12, 14, 16, 20)}
    assert names <= {*THEME["light"], *THEME["size"], *steps, "check", "chevron", "inner"}
    assert string.Template(STYLES).is_valid()


def test_targets_are_large_enough() -> None:
    assert THEME["size"]["target"] >= 38
    assert THEME["size"]["largeTarget"] >= 52
    assert (THEME["size"]["body"], THEME["size"]["secondary"]) == (15, 13)


def test_no_colour_is_written_anywhere_else() -> None:
    files = [*(ROOT / "companion").rglob("*.py"), ROOT / "resources" / "window.qss"]
    found = {
        path.relative_to(ROOT).as_posix(): colours
        for path in files
        if (colours := COLOUR.findall(path.read_text(encoding="utf-8")))
    }
    assert len(files) > 20
    assert found == {}


def test_the_ticks_are_drawn_in_the_colour_of_text_on_accent() -> None:
    for name, theme in (("check-on-light.svg", "light"), ("check-on-dark.svg", "dark")):
        text = (ROOT / "resources" / "icons" / name).read_text(encoding="utf-8")
        assert COLOUR.findall(text) == [THEME[theme]["onAccent"]]
