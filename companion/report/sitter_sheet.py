# SPDX-License-Identifier: Apache-2.0
"""One page for the person who stays: when to look, what is usual, what is not, whom to call."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from companion.content import Content, Country
from companion.domain.checklist import Step, arrival, ending, home_about, leaving
from companion.domain.records import Anchor, Choice, Person, Route, Session
from companion.domain.safety import Tier
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.report.parts import Paper
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened
from companion.report.wording import SPACE, sentence

FILE_NAME = "companion-sheet.pdf"
"""What the file is called unless the person chooses otherwise."""

EVERY = timedelta(minutes=15)
AFTER_THE_END = timedelta(hours=1)
MOST_LOOKS = 36
"""So many boxes have room on the page: nine hours."""
LONGEST_NAME, LONGEST_STEP = 40, 90
AT_HOME = frozenset({Route.ORAL, Route.SUBLINGUAL, Route.NASAL_KETAMINE})
USUAL_SOURCES = ("L1", "L9", "L10")
"""Where the usual courses come from."""


class Mark(Struct, frozen=True):
    """A time of the day to see at a glance."""

    title: str
    time: str


class Look(Struct, frozen=True, kw_only=True):
    """What to look for and ask, when, and what then. ``time`` and ``initials`` are headings."""

    title: str
    questions: tuple[str, ...]
    yes: str
    no: str
    calls_nobody: str
    time: str
    initials: str
    times: tuple[str, ...]
    later: str


class Call(Struct, frozen=True):
    """Whom to call; ``first`` before all others. A number not known is a line to write on."""

    who: str
    number: str
    state: str
    first: bool = False


class Signs(Struct, frozen=True, kw_only=True):
    """Warning signs of one tier, and what to do."""

    title: str
    signs: tuple[str, ...]
    note: str


class Usual(Struct, frozen=True):
    """What is often seen, and its usual course."""

    name: str
    course: str


class Timed(Struct, frozen=True, kw_only=True):
    """A step of the day. ``must`` is what has to be in place."""

    time: str
    words: str
    must: bool


class SitterSheet(Struct, frozen=True, kw_only=True):
    """What the page says. ``left_out`` says how many times had no room on it."""

    language: str
    paper: Paper
    title: str
    day: str
    reader: str
    marks: tuple[Mark, ...]
    look: Look
    calls_title: str
    calls: tuple[Call, ...]
    emergency: Signs
    clinic_today: Signs
    usual_title: str
    usual: tuple[Usual, ...]
    usual_note: str
    times_title: str
    times: tuple[Timed, ...]
    times_note: str
    left_out: str = ""
    foot: tuple[str, ...]


def sitter_sheet(
    session: Session,
    walked: Iterable[Step],
    person: Person,
    country: Country,
    content: Content,
    *,
    now: datetime,
) -> SitterSheet:
    """Say what the person who stays needs, for one session and the steps of its walks."""
    name = _short(person.name.split(maxsplit=1)[0]) if person.name.strip() else ""
    emergency = _emergency(country)
    return SitterSheet(
        language=content.language,
        paper=Paper(country.paper),
        title=_title(name),
        day=_day(session.plan.day, content.language),
        reader=_reader(session),
        marks=_marks(session),
        look=_look(session, emergency),
        calls_title=_("Whom to call"),
        calls=calls_for(person, country, content.language),
        emergency=Signs(
            title=_("Not usual: call {emergency} now").format(emergency=emergency),
            signs=_signs(content, Tier.EMERGENCY),
            note=_("In both lists “you” is the person you stay with."),
        ),
        clinic_today=Signs(
            title=_("Not usual: call the clinic today"),
            signs=_signs(content, Tier.CLINIC_TODAY),
            note=_("If nobody answers: the number for after hours, or {line}.").format(
                line=_crisis_line(country)
            ),
        ),
        usual_title=_("Often seen, with its usual course"),
        usual=_usual(content),
        usual_note=_(
            "Counted from the start, in studies of esketamine nasal spray. It can differ, most of "
            "all where the medicine is given in another way. If something is stronger, lasts "
            "longer or worries you, call the clinic."
        ),
        times_title=_("Times of the day"),
        times=_times(session, walked, content),
        times_note=_("What the clinic says comes first."),
        foot=_foot(content, now),
    )


def pdf(sheet: SitterSheet) -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(
        "sitter.typ",
        tuple(shorter(sheet)),
        title=_("For the person who stays"),
        paper=sheet.paper,
        language=sheet.language,
    )


def write(sheet: SitterSheet, path: Path) -> None:
    """Write the page to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def shorter(sheet: SitterSheet) -> Iterator[SitterSheet]:
    """Give the sheet with ever fewer times, and the words for how many are left out.

    What must be in place stays longest; of equals the earlier one does. Nothing else is left out.
    """
    order = sorted(range(len(sheet.times)), key=lambda place: not sheet.times[place].must)
    yield sheet
    for missing in range(1, len(order) + 1):
        text = ngettext("{n} more time is in the app.", "{n} more times are in the app.", missing)
        kept = sorted(order[:-missing])
        times = tuple(sheet.times[place] for place in kept)
        yield replace(sheet, times=times, left_out=text.format(n=missing))


def look_times(session: Session) -> tuple[datetime, ...]:
    """Give when to look: every 15 minutes from the start until an hour after the expected end.

    They are on the clock of the plan's zone, and at most as many as have room on the page.
    """
    start = session.start or session.plan.moment()
    last = (ending(session) + AFTER_THE_END - start) // EVERY
    count = min(max(last, 0) + 1, MOST_LOOKS)
    zone = ZoneInfo(session.plan.zone)
    return tuple((start + place * EVERY).astimezone(zone) for place in range(count))


def _title(name: str) -> str:
    if not name:
        return _("For the person who stays")
    return _("For the person who stays with {name}").format(name=name)


def _reader(session: Session) -> str:
    name = _short(session.companion)
    return _("for {name}").format(name=name) if name else ""


def _day(day: date, language: str) -> str:
    return sentence(format_date(day, _("EEEE d MMMM y"), language))


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _short(text: str, most: int = LONGEST_NAME) -> str:
    return shortened(on_one_line(text), most)


def _emergency(country: Country) -> str:
    numbers = _(" or ").join(each.number for each in country.emergency)
    return numbers or _("your local emergency number")


def _crisis_line(country: Country) -> str:
    lines = [f"{line.name} {line.number.replace(' ', SPACE)}" for line in country.line]
    return lines[0] if lines else _("a crisis line")


def _marks(session: Session) -> tuple[Mark, ...]:
    """Give the way there, the start, the expected end and the way home, as far as they apply."""
    home, start = leaving(session), session.start or session.plan.moment()
    begins = Mark(_("Start"), _clock(start))
    if home is None and session.route in AT_HOME:
        return begins, Mark(_("Over"), _end_time(session, ending(session)))
    ends = Mark(_("Leaving the clinic"), _end_time(session, ending(session)))
    arrives = Mark(_("Arrive"), _clock(arrival(session)))
    if home is None:
        return arrives, begins, ends
    back = Mark(_("Back home"), _("about {time}").format(time=_clock(home_about(session))))
    return Mark(_("Leave home"), _clock(home)), arrives, begins, ends, back


def _end_time(session: Session, moment: datetime) -> str:
    """Give a time that is counted from the end: about, as long as the end is only expected."""
    known = session.ready is not None or session.end is not None
    return _clock(moment) if known else _("about {time}").format(time=_clock(moment))


def _look(session: Session, emergency: str) -> Look:
    times = look_times(session)
    is_all = times[-1] + EVERY > ending(session) + AFTER_THE_END
    return Look(
        title=_("Look and ask"),
        questions=(
            _("Awake when spoken to?"),
            _("Breathing normally?"),
            _("Skin and lips a normal colour?"),
        ),
        yes=_("All yes: tick the three boxes, and look again in 15 minutes."),
        no=_("No: call {emergency}. In the clinic, get the staff at once.").format(
            emergency=emergency
        ),
        calls_nobody=_("This sheet calls nobody."),
        time=_("Time"),
        initials=_("Initials"),
        times=tuple(_clock(moment) for moment in times),
        later="" if is_all else _("Then go on every 15 minutes."),
    )


def calls_for(person: Person, country: Country, language: str) -> tuple[Call, ...]:
    """Give whom to call: emergency, the clinic, the prescriber and a crisis line."""
    told = _("as the patient entered it")
    calls = _emergency_calls(country, language)
    clinic = _short(person.clinic) or _("Clinic")
    for who, number in (
        (clinic, person.clinic_phone),
        (_("Clinic, after hours"), person.clinic_phone_after_hours),
    ):
        state = told if number.strip() else _("not entered: write it here")
        calls.append(Call(who, _short(number), state))
    if person.prescriber.strip():
        calls.append(Call(_("Prescriber"), _short(person.prescriber), told))
    calls += [
        Call(line.name, line.number, _checked(line.checked, language)) for line in country.line[:1]
    ]
    return tuple(calls)


def _emergency_calls(country: Country, language: str) -> list[Call]:
    """Give the emergency numbers, those with the same state together."""
    who = _("Emergency")
    by_state: dict[str, list[str]] = {}
    for one in country.emergency:
        by_state.setdefault(_checked(one.checked, language), []).append(one.number)
    calls = [
        Call(who, _(" or ").join(numbers), state, first=True) for state, numbers in by_state.items()
    ]
    return calls or [Call(who, "", _("the app knows none for here: write it on the line"))]


def _checked(checked: str, language: str) -> str:
    """Give whether and when a number was checked on its operator's own page."""
    if not checked:
        return _("not yet checked by us on an official page")
    day = format_date(date.fromisoformat(checked), _("d MMMM y"), language)
    return _("checked on an official page, {day}").format(day=day)


def _signs(content: Content, tier: Tier) -> tuple[str, ...]:
    return tuple(content.flag_words[flag.id] for flag in content.flags if flag.tier is tier)


def _usual(content: Content) -> tuple[Usual, ...]:
    courses = {
        "dissociation": _("strongest at about 40 min, mostly gone by 1½ to 2 h"),
        "sedation": _("strongest at 30 to 45 min, mostly gone by 1½ h"),
        "dizziness": _("mostly gone the same day"),
        "nausea": _("mostly gone the same day"),
        "bp_up": _("highest at about 40 min, raised for up to about 4 h"),
    }
    return tuple(
        Usual(content.effect_words[effect].name, course) for effect, course in courses.items()
    )


def _times(session: Session, walked: Iterable[Step], content: Content) -> tuple[Timed, ...]:
    """Give the steps from leaving home, or arriving, until the evening."""
    first = leaving(session) or arrival(session)
    last = ending(session).date()
    found = [
        (step.at, step)
        for step in walked
        if step.at is not None
        and first <= step.at
        and step.at.date() <= last
        and not _is_leaving_home(step)
        and not (step.answer and step.answer.choice is Choice.NOT_APPLICABLE)
    ]
    return tuple(
        Timed(
            time=_step_time(session, step, at),
            words=_short(content.item_words(step).timeline, LONGEST_STEP),
            must=step.item.must,
        )
        for at, step in sorted(found, key=lambda each: each[0])
    )


def _is_leaving_home(step: Step) -> bool:
    return step.item.anchor is Anchor.LEAVING and step.item.minutes == 0


def _step_time(session: Session, step: Step, at: datetime) -> str:
    return _end_time(session, at) if step.item.anchor is Anchor.END else _clock(at)


def _foot(content: Content, now: datetime) -> tuple[str, ...]:
    listing = tuple(key for flag in content.flags for key in flag.sources)
    usual = _("Usual course: {sources}.").format(sources=_titles(content, USUAL_SOURCES))
    signs = _("Warning signs: our own fixed list, the same for everybody, in part from {sources}.")
    return (
        _("Content not yet reviewed by a clinician. Looking every 15 minutes is our suggestion."),
        _("Made {day}. Not a diagnosis.").format(
            day=format_date(now, _("d MMMM y"), content.language)
        ),
        usual,
        signs.format(sources=_titles(content, listing)),
    )


def _titles(content: Content, keys: Iterable[str]) -> str:
    return "; ".join(content.sources[key].title for key in dict.fromkeys(keys))
