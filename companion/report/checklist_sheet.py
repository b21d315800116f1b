# SPDX-License-Identifier: Apache-2.0
"""The checklist of one session to print: each item with its time, its answer or a box, and a way on.

It has one page where that fits in letters that can be read, else two, and more only where the
patient has very many items. What to do where an item cannot be met is there whole or not at all, as
half of it could mislead; where it had no room, the sheet says so.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from companion.content import Content, Country
from companion.domain.checklist import Phase, Step
from companion.domain.records import Anchor, Choice, Person, Session
from companion.language import _
from companion.paths import write_atomically
from companion.report.parts import Paper
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened
from companion.report.sitter_sheet import Call, calls_for
from companion.report.wording import SPACE, sentence
from companion.timing import rule_words

FILE_NAME = "companion-checklist.pdf"
"""What the file is called unless the person chooses otherwise."""

LONGEST_NAME, LONGEST_ANSWER = 140, 90


class Line(Struct, frozen=True, kw_only=True):
    """One item. Without an ``answer`` there is a box, and ``state`` says what else was answered."""

    time: str
    words: str
    must: bool
    answer: str
    state: str
    rule: str
    unmet: str


class Part(Struct, frozen=True):
    """The items of one day under their heading."""

    title: str
    lines: tuple[Line, ...]


class ChecklistSheet(Struct, frozen=True, kw_only=True):
    """What the sheet says. ``must`` explains the mark, ``headings`` are those of the columns."""

    language: str
    paper: Paper
    title: str
    day: str
    count: str
    must: str
    not_met: str
    headings: tuple[str, ...]
    parts: tuple[Part, ...]
    left_out: str
    calls_title: str
    calls: tuple[Call, ...]
    page: str
    foot: tuple[str, ...]


def checklist_sheet(
    session: Session,
    walked: Iterable[Step],
    person: Person,
    country: Country,
    content: Content,
    *,
    now: datetime,
) -> ChecklistSheet:
    """Say what the walk before a session says, with the answers given so far."""
    every = tuple(walked)
    language = content.language
    return ChecklistSheet(
        language=language,
        paper=Paper(country.paper),
        title=_("Checklist for your session"),
        day=_("{day}, {time}").format(
            day=sentence(format_date(session.plan.day, _("EEEE d MMMM y"), language)),
            time=f"{session.plan.at:%H:%M}",
        ),
        count=_count(every),
        must=_("must be in place before the session"),
        not_met=_("If not:"),
        headings=(_("When"), _("What"), _("Done")),
        parts=tuple(_parts(every, person, content)),
        left_out="",
        calls_title=_("Whom to call"),
        calls=calls_for(person, country, language),
        page=_("Page {n} of {all}"),
        foot=_foot(content, now),
    )


def pdf(sheet: ChecklistSheet) -> bytes:
    """Give the sheet as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(
        "checklist.typ",
        tuple(shorter(sheet)),
        title=_("Checklist"),
        paper=sheet.paper,
        language=sheet.language,
    )


def write(sheet: ChecklistSheet, path: Path) -> None:
    """Write the sheet to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def shorter(sheet: ChecklistSheet) -> Iterator[ChecklistSheet]:
    """Give the sheet whole, and with what to do about ever fewer items.

    First those that are settled already go without, then those that are no must, then all; that
    open ones go without is said.
    """
    yield sheet
    yield _without(sheet, lambda line: bool(line.answer))
    said = _("What to do if it cannot be done stands in the app")
    musts = _("{said}; here only for what must be in place.").format(said=said)
    yield replace(_without(sheet, lambda line: bool(line.answer) or not line.must), left_out=musts)
    yield replace(_without(sheet, lambda _line: True), left_out=_("{said}.").format(said=said))


def _without(sheet: ChecklistSheet, is_short: Callable[[Line], bool]) -> ChecklistSheet:
    def shown(part: Part) -> Part:
        lines = (replace(one, unmet="") if is_short(one) else one for one in part.lines)
        return Part(part.title, tuple(lines))

    return replace(sheet, parts=tuple(map(shown, sheet.parts)))


def _parts(walked: Iterable[Step], person: Person, content: Content) -> Iterator[Part]:
    language = content.language
    found: dict[str, list[Line]] = {}
    for step in walked:
        found.setdefault(_heading(step, language), []).append(_line(step, person, content))
    for title, lines in found.items():
        yield Part(title, tuple(lines))


def _heading(step: Step, language: str) -> str:
    return {
        Phase.THIS_WEEK: _("Before"),
        Phase.DAY_BEFORE: _("The day before"),
        Phase.SESSION_DAY: sentence(format_date(step.day, _("EEEE d MMMM"), language)),
        Phase.AFTERWARDS: _("Afterwards"),
        Phase.ANY_TIME: _("Your list"),
    }[step.phase]


def _line(step: Step, person: Person, content: Content) -> Line:
    words = content.item_words(step)
    unmet = words.unmet.format(clinic=_clinic(person)) if words.unmet else ""
    return Line(
        time=_time(step, content.language),
        words=_short(words.timeline or words.label, LONGEST_NAME),
        must=step.item.must,
        answer=_answer(step, words.yes) if step.settled else "",
        state=_state(step),
        rule=_short(_rule(step, content), LONGEST_NAME),
        unmet=on_one_line(unmet),
    )


def _time(step: Step, language: str) -> str:
    if step.asks_for_time:
        return _("as told")
    if step.at is None:
        return ""
    clock = f"{step.at:%H:%M}"
    if step.phase is not Phase.SESSION_DAY:
        clock = f"{_day(step.at.date(), language)}{SPACE}{clock}"
    return _("about {time}").format(time=clock) if step.item.anchor is Anchor.END else clock


def _day(day: date, language: str) -> str:
    return format_date(day, "EEE", language)


def _answer(step: Step, yes: str) -> str:
    """Give the answer of a settled item, with the reason where it does not apply."""
    assert step.answer is not None
    if step.answer.choice is Choice.YES:
        return _short(yes, LONGEST_ANSWER)
    reason = _short(step.answer.reason, LONGEST_ANSWER)
    lead = _("Doesn’t apply")
    return _("{lead}: {reason}").format(lead=lead, reason=reason) if reason else lead


def _state(step: Step) -> str:
    """Say what was answered where that left the item open."""
    if step.answer is None or step.settled:
        return ""
    return {Choice.NOT_YET: _("not yet"), Choice.ASK: _("to ask")}[step.answer.choice]


def _rule(step: Step, content: Content) -> str:
    """Give whose rule an item's time follows, and the clinic's or own words about it."""
    told = [rule_words(content, step)]
    if step.rule is not None and step.rule.says:
        told.append(step.rule.says)
    return " · ".join(on_one_line(one) for one in told if one)


def _clinic(person: Person) -> str:
    phone = on_one_line(person.clinic_phone)
    if not phone:
        return _("the clinic")
    return _("the clinic ({phone})").format(phone=shortened(phone, 30))


def _short(text: str, most: int) -> str:
    return shortened(on_one_line(text), most)


def _count(walked: tuple[Step, ...]) -> str:
    done = sum(step.settled for step in walked)
    return _("{done} of {all} settled when this was printed").format(done=done, all=len(walked))


def _foot(content: Content, now: datetime) -> tuple[str, ...]:
    made = format_date(now, _("d MMMM y"), content.language)
    return (
        _("What your clinic says comes first."),
        _("Where each item comes from stands in the app."),
        _("Content not yet reviewed by a clinician."),
        _("Made {day}. Not a diagnosis.").format(day=made),
    )
