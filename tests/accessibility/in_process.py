# SPDX-License-Identifier: Apache-2.0
"""What a screen reader would be told of a window, asked of Qt within the process: fast, and alone."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QWidget

from tests.accessibility.screen_reader import Node

Role = QAccessible.Role
ROLES = {
    Role.Button: "push button",
    Role.CheckBox: "check box",
    Role.Client: "panel",
    Role.ComboBox: "combo box",
    Role.EditableText: "text",
    Role.Grouping: "panel",
    Role.ListItem: "list item",
    Role.PageTab: "page tab",
    Role.Pane: "panel",
    Role.ProgressBar: "progress bar",
    Role.RadioButton: "radio button",
    Role.SpinBox: "spin button",
    Role.StaticText: "label",
}
"""Roles as they are called on the bus; any other by its own name in small letters."""

WHOLE = frozenset(("combo box", "spin button", "list", "text", "password text"))
"""What is made of parts that are none to the person."""

STATES = ("checkable", "checked", "expandable", "expanded", "focusable", "focused", "selectable")


def read(window: QWidget) -> list[Node]:
    """Read a window from its start to its end, as the rules take it."""
    return list(_shown(QAccessible.queryAccessibleInterface(window), 0))


def _shown(found: QAccessibleInterface, depth: int) -> Iterator[Node]:
    state: Any = found.state()  # its flags have no types
    if depth and state.invisible:
        return
    node = _node(found, state, depth)
    yield node
    if node.role in WHOLE:
        return
    for place in range(found.childCount()):
        child: Any = found.child(place)  # or None, which the stubs do not tell
        if child is not None and child.isValid():
            yield from _shown(child, depth + 1)


def _node(found: QAccessibleInterface, state: Any, depth: int) -> Node:
    widget = found.object()
    role = ROLES.get(found.role(), found.role().name.lower())
    if isinstance(widget, QLineEdit) and state.passwordEdit:
        role = "password text"
    held = {name for name in STATES if getattr(state, name)}
    if not state.disabled:
        held.add("enabled")
    actions: tuple[str, ...] = ()
    box = None
    if isinstance(widget, QAbstractButton):
        actions = ("Press",)
        box = _box(found.rect().united(widget.rect().translated(widget.mapToGlobal(QPoint()))))
    elif isinstance(widget, QComboBox):
        actions = ("ShowMenu",)
    return Node(
        depth=depth,
        role=role,
        name=found.text(QAccessible.Text.Name),
        states=frozenset(held),
        box=box,
        actions=actions,
    )


def _box(rect: QRect) -> tuple[int, int, int, int]:
    return rect.x(), rect.y(), rect.width(), rect.height()
