# SPDX-License-Identifier: Apache-2.0
"""Page one against the archive: every number on it is worked out again, by other code.

The figures follow their written definitions and nothing of the program is imported. Only three
kinds of data are read beside the archive: the names of side effects and
their labels. Ties are rounded to the even digit.
"""

import copy
import json
import os
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

RESOURCES = Path(__file__).parents[1] / "resources"
NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
# `python -m companion`, once for each list of words, with the clock stopped: the usual period and
# “next” hang on today. One process for all of them, as most of its time goes into starting it.
COMMANDS = f"""
import datetime, json, runpy, sys
from companion import cli
assert cli._now
cli._now = lambda: datetime.datetime.fromisoformat('{NOW.isoformat()}')
for words in json.loads(sys.argv[1]):
    sys.argv = ["companion", *words]
    try:
        runpy.run_module("companion", run_name="__main__")
    except SystemExit as left:
        assert not left.code, words
"""
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
GRADES = ("mild", "moderate", "severe")
ITEM_9 = "/44260-8"
NOT_SCORED = "/69722-7"  # how difficult it made things
DIFFICULT = (
    "not difficult at all", "somewhat difficult", "very difficult", "extremely difficult",
)  # fmt: skip
SCALES = {"phq-9": ("PHQ-9", 9, 5), "gad-7": ("GAD-7", 7, 4)}  # name, items, important change
GAD_7_BANDS = ((15, "severe"), (10, "moderate"), (5, "mild"), (0, "minimal"))

# All words with a figure in them that stand on page one whatever was recorded.
FIXED = (
    "PHQ-9: response is at least 50 % below a baseline of 10 or more, remission below 5",
    "minimal important change (PHQ-9 5, GAD-7 4)",
    "Mood 0–10, the mean of a day’s check-ins",
    "Intensity, dissociation, sedation: 0–10",
    "Function (PHQ-9 item 10).",
    "Structured copy (FHIR R4) attached.",
    (
        "mean of the 14 days before a series, 5 or more recorded; gain: mean of days 1–3 after it, "
        "2 or more recorded, less baseline; no clear improvement below 1 point"
    ),
    "Sessions fewer than 5 days apart are one series",
    (
        "140/90: the guide before a dose in Esketamine nasal spray (Spravato), US prescribing "
        "information, March 2019"
    ),
    "else the last of the 3 days before",
    "the mean of days 1–3 after",
    "Next PHQ-9:",
)
CHART_TITLES = (
    "Mood (0–10), higher is better",
    "PHQ-9 (0–27), lower is better",
    "GAD-7 (0–21), lower is better",
)
CHART_WORDS = ("remission: below 5", "– – remission: below 5")
CHART_TICKS = ("0", "5", "10", "27", "21")

Json = dict[str, Any]


class Case(NamedTuple):
    """A made-up course by its days, and whether the report is of the whole of it."""

    days: int
    whole: bool


class Score(NamedTuple):
    at: datetime
    total: int
    item_9: int | None


class Session(NamedTuple):
    number: int
    start: datetime
    id: str
    told: Json
    created: datetime


class Facts(NamedTuple):
    """What has to stand on page one, and what stands there or, if it is full, on the next."""

    first: list[str]
    either: list[str]


class Page(NamedTuple):
    first: str
    both: str
    pieces: list[str]


SEEDS = {120: 7, 43: 3, 400: 11}
CASES = [Case(days, whole) for days in SEEDS for whole in (False, True)]


# --- words ----------------------------------------------------------------------------------------


def figure(value: Fraction | float, places: int = 1) -> str:
    """Write a number with at most so many places."""
    text = f"{float(round(Fraction(value), places)):.{places}f}"
    return text.rstrip("0").rstrip(".") if places else text


def counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def whole_day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def lasted(span: timedelta) -> tuple[int, str]:
    minutes = round(span / timedelta(minutes=1))
    if minutes < 90:
        return minutes, "min"
    if minutes < 36 * 60:
        return round(Fraction(minutes, 60)), "h"
    days = round(Fraction(minutes, 1440))
    return (days, "day") if days < 21 else (round(Fraction(days, 7)), "week")


def with_unit(told: str, count: int, unit: str) -> str:
    return f"{told} {unit}{'s' if unit in {'day', 'week'} and count != 1 else ''}"


def lasted_from_to(spans: Sequence[timedelta]) -> str:
    if not spans:
        return "–"
    (low, unit), (high, other) = lasted(min(spans)), lasted(max(spans))
    if unit != other:
        return f"{with_unit(str(low), low, unit)}–{with_unit(str(high), high, other)}"
    return with_unit(str(high) if low == high else f"{low}–{high}", high, unit)


def drawn_together(numbers: Sequence[int]) -> str:
    """Write 1, 2, 3, 5 as “1–3, 5”; two neighbours stay apart."""
    text, rest = [], list(numbers)
    while rest:
        run = [number for place, number in enumerate(rest) if number == rest[0] + place]
        text.append(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)))
        rest = rest[len(run) :]
    return ", ".join(text)


# --- the archive ----------------------------------------------------------------------------------


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def planned(told: Json) -> datetime:
    return moment(told["plan"]["at"]).replace(tzinfo=ZoneInfo(told["plan"]["zone"]))


class Recount:
    """The figures of one period, worked out from an archive alone."""

    def __init__(self, archive: Json, first: date | None) -> None:
        self.entries: dict[str, list[Json]] = {
            kind: [entry for entry in entries if not entry["deleted_at"]]
            for kind, entries in archive["entries"].items()
        }
        self.person = self.records("person")[0]
        self.sessions = self.held()
        self.appointment = max(at for at in map(planned, self.records("appointment")) if at < NOW)
        self.last = NOW.date()
        self.first = first or self.appointment.date()
        self.in_period = [one for one in self.sessions if self.within(one.start.date())]
        self.daily = self.daily_moods()
        self.moods = {day: mean for day, mean in self.daily.items() if self.within(day)}
        self.scores = {scale: self.scored(scale) for scale in SCALES}

    def records(self, kind: str) -> list[Json]:
        return [entry["record"] for entry in self.entries[kind]]

    def within(self, day: date) -> bool:
        return self.first <= day <= self.last

    def day(self, at: date) -> str:
        """Write a day, without its year where that goes without saying."""
        goes_unsaid = self.first.year == self.last.year == at.year
        return whole_day(at).removesuffix(f" {at.year}") if goes_unsaid else whole_day(at)

    def held(self) -> list[Session]:
        found = [one for one in self.entries["session"] if one["record"]["state"] == "held"]
        found.sort(key=lambda one: moment(one["record"]["start"]))
        return [
            Session(
                number,
                moment(one["record"]["start"]),
                one["id"],
                one["record"],
                moment(one["created_at"]),
            )
            for number, one in enumerate(found, 1)
        ]

    def at_rest(self, at: datetime) -> bool:
        """Tell whether it is between a session’s start and 04:00 of the next morning."""
        for one in self.sessions:
            morning = datetime.combine(
                one.start.date() + timedelta(1), time(4), tzinfo=one.start.tzinfo
            )
            if one.start <= at < morning:
                return True
        return False

    def check_ins(self) -> Iterator[tuple[datetime, Json, datetime]]:
        """Give the check-ins with a number that count, each with the time it was entered."""
        for entry in self.entries["check_in"]:
            at = moment(entry["record"]["at"])
            if entry["record"]["mood"] is not None and not self.at_rest(at):
                yield at, entry["record"], moment(entry["created_at"])

    def daily_moods(self) -> dict[date, Fraction]:
        found: dict[date, list[int]] = defaultdict(list)
        for at, told, _entered in self.check_ins():
            found[at.date()].append(told["mood"])
        return {day: Fraction(sum(found[day]), len(found[day])) for day in sorted(found)}

    def late_days(self) -> int:
        in_time = {
            at.date() for at, _told, entered in self.check_ins() if entered - at <= timedelta(2)
        }
        return sum(day not in in_time for day in self.moods)

    def hard_days(self) -> int:
        hard = {moment(one["at"]).date() for one in self.records("check_in") if one["hard_day"]}
        return sum(self.within(day) and day not in self.daily for day in hard)

    def mean(self, days: Iterable[date], moods: dict[date, Fraction]) -> tuple[Fraction, int]:
        values = [moods[day] for day in days if day in moods]
        return (sum(values, Fraction()) / len(values), len(values)) if values else (Fraction(), 0)

    def scored(self, scale: str) -> list[Score]:
        found = []
        for told in self.records("response"):
            values = {one["item"]: one["value"] for one in told["answers"]}
            item_9 = values.get(ITEM_9)
            counts = [value for item, value in values.items() if item != NOT_SCORED]
            complete = told["finished"] and len(counts) == SCALES[scale][1]
            if told["instrument"] == scale and complete:
                found.append(Score(moment(told["finished"]), sum(counts), item_9))
        return sorted(found)

    def baseline(self, scale: str) -> Score:
        start = self.start_of_course()
        dose = min(one.start for one in self.sessions if one.start.date() >= start)
        return [score for score in self.scores[scale] if score.at < dose][-1]

    def start_of_course(self) -> date:
        return date.fromisoformat(self.person["treatment_started"])

    def best(self, scale: str) -> Score:
        since = self.baseline(scale).at
        following = [score for score in self.scores[scale] if score.at >= since]
        return min(following, key=lambda score: (score.total, score.at))

    def after(self, score: Score) -> tuple[int, int] | None:
        """Give the days since the last session before a score, and that session’s number."""
        before = [one for one in self.sessions if one.start <= score.at]
        days = (score.at.date() - before[-1].start.date()).days if before else 0
        return (days, before[-1].number) if before else None


# --- what the page has to say ---------------------------------------------------------------------


def all_facts(one: Recount) -> Facts:
    first = [
        *head_facts(one), *paragraph_facts(one), *tile_facts(one), *item_9_facts(one),
        *question_facts(one), *course_facts(one), *told_facts(one), *closing_facts(one),
    ]  # fmt: skip
    either = [
        *session_rows(one), *effect_rows(one), *preparation_facts(one), *clinic_facts(one), *medicine_facts(one),
    ]  # fmt: skip
    return Facts(first, either)


def head_facts(one: Recount) -> Iterator[str]:
    days = (one.last - one.first).days + 1
    year = f" {one.first.year}" if one.first.year != one.last.year else ""
    since = f"{one.first.day} {MONTHS[one.first.month - 1]}{year}"
    until = f"{one.last.day} {MONTHS[one.last.month - 1]} {one.last.year}"
    length = f"{round(Fraction(days, 7))} weeks"
    assert 20 < days <= 104 * 7
    yield f"{since} to {until} ({length})"
    yield f"born {whole_day(date.fromisoformat(one.person['born']))}"
    coming = min(at for at in map(planned, one.records("appointment")) if at >= NOW)
    yield f"for {one.person['prescriber']}, visit {one.day(coming)}"
    yield f"{one.person['clinic']} {one.person['clinic_phone']}"
    yield f"Self-reported, made {whole_day(NOW)}."


def paragraph_facts(one: Recount) -> Iterator[str]:
    held = counted(len(one.in_period), "session", "sessions")
    yield f"Since {one.day(one.first)}: {held} (IV, {per_kg(one)} mg/kg)."
    told_when = ""
    for scale, (name, _items, _change) in SCALES.items():
        latest = one.scores[scale][-1]
        days, number = one.after(latest) or (0, 0)
        when = f"{counted(days, 'day', 'days')} after session {number}"
        word = in_a_word(one, scale)
        parts = [f"{name} {steps(one, scale)}", f"({when})" if when != told_when else ""]
        yield " ".join(part for part in parts if part) + (f": {word}." if word else ".")
        told_when = when
    values = [score.item_9 or 0 for score in one.scores["phq-9"]]
    shown = [str(value) for value in values[-6:]]
    shown[0] += earlier_day(one, one.scores["phq-9"][-6:][0])
    lead = "Item 9, latest 6" if len(values) > 6 else "Item 9"
    first = f"the {values[0]} at first" if len(values) > 6 else "at first"
    higher = f" (higher than {first})" if values[-1] > values[0] else ""
    yield f"{lead}: {' · '.join(shown)}{higher}."
    assert not one.person["systolic_limit"]
    yield f"Highest BP {highest(one)[1]}."
    still = ", ".join(f"{name} ({grade})" for name, grade, _since in still_there(one))
    yield f"Still there: {still}."
    days = (one.last - one.first).days + 1
    yield f"Mood on {len(one.moods)} of {days} days."
    yield medicine_changes(one) or "Medicine changes: none."
    asks = open_questions(one)
    yield f"Asks: “{asks[0]['words']}”" + (f" and {len(asks) - 1} more." if asks[1:] else "")


def steps(one: Recount, scale: str) -> str:
    """Give baseline, the score at the last visit where that is neither, and the latest."""
    scores, first, latest = one.scores[scale], one.baseline(scale), one.scores[scale][-1]
    before = [score for score in scores if score.at <= one.appointment]
    between = len(before) > 1 and first.at < one.appointment <= latest.at
    visit = f"{before[-1].total} (last visit) → " if between else ""
    return f"{first.total}{earlier_day(one, first)} → {visit}{latest.total}"


def earlier_day(one: Recount, score: Score) -> str:
    """Give the day of a score from before the period, which the line speaks of."""
    return f" ({one.day(score.at)})" if score.at.date() < one.first else ""


def in_a_word(one: Recount, scale: str) -> str:
    """Say response or remission for the PHQ-9; for both that it is worse, or risen."""
    before, latest = one.baseline(scale).total, one.scores[scale][-1].total
    best, change = one.best(scale).total, SCALES[scale][2]
    if latest - before >= change:
        return "worse than baseline"
    words = []
    if scale == "phq-9":
        words.append("response" if (before - latest) * 2 >= before else "below response")
        if latest < 5:
            words = ["response and remission"]
    if latest - best >= change:
        words.append(f"risen {latest - best} since its best")
    return ", ".join(words)


def per_kg(one: Recount) -> str:
    doses = sorted({held.told["dose"] for held in one.in_period})
    assert {held.told["dose_unit"] for held in one.in_period} == {"mg_per_kg"}
    low, high = figure(doses[0], 2), figure(doses[-1], 2)
    return low if low == high else f"{low} mg/kg to {high}"


def arrow(one: Recount, scale: str) -> str:
    return f"{one.baseline(scale).total} → {one.scores[scale][-1].total}"


def tile_facts(one: Recount) -> Iterator[str]:
    for scale, (name, items, _change) in SCALES.items():
        words = f"{outcome(one, scale)} {tile_dates(one, scale)}"
        yield f"{name} (0–{items * 3}) {arrow(one, scale)} {words}"
    yield sessions_tile(one)
    still = still_there(one)
    told = ", ".join(f"{name} {grade}" for name, grade, _since in still)
    days = {since for _name, _grade, since in still}
    since = ("the first " if len(days) > 1 else "") + f"since {one.day(min(days))}"
    ended = len(episodes(one)) - len(still)
    others = f", {counted(ended, 'other', 'others')} ended" if ended else ""
    yield f"Side effects still there {len(still)} {told} {since}{others}"


def outcome(one: Recount, scale: str) -> str:
    """Say the change: response from 50 %, remission below 5, both from a baseline of 10."""
    before, latest = one.baseline(scale).total, one.scores[scale][-1].total
    best, change = one.best(scale).total, SCALES[scale][2]
    if latest >= before:
        return rise(latest - before, change)
    percent = Fraction((before - latest) * 100, before)
    words = f"−{figure(percent, 0)} %{meaning(scale, before, latest, percent)}"
    risen = f" Risen {latest - best} since its best ({best})." if latest - best >= change else ""
    return words + risen


def rise(points: int, change: int) -> str:
    if points == 0:
        return "No change since baseline."
    told = counted(points, "point", "points")
    return f"{told} above baseline{': worse' if points >= change else ''}."


def meaning(scale: str, before: int, latest: int, percent: Fraction) -> str:
    if scale == "gad-7":
        return f". Now {next(word for low, word in GAD_7_BANDS if latest >= low)}."
    assert before >= 10
    if latest < 5:
        return ": response and remission (< 5)."
    return ": response. Not remission (< 5)." if percent >= 50 else ": below response."


def tile_dates(one: Recount, scale: str) -> str:
    first, latest, best = one.baseline(scale), one.scores[scale][-1], one.best(scale)
    start, end = one.day(first.at), one.day(latest.at)
    if best == latest:
        return f"{start} · {end} (best)"
    if best == first:
        return f"{start} (best) · {end}"
    return f"{start} · {end}; best {best.total} on {one.day(best.at)}"


def sessions_tile(one: Recount) -> str:
    held, others = (
        len(one.in_period),
        [told for told in one.records("session") if not told["start"]],
    )
    cancelled = [
        told for told in others if told["state"] == "cancelled" and one.within(planned(told).date())
    ]
    ahead = [told for told in others if told["state"] == "planned"]
    chosen = [*(session.told for session in one.in_period), *cancelled, *ahead]
    moves = sum(told["moves"] for told in chosen)
    course = sum(session.start.date() >= one.start_of_course() for session in one.sessions)
    plan = one.person["planned_sessions"]
    of_plan = f" of {plan}" if plan > course else ""
    words = [spacing(one), f"{len(cancelled) or 'none'} cancelled"]
    words += [counted(moves, "move", "moves")] if moves else []
    words += [f"{course}{of_plan} in the course"] if held != course else []
    coming = min(planned(told) for told in ahead)
    lead = f"{held}{of_plan if held == course else ''}"
    told = ", ".join(word for word in words if word)
    return f"Sessions held {lead} {told} next {one.day(coming)}"


def spacing(one: Recount) -> str:
    days = [session.start.date() for session in one.in_period]
    gaps = sorted((later - earlier).days for earlier, later in pairwise(days))
    if not gaps:
        return ""
    if gaps[0] == gaps[-1]:
        return f"every {gaps[0]} days"
    return f"every {gaps[0]} {'or' if gaps[-1] - gaps[0] == 1 else 'to'} {gaps[-1]} days"


def item_9_facts(one: Recount) -> Iterator[str]:
    values = [(score.item_9 or 0, one.day(score.at)) for score in one.scores["phq-9"]]
    lead = "PHQ-9 item 9 (0–3)"
    if len(values) > 12:
        above, top = sum(value > 0 for value, _day in values), max(values)[0]
        lead += f", latest 12 of {len(values)}; {above} of {len(values)} above 0, highest {top}"
    told = " · ".join(f"{value} on {day}" for value, day in values[-12:])
    yield f"{lead}: {told}. 0 does not exclude risk"
    session, bp, when = highest(one)
    places = {"before": "before", "forty_minutes": "at 40 min in", "leaving": "before leaving"}
    above = sum(
        any(each["systolic"] > 140 or each["diastolic"] > 90 for each in held.told["readings"])
        for held in one.in_period
    )
    held = counted(len(one.in_period), "session", "sessions")
    yield (
        f"Highest blood pressure {bp} {places[when]} session {session}. "
        f"Clinic’s ceiling not told; a reading above 140/90 in {above} of {held}."
    )


def top_reading(told: Json) -> Json:
    readings: list[Json] = told["readings"]
    return max(readings, key=lambda reading: int(reading["systolic"]))


def pressure(reading: Json) -> str:
    return f"{reading['systolic']}/{reading['diastolic']}"


def highest(one: Recount) -> tuple[int, str, str]:
    """Give the period’s highest blood pressure: its session, the values and when."""
    tops = [(session.number, top_reading(session.told)) for session in one.in_period]
    number, reading = max(tops, key=lambda pair: int(pair[1]["systolic"]))
    return number, pressure(reading), reading["when"]


def open_questions(one: Recount) -> list[Json]:
    still_open = [told for told in one.records("question") if not told["answered"]]
    still_open.sort(key=lambda told: (told.get("to_raise") or 4, moment(told["at"])))
    return still_open


def question_facts(one: Recount) -> Iterator[str]:
    """Give what is to be raised, then the others; three of them stand on page one."""
    raised = [told for told in open_questions(one) if told.get("to_raise")]
    others = [told for told in open_questions(one) if not told.get("to_raise")]
    assert len(others) <= 3
    if raised:
        yield f"To raise at this visit. {numbered(raised)}"
    if others:
        yield f"The patient {'also ' if raised else ''}asks. {numbered(others)}"


def numbered(questions: list[Json]) -> str:
    return " ".join(f"{place}. {one['words']}" for place, one in enumerate(questions, 1))


def told_facts(one: Recount) -> Iterator[str]:
    """Give function, how long mood stayed up, what was asked, and the medicines in short."""
    given = [
        (moment(told["finished"]), DIFFICULT[answer["value"]])
        for told in one.records("response")
        if told["instrument"] == "phq-9" and told["finished"]
        for answer in told["answers"]
        if answer["item"] == NOT_SCORED
    ]
    values = [f"{words} {one.day(at)}" for at, words in sorted(given)]
    latest = f"Latest 4 of {len(values)}: " if len(values) > 4 else ""
    yield latest + " · ".join(values[-4:] if latest else [values[0][1:], *values[1:]]) + "."
    yield from stayed_up_line(one)
    yield f"Urinary symptoms: {asked_words(one, 'maintenance_bladder', ' recorded, not asked')}."
    yield f"Use outside the plan: {asked_words(one, 'maintenance_outside_plan', '')}."
    yield "; ".join(medicines_in_short(one))
    yield from decided(one)


def asked_words(one: Recount, item: str, unasked: str) -> str:
    """Say how often something was asked; in the sample courses nobody ever reported it."""
    times = set()
    for entry in one.entries["checklist_run"]:
        given = {answer["item"]: answer for answer in entry["record"]["answers"]}
        answer = given.get(item)
        if answer and answer["choice"] != "not_yet" and one.within(moment(answer["at"]).date()):
            assert answer["choice"] == "not_applicable"
            times.add((entry["id"], moment(answer["at"]).date()))
    if not times:
        return f"none{unasked}" if unasked else "not asked"
    return f"none reported (asked {counted(len(times), 'time', 'times')})"


def medicines_in_short(one: Recount) -> Iterator[str]:
    for entry in one.entries["medicine"]:
        told = entry["record"]
        if told["stopped"] and day_in(told, "stopped") <= one.last:
            continue
        doses = [told["dose"], *(change["dose"] for change in told["changes"])]
        mine: dict[date, list[bool]] = defaultdict(list)
        for intake in one.records("intake"):
            at = moment(intake["at"]).date()
            if intake["medicine_id"] == entry["id"] and one.within(at):
                mine[at].append(intake["taken"])
        words = [f"{told['name']} {doses[-1]}"]
        if told["schedule"] == "as_needed":
            words.append("as needed")
            times = sum(map(sum, mine.values()))
            words += [f"taken {counted(times, 'time', 'times')}"] if times else []
        elif mine:
            taken = sum(day[-1] for day in mine.values())
            words.append(f"taken on {taken} of {len(mine)} recorded days")
        yield ", ".join(words)


def decided(one: Recount) -> Iterator[str]:
    visits = [told for told in one.records("appointment") if told.get("decided")]
    visits = [told for told in visits if planned(told) < NOW]
    if visits:
        last = max(visits, key=planned)
        yield f"Decided on {one.day(planned(last))}"


# --- how many days mood stayed up -----------------------------------------------------------------


class Stay(NamedTuple):
    """One series: the numbers of its sessions, and the days or why there are none."""

    numbers: list[int]
    recorded: int
    days: int | None
    censored: bool
    words: str


def series_of(one: Recount) -> list[list[Session]]:
    found: list[list[Session]] = []
    for session in one.sessions:
        near = found and (session.start.date() - found[-1][-1].start.date()).days < 5
        if near:
            found[-1].append(session)
        else:
            found.append([session])
    return found


def stays(one: Recount) -> list[Stay]:
    """Give how long mood stayed up after each series of the course."""
    in_time = {at.date() for at, _told, entered in one.check_ins() if entered - at <= timedelta(2)}
    moods = {day: mean for day, mean in one.daily.items() if day in in_time}
    held = {session.start.date() for session in one.sessions}
    pairs = [
        (moods[day + timedelta(1)] - mean) ** 2
        for day, mean in moods.items()
        if day + timedelta(1) in moods and day not in held
    ]
    every = series_of(one)
    found = []
    for place, series in enumerate(every):
        first, last = series[0].start.date(), series[-1].start.date()
        ends = every[place + 1][0].start.date() if place + 1 < len(every) else date.max
        numbers = [session.number for session in series]
        stretch = [(day, mean) for day, mean in moods.items() if last < day < ends]
        before = one.mean((first - timedelta(n) for n in range(1, 15)), moods)
        after = one.mean((day for day, _mean in stretch if day <= last + timedelta(3)), moods)
        found.append(
            stay(numbers, before, after, pairs, [((d - last).days, m) for d, m in stretch])
        )
    return [
        each
        for each in found
        if one.sessions[each.numbers[0] - 1].start.date() >= one.start_of_course()
    ]


def stay(
    numbers: list[int],
    before: tuple[Fraction, int],
    after: tuple[Fraction, int],
    pairs: list[Fraction],
    stretch: list[tuple[int, Fraction]],
) -> Stay:
    n = len(stretch)
    few = Stay(numbers, n, None, False, "not enough days")
    if before[1] < 5 or after[1] < 2 or len(pairs) < 10:
        return few
    gain = after[0] - before[0]
    noise_squared = sum(pairs, Fraction()) / len(pairs) / 2
    error_squared = noise_squared * (Fraction(1, after[1]) + Fraction(1, before[1]))
    if gain < 1 or gain * gain < 4 * error_squared:
        return Stay(numbers, n, None, False, "no clear improvement")
    fit = falling([mean for _day, mean in stretch])
    up = [place for place, value in enumerate(fit) if value > before[0] + gain / 2]
    fell = n - len(up) >= 2
    last = len(up) if fell else len(up) - 1
    days = [day for day, _mean in stretch[: last + 1]]
    if any(later - earlier > 4 for earlier, later in pairwise([0, *days])):
        return few
    words = f"{days[-1]} d" if fell else f"at least {days[-1]} d"
    return Stay(numbers, n, days[-1], not fell, words)


def falling(values: list[Fraction]) -> list[Fraction]:
    """Give the nearest sequence that never rises, by the min-max formula, not by pooling."""
    sums = [Fraction()]
    for value in values:
        sums.append(sums[-1] + value)
    count = len(values)
    return [
        min(
            max((sums[end] - sums[start]) / (end - start) for end in range(at + 1, count + 1))
            for start in range(at + 1)
        )
        for at in range(count)
    ]


def median_words(found: list[Stay]) -> str:
    """Give the Kaplan–Meier median as the product of the shares that stay up, day by day."""
    known = [(each.days, each.censored) for each in found if each.days is not None]
    if len(known) < 3:
        return ""
    up, median = Fraction(1), None
    for day in range(1, max(days for days, _cut in known) + 1):
        at_risk = sum(days >= day for days, _cut in known)
        ended = sum(days == day and not cut for days, cut in known)
        up *= 1 - Fraction(ended, at_risk)
        if up <= Fraction(1, 2):
            median = day
            break
    cut = sum(cut for _days, cut in known)
    seen = sorted(days for days, _cut in known)[(len(known) - 1) // 2]
    days = counted(median or seen, "day", "days")
    least = "" if median else "at least "
    return f" Median {least}{days} (n = {len(known)} series, {cut} of them “at least”)."


def stayed_up_line(one: Recount) -> Iterator[str]:
    found = stays(one)
    if len(found) > 6:
        known = sum(each.days is not None for each in found)
        unclear = sum(each.words == "no clear improvement" for each in found)
        few = len(found) - known - unclear
        words = (
            f"{len(found)} series: {known} with a number of days, {unclear} with no clear "
            f"improvement, {few} with not enough days"
        )
    else:
        told: dict[str, list[str]] = {}
        for each in found:
            alike = [other for other in found if other.words == each.words]
            words = f"{each.words} each" if each.days is not None and alike[1:] else each.words
            told.setdefault(words, []).append(f"#{drawn_together(each.numbers)}")
        words = "; ".join(f"{' · '.join(series)}: {days}" for days, series in told.items())
    shown = {session.number for session in one.in_period}
    whole = all(shown.issuperset(each.numbers) for each in found)
    lead = "Days mood stayed up." if whole else "Days mood stayed up, in the course."
    yield f"{lead} {words}.{median_words(found)}"


def course_facts(one: Recount) -> Iterator[str]:
    missing = (one.last - one.first).days + 1 - len(one.moods)
    yield f"days without an entry: {missing}."
    yield from score_rows(one)
    weeks: dict[date, list[date]] = defaultdict(list)
    for day in one.moods:
        weeks[day - timedelta(day.weekday())].append(day)
    if len(weeks) <= 9:
        means = [(monday, *one.mean(days, one.moods)) for monday, days in weeks.items()]
        told = " · ".join(f"{one.day(monday)} {figure(mean)} ({n})" for monday, mean, n in means)
        yield f"Mean mood by week (days): {told}"


def score_rows(one: Recount) -> Iterator[str]:
    """Give baseline, at the last visit, best, latest, unless the tiles say as much."""
    rows = {}
    for scale, (name, _items, _change) in SCALES.items():
        first, latest, best = one.baseline(scale), one.scores[scale][-1], one.best(scale)
        before = [score for score in one.scores[scale] if score.at <= one.appointment]
        cells = [first, *before[-1:], best, latest]
        rows[name] = cells if len(before) > 1 or best not in {first, latest} else []
    for name, cells in rows.items() if any(rows.values()) else ():
        yield " ".join([name, *(score_cell(one, score) for score in cells)])


def score_cell(one: Recount, score: Score) -> str:
    since = one.after(score)
    told = f", {since[0]} d after session {since[1]}" if since else ""
    return f"{score.total} ({one.day(score.at)}{told})"


def session_rows(one: Recount) -> Iterator[str]:
    held = one.in_period
    stayed = {
        number: f"{each.words} ({each.recorded})" if number == each.numbers[-1] else ""
        for each in stays(one)
        for number in each.numbers
    }
    assert len(held) <= 24
    for session in held:
        told = session.told
        bp = {reading["when"]: pressure(reading) for reading in told["readings"]}
        ready = round((moment(told["ready"]) - session.start) / timedelta(minutes=1))
        dose = Fraction(str(told["dose"])) * Fraction(str(told["weight_kg"]))
        yield (
            f"{session.number} {one.day(session.start)} "
            f"IV {figure(told['dose'], 2)} mg/kg ({figure(dose, 0)} mg) "
            f"{bp['before']} · {pressure(top_reading(told))} · {bp['leaving']} "
            f"{told['intensity']}, {told['tone']} {told['dissociation']} / {told['sedation']} "
            f"{ready} {before_and_after(one, session)} {stayed[session.number]} {entered(session)}"
        )


def entered(session: Session) -> str:
    """Say whether a session was told as it happened, later that day, or on a later day."""
    told = moment(session.told["recorded"])
    if told - session.start <= timedelta(minutes=30):
        return "live"
    days = (told.date() - session.start.date()).days
    return f"{days} d later" if days else "same day"


def before_and_after(one: Recount, session: Session) -> str:
    day = session.start.date()
    earlier = [day - timedelta(back) for back in (1, 2, 3)]
    before = [figure(one.daily[each]) for each in earlier if each in one.daily]
    mean, n = one.mean((day + timedelta(on) for on in (1, 2, 3)), one.daily)
    return f"{before[0] if before else '–'} → {f'{figure(mean)} ({n})' if n else '–'}"


@cache
def resource(name: str) -> Json:
    return tomllib.loads((RESOURCES / name).read_text("utf-8"))


def names_of(effect: str | None, own_name: str) -> tuple[str, str]:
    """Give the patient’s name and the doctor’s term."""
    if effect is None:
        return own_name, own_name
    words = resource("words/en/side_effects.toml")
    return words[effect]["name"], words[effect]["clinical"]


def episodes(one: Recount) -> dict[tuple[str, str], list[Json]]:
    """Give the side effects that were there in the period, by their names."""
    found: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for told in one.records("side_effect"):
        if not told["end"] or moment(told["end"]).date() >= one.first:
            found[names_of(told["effect"], told["own_name"])].append(told)
    return found


def worst(found: Iterable[Json]) -> str:
    return GRADES[max(GRADES.index(told["grade"]) for told in found)]


def still_there(one: Recount) -> list[tuple[str, str, date]]:
    found = []
    for (_plain, clinical), told in episodes(one).items():
        still = [each for each in told if not each["end"]]
        if still:
            since = min(moment(each["start"]) for each in still).date()
            found.append((clinical[0].lower() + clinical[1:], worst(still), since))
    return found


def near_session(one: Recount, told: Json) -> int | None:
    """Give the session in whose first 24 hours a side effect began."""
    at = moment(told["start"])
    near = [held for held in one.sessions if timedelta() <= at - held.start <= timedelta(1)]
    return near[0].number if near else None


def effect_rows(one: Recount) -> Iterator[str]:
    """Give the rows of both tables: what began within 24 hours of a session, and the rest."""
    for (plain, clinical), every in episodes(one).items():
        near = [told for told in every if near_session(one, told) is not None]
        for found in (near, [told for told in every if told not in near]):
            if found:
                name = plain if plain == clinical else f"{plain} [{clinical}]"
                yield f"{name}{effect_row(one, found)}"


def effect_row(one: Recount, found: Sequence[Json]) -> str:
    spans = [moment(told["end"]) - moment(told["start"]) for told in found if told["end"]]
    still = [told for told in found if not told["end"]]
    now = "ended"
    if still:
        since = one.day(min(moment(told["start"]) for told in still))
        now = f"{worst(still)} since {since}"
    return f"{when_it_was(one, found)} {len(found)} {worst(found)} {lasted_from_to(spans)} {now}"


def when_it_was(one: Recount, found: Sequence[Json]) -> str:
    near = [near_session(one, told) for told in found]
    numbers = sorted({number for number in near if number is not None})
    if not numbers:
        return ""
    if len(numbers) > 8:
        return f" {len(numbers)} sessions"
    return f" session{'s' if len(numbers) > 1 else ''} {drawn_together(numbers)}"


def before_items(run: Json) -> dict[str, tuple[str, bool]]:
    """Give a frozen walk’s items before the session: the name, and whether it must be in place."""
    assert run["frozen_at"]
    return {
        item["item"]: (item["label"], item["must"])
        for item in run["walked"]
        if (item["day"] or 0) <= 0
        and item["anchor"] != "end"
        and not (item["anchor"] == "start" and (item["minutes"] or 0) > 0)
    }


def walks(one: Recount) -> Iterator[tuple[int, str, str, bool, Json]]:
    """Give each item before each session of the period: number, id, name, must, last answer."""
    runs = {
        told["session_id"]: told
        for told in one.records("checklist_run")
        if told["checklist"] == "iv"
    }
    for session in one.in_period:
        run = runs[session.id]
        given = {answer["item"]: answer for answer in run["answers"]}
        for item, (name, must) in before_items(run).items():
            yield session.number, item, name, must, given.get(item, {})


def preparation_facts(one: Recount) -> Iterator[str]:
    counts: dict[tuple[str, str, bool], list[bool]] = defaultdict(list)
    excused: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, item, name, must, answer in walks(one):
        if answer.get("choice") != "not_applicable":
            counts[item, name, must].append(answer.get("choice") == "yes")
        elif must:
            excused[name, answer["reason"].rstrip(".")].append(number)
    met, applicable = sum(map(sum, counts.values())), sum(map(len, counts.values()))
    held = counted(len(one.in_period), "session", "sessions")
    yield f"{met} of {applicable} items met before {held}."
    for (item, name, must), yes in counts.items():
        if item == "ride_home" or (must and not all(yes)):
            yield f"{name} {sum(yes)} of {len(yes)}"
    for (name, reason), numbers in excused.items():
        many = "s" if len(numbers) > 1 else ""
        told = f"session{many} {drawn_together(numbers)}: {reason}"
        yield f"{name}: “doesn’t apply” ({told})."


def clinic_facts(one: Recount) -> Iterator[str]:
    """Give the clinic’s own times, and the looks of whoever stayed."""
    times: dict[str, str] = {}
    for told in one.records("checklist_run"):
        known = told["session_id"] in {session.id for session in one.in_period}
        if told["checklist"] == "iv" and known:
            before = before_items(told)
            times |= {
                item["label"]: f"{-item['minutes'] // 60} h before the {item['anchor']}"
                for item in told["walked"]
                if item["whose"] == "clinic" and item["anchor"] and item["item"] in before
            }
    if times:
        whole = "; ".join(f"{name}: {rule}" for name, rule in times.items())
        yield f"Times given as the clinic’s: {whole}."
    looks = [look["well"] for session in one.in_period for look in session.told["checks"]]
    if looks:
        counts = [looks.count(answer) for answer in (True, False, None)]
        yield "Sitter’s checks: {} all yes, {} no, {} not checked.".format(*counts)


def medicine_facts(one: Recount) -> Iterator[str]:
    for entry in one.entries["medicine"]:
        if not entry["record"]["stopped"] or day_in(entry["record"], "stopped") > one.last:
            yield from medicine_taken(one, entry)
    yield medicine_changes(one) or "Started, changed or stopped in this period: none."
    yield from of_note_facts(one)


def of_note_facts(one: Recount) -> Iterator[str]:
    """Give which medicines of note were taken before which sessions, and which were not."""
    answers = [
        (told["name"], told["taken"], held.number)
        for held in one.in_period
        for told in held.told["taken"]
    ]
    for name in dict.fromkeys(name for name, _taken, _number in answers):
        parts = []
        for taken, words in ((True, "taken"), (False, "not taken")):
            numbers = [number for *answer, number in answers if answer == [name, taken]]
            parts += [f"{words}: #{spanned(numbers)}"] if numbers else []
        yield f"{name} in the 24 h before a session, {'; '.join(parts)}."


def spanned(numbers: list[int]) -> str:
    """Write numbers, three and more neighbours as the first and the last."""
    runs = []
    for _key, group in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        run = [str(number) for _place, number in group]
        runs += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else run
    return ", ".join(runs)


def medicine_taken(one: Recount, entry: Json) -> Iterator[str]:
    """Give a medicine as it is taken now, the doses before, and the days that were recorded."""
    kinds = {"scheduled": "regularly", "as_needed": "as needed"}
    told = entry["record"]
    doses = [told["dose"], *(change["dose"] for change in told["changes"])]
    ends = [day_in(change, "since") - timedelta(1) for change in told["changes"]]
    assert all(end < one.last for end in ends)
    parts = (f"{told['name']} {doses[-1]}", told["taken_when"], kinds[told["schedule"]])
    yield ", ".join(part for part in parts if part)
    yield f"since {whole_day(day_in(told, 'started'))}."
    if ends:
        past = [f"{dose} until {whole_day(end)}" for dose, end in zip(doses, ends, strict=False)]
        yield f"Before: {', '.join(reversed(past))}."
    days: dict[date, list[Json]] = {}
    for intake in one.entries["intake"]:
        at = moment(intake["record"]["at"]).date()
        if one.within(at):
            days.setdefault(at, []).append(intake["record"])
    mine = [
        [intake["taken"] for intake in day if intake["medicine_id"] == entry["id"]]
        for day in days.values()
    ]
    mine = [day for day in mine if day]
    if mine and told["schedule"] == "scheduled":
        taken = sum(day[-1] for day in mine)
        yield f"Taken on {taken} of {counted(len(mine), 'recorded day', 'recorded days')}."
    elif mine:
        times = counted(sum(map(sum, mine)), "time", "times")
        yield f"Taken {times}, on {len(mine)} of {len(days)} recorded days."


def medicine_changes(one: Recount) -> str:
    parts = []
    for key in ("started", "stopped"):
        names = []
        for told in one.records("medicine"):
            day = day_in(told, key) if told[key] else date.min
            names += [f"{told['name']} ({one.day(day)})"] if one.within(day) else []
        parts += [f"{key.capitalize()}: {', '.join(names)}."] if names else []
    changes = [change for told in one.records("medicine") for change in told["changes"]]
    assert not any(one.within(day_in(change, "since")) for change in changes)
    return " ".join(parts)


def day_in(told: Json, key: str) -> date:
    return date.fromisoformat(told[key])


def closing_facts(one: Recount) -> Iterator[str]:
    late = [(one.late_days(), len(one.moods), "mood days")]
    started = [(held.start, held.created) for held in one.in_period]
    late.append((late_of(started), len(started), "sessions"))
    effects = [
        (moment(entry["record"]["start"]), moment(entry["created_at"]))
        for entry in one.entries["side_effect"]
    ]
    effects = [pair for pair in effects if one.within(pair[0].date())]
    late.append((late_of(effects), len(effects), "side effects"))
    told = ", ".join(f"{count} of {every} {what}" for count, every, what in late if count)
    if told:
        yield f"Entered more than two days late: {told}."
    every = (one.last - one.first).days + 1
    known = len(days_with_data(one))
    yield f"Days with any entry: {known} of {every}; without: {every - known}."
    how = [entered(held) for held in one.in_period]
    later = sum(word.endswith("later") for word in how)
    counts = (
        (how.count("live"), "live"),
        (how.count("same day"), "the same day"),
        (later, "later"),
    )
    told = ", ".join(f"{count} {words}" for count, words in counts if count)
    yield f"Sessions entered: {told}."
    if one.hard_days():
        words = counted(one.hard_days(), "hard day", "hard days")
        yield f"{words} without a number."


def days_with_data(one: Recount) -> set[date]:
    """Give the days of the period of which anything is known; notes were not chosen."""
    kinds = (
        ("check_in", ("at",)), ("side_effect", ("start", "end", "asked_at")),
        ("response", ("finished",)), ("outside_score", ("at",)), ("intake", ("at",)),
    )  # fmt: skip
    days = {
        moment(told[key]).date()
        for kind, keys in kinds
        for told in one.records(kind)
        for key in keys
        if told[key]
    }
    days |= {session.start.date() for session in one.sessions}
    return {day for day in days if one.within(day)}


def late_of(pairs: Iterable[tuple[datetime, datetime]]) -> int:
    return sum(entered - at > timedelta(2) for at, entered in pairs)


# --- the page -------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Give a text in which no-break spaces and ends of lines are spaces."""
    text = " ".join(text.split())
    return re.sub(r"(?<=\w)- (?=\w)", "-", re.sub(r"(?<=\w)– (?=\d)", "–", text))


def pieces_of(pdf: PdfReader, number: int) -> list[str]:
    """Give what was written on a page, each stroke of the pen by itself."""
    found: list[str] = []

    def take(text: str, *_where: object) -> None:
        found.append(" ".join(text.split()))

    pdf.pages[number].extract_text(visitor_text=take)
    return [piece for piece in found if piece]


@cache
def read(path: Path) -> Page:
    pdf = PdfReader(path)
    first = pieces_of(pdf, 0)
    later = (pieces_of(pdf, place)[1:] for place in range(1, min(len(pdf.pages), 3)))
    following = [piece for page in later for piece in page]
    ends = [place for place, piece in enumerate(following) if piece.startswith("All ")]
    following = following[: ends[0]] if ends else following
    foot = next(place for place, piece in enumerate(first) if piece.startswith("Self-reported"))
    both = [*first[:foot], *following]
    return Page(plain(" ".join(first)), plain(" ".join(both)), first)


def pattern(fact: str) -> re.Pattern[str]:
    """Give what finds a fact, but not as a part of a longer number."""
    return re.compile(rf"(?<![\d.,/]){re.escape(plain(fact))}(?![\d/]|[.,]\d)")


def missing(facts: Facts, page: Page) -> list[str]:
    first = [fact for fact in facts.first if not pattern(fact).search(page.first)]
    return first + [fact for fact in facts.either if not pattern(fact).search(page.both)]


def chart_of(page: Page) -> tuple[list[str], str]:
    """Part the words in the chart from all the others."""
    start = page.pieces.index("Course")
    note = next(at for at, piece in enumerate(page.pieces) if piece.startswith("Mood: one point"))
    others = [*page.pieces[:start], *page.pieces[note:]]
    return page.pieces[start:note], plain(" ".join(others))


def unexplained(facts: Facts, page: Page, pages: int, one: Recount) -> list[str]:
    """Give the numbers on page one that are neither recomputed nor in a fixed sentence."""
    chart, text = chart_of(page)
    known = [*facts.first, *facts.either, *FIXED, f"Page 1 of {pages}"]
    for fact in sorted(known, key=len, reverse=True):
        text = pattern(fact).sub("¶", text, count=1)
    return [
        *re.findall(r"\S*\d\S*", text),
        *(piece for piece in chart if re.search(r"\d", piece) and piece not in chart_numbers(one)),
    ]


def chart_numbers(one: Recount) -> set[str]:
    """Give what may stand in the chart: scales, the period’s days, scores and sessions."""
    span = (one.last - one.first).days + 1
    every = [one.first + timedelta(n) for n in range(span)]
    days = {one.day(day) for day in every}
    months = {f"{MONTHS[day.month - 1][:3]} {day.year}" for day in every}
    scores = {
        str(score.total)
        for scale in SCALES
        for score in one.scores[scale]
        if one.within(score.at.date())
    }
    sessions = {str(held.number) for held in one.in_period}
    return {*CHART_TITLES, *CHART_WORDS, *CHART_TICKS, *days, *months, *scores, *sessions}


# --- the tests ------------------------------------------------------------------------------------


def companion(*commands: Sequence[object]) -> None:
    words = json.dumps([[str(word) for word in command] for command in commands])
    done = subprocess.run(
        [sys.executable, "-c", COMMANDS, words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


class Course(NamedTuple):
    archive: Json
    folder: Path
    first_day: date

    def report(self, *, whole: bool) -> Path:
        return self.folder / ("whole.pdf" if whole else "usual.pdf")

    def recount(self, *, whole: bool) -> Recount:
        return Recount(self.archive, self.first_day if whole else None)


def course_of(days: int, seed: int, folder: Path) -> Course:
    """Make a course, and write its archive and both reports."""
    until = NOW.date()
    first_day = until - timedelta(days - 1)
    here = ("--data-dir", folder / "diary")
    companion(
        ("sample", "--days", days, "--seed", seed, "--until", until, *here),
        ("export", "--format", "json", "--out", folder / "archive.json", *here),
        ("report", "--out", folder / "usual.pdf", *here),
        ("report", "--from", first_day, "--out", folder / "whole.pdf", *here),
    )
    archive = json.loads((folder / "archive.json").read_text("utf-8"))
    return Course(archive, folder, first_day)


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Course]:
    made = {days: tmp_path_factory.mktemp(f"days-{days}") for days in SEEDS}
    with ThreadPoolExecutor() as pool:
        found = pool.map(course_of, SEEDS, SEEDS.values(), made.values())
        return dict(zip(SEEDS, found, strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.days}-{case.whole:d}")
def test_every_number_follows_from_the_archive(case: Case, courses: dict[int, Course]) -> None:
    course = courses[case.days]
    facts = all_facts(course.recount(whole=case.whole))
    assert missing(facts, read(course.report(whole=case.whole))) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.days}-{case.whole:d}")
def test_no_number_comes_from_elsewhere(case: Case, courses: dict[int, Course]) -> None:
    course, one = courses[case.days], courses[case.days].recount(whole=case.whole)
    page = read(course.report(whole=case.whole))
    pages = len(PdfReader(course.report(whole=case.whole)).pages)
    assert unexplained(all_facts(one), page, pages, one) == []


@pytest.mark.parametrize(
    "made_up",
    ["Mood rose by 31 %.", "1 emergency visit.", "6", "PHQ-9 21 → 10", "every 7 days"],
)
def test_a_made_up_number_is_seen(made_up: str, courses: dict[int, Course]) -> None:
    course, one = courses[120], courses[120].recount(whole=False)
    page = read(course.report(whole=False))
    told = page._replace(pieces=[*page.pieces, made_up])
    found = unexplained(all_facts(one), told, 2, one)
    assert found == [word for word in made_up.split() if re.search(r"\d", word)]


def change_a_mood(archive: Json) -> None:
    """Change the last check-in on a day that counts."""
    one = Recount(archive, None)
    _at, told, _entered = max(one.check_ins(), key=lambda found: found[0])
    told["mood"] = 10 - told["mood"] if told["mood"] != 5 else 9


def change_an_answer(archive: Json) -> None:
    """Change the first answer of the latest PHQ-9."""
    told = [
        entry["record"]
        for entry in archive["entries"]["response"]
        if entry["record"]["instrument"] == "phq-9"
    ]
    answer = max(told, key=lambda one: moment(one["finished"]))["answers"][0]
    answer["value"] += 1 if answer["value"] < 3 else -1


def change_a_pressure(archive: Json) -> None:
    """Change the peak of the last session."""
    top_reading(Recount(archive, None).sessions[-1].told)["systolic"] += 1


def change_what_followed(archive: Json) -> None:
    """Make every day since the last session a bad one."""
    one = Recount(archive, None)
    for at, told, _entered in one.check_ins():
        if at.date() > one.sessions[-1].start.date():
            told["mood"] = 0


def change_how_difficult_it_was(archive: Json) -> None:
    """Change the unscored answer of the latest PHQ-9."""
    told = [
        entry["record"]
        for entry in archive["entries"]["response"]
        if entry["record"]["instrument"] == "phq-9"
    ]
    answers = max(told, key=lambda one: moment(one["finished"]))["answers"]
    answer = next(one for one in answers if one["item"] == NOT_SCORED)
    answer["value"] = (answer["value"] + 1) % 4


def forget_what_was_asked(archive: Json) -> None:
    """Take the answers about the bladder out of every walk."""
    for entry in archive["entries"]["checklist_run"]:
        answers = entry["record"]["answers"]
        entry["record"]["answers"] = [
            one for one in answers if one["item"] != "maintenance_bladder"
        ]


def tell_a_session_later(archive: Json) -> None:
    """Let the last session be told on the day after."""
    told = Recount(archive, None).sessions[-1].told
    told["recorded"] = (moment(told["start"]) + timedelta(1)).isoformat()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (change_a_mood, {"Mean mood by week"}),
        (change_an_answer, {"PHQ-9 21 (28 Jul) →", "PHQ-9 (0–27) 21 →", "PHQ-9 21 (28 Jul) 1"}),
        (
            change_a_pressure,
            {"Highest BP", "Highest blood pressure", "8 30 Oct IV"},
        ),
        (
            change_what_followed,
            {"Mean mood by week", "Days mood stayed up, in the course.", "8 30 Oct IV"},
        ),
        (change_how_difficult_it_was, {"Latest 4 of 9"}),
        (forget_what_was_asked, {"Urinary symptoms"}),
        (tell_a_session_later, {"8 30 Oct IV", "Sessions entered"}),
    ],
)
def test_a_changed_archive_no_longer_fits(
    change: Callable[[Json], None], words: set[str], courses: dict[int, Course]
) -> None:
    course = courses[120]
    archive = copy.deepcopy(course.archive)
    change(archive)
    gone = missing(all_facts(Recount(archive, None)), read(course.report(whole=False)))
    assert gone
    assert all(any(fact.startswith(each) for fact in gone) for each in words)
    assert all(fact.startswith(tuple(words)) for fact in gone)
