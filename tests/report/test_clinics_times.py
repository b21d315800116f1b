# SPDX-License-Identifier: Apache-2.0
"""The clinic's own times in the report: for the doctor, in its language, from what was kept."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from companion import language
from companion.content import Content
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Snapshot,
    WalkedItem,
    Whose,
)
from companion.report.parts import Options
from companion.report.summary import summarise
from tests.report.records import FIRST, LAST, NOW, course

SHOWN = "8 h before the start, your clinic"


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    yield
    language.use("en")


def walked(item: str, minutes: int | None, **told: object) -> WalkedItem:
    """Give an item that was kept with the words of that day."""
    usual: dict[str, object] = {
        "label": "Last meal", "anchor": Anchor.START, "whose": Whose.CLINIC, "rule": SHOWN,
    }  # fmt: skip
    return WalkedItem(item=item, minutes=minutes, **(usual | told))  # type: ignore[arg-type]


def snapshot(*each: tuple[WalkedItem, ...]) -> Snapshot:
    """Give the course with what each of its sessions was walked with."""
    runs: list[Entry[ChecklistRun]] = []
    for run, items in zip(course().runs, each, strict=False):
        at = run.record.answers[0].at
        answers = tuple(Answer(item=one.item, choice=Choice.YES, at=at) for one in items)
        kept = replace(run.record, frozen_at=at, walked=items, answers=answers)
        runs.append(replace(run, record=kept))
    return replace(course(), runs=tuple(runs))


def told(record: Snapshot) -> str:
    options = Options(first=FIRST, last=LAST)
    asides = summarise(record, Content(), options, NOW).asides
    lines = [line for one in asides for line in one.lines]
    return " ".join(lines).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (walked("last_meal_iv", -480), "Last meal: 8 h before the start."),
        (
            walked("last_meal_iv", -120),
            "Last meal: 2 h before the start (the usual rule: 6 h, common default).",
        ),
        (
            walked("last_drink_iv", 0, anchor=Anchor.LEAVING),
            "on leaving home (the usual rule: 2 h, common default).",
        ),
        (walked("own-1", -30, label="Ring the bell"), "Ring the bell: 30 min before the start."),
    ],
)
def test_a_time_is_worded_for_the_doctor(item: WalkedItem, says: str) -> None:
    page = told(snapshot((item,)))
    assert "Times given as the clinic’s: " in page
    assert says in page
    assert "your clinic" not in page


def test_it_is_worded_in_the_reports_language_whatever_the_walk_was_in() -> None:
    language.use("es")
    page = told(snapshot((walked("last_meal_iv", -480),)))
    assert "Última comida: 8 h antes del comienzo." in page
    assert "before the start" not in page


def test_a_time_that_changed_is_told_with_its_sessions() -> None:
    early, late = (walked("last_meal_iv", -480),), (walked("last_meal_iv", -600),)
    page = told(snapshot(early, early, late, early))
    assert "Last meal: 8 h before the start (#1, 2, 4), 10 h before the start (#3)." in page


@pytest.mark.parametrize(
    "item",
    [
        walked("last_meal_iv", -480, whose=Whose.OWN),
        walked("last_meal_iv", -480, whose=None),
        walked("last_meal_iv", None, anchor=None, day=-1),
    ],
)
def test_what_is_no_time_of_the_clinics_is_not_told_as_one(item: WalkedItem) -> None:
    assert "Times given" not in told(snapshot((item,)))
