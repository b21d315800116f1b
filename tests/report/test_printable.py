# SPDX-License-Identifier: Apache-2.0
"""Any text can be printed: what no bundled font shows is written as its number."""

import importlib.util
import json
import random
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from companion.report.parts import Paper, Summary
from companion.report.pdf import compile_pages, compile_pdf
from companion.report.printable import LONGEST_WORD, plain, printable

ROOT = Path(__file__).resolve().parents[2]


def script() -> ModuleType:
    path = ROOT / "packaging" / "font_coverage.py"
    spec = importlib.util.spec_from_file_location("font_coverage", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def document(*texts: str) -> Summary:
    return Summary(
        language="en", name="Patient summary", title="t", period="p", recorded="r", running="",
        identity=texts, paragraph=" ".join(texts), footer="f", made=date(2026, 11, 23),
        numbering="{n} {all}",
    )  # fmt: skip


def test_the_coverage_file_is_what_the_fonts_show() -> None:
    written = json.loads((ROOT / "resources" / "fonts" / "coverage.json").read_text("utf-8"))
    assert script().coverage() == written


def test_ranges_join_neighbours() -> None:
    assert script().ranges([5, 3, 4, 9]) == [[3, 5], [9, 9]]


@pytest.mark.parametrize(
    ("typed", "shown", "replaced"),
    [
        ("Sleep: 7 h", "Sleep: 7 h", 0),
        ("你好", "[U+4F60][U+597D]", 2),
        ("한", "[U+D55C]", 1),
        ("ก", "[U+0E01]", 1),
        ("🕇", "[U+1F547]", 1),
        ("\ufeffa", "[U+FEFF]a", 1),
        ("\x00", "[U+0000]", 1),
        ("\ufffe", "[U+FFFE]", 1),
        ("\ud800", "[U+D800]", 1),
        ("bell\x07", "bell[U+0007]", 1),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree", 0),
        ("a\tb", "a b", 0),
        ("Ελληνικά, кириллица, مرحبا, שלום", "Ελληνικά, кириллица, مرحبا, שלום", 0),
        ("👩\u200d👩\u200d👧 👍🏽 ❤️", "👩\u200d👩\u200d👧 👍🏽 ❤️", 0),
        ("e\u0301", "é", 0),
        ("\u0301alone", "[U+0301]alone", 1),
        ("☃\u0301", "☃[U+0301]", 1),
    ],
)
def test_what_is_shown(typed: str, shown: str, replaced: int) -> None:
    assert printable(typed) == (shown, replaced)


def test_a_long_word_gets_places_to_break() -> None:
    shown, replaced = printable("x" * 100)
    assert replaced == 0
    assert shown.replace("\u200b", "") == "x" * 100
    assert max(len(part) for part in shown.split("\u200b")) <= LONGEST_WORD


def test_the_last_resort_is_latin() -> None:
    assert plain("aé→") == ("a[U+00E9]→", 1)
    assert plain("1. \u2068b\u2069") == ("1. b", 0)


def test_everything_a_font_shows_can_be_set() -> None:
    module = script()
    points = sorted(
        {
            point
            for ranges in module.coverage().values()
            for first, last in ranges
            for point in range(first, last + 1)
        }
    )
    shown, _replaced = printable(" ".join(map(chr, points)))
    assert compile_pdf(document(shown), Paper.A4)


def test_marks_on_anything_can_be_set() -> None:
    chance = random.Random(3)
    marks = [chr(point) for point in (*range(0x300, 0x370), *range(0x64B, 0x656), 0x200D, 0xFE0F)]
    bases = [
        chr(point) for point in (*range(0x20, 0x500), *range(0x5D0, 0x700), *range(0x2600, 0x2B00))
    ]
    text = "".join(chance.choice(chance.choice((marks, bases))) for _each in range(6000))
    assert compile_pdf(document(text), Paper.A4)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
@example("\u0301\u200d\ufe0f\u20e3")
@example('#import "@preview/x:0.1.0": * $ \\ ` <end> @x')
def test_no_text_makes_a_report_fail(text: str) -> None:
    assert compile_pages(document(text, text), Paper.A4, 20)
    assert compile_pdf(document(text, text), Paper.A4).startswith(b"%PDF")
