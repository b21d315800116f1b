# SPDX-License-Identifier: Apache-2.0
"""The program as a screen reader meets it: every page read, and a day lived by the bus alone."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from companion.ui import making_pages
from tests.accessibility import rules
from tests.accessibility.screen_reader import ROOT, ScreenReader, reading
from tests.e2e.person import needs_screen

pytestmark = needs_screen


def by_keys(keys: str) -> Callable[[ScreenReader], None]:
    """Go to a page by its keys."""
    return lambda reader: reader.keys(keys)


def by_button(keys: str, name: str, role: str = "push button") -> Callable[[ScreenReader], None]:
    """Go to a page, and from there to another."""

    def go(reader: ScreenReader) -> None:
        reader.keys(keys)
        reader.press(name, role)

    return go


WAYS: Mapping[str, tuple[str, Callable[[ScreenReader], None]]] = {
    "today": ("How are you today?", by_keys("alt+1")),
    "prepare": ("Print the checklist", by_keys("alt+2")),
    "log": ("Search your words", by_keys("alt+3")),
    "trends": ("Time shown", by_keys("alt+4")),
    "report": ("Preview of the report", by_keys("alt+5")),
    "learn": ("Learn", by_keys("alt+6")),
    "settings": ("Text size", by_keys("alt+7")),
    "help": ("Print this page", by_keys("F1")),
    "medicines": ("Add a medicine", by_button("alt+3", "What I take now")),
    "catch_up": ("Fill in earlier days", by_button("alt+1", "Fill in earlier days")),
    "questionnaire": ("Questionnaires", by_button("alt+1", "All questionnaires")),
    "visit": ("Your other open questions", by_button("alt+5", "Get ready for the visit")),
    "session": ("Session", by_button("alt+1", "Record the session")),
    "how_to": ("Move to another computer", by_button("alt+7", "How to use Companion")),
    "about": ("Licences", by_button("alt+7", "About Companion")),
    "session_day": ("I need help", by_button("alt+1", "Start session-day screen")),
}
"""How each page is come to from a course, and something that only this page has."""

MARIA = "Maria, 555 0134"

BEGINNING = frozenset({"welcome"})
"""Pages that only a new diary shows."""


def test_the_way_to_every_page_is_known() -> None:
    assert set(making_pages._KINDS) == {*WAYS, *BEGINNING}


class Read:
    """What was read so far, page by page."""

    def __init__(self) -> None:
        self.wrong: dict[str, list[str]] = {}
        self.roles: Counter[str] = Counter()
        self.nameless = self.pages = 0

    def page(self, name: str, sign: str, reader: ScreenReader) -> None:
        """Read a page, once what only it has can be read."""
        reader.see(sign)
        nodes = reader.read()
        found = rules.controls(nodes)
        self.pages += 1
        self.roles.update(one.role for one in found)
        self.nameless += sum(not one.name.strip() for one in found)
        if told := rules.faults(nodes):
            self.wrong[name] = told

    def figures(self) -> str:
        """Say it in figures."""
        kinds = ", ".join(f"{count} {role}" for role, count in self.roles.most_common())
        return (
            f"Read over the accessibility bus: {self.pages} of {len(making_pages._KINDS)} pages, "
            f"{self.roles.total()} controls ({kinds}), {self.nameless} without a name"
        )


def test_every_page_can_be_read_by_name_and_role(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read = Read()
    with reading(tmp_path / "new") as reader:
        read.page("welcome", "Which country are you in?", reader)
    with reading(course) as reader:
        for name, (sign, go) in WAYS.items():
            go(reader)
            read.page(name, sign, reader)
    with capsys.disabled():
        print(f"\n{read.figures()}")
    assert read.wrong == {}, json.dumps(read.wrong, indent=1, ensure_ascii=False)
    assert (read.pages, read.nameless) == (len(making_pages._KINDS), 0)


def test_a_check_in_and_the_checklist_are_done_by_the_bus_alone(
    course: Path, tmp_path: Path
) -> None:
    with reading(course) as reader:
        reader.see("How are you today?")
        reader.press("Mood: 6 of 10", "radio button")
        chosen = [one.name for one in reader.read() if "checked" in one.states]
        assert chosen == ["Mood: 6 of 10"]
        reader.press("Save check-in")
        reader.hear("Saved ")
        reader.press("Prepare", "page tab")
        reader.press("Yes, all the same")
        reader.hear("Saved ")
        reader.press("Ride home arranged: Not yet", "list item")
        reader.hear("Is someone taking you home?")
        assert _chosen(reader) == ["Not yet"]
        reader.write("Who, and their phone number", MARIA)
        reader.press("Yes, arranged", "radio button")
        reader.hear("Saved ")
        reader.see("Ride home arranged: Yes")
        reader.press("Bag packed: not answered", "list item")
        reader.press("I need to ask", "radio button")
        reader.hear("Saved ")
        reader.see("Bag packed: I need to ask")
        assert _chosen(reader) == ["I need to ask"]
    kept = _exported(course, tmp_path / "diary.json")
    assert (_newest(kept["check_in"])["mood"], _newest(kept["check_in"])["anxiety"]) == (6, None)
    given = {one["item"]: one for one in _newest(kept["checklist_run"])["answers"]}
    assert (given["ride_home"]["choice"], given["ride_home"]["words"]) == ("yes", MARIA)
    assert given["bag_packed"]["choice"] == "ask"
    assert {given[item]["choice"] for item in ("medicines_list", "health_to_mention")} == {"yes"}


def _exported(folder: Path, target: Path) -> dict[str, Any]:
    """Give every entry of a diary by its kind, as the command line exports them."""
    verb = ["export", "--format", "json", "--out", str(target)]
    command = [sys.executable, "-m", "companion", "--data-dir", str(folder), *verb]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    entries: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))["entries"]
    return entries


def _newest(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what the entry says that was written last."""
    record: dict[str, Any] = max(entries, key=_written)["record"]
    return record


def _written(entry: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(entry["edited_at"] or entry["created_at"])


def _chosen(reader: ScreenReader) -> list[str]:
    """Give which answers of the item are chosen."""
    nodes = reader.read()
    radios = [one for one in nodes if one.role == "radio button" and "checked" in one.states]
    return [one.name for one in radios if one.name != "Before the session"]
