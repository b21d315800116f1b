# SPDX-License-Identifier: Apache-2.0
"""What a screen reader reads: started by the system's own Python, which has pyatspi as Orca does.

It is asked a line of JSON and answers one. It holds nothing of the program: all it knows comes over
the accessibility bus.
"""

import importlib
import json
import sys
from collections.abc import Iterator
from typing import Any

# These come with the system and not with the environment of the tests.
atspi: Any = importlib.import_module("pyatspi")
glib: Any = importlib.import_module("gi.repository.GLib")

STATES = {
    "checkable": atspi.STATE_CHECKABLE,
    "checked": atspi.STATE_CHECKED,
    "editable": atspi.STATE_EDITABLE,
    "enabled": atspi.STATE_ENABLED,
    "expandable": atspi.STATE_EXPANDABLE,
    "expanded": atspi.STATE_EXPANDED,
    "focusable": atspi.STATE_FOCUSABLE,
    "focused": atspi.STATE_FOCUSED,
    "modal": atspi.STATE_MODAL,
    "selectable": atspi.STATE_SELECTABLE,
    "selected": atspi.STATE_SELECTED,
}
PRESSED = frozenset(("push button", "toggle button", "check box", "radio button", "page tab"))
WORDS = frozenset(("label", "heading"))
HEARD: list[str] = []
"""The sentences that the program asked to have spoken."""


def app() -> Any:
    """Give the program, None while it is not on the bus."""
    return next((one for one in atspi.Registry.getDesktop(0) if one is not None), None)


def shown(node: Any, depth: int = 0) -> Iterator[tuple[Any, int]]:
    """Give a node and all below it that can be seen, in reading order."""
    if not node.getState().contains(atspi.STATE_VISIBLE):
        return
    yield node, depth
    for child in node:
        if child is not None:
            yield from shown(child, depth + 1)


def front() -> Any:
    """Give the window in front: the last that was opened and is seen."""
    windows = [one for one in app() or () if one is not None]
    seen = [one for one in windows if one.getState().contains(atspi.STATE_VISIBLE)]
    return seen[-1] if seen else None


def told(node: Any, depth: int) -> dict[str, object]:
    """Give what is said of a node; each part of it is a question over the bus."""
    held = node.getState()
    role = node.getRoleName()
    found: dict[str, object] = {
        "depth": depth,
        "role": role,
        "name": node.name,
        "states": [name for name, state in STATES.items() if held.contains(state)],
    }
    if role in PRESSED:
        box = node.queryComponent().getExtents(atspi.DESKTOP_COORDS)
        found["box"] = [box.x, box.y, box.width, box.height]
        found["actions"] = _actions(node)
    elif role in WORDS and held.contains(atspi.STATE_FOCUSABLE):
        found["actions"] = _actions(node)
    return found


def _actions(node: Any) -> list[str]:
    try:
        acts = node.queryAction()
    except NotImplementedError:
        return []
    return [acts.getName(place) for place in range(acts.nActions)]


def find(name: str, role: str) -> Any:
    """Give the node that is called so, in the window in front."""
    top = front()
    for node, _depth in shown(top) if top is not None else ():
        if node.name == name and node.getRoleName() == role:
            return node
    return None


def seen(name: str) -> bool:
    """Tell whether there is something that is called so."""
    top = front()
    return top is not None and any(node.name == name for node, _depth in shown(top))


def read() -> list[dict[str, object]]:
    """Read the window in front from its start to its end."""
    top = front()
    return [told(node, depth) for node, depth in shown(top)] if top is not None else []


def press(name: str, role: str) -> bool:
    """Press what is called so by its action; tell whether it is there and has one."""
    node = find(name, role)
    if node is None:
        return False
    names = _actions(node)
    pressed = next((each for each in ("Press", "Toggle", "ShowMenu") if each in names), None)
    return pressed is not None and bool(node.queryAction().doAction(names.index(pressed)))


def write(name: str, role: str, words: str) -> bool:
    """Put words into the editor that is called so."""
    node = find(name, role)
    return node is not None and bool(node.queryEditableText().setTextContents(words))


def heard() -> list[str]:
    """Give what was to be spoken since this was asked last."""
    listen()
    said = HEARD[:]
    HEARD.clear()
    return said


def listen() -> None:
    """Take in what came over the bus."""
    context = glib.MainContext.default()
    while context.pending():
        context.iteration(False)


def main() -> None:
    """Answer line by line until there are no more questions."""
    atspi.Registry.registerEventListener(
        lambda event: HEARD.append(str(event.any_data)), "object:announcement"
    )
    asked: dict[str, Any] = {
        "read": read,
        "seen": seen,
        "press": press,
        "write": write,
        "heard": heard,
    }
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        listen()
        what, *given = json.loads(line)
        try:
            answer: object = asked[what](*given)
        except Exception as error:  # noqa: BLE001 - what is being read may go at any moment
            answer = {"gone": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
