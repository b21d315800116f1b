# SPDX-License-Identifier: Apache-2.0
"""Checklists and their items as they ship: what is asked, when, and whose rule it is."""

from enum import StrEnum

from msgspec import Struct

from companion.domain.records import Anchor, Route
from companion.domain.safety import Panel


class Walk(StrEnum):
    """What a checklist is for."""

    CONSULTATION = "consultation"
    SESSION = "session"
    AFTERWARDS = "afterwards"
    MAINTENANCE = "maintenance"


class Strength(StrEnum):
    """Whose rule an item is."""

    LABEL = "label"
    GUIDELINE = "guideline"
    CUSTOM = "custom"
    TRIAL = "trial"
    OURS = "ours"


class DayPart(StrEnum):
    """A part of a day, for what hangs on no clock time."""

    MORNING = "morning"
    EVENING = "evening"


class FieldKind(StrEnum):
    """What the small field of an item takes."""

    TEXT = "text"
    LINES = "lines"
    WHO = "who"
    MEDICINE = "medicine"
    READING = "reading"


ANY_EFFECT = "any"
"""Stands for a side effect that an item asks about without saying which."""


class Item(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to have in place, or to think of.

    ``day`` counts days from the session day, and ``part`` is a part of that day; ``minutes``
    counts from ``anchor``; negative is before. An anchor without minutes is a time that only the
    clinic can tell. An item with none of these hangs on no time. ``must`` marks what has to be in
    place before going. ``lasting`` items cannot be switched off; those of ``each_time`` are asked one by one
    before every session, however it was last time. ``panel``
    is the fixed reply that stands beside it, and ``opens_record`` leads to the session's record.
    ``effects`` are side effects of the catalogue that can be noted beside it. ``group`` is the heading it
    stands under where its walk has headings of its own. ``learn`` names the section of an article that
    tells more, as "article#section".
    """

    id: str
    strength: Strength
    group: str = ""
    day: int | None = None
    part: DayPart | None = None
    minutes: int | None = None
    anchor: Anchor | None = None
    must: bool = False
    lasting: bool = False
    each_time: bool = False
    field: FieldKind | None = None
    panel: Panel | None = None
    opens_record: bool = False
    effects: tuple[str, ...] = ()
    route_of_source: Route | None = None
    sources: tuple[str, ...] = ()
    learn: str = ""

    def __post_init__(self) -> None:
        if self.day is not None and self.anchor is not None:
            raise ValueError(f"{self.id}: a day or a clock time, not both")
        if self.minutes is not None and self.anchor is None:
            raise ValueError(f"{self.id}: minutes need an anchor")
        if self.part is not None and self.day is None:
            raise ValueError(f"{self.id}: a part of a day needs the day")
        if not self.sources and self.strength is not Strength.OURS:
            raise ValueError(f"{self.id}: a rule of others needs its source")

    @property
    def hangs(self) -> bool:
        """Whether it hangs on a day or on a clock time."""
        return self.day is not None or self.anchor is not None


class Checklist(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The items of one walk, in walking order, and the routes it is for; no routes means all."""

    id: str
    walk: Walk
    routes: tuple[Route, ...] = ()
    clinician_review: str
    item: tuple[Item, ...]

    def __post_init__(self) -> None:
        if self.belongs_to_session != all(item.hangs for item in self.item):
            raise ValueError(f"{self.id}: only what belongs to a session hangs on its times")

    @property
    def belongs_to_session(self) -> bool:
        """Whether it is walked for one session, and not on its own."""
        return self.walk in (Walk.SESSION, Walk.AFTERWARDS)
