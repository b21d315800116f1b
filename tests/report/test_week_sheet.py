# SPDX-License-Identifier: Apache-2.0
"""The week to fill in by hand: what the check-in asks, on one page, whatever its trackers are."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from companion import language
from companion.content import Content
from companion.domain.records import Entry, Grade, Person, Tracker, TrackerKind
from companion.problem import Problem
from companion.report.week_sheet import FILE_NAME, WeekSheet, pdf, shorter, week_sheet, write
from companion.ui.words import grade_meaning
from tests.report.sheets import (
    HOSTILE,
    LongTranslations,
    check_properties,
    opened,
    tags_of,
    words_of,
)

CONTENT = Content()
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
PERSON = Person(
    name="Alex Rivera",
    clinic="Riverside Clinic",
    clinic_phone="01 555 0100",
    prescriber="Dr. N. Shah",
)
HARD = Person(name="🙂", clinic="W" * 2000, clinic_phone=HOSTILE * 80)
ARABIC = "كم مشيت اليوم في الحديقة"


def scale(name: str) -> Tracker:
    return Tracker(name=name, kind=TrackerKind.SCALE)


TEN_LONG = tuple(scale(f"{n} is how hard it was to go out and {'walk ' * 9}") for n in range(10))
EACH_KIND = (
    scale("Restless"),
    Tracker(name="Headache", kind=TrackerKind.YES_NO),
    Tracker(name="Time outside", kind=TrackerKind.NUMBER, unit="min"),
    Tracker(name="Dreams", kind=TrackerKind.NUMBER),
    Tracker(name="What went well", kind=TrackerKind.WORDS),
)


def made(
    *trackers: Tracker, person: Person = PERSON, country: str = "IE", content: Content = CONTENT
) -> WeekSheet:
    entries = [
        Entry(id=f"tracker-{place}", revision=1, created_at=NOW, record=each)
        for place, each in enumerate(trackers)
    ]
    return week_sheet(entries, person, content.countries[country], content.language)


def read(sheet: WeekSheet) -> str:
    return words_of(opened(pdf(sheet)))


@pytest.fixture(scope="module")
def plain() -> str:
    """Give the words of the page for a diary without trackers."""
    return read(made())


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "size"), [("IE", (595, 842)), ("US", (612, 792))])
def test_it_is_one_tagged_page_of_the_countrys_paper(country: str, size: tuple[int, int]) -> None:
    reader = opened(pdf(made(*EACH_KIND, country=country)))
    box = reader.pages[0].mediabox
    assert (len(reader.pages), round(box.width), round(box.height)) == (1, *size)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= tags_of(reader)


def test_it_asks_what_the_check_in_asks_in_its_words_and_ranges(plain: str) -> None:
    for words in (
        "Mon Tue Wed Thu Fri Sat Sun", "Mood 0 very low – 10 very good",
        "Not up to it that day Hard day, no number", "Anxiety 0 none – 10 very strong",
        "Energy 0 none – 10 a lot", "Sleep the night before hours",
        "Pain 0 none – 10 very strong", "A few words", "Date",
    ):  # fmt: skip
        assert words in plain, words
    assert plain.count("Mon") == 2


def test_side_effects_have_the_grades_of_the_app_and_medicines_a_time(plain: str) -> None:
    assert "What did you notice? Mild Moderate Severe Since when? Ended" in plain
    assert " · ".join(grade_meaning(grade) for grade in Grade) in plain
    assert "Medicine taken Medicine How much When" in plain


def test_it_says_how_it_comes_into_the_diary_and_what_is_marked(plain: str) -> None:
    assert "“Fill in earlier days” takes moods and hard days of the last two weeks." in plain
    assert (
        "press Add in Log: “Check-in for another time”, “Side effect” or “Medicine taken”" in plain
    )
    assert "What is then over two days old is marked as entered later." in plain


@pytest.mark.parametrize(
    ("country", "numbers"), [("IE", ("112 or 999", "116 123")), ("US", ("911", "988"))]
)
def test_it_alerts_nobody_and_says_whom_to_call(country: str, numbers: tuple[str, str]) -> None:
    text = read(made(country=country))
    assert "This sheet and the app cannot alert anyone. To be heard, please call." in text
    for words in (*numbers, "Riverside Clinic 01 555 0100", "not entered: write it here"):
        assert words in text, words


def test_it_names_neither_the_patient_nor_a_day_and_is_the_same_each_time() -> None:
    sheet = made(*EACH_KIND)
    first = pdf(sheet)
    assert pdf(sheet) == first
    check_properties(first, "A week on paper")
    text = words_of(opened(first))
    for words in ("Rivera", "Alex", "Shah", "ketamine"):
        assert words not in text, words
    assert not re.search(r"20\d\d", text)
    assert FILE_NAME == "companion-week.pdf"


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    sheet = made()
    write(sheet, tmp_path / FILE_NAME)
    assert (tmp_path / FILE_NAME).read_bytes() == pdf(sheet)
    with pytest.raises(Problem):
        write(sheet, tmp_path / "missing" / FILE_NAME)


# --- trackers -------------------------------------------------------------------------------------


def test_each_kind_of_tracker_is_asked_as_on_the_screen() -> None:
    text = read(made(*EACH_KIND))
    for words in (
        "Restless 0 none – 10 a lot", "Headache yes or no", "Time outside min", "Dreams a number",
        "Day A few words What went well",
    ):  # fmt: skip
        assert words in text, words


def test_a_stopped_tracker_is_not_asked() -> None:
    stopped = Tracker(name="Steps", kind=TrackerKind.NUMBER, stopped=date(2026, 11, 1))
    assert [row.name for row in made(stopped, scale("Restless")).own] == ["Restless"]


@pytest.mark.parametrize("country", ["IE", "US"])
def test_ten_trackers_with_long_names_have_room(country: str) -> None:
    reader = opened(pdf(made(*TEN_LONG, country=country)))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert [int(n) for n in re.findall(r"(\d) is how hard it was", text)] == list(range(10))
    assert "in the app." not in text
    assert "Side effects" in text


def test_a_name_from_right_to_left_is_printed_in_its_own_letters() -> None:
    sheet = made(Tracker(name=ARABIC, kind=TrackerKind.NUMBER, unit="كم"), scale("Restless"))
    reader = opened(pdf(sheet))
    text = words_of(reader)
    assert len(reader.pages) == 1
    assert "[U+" not in text
    assert re.search(r"[\u0600-\u06ff\ufb50-\ufeff]{3}", text)


def test_trackers_without_room_are_counted_and_never_what_the_check_in_asks_of_all() -> None:
    in_words = tuple(Tracker(name=f"Line {n}", kind=TrackerKind.WORDS) for n in range(4))
    assert made(*in_words).left_out == "2 more of your own trackers are in the app."
    many = tuple(scale(f"Number {n} of thirty") for n in range(30))
    reader = opened(pdf(made(*many, *in_words[:3])))
    text = words_of(reader)
    assert len(reader.pages) == 1
    missing = re.search(r"(\d+) more of your own trackers are in the app\.", text)
    assert missing
    assert len(re.findall(r"Number \d+ of thirty", text)) + int(missing[1]) == 31
    assert "Pain 0 none" in text
    assert "Mild: I noticed it" in text


def test_room_goes_first_for_what_the_check_in_does_not_ask() -> None:
    versions = list(shorter(made(*TEN_LONG[:2])))
    lines = [(one.side_effects.lines, one.intakes.lines) for one in versions]
    assert lines == sorted(lines, reverse=True)
    assert lines[-1] == (2, 0)
    assert [len(one.own) for one in versions[-3:]] == [2, 1, 0]
    assert [one.left_out for one in versions[-3:]] == [
        "",
        "1 more of your own trackers is in the app.",
        "2 more of your own trackers are in the app.",
    ]
    assert {one.rows for one in versions} == {made().rows}


def test_two_days_share_a_line_only_where_each_has_nothing_but_the_few_words_on_it() -> None:
    assert any(one.is_close for one in shorter(made(scale("Restless"))))
    assert not any(one.is_close for one in shorter(made(*EACH_KIND)))


# --- whatever is in it ----------------------------------------------------------------------------


@pytest.mark.parametrize("country", ["IE", "US"])
def test_what_is_typed_never_becomes_markup_and_never_hinders(country: str) -> None:
    trackers = (
        scale(HOSTILE * 20),
        Tracker(name="你" + "x" * 900, kind=TrackerKind.NUMBER, unit="W" * 900),
        Tracker(name="y" * 900, kind=TrackerKind.WORDS),
    )
    reader = opened(pdf(made(*trackers, person=HARD, country=country)))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert '#import "@preview/x":' in text
    assert "[U+4F60]" in text


def test_where_no_number_is_known_there_are_lines_to_write_them_on() -> None:
    sheet = made(person=Person(), country="ZZ")
    assert [call.number for call in sheet.calls][:3] == ["", "", ""]
    assert len(opened(pdf(sheet)).pages) == 1


@pytest.mark.parametrize("country", ["IE", "US"])
def test_it_is_one_page_in_spanish_with_its_days(country: str) -> None:
    language.use("es")
    try:
        reader = opened(pdf(made(*EACH_KIND, country=country, content=Content("es"))))
    finally:
        language.use("en")
    text = words_of(reader)
    assert len(reader.pages) == 1
    assert "Lun Mar Mié Jue Vie Sáb Dom" in text
    assert "Leve: lo noté" in text


def test_a_language_with_longer_words_still_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language._language, "translations", LongTranslations(1.4))
    assert len(opened(pdf(made(*TEN_LONG, country="US"))).pages) == 1
