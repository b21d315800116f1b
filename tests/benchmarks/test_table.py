# SPDX-License-Identifier: Apache-2.0
"""The table: medians, ratios and verdicts come out as a reader would work them out."""

from typing import Any

import pytest

from tests.benchmarks.lab import Figures, interleaved, middle, quickest
from tests.benchmarks.table import (
    Row,
    as_markdown,
    as_text,
    cells,
    median,
    shown,
    verdict,
    with_passphrase,
)


def row(**parts: Any) -> Row:
    given = {"name": "a", "group": "g", "what": "What", "app": 0.1, "floor": 0.05, "floor_is": "f"}
    return Row(**{**given, **parts})


@pytest.mark.parametrize(
    ("parts", "met"),
    [
        ({}, None),
        ({"most_ratio": 2.0}, True),
        ({"most_ratio": 1.99}, False),
        ({"most_ratio": 1.5, "spare": 0.025}, True),
        ({"most_ratio": 1.5, "spare": 0.024}, False),
        ({"most": 0.1}, True),
        ({"most": 0.0999}, False),
        ({"most": 0.2, "least": 0.1}, True),
        ({"most": 0.2, "least": 0.11}, False),
        # Every goal has to be met, not one of them.
        ({"most_ratio": 3.0, "most": 0.05}, False),
        ({"most_ratio": 3.0, "most": 0.1}, True),
        # Nothing was measured: neither met nor missed.
        ({"app": None, "most": 0.1}, None),
        # A floor that is missing leaves a ratio without a verdict.
        ({"floor": None, "most_ratio": 2.0}, None),
    ],
)
def test_a_goal_is_met_as_a_reader_would_work_it_out(
    parts: dict[str, Any], met: bool | None
) -> None:
    assert row(**parts).met is met


@pytest.mark.parametrize(
    ("parts", "ratio"), [({}, 2.0), ({"floor": None}, None), ({"app": None}, None)]
)
def test_the_ratio_is_that_of_the_two_figures(parts: dict[str, Any], ratio: float | None) -> None:
    assert row(**parts).ratio == ratio


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({}, "–"),
        ({"most_ratio": 1.6}, "≤ 1.60 ×"),
        ({"most_ratio": 3.0, "spare": 0.016}, "≤ 3.00 × + 16 ms"),
        ({"most": 1 / 60}, "≤ 16.7 ms"),
        ({"most_ratio": 1.3, "most": 0.3}, "≤ 1.30 ×, ≤ 300 ms"),
        ({"least": 0.3, "most": 1.0, "unit": "s"}, "0.30 s – 1.00 s"),
    ],
)
def test_a_goal_is_said_in_words(parts: dict[str, Any], words: str) -> None:
    assert row(**parts).goal == words


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1.0387, "ms", "1,039 ms"),
        (0.0123, "ms", "12.3 ms"),
        (0.016, "ms", "16 ms"),
        (12.345, "s", "12.35 s"),
        (47 * 2**20, "MiB", "47 MiB"),
        (5.54 * 2**20, "MiB", "5.5 MiB"),
    ],
)
def test_figures_are_written_as_they_are_read(value: float, unit: Any, words: str) -> None:
    assert shown(value, unit) == words


def test_the_median_is_not_moved_by_one_run_that_was_disturbed() -> None:
    assert median([0.1, 9.0, 0.11]) == 0.11
    assert median([1.0, 2.0]) == 1.5
    found = [{"a": 3}, {"a": 1}, {"a": 2}]
    assert middle(found, "a") == 2
    assert quickest(found, "a") == 1


def test_every_case_has_its_turn_in_every_round_and_the_first_is_not_counted() -> None:
    turns: list[str] = []

    def case(name: str) -> Figures:
        turns.append(name)
        return {"turn": len(turns)}

    found = interleaved(2, {"a": lambda: case("a"), "b": lambda: case("b")})
    assert turns == ["a", "b"] * 3
    assert found == {"a": [{"turn": 3}, {"turn": 5}], "b": [{"turn": 4}, {"turn": 6}]}


def test_what_has_a_passphrase_stands_beside_the_same_without_and_has_no_goal_of_its_own() -> None:
    without = row(most_ratio=1.0, most=0.01, spare=0.1, unit="s", runs=5)
    with_one = with_passphrase(without, 0.11)
    assert with_one.ratio == pytest.approx(1.1)
    assert with_one.met is None
    assert (with_one.unit, with_one.runs) == ("s", 5)
    assert cells(with_one)[2] == "0.10 s (without)"


def test_the_table_has_a_line_for_each_row_in_columns_and_its_notes_below() -> None:
    rows = [row(most=0.05, note="Why."), row(what="Something longer", floor=None, floor_is="")]
    head, first, second, _empty, note = as_text(rows).splitlines()
    assert head.index("Companion") == first.index("100 ms") == second.index("100 ms")
    assert first.split()[-1] == "no"
    assert second.split()[-1] == "–"
    assert note.strip() == "What: Why."


def test_markdown_has_as_many_cells_in_every_line() -> None:
    lines = as_markdown([row(), row(app=None)]).splitlines()
    assert {line.count("|") for line in lines} == {7}
    assert cells(row())[2] == "50 ms (f)"
    assert lines[2] == "| What | 100 ms | 50 ms (f) | 2.00 × | – | – |"


def test_the_verdict_counts_what_has_a_goal_and_names_what_missed_it() -> None:
    rows = [row(name="x", most=1.0), row(name="y", most=0.01), row(name="z")]
    assert verdict(rows) == "1 of 2 goals met; not met: y."
    assert verdict(rows[:1]) == "1 of 1 goals met."
