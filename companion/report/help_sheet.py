# SPDX-License-Identifier: Apache-2.0
"""Get help now on one page to print: numbers in large figures with codes, and when to call."""

import unicodedata
from datetime import date, datetime
from pathlib import Path

from babel.dates import format_date
from msgspec import Struct
from msgspec.structs import replace

from companion.content import Content, Country, Line
from companion.domain.dialling import to_dial
from companion.domain.records import Person, SafetyPlan
from companion.domain.safety import Tier
from companion.domain.safety_plan import is_written, steps
from companion.language import _
from companion.paths import write_atomically
from companion.report.codes import modules, of_line, runs
from companion.report.parts import Paper
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened

FILE_NAME = "companion-numbers.pdf"
"""What the file is called unless the person chooses otherwise."""

LONGEST_NAME = 40

WHOM_TO_ASK = slice(3, 5)
"""The steps of the plan that say whom to call: these stay on the page."""
LONGEST_STEP, SHORT_STEP = 400, 100
"""Letters of such a step where the plan continues behind, and where there is little room."""


class Code(Struct, frozen=True):
    """A code for a phone's camera: modules of a side, and column, row and length of each stroke."""

    side: int
    runs: tuple[tuple[int, int, int], ...]


class Call(Struct, frozen=True, kw_only=True):
    """Whom to call. A number not known is a line to write on; ``first`` is the largest."""

    who: str
    number: str
    state: str
    code: Code | None = None
    first: bool = False


class Calls(Struct, frozen=True):
    """Numbers that belong together, and what is to know about calling them."""

    title: str
    calls: tuple[Call, ...]
    note: str = ""


class Signs(Struct, frozen=True):
    """The signs of one tier of the fixed list, and what to know about it."""

    title: str
    signs: tuple[str, ...]
    note: str = ""


class PlanStep(Struct, frozen=True):
    """A step of the safety plan. ``from_right`` is for words that are read from the right."""

    name: str
    words: str
    from_right: bool


class HelpSheet(Struct, frozen=True, kw_only=True):
    """What the page says.

    ``scan`` says what the codes are for. ``plan`` stands on the page itself. A plan that is too
    long for that is ``plan_apart``, on pages of its own behind it; then the page says so, and
    ``plan_kept`` is what it still has of it: whom to ask for help. Without the plan all are empty.
    """

    language: str
    paper: Paper
    title: str
    alerts_nobody: str
    scan: str
    danger: Calls
    talk: Calls
    own: Calls
    emergency: Signs
    clinic_today: Signs
    plan_title: str = ""
    plan: tuple[PlanStep, ...] = ()
    plan_kept: tuple[PlanStep, ...] = ()
    plan_apart: tuple[PlanStep, ...] = ()
    plan_note: str = ""
    foot: str


def help_sheet(
    country: Country, person: Person, plan: SafetyPlan | None, content: Content, *, now: datetime
) -> HelpSheet:
    """Say whom to call and when, with the safety plan where one is given."""
    language = content.language
    emergency, own = _emergency(country, language), _own(person)
    dials = any(call.code for call in (*emergency, *own)) or any(one.dial for one in country.line)
    written = plan is not None and is_written(plan)
    return HelpSheet(
        language=language,
        paper=Paper(country.paper),
        title=_("Get help now"),
        alerts_nobody=_("This sheet and the app cannot alert anyone. To be heard, please call."),
        scan=_("Scan a code with a phone’s camera to call.") if dials else "",
        danger=Calls(_("In danger now, taken something, or cannot keep yourself safe?"), emergency),
        talk=Calls(
            _("Talk to someone"),
            tuple(_line(line, content) for line in country.line),
            _calling(country, content),
        ),
        own=Calls(_("Your clinic, your person"), own),
        emergency=Signs(_("Call emergency services now if"), _signs(content, Tier.EMERGENCY)),
        clinic_today=Signs(
            _("Call the clinic today if"),
            _signs(content, Tier.CLINIC_TODAY),
            _("If nobody answers: your out-of-hours service, or the line above."),
        ),
        plan_title=_("Your safety plan") if written else "",
        plan=_steps(plan) if plan is not None and written else (),
        foot=_foot(content, now),
    )


def pdf(sheet: HelpSheet) -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1); a plan without room there continues behind it."""
    versions = (sheet, *_with_plan_apart(sheet)) if sheet.plan else (sheet,)
    return tagged_pdf(
        "help.typ", versions, title=sheet.title, paper=sheet.paper, language=sheet.language
    )


def write(sheet: HelpSheet, path: Path) -> None:
    """Write the page to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def _with_plan_apart(sheet: HelpSheet) -> tuple[HelpSheet, HelpSheet]:
    """Give the page with whom to ask for help alone, at some length and as short as it may be."""
    steps = sheet.plan[WHOM_TO_ASK]
    longer = [shortened(step.words, LONGEST_STEP) for step in steps]
    shorter = [shortened(on_one_line(step.words), SHORT_STEP) for step in steps]
    apart = replace(
        sheet, plan=(), plan_apart=sheet.plan, plan_note=_("It continues on the next page.")
    )

    def keeping(words: list[str]) -> HelpSheet:
        kept = [replace(step, words=each) for step, each in zip(steps, words, strict=True)]
        return replace(apart, plan_kept=tuple(kept))

    return keeping(longer), keeping(shorter)


# --- numbers --------------------------------------------------------------------------------------


def _emergency(country: Country, language: str) -> tuple[Call, ...]:
    calls = tuple(
        Call(
            who=_("Emergency") if place == 0 else _("or"),
            number=each.number,
            state=_checked(each.checked, "", language),
            code=_code(to_dial(each.number)),
            first=place == 0,
        )
        for place, each in enumerate(country.emergency)
    )
    unknown = Call(
        who=_("Your local emergency number"),
        number="",
        state=_("the app knows none for here: write it on the line"),
        first=True,
    )
    return calls or (unknown,)


def _line(line: Line, content: Content) -> Call:
    said = [line.name]
    if line.free:
        said.append(_("free call"))
    if line.hours == "day_and_night":
        said.append(_("day and night"))
    if line.languages:
        said.append(content.line_words.languages[line.languages])
    if line.text:
        said.append(_("text {number}").format(number=line.text))
    return Call(
        who=", ".join(said),
        number=line.number,
        state=_checked(line.checked, line.operator, content.language),
        code=_code(of_line(line)),
    )


def _own(person: Person) -> tuple[Call, ...]:
    told = _("as you entered it")
    found = []
    for who, number in (
        (_("Clinic, daytime"), person.clinic_phone),
        (_("Clinic, evenings and weekends"), person.clinic_phone_after_hours),
        (_short(person.person_name) or _("Your person"), person.person_phone),
    ):
        state = told if number.strip() else _("not entered: write it here")
        code = _code(to_dial(number))
        found.append(Call(who=who, number=_short(number), state=state, code=code))
    return tuple(found)


def _calling(country: Country, content: Content) -> str:
    words = content.line_words
    says = [words.call] if any(line.dial for line in country.line) else []
    says += [words.web] if any(not line.dial for line in country.line) else []
    return " ".join(says)


def _code(text: str) -> Code | None:
    return Code(len(modules(text)), runs(text)) if text else None


def _checked(checked: str, operator: str, language: str) -> str:
    """Give whether and when a number was checked on its operator's own page."""
    if not checked:
        return _("not yet checked by us on an official page")
    day = format_date(date.fromisoformat(checked), _("d MMMM y"), language)
    if operator:
        return _("checked on {operator}, {day}").format(operator=operator, day=day)
    return _("checked on an official page, {day}").format(day=day)


def _short(text: str) -> str:
    return shortened(on_one_line(text), LONGEST_NAME)


# --- when to call, and the plan -------------------------------------------------------------------


def _signs(content: Content, tier: Tier) -> tuple[str, ...]:
    return tuple(content.flag_words[flag.id] for flag in content.flags if flag.tier is tier)


def _steps(plan: SafetyPlan) -> tuple[PlanStep, ...]:
    names = (
        _("My warning signs"),
        _("What I can do myself"),
        _("People and places that distract me"),
        _("People I can ask for help"),
        _("Professionals"),
        _("Making my surroundings safe"),
    )
    return tuple(
        PlanStep(f"{number} {name}", words.strip(), _is_read_from_the_right(words))
        for number, (name, words) in enumerate(zip(names, steps(plan), strict=True), 1)
    )


def _is_read_from_the_right(words: str) -> bool:
    """Tell it by the first letter that has a direction, as browsers and editors do."""
    for letter in words:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def _foot(content: Content, now: datetime) -> str:
    keys = dict.fromkeys(key for flag in content.flags for key in flag.sources)
    titles = "; ".join(content.sources[key].title for key in keys)
    signs = _("Warning signs: our own fixed list, the same for everybody, in part from {sources}.")
    made = _("Made {day}.").format(day=format_date(now, _("d MMMM y"), content.language))
    unread = _("Content not yet reviewed by a clinician.")
    return " ".join((made, unread, signs.format(sources=titles)))
