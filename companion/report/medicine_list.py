# SPDX-License-Identifier: Apache-2.0
"""One page for the doctor: what the patient takes now, and what changed of late.

What does not fit is cut, the page says so, and the app keeps it whole.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from companion.domain.medicine import (
    AsNeeded,
    as_taken,
    changes_within,
    is_stopped,
    taken_as_needed,
    taken_now,
)
from companion.domain.records import DoseChange, Entry, Intake, Medicine, Person, Schedule
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.report.parts import Paper, Phrase
from companion.report.sheet import tagged_pdf
from companion.report.shortening import on_one_line, shortened
from companion.report.wording import SPACE, Wording

FILE_NAME = "companion-sheet.pdf"
"""What the file is called unless the person chooses otherwise."""

CHANGED_DAYS, COUNTED_DAYS = 90, 28
"""So many days, today included, are looked at for changes, and for what was taken as needed."""

LONGEST_NAME = 60
LIMITS = ((1200, 60), (600, 50), (300, 40), (170, 30), (105, 24), (65, 20), (40, 14), (28, 10))
"""How many letters of a text are printed, and how many rows of a list: the first that fits."""


class Row(Struct, frozen=True, kw_only=True):
    """A medicine: its name, how much and when, since when, and what there is to say of it."""

    name: str
    how: str
    since: str
    notes: tuple[str, ...] = ()


class Group(Struct, frozen=True, kw_only=True):
    """The medicines that are taken in one way; ``more`` says how many had no room."""

    title: str
    rows: tuple[Row, ...]
    more: str = ""


class Ended(Struct, frozen=True, kw_only=True):
    """What was stopped of late, under a heading."""

    title: str
    lines: tuple[str, ...]
    more: str = ""


class MedicineList(Struct, frozen=True, kw_only=True):
    """What the page says. ``none`` stands where the diary has no medicine, ``cut`` where it is cut.

    ``columns`` are the headings of every table.
    """

    language: str
    paper: Paper
    title: str
    identity: tuple[str, ...]
    allergies: Phrase
    columns: tuple[str, str, str]
    groups: tuple[Group, ...]
    none: str
    ended: Ended
    foot: tuple[str, ...]
    cut: str = ""


def medicine_list(
    medicines: Iterable[Entry[Medicine]],
    intakes: Iterable[Entry[Intake]],
    *,
    person: Person,
    paper: Paper,
    language: str,
    now: datetime,
) -> MedicineList:
    """Say what is taken on the day of ``now``, uncut."""
    every, told = tuple(medicines), tuple(intakes)
    wording, today = Wording(locale=language), now.date()
    groups = tuple(_groups(every, told, wording, today))
    return MedicineList(
        language=language,
        paper=paper,
        title=_("What I take now"),
        identity=_identity(person, wording, now),
        allergies=Phrase(
            _("Allergies"),
            on_one_line(person.allergies) or _("none written down, which is not the same as none"),
        ),
        columns=(_("Medicine"), _("How much and when"), _("Since")),
        groups=groups,
        none="" if groups else _none(every),
        ended=_ended(every, wording, today),
        foot=tuple(_foot(groups)),
    )


def _none(every: Sequence[Entry[Medicine]]) -> str:
    if every:
        return _("None of the medicines that are written down is taken now.")
    return _("No medicine is written down, which is not the same as none.")


def pdf(sheet: MedicineList) -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1)."""
    return tagged_pdf(
        "medicines.typ",
        tuple(shorter(sheet)),
        title=sheet.title,
        paper=sheet.paper,
        language=sheet.language,
    )


def write(sheet: MedicineList, path: Path) -> None:
    """Write the page to a file. Raises Problem when it cannot be written."""
    write_atomically(path, pdf(sheet))


def plain_text(sheet: MedicineList) -> str:
    """Give the page's words as plain text, to be copied into a message."""
    lines = [sheet.title, *sheet.identity, "", f"{sheet.allergies.lead}: {sheet.allergies.words}"]
    lines += ["", sheet.none] if sheet.none else []
    for group in sheet.groups:
        lines += ["", group.title]
        for row in group.rows:
            since = _("since: {day}").format(day=row.since)
            lines.append(f"- {row.name}, {row.how}, {since}")
            lines += [f"  {note}" for note in row.notes]
    if sheet.ended.lines:
        lines += ["", sheet.ended.title, *(f"- {line}" for line in sheet.ended.lines)]
    return "\n".join([*lines, "", *sheet.foot]).replace(SPACE, " ").strip() + "\n"


def shorter(sheet: MedicineList) -> Iterator[MedicineList]:
    """Give the sheet within each of the limits."""
    for letters, rows in LIMITS:
        yield _within(sheet, letters, rows)


def _identity(person: Person, wording: Wording, now: datetime) -> tuple[str, ...]:
    born = _("born {day}").format(day=wording.whole_day(person.born)) if person.born else ""
    printed = _("as of {day}").format(day=wording.whole_day(now))
    name = shortened(on_one_line(person.name), LONGEST_NAME)
    return tuple(line for line in (name, born, printed) if line)


def _groups(
    medicines: Sequence[Entry[Medicine]],
    intakes: Sequence[Entry[Intake]],
    wording: Wording,
    today: date,
) -> Iterator[Group]:
    now = taken_now(medicines, today)
    for schedule, title in (
        (Schedule.SCHEDULED, _("Taken regularly")),
        (Schedule.AS_NEEDED, _("Taken when needed")),
        (None, _("How it is taken was not told")),
    ):
        rows = tuple(
            _row(one, intakes, wording, today)
            for one in now
            if as_taken(one.record, today).schedule is schedule
        )
        if rows:
            yield Group(title=title, rows=rows)


def _row(
    entry: Entry[Medicine], intakes: Sequence[Entry[Intake]], wording: Wording, today: date
) -> Row:
    record, present = entry.record, as_taken(entry.record, today)
    started = record.started
    first = today - timedelta(days=CHANGED_DAYS - 1)
    notes = []
    for change in changes_within(record, first, today):
        text = _("Changed {day}: {before} → {after}")
        told = text.format(
            day=wording.whole_day(change.after.since),
            before=_way(change.before, change.after),
            after=_way(change.after, change.before),
        )
        notes.append(told)
    if not notes and present in record.changes:
        notes.append(_("As now since {day}").format(day=wording.whole_day(present.since)))
    if present.schedule is not Schedule.SCHEDULED:
        first = today - timedelta(days=COUNTED_DAYS - 1)
        found = taken_as_needed(entry, intakes, first, today)
        if found.times or present.schedule is Schedule.AS_NEEDED:
            notes.append(counted(found))
    return Row(
        name=on_one_line(record.name),
        how=_how(present) or _("dose not written down"),
        since=wording.whole_day(started) if started else _("not written down"),
        notes=tuple(notes),
    )


def counted(found: AsNeeded) -> str:
    """Say how often a medicine was taken as needed in the last weeks, and what that rests on."""
    if not found.recorded:
        text = _("Last {days} days: nothing was recorded, which is not the same as none.")
        return text.format(days=COUNTED_DAYS)
    times = ngettext("taken {n} time", "taken {n} times", found.times).format(n=found.times)
    on_days = ngettext("on {n} day", "on {n} days", found.days).format(n=found.days)
    text = _("Last {days} days: {times}; {recorded} of {days} days were recorded.")
    return text.format(
        days=COUNTED_DAYS,
        times=f"{times} {on_days}" if found.times else times,
        recorded=found.recorded,
    )


def _how(way: DoseChange) -> str:
    return ", ".join(one for one in (on_one_line(way.dose), on_one_line(way.taken_when)) if one)


def _way(way: DoseChange, other: DoseChange) -> str:
    """Say how it was taken, as far as that differs from how it was taken else."""
    kinds = {Schedule.SCHEDULED: _("regularly"), Schedule.AS_NEEDED: _("when needed")}
    told = [
        on_one_line(mine)
        for mine, theirs in ((way.dose, other.dose), (way.taken_when, other.taken_when))
        if mine != theirs
    ]
    if way.schedule is not other.schedule and way.schedule is not None:
        told.append(kinds[way.schedule])
    return ", ".join(one for one in told if one) or _("not told")


def _ended(medicines: Sequence[Entry[Medicine]], wording: Wording, today: date) -> Ended:
    first = today - timedelta(days=CHANGED_DAYS - 1)
    found = [
        (record.stopped, record)
        for record in (entry.record for entry in medicines)
        if record.stopped is not None and first <= record.stopped and is_stopped(record, today)
    ]
    lines = []
    for day, record in sorted(found, key=lambda one: one[0], reverse=True):
        how = _how(as_taken(record, day))
        name = ", ".join(part for part in (on_one_line(record.name), how) if part)
        lines.append(
            _("{medicine}: stopped {day}").format(medicine=name, day=wording.whole_day(day))
        )
    title = _("Stopped in the last {n} days").format(n=CHANGED_DAYS)
    return Ended(title=title, lines=tuple(lines))


def _foot(groups: Iterable[Group]) -> Iterator[str]:
    yield _("Told by the patient, in the patient’s words. Not checked against a prescription.")
    if any(row.notes for group in groups for row in group.rows):
        text = _(
            "Changes are those of the last {changed} days. A recorded day is one on which any "
            "medicine was noted as taken or missed; the other days are not known."
        )
        yield text.format(changed=CHANGED_DAYS)


def _within(sheet: MedicineList, letters: int, rows: int) -> MedicineList:
    cut = partial(shortened, most=letters)
    groups = tuple(
        replace(
            group,
            rows=tuple(_cut_row(row, cut) for row in group.rows[:rows]),
            more=_more(len(group.rows) - rows),
        )
        for group in sheet.groups
    )
    ended = replace(
        sheet.ended,
        lines=tuple(cut(line) for line in sheet.ended.lines[:rows]),
        more=_more(len(sheet.ended.lines) - rows),
    )
    allergies = replace(sheet.allergies, words=cut(sheet.allergies.words))
    shown = replace(sheet, groups=groups, ended=ended, allergies=allergies)
    texts = [text for group in sheet.groups for row in group.rows for text in _texts(row)]
    texts += [*sheet.ended.lines, sheet.allergies.words]
    if all(len(text) <= letters for text in texts):
        return shown
    text = _("Texts are cut after {n} letters to fit on one page, and whole in the app.")
    return replace(shown, cut=text.format(n=letters))


def _cut_row(row: Row, cut: Callable[[str], str]) -> Row:
    return Row(
        name=cut(row.name),
        how=cut(row.how),
        since=row.since,
        notes=tuple(cut(note) for note in row.notes),
    )


def _texts(row: Row) -> tuple[str, ...]:
    return row.name, row.how, *row.notes


def _more(count: int) -> str:
    text = ngettext("{n} more is in the app.", "{n} more are in the app.", count)
    return text.format(n=count) if count > 0 else ""
