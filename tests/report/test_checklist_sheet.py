# SPDX-License-Identifier: Apache-2.0
"""The printed checklist: every item with its time, answers or boxes, whose rule, and a way on."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from companion import language
from companion.content import Content
from companion.domain.checklist import Step, steps
from companion.domain.moment import Plan
from companion.domain.records import (
    Anchor,
    Answer,
    ChecklistRun,
    Choice,
    Person,
    Route,
    Rule,
    Session,
    Whose,
)
from companion.problem import Problem
from companion.report.checklist_sheet import (
    FILE_NAME,
    ChecklistSheet,
    Line,
    checklist_sheet,
    pdf,
    shorter,
    write,
)
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
PLAN = Plan(at=datetime(2026, 11, 26, 14, 0), zone="Europe/Dublin")
SESSION = Session(plan=PLAN, route=Route.IV, travel=45)
PERSON = Person(name="Alex Rivera", clinic="Riverside Clinic", clinic_phone="01 555 0100")
HARD = Person(clinic="W" * 2000, clinic_phone=HOSTILE * 80, prescriber="Dr. 你 \x00 🙂" * 500)
ARABIC = "خذ معك بطاقة التأمين والأدوية"
OWN = Rule(whose=Whose.OWN, item="own-1", question=ARABIC, says="اسأل العيادة", day=-1)
CHECKLIST = CONTENT.checklist_for(Route.IV)
assert CHECKLIST is not None
ITEMS = [item.id for item in CHECKLIST.item]


def answer(item: str, choice: Choice, reason: str = "") -> Answer:
    return Answer(item=item, choice=choice, at=NOW, reason=reason)


ALL_YES = tuple(answer(item, Choice.YES) for item in ITEMS)


def walked(*answers: Answer, rules: tuple[Rule, ...] = ()) -> tuple[Step, ...]:
    assert CHECKLIST is not None
    run = ChecklistRun(session_id="s", checklist=CHECKLIST.id, answers=answers)
    return steps(CHECKLIST, SESSION, run, rules)


def made(
    *answers: Answer,
    rules: tuple[Rule, ...] = (),
    person: Person = PERSON,
    country: str = "IE",
) -> ChecklistSheet:
    walk = walked(*answers, rules=rules)
    return checklist_sheet(SESSION, walk, person, CONTENT.countries[country], CONTENT, now=NOW)


def lines(sheet: ChecklistSheet) -> list[Line]:
    return [line for part in sheet.parts for line in part.lines]


def line_of(sheet: ChecklistSheet, item: str) -> Line:
    timeline = CONTENT.items[item].timeline
    return next(line for line in lines(sheet) if line.words == timeline)


@pytest.mark.parametrize(("country", "size"), [("IE", (595, 842)), ("US", (612, 792))])
def test_a_settled_walk_is_one_tagged_page_of_the_countrys_paper(
    country: str, size: tuple[int, int]
) -> None:
    sheet = pdf(made(*ALL_YES, country=country))
    reader = opened(sheet)
    box = reader.pages[0].mediabox
    assert (len(reader.pages), round(box.width), round(box.height)) == (1, *size)
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/P"} <= tags_of(reader)
    assert "Page 1" not in words_of(reader)


def test_a_fresh_walk_has_two_pages_with_what_to_do_about_every_item() -> None:
    reader = opened(pdf(made()))
    text = words_of(reader)
    assert len(reader.pages) == 2
    assert "Page 1 of 2" in text
    assert "Page 2 of 2" in text
    for item in ITEMS:
        unmet = CONTENT.items[item].unmet.format(clinic="the clinic (01 555 0100)")
        assert " ".join(unmet.split()) in text, item
    assert "stands in the app" not in text.replace("Where each item comes from stands", "")


def test_every_item_has_its_time_and_the_musts_their_mark() -> None:
    sheet = made()
    steps_of_walk = walked()
    assert [line.must for line in lines(sheet)].count(True) == sum(
        step.item.must for step in steps_of_walk
    )
    assert (line_of(sheet, "last_meal_iv").time, line_of(sheet, "last_meal_iv").must) == (
        "08:00",
        True,
    )
    assert line_of(sheet, "leave_home").time == "12:45"
    assert line_of(sheet, "watched_after").time == "as told"
    assert line_of(sheet, "no_driving").time.startswith("about Thu")
    assert [part.title for part in sheet.parts] == [
        "Before",
        "The day before",
        "Thursday 26 November",
        "Afterwards",
    ]


def test_answers_stand_where_a_box_would_be_and_open_ones_keep_their_box() -> None:
    sheet = made(
        answer("ride_home", Choice.YES),
        answer("papers_iv", Choice.NOT_APPLICABLE, "Signed\nlast time"),
        answer("bag_packed", Choice.NOT_YET),
        answer("medicines_that_day", Choice.ASK),
    )
    assert line_of(sheet, "ride_home").answer == CONTENT.items["ride_home"].yes
    assert line_of(sheet, "papers_iv").answer == "Doesn’t apply: Signed · last time"
    told = [(line_of(sheet, item).answer, line_of(sheet, item).state) for item in (
        "bag_packed", "medicines_that_day", "intention",
    )]  # fmt: skip
    assert told == [("", "not yet"), ("", "to ask"), ("", "")]
    assert sheet.count == "2 of 25 settled when this was printed"


def test_a_rule_of_the_clinic_says_whose_it_is() -> None:
    rule = Rule(
        whose=Whose.CLINIC,
        item="last_meal_iv",
        minutes=-480,
        anchor=Anchor.START,
        says="Toast at 5",
    )
    line = line_of(made(rules=(rule,)), "last_meal_iv")
    assert line.time == "06:00"
    assert line.rule == "8 h before the start, your clinic · Toast at 5"


def test_an_own_item_in_any_script_stands_under_its_day() -> None:
    sheet = made(rules=(OWN,))
    before = next(part for part in sheet.parts if part.title == "The day before")
    assert before.lines[-1].words == ARABIC
    assert pdf(sheet).startswith(b"%PDF")


def test_whom_to_call_is_on_it_and_a_missing_number_is_a_line_to_write_on() -> None:
    text = words_of(opened(pdf(made())))
    assert "112 or 999" in text
    assert "01 555 0100" in text
    calls = {call.who: call.number for call in made(person=Person()).calls}
    assert calls["Clinic"] == ""
    assert (
        "call the clinic and ask"
        in line_of(made(person=Person()), "medicines_that_day").unmet.lower()
    )


def test_ever_fewer_words_leave_musts_longest_and_say_so() -> None:
    whole, settled, musts, none = shorter(made(answer("ride_home", Choice.YES)))
    assert all(line.unmet for line in lines(whole))
    assert [line.words for line in lines(settled) if not line.unmet] == [
        CONTENT.items["ride_home"].timeline
    ]
    assert all(bool(line.unmet) == (line.must and not line.answer) for line in lines(musts))
    assert not any(line.unmet for line in lines(none))
    assert (whole.left_out, settled.left_out) == ("", "")
    assert "only for what must be in place" in musts.left_out
    assert none.left_out == "What to do if it cannot be done stands in the app."


def test_what_is_typed_never_becomes_markup_and_never_hinders() -> None:
    rules = tuple(
        Rule(whose=Whose.OWN, item=f"own-{n}", question=HOSTILE * 20 + "W" * 400, says="x" * 900)
        for n in range(12)
    )
    reader = opened(pdf(made(rules=rules, person=HARD, country="US")))
    assert len(reader.pages) == 2
    assert "[U+4F60]" in words_of(reader)


def test_a_language_with_longer_words_still_fits_on_two_pages(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(language._language, "translations", LongTranslations(1.4))
    assert len(opened(pdf(made(country="US"))).pages) == 2


def test_the_same_sheet_gives_the_same_bytes_and_its_properties_tell_nothing() -> None:
    sheet = made(*ALL_YES)
    first = pdf(sheet)
    assert pdf(sheet) == first
    check_properties(first, "Checklist")
    assert "Rivera" not in words_of(opened(first))


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    sheet = made(*ALL_YES)
    write(sheet, tmp_path / FILE_NAME)
    assert (tmp_path / FILE_NAME).read_bytes() == pdf(sheet)
    with pytest.raises(Problem):
        write(sheet, tmp_path / "missing" / FILE_NAME)
