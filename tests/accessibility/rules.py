# SPDX-License-Identifier: Apache-2.0
"""What must be true of a page, as it is read: each fault is a sentence, none is none."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.accessibility.screen_reader import BUTTONS, Node

CONTROLS = BUTTONS | {
    "chart",
    "combo box",
    "editbox",
    "entry",
    "link",
    "list",
    "list item",
    "menu item",
    "password text",
    "progress bar",
    "spin button",
    "table",
    "text",
}
"""What a person reads or works by itself, and what therefore needs a name."""

WORDS = frozenset(("label", "heading"))
PARTS = WORDS | {"table cell", "table column header", "table row header"}
"""Words, and cells of a table, which the table's own keys lead to."""

LEAST = 24
"""Pixels: the least side of what can be pressed (WCAG 2.2, 2.5.8)."""

ONE_OF_MANY = frozenset(("radio button",))
SCALE = re.compile(r": \d+ of 10(, .+)?$")
FIGURE = re.compile(r"\d")


def faults(nodes: Sequence[Node]) -> list[str]:
    """Give what is wrong with a window or a page of it."""
    return [
        *_nameless(nodes),
        *_stateless(nodes),
        *_groups(nodes),
        *_twins(nodes),
        *_figures(nodes),
        *_page(nodes),
    ]


def controls(nodes: Sequence[Node]) -> list[Node]:
    """Give what a person reads or works by itself."""
    return [one for one in nodes if one.role in CONTROLS]


def _told(node: Node) -> str:
    return f"{node.role} {node.name!r}"


def _nameless(nodes: Sequence[Node]) -> Iterator[str]:
    """Find controls without a name, and whatever else the keyboard comes to without one."""
    for one in nodes:
        if one.role in CONTROLS and not one.name.strip():
            yield f"{one.role} without a name, at {one.box}"
        elif one.focusable and one.role not in CONTROLS | PARTS | {"panel", "dialog"}:
            yield f"{_told(one)} takes the keyboard, but has no role that says what it is"
        elif one.focusable and one.role == "panel" and not one.name.strip():
            yield f"a panel takes the keyboard and has no name, at {one.box}"
        elif one.role in WORDS and {"Press", "Toggle", "Jump"} & set(one.actions):
            yield f"{_told(one)} can be pressed, but is a label"


def _stateless(nodes: Sequence[Node]) -> Iterator[str]:
    """Find what cannot be pressed, or does not say whether it is chosen."""
    for one in nodes:
        if one.role not in BUTTONS:
            continue
        if "enabled" in one.states and not {"Press", "Toggle", "ShowMenu"} & set(one.actions):
            yield f"{_told(one)} cannot be pressed by the bus"
        if one.role in ("radio button", "check box") and "checkable" not in one.states:
            yield f"{_told(one)} does not say whether it is chosen"
        if one.role == "page tab" and "selectable" not in one.states:
            yield f"{_told(one)} does not say whether its page is shown"
        if one.box and min(one.box[2:]) < LEAST:
            yield f"{_told(one)} is smaller than {LEAST} pixels: {one.box}"


def _groups(nodes: Sequence[Node]) -> Iterator[str]:
    """Find what is chosen from outside a group with a name, or where more than one is chosen."""
    chosen: Counter[int] = Counter()
    path: list[tuple[int, Node]] = []
    for place, one in enumerate(nodes):
        path = [(at, above) for at, above in path if above.depth < one.depth]
        if one.role in ONE_OF_MANY:
            groups = [(at, above) for at, above in path if above.role == "panel" and above.name]
            if not groups:
                yield f"{_told(one)} stands in no group with a name"
            elif "checked" in one.states:
                chosen[groups[-1][0]] += 1
        path.append((place, one))
    for at, count in chosen.items():
        if count > 1:
            yield f"{count} are chosen in {nodes[at].name!r}, of which one can be"


def _twins(nodes: Sequence[Node]) -> Iterator[str]:
    """Find controls under a heading that are called the same: heard alone, each says what it does."""
    heading = ""
    counted: Counter[tuple[str, str, str]] = Counter()
    for one in nodes:
        if one.role == "heading":
            heading = one.name
        elif one.role in CONTROLS and one.name:
            counted[heading, one.role, one.name] += 1
    for (under, role, name), count in counted.items():
        if count > 1:
            yield f"{count} of {role} {name!r} under {under!r}"


def _figures(nodes: Sequence[Node]) -> Iterator[str]:
    """Find a chart told without its figures, and a number without what it is a number of."""
    for one in nodes:
        if one.role == "chart" and len(FIGURE.findall(one.name)) < 3:
            yield f"{_told(one)} is told without figures"
        if one.role == "chart" and not one.focusable:
            yield f"{_told(one)} cannot be read point by point"
        if one.role == "radio button" and one.name.strip().isdecimal():
            yield f"{_told(one)} does not say what it is a number of"


def _page(nodes: Sequence[Node]) -> Iterator[str]:
    """Find a page without a heading, or without the keyboard in it."""
    if not any(one.role == "heading" and one.name for one in nodes):
        yield "there is no heading"
    focused = [one for one in nodes if "focused" in one.states]
    if not any(one.name for one in focused):
        yield f"nothing that has a name has the keyboard, only {[one.role for one in focused]}"
    if any(one.role == "page tab" for one in focused):
        yield "the keyboard is still on the way to the page"
