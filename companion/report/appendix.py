# SPDX-License-Identifier: Apache-2.0
"""What stands on the later pages: weeks, days, every answer, chosen notes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from companion.domain import course
from companion.domain.course import SessionFigures
from companion.domain.instrument import Group, Instrument, group_scores
from companion.domain.records import CheckIn, Entry, Reading, ReadingTime, Response
from companion.language import _
from companion.report.parts import Cell, Column, Phrase, Run, Section, Table, cell, without_empty
from companion.report.scope import Scope, began
from companion.report.wording import DASH, SPACE, spans

WEEKS_IN_LINE = 9
ABREAST = 4
"""So many weeks stand side by side in the table of weeks."""


Weeks = Sequence[tuple[date, course.Mean]]


def weeks_line(weeks: Weeks, scope: Scope) -> Phrase | None:
    """Give the weekly means of mood in one line, unless there are too many weeks."""
    if not weeks or len(weeks) > WEEKS_IN_LINE:
        return None
    told = " · ".join(
        f"{scope.wording.day(monday)} {scope.wording.number(mean.mean)} ({mean.n})".replace(
            " ", SPACE
        )
        for monday, mean in weeks
    )
    return Phrase(_("Mean mood by week (days):"), told)


def weeks_table(weeks: Weeks, scope: Scope) -> tuple[Table, ...]:
    """Give the weekly means of mood where they are too many for a line."""
    if len(weeks) <= WEEKS_IN_LINE or not scope.has(Section.COURSE):
        return ()
    height = -(-len(weeks) // ABREAST)
    rows = [_week_row(weeks[start::height], scope) for start in range(height)]
    columns = (Column(_("Week of"), 1), Column(_("Mean (days)"), 1)) * ABREAST
    title = _("Mood by week")
    return (Table(title=title, columns=columns, rows=tuple(rows)),)


def days_table(scope: Scope) -> tuple[Table, ...]:
    """Give every recorded day, if the patient chose every answer and day."""
    if not scope.has(Section.ANSWERS) or not scope.has(Section.COURSE):
        return ()
    check_ins = sorted(scope.during.check_ins, key=lambda entry: entry.record.at)
    # Where sessions are left out, their days are not to be told from this table either.
    held = [one.entry for one in scope.held] if scope.has(Section.SESSIONS) else []
    marked = course.on_session_days(check_ins, held)
    rows = [_day_row(entry, entry.id in marked, scope) for entry in check_ins]
    columns = (
        Column(_("Day")), Column(_("Time")), Column(_("Mood")), Column(_("Anxiety")),
        Column(_("Energy")), Column(_("Pain")), Column(_("Sleep, h")), Column(_("Remark"), 1),
    )  # fmt: skip
    if not rows:
        return ()
    table = Table(title=_("Every check-in"), columns=columns, rows=tuple(rows))
    return (without_empty(table, keep=3),)


def answers_tables(scope: Scope) -> tuple[Table, ...]:
    """Give the answers to every questionnaire of the period, if chosen."""
    if not scope.has(Section.ANSWERS) or not scope.has(Section.COURSE):
        return ()
    tables = []
    for instrument in scope.content.instruments.values():
        responses = [
            entry.record
            for entry in scope.during.responses
            if entry.record.instrument == instrument.id
        ]
        responses.sort(key=_when)
        for start in range(0, len(responses), 8):
            part = responses[start : start + 8]
            rows = (
                *((cell(item.text), *(_answer(one, item.id) for one in part))
                  for item in instrument.items),
                *_group_rows(instrument, part),
            )  # fmt: skip
            days = [(one.finished or one.started).date() for one in part]
            columns = (Column("", 1), *(Column(scope.wording.day(day)) for day in days))
            title = _("{name}: every answer").format(name=instrument.name)
            note = instrument.copyright if start == 0 else ""
            tables.append(Table(title=title, columns=columns, rows=rows, note=note))
    return tuple(tables)


def readings_table(scope: Scope) -> tuple[Table, ...]:
    """Give every reading of the period's sessions, if the patient chose every answer."""
    if not scope.has(Section.ANSWERS) or not scope.has(Section.SESSIONS):
        return ()
    rows = tuple(
        _reading_row(one, reading, scope)
        for one in scope.period_sessions
        for reading in one.entry.record.readings
    )
    columns = (
        Column(_("Session"), 1), Column(_("When"), 1), Column(_("Time"), 1),
        Column(_("Blood pressure"), 1), Column(_("Pulse"), 1), Column(_("SpO₂, %"), 1),
    )  # fmt: skip
    table = Table(title=_("Every reading"), columns=columns, rows=rows)
    return (without_empty(table, keep=2),) if rows else ()


def notes_table(scope: Scope) -> tuple[Table, ...]:
    """Give the notes the patient chose, word by word."""
    if not scope.has(Section.NOTES) or not scope.snapshot.notes:
        return ()
    rows = tuple(
        (cell(scope.wording.whole_day(one.record.at)), cell(one.record.words))
        for one in sorted(scope.snapshot.notes, key=lambda one: one.record.at)
    )
    columns = (Column(_("Day")), Column(_("Note"), 1))
    return (Table(title=_("Notes chosen by the patient"), columns=columns, rows=rows),)


def _when(response: Response) -> datetime:
    return response.finished or response.started


def _week_row(weeks: Weeks, scope: Scope) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for monday, mean in weeks:
        cells.append(cell(scope.wording.day(monday)))
        figure = Run(scope.wording.number(mean.mean), strong=True)
        cells.append((figure, Run(f" ({mean.n})", faint=True)))
    return (*cells, *(cell("") for _place in range(2 * ABREAST - len(cells))))


def _day_row(entry: Entry[CheckIn], on_session_day: bool, scope: Scope) -> tuple[Cell, ...]:
    record = entry.record
    values = (record.mood, record.anxiety, record.energy, record.pain)
    remarks = [_("hard day, no number")] if record.hard_day and record.mood is None else []
    if on_session_day:
        remarks.append(_("session day"))
    if entry.created_at - record.at > timedelta(days=2):
        remarks.append(_("entered late"))
    sleep = "" if record.sleep_hours is None else scope.wording.number(record.sleep_hours)
    return (
        cell(scope.wording.day(record.at)),
        cell(f"{record.at:%H:%M}"),
        *(cell("" if value is None else str(value)) for value in values),
        cell(sleep),
        cell(", ".join(remarks)),
    )


def _reading_row(one: SessionFigures, reading: Reading, scope: Scope) -> tuple[Cell, ...]:
    names = {
        ReadingTime.BEFORE: _("before"),
        ReadingTime.FORTY_MINUTES: _("at 40 min"),
        ReadingTime.LEAVING: _("before leaving"),
        ReadingTime.OTHER: _("other time"),
    }
    measured = reading.systolic is not None or reading.diastolic is not None
    values = (reading.pulse, reading.oxygen)
    return (
        cell(f"{one.number} ({scope.wording.day(began(one.entry))})"),
        cell(names[reading.when]),
        cell(f"{reading.at:%H:%M}" if reading.at else ""),
        cell(f"{reading.systolic or DASH}/{reading.diastolic or DASH}" if measured else ""),
        *(cell("" if value is None else str(value)) for value in values),
    )


def _group_rows(
    instrument: Instrument, responses: Sequence[Response]
) -> Iterator[tuple[Cell, ...]]:
    """Give the sums of the groups of items, and nothing that might follow from them."""
    found = [
        {one.group.id: one.total for one in group_scores(instrument, response.answers)}
        for response in responses
    ]
    for group in instrument.groups:
        sums = (one.get(group.id) for one in found)
        cells = (cell("–" if one is None else str(one), strong=True) for one in sums)
        yield cell(_group_name(instrument, group), strong=True), *cells


def _group_name(instrument: Instrument, group: Group) -> str:
    """Name a group by its letter and by the numbers of its items."""
    numbers = [place for place, item in enumerate(instrument.items, 1) if item.id in group.items]
    return _("Cluster {name}, sum of items {items}").format(name=group.id, items=spans(numbers))


def _answer(response: Response, item: str) -> Cell:
    value = next((one.value for one in response.answers if one.item == item), None)
    return cell("–" if value is None else str(value))
