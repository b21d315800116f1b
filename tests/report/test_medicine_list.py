# SPDX-License-Identifier: Apache-2.0
"""The list for the doctor: what is taken now, what changed, and what nobody recorded."""

import re
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from companion import language
from companion.domain.medicine import intake_of
from companion.domain.records import DoseChange, Entry, Intake, Medicine, Person, Schedule, Snapshot
from companion.problem import Problem
from companion.report.care import change_sentence, medicines
from companion.report.closing import definitions
from companion.report.medicine_list import (
    CHANGED_DAYS,
    FILE_NAME,
    LIMITS,
    MedicineList,
    medicine_list,
    pdf,
    plain_text,
    write,
)
from companion.report.parts import Options, Paper, Section
from companion.report.scope import scope_of
from tests.report.records import CONTENT, entry
from tests.report.sheets import (
    HOSTILE,
    LongTranslations,
    check_properties,
    opened,
    tags_of,
    words_of,
)
from tests.report.test_pdf import root_of

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
TODAY = NOW.date()
PERSON = Person(name="Alex Rivera", born=date(1988, 3, 14), allergies="Penicillin\nnuts")
REGULAR, NEEDED = Schedule.SCHEDULED, Schedule.AS_NEEDED


def raised(day: date) -> DoseChange:
    return DoseChange(since=day, dose="100 mg", taken_when="in the morning", schedule=REGULAR)


SERTRALINE = entry(
    Medicine(
        name="Sertraline",
        dose="50 mg",
        taken_when="in the morning",
        schedule=REGULAR,
        started=date(2025, 2, 3),
        changes=(raised(date(2026, 10, 14)),),
    )
)
LORAZEPAM = entry(Medicine(name="Lorazepam", dose="0.5 mg", schedule=NEEDED))
VITAMIN = entry(Medicine(name="Vitamin D"))
MIRTAZAPINE = entry(Medicine(name="Mirtazapine", dose="15 mg", stopped=date(2026, 10, 9)))
LONG_AGO = entry(Medicine(name="Paroxetine", stopped=date(2020, 1, 1)))
TO_COME = entry(Medicine(name="Bupropion", started=date(2026, 12, 1)))
EVERY = (LORAZEPAM, SERTRALINE, VITAMIN, MIRTAZAPINE, LONG_AGO, TO_COME)


def intake(of: Entry[Medicine], days_ago: int, *, taken: bool = True) -> Entry[Intake]:
    return entry(intake_of(of, NOW - timedelta(days=days_ago), taken=taken))


INTAKES = (
    *(intake(SERTRALINE, day, taken=day != 2) for day in range(1, 21)),
    *(intake(LORAZEPAM, day) for day in (1, 1, 9, 28)),
)


def made(
    every: tuple[Entry[Medicine], ...] = EVERY,
    intakes: tuple[Entry[Intake], ...] = INTAKES,
    *,
    person: Person = PERSON,
    paper: Paper = Paper.A4,
) -> MedicineList:
    return medicine_list(every, intakes, person=person, paper=paper, language="en", now=NOW)


def printed(sheet: MedicineList) -> str:
    return words_of(opened(pdf(sheet)))


def spaced(text: str) -> str:
    """Give a text in which no-break spaces are spaces."""
    return text.replace("\u00a0", " ")


# --- the page -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
def test_it_is_one_tagged_page_of_the_chosen_paper(paper: Paper, size: tuple[int, int]) -> None:
    reader = opened(pdf(made(paper=paper)))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == size
    assert str(root_of(reader)["/Lang"]) == "en"
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= tags_of(reader)


def test_it_says_whose_it_is_the_day_who_told_it_and_the_allergies_first() -> None:
    text = printed(made())
    assert "What I take now Alex Rivera born 14 Mar 1988 as of 25 Nov 2026" in text
    assert text.index("Allergies: Penicillin · nuts") < text.index("Taken regularly")
    assert "Told by the patient, in the patient’s words." in text


def test_each_medicine_stands_as_it_is_taken_today_with_what_changed_of_late() -> None:
    text = printed(made())
    for words in (
        "Taken regularly Medicine How much and when Since Sertraline",
        "Changed 14 Oct 2026: 50 mg → 100 mg",
        "100 mg, in the morning 3 Feb 2025",
        "Taken when needed Medicine How much and when Since Lorazepam",
        "0.5 mg not written down",
        "How it is taken was not told Medicine How much and when Since Vitamin D dose not written",
        "Stopped in the last 90 days • Mirtazapine, 15 mg: stopped 9 Oct 2026",
    ):
        assert words in text, words
    for name in ("Paroxetine", "Bupropion"):
        assert name not in text


def test_what_was_taken_as_needed_is_counted_with_the_days_that_were_recorded() -> None:
    """The one 28 days ago is one day too old; days are recorded whatever medicine was noted."""
    assert "Last 28 days: taken 3 times on 2 days; 20 of 28 days were recorded." in printed(made())
    none = printed(made(intakes=()))
    assert "Last 28 days: nothing was recorded, which is not the same as none." in none


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [
        (0, "Changed 25 Nov 2026: 50 mg → 100 mg"),
        (CHANGED_DAYS - 1, "Changed 28 Aug 2026: 50 mg → 100 mg"),
        (CHANGED_DAYS, "As now since 27 Aug 2026"),
        (-1, ""),
    ],
)
def test_changes_are_told_for_ninety_days(days_ago: int, told: str) -> None:
    changes = (raised(TODAY - timedelta(days=days_ago)),)
    sheet = made((replace(SERTRALINE, record=replace(SERTRALINE.record, changes=changes)),))
    (row,) = sheet.groups[0].rows
    assert [spaced(note) for note in row.notes] == ([told] if told else [])
    assert row.how == ("100 mg" if told else "50 mg") + ", in the morning"


def test_another_time_or_way_to_take_it_is_a_change_too() -> None:
    evening = DoseChange(
        since=date(2026, 11, 2), dose="50 mg", taken_when="at night", schedule=NEEDED
    )
    changed = replace(SERTRALINE.record, changes=(evening,))
    (row,) = made((replace(SERTRALINE, record=changed),), ()).groups[0].rows
    change = "Changed 2 Nov 2026: in the morning, regularly → at night, when needed"
    assert spaced(row.notes[0]) == change


def test_what_was_taken_is_counted_too_where_nobody_said_how_it_is_taken() -> None:
    intakes = (intake(VITAMIN, 1), intake(VITAMIN, 2))
    (row,) = made((VITAMIN,), intakes).groups[0].rows
    assert row.notes == ("Last 28 days: taken 2 times on 2 days; 2 of 28 days were recorded.",)
    (row,) = made((VITAMIN,), ()).groups[0].rows
    assert row.notes == ()


def test_nothing_written_down_is_not_the_same_as_none() -> None:
    text = printed(made((), (), person=Person()))
    assert "No medicine is written down, which is not the same as none." in text
    assert "Allergies: none written down, which is not the same as none" in text
    assert "Stopped" not in text


def test_a_list_of_stopped_medicines_alone_says_that_none_is_taken_now() -> None:
    stopped = entry(Medicine(name="Melatonin", stopped=date(2026, 1, 1)))
    text = printed(made((stopped,), (), person=Person()))
    assert "None of the medicines that are written down is taken now." in text
    assert "No medicine is written down" not in text


def test_the_text_to_copy_says_the_same() -> None:
    lines = plain_text(made()).splitlines()
    assert lines[:4] == ["What I take now", "Alex Rivera", "born 14 Mar 1988", "as of 25 Nov 2026"]
    for line in (
        "Allergies: Penicillin · nuts",
        "- Sertraline, 100 mg, in the morning, since: 3 Feb 2025",
        "  Changed 14 Oct 2026: 50 mg → 100 mg",
        "- Lorazepam, 0.5 mg, since: not written down",
        "- Mirtazapine, 15 mg: stopped 9 Oct 2026",
    ):
        assert line in lines, line


def test_the_same_list_gives_the_same_bytes_and_its_properties_tell_nothing() -> None:
    first = pdf(made())
    assert pdf(made()) == first
    check_properties(first, "What I take now")


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    write(made(), tmp_path / FILE_NAME)
    assert (tmp_path / FILE_NAME).read_bytes() == pdf(made())
    with pytest.raises(Problem):
        write(made(), tmp_path / "missing" / FILE_NAME)


# --- one page, whatever is in it ------------------------------------------------------------------


def test_limits_only_get_tighter() -> None:
    for earlier, later in pairwise(LIMITS):
        assert later[0] < earlier[0]
        assert later[1] < earlier[1]


def test_medicines_that_have_no_room_are_counted() -> None:
    many = tuple(
        entry(Medicine(name=f"Medicine{number:02}", dose="1 mg", schedule=REGULAR))
        for number in range(90)
    )
    reader = opened(pdf(made(many, ())))
    assert len(reader.pages) == 1
    text = words_of(reader)
    shown = set(re.findall(r"Medicine\d+", text))
    assert len(shown) > 9
    assert f"{90 - len(shown)} more are in the app." in text


HOSTILE_WORDS = (
    HOSTILE * 90,
    "W" * 2000,
    "محمد الأمين " * 200,
    "你 \x00 \u202e" * 400,
    "a\n" * 900,
)


@pytest.mark.parametrize("words", HOSTILE_WORDS, ids=range(len(HOSTILE_WORDS)))
def test_hostile_words_are_words_and_stay_on_one_page(words: str) -> None:
    changes = (DoseChange(since=TODAY, dose=words, taken_when=words),)
    one = Medicine(name=words, dose="1", changes=changes)
    gone = Medicine(name=words, dose=words, stopped=TODAY)
    every = (*(entry(one) for _number in range(30)), *(entry(gone) for _number in range(30)))
    reader = opened(pdf(made(every, (), person=Person(name=words, allergies=words))))
    assert len(reader.pages) == 1
    text = words_of(reader)
    assert re.search(r"Texts are cut after \d+ letters to fit on one page", text)
    if words.startswith(HOSTILE):
        assert f"Allergies: {HOSTILE.strip()}" in text
    if words.startswith("你"):
        assert "[U+4F60]" in text


def test_the_longer_words_of_another_language_stay_on_one_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(language._language, "translations", LongTranslations(2.5))
    assert len(opened(pdf(made(EVERY * 4))).pages) == 1


# --- the report's medicines -----------------------------------------------------------------------


def told_in_report(first: date, last: date) -> tuple[str, ...]:
    snapshot = Snapshot(medicines=(SERTRALINE, LORAZEPAM, MIRTAZAPINE), intakes=INTAKES)
    aside = medicines(scope_of(snapshot, CONTENT, Options(first=first, last=last), NOW))
    assert aside is not None
    return tuple(spaced(line) for line in aside.lines)


def test_the_report_says_the_present_dose_the_earlier_ones_and_the_recorded_days() -> None:
    assert told_in_report(date(2026, 10, 1), TODAY) == (
        (
            "Sertraline 100 mg, in the morning, regularly, since 3 Feb 2025. "
            "Before: 50 mg until 13 Oct 2026. Taken on 19 of 20 recorded days."
        ),
        "Lorazepam 0.5 mg, as needed. Taken 4 times, on 3 of 21 recorded days.",
        "Changed: Sertraline 50 mg → 100 mg (14 Oct). Stopped: Mirtazapine (9 Oct).",
    )


def test_the_report_says_what_a_recorded_day_is_where_it_counts_them() -> None:
    every = Snapshot(medicines=(SERTRALINE,), intakes=INTAKES)
    for options, is_said in (
        (Options(first=date(2026, 10, 1), last=TODAY), True),
        (Options(first=date(2026, 10, 1), last=date(2026, 10, 2)), False),
        (Options(first=TODAY, last=TODAY, sections=frozenset({Section.COURSE})), False),
    ):
        lines = definitions((), scope_of(every, CONTENT, options, NOW))
        assert any(line.startswith("Medicines: a recorded day") for line in lines) is is_said


def test_an_earlier_report_says_what_was_taken_then() -> None:
    assert told_in_report(date(2026, 9, 1), date(2026, 9, 30)) == (
        "Sertraline 50 mg, in the morning, regularly, since 3 Feb 2025.",
        "Lorazepam 0.5 mg, as needed.",
        "Mirtazapine 15 mg.",
        "Started, changed or stopped in this period: none.",
    )


@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        (date(2026, 11, 1), "Medicine changes: none."),
        (date(2026, 10, 14), "Changed: Sertraline 50 mg → 100 mg (14 Oct)."),
    ],
)
def test_a_change_of_dose_is_a_medicine_change_in_the_summary(first: date, sentence: str) -> None:
    snapshot = Snapshot(medicines=(SERTRALINE,))
    scope = scope_of(snapshot, CONTENT, Options(first=first, last=TODAY), NOW)
    assert spaced(change_sentence(scope)) == sentence
