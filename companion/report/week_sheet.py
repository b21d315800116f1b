# SPDX-License-Identifier: Apache-2.0
"""One page to fill in by hand: a week of check-ins for days away from the computer.

It asks what the check-in asks, in the same words. The days have their names and a line for the
date, so that a week can begin on any day and the page can be copied.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from companion.content import Country
from companion.domain.records import Entry, Grade, Person, Tracker, TrackerKind
from companion.domain.tracker import TOP, is_asked
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.report.effects import grade_name
from companion.report.parts import Paper
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened
from companion.report.sitter_sheet import Call, calls_for
from companion.report.wording import sentence

FILE_NAME = "companion-week.pdf"
"""What the file is called unless the person chooses otherwise."""

MONDAY = date(2024, 1, 1)
"""Any Monday: the weeks of the diary begin on one."""

LONGEST_NAME, SHORT_NAME, LONGEST_UNIT = 70, 30, 16
MOST_OWN, MOST_IN_WORDS = 12, 2
"""So many trackers at most have a row, and so many a place beside the few words of the day."""

LINES = ((8, 6), (7, 5), (6, 4), (5, 4), (4, 3), (3, 2))
"""How many side effects and medicines can be written down: the first that fits."""

FEWEST_EFFECTS = 2
"""So many lines for side effects stay, where trackers need all the room there is."""


class Row(Struct, frozen=True):
    """A question of the check-in; ``hint`` says how it is answered, or it is a box to ``tick``."""

    name: str
    hint: str
    tick: bool = False


class SideEffects(Struct, frozen=True, kw_only=True):
    """Lines for what was noticed. ``grades`` have a box each, ``meanings`` say what they mean."""

    title: str
    noticed: str
    grades: tuple[str, ...]
    meanings: str
    since: str
    ended: str
    lines: int


class Intakes(Struct, frozen=True, kw_only=True):
    """Lines for medicines that were taken."""

    title: str
    headings: tuple[str, ...]
    lines: int


class WeekSheet(Struct, frozen=True, kw_only=True):
    """What the page says. ``own`` are the patient's trackers, ``left_out`` says what had no room.

    ``in_words`` are the headings of what is answered with a line for each day, where two days
    share a line if the page ``is_close``. ``unasked`` trackers never have room.
    """

    language: str
    paper: Paper
    title: str
    about: str
    days: tuple[str, ...]
    day: str
    date: str
    rows: tuple[Row, ...]
    own: tuple[Row, ...]
    in_words: tuple[str, ...]
    is_close: bool
    side_effects: SideEffects
    intakes: Intakes
    back_title: str
    back: str
    alerts_nobody: str
    calls: tuple[Call, ...]
    unasked: int
    left_out: str


def week_sheet(
    trackers: Iterable[Entry[Tracker]], person: Person, country: Country, language: str
) -> WeekSheet:
    """Ask what a check-in asks, with the trackers it asks for, and say whom to call.

    It names the clinic and its numbers, and not the patient.
    """
    asked = [entry.record for entry in trackers if is_asked(entry.record)]
    own = [one for one in asked if one.kind is not TrackerKind.WORDS][:MOST_OWN]
    in_words = [one for one in asked if one.kind is TrackerKind.WORDS][:MOST_IN_WORDS]
    unasked = len(asked) - len(own) - len(in_words)
    return WeekSheet(
        language=language,
        paper=Paper(country.paper),
        title=_("A week on paper"),
        about=_("As many or as few as you like. Leave out what you don’t remember."),
        days=_days(language),
        day=_("Day"),
        date=_("Date"),
        rows=_rows(),
        own=tuple(map(_own, own)),
        in_words=(_("A few words"), *map(_name, in_words)),
        is_close=False,
        side_effects=_side_effects(),
        intakes=Intakes(
            title=_("Medicine taken"), headings=(_("Medicine"), _("How much"), _("When")), lines=0
        ),
        back_title=_("Back at the computer"),
        back=_back(),
        alerts_nobody=_("This sheet and the app cannot alert anyone. To be heard, please call."),
        # The prescriber has no number of their own.
        calls=calls_for(replace(person, prescriber=""), country, language),
        unasked=unasked,
        left_out=_left_out(unasked),
    )


def pdf(sheet: WeekSheet) -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(
        "week.typ",
        tuple(shorter(sheet)),
        title=sheet.title,
        paper=sheet.paper,
        language=sheet.language,
    )


def write(sheet: WeekSheet, path: Path) -> None:
    """Write the page to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def shorter(sheet: WeekSheet) -> Iterator[WeekSheet]:
    """Give the page with ever less room for what the check-in does not ask, then fewer trackers.

    How many trackers had no room is said. What the check-in asks of everybody is never left out.
    """
    for effects, intakes in LINES:
        yield _with_lines(sheet, effects, intakes)
    # Half a line has no room for more than the few words.
    close = replace(sheet, is_close=len(sheet.in_words) == 1)
    if close.is_close:
        yield _with_lines(close, *LINES[-1])
    last = _with_lines(close, FEWEST_EFFECTS, 0)
    yield last
    own = tuple(Row(shortened(one.name, SHORT_NAME), one.hint) for one in sheet.own)
    for kept in range(len(own), -1, -1):
        missing = sheet.unasked + len(own) - kept
        yield replace(last, own=own[:kept], left_out=_left_out(missing))


def _with_lines(sheet: WeekSheet, effects: int, intakes: int) -> WeekSheet:
    return replace(
        sheet,
        side_effects=replace(sheet.side_effects, lines=effects),
        intakes=replace(sheet.intakes, lines=intakes),
    )


def _days(language: str) -> tuple[str, ...]:
    week = (MONDAY + timedelta(days=place) for place in range(7))
    return tuple(sentence(format_date(day, "EEE", language)) for day in week)


def _rows() -> tuple[Row, ...]:
    return (
        Row(_("Mood"), _scale(_("very low"), _("very good"))),
        Row(_("Not up to it that day"), _("Hard day, no number"), tick=True),
        Row(_("Anxiety"), _scale(_("none"), _("very strong"))),
        Row(_("Energy"), _scale(_("none"), _("a lot"))),
        Row(_("Sleep the night before"), _("hours")),
        Row(_("Pain"), _scale(_("none"), _("very strong"))),
    )


def _scale(low: str, high: str) -> str:
    return _("0 {low} – {top} {high}").format(low=low, top=TOP, high=high)


def _own(tracker: Tracker) -> Row:
    """Give the question for a tracker, with how it is answered on the screen."""
    name = _name(tracker)
    match tracker.kind:
        case TrackerKind.SCALE:
            return Row(name, _scale(_("none"), _("a lot")))
        case TrackerKind.YES_NO:
            return Row(name, _("yes or no"))
        case TrackerKind.NUMBER:
            unit = shortened(on_one_line(tracker.unit), LONGEST_UNIT)
            return Row(name, unit or _("a number"))
        case TrackerKind.WORDS:
            return Row(name, "")


def _name(tracker: Tracker) -> str:
    return shortened(on_one_line(tracker.name), LONGEST_NAME)


def _side_effects() -> SideEffects:
    meanings = (
        _("Mild: I noticed it"),
        _("Moderate: it got in the way"),
        _("Severe: I could not do things"),
    )
    return SideEffects(
        title=_("Side effects"),
        noticed=_("What did you notice?"),
        grades=tuple(sentence(grade_name(grade)) for grade in Grade),
        meanings=" · ".join(meanings),
        since=_("Since when?"),
        ended=_("Ended"),
        lines=0,
    )


def _back() -> str:
    return _(
        "In Companion, “{catch_up}” takes moods and hard days of the last two weeks. For the "
        "rest, press {add} in {log}: “{check_in}”, “{side_effect}” or “{taken}”. What is then over "
        "two days old is marked as entered later."
    ).format(
        catch_up=_("Fill in earlier days"),
        log=_("Log"),
        add=_("Add"),
        check_in=_("Check-in for another time"),
        side_effect=_("Side effect"),
        taken=_("Medicine taken"),
    )


def _left_out(missing: int) -> str:
    """Say how many trackers had no room; nothing where all have."""
    text = ngettext(
        "{n} more of your own trackers is in the app.",
        "{n} more of your own trackers are in the app.",
        missing,
    )
    return text.format(n=missing) if missing else ""
