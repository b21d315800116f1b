# SPDX-License-Identifier: Apache-2.0
"""Page one is one page whatever the record holds, and what it cannot hold stands further on."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from companion import language
from companion.content import Content
from companion.domain.records import ChecklistRun, Choice, Entry, Grade, Snapshot, Sought
from companion.report.parts import Options, Paper, Section, Summary
from companion.report.pdf import compile_pdf
from companion.report.summary import summarise
from tests.report.merciless import BEGAN, LONG, merciless
from tests.report.records import CONTENT, FIRST, LAST, NOW, at, course, effect, long_course
from tests.report.test_front_page import OPTIONS, fact, monthly, plain, summary_of

MOST = 4
SIX_WEEKS, WHOLE = FIRST, BEGAN


@pytest.fixture(scope="module")
def record() -> Snapshot:
    """Give the record that spares page one nothing."""
    return merciless()


@pytest.fixture
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Speak a language for the length of a test."""
    language.use(request.param)
    yield request.param
    language.use("en")


def texts(summary: Summary, paper: Paper) -> list[str]:
    """Give the pages' words, as another program reads them out of the file."""
    pages = PdfReader(io.BytesIO(compile_pdf(summary, paper))).pages
    return [" ".join(plain(page.extract_text()).split()) for page in pages]


def front_alone(summary: Summary) -> Summary:
    """Give page one without any page that follows it."""
    return replace(summary, sessions=None, effects=(), asides=(), further=(), appendix=())


@pytest.mark.parametrize(
    ("spoken", "paper", "first"),
    [
        ("en", Paper.A4, WHOLE),
        ("en", Paper.LETTER, SIX_WEEKS),
        ("es", Paper.A4, SIX_WEEKS),
        ("es", Paper.LETTER, WHOLE),
    ],
    indirect=["spoken"],
)
def test_it_ends_on_page_one(record: Snapshot, spoken: str, paper: Paper, first: date) -> None:
    options = Options(first=first, last=LAST, paper=paper)
    summary = summarise(record, Content(), options, NOW)
    pages = texts(front_alone(summary), paper)
    assert len(pages) == 1
    for words in (summary.decided[0], summary.closing[-1], summary.definitions[-1]):
        assert " ".join(plain(words).split()) in pages[0]


def test_letters_that_no_font_has_do_not_break_it(record: Snapshot) -> None:
    """Each of these is printed as its number, eight times as long."""
    endless = "你" * 4_000
    told = tuple(effect(None, at(LAST), None, Grade.SEVERE, own=f"{n}{endless}") for n in range(9))
    snapshot = replace(record, side_effects=told)
    renamed = tuple(
        replace(one, record=replace(one.record, name=f"{n}{endless}"))
        for n, one in enumerate(snapshot.medicines)
    )
    summary = summary_of(replace(snapshot, medicines=renamed))
    assert len(texts(front_alone(summary), Paper.LETTER)) == 1


def test_the_pages_that_follow_have_what_page_one_counts(record: Snapshot) -> None:
    summary = summary_of(record)
    grave = [
        one
        for one in record.side_effects
        if one.record.sought is Sought.EMERGENCY and one.record.start.date() <= LAST
    ]
    there = [one for one in grave if one.record.end is None or one.record.end.date() >= FIRST]
    told = next(one for one in summary.alerts if one.lead.startswith("Emergency care"))
    assert f"latest {MOST} of {len(there)}: " in told.words
    assert told.words.endswith("All are on the pages that follow.")
    table = summary.further[0]
    assert table.title == "Thoughts of suicide and emergency care, each by its day"
    assert len(table.rows) == len(there)
    kept = replace(summary, appendix=(), asides=(), effects=(), further=summary.further[:1])
    first, second, *others = texts(kept, Paper.A4)
    assert "Decided today:" in first
    assert "Route and dose" in second
    assert "Route and dose" not in first
    read = " ".join((second, *others)).count("Emergency care was sought.")
    assert read == len(there)


@pytest.mark.parametrize(
    ("often", "told"),
    [
        (MOST, "recorded: 1 Nov (mild, ended the same day) · 2 Nov (moderate, "),
        (MOST + 1, "recorded 5 times, worst severe, latest 4: 2 Nov (moderate, "),
    ],
)
def test_thoughts_of_suicide_are_told_by_day_or_counted(often: int, told: str) -> None:
    first = at(LAST.replace(day=1), 13)
    found = tuple(
        effect("suicidal_thoughts", first + timedelta(days=n), 2, tuple(Grade)[n % 3])
        for n in range(often)
    )
    # An earlier one that is over by the first day is none of this period.
    over = effect("suicidal_thoughts", at(FIRST - timedelta(days=9)), 2, Grade.SEVERE)
    summary = summary_of(replace(course(), side_effects=(*reversed(found), over)))
    (words,) = (plain(one.words) for one in summary.alerts if one.lead == "Suicidal thoughts")
    assert words.startswith(told)
    assert words.count(" Nov (") == MOST
    assert len(summary.further) == (often > MOST)
    if summary.further:
        days = [plain(row[0][0].words) for row in summary.further[0].rows]
        assert days == [f"{n} Nov" for n in range(1, often + 1)]
        assert words.endswith("All are on the pages that follow.")


def test_left_out_effects_are_not_told_further_on(record: Snapshot) -> None:
    options = replace(OPTIONS, sections=OPTIONS.sections - {Section.SIDE_EFFECTS})
    titles = [table.title for table in summary_of(record, options).further]
    assert not any("emergency" in title or "outside the plan" in title for title in titles)


def test_of_many_answers_about_use_the_latest_are_told() -> None:
    runs: list[Entry[ChecklistRun]] = []
    for n in range(MOST + 2):
        run = monthly("maintenance_outside_plan", Choice.YES, f"Answer {n}")
        moment = at(LAST - timedelta(days=30 - n))
        answer = replace(run.record.answers[0], at=moment)
        runs.append(replace(run, record=replace(run.record, begun=moment, answers=(answer,))))
    summary = summary_of(replace(course(), runs=tuple(runs)))
    told = fact(summary, "Use outside the plan")
    assert told.startswith("latest 4 of 6: “Answer 2” (26 Oct), ")
    assert told.endswith("(asked 6 times). All are on the pages that follow.")
    (table,) = summary.further
    assert [row[1][0].words for row in table.rows] == [f"Answer {n}" for n in range(MOST + 2)]


def test_who_wants_to_talk_about_use_is_told_further_on_with_what_they_wrote() -> None:
    runs: list[Entry[ChecklistRun]] = []
    for n in range(MOST + 1):
        run = monthly("maintenance_outside_plan", Choice.ASK, "At a party." if n else "")
        moment = at(LAST - timedelta(days=30 - n))
        answer = replace(run.record.answers[0], at=moment)
        runs.append(replace(run, record=replace(run.record, begun=moment, answers=(answer,))))
    (table,) = summary_of(replace(course(), runs=tuple(runs))).further
    told = [plain(row[1][0].words) for row in table.rows]
    assert told[0] == "wants to talk about it (24 Oct)"
    assert told[1] == "wants to talk about it (25 Oct) · At a party."


def test_long_medicines_are_fewer_on_page_one(record: Snapshot) -> None:
    summary = summary_of(record)
    told = fact(summary, "Medicines")
    assert len(told) < 1_200
    assert ", 37 more" in told or " more. Now: " in told
    medicines = next(one for one in summary.asides if one.title == "Medicines")
    assert sum(LONG in line for line in medicines.lines) >= 30


def test_an_ordinary_record_needs_no_more_pages() -> None:
    first = LAST - timedelta(days=320)
    options = Options(first=first, last=LAST)
    assert summarise(long_course(first, 320, 7), CONTENT, options, NOW).further == ()
