# SPDX-License-Identifier: Apache-2.0
"""Scales without bands, with a mean, with groups of items, and those measured elsewhere."""

from datetime import date

import pytest

from companion.domain.records import Entry, ItemAnswer, OutsideScore, Response, Snapshot
from companion.report.parts import USUAL, Options, Section, Summary, Table
from companion.report.summary import plain_text, summarise
from tests.report.records import CONTENT, FIRST, LAST, NOW, at, entry, held

DOSE = date(2026, 10, 14)
BEFORE, BETWEEN, LATEST = date(2026, 10, 13), date(2026, 10, 28), date(2026, 11, 18)
PEG, PCL5 = CONTENT.instruments["peg"], CONTENT.instruments["pcl-5"]


def filled_in(instrument: str, day: date, values: list[int]) -> Entry[Response]:
    items = CONTENT.instruments[instrument].scored_items
    answers = tuple(
        ItemAnswer(item=item.id, value=value) for item, value in zip(items, values, strict=True)
    )
    moment = at(day, 10)
    record = Response(instrument=instrument, started=moment, finished=moment, answers=answers)
    return entry(record, moment)


def summary_of(*responses: Entry[Response], **more: object) -> Summary:
    snapshot = Snapshot(sessions=(held(DOSE),), responses=responses, **more)  # type: ignore[arg-type]
    sections = USUAL | {Section.ANSWERS}
    return summarise(snapshot, CONTENT, Options(first=FIRST, last=LAST, sections=sections), NOW)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def table(summary: Summary, title: str) -> list[list[str]]:
    found = next(one for one in (*summary.further, *summary.appendix) if one.title == title)
    return cells(found)


def cells(of: Table) -> list[list[str]]:
    return [[plain("".join(run.words for run in cell)) for cell in row] for row in of.rows]


@pytest.mark.parametrize(
    ("latest", "figure", "said"),
    [
        ([3, 4, 4], "6.7 → 3.7", "−45 % since baseline."),
        ([7, 7, 6], "6.7 → 6.7", "No change since baseline."),
        ([8, 8, 8], "6.7 → 8.0", "1.3 points above baseline."),
        ([9, 9, 9], "6.7 → 9.0", "2.3 points above baseline: worse."),
    ],
)
def test_a_mean_keeps_its_decimal_place_and_has_no_band(
    latest: list[int], figure: str, said: str
) -> None:
    summary = summary_of(filled_in("peg", BEFORE, [7, 7, 6]), filled_in("peg", LATEST, latest))
    tile = next(one for one in summary.tiles if one.title.startswith("PEG"))
    assert tile.title == "PEG (0–10)"
    assert (tile.figure, plain(tile.lines[0])) == (figure, said)
    assert f"PEG {figure}" in plain(plain_text(summary))


def test_a_rise_since_the_best_is_said_by_the_percentage() -> None:
    summary = summary_of(
        filled_in("peg", BEFORE, [8, 8, 8]),
        filled_in("peg", BETWEEN, [2, 2, 2]),
        filled_in("peg", LATEST, [3, 3, 2]),
    )
    tile = next(one for one in summary.tiles if one.title.startswith("PEG"))
    assert plain(tile.lines[0]) == "−66 % since baseline. Risen 0.7 since its best (2.0)."
    assert "best 2.0 on 28 Oct" in plain(tile.faint[0])


def test_the_definitions_name_each_minimal_change_in_its_unit() -> None:
    summary = summary_of(filled_in("peg", BEFORE, [8, 8, 8]), filled_in("pcl-5", BEFORE, [1] * 20))
    told = plain(" ".join(summary.definitions))
    assert "minimal important change (PCL-5 10, PEG 30 %)" in told


def test_a_scale_without_bands_is_drawn_without_any_and_its_points_say_the_score() -> None:
    summary = summary_of(filled_in("peg", BEFORE, [7, 7, 6]))
    assert summary.course is not None
    assert summary.course.figure is not None
    (panel,) = summary.course.figure.panels
    assert (panel.bands, panel.low, panel.high) == ((), 0, 10)
    assert [point.words for point in panel.points] == ["PEG 6.7"]


def test_groups_of_items_are_summed_below_the_answers_and_nothing_is_concluded() -> None:
    summary = summary_of(
        filled_in("pcl-5", BEFORE, [4] * 20), filled_in("pcl-5", LATEST, [1] * 19 + [3])
    )
    rows = table(summary, "PCL-5: every answer")
    assert len(rows) == 24
    assert rows[20:] == [
        ["Cluster B, sum of items 1–5", "20", "5"],
        ["Cluster C, sum of items 6, 7", "8", "2"],
        ["Cluster D, sum of items 8–14", "28", "7"],
        ["Cluster E, sum of items 15–20", "24", "8"],
    ]
    everything = plain_text(summary) + str(rows)
    assert not any(word in everything.casefold() for word in ("provisional", "criteria", "cut-"))


def test_those_without_a_known_change_come_last() -> None:
    summary = summary_of(
        filled_in("phq-2", LATEST, [1] * 2),
        filled_in("peg", LATEST, [1] * 3),
        filled_in("gad-2", LATEST, [1] * 2),
        filled_in("pcl-5", LATEST, [1] * 20),
        filled_in("phq-9", LATEST, [1] * 9),
    )
    names = [one.title.partition(" (")[0] for one in summary.tiles]
    assert names[:5] == ["PHQ-9", "PCL-5", "PEG", "PHQ-2", "GAD-2"]


def test_scores_measured_elsewhere_stand_apart_and_change_no_figure() -> None:
    ours = filled_in("phq-9", BEFORE, [1] * 9)
    theirs = tuple(
        entry(OutsideScore(at=at(day), scale=scale, total=total, by_whom=whom, words="private"))
        for day, scale, total, whom in (
            (LATEST, "PHQ-9", 3, "Dr. Shah"),
            (BEFORE, " MADRS", 31, "clinic"),
            (LATEST, "MADRS", 12.5, ""),
            (date(2026, 9, 1), "MADRS", 40, "before the period"),
        )
    )
    summary = summary_of(ours, outside_scores=theirs)
    assert table(summary, "Scores measured elsewhere") == [
        ["MADRS", "13 Oct", "31", "clinic"],
        ["MADRS", "18 Nov", "12.5", ""],
        ["PHQ-9", "18 Nov", "3", "Dr. Shah"],
    ]
    alone = summary_of(ours)
    assert summary.tiles == alone.tiles
    assert summary.course == alone.course
    assert "private" not in str(summary)


def test_an_outside_score_that_is_left_out_is_counted_as_left_out() -> None:
    score = entry(OutsideScore(at=at(LATEST), scale="MADRS", total=12))
    snapshot = Snapshot(sessions=(held(DOSE),), outside_scores=(score,))
    options = Options(first=FIRST, last=LAST, left_out=frozenset({score.id}))
    summary = summarise(snapshot, CONTENT, options, NOW)
    assert not any(one.title == "Scores measured elsewhere" for one in summary.further)
    assert "1 outside score" in plain(" ".join(summary.closing))
