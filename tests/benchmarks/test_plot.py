# SPDX-License-Identifier: Apache-2.0
"""The pictures of growth: whole SVG files, in which higher is more and further right is longer."""

import re
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

from tests.benchmarks.plot import OURS, SIZE, SMALL, Frame, Growth, ceiling, length, overview, svg

DAYS = (90, 365, 3650, 10950)
GROWTH = Growth(
    "start",
    "Start <to> Today & back",
    "ms",
    dict(zip(DAYS, (0.4, 0.5, 1.0, 1.9), strict=True)),
    dict.fromkeys(DAYS, 0.1),
    "a bare window",
    most=0.6,
)


def texts(picture: str) -> list[str]:
    return [str(one.text) for one in ET.fromstring(picture).iter() if one.text]


def test_a_picture_says_what_it_shows_and_draws_every_length() -> None:
    picture = svg(GROWTH)
    said = texts(picture)
    assert said.count(GROWTH.title) == 2  # for those who see it and for those who do not
    assert {"90 days", "1 year", "10 years", "30 years", "a bare window", "goal"} <= set(said)
    assert {"0 ms", "1,000 ms", "2,000 ms"} <= set(said)
    assert len(re.findall(f'<circle [^>]*fill="{OURS}"', picture)) == len(DAYS)
    assert picture.count("<polyline") == 3


@pytest.mark.parametrize("picture", [svg(GROWTH), overview([GROWTH] * 4)])
def test_qt_draws_it_too(picture: str) -> None:
    assert QSvgRenderer(QByteArray(picture.encode())).isValid()


def test_the_picture_of_all_has_room_for_each() -> None:
    picture = overview([GROWTH] * 4)
    root = ET.fromstring(picture)
    assert (root.get("width"), root.get("height")) == (str(SMALL[0] * 3), str(SMALL[1] * 2))
    assert texts(picture).count(GROWTH.title) == 4
    assert "from 90 days to 30 years" in texts(picture)[0]


def test_more_is_higher_and_longer_is_further_right() -> None:
    frame = Frame(SIZE, (DAYS[0], DAYS[-1]), 2.0)
    places = [frame.x(days) for days in DAYS]
    assert places == sorted(places)
    assert 0 < places[0] < places[-1] < SIZE[0]
    assert SIZE[1] > frame.y(0.0) > frame.y(1.0) > frame.y(2.0) > 0
    # A factor is the same way everywhere.
    assert frame.x(900) - frame.x(90) == pytest.approx(frame.x(9000) - frame.x(900))


@pytest.mark.parametrize(
    ("value", "round_"),
    [(0.9, 1), (1, 1), (1.01, 2), (2.1, 2.5), (3, 5), (51, 100), (1039, 2000), (0, 1)],
)
def test_the_scale_ends_at_the_next_round_figure(value: float, round_: float) -> None:
    assert ceiling(value) == pytest.approx(round_)


@pytest.mark.parametrize(
    ("days", "words"),
    [(90, "90 days"), (365, "1 year"), (3650, "10 years"), (10950, "30 years")],
)
def test_a_length_of_record_is_said_in_words(days: int, words: str) -> None:
    assert length(days) == words
