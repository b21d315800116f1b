# SPDX-License-Identifier: Apache-2.0
"""Long texts are cut where it hurts least, and what is short stays as it is."""

import pytest

from companion.report.shortening import isolated, on_one_line, shortened


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("", 5, ""),
        ("short", 5, "short"),
        ("two words here", 10, "two words…"),
        ("two words here", 9, "two words…"),
        ("a " + "x" * 90, 50, "a " + "x" * 48 + "…"),
        ("xxxxxxxxxx", 4, "xxxx…"),
    ],
)
def test_a_text_is_cut_between_words_where_one_ends_near(
    text: str, most: int, expected: str
) -> None:
    assert shortened(text, most) == expected


def test_the_ending_is_put_on_only_where_something_was_cut() -> None:
    assert shortened("one two three", 8, " (more)") == "one two (more)"
    assert shortened("one two", 7, " (more)") == "one two"


@pytest.mark.parametrize("cluster", ["e\u0301", "👩\u200d👧", "👍\U0001f3fd", "❤\ufe0f"])
def test_what_is_shaped_together_is_not_parted(cluster: str) -> None:
    text = cluster * 20
    for most in range(len(cluster), 30):
        cut = shortened(text, most, "")
        assert cut == cluster * (len(cut) // len(cluster))
        assert most - len(cluster) < len(cut) <= most


def test_line_breaks_become_dots_between_what_was_on_the_lines() -> None:
    assert on_one_line(" asthma \r\n\n  migraine\tat times\n") == "asthma · migraine at times"
    assert on_one_line(" \n ") == ""


@pytest.mark.parametrize("text", ["", "Can I drive?", "Größe 2 µg", "王小明", "👩\u200d👧"])
def test_what_is_written_from_left_to_right_stays_as_it_is(text: str) -> None:
    assert isolated(text) == text


@pytest.mark.parametrize("text", ["سيرترالين", "100 سيرترالين mg", "שאלה 2?", "٢"])
def test_what_is_written_from_right_to_left_stays_for_itself(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"
