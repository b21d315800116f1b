# SPDX-License-Identifier: Apache-2.0
"""The chart's layout: words never on one another, gaps stay gaps, any period."""

import time
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from companion.report.chart import layout, words
from companion.report.placing import Extent, extent
from companion.report.shapes import (
    Band,
    Box,
    Chart,
    Event,
    EventKind,
    Form,
    Label,
    Limit,
    Line,
    Mark,
    Marker,
    Panel,
    Point,
    Shade,
)
from companion.report.wording import Wording

FIRST = date(2026, 10, 12)
ROLES = {"ink", "ink2", "line", "bg", "accent", "accentSoft", "ochre", "session", "onAccent"}


def daily(values: dict[int, float], hollow: frozenset[int] = frozenset()) -> Panel:
    points = tuple(
        Point(day=FIRST + timedelta(day), value=value, hollow=day in hollow, words=f"Mood {value}")
        for day, value in values.items()
    )
    return Panel(
        title="Mood (0–10)", low=0, high=10, points=points, role="accent", ticks=(0, 5, 10),
        daily=True,
    )  # fmt: skip


def scores(values: dict[int, float]) -> Panel:
    limits = ((0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate"), (15, 27, "severe"))
    points = tuple(
        Point(day=FIRST + timedelta(day), value=value, words=f"PHQ-9 {value}")
        for day, value in sorted(values.items())
    )
    return Panel(
        title="PHQ-9 (0–27)", low=0, high=27, points=points, role="ochre",
        bands=tuple(Band(low=low, high=high, words=word) for low, high, word in limits),
        ticks=(0, 27), show_values=True,
    )  # fmt: skip


def sessions(days: list[int]) -> list[Marker]:
    return [
        Marker(day=FIRST + timedelta(day), number=number, words=f"Session {number}")
        for number, day in enumerate(days, 1)
    ]


def lay(
    panels: list[Panel], days: int, marks: list[Marker] | None = None, width: float = 500
) -> Chart:
    shades = [Shade(first=FIRST, last=FIRST + timedelta(days // 3), words="before treatment")]
    last = FIRST + timedelta(days - 1)
    return layout(
        panels, marks or [], shades, FIRST, last, width, 26 + 63 * len(panels), wording=Wording()
    )


def of(kind: type, chart: Chart, role: str = "") -> list:  # type: ignore[type-arg]
    found = [shape for shape in chart.shapes if isinstance(shape, kind)]
    return [shape for shape in found if not role or shape.role == role]


def touch(one: Extent, other: Extent) -> bool:
    across = one[0] < other[2] and other[0] < one[2]
    return across and one[1] < other[3] and other[1] < one[3]


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    days = draw(st.sampled_from((1, 2, 13, 14, 43, 100, 365, 1000, 3650)))
    places = st.integers(0, days - 1)
    moods = draw(st.dictionaries(places, st.floats(0, 10), max_size=60))
    panels = [daily(dict(sorted(moods.items())))]
    score = st.integers(0, 27).map(float)
    drawn = draw(st.lists(st.dictionaries(places, score, max_size=40), max_size=3))
    panels += [scores(values) for values in drawn]
    marks = sessions(sorted(draw(st.sets(places, max_size=80))))
    return lay(panels, days, marks, draw(st.sampled_from((180, 320, 511, 900))))


@settings(max_examples=60, deadline=None)
@given(charts())
def test_words_never_lie_on_one_another_nor_outside(chart: Chart) -> None:
    extents = [extent(label) for label in of(Label, chart)]
    for left, top, right, bottom in extents:
        assert left >= 0
        assert top >= 0
        assert right <= chart.width
        assert bottom <= chart.height
    assert not [pair for pair in combinations(extents, 2) if touch(*pair)]


@settings(max_examples=30, deadline=None)
@given(charts())
def test_shapes_stay_on_the_plane_and_name_tokens(chart: Chart) -> None:
    assert {shape.role for shape in chart.shapes} <= ROLES
    for line in of(Line, chart):
        assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in line.points)
    for box in of(Box, chart):
        assert box.width >= 0
        assert box.height >= 0
    assert [hit.day for hit in chart.hits] == sorted(hit.day for hit in chart.hits)
    assert all(early.x <= late.x for early, late in pairwise(chart.hits))


def test_a_missing_day_breaks_the_line() -> None:
    chart = lay([daily({0: 3, 1: 4, 2: 5, 4: 6, 5: 7})], 14)
    assert [len(line.points) for line in of(Line, chart, "accent")] == [3, 2]


def test_a_lone_day_is_a_dot_and_a_late_one_is_hollow() -> None:
    chart = lay([daily({0: 3, 1: 4, 5: 6, 8: 2, 9: 3}, frozenset({9}))], 14)
    forms = sorted(mark.form for mark in of(Mark, chart, "accent"))
    assert forms == [Form.DOT, Form.HOLLOW]


def test_lower_scores_are_drawn_lower_with_their_values() -> None:
    chart = lay([scores({2: 21, 16: 17, 40: 9})], 43)
    squares = [mark for mark in of(Mark, chart, "ochre") if mark.form is Form.SQUARE]
    assert [one.y for one in squares] == sorted(one.y for one in squares)
    told = {label.words for label in of(Label, chart)}
    assert {"21", "17", "9", "minimal", "mild", "moderate", "severe"} <= told


def test_sessions_are_dashed_lines_through_every_panel_with_numbers() -> None:
    chart = lay([daily({0: 3}), scores({1: 9})], 43, sessions([16, 23]))
    assert sum(line.dash for line in of(Line, chart, "session")) == 4
    assert {"1", "2"} <= {label.words for label in of(Label, chart)}


def test_many_sessions_become_ticks_and_fewer_numbers() -> None:
    chart = lay([daily({0: 3})], 3650, sessions(list(range(10, 3650, 14))))
    assert not any(line.dash for line in of(Line, chart, "session"))
    numbers = [label for label in of(Label, chart) if label.role == "onAccent"]
    assert 5 < len(numbers) < 40
    assert "260" in {label.words for label in numbers}


def test_what_lies_outside_the_period_is_not_drawn() -> None:
    chart = lay([daily({-5: 3, 50: 4, 3: 5})], 14, sessions([-3, 20]))
    assert [hit.day for hit in chart.hits] == [FIRST + timedelta(3)]


def test_a_hit_tells_everything_of_its_day() -> None:
    chart = lay([daily({3: 6}), scores({3: 13})], 14, sessions([3]))
    assert chart.hits[0].words == ("Mood 6", "PHQ-9 13", "Session 1")
    assert len(chart.hits[0].places) == 2


@pytest.mark.parametrize(
    ("days", "labels"),
    [
        (14, ["12 Oct", "14 Oct", "16 Oct", "18 Oct", "20 Oct", "22 Oct", "24 Oct"]),
        (43, ["12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov", "23 Nov"]),
    ],
)
def test_days_stand_at_round_distances(days: int, labels: list[str]) -> None:
    chart = lay([daily({0: 3})], days)
    bottom = max(label.y for label in of(Label, chart))
    assert [label.words for label in of(Label, chart) if label.y == bottom] == labels


def test_an_axis_over_years_names_years() -> None:
    chart = lay([daily({0: 3})], 3650)
    told = {label.words for label in of(Label, chart)}
    assert {"2027", "2030", "2036"} <= told


def test_a_limit_is_a_dashed_line_at_its_value_with_its_word() -> None:
    panel = replace(scores({2: 21, 16: 3}), limit=Limit(value=4.5, words="below 5"))
    chart = lay([panel], 43)
    (line,) = [line for line in of(Line, chart, "ochre") if line.dash]
    squares = {mark.y for mark in of(Mark, chart, "ochre")}
    assert min(squares) < line.points[0][1] < max(squares)
    assert line.points[0][1] == line.points[1][1]
    assert "below 5" in {label.words for label in of(Label, chart)}


def test_the_word_of_a_limit_is_crossed_by_no_session() -> None:
    panel = replace(scores({2: 21, 16: 3}), limit=Limit(value=4.5, words="remission: below 5"))
    held = sessions(list(range(0, 43, 4)))
    chart = layout([panel], held, [], FIRST, FIRST + timedelta(42), 511, 120, wording=Wording())
    (label,) = [one for one in of(Label, chart) if "remission" in one.words]
    left, top, right, bottom = extent(label)
    lines = [line.points for line in of(Line, chart, "session")]
    assert len(lines) > len(held)
    assert not any(
        left < x < right and start < bottom and end > top for (x, start), (_x, end) in lines
    )


def test_changes_of_medicines_have_a_form_each_and_their_words() -> None:
    events = [
        Event(day=FIRST + timedelta(day), kind=kind, words=f"Lithium {kind}")
        for day, kind in ((2, EventKind.STARTED), (18, EventKind.CHANGED), (34, EventKind.STOPPED))
    ]
    last = FIRST + timedelta(42)
    chart = layout(
        [daily({0: 3})], sessions([5]), [], FIRST, last, 500, 120, events=events, wording=Wording()
    )
    forms = [line.points for line in of(Line, chart, "ink2")]
    assert [len(points) for points in forms] == [4, 5, 4]
    up, _diamond, down = forms
    assert up[0][1] < up[1][1], "a start points up"
    assert down[0][1] > down[1][1], "an end points down"
    told = {label.words for label in of(Label, chart)}
    assert {event.words for event in events} <= told
    assert [hit.words for hit in chart.hits if hit.day == events[0].day] == [("Lithium started",)]
    said = words([daily({0: 3})], [], [], FIRST, last, events=events, wording=Wording())
    assert said.endswith("Lithium started on 14\u00a0Oct; Lithium changed on 30\u00a0Oct; "
                         "Lithium stopped on 15\u00a0Nov.")  # fmt: skip


def test_a_day_tells_its_notes_once_and_how_long_after_which_session_it_was() -> None:
    last = FIRST + timedelta(13)
    notes = {FIRST + timedelta(3): ("Mood 6", "slept 7 h"), last + timedelta(1): ("later",)}
    marks = sessions([-2, 5])
    chart = layout(
        [daily({3: 6, 5: 4, 9: 5})],
        marks,
        [],
        FIRST,
        last,
        500,
        90,
        notes=lambda: notes,
        wording=Wording(),
    )
    assert [hit.words for hit in chart.hits] == [
        ("Mood 6", "slept 7 h"),
        ("Mood 4", "Session 2"),
        ("Mood 5",),
    ]
    assert [hit.after for hit in chart.hits] == [
        "5 days after session 1",
        "",
        "4 days after session 2",
    ]


def test_before_and_after_are_a_dot_and_a_square_joined_upright() -> None:
    before = tuple(Point(day=FIRST + timedelta(day), value=3) for day in (2, 9))
    after = (Point(day=FIRST + timedelta(2), value=6, figure="3 → 6"),)
    panel = Panel(title="Around", low=0, high=10, points=after, before=before, role="session")
    chart = lay([panel], 14)
    forms = [mark.form for mark in of(Mark, chart, "session")]
    assert sorted(forms) == [Form.DOT, Form.DOT, Form.SQUARE]
    (line,) = of(Line, chart, "session")
    assert line.points[0][0] == line.points[1][0]
    told = words([panel], [], [], FIRST, FIRST + timedelta(13), wording=Wording())
    assert "Around: 3 → 6 on 14\u00a0Oct, 3 on 21\u00a0Oct." in told


def test_a_title_too_long_for_the_plane_loses_its_bracket_first() -> None:
    panel = replace(daily({0: 3}), title="Mood around sessions (0–10): dot before, square after")
    told = {label.words for label in of(Label, lay([panel], 14, width=180))}
    assert "Mood around sessions" in told


def test_yes_and_no_are_dots_beside_their_words_and_no_line_leads_between() -> None:
    panel = replace(daily({0: 1, 1: 0, 2: 1}), high=1, ticks=(0, 1), tick_words=("No", "Yes"))
    chart = lay([panel], 14)
    assert not of(Line, chart, "accent")
    assert len(of(Mark, chart, "accent")) == 3
    assert {"No", "Yes"} <= {label.words for label in of(Label, chart)}
    told = words([panel], [], [], FIRST, FIRST + timedelta(13), wording=Wording())
    assert "yes on 2 of 3 days recorded, 11 missing." in told


def test_no_panel_is_an_empty_chart() -> None:
    assert lay([], 14, sessions([3])).shapes == ()


def test_ten_years_are_laid_out_fast() -> None:
    values = {day: (day * 7) % 11 for day in range(3650) if day % 9}
    panels = [daily({day: float(value) for day, value in values.items()})]
    panels.append(scores({day: float(day % 27) for day in range(0, 3650, 14)}))
    marks = sessions(list(range(10, 3650, 14)))
    lay(panels, 3650, marks)
    took = []
    for _repeat in range(5):
        start = time.process_time()
        chart = lay(panels, 3650, marks)
        took.append(time.process_time() - start)
    assert min(took) < 0.12
    assert len(chart.shapes) < 3000


def test_words_say_the_numbers_and_the_missing_days() -> None:
    last = FIRST + timedelta(13)
    panels = [daily({0: 2, 1: 4, 5: 6}), scores({2: 21, 9: 13})]
    told = words(panels, sessions([4]), [], FIRST, last, wording=Wording())
    assert told == (
        "12 October to 25 October 2026. Mood (0–10): recorded on 3 of 14 days, 11 missing; mean 4, "
        "lowest 2 (12\u00a0Oct), highest 6 (17\u00a0Oct). PHQ-9 (0–27): 21 on 14\u00a0Oct, "
        "13 on 21\u00a0Oct. Session 1 on 16\u00a0Oct."
    )


def test_words_of_many_values_give_first_ends_and_last() -> None:
    panel = scores({day: float(abs(13 - day)) for day in range(28)})
    told = words(
        [panel], sessions(list(range(20))), [], FIRST, FIRST + timedelta(30), wording=Wording()
    )
    assert "28 values; first 13 on" in told
    assert "lowest 0 on 25\u00a0Oct" in told
    assert "20 sessions, 12\u00a0Oct to 31\u00a0Oct." in told


def test_words_say_when_nothing_was_recorded() -> None:
    assert "nothing recorded" in words([daily({})], [], [], FIRST, FIRST, wording=Wording())


def test_the_days_of_a_chart_are_put_into_words_one_by_one() -> None:
    noted = {FIRST + timedelta(20): ("slept 7 h",)}
    chart = layout(
        [daily({1: 4, 2: 5, 9: 6})], [], [], FIRST, FIRST + timedelta(27), 400, 200,
        notes=lambda: noted, wording=Wording(),
    )  # fmt: skip
    days = [FIRST + timedelta(day) for day in (1, 2, 9, 20)]
    assert len(chart.hits) == len(days)
    assert [hit.day for hit in chart.hits[1:3]] == days[1:3]
    assert [chart.hits.place(day) for day in days] == [0, 1, 2, 3]
    assert chart.hits.place(FIRST) is None
    assert chart.hits.place(FIRST + timedelta(27)) is None
    assert chart.hits[-1].words == ("slept 7 h",)
    assert chart.hits.years == 1
    for place, hit in enumerate(chart.hits):
        assert chart.hits.nearest(hit.x + 1) == place
    assert chart.hits.nearest(-50) == 0
    assert chart.hits.nearest(4000) == 3
    between = (chart.hits[2].x + chart.hits[3].x) / 2
    assert [chart.hits.nearest(between + step) for step in (-1, 1)] == [2, 3]


def test_without_a_panel_no_day_can_be_read() -> None:
    chart = layout(
        [], [], [], FIRST, FIRST, 400, 200, notes=lambda: {FIRST: ("slept 7 h",)}, wording=Wording()
    )
    assert len(chart.hits) == chart.hits.years == 0
    assert chart.hits.place(FIRST) is None


@given(values=st.lists(st.integers(0, 10), min_size=900, max_size=1000))
@settings(max_examples=5, deadline=None)
def test_ten_years_keep_the_lowest_and_the_highest_of_each_point_of_width(
    values: list[int],
) -> None:
    last = FIRST + timedelta(len(values) - 1)
    panel = daily({day: float(value) for day, value in enumerate(values)})
    [line] = [
        one
        for one in layout([panel], [], [], FIRST, last, 200, 200, wording=Wording()).shapes
        if isinstance(one, Line) and one.role == "accent"
    ]
    wide = layout([panel], [], [], FIRST, last, 200, 200, wording=Wording())
    columns: dict[int, list[float]] = {}
    for hit in wide.hits:
        [(x, y)] = hit.places
        columns.setdefault(int(x), []).append(y)
    drawn: dict[int, list[float]] = {}
    for x, y in line.points:
        drawn.setdefault(int(x), []).append(y)
    assert drawn.keys() == columns.keys()
    for column, heights in columns.items():
        assert (min(drawn[column]), max(drawn[column])) == (min(heights), max(heights))
        assert len(drawn[column]) <= 2
