# SPDX-License-Identifier: Apache-2.0
"""Red flags and the panel for thoughts of suicide: one fixed list, the same for everybody."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from companion.domain.instrument import Instrument
from companion.domain.records import Entry, Question


class Tier(StrEnum):
    """Whom to call, and how soon."""

    EMERGENCY = "emergency"
    CLINIC_TODAY = "clinic_today"
    NEXT_VISIT = "next_visit"


class Panel(StrEnum):
    """A reply with words of its own."""

    SUICIDE = "suicide"


class Course(StrEnum):
    """When an effect is usual: around a session, in the days after, or over weeks."""

    ACUTE = "acute"
    DAYS = "days"
    LASTING = "lasting"


class Effect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side effect of the catalogue.

    ``snomed`` is set only where two independent sources agree. ``persists_tier`` applies when
    the effect is still there the next morning.
    """

    id: str
    course: Course
    snomed: str | None = None
    tier: Tier | None = None
    persists_tier: Tier | None = None
    panel: Panel | None = None


class Reply(Struct, frozen=True):
    """The fixed reply an entry gets at once."""

    tier: Tier
    panel: Panel | None = None


def to_ask(
    questions: Iterable[Entry[Question]], suicide_items: Collection[str]
) -> tuple[Entry[Question], ...]:
    """Give the open questions for the doctor: those about thoughts of suicide stand first."""
    open_ones = [entry for entry in questions if not entry.record.answered]
    return tuple(
        sorted(
            open_ones,
            key=lambda entry: (entry.record.from_item not in suicide_items, entry.record.at),
        )
    )


def reply_to_effect(effect: Effect, start: datetime, now: datetime, *, gone: bool) -> Reply | None:
    """Give the reply to a side effect, or None. It looks at nothing but the entry itself."""
    if effect.tier is not None:
        return Reply(effect.tier, effect.panel)
    if effect.persists_tier is not None and not gone:
        morning = start.replace(hour=4, minute=0, second=0) + timedelta(days=1)
        if now >= morning:
            return Reply(effect.persists_tier)
    return None


def reply_to_answer(instrument: Instrument, item: str, value: int) -> Reply | None:
    """Give the reply to one questionnaire answer: item 9 above 0, every time; 0 gets none."""
    if item == instrument.suicide_item and value > 0:
        return Reply(Tier.CLINIC_TODAY, Panel.SUICIDE)
    return None
