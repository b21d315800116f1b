# SPDX-License-Identifier: Apache-2.0
"""Page one, read by another program: it says plainly what a psychiatrist has to conclude.

The conclusions stand in ``readings.toml``. A chief finding stands in the upper half of page one;
nothing that is needed stands on a later page only.
"""

import io
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from pypdf import PageObject, PdfReader

from companion.report.parts import Options
from companion.report.pdf import compile_pdf
from companion.report.summary import summarise
from tests.report.diary import CONTENT, LAST, NOW
from tests.report.five_courses import COURSES

READINGS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "readings.toml").read_text(encoding="utf-8")
)
QUESTIONS = {"outcome", "safety", "tolerability", "known", "asked"}


class PageOne(Struct, frozen=True, kw_only=True):
    """The words of page one, and of its upper half."""

    words: str
    upper: str


@cache
def page_one(name: str) -> PageOne:
    course = COURSES[name]()
    options = Options(first=course.first, last=LAST)
    summary = summarise(course.snapshot, CONTENT, options, NOW)
    page = PdfReader(io.BytesIO(compile_pdf(summary, options.paper))).pages[0]
    return PageOne(words=said_on(page, 0), upper=said_on(page, page.mediabox.height / 2))


def said_on(page: PageObject, above: float) -> str:
    """Give the words that stand higher on the page than this, in reading order."""
    found: list[str] = []

    def visit(text: str, outer: list[float], own: list[float], *_font: object) -> None:
        # The text's own place goes through the matrix of what it stands in.
        height = own[4] * outer[1] + own[5] * outer[3] + outer[5]
        if height > above:
            found.append(text)

    page.extract_text(visitor_text=visit)
    return " ".join("".join(found).replace("\u00a0", " ").split())


def facts(name: str, group: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = READINGS[name].get(group, [])
    return found


def missing(name: str, group: str, words: str) -> list[str]:
    """Give the facts of a group that the words do not say."""
    return [fact["says"] for fact in facts(name, group) if not re.search(fact["find"], words)]


def said(name: str, group: str, words: str) -> list[str]:
    """Give the facts of a group that the words do say."""
    return [fact["says"] for fact in facts(name, group) if re.search(fact["find"], words)]


def test_there_is_a_reading_of_each_course() -> None:
    assert READINGS.keys() == COURSES.keys()
    for name in COURSES:
        assert READINGS[name]["conclusion"].keys() == QUESTIONS
        assert facts(name, "chief")
        assert facts(name, "never") + facts(name, "never_above")


@pytest.mark.parametrize("name", COURSES)
def test_a_course_is_the_same_whenever_it_is_made(name: str) -> None:
    assert COURSES[name]() == COURSES[name]()


@pytest.mark.parametrize("name", COURSES)
def test_the_upper_half_says_each_chief_finding(name: str) -> None:
    assert missing(name, "chief", page_one(name).upper) == []


@pytest.mark.parametrize("name", COURSES)
def test_page_one_alone_is_enough(name: str) -> None:
    assert missing(name, "page", page_one(name).words) == []


@pytest.mark.parametrize("name", COURSES)
def test_nothing_is_said_that_the_record_does_not_allow(name: str) -> None:
    page = page_one(name)
    assert said(name, "never", page.words) == []
    assert said(name, "never_above", page.upper) == []


def test_the_worst_news_is_found_where_it_is_swapped() -> None:
    """The readings tell the courses apart: no page passes for another course's."""
    for name in COURSES:
        for other in COURSES:
            lacking = missing(name, "chief", page_one(other).upper)
            assert bool(lacking) == (name != other), (name, other)


def test_the_upper_half_is_not_the_page() -> None:
    page = page_one("good_response")
    assert page.upper
    assert "Not a diagnosis." in page.words
    assert "Not a diagnosis." not in page.upper
