# SPDX-License-Identifier: Apache-2.0
"""One page for the first consultation: what the patient wrote, what to mention first, what is open.

Nothing that was typed is lost by printing it: what does not fit is cut, the page says so, and the
app keeps it whole.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from companion.content import ItemWords
from companion.domain.checklist import Step
from companion.domain.medicine import as_taken, is_taken
from companion.domain.records import Answer, Choice, Medicine, Person, Question, Schedule
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.report.parts import Paper, Phrase
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened
from companion.report.wording import Wording

FILE_NAME = "companion-sheet.pdf"
"""What the file is called unless the person chooses otherwise."""

TO_MENTION = "to_mention"
"""The group whose points stand first when they are answered with yes."""
LONGEST_NAME, LONGEST_REASON = 60, 40


class Limit(Struct, frozen=True):
    """How many letters of a text are printed, and how many rows of a list."""

    letters: int
    rows: int


LIMITS = tuple(
    Limit(letters, rows)
    for letters, rows in (
        *((letters, 40) for letters in (1200, 900, 700, 550, 430, 340, 270, 210, 170, 135, 105)),
        *((85, rows) for rows in (40, 30, 24)),
        *((65, rows) for rows in (24, 18, 14)),
        *((40, rows) for rows in (14, 10, 6)),
        *((letters, 5) for letters in (28, 18, 10)),
    )
)
"""The first of these with which all fits on one page counts for every text and every list."""


class Part(Struct, frozen=True, kw_only=True):
    """Answers under a heading; ``more`` says how many had no room."""

    title: str
    lines: tuple[Phrase, ...]
    more: str = ""


class Taken(Struct, frozen=True, kw_only=True):
    """A medicine as the diary has it."""

    name: str
    dose: str
    since: str


class Gathered(Struct, frozen=True):
    """Points that have nothing but the lead in common, on one line."""

    lead: str
    names: tuple[str, ...]


class Asked(Struct, frozen=True, kw_only=True):
    """Open questions under a heading."""

    title: str
    questions: tuple[str, ...]
    more: str = ""


class Medicines(Struct, frozen=True, kw_only=True):
    """The medicines and allergies under a heading. ``none`` is said where the diary has none."""

    title: str
    taken: tuple[Taken, ...]
    none: str
    allergies: Phrase
    more: str = ""


class ConsultationSheet(Struct, frozen=True, kw_only=True):
    """What the page says. ``cut`` says what of it did not fit."""

    language: str
    paper: Paper
    title: str
    identity: tuple[str, ...]
    mention: Part
    nothing_to_mention: str
    medicines: Medicines
    asked: Asked
    parts: tuple[Part, ...]
    gathered: tuple[Gathered, ...]
    cut: str = ""
    foot: str


def consultation_sheet(
    walked: Iterable[Step],
    words: Callable[[Step], ItemWords],
    groups: Mapping[str, str],
    *,
    person: Person,
    medicines: Iterable[Medicine],
    questions: Iterable[Question],
    paper: Paper,
    language: str,
    now: datetime,
) -> ConsultationSheet:
    """Say what was prepared for the consultation, uncut.

    ``words`` and ``groups`` give the words of a step and the headings by id. ``questions`` come
    in the order in which they are to be asked; those that were answered stay out.
    """
    walk = tuple(walked)
    wording = Wording(locale=language)
    first = tuple(step for step in walk if _is_to_mention(step))
    return ConsultationSheet(
        language=language,
        paper=paper,
        title=_("For the first consultation"),
        identity=_identity(person, wording, now),
        mention=Part(
            title=_("To mention first"), lines=tuple(_to_mention(step, words) for step in first)
        ),
        nothing_to_mention=_("Nothing was marked here. What was not answered is not a no."),
        medicines=_medicines(medicines, person, wording, now),
        asked=Asked(
            title=_("Open questions"),
            questions=tuple(on_one_line(one.words) for one in questions if not one.answered),
        ),
        parts=_parts((step for step in walk if step not in first), words, groups),
        gathered=_gathered(walk, words),
        foot=_("Written by the patient. Not a diagnosis. Content not yet reviewed by a clinician."),
    )


def pdf(sheet: ConsultationSheet) -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(
        "consultation.typ",
        tuple(shorter(sheet)),
        title=sheet.title,
        paper=sheet.paper,
        language=sheet.language,
    )


def write(sheet: ConsultationSheet, path: Path) -> None:
    """Write the page to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def shorter(sheet: ConsultationSheet) -> Iterator[ConsultationSheet]:
    """Give the sheet within each of the limits. Points to mention first are never left out."""
    for limit in LIMITS:
        yield _within(sheet, limit)


def _identity(person: Person, wording: Wording, now: datetime) -> tuple[str, ...]:
    born = _("born {day}").format(day=wording.whole_day(person.born)) if person.born else ""
    printed = _("printed {day}").format(day=wording.whole_day(now))
    name = shortened(on_one_line(person.name), LONGEST_NAME)
    return tuple(line for line in (name, born, printed) if line)


def _is_to_mention(step: Step) -> bool:
    answer = step.answer
    return step.item.group == TO_MENTION and answer is not None and answer.choice is Choice.YES


def _label(step: Step, words: Callable[[Step], ItemWords]) -> str:
    return shortened(on_one_line(words(step).label), LONGEST_NAME)


def _to_mention(step: Step, words: Callable[[Step], ItemWords]) -> Phrase:
    return Phrase(_label(step, words), on_one_line(step.answer.words) if step.answer else "")


def _parts(
    walked: Iterable[Step], words: Callable[[Step], ItemWords], groups: Mapping[str, str]
) -> tuple[Part, ...]:
    """Give what was answered, under the headings in walking order."""
    found: dict[str, list[Phrase]] = {}
    for step in walked:
        told = _told(step, words(step))
        if told:
            found.setdefault(step.item.group, []).append(Phrase(_label(step, words), told))
    other = _("Other points")
    return tuple(
        Part(title=groups.get(group, other), lines=tuple(lines)) for group, lines in found.items()
    )


def _told(step: Step, words: ItemWords) -> str:
    """Give the answer in the patient's words; empty where it is gathered elsewhere."""
    answer = step.answer
    if answer is None or answer.choice is Choice.NOT_APPLICABLE:
        return ""
    written = on_one_line(answer.words)
    if answer.choice is Choice.YES:
        return written or words.yes
    later = _("not looked at yet") if words.later else _("not yet")
    state = later if answer.choice is Choice.NOT_YET else _("I need to ask")
    return _("{state}; {words}").format(state=state, words=written) if written else state


def _gathered(walked: Iterable[Step], words: Callable[[Step], ItemWords]) -> tuple[Gathered, ...]:
    """Gather what was answered with no apart from what was not answered: missing is not no."""
    walk = tuple(walked)
    excused: dict[str, list[str]] = {}
    for step in walk:
        if step.answer is not None and step.answer.choice is Choice.NOT_APPLICABLE:
            lead = words(step).no or _("Doesn’t apply")
            excused.setdefault(lead, []).append(_excused(step, step.answer, words))
    missing = tuple(_label(step, words) for step in walk if step.answer is None)
    found = [
        Gathered(_("{lead}:").format(lead=lead), tuple(names)) for lead, names in excused.items()
    ]
    found.append(Gathered(_("Not answered, which is not a no:"), missing))
    return tuple(one for one in found if one.names)


def _excused(step: Step, answer: Answer, words: Callable[[Step], ItemWords]) -> str:
    label, reason = _label(step, words), on_one_line(answer.reason)
    if not reason:
        return label
    text = _("{label} ({reason})")
    return text.format(label=label, reason=shortened(reason, LONGEST_REASON))


def _medicines(
    medicines: Iterable[Medicine], person: Person, wording: Wording, now: datetime
) -> Medicines:
    allergies = on_one_line(person.allergies)
    return Medicines(
        title=_("Medicines, from the diary"),
        taken=tuple(
            _taken(one, wording, now.date()) for one in medicines if is_taken(one, now.date())
        ),
        none=_("No medicine is written down, which is not the same as none."),
        allergies=Phrase(
            _("Allergies"), allergies or _("none written down, which is not the same as none")
        ),
    )


def _taken(medicine: Medicine, wording: Wording, today: date) -> Taken:
    present = as_taken(medicine, today)
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("as needed")}
    kind = kinds[present.schedule] if present.schedule else ""
    dose = on_one_line(present.dose) or _("dose not written down")
    started = medicine.started
    return Taken(
        name=on_one_line(medicine.name),
        dose=", ".join(part for part in (dose, on_one_line(present.taken_when), kind) if part),
        since=_("since {day}").format(day=wording.whole_day(started))
        if started
        else _("start not written down"),
    )


def _within(sheet: ConsultationSheet, limit: Limit) -> ConsultationSheet:
    cut = partial(shortened, most=limit.letters, ending=" " + _("… continues in the app"))
    taken, questions = sheet.medicines.taken, sheet.asked.questions
    return replace(
        sheet,
        mention=replace(sheet.mention, lines=_cut_lines(sheet.mention.lines, cut)),
        medicines=replace(
            sheet.medicines,
            taken=tuple(
                replace(one, name=shortened(one.name, limit.letters), dose=cut(one.dose))
                for one in taken[: limit.rows]
            ),
            allergies=_cut_lines([sheet.medicines.allergies], cut)[0],
            more=_more(len(taken) - limit.rows),
        ),
        asked=replace(
            sheet.asked,
            questions=tuple(cut(one) for one in questions[: limit.rows]),
            more=_more(len(questions) - limit.rows),
        ),
        parts=tuple(
            replace(
                part,
                lines=_cut_lines(part.lines[: limit.rows], cut),
                more=_more(len(part.lines) - limit.rows),
            )
            for part in sheet.parts
        ),
        gathered=tuple(
            replace(one, names=_some(one.names, 3 * limit.rows)) for one in sheet.gathered
        ),
        cut=_cut_words(sheet, limit),
    )


def _cut_lines(lines: Iterable[Phrase], cut: Callable[[str], str]) -> tuple[Phrase, ...]:
    return tuple(Phrase(line.lead, cut(line.words)) for line in lines)


def _more(count: int) -> str:
    text = ngettext("{n} more is in the app.", "{n} more are in the app.", count)
    return text.format(n=count) if count > 0 else ""


def _some(names: tuple[str, ...], most: int) -> tuple[str, ...]:
    rest = len(names) - most
    return (*names[:most], _("{n} more in the app").format(n=rest)) if rest > 0 else names


def _cut_words(sheet: ConsultationSheet, limit: Limit) -> str:
    """Say which texts are cut, and where."""
    medicines, asked = sheet.medicines, sheet.asked
    parts = (
        sheet.mention,
        *(replace(part, lines=part.lines[: limit.rows]) for part in sheet.parts),
    )
    texts = [(line.lead, line.words) for part in parts for line in part.lines]
    texts += [
        (medicines.title, max(one.name, one.dose, key=len)) for one in medicines.taken[: limit.rows]
    ]
    texts.append((medicines.allergies.lead, medicines.allergies.words))
    texts += [(asked.title, one) for one in asked.questions[: limit.rows]]
    names = tuple(dict.fromkeys(name for name, text in texts if len(text) > limit.letters))
    text = _("Cut after {n} letters to fit on one page, and whole in the app: {names}.")
    listing = ", ".join(_some(names, limit.rows))
    return text.format(n=limit.letters, names=listing) if names else ""
