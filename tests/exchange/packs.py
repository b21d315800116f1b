# SPDX-License-Identifier: Apache-2.0
"""A clinic pack that uses everything a pack can say, and small checklists it is about."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from companion.content import Content
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.records import Anchor, Route

Plain = dict[str, Any]

EXAMPLE: Plain = {
    "format": "companion-clinic-pack",
    "version": 1,
    "schema": "clinic-pack-1.json",
    "id": "riverside-2026",
    "clinic": "Riverside “Hope & Co”",
    "issued": "2026-11-01",
    "phone": "01 234 5678",
    "phone_after_hours": "01 234 9999",
    "pressure_limit": {"systolic": 150, "diastolic": 95},
    "rules": [
        {
            "item": "last_meal_iv",
            "checklist": "iv",
            "says": "Nothing to eat after breakfast. لا طعام بعد ذلك.",
            "minutes": -480,
            "anchor": "start",
            "must": True,
        },
        {"item": "last_meal_esketamine", "minutes": -90, "anchor": "start"},
        {"item": "intention", "off": True},
        {
            "item": "own_shoes",
            "question": "Do you have warm socks with you?",
            "says": "Our rooms are cool.",
            "day": -1,
            "after": "ride_home",
        },
        {"item": "laser_room", "says": "Not for this version."},
    ],
}
"""Rules: a stricter time, one looser than the label, an item out, a new one, an unknown one."""


def example() -> Plain:
    """Give the example to be changed."""
    return deepcopy(EXAMPLE)


def written(plain: object, folder: Path) -> Path:
    """Write a pack to a file."""
    path = folder / "pack.json"
    path.write_text(json.dumps(plain), encoding="utf-8")
    return path


def item(key: str, strength: Strength = Strength.OURS, **more: Any) -> Item:
    """Give an item, on the session day unless it says when."""
    if "minutes" not in more:
        more.setdefault("day", 0)
    sources = () if strength is Strength.OURS else ("L1",)
    return Item(id=key, strength=strength, sources=sources, **more)


RIDE = item("ride_home", Strength.LABEL, day=-7, must=True)
KEEP_TAKING = item("keep_taking", day=-7, lasting=True)
INTENTION = item("intention", day=-1)
MEAL = item("last_meal_iv", Strength.CUSTOM, minutes=-360, anchor=Anchor.START, must=True)
SPRAY_MEAL = item(
    "last_meal_esketamine", Strength.LABEL, minutes=-120, anchor=Anchor.START, must=True
)
WAIT = item("two_hours", Strength.LABEL, minutes=120, anchor=Anchor.START)
GOALS = Item(id="goals", strength=Strength.OURS, group="aims")

CHECKLISTS = (
    Checklist(
        id="iv",
        walk=Walk.SESSION,
        routes=(Route.IV,),
        clinician_review="none",
        item=(RIDE, KEEP_TAKING, INTENTION, MEAL),
    ),
    Checklist(
        id="spray",
        walk=Walk.SESSION,
        routes=(Route.ESKETAMINE,),
        clinician_review="none",
        item=(RIDE, INTENTION, SPRAY_MEAL, WAIT),
    ),
    Checklist(id="first", walk=Walk.CONSULTATION, clinician_review="none", item=(GOALS,)),
)


def small_content() -> Content:
    """Give the shipped content with these checklists in the place of its own."""
    content = Content()
    content.checklists = {checklist.id: checklist for checklist in CHECKLISTS}
    return content
