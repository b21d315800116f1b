# SPDX-License-Identifier: Apache-2.0
"""The lines of page one beside the scores: what was asked, decided, above a ceiling, told of."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from companion.domain.durability import SeriesFigures
from companion.domain.moment import Plan
from companion.domain.records import (
    Answer,
    Appointment,
    ChecklistRun,
    Choice,
    Entry,
    Grade,
    ItemAnswer,
    Medicine,
    MissingDay,
    Question,
    SideEffect,
    Snapshot,
    Sought,
    Tracked,
    Tracker,
    TrackerKind,
)
from companion.report import stayed_up
from companion.report.parts import Options, Paper, Section, Summary
from companion.report.pdf import compile_pdf
from companion.report.summary import plain_text, summarise
from tests.report.records import (
    CONTENT,
    FIRST,
    LAST,
    NOW,
    SESSION_DAYS,
    at,
    course,
    effect,
    entry,
    held,
    long_course,
    mood,
    person,
    question,
    response,
)

OPTIONS = Options(first=FIRST, last=LAST)


def summary_of(snapshot: Snapshot, options: Options = OPTIONS) -> Summary:
    return summarise(snapshot, CONTENT, options, NOW)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def fact(summary: Summary, lead: str) -> str:
    return next(plain(one.words) for one in summary.facts if one.lead.startswith(lead))


def raise_first(words: str, place: int) -> Entry[Question]:
    return entry(Question(at=at(LAST), words=words, to_raise=place))


def series(number: int, found: int) -> SeriesFigures:
    """Give a series of two sessions after which mood stayed up at least so many days."""
    return SeriesFigures(
        sessions=(number, number + 1), first=FIRST, last=LAST, route=None, before=None, after=None,
        improvement=None, noise=None, pairs=0, recorded=9, days=found, censored=True,
    )  # fmt: skip


def visit(day: date, decided: str) -> Entry[Appointment]:
    plan = Plan(at=datetime.combine(day, time(9)), zone="Europe/Dublin")
    return entry(Appointment(plan=plan, with_whom="Dr. Shah", decided=decided))


def monthly(item: str, choice: Choice, words: str = "") -> Entry[ChecklistRun]:
    moment = at(date(2026, 11, 2))
    answer = Answer(item=item, choice=choice, at=moment, words=words)
    return entry(ChecklistRun(checklist="maintenance", begun=moment, answers=(answer,)))


def test_what_is_to_be_raised_stands_first_in_its_order() -> None:
    questions = (raise_first("Second", 2), raise_first("First", 1), question("Another"))
    summary = summary_of(replace(course(), questions=questions))
    assert [(one.lead, plain(one.words)) for one in summary.asks] == [
        ("To raise at this visit.", "1. First 2. Second"),
        ("The patient also asks.", "1. Another"),
    ]
    assert plain(summary.paragraph).endswith("Asks: “First” and 2 more.")
    assert not summary.further


def test_many_or_long_questions_are_counted_and_stand_in_full_further_on() -> None:
    long = "Why " * 60 + "now?"
    questions = tuple(question(words) for words in (long, "b", "c", "d", "e"))
    summary = summary_of(replace(course(), questions=questions))
    (asks,) = summary.asks
    assert "…" in asks.words
    assert asks.words.endswith("And 2 more on the pages that follow.")
    (table,) = summary.further
    assert [row[1][0].words for row in table.rows] == [" ".join(long.split()), "b", "c", "d", "e"]


def test_what_was_decided_last_is_told_and_goes_with_the_questions() -> None:
    visits = (visit(date(2026, 10, 14), "Earlier."), visit(date(2026, 11, 1), "Go on."))
    snapshot = replace(course(), appointments=(*visits, visit(date(2026, 11, 30), "Not yet held")))
    summary = summary_of(snapshot)
    assert fact(summary, "Decided on") == "Go on."
    assert plain(summary.facts[-1].lead) == "Decided on 1 Nov (Dr. Shah), as told."
    without = replace(OPTIONS, sections=OPTIONS.sections - {Section.QUESTIONS})
    assert "Go on." not in str(summary_of(snapshot, without))


def test_a_reading_above_the_clinics_ceiling_is_bold_and_has_a_sign() -> None:
    limited = person(systolic_limit=150, diastolic_limit=95)
    summary = summary_of(replace(course(), person=limited))
    assert summary.sessions is not None
    runs = [run for row in summary.sessions.rows for cell in row for run in cell if run.strong]
    assert [plain(run.words) for run in runs] == ["158/96 ↑"]
    assert "Highest BP 158/96, above the clinic’s 150/95." in plain(summary.paragraph)
    assert "140/90" not in str(summary)


@pytest.mark.parametrize(("limit", "above"), [(157, 1), (158, 0), (141, 4), (146, 1)])
def test_at_the_ceiling_is_not_above_it(limit: int, above: int) -> None:
    summary = summary_of(replace(course(), person=person(systolic_limit=limit)))
    told = next(one.words for one in summary.alerts if one.lead == "Highest blood pressure")
    assert plain(told).endswith(
        f"Above the clinic’s ceiling {limit}/–, as told, in {above} of 4 sessions."
    )


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ((), "none recorded, not asked."),
        (
            (monthly("maintenance_bladder", Choice.NOT_APPLICABLE),),
            "none reported (asked 1 time).",
        ),
        ((monthly("maintenance_bladder", Choice.NOT_YET),), "none recorded, not asked."),
    ],
)
def test_none_reported_is_not_the_same_as_not_asked(
    runs: tuple[Entry[ChecklistRun], ...], said: str
) -> None:
    summary = summary_of(replace(course(), runs=(*course().runs, *runs)))
    assert fact(summary, "Urinary symptoms") == said


def test_left_out_side_effects_are_neither() -> None:
    without = replace(OPTIONS, sections=OPTIONS.sections - {Section.SIDE_EFFECTS})
    summary = summary_of(course(), without)
    assert not any(one.lead.startswith(("Urinary", "Use", "Emergency")) for one in summary.facts)
    assert "side effects" in summary.closing[0]


@pytest.mark.parametrize(
    ("choice", "words", "said"),
    [
        (Choice.NOT_APPLICABLE, "", "none reported (asked 1 time)."),
        (Choice.YES, "One more at home", "“One more at home” (2 Nov) (asked 1 time)."),
        (Choice.ASK, "", "wants to talk about it (2 Nov) (asked 1 time)."),
        (Choice.NOT_YET, "", "not asked."),
    ],
)
def test_use_outside_the_plan(choice: Choice, words: str, said: str) -> None:
    run = monthly("maintenance_outside_plan", choice, words)
    summary = summary_of(replace(course(), runs=(run,)))
    assert fact(summary, "Use outside the plan") == said


def test_emergency_care_is_told_with_what_it_was_for() -> None:
    assert fact(summary_of(course()), "Emergency care") == "none recorded."
    panic = effect("panic", at(date(2026, 11, 3)), 4, Grade.SEVERE)
    panic = replace(panic, record=replace(panic.record, sought=Sought.EMERGENCY))
    clinic = entry(
        SideEffect(effect="nausea", grade=Grade.MILD, start=at(LAST), sought=Sought.CLINIC)
    )
    summary = summary_of(replace(course(), side_effects=(panic, clinic)))
    assert not any(one.lead.startswith("Emergency care") for one in summary.facts)
    told = next(one.words for one in summary.alerts if one.lead.startswith("Emergency care"))
    assert plain(told) == "panic attack (3 Nov, severe)."


def test_how_long_mood_stayed_up_is_told_by_session_with_its_reason() -> None:
    summary = summary_of(course())
    assert fact(summary, "Days mood stayed up") == (
        "#1: at least 4 d; #2: at least 5 d; #3 · #4: no clear improvement."
    )
    assert "first lies at or below baseline plus half of the gain" in " ".join(summary.definitions)


def test_sessions_close_together_are_one_series_and_three_series_have_a_median() -> None:
    days = [FIRST + timedelta(n) for n in (15, 17, 24, 31)]
    moods = [mood(FIRST + timedelta(n), 2 if n < 15 else 7) for n in range(43)]
    summary = summary_of(Snapshot(sessions=tuple(map(held, days)), check_ins=tuple(moods)))
    assert summary.sessions is not None
    stayed = [plain(row[-1][0].words) for row in summary.sessions.rows]
    assert stayed == [
        "with #2", "at least 6 d (6)", "at least 6 d (6)", "no clear improvement (11)",
    ]  # fmt: skip
    with_days = long_course(date(2026, 1, 1), 320, 7)
    options = replace(OPTIONS, first=date(2026, 1, 1))
    told = fact(summary_of(with_days, options), "Days mood stayed up")
    assert "series: " in told
    assert "Median" in told


def test_without_mood_or_sessions_nothing_is_said_of_it() -> None:
    for section in (Section.COURSE, Section.SESSIONS):
        options = replace(OPTIONS, sections=OPTIONS.sections - {section})
        assert "stayed up" not in str(summary_of(course(), options))


def test_the_score_at_the_last_visit_and_a_rise_are_said_plainly() -> None:
    worse = (response(FIRST, 12), response(date(2026, 10, 30), 13), response(LAST, 18))
    visits = (visit(date(2026, 11, 1), ""),)
    summary = summary_of(replace(course(), responses=worse, appointments=visits))
    assert "PHQ-9 12 → 13 (last visit) → 18 (4 days after session 4): worse than baseline." in (
        plain(summary.paragraph)
    )


def test_where_the_baseline_stood_at_the_visit_it_is_not_said_twice() -> None:
    """Scores from before it are not the ones that the course is measured from."""
    before = (response(FIRST, 20), response(FIRST + timedelta(days=4), 18))
    scores = (*before, response(LAST - timedelta(days=1), 9))
    visits = (visit(FIRST + timedelta(days=12), ""),)
    summary = summary_of(replace(course(), responses=scores, appointments=visits))
    told = plain(summary.paragraph)
    assert "(last visit)" not in told
    assert "PHQ-9 " in told


def test_item_9_that_rose_is_said_to_be_higher() -> None:
    scores = (response(FIRST, 20, 0), response(LAST, 9, 2))
    summary = summary_of(replace(course(), responses=scores))
    assert "Item 9: 0 · 2 (higher than at first)." in plain(summary.paragraph)


def test_effects_that_began_on_several_days_are_not_said_to_be_since_one() -> None:
    told = tuple(
        effect(name, at(day, 13), None)
        for name, day in (("nausea", SESSION_DAYS[1]), ("headache", SESSION_DAYS[3]))
    )
    summary = summary_of(replace(course(), side_effects=told))
    tile = next(one for one in summary.tiles if one.title == "Side effects still there")
    assert [plain(line) for line in tile.faint] == ["the first since 4 Nov"]


def test_the_first_item_9_is_named_where_it_is_not_among_those_shown() -> None:
    values = (0, 2, 0, 1, 2, 0, 1)
    scores = tuple(response(FIRST + timedelta(7 * n - 2), 9, one) for n, one in enumerate(values))
    summary = summary_of(replace(course(), responses=scores))
    told = "Item 9, latest 6: 2 · 0 · 1 · 2 · 0 · 1 (higher than the 0 at first)."
    assert told in plain(summary.paragraph)


def test_series_with_the_same_days_are_not_read_as_one() -> None:
    days = {1: 3, 3: 5, 5: 3}
    found = tuple(series(number, found) for number, found in days.items())
    (line,) = stayed_up.phrases(found, range(1, 7))
    assert line.lead == "Days mood stayed up."
    assert plain(line.words).startswith("#1, 2 · #5, 6: at least 3 d each; #3, 4: at least 5 d.")


def test_a_question_from_right_to_left_leaves_the_numbers_in_place() -> None:
    asked = "هل يمكن أن نزيد المدة بين الجلسات 2؟"
    pill = entry(Medicine(name="سيرترالين", dose="100 mg", started=date(2025, 1, 1)))
    questions = (raise_first(asked, 1), raise_first("Can I drive?", 2))
    summary = summary_of(replace(course(), questions=questions, medicines=(pill,)))
    told = "1. \u2068هل يمكن أن نزيد المدة بين الجلسات 2؟\u2069 2. Can I drive?"
    assert plain(summary.asks[0].words) == told
    assert f"“\u2068{asked}\u2069” and 1 more." in summary.paragraph
    assert "Now: \u2068سيرترالين\u2069 100 mg." in fact(summary, "Medicines.")
    text = PdfReader(io.BytesIO(compile_pdf(summary, Paper.A4))).pages[0].extract_text()
    assert "[U+" not in text
    assert "2. Can I drive?" in plain(text)


def test_function_is_told_in_the_questionnaires_own_words() -> None:
    answered = response(LAST, 9)
    hard = ItemAnswer(item="/69722-7", value=2)
    answered = replace(
        answered, record=replace(answered.record, answers=(*answered.record.answers, hard))
    )
    summary = summary_of(replace(course(), responses=(answered,)))
    assert fact(summary, "Function (PHQ-9 item 10)") == "Very difficult 23 Nov."


def test_trackers_stand_with_their_days_and_what_a_missing_one_means() -> None:
    walked = entry(Tracker(name="Walked", kind=TrackerKind.YES_NO), at(FIRST), key="walked")
    pain = entry(
        Tracker(name="Hands", kind=TrackerKind.SCALE, missing=MissingDay.NONE), at(FIRST), key="h"
    )
    told = mood(LAST, 5)
    answers = (Tracked(tracker="walked", yes=True), Tracked(tracker="h", number=4))
    told = replace(told, record=replace(told.record, tracked=answers))
    check_ins = (mood(FIRST, 5), told)
    summary = summary_of(Snapshot(check_ins=check_ins, trackers=(walked, pain)))
    (table,) = summary.further
    assert [[plain(cell[0].words) for cell in row] for row in table.rows] == [
        ["Hands", "mean 2 (2 days)", "1 of 43", "with a check-in: 0 or no (1 days)"],
        ["Walked", "yes on 1 of 1 days", "1 of 43", "is missing"],
    ]
    options = replace(OPTIONS, left_out=frozenset({"walked"}))
    assert "Walked" not in str(summary_of(summary_snapshot(check_ins, walked, pain), options))


def summary_snapshot(check_ins: tuple[Entry, ...], *trackers: Entry[Tracker]) -> Snapshot:  # type: ignore[type-arg]
    return Snapshot(check_ins=check_ins, trackers=trackers)


def test_a_structured_copy_is_named_only_where_there_is_one() -> None:
    assert "Structured copy" not in summary_of(course()).footer
    attached = summary_of(course(), replace(OPTIONS, attached=True))
    assert attached.footer.endswith("Structured copy (FHIR R4) attached.")


def test_the_plain_text_has_everything_that_page_one_says() -> None:
    summary = summary_of(replace(course(), questions=(raise_first("One", 1), question("Two"))))
    text = plain_text(summary)
    phrases = (*summary.alerts, *summary.asks, *summary.facts)
    tiles = [word for tile in summary.tiles for word in (tile.figure, *tile.lines, *tile.faint)]
    for words in (summary.paragraph, *tiles, *(one.words for one in phrases), *summary.closing):
        assert words in text, words


@pytest.mark.parametrize("paper", list(Paper))
def test_page_one_is_one_page_whatever_was_typed(paper: Paper) -> None:
    words = "A long thing to say about how it all went, with little in it. " * 12
    snapshot = replace(
        course(),
        questions=tuple(raise_first(words, n) for n in (1, 2, 3)) + (question(words),) * 9,
        medicines=tuple(
            entry(Medicine(name=f"Medicine {n} {words}", started=SESSION_DAYS[0])) for n in range(9)
        ),
        appointments=(visit(date(2026, 11, 1), words),),
        person=person(**dict.fromkeys(("name", "indication", "clinic", "allergies"), words)),
    )
    summary = summary_of(snapshot, replace(OPTIONS, paper=paper))
    pages = PdfReader(io.BytesIO(compile_pdf(summary, paper))).pages
    first, second = (page.extract_text() for page in pages[:2])
    assert "Decided today:" in first
    assert "Self-reported" in first
    assert "Route and dose" in second
    assert "Route and dose" not in first
    assert all(
        "12 October to 23 November 2026" in " ".join(page.extract_text().split()) for page in pages
    )
