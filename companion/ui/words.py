# SPDX-License-Identifier: Apache-2.0
"""The screen's words for the domain's fixed sets and for values that are refused."""

from companion.domain.faults import Fault, Impossible, Rule
from companion.domain.item import Walk
from companion.domain.records import (
    Choice,
    DoseUnit,
    Grade,
    ReadingTime,
    Route,
    Said,
    Schedule,
    SessionState,
    SitterCheck,
    Sought,
    Tone,
)
from companion.language import _
from companion.numbers import exact
from companion.problem import Problem
from companion.ui.dates import clock


def route(route: Route) -> str:
    """Give how a medicine is given, in words."""
    return {
        Route.IV: _("IV infusion"),
        Route.IM: _("IM injection"),
        Route.SC: _("SC injection"),
        Route.ESKETAMINE: _("Esketamine nasal spray"),
        Route.NASAL_KETAMINE: _("Ketamine nasal spray"),
        Route.ORAL: _("By mouth"),
        Route.SUBLINGUAL: _("Under the tongue"),
    }[route]


def short_route(route: Route) -> str:
    """Give a route in a word for a button."""
    return {
        Route.IV: _("IV"),
        Route.IM: _("IM"),
        Route.SC: _("SC"),
        Route.ESKETAMINE: _("Esketamine spray"),
        Route.NASAL_KETAMINE: _("Ketamine spray"),
        Route.ORAL: _("Oral"),
        Route.SUBLINGUAL: _("Sublingual"),
    }[route]


def dose_unit(unit: DoseUnit) -> str:
    """Give a dose unit."""
    return {DoseUnit.MG: _("mg"), DoseUnit.MG_PER_KG: _("mg/kg")}[unit]


def grade(grade: Grade) -> str:
    """Give a grade in a word."""
    return {
        Grade.MILD: _("mild"),
        Grade.MODERATE: _("moderate"),
        Grade.SEVERE: _("severe"),
    }[grade]


def grade_meaning(grade: Grade) -> str:
    """Give what a grade means for the day."""
    return {
        Grade.MILD: _("Mild: I noticed it"),
        Grade.MODERATE: _("Moderate: it got in the way"),
        Grade.SEVERE: _("Severe: I could not do things"),
    }[grade]


def sought(sought: Sought) -> str:
    """Give whom a person turned to because of a side effect."""
    return {
        Sought.NOBODY: _("nobody"),
        Sought.CLINIC: _("the clinic or a doctor"),
        Sought.EMERGENCY: _("emergency care or a hospital"),
    }[sought]


def tone(tone: Tone) -> str:
    """Give the tone of an experience."""
    return {
        Tone.CALM: _("calm"),
        Tone.FRIGHTENING: _("frightening"),
        Tone.SAD: _("sad"),
        Tone.JOYFUL: _("joyful"),
        Tone.EMPTY: _("empty"),
    }[tone]


def said(said: Said) -> str:
    """Give what was tapped on the session day."""
    return {Said.OK: _("I’m OK"), Said.FRIGHTENED: _("I’m frightened")}[said]


def choice(choice: Choice) -> str:
    """Give a checklist answer."""
    return {
        Choice.YES: _("Yes"),
        Choice.NOT_YET: _("Not yet"),
        Choice.NOT_APPLICABLE: _("Doesn’t apply"),
        Choice.ASK: _("I need to ask"),
    }[choice]


def walk(walk: Walk) -> str:
    """Give the name of a walk."""
    return {
        Walk.SESSION: _("Before the session"),
        Walk.AFTERWARDS: _("Afterwards"),
        Walk.CONSULTATION: _("First consultation"),
        Walk.MAINTENANCE: _("Each month"),
    }[walk]


def walk_purpose(walk: Walk) -> str:
    """Give the line below the title of a walk."""
    return {
        Walk.SESSION: _("What to have in place before the session"),
        Walk.AFTERWARDS: _("Going home, the evening, the next morning and the week"),
        Walk.CONSULTATION: _("What to think of and to bring, in your own words"),
        Walk.MAINTENANCE: _("A few questions once a month. Nothing here is a verdict."),
    }[walk]


def open_choice(choice: Choice) -> str:
    """Give the small sign beside an item that is still open."""
    return _("to ask") if choice is Choice.ASK else _("not yet")


def schedule(schedule: Schedule) -> str:
    """Give how a medicine is taken."""
    return {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("when needed")}[schedule]


def state(state: SessionState) -> str:
    """Give where a session stands."""
    return {
        SessionState.PLANNED: _("planned"),
        SessionState.HELD: _("held"),
        SessionState.CANCELLED: _("cancelled"),
    }[state]


def reading_time(when: ReadingTime) -> str:
    """Give when a reading was taken."""
    return {
        ReadingTime.BEFORE: _("Before"),
        ReadingTime.FORTY_MINUTES: _("At 40 min"),
        ReadingTime.LEAVING: _("Leaving"),
        ReadingTime.OTHER: _("Other"),
    }[when]


def sitter_check(check: SitterCheck) -> str:
    """Give what the person who stayed found at a check, and when they answered."""
    if check.answered is None or check.well is None:
        return _("{due}: not checked").format(due=clock(check.due))
    told = _("all well") if check.well else _("not well")
    if clock(check.answered) == clock(check.due):
        return _("{due}: {answer}").format(due=clock(check.due), answer=told)
    return _("{due}: {answer}, checked at {time}").format(
        due=clock(check.due), answer=told, time=clock(check.answered)
    )


def fault(fault: Fault) -> str:
    """Give the sentence that stands at a refused field."""
    if fault.rule is Rule.OUT_OF_RANGE:
        low, high = _number(fault.low), _number(fault.high)
        if fault.high is None:
            return _("This needs a number above {low}.").format(low=low)
        if fault.above:
            return _("This needs a number above {low}, up to {high}.").format(low=low, high=high)
        return _("This needs a number from {low} to {high}.").format(low=low, high=high)
    return {
        Rule.EMPTY: _("This is needed before it can be saved."),
        Rule.IN_THE_FUTURE: _("This lies in the future. Please choose a time up to now."),
        Rule.END_BEFORE_START: _("The end lies before the start. Please check both times."),
        Rule.DIASTOLIC_NOT_BELOW: _("The first number is the higher one, like 128 over 80."),
        Rule.PAIR_INCOMPLETE: _("Blood pressure needs both numbers, like 128 over 80."),
        Rule.UNKNOWN_ZONE: _("This time zone is not known here."),
        Rule.NUMBER_AND_HARD_DAY: _("A hard day has no number. Choose one of the two."),
        Rule.DAY_AND_CLOCK: _("Give a day or a clock time, not both."),
        Rule.NUMBER_AND_UNKNOWN: _("Give a dose, or say that you don’t know it. Not both."),
        Rule.NOT_IN_ORDER: _("These do not fit together. Please check them."),
    }[fault.rule]


def refused(error: Impossible | Problem) -> str:
    """Give why something could not be kept, where there is no field to say it at."""
    if isinstance(error, Problem):
        return str(error)
    return " ".join(dict.fromkeys(map(fault, error.faults)))


def _number(value: float | None) -> str:
    return "" if value is None else exact(value)
