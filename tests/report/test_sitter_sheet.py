# SPDX-License-Identifier: Apache-2.0
"""The sitter's page: one page whatever is in it, all warning signs, the domain's own times."""

import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion import language
from companion.content import Content, Country, EffectWords, ItemWords, Number
from companion.domain.checklist import (
    Step,
    arrival,
    ending,
    home_about,
    leaving,
    shifted,
    steps,
)
from companion.domain.item import Checklist, Item, Strength, Walk
from companion.domain.moment import Plan
from companion.domain.records import Anchor, Answer, ChecklistRun, Choice, Person, Route, Session
from companion.domain.safety import Tier
from companion.problem import Problem
from companion.report.parts import Paper
from companion.report.sitter_sheet import (
    EVERY,
    FILE_NAME,
    MOST_LOOKS,
    SitterSheet,
    look_times,
    pdf,
    shorter,
    sitter_sheet,
    write,
)
from tests.report.sheets import (
    HOSTILE,
    LongTranslations,
    check_page,
    check_properties,
    longer,
    opened,
    tags_of,
    words_of,
)

CONTENT = Content()
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
PLAN = Plan(at=datetime(2026, 11, 26, 14, 0), zone="Europe/Dublin")
SESSION = Session(plan=PLAN, route=Route.IV, travel=45)
PERSON = Person(
    name="Alex Rivera",
    clinic="Riverside Clinic",
    clinic_phone="01 555 0100",
    clinic_phone_after_hours="01 555 0199",
    prescriber="Dr. N. Shah",
)
TOLD = Session(plan=PLAN, route=Route.IV, travel=45, companion="Zoë 🙂 " * 300, start=PLAN.moment())
HARD = Person(
    name="محمد الأمين 🙂",
    clinic="W" * 2000,
    clinic_phone=HOSTILE * 80,
    clinic_phone_after_hours="0" * 2000,
    prescriber="Dr. 你 \x00 " * 500,
)
MADE_UP = Checklist(
    id="made_up",
    walk=Walk.SESSION,
    clinician_review="none",
    item=(
        Item(id="before_leaving", strength=Strength.OURS, minutes=-10, anchor=Anchor.LEAVING),
        Item(id="leaving_home", strength=Strength.OURS, minutes=0, anchor=Anchor.LEAVING),
        Item(id="on_the_way", strength=Strength.OURS, minutes=20, anchor=Anchor.LEAVING),
        Item(id="spray", strength=Strength.OURS, minutes=-15, anchor=Anchor.START, must=True),
        Item(id="clinic_tells", strength=Strength.OURS, anchor=Anchor.START),
        Item(id="watched", strength=Strength.OURS, minutes=120, anchor=Anchor.START),
        Item(id="evening", strength=Strength.OURS, minutes=240, anchor=Anchor.END),
        Item(id="late", strength=Strength.OURS, minutes=600, anchor=Anchor.END),
        Item(id="next_day", strength=Strength.OURS, day=1),
    ),
)


class OwnWords(Content):
    """The shipped content, with items named by their id."""

    def item_words(self, step: Step) -> ItemWords:
        name = step.item.id.replace("_", " ")
        return ItemWords(
            label=name, question="", says="", why="", unmet="", yes="Yes", timeline=name
        )


def made(
    session: Session = SESSION,
    walked: Iterable[Step] | None = None,
    person: Person = PERSON,
    country: str = "IE",
    content: Content = CONTENT,
) -> SitterSheet:
    if walked is None:
        checklist = content.checklist_for(session.route or Route.IV)
        assert checklist is not None
        walked = steps(checklist, session, None)
    return sitter_sheet(session, walked, person, content.countries[country], content, now=NOW)


def clock(moment: datetime | None) -> str:
    assert moment is not None
    return moment.strftime("%H:%M")


def told(sheet: SitterSheet) -> list[tuple[str, str]]:
    return [(timed.time, timed.words) for timed in sheet.times]


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("country", "size"), [("IE", (595, 842)), ("US", (612, 792))])
def test_it_is_one_tagged_page_of_the_countrys_paper(country: str, size: tuple[int, int]) -> None:
    sheet = pdf(made(country=country))
    check_page(sheet, size)
    assert "/TH" in tags_of(opened(sheet))


def test_it_says_whom_it_is_for_and_when() -> None:
    text = words_of(opened(pdf(made(replace(SESSION, companion="Sam")))))
    assert "For the person who stays with Alex Thursday 26 November 2026" in text
    assert "for Sam" in text
    assert "Rivera" not in text
    assert made(person=Person()).title == "For the person who stays"
    assert made().reader == ""


def test_it_says_how_to_look_and_that_it_calls_nobody() -> None:
    text = words_of(opened(pdf(made())))
    for words in (
        "Look and ask", "1. Awake when spoken to?", "2. Breathing normally?",
        "3. Skin and lips a normal colour?", "All yes:", "No: call 112 or 999.",
        "This sheet calls nobody.",
    ):  # fmt: skip
        assert words in text, words


@pytest.mark.parametrize("country", ["IE", "ZZ"])
def test_every_sign_of_the_two_tiers_stands_under_what_to_do(country: str) -> None:
    sheet = made(country=country)
    text = words_of(opened(pdf(sheet)))
    by_tier = {
        tier: [CONTENT.flag_words[flag.id] for flag in CONTENT.flags if flag.tier is tier]
        for tier in Tier
    }
    assert list(sheet.emergency.signs) == by_tier[Tier.EMERGENCY]
    assert list(sheet.clinic_today.signs) == by_tier[Tier.CLINIC_TODAY]
    assert len(sheet.emergency.signs) > 10 < len(sheet.clinic_today.signs)
    for words in (*sheet.emergency.signs, *sheet.clinic_today.signs):
        assert words in text, words
    for words in by_tier[Tier.NEXT_VISIT]:
        assert words not in text, words
    number = "112 or 999" if country == "IE" else "your local emergency number"
    assert f"Not usual: call {number} now" in text
    assert "In both lists “you” is the person you stay with." in text


def test_what_is_often_seen_has_its_usual_course_and_source_and_promises_nothing() -> None:
    text = words_of(opened(pdf(made())))
    for effect in ("dissociation", "sedation", "dizziness", "nausea", "bp_up"):
        assert f"{CONTENT.effect_words[effect].name}: " in text
    assert "in studies of esketamine nasal spray" in text
    for source in ("L1", "L9", "L10", "L2"):
        assert CONTENT.sources[source].title in text
    assert "Content not yet reviewed by a clinician." in text
    assert not re.search(r"it passes|will pass|harmless|don’t worry|nothing to worry", text)


def test_the_same_sheet_gives_the_same_bytes_and_its_properties_tell_nothing() -> None:
    sheet = made()
    first = pdf(sheet)
    time.sleep(1.1)
    assert pdf(sheet) == first
    check_properties(first, "For the person who stays")
    assert FILE_NAME == "companion-sheet.pdf"


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    sheet = made()
    write(sheet, tmp_path / FILE_NAME)
    assert (tmp_path / FILE_NAME).read_bytes() == pdf(sheet)
    with pytest.raises(Problem):
        write(sheet, tmp_path / "missing" / FILE_NAME)


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(CONTENT.countries))
def test_every_emergency_number_has_its_state(code: str) -> None:
    country = CONTENT.countries[code]
    calls = [call for call in made(country=code).calls if call.who == "Emergency"]
    printed = " or ".join(call.number for call in calls)
    assert printed == " or ".join(one.number for one in country.emergency)
    if country.emergency:
        assert all("checked" in call.state and call.first for call in calls)
    else:
        assert [call.number for call in calls] == [""]


def test_the_numbers_stand_on_the_page_with_their_states() -> None:
    text = words_of(opened(pdf(made())))
    for words in (
        "Emergency not yet checked by us on an official page 112 or 999",
        "Riverside Clinic as the patient entered it 01 555 0100",
        "Clinic, after hours as the patient entered it 01 555 0199",
        "Prescriber as the patient entered it Dr. N. Shah",
        "Samaritans not yet checked by us on an official page 116 123",
        "or Samaritans 116 123.",
    ):  # fmt: skip
        assert words in text, words


def test_checked_numbers_say_when_and_do_not_stand_with_unchecked_ones() -> None:
    country = Country(
        code="IE",
        emergency=(
            Number(number="112", checked="2026-11-20"),
            Number(number="999"),
            Number(number="000", checked="2026-11-20"),
        ),
    )
    sheet = sitter_sheet(SESSION, (), PERSON, country, CONTENT, now=NOW)
    assert [(call.number, call.state) for call in sheet.calls[:2]] == [
        ("112 or 000", "checked on an official page, 20 November 2026"),
        ("999", "not yet checked by us on an official page"),
    ]
    assert "or a crisis line." in sheet.clinic_today.note


def test_a_number_that_was_not_told_is_a_line_to_write_on() -> None:
    calls = {call.who: call for call in made(person=Person()).calls}
    assert calls["Clinic"].number == calls["Clinic, after hours"].number == ""
    assert calls["Clinic"].state == "not entered: write it here"
    assert "Prescriber" not in calls


# --- times ----------------------------------------------------------------------------------------


def test_the_times_at_a_glance_are_the_domains() -> None:
    marks = {mark.title: mark.time for mark in made().marks}
    assert marks == {
        "Leave home": clock(leaving(SESSION)),
        "Arrive": clock(arrival(SESSION)),
        "Start": "14:00",
        "Leaving the clinic": f"about {clock(ending(SESSION))}",
        "Back home": f"about {clock(home_about(SESSION))}",
    }
    assert list(marks.values()) == ["12:45", "13:30", "14:00", "about 16:30", "about 17:15"]


def test_a_known_end_is_not_about_and_an_unknown_way_is_left_out() -> None:
    ready = PLAN.moment() + timedelta(minutes=100)
    begun = PLAN.moment() + timedelta(minutes=10)
    sheet = made(replace(SESSION, start=begun, ready=ready, travel=None))
    assert [(mark.title, mark.time) for mark in sheet.marks] == [
        ("Arrive", "13:30"),
        ("Start", "14:10"),
        ("Leaving the clinic", "15:40"),
    ]
    assert not any(timed.time.startswith("about") for timed in sheet.times)


def test_at_home_nobody_arrives_or_leaves() -> None:
    session = Session(plan=PLAN, route=Route.SUBLINGUAL)
    sheet = made(session, walked=())
    assert [mark.title for mark in sheet.marks] == ["Start", "Over"]
    assert len(opened(pdf(sheet)).pages) == 1


def test_the_steps_go_from_leaving_home_until_the_evening() -> None:
    walked = steps(MADE_UP, SESSION, None)
    sheet = made(walked=walked, content=OwnWords())
    assert told(sheet) == [
        ("13:05", "on the way"),
        ("13:45", "spray"),
        ("16:00", "watched"),
        ("about 20:30", "evening"),
    ]
    at = {step.item.id: step.at for step in walked}
    assert [time.removeprefix("about ") for time, _words in told(sheet)] == [
        clock(at[key]) for key in ("on_the_way", "spray", "watched", "evening")
    ]
    text = words_of(opened(pdf(sheet)))
    for when, words in told(sheet):
        assert f"{when} {words}" in text


def test_what_does_not_apply_is_left_out_and_what_is_unanswered_is_not() -> None:
    answers = tuple(
        Answer(item=item, choice=choice, at=NOW)
        for item, choice in (("spray", Choice.NOT_APPLICABLE), ("watched", Choice.YES))
    )
    run = ChecklistRun(checklist="made_up", answers=answers)
    sheet = made(walked=steps(MADE_UP, SESSION, run), content=OwnWords())
    assert [words for _time, words in told(sheet)] == ["on the way", "watched", "evening"]


def test_every_shipped_step_of_the_day_is_there() -> None:
    for route in (Route.IV, Route.ESKETAMINE):
        session = replace(SESSION, route=route)
        checklist = CONTENT.checklist_for(route)
        assert checklist is not None
        home, walked = leaving(session), steps(checklist, session, None)
        assert home is not None
        expected = [
            CONTENT.item_words(step).timeline
            for step in sorted(walked, key=lambda step: step.at or NOW)
            if step.at is not None and home < step.at and step.at.date() == PLAN.day
        ]
        assert len(expected) > 4
        assert [words for _time, words in told(made(session))] == expected


def test_there_is_a_box_every_quarter_of_an_hour_until_an_hour_after_the_end() -> None:
    times = look_times(SESSION)
    assert times[0] == PLAN.moment()
    assert times[-1] == ending(SESSION) + timedelta(hours=1)
    assert {later - earlier for earlier, later in pairwise(times)} == {EVERY}
    text = words_of(opened(pdf(made())))
    assert all(clock(moment) in text for moment in times)
    assert len(times) == 15
    assert made().look.later == ""


def test_the_boxes_are_on_the_patients_clock_when_it_is_put_back() -> None:
    night = Session(plan=Plan(at=datetime(2026, 10, 25, 0, 30), zone="Europe/Dublin"))
    times = look_times(night)
    assert [clock(moment) for moment in times] == [
        clock(shifted(night.plan, 15 * place)) for place in range(15)
    ]
    assert [clock(moment) for moment in times[:8]] == [
        "00:30", "00:45", "01:00", "01:15", "01:30", "01:45", "01:00", "01:15",
    ]  # fmt: skip


def test_a_very_long_session_says_that_looking_goes_on() -> None:
    long = replace(SESSION, start=PLAN.moment(), ready=PLAN.moment() + timedelta(hours=20))
    sheet = made(long)
    assert len(sheet.look.times) == MOST_LOOKS
    assert sheet.look.later == "Then go on every 15 minutes."
    assert len(opened(pdf(sheet)).pages) == 1


def test_an_end_before_the_start_is_no_trouble() -> None:
    wrong = replace(SESSION, start=PLAN.moment(), ready=PLAN.moment() - timedelta(hours=5))
    assert [clock(moment) for moment in look_times(wrong)] == ["14:00"]
    assert len(opened(pdf(made(wrong))).pages) == 1


# --- one page, whatever is in it ------------------------------------------------------------------


def test_the_least_important_times_go_first_and_their_number_is_said() -> None:
    sheet = made(walked=steps(MADE_UP, SESSION, None), content=OwnWords())
    versions = list(shorter(sheet))
    assert versions[0] == sheet
    assert [[timed.words for timed in one.times] for one in versions] == [
        ["on the way", "spray", "watched", "evening"],
        ["on the way", "spray", "watched"],
        ["on the way", "spray"],
        ["spray"],
        [],
    ]
    assert [one.left_out for one in versions] == [
        "", "1 more time is in the app.", "2 more times are in the app.",
        "3 more times are in the app.", "4 more times are in the app.",
    ]  # fmt: skip
    assert {(one.emergency, one.clinic_today, one.look, one.calls) for one in versions} == {
        (sheet.emergency, sheet.clinic_today, sheet.look, sheet.calls)
    }


@pytest.mark.parametrize("country", ["IE", "US", "ZZ"])
def test_many_steps_stay_on_one_page_and_none_goes_unsaid(country: str) -> None:
    items = tuple(
        Item(
            id=f"step_{number}_of_the_day",
            strength=Strength.OURS,
            minutes=number,
            anchor=Anchor.START,
            must=number >= 55,
        )
        for number in range(60)
    )
    walked = steps(replace(MADE_UP, item=items), SESSION, None)
    reader = opened(pdf(made(walked=walked, country=country, content=OwnWords())))
    assert len(reader.pages) == 1
    text = words_of(reader)
    printed = re.findall(r"step (\d+) of the day", text)
    missing = re.search(r"(\d+) more times are in the app\.", text)
    assert missing
    assert len(printed) + int(missing[1]) == 60
    assert {"55", "59", "0"} <= set(printed)


@pytest.mark.parametrize("country", ["IE", "US"])
def test_hostile_words_are_words_and_stay_on_one_page(country: str) -> None:
    checklist = CONTENT.checklist_for(Route.IV)
    assert checklist is not None
    reader = opened(pdf(made(TOLD, steps(checklist, TOLD, None), HARD, country)))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert '#import "@preview/x":' in text
    assert "[U+4F60]" in text
    assert "characters that this PDF cannot show stand as their numbers" in text
    for words in made().emergency.signs:
        assert words in text, words


@pytest.mark.parametrize("times", [1.5, 2.5])
@pytest.mark.parametrize("country", ["IE", "US", "ZZ"])
def test_the_longer_words_of_another_language_stay_on_one_page(
    country: str, times: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language._language, "translations", LongTranslations(times))
    content = in_long_words(times)
    session = replace(SESSION, route=Route.ESKETAMINE, companion="Sam")
    sheet = made(session, person=HARD, country=country, content=content)
    reader = opened(pdf(sheet))
    assert len(reader.pages) == 1
    text = words_of(reader)
    for flag in CONTENT.flags:
        if flag.tier is not Tier.NEXT_VISIT:
            assert longer(CONTENT.flag_words[flag.id], times) in text, flag.id
    assert longer("This sheet calls nobody.", times) in text


def in_long_words(times: float) -> Content:
    content = Content()
    content.__dict__["flag_words"] = {
        key: longer(words, times) for key, words in CONTENT.flag_words.items()
    }
    content.__dict__["effect_words"] = {
        key: EffectWords(name=longer(words.name, times), clinical=words.clinical)
        for key, words in CONTENT.effect_words.items()
    }
    content.__dict__["items"] = {
        key: replace(words, timeline=longer(words.timeline, times))
        for key, words in CONTENT.items.items()
    }
    return content


def test_each_country_has_its_paper() -> None:
    letter = {
        code for code in CONTENT.countries if made(walked=(), country=code).paper is Paper.LETTER
    }
    assert letter == {"CA", "US"}
