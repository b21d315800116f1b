# SPDX-License-Identifier: Apache-2.0
"""The sheet of Get help now: one page with every number and sign, and the plan where it was asked."""

from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from companion import language
from companion.content import ANYWHERE, Content
from companion.domain.records import Person, SafetyPlan, Snapshot
from companion.domain.safety import Tier
from companion.domain.safety_plan import STEPS, steps
from companion.report import codes
from companion.report.help_sheet import FILE_NAME, HelpSheet, help_sheet, pdf, write
from companion.report.parts import Options, Section
from companion.report.summary import plain_text, summarise
from tests.report.records import FIRST, LAST, entry, mood
from tests.report.records import NOW as REPORTED
from tests.report.sheets import HOSTILE, LongTranslations, check_properties, opened
from tests.report.sheets import words_of as words_in

CONTENT = Content()
NOW = datetime(2026, 11, 27, 10, 0)
A4, LETTER = (595, 842), (612, 792)
PERSON = Person(
    name="Alex",
    clinic="Oakfield",
    clinic_phone="+353 1 555 0100",
    clinic_phone_after_hours="555 0199",
    person_name="Maria",
    person_phone="555 0134",
)
PLAN = SafetyPlan(
    warning_signs="not answering messages, awake at 4",
    by_myself="shower, walk to the canal, radio on",
    distraction="the library café",
    people_to_ask="Maria 555 0134\nTom",
    professionals="Dr Byrne",
    surroundings="Maria keeps the tablets",
    better_day="the dog needs you",
)


def made(country: str = "IE", person: Person = PERSON, plan: SafetyPlan | None = None) -> HelpSheet:
    return help_sheet(CONTENT.countries[country], person, plan, CONTENT, now=NOW)


def words_of(sheet: HelpSheet) -> str:
    return words_in(opened(pdf(sheet)))


def times_as_long(times: int) -> SafetyPlan:
    return SafetyPlan(**{name: " ".join([f"{name} walk"] * times) for name in STEPS})


@pytest.mark.parametrize(("country", "size"), [("IE", A4), ("US", LETTER)])
def test_it_is_one_tagged_page_of_the_countrys_paper(country: str, size: tuple[int, int]) -> None:
    found = pdf(made(country, plan=PLAN))
    reader = opened(found)
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
    check_properties(found, "Get help now")
    assert FILE_NAME == "companion-numbers.pdf"


def test_it_says_whom_to_call_and_when() -> None:
    text = words_of(made())
    assert "cannot alert anyone. To be heard, please call." in text
    assert "Scan a code with a phone’s camera to call." in text
    for number in ("112", "999", "116 123", "+353 1 555 0100", "555 0199", "555 0134"):
        assert number in text, number
    assert "Samaritans, free call, day and night" in text
    assert text.count("not yet checked by us on an official page") == 3
    assert text.count("as you entered it") == 3
    for flag in CONTENT.flags:
        shown = CONTENT.flag_words[flag.id] in text
        assert shown is (flag.tier is not Tier.NEXT_VISIT), flag.id
    assert "Content not yet reviewed by a clinician." in text
    assert "safety plan" not in text
    for word in ("Alex", "canal"):
        assert word not in text


@pytest.mark.parametrize("country", sorted(CONTENT.countries))
def test_each_number_of_a_country_is_on_it(country: str) -> None:
    """One page each is shown by the countries with the most numbers, below."""
    sheet, shipped = made(country), CONTENT.countries[country]
    numbers = [call.number for call in (*sheet.danger.calls, *sheet.talk.calls)]
    known = [each.number for each in shipped.emergency] or [""]
    assert numbers == known + [line.number for line in shipped.line]
    texts = [line.text for line in shipped.line if line.text]
    assert all(any(text in call.who for call in sheet.talk.calls) for text in texts)
    assert all(call.code for call in sheet.talk.calls)


def test_where_no_number_is_known_there_is_a_line_to_write_on() -> None:
    sheet = made(ANYWHERE, Person())
    assert [call.number for call in sheet.danger.calls] == [""]
    assert [call.code for call in sheet.own.calls] == [None] * 3
    text = words_of(sheet)
    assert "Your local emergency number" in text
    assert text.count("not entered: write it here") == 3
    assert "findahelpline.com" in text
    assert "Scan a code" not in text, "the only code opens a page on the web"
    assert "to call." in made(ANYWHERE, PERSON).scan


def test_a_code_holds_the_number_beside_it() -> None:
    for call, dialled in zip(made().own.calls, ("+35315550100", "5550199", "5550134"), strict=True):
        assert call.code is not None
        rows = codes.modules(f"tel:{dialled}")
        painted = [bytearray(call.code.side) for _row in range(call.code.side)]
        for x, y, length in call.code.runs:
            painted[y][x : x + length] = b"\x01" * length
        assert tuple(bytes(row) for row in painted) == rows


def test_the_plan_stands_on_it_only_where_it_is_handed_over() -> None:
    text = words_of(made(plan=PLAN))
    assert "Your safety plan" in text
    for words in ("awake at 4", "walk to the canal", "the library café", "Tom", "Dr Byrne"):
        assert words in text, words
    assert "the dog needs you" not in text
    assert "safety plan" not in words_of(made(plan=SafetyPlan(better_day="the dog needs you")))


@pytest.mark.parametrize(("times", "pages"), [(1, 1), (12, 1), (40, 2), (500, 0)])
def test_a_long_plan_is_smaller_or_behind_the_page_and_whole(times: int, pages: int) -> None:
    reader = opened(pdf(made("DE", plan=times_as_long(times))))
    count = len(reader.pages)
    assert count == pages or (not pages and count > 2)
    whole = " ".join(page.extract_text() for page in reader.pages[1 if count > 1 else 0 :])
    text = " ".join(whole.replace("\u200b", "").split())
    assert all(text.count(f"{name} walk") == times for name in STEPS)
    first = " ".join(reader.pages[0].extract_text().split())
    assert ("It continues on the next page." in first) is (count > 1)
    for needed in ("0800 1110222", "555 0134", "dark urine with pain in the upper belly"):
        assert needed in first
    if count > 1:
        kept = [name for name in STEPS if f"{name} walk" in first]
        assert kept == ["people_to_ask", "professionals"]


def test_whom_to_ask_stays_on_the_page_in_as_many_words_as_there_is_room_for() -> None:
    plan = replace(times_as_long(60), people_to_ask="Maria 555 0134\nTom 555 0190")
    first = " ".join(opened(pdf(made("IE", plan=plan))).pages[0].extract_text().split())
    assert "4 People I can ask for help Maria 555 0134 Tom 555 0190" in first
    assert 10 < first.count("professionals walk") < 60
    plan = replace(plan, people_to_ask="\n".join(f"{n} 555" for n in range(60)))
    first = " ".join(opened(pdf(made("IE", plan=plan))).pages[0].extract_text().split())
    assert "0 555 · 1 555 · 2 555" in first
    assert 1 < first.count("professionals walk") < 10


@pytest.mark.parametrize("country", ["DE", "AU"])
def test_nothing_leaves_the_page_where_another_language_is_longer(
    country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language._language, "translations", LongTranslations(1.4))
    reader = opened(pdf(made(country, plan=PLAN)))
    assert len(reader.pages) == 1


def test_words_of_any_kind_are_printed_as_they_are() -> None:
    plan = SafetyPlan(
        warning_signs=f"{HOSTILE}#pagebreak()",
        by_myself="לא עונה",
        distraction="ماريا 555",
        professionals="x" * 400,
        surroundings="🙂 你 \x00",
    )
    sheet = made(person=Person(person_name="*Tom* " * 30, person_phone="1" * 60), plan=plan)
    assert [step.from_right for step in sheet.plan] == [False, True, True, False, False, False]
    reader = opened(pdf(sheet))
    text = words_in(reader)
    assert len(reader.pages) == 1
    assert HOSTILE.strip() in text
    assert "x" * 400 in text.replace(" ", "")
    assert "[U+4F60]" in text
    assert "characters that this PDF cannot show" in text
    assert sheet.own.calls[2].code is None


def test_it_is_written_to_a_file_and_the_same_each_time(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    write(made(plan=PLAN), path)
    assert path.read_bytes() == pdf(made(plan=PLAN))
    assert [each.name for each in tmp_path.iterdir()] == [FILE_NAME]


def test_the_plan_never_goes_into_the_report() -> None:
    """What stands in the record is not enough to print it: only this sheet has it."""
    snapshot = Snapshot(check_ins=(mood(LAST, 5),), safety_plan=entry(PLAN))
    options = Options(first=FIRST, last=LAST, sections=frozenset(Section))
    summary = summarise(snapshot, CONTENT, options, REPORTED)
    said = msgspec.json.encode(summary).decode() + plain_text(summary)
    assert "Mood" in said
    for words in (*steps(PLAN), PLAN.better_day):
        assert words.splitlines()[0] not in said
