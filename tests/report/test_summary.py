# SPDX-License-Identifier: Apache-2.0
"""What the report says of a record: golden sentences, and nothing that the data do not allow."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from companion.domain.records import (
    CheckIn,
    Concomitant,
    DoseChange,
    Entry,
    Grade,
    Medicine,
    Reading,
    ReadingTime,
    Response,
    Schedule,
    Session,
    SessionState,
    SideEffect,
    Snapshot,
)
from companion.report.parts import Options, Paper, Section, Summary, Table, Tile
from companion.report.pdf import document
from companion.report.shapes import EventKind
from companion.report.summary import (
    plain_text,
    since_last_appointment,
    summarise,
    whole_treatment,
)
from tests.report.records import (
    CONTENT,
    FIRST,
    LAST,
    NOW,
    SESSION_DAYS,
    appointment,
    at,
    course,
    effect,
    entry,
    held,
    long_course,
    mood,
    note,
    person,
    planned,
    question,
    response,
)

OPTIONS = Options(first=FIRST, last=LAST)


def summary_of(snapshot: Snapshot, options: Options = OPTIONS, now: datetime = NOW) -> Summary:
    return summarise(snapshot, CONTENT, options, now)


def words(text: str) -> str:
    return text.replace("\u00a0", " ")


def tile(summary: Summary, title: str) -> Tile:
    return next(one for one in summary.tiles if one.title.startswith(title))


def rows(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[words("".join(run.words for run in each)) for each in row] for row in table.rows]


def bold(table: Table) -> list[str]:
    return [words(run.words) for row in table.rows for cell in row for run in cell if run.strong]


def fact(summary: Summary, lead: str) -> str:
    return next(words(one.words) for one in summary.facts if one.lead.startswith(lead))


def heads(table: Table | None) -> list[str]:
    assert table is not None
    return [column.words for column in table.columns]


def scored(*responses: Entry[Response]) -> Summary:
    return summary_of(replace(course(), responses=responses))


@pytest.fixture(scope="module")
def usual() -> Summary:
    return summary_of(course())


def test_the_paragraph_says_it_in_sixty_words(usual: Summary) -> None:
    assert words(usual.paragraph) == (
        "Since 12 Oct: 4 sessions (IV, 40 mg). PHQ-9 21 → 9 (4 days after session 4): response. "
        "Item 9: 2 · 1 · 1 · 0. GAD-7 15 → 8. "
        "Highest BP 158/96. Still there: nausea (mild), fatigue (moderate). "
        "Medicine changes: none. Mood on 39 of 43 days. "
        "1 hard day without a number. "
        "Asks: “Can the next sessions be spaced to every two weeks?” and 1 more."
    )
    assert len(usual.paragraph.split()) < 70


def test_the_head_tells_what_was_told(usual: Summary) -> None:
    assert usual.title == "Ketamine therapy: patient summary"
    assert usual.period == "12 October to 23 November 2026 (6 weeks)"
    assert [words(line) for line in usual.identity] == [
        "Alex Rivera",
        "born 14 Mar 1988",
        "for Dr. N. Shah, visit 24 Nov",
        "MDD, told by patient; clinic 555 0100",
    ]
    assert words(usual.running) == (
        "Alex Rivera · born 14 Mar 1988 · 12 October to 23 November 2026"
    )


def test_what_was_not_told_is_absent() -> None:
    summary = summary_of(replace(course(), person=None, appointments=()))
    assert summary.identity == ()
    assert summary.running == "12 October to 23 November 2026"


def test_the_last_appointment_stands_where_none_is_ahead() -> None:
    snapshot = replace(course(), appointments=(appointment(date(2026, 11, 1)),))
    assert "for Dr. N. Shah, last visit 1 Nov" in map(words, summary_of(snapshot).identity)


def test_the_tiles(usual: Summary) -> None:
    told = [
        (one.title, one.figure, [words(line) for line in (*one.lines, *one.faint)])
        for one in usual.tiles
    ]
    assert told == [
        ("PHQ-9 (0–27)", "21 → 9", ["−57 %: response. Not remission (< 5).", "14 Oct · 23 Nov (best)"]),
        ("GAD-7 (0–21)", "15 → 8", ["−47 %. Now mild.", "14 Oct · 23 Nov (best)"]),
        ("Sessions held", "4 of 6", ["every 7 or 8 days, none cancelled", "next 26 Nov"]),
        ("Side effects still there", "2", ["nausea mild, fatigue moderate", "since 19 Nov, 1 other ended"]),
    ]  # fmt: skip


BASELINE, LATER, LATEST = date(2026, 10, 14), date(2026, 11, 9), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("first", "between", "latest", "said"),
    [
        (21, 13, 4, "−81 %: response and remission (< 5)."),
        (20, 13, 10, "−50 %: response. Not remission (< 5)."),
        (20, 13, 11, "−45 %: below response."),
        (20, 20, 20, "No change since baseline."),
        (12, 12, 13, "1 point above baseline."),
        (12, 12, 16, "4 points above baseline."),
        (12, 12, 17, "5 points above baseline: worse."),
        (9, 8, 3, "6 points lower. Baseline below 10: scores only."),
        (0, 0, 0, "No change since baseline."),
        (20, 8, 13, "−35 %: below response. Risen 5 since its best (8)."),
        (12, 5, 18, "6 points above baseline: worse."),
    ],
)
def test_what_a_change_amounts_to(first: int, between: int, latest: int, said: str) -> None:
    summary = scored(response(BASELINE, first), response(LATER, between), response(LATEST, latest))
    assert words(tile(summary, "PHQ-9").lines[0]) == said


def test_without_a_baseline_response_is_not_stated() -> None:
    summary = scored(response(date(2026, 11, 1), 20), response(LATEST, 4))
    assert words(tile(summary, "PHQ-9").lines[0]) == (
        "−80 % since the first recorded, after treatment began."
    )
    summary = scored(response(date(2026, 11, 1), 12), response(LATEST, 18))
    assert words(tile(summary, "PHQ-9").lines[0]) == "6 points above the first recorded: worse."


def test_one_score_is_a_score() -> None:
    before = tile(scored(response(BASELINE, 21)), "PHQ-9")
    after = tile(scored(response(LATEST, 21)), "PHQ-9")
    assert (before.figure, after.figure) == ("21", "21")
    assert before.lines == ("Before treatment. No later score.",)
    assert after.lines == ("First recorded, after treatment began. No later score.",)


def test_without_a_session_no_change_is_stated() -> None:
    scores = (response(BASELINE, 21), response(LATEST, 9))
    summary = summary_of(Snapshot(responses=scores))
    assert tile(summary, "PHQ-9").figure == "9"
    assert tile(summary, "PHQ-9").lines == ("No session recorded yet: no change is stated.",)


def test_an_old_baseline_shows_its_age() -> None:
    summary = scored(response(date(2026, 9, 1), 21), response(LATEST, 9))
    assert "baseline 57 days before the first session" in tile(summary, "PHQ-9").faint


def test_scales_keep_their_baseline_when_it_lies_before_the_period() -> None:
    options = replace(OPTIONS, first=date(2026, 11, 15))
    summary = summary_of(course(), options)
    assert tile(summary, "PHQ-9").figure == "21 → 9"
    sessions = tile(summary, "Sessions")
    assert sessions.figure == "1"
    assert "4 of 6 in the course" in sessions.lines[0]
    assert "1 session (IV" in summary.paragraph
    assert "Mood on 9 of 9 days." in words(summary.paragraph)


def test_a_past_period_knows_nothing_of_later() -> None:
    options = Options(first=FIRST, last=date(2026, 11, 10))
    summary = summary_of(course(), options)
    assert words(summary.paragraph).startswith(
        "12 Oct to 10 Nov: 2 sessions (IV, 40 mg). PHQ-9 21 → 13"
    )
    assert "0 on 23" not in words(summary.alerts[0].words)


def test_item_9_stands_out_whatever_its_value() -> None:
    summary = scored(response(BASELINE, 3, 0))
    assert summary.alerts[0].lead == "PHQ-9 item 9"
    assert words(summary.alerts[0].words) == (
        "(0–3): 0 on 14 Oct. 0 does not exclude risk; not assessed by a clinician here."
    )


def test_item_9_of_an_unfinished_questionnaire_counts() -> None:
    summary = scored(response(BASELINE, 3, 3, done=False))
    assert "3 on 14 Oct" in words(summary.alerts[0].words)
    assert tile(summary, "PHQ-9").figure == "–"
    assert tile(summary, "PHQ-9").lines == ("no complete one recorded",)


def test_many_values_of_item_9_are_counted_and_the_latest_told() -> None:
    days = [FIRST + timedelta(place) for place in range(20)]
    summary = scored(*(response(day, 9, place % 3) for place, day in enumerate(days)))
    assert words(summary.alerts[0].words).startswith(
        "(0–3), latest 12 of 20; 13 of 20 above 0, highest 2: 2 on 20 Oct"
    )
    (table,) = [one for one in summary.appendix if one.title == "All PHQ-9 scores"]
    assert len(table.rows) == 20
    assert rows(table)[1][-1] == "1"


def test_thoughts_of_suicide_stand_in_the_highlighted_row() -> None:
    recorded = effect("suicidal_thoughts", at(date(2026, 11, 12)), 30, Grade.MODERATE)
    summary = summary_of(replace(course(), side_effects=(recorded,)))
    told = {phrase.lead: words(phrase.words) for phrase in summary.alerts}
    assert told["Suicidal thoughts"] == "recorded: 12 Nov (moderate, ended 13 Nov)."
    assert told["Highest blood pressure"] == (
        "158/96 at 40 min in session 2. "
        "Clinic’s ceiling not told; a reading above 140/90 in 4 of 4 sessions."
    )


def test_the_patient_asks_what_is_open(usual: Summary) -> None:
    (asks,) = usual.asks
    assert asks.lead == "The patient asks."
    assert words(asks.words) == (
        "1. Can the next sessions be spaced to every two weeks? "
        "2. Is lorazepam the night before a problem?"
    )
    assert summary_of(replace(course(), questions=())).asks == ()


def test_the_session_table(usual: Summary) -> None:
    assert heads(usual.sessions) == [
        "#", "Date", "Route and dose", "BP before · peak · leaving", "Intensity, tone",
        "Diss. / sed.", "Ready, min", "Mood before → after", "Stayed up (n days)",
    ]  # fmt: skip
    assert rows(usual.sessions)[1] == [
        "2", "4 Nov", "IV 40 mg (0.5 mg/kg)", "132/84 · 158/96 · 136/86", "6, frightening",
        "5 / 4", "130", "5 → 7.5 (2)", "at least 5 d (3)",
    ]  # fmt: skip
    assert usual.sessions is not None
    assert not bold(usual.sessions)
    assert usual.sessions.note.startswith("140/90 is the general guide before a dose")


def test_columns_without_data_vanish() -> None:
    bare = held(
        SESSION_DAYS[0], dose=None, dose_unit=None, intensity=None, tone=None, dissociation=None,
        sedation=None,
    )  # fmt: skip
    bare = replace(bare, record=replace(bare.record, ready=None))
    summary = summary_of(Snapshot(sessions=(bare,)))
    assert heads(summary.sessions) == ["#", "Date", "Route and dose", "Stayed up (n days)"]
    assert rows(summary.sessions) == [["1", "28 Oct", "IV", "not enough days (0)"]]


def test_doses_are_told_by_route_with_their_range() -> None:
    from companion.domain.records import DoseUnit, Route

    snapshot = Snapshot(
        sessions=(
            held(date(2026, 10, 20), dose=0.5, dose_unit=DoseUnit.MG_PER_KG, weight_kg=None),
            held(date(2026, 10, 27), dose=0.75, dose_unit=DoseUnit.MG_PER_KG),
            held(date(2026, 11, 3), route=Route.ESKETAMINE, dose=84.0, weight_kg=None),
        )
    )
    summary = summary_of(snapshot)
    assert "3 sessions (esketamine nasal spray, 84 mg; IV, 0.5 mg/kg to 0.75 mg/kg)." in words(
        summary.paragraph
    )
    assert [row[2] for row in rows(summary.sessions)] == [
        "IV 0.5 mg/kg",
        "IV 0.75 mg/kg (60 mg)",
        "esketamine nasal spray 84 mg",
    ]


def test_plan_and_done_with_cancelled_and_moved() -> None:
    moved = planned(date(2026, 11, 30))
    moved = replace(moved, record=replace(moved.record, moves=2))
    snapshot = replace(
        course(),
        sessions=(
            *course().sessions[:4],
            moved,
            planned(date(2026, 11, 2), SessionState.CANCELLED),
        ),
        person=person(planned_sessions=None),
    )
    sessions = tile(summary_of(snapshot), "Sessions")
    assert sessions.figure == "4 of 5"
    assert words(sessions.lines[0]) == "every 7 or 8 days, 1 cancelled, 2 moves"
    assert words(sessions.faint[0]) == "next 30 Nov"


@pytest.mark.parametrize(("days", "every", "on_page_two"), [(43, 2, True), (160, 2, False)])
def test_every_session_stands_once(days: int, every: int, *, on_page_two: bool) -> None:
    first = LAST - timedelta(days - 1)
    summary = summary_of(long_course(first, days, every), Options(first=first, last=LAST))
    tables = [one for one in (summary.sessions, *summary.appendix) if one is not None]
    (table,) = [one for one in tables if one.title == "Sessions"]
    assert (table is summary.sessions) is on_page_two
    assert (len(table.rows) <= 24) is on_page_two
    numbers = [row[0] for row in rows(table)]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert len(numbers) > 12


def test_the_side_effect_table(usual: Summary) -> None:
    (acute,) = usual.effects
    assert acute.title == "Side effects that began within 24 h of a session"
    assert rows(acute) == [
        ["Feeling sick [Nausea]", "sessions 1, 2, 4", "3", "mild", "2–3 h", "mild since 19 Nov"],
        ["Tired, no energy [Fatigue]", "session 4", "1", "moderate", "–", "moderate since 19 Nov"],
        ["Dizzy, light-headed [Dizziness]", "sessions 1–3", "3", "mild", "2 h", "ended"],
    ]


def test_own_side_effects_and_those_between_sessions() -> None:
    snapshot = replace(
        course(),
        side_effects=(
            effect(None, at(date(2026, 11, 15)), 48, Grade.SEVERE, own="Odd taste"),
            effect(None, at(date(2026, 11, 22)), 2, Grade.MILD, own="Odd taste"),
            effect("headache", at(date(2026, 9, 1)), 5),
            effect("headache", at(SESSION_DAYS[0], 13), 5),
        ),
    )
    acute, other = summary_of(snapshot).effects
    assert rows(acute) == [["Headache", "session 1", "1", "mild", "5 h", "ended"]]
    assert other.title == "Side effects between sessions"
    assert rows(other) == [["Odd taste", "2", "severe", "2 h–2 days", "ended"]]


def test_one_only_told_to_be_gone_lasted_at_most_so_long() -> None:
    """Its end is the moment it was asked after: by then it was over, and that is all."""
    asked = at(date(2026, 11, 20), 13)

    def told_gone(kept: Entry[SideEffect]) -> Entry[SideEffect]:
        return replace(kept, record=replace(kept.record, end=asked, asked_at=asked))

    headache = told_gone(effect("headache", at(date(2026, 11, 2), 13), None))
    snapshot = replace(
        course(),
        side_effects=(
            headache,
            told_gone(effect("nausea", at(date(2026, 11, 18), 13), None)),
            effect("nausea", at(date(2026, 11, 22)), 3),
            effect("dizziness", at(date(2026, 11, 22)), 0),
            told_gone(effect("dizziness", at(date(2026, 11, 18), 13), None)),
            told_gone(effect("suicidal_thoughts", at(date(2026, 11, 10), 13), None)),
        ),
    )
    summary = summary_of(snapshot)
    found = {row[0]: row[-2:] for table in summary.effects for row in rows(table)}
    assert found["Headache"] == ["at most 18 days", "ended"]
    assert found["Feeling sick [Nausea]"] == ["3 h; 1 other at most 2 days", "ended"]
    dizzy = found["Dizzy, light-headed [Dizziness]"]
    assert dizzy[0].startswith("0 min; 1 other at most")
    alerts = {phrase.lead: words(phrase.words) for phrase in summary.alerts}
    assert alerts["Suicidal thoughts"] == "recorded: 10 Nov (mild, ended by 20 Nov)."


def test_none_recorded_is_said_and_is_not_none() -> None:
    summary = summary_of(Snapshot(check_ins=(mood(LAST, 5),)))
    assert tile(summary, "Side effects").lines == ("none recorded, not asked",)
    assert summary.effects == ()
    assert "No side effects recorded (not asked)." in summary.paragraph
    assert (
        "Nothing recorded (which is not the same as none): questionnaires, sessions, side effects, "
        "medicines."
    ) in summary.closing


def test_preparation_counts_what_was_met_and_why_not(usual: Summary) -> None:
    preparation = usual.asides[0]
    assert preparation.title == "Preparation"
    assert preparation.lines == (
        "78 of 80 items met before 4 sessions.",
        "Ride home arranged 4 of 4.",
        "Diabetes and fasting: “doesn’t apply” (sessions 1–4: no diabetes).",
    )


def test_medicines_with_their_changes_and_allergies() -> None:
    snapshot = replace(
        course(),
        medicines=(
            entry(Medicine(name="Sertraline", dose="100 mg", schedule=Schedule.SCHEDULED,
                           started=date(2025, 3, 3))),
            entry(Medicine(name="Quetiapine", stopped=date(2026, 11, 1))),
            entry(Medicine(name="Lithium", dose="400 mg", started=date(2026, 10, 20))),
        ),
        person=person(allergies="penicillin"),
    )  # fmt: skip
    summary = summary_of(snapshot)
    assert [words(line) for line in summary.asides[-1].lines] == [
        "Allergies, told by the patient: penicillin",
        "Sertraline 100 mg, regularly, since 3 Mar 2025.",
        "Lithium 400 mg, since 20 Oct 2026.",
        "Started: Lithium (20 Oct). Stopped: Quetiapine (1 Nov).",
    ]
    assert "Started: Lithium (20 Oct). Stopped: Quetiapine (1 Nov)." in words(summary.paragraph)


def test_the_weeks_of_mood_stand_with_their_days(usual: Summary) -> None:
    assert usual.course is not None
    assert usual.course.weeks is not None
    assert words(usual.course.weeks.words).startswith("12 Oct 2.6 (7) · 19 Oct 2.3 (6) · ")


def test_late_entries_and_missing_days_are_counted(usual: Summary) -> None:
    assert usual.closing == (
        "Not included by the patient’s choice: notes.",
        "Days with any entry: 40 of 43; without: 3.",
        "Entered more than two days late: 2 of 39 mood days.",
        usual.closing[-1],
    )
    assert usual.closing[-1].startswith("This report does not know: what the clinic saw")
    assert usual.course is not None
    assert "days without an entry: 4." in usual.course.note


def test_what_is_left_out_is_left_out_everywhere_and_said() -> None:
    sections = OPTIONS.sections - {Section.COURSE, Section.SESSIONS, Section.PERSON}
    summary = summary_of(course(), replace(OPTIONS, sections=sections))
    text = str(summary)
    for hidden in ("21 →", "item 9 (", "158/96", "session 4", "Rivera", "40 mg", "4 Nov"):
        assert hidden not in text, hidden
    assert summary.closing[0] == (
        "Not included by the patient’s choice: name and personal details, questionnaires with "
        "item 9, and daily mood, sessions, notes."
    )


def test_single_entries_left_out_are_counted_and_move_no_figure() -> None:
    snapshot = course()
    first = snapshot.sessions[0]
    left_out = frozenset({first.id, snapshot.side_effects[-1].id})
    summary = summary_of(snapshot, replace(OPTIONS, left_out=left_out))
    assert [row[0] for row in rows(summary.sessions)] == ["2", "3", "4"]
    assert tile(summary, "PHQ-9").figure == "21 → 9"
    assert "atigue" not in str(summary)
    assert "1 session, 1 side effect, notes." in summary.closing[0]


def test_notes_leave_only_when_chosen_one_by_one() -> None:
    snapshot = replace(course(), notes=(note("Slept well.", "one"), note("Private.", "two")))
    options = replace(OPTIONS, sections=frozenset(Section), notes=frozenset({"one"}))
    summary = summary_of(snapshot, options)
    assert "Slept well." in str(summary.appendix)
    assert "Private." not in str(summary)
    assert "some notes" in summary.closing[0]
    unchosen = summary_of(snapshot, replace(OPTIONS, notes=frozenset({"one"})))
    assert "Slept well." not in str(unchosen)


def test_every_answer_and_day_on_request() -> None:
    options = replace(OPTIONS, sections=OPTIONS.sections | {Section.ANSWERS})
    summary = summary_of(course(), options)
    titles = [table.title for table in summary.appendix]
    assert titles == [
        "Every check-in", "PHQ-9: every answer", "GAD-7: every answer", "Every reading"
    ]  # fmt: skip
    days, answers = summary.appendix[0], summary.appendix[1]
    assert heads(days) == ["Day", "Time", "Mood", "Remark"]
    assert ["2 Nov", "09:00", "6", "entered late"] in rows(days)
    assert ["7 Nov", "09:00", "", "hard day, no number"] in rows(days)
    assert [row[1:] for row in rows(answers)][8] == ["2", "1", "1", "0"]
    assert "Spitzer" in answers.note


@pytest.mark.parametrize(
    ("sections", "left_out", "remark"),
    [
        (frozenset({Section.SESSIONS}), frozenset(), ["session day"]),
        (frozenset[Section](), frozenset(), []),
        (frozenset({Section.SESSIONS}), frozenset({f"s{SESSION_DAYS[0]}"}), []),
    ],
)
def test_a_check_in_after_a_session_is_marked_where_the_session_is_told(
    sections: frozenset[Section], left_out: frozenset[str], remark: list[str]
) -> None:
    evening = entry(CheckIn(at=at(SESSION_DAYS[0], 22), mood=9), at(SESSION_DAYS[0], 22))
    snapshot = replace(course(), check_ins=(*course().check_ins, evening))
    shown = frozenset({Section.COURSE, Section.ANSWERS}) | sections
    summary = summary_of(snapshot, replace(OPTIONS, sections=shown, left_out=left_out))
    told = rows(summary.appendix[0])
    assert next(row for row in told if row[1] == "22:00")[2:] == ["9", *(remark or [""])]
    others = [row[-1] for row in told if row[1] != "22:00"]
    assert "session day" not in others


@pytest.mark.parametrize(
    ("missing", "gone"),
    [
        (Section.ANSWERS, ["Every check-in", "every answer", "Every reading"]),
        (Section.COURSE, ["Every check-in", "every answer"]),
        (Section.SESSIONS, ["Every reading"]),
    ],
)
def test_details_need_their_own_section_too(missing: Section, gone: list[str]) -> None:
    sections = OPTIONS.sections | {Section.ANSWERS}
    summary = summary_of(course(), replace(OPTIONS, sections=sections - {missing}))
    titles = " ".join(table.title for table in summary.appendix)
    for title in ("Every check-in", "every answer", "Every reading"):
        assert (title in titles) is (title not in gone), title


def test_every_reading_has_its_clock_time_pulse_and_oxygen() -> None:
    readings = (
        Reading(when=ReadingTime.BEFORE, systolic=118, diastolic=76, pulse=68),
        Reading(
            when=ReadingTime.FORTY_MINUTES, at=at(SESSION_DAYS[0], 12, 40), systolic=140, oxygen=97
        ),
    )
    session = held(SESSION_DAYS[0])
    session = replace(session, record=replace(session.record, readings=readings))
    sections = OPTIONS.sections | {Section.ANSWERS}
    options = replace(OPTIONS, sections=sections)
    (table,) = summary_of(Snapshot(sessions=(session,)), options).appendix
    assert heads(table) == ["Session", "When", "Time", "Blood pressure", "Pulse", "SpO₂, %"]
    assert rows(table) == [
        ["1 (28 Oct)", "before", "", "118/76", "68", ""],
        ["1 (28 Oct)", "at 40 min", "12:40", "140/–", "", "97"],
    ]
    left = replace(options, left_out=frozenset({session.id}))
    assert not summary_of(Snapshot(sessions=(session,)), left).appendix


def test_a_chosen_note_that_is_left_out_stays_out() -> None:
    snapshot = replace(course(), notes=(note("Slept well.", "one"), note("Private.", "two")))
    options = replace(
        OPTIONS, sections=frozenset(Section), notes=frozenset({"one", "two"}),
        left_out=frozenset({"two"}),
    )  # fmt: skip
    summary = summary_of(snapshot, options)
    assert "Slept well." in str(summary)
    assert "Private." not in str(summary)
    assert "some notes" in summary.closing[0]
    none = summary_of(snapshot, replace(options, left_out=frozenset({"one", "two"})))
    assert "Slept well." not in str(none)
    assert "Not included by the patient’s choice: notes." in none.closing


def test_the_chart_marks_changes_of_medicines_where_medicines_are_chosen() -> None:
    raised = DoseChange(since=date(2026, 11, 9), dose="150 mg", schedule=Schedule.SCHEDULED)
    changed = entry(
        Medicine(
            name="Venlafaxine", dose="75 mg", schedule=Schedule.SCHEDULED,
            started=date(2026, 10, 20), changes=(raised,),
        )
    )  # fmt: skip
    snapshot = replace(course(), medicines=(changed,))
    summary = summary_of(snapshot)
    assert summary.course is not None
    assert summary.course.figure is not None
    assert [(one.day, one.kind) for one in summary.course.figure.events] == [
        (date(2026, 10, 20), EventKind.STARTED), (date(2026, 11, 9), EventKind.CHANGED),
    ]  # fmt: skip
    assert "Medicines: Venlafaxine started on 20 Oct; Venlafaxine changed to 150 mg on 9 Nov." in (
        words(summary.course.figure.words)
    )
    assert "Below: medicine started (point up), changed (diamond)." in summary.course.note
    drawn = document(summary, Paper.A4)["course"]["figure"]["high"]  # type: ignore[index]
    forms = [len(one["points"]) for one in drawn["shapes"] if one["kind"] == "line"]
    assert {4, 5} <= set(forms)
    sections = OPTIONS.sections - {Section.MEDICINES}
    without = summary_of(snapshot, replace(OPTIONS, sections=sections))
    assert "Venlafaxine" not in str(without)
    assert without.course is not None
    assert "medicine" not in without.course.note


def test_an_empty_record_says_so() -> None:
    summary = summary_of(Snapshot())
    assert summary.paragraph == "Nothing was recorded in this period."
    assert [phrase.lead for phrase in summary.alerts] == ["PHQ-9 item 9"]
    assert summary.alerts[0].words.startswith("(0–3): never answered in this diary.")
    assert not any((summary.tiles, summary.asides, summary.appendix, summary.further))
    assert not any((summary.course, summary.sessions, summary.effects, summary.asks))
    assert not summary.facts


def test_the_footer_says_what_this_is_not(usual: Summary) -> None:
    assert words(usual.footer) == (
        "Self-reported, made 23 Nov 2026. Not a diagnosis. Not monitored. "
        "Not certified as a medical device. Content not yet reviewed by a clinician."
    )


def test_definitions_name_their_source(usual: Summary) -> None:
    text = " ".join(usual.definitions)
    assert "at least 50 % below a baseline of 10 or more, remission below 5 (NCQA/HEDIS)" in text
    assert "minimal important change (PHQ-9 5, GAD-7 4)" in text


def test_the_plain_text_holds_page_ones_words(usual: Summary) -> None:
    text = plain_text(usual)
    for part in (usual.title, usual.paragraph, usual.alerts[0].words, usual.footer):
        assert part in text


def test_the_plain_text_speaks_of_nothing_that_is_drawn(usual: Summary) -> None:
    assert usual.course is not None
    assert "Hollow: " in usual.course.note
    text = plain_text(usual)
    for drawn in (usual.course.note, "hollow", "Hollow", "Numbered lines"):
        assert drawn not in text
    assert "PHQ-9 (0–27): 21 → 9. −57 %: response. Not remission (< 5). 14 Oct" in words(text)
    assert ".;" not in text


def test_a_score_at_the_last_appointment_stands_in_the_scores() -> None:
    snapshot = replace(course(), appointments=(appointment(date(2026, 11, 10)),))
    summary = summary_of(snapshot)
    assert summary.course is not None
    assert heads(summary.course.scores) == [
        "Scores",
        "Baseline",
        "At last visit",
        "Best",
        "Latest",
    ]
    assert rows(summary.course.scores)[0] == [
        "PHQ-9", "21 (14 Oct)", "13 (9 Nov, 5 d after session 2)", "9 (23 Nov, 4 d after session 4)",
        "9 (23 Nov, 4 d after session 4)",
    ]  # fmt: skip


def test_periods_to_choose_from() -> None:
    snapshot = course()
    assert since_last_appointment(snapshot, NOW) == (date(2026, 10, 12), date(2026, 11, 23))
    assert since_last_appointment(Snapshot(), NOW) is None
    assert whole_treatment(snapshot, NOW) == (date(2026, 10, 14), date(2026, 11, 23))
    before = Snapshot(check_ins=(mood(date(2026, 11, 3), 4),))
    assert whole_treatment(before, NOW) == (date(2026, 11, 3), date(2026, 11, 23))
    assert whole_treatment(Snapshot(), NOW) == (date(2026, 11, 23), date(2026, 11, 23))


def test_a_period_ends_after_it_begins() -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        Options(first=LAST, last=FIRST)


def test_a_question_with_breaks_stays_on_its_line() -> None:
    summary = summary_of(replace(course(), questions=(question("one\ntwo"),)))
    assert words(summary.asks[0].words) == "1. one · two"


def test_medicines_of_note_are_told_for_each_session_and_left_out_with_their_medicine() -> None:
    usual, pill = course(), entry(Medicine(name="Lorazepam", schedule=Schedule.AS_NEEDED))
    told_of = tuple(
        entry_with(
            one, taken=(Concomitant(medicine_id=pill.id, name="Lorazepam", of_note="benzodiazepine",
                                    taken=number == 2),)
        )
        for number, one in enumerate(usual.sessions, 1)
    )  # fmt: skip
    snapshot = replace(usual, sessions=told_of, medicines=(pill,))
    told = "Lorazepam in the 24 h before a session, taken: #2; not taken: #1, 3, 4."
    lines = [words(line) for line in summary_of(snapshot).asides[-1].lines]
    assert told in lines
    without = replace(OPTIONS, left_out=frozenset({pill.id}))
    assert "Lorazepam" not in str(summary_of(snapshot, without))


def test_a_dose_nobody_knows_is_said_to_be_unknown() -> None:
    usual = course()
    unknown = [
        entry_with(one, dose=None, dose_unit=None, dose_unknown=True) for one in usual.sessions
    ]
    summary = summary_of(replace(usual, sessions=tuple(unknown)))
    assert "IV dose not known to the patient" in str(summary)


def entry_with(one: Entry[Session], **changes: object) -> Entry[Session]:
    return replace(one, record=replace(one.record, **changes))
