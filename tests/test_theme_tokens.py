# SPDX-License-Identifier: Apache-2.0
"""Every pair of colours that meets on screen can be told apart, in each look."""

import re
import string
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
THEME = tomllib.loads((ROOT / "resources" / "theme.toml").read_text(encoding="utf-8"))
STYLES = (ROOT / "resources" / "window.qss").read_text(encoding="utf-8")
COLOUR = re.compile(r"#[0-9A-Fa-f]{3,8}\b")
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("ui", "report")
    for path in sorted((ROOT / "companion" / folder).rglob("*.py"))
)

VARIANTS = {
    "light": THEME["light"],
    "dark": THEME["dark"],
    "light, high": {**THEME["light"], **THEME["light.high"]},
    "dark, high": {**THEME["dark"], **THEME["dark.high"]},
}
"""Each look there is: high contrast replaces some of a theme's tokens."""

TEXT_LEAST = {"light": 4.5, "dark": 4.5, "light, high": 7.0, "dark, high": 7.0}
EDGE_LEAST = {"light": 3.0, "dark": 3.0, "light, high": 4.5, "dark, high": 4.5}
"""WCAG 2.2: 1.4.3 and 1.4.6 for words; 1.4.11 for edges, rings, ticks and marks, and more than it."""

OPEN = ("bg", "surface")
"""What stands behind whatever has no ground of its own."""

ROW_TEXT = (("ink", "bg"), ("ink2", "bg"), ("ink2", "surface"), ("ink2", "accentSoft"))
"""What is painted by hand and not by the style sheet: the log's rows, at rest and touched."""

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


Selector = tuple[str, str, str]
"""The kind of widget, its role, and the state a rule is for; either of the last may be empty."""


def parts(selector: str) -> Selector:
    """Give what a selector of the sheet speaks of."""
    last = selector.rsplit(maxsplit=1)[-1]
    kind = re.match(r"\w*", last)
    role = re.search(r'\[role="(\w+)"\]', last)
    state = "".join(re.findall(r"(?<!:):[\w-]+|\[(?!role)[^\]]*\]|::[\w-]+", last))
    return (kind[0] if kind else "", role[1] if role else "", state)


def sheet() -> dict[Selector, dict[str, str]]:
    """Give what the sheet declares for each widget, role and state."""
    found: dict[Selector, dict[str, str]] = {}
    for selectors, declared in rules():
        for selector in selectors.split(","):
            found.setdefault(parts(selector), {}).update(declared)
    return found


def inherited(found: dict[Selector, dict[str, str]], one: Selector, name: str) -> str | None:
    """Give what a rule declares, else what the widget's role does, else its kind, else all."""
    kind, role, state = one
    for each in ((kind, role, state), (kind, role, ""), (kind, "", ""), ("QWidget", "", "")):
        if (value := found.get(each, {}).get(name)) is not None:
            return value
    return None


def grounds(value: str | None) -> tuple[str, ...]:
    """Give what stands behind words: a ground of their own, or whatever they stand on."""
    own = token(value)
    return (own,) if own else OPEN


def cards() -> set[str]:
    """Give the grounds of frames, on which any words may stand."""
    return {
        ground
        for (kind, role, _state), declared in sheet().items()
        if kind == "QFrame" and role != "rule" and (ground := token(declared.get("background")))
    }


def text_pairs() -> set[tuple[str, str]]:
    """Give each colour of words with each ground that the sheet puts it on."""
    found = sheet()
    pairs = {("ink", ground) for ground in cards()} | {("ink2", ground) for ground in cards()}
    for one, declared in found.items():
        chosen = token(declared.get("selection-background-color"))
        if chosen:
            pairs.add((token(declared.get("selection-color")) or "ink", chosen))
        if one[2].startswith("::") and "item" not in one[2] and "section" not in one[2]:
            continue  # a part without words: a tick, a handle, a filled bar
        if one[0] == "QFrame" or one[0] in ("QProgressBar", "QScrollBar", "QMainWindow"):
            continue
        ink = token(inherited(found, one, "color")) or "ink"
        pairs |= {(ink, ground) for ground in grounds(inherited(found, one, "background"))}
    return pairs | set(ROW_TEXT)


def edge_pairs() -> set[tuple[str, str]]:
    """Give each edge, ring, tick and mark that says something, with what it stands out from."""
    pairs: set[tuple[str, str]] = set()
    for (kind, _role, _state), declared in sheet().items():
        for name, value in declared.items():
            edge = token(value) if name.startswith("border") else None
            # A hairline around a card says nothing that its heading does not.
            if edge and edge not in (*OPEN, "line") and not edge.endswith("Soft"):
                pairs |= {(edge, ground) for ground in OPEN}
                own = token(declared.get("background"))
                if own and own != edge and kind != "QPushButton":
                    pairs.add((edge, own))
    for mark in drawn():
        pairs |= {(mark, ground) for ground in OPEN}
    return pairs


def drawn() -> set[str]:
    """Give the colours in which the code paints icons, lines and marks."""
    named = set(re.findall(r'icon\([^()]*"(\w+)"\)', CODE)) | set(
        re.findall(r'(?:role=|colour\()"(\w+)"', CODE)
    )
    signs = {name for name in named if name in THEME["light"]}
    return {one for one in signs if not one.endswith("Soft")} - {*OPEN, "line", "onAccent"}


def table(pairs: set[tuple[str, str]]) -> str:
    """Give the contrast of each pair in each look, as lines."""
    lines = [f"{'':24}" + "".join(f"{name:>13}" for name in VARIANTS)]
    for one, other in sorted(pairs):
        figures = (contrast(look[one], look[other]) for look in VARIANTS.values())
        lines.append(f"{one + ' on ' + other:24}" + "".join(f"{each:13.2f}" for each in figures))
    return "\n".join(lines)


@pytest.mark.parametrize("look", VARIANTS)
def test_text_stands_out(look: str) -> None:
    tokens = VARIANTS[look]
    short = {
        pair: round(found, 2)
        for pair in sorted(text_pairs())
        if (found := contrast(tokens[pair[0]], tokens[pair[1]])) < TEXT_LEAST[look]
    }
    assert short == {}


@pytest.mark.parametrize("look", VARIANTS)
def test_edges_focus_rings_and_marks_can_be_seen(look: str) -> None:
    tokens = VARIANTS[look]
    short = {
        pair: round(found, 2)
        for pair in sorted(edge_pairs())
        if (found := contrast(tokens[pair[0]], tokens[pair[1]])) < EDGE_LEAST[look]
    }
    assert short == {}


def test_the_pairs_are_those_of_the_sheet(capsys: pytest.CaptureFixture[str]) -> None:
    text, edges = text_pairs(), edge_pairs()
    with capsys.disabled():
        print(f"\nContrast of words, {len(text)} pairs\n{table(text)}")
        print(f"Contrast of edges, rings and marks, {len(edges)} pairs\n{table(edges)}")
    assert {("ink", "surface"), ("onAccent", "accent"), ("danger", "bg")} <= text
    assert {("ink2", "shade"), ("ink", "dangerSoft"), ("session", "sessionSoft")} <= text
    assert {("accent", "bg"), ("border", "surface"), ("ochre", "surface")} <= edges


def test_where_contrast_is_high_a_line_can_be_seen_too() -> None:
    for look in ("light, high", "dark, high"):
        tokens = VARIANTS[look]
        assert min(contrast(tokens["line"], tokens[ground]) for ground in OPEN) >= 3


def test_the_tokens_are_those_that_were_chosen() -> None:
    assert {name: (THEME["light"][name], THEME["dark"][name]) for name in GIVEN} == GIVEN


def test_both_themes_have_the_same_tokens_and_each_is_a_full_colour() -> None:
    assert set(THEME["light"]) == set(THEME["dark"]) == {*GIVEN, "sessionSoft", "shade"}
    assert {*THEME["light.high"], *THEME["dark.high"]} <= set(THEME["light"])
    for theme in ("light", "dark", "light.high", "dark.high"):
        for name, colour in THEME[theme].items():
            assert re.fullmatch(r"#[0-9A-F]{6}", colour), f"{theme} {name}"


def test_a_ground_is_declared_where_it_is_looked_for() -> None:
    for selectors, declared in rules():
        assert "background-color" not in declared, selectors


def test_what_the_style_sheet_fills_in_exists() -> None:
    names = {found[1] or found[2] for found in re.finditer(r"\$(?:(\w+)|\{(\w+)\})", STYLES)}
    steps = {f"s{step}" for step in (2, 4, 6, 8, 10, 12, 14, 16, 20)}
    focused = {f"f{step}" for step in (8, 10, 14, 16, 20)}
    worked_out = {
        "check", "chevron", "inner", "nav", "box", "boxInner", "round", "ring", "dot",
    }  # fmt: skip
    assert names <= {*THEME["light"], *THEME["size"], *steps, *focused, *worked_out}
    assert string.Template(STYLES).is_valid()


def test_targets_are_large_enough() -> None:
    assert THEME["size"]["target"] >= 38
    assert all(size >= 24 for name, size in THEME["size"].items() if name == "step")
    assert THEME["size"]["largeTarget"] >= 52
    assert THEME["size"]["scale"] + 2 >= 38
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
