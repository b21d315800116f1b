# SPDX-License-Identifier: Apache-2.0
"""The patient's own trackers in the report: each figure with its n, and what a missing day means."""

from msgspec import Struct

from companion.domain import tracker
from companion.domain.records import Entry, MissingDay, Tracker, TrackerKind
from companion.domain.tracker import TrackedDay, TrackedFigures
from companion.language import _, ngettext
from companion.report.parts import Column, Section, Table, cell
from companion.report.scope import Scope
from companion.report.shortening import on_one_line, shortened

MOST_ROWS = 12
LONGEST = 80


class Told(Struct, frozen=True, kw_only=True):
    """One tracker as the report tells it: its figure, the days answered, and what others mean."""

    id: str
    name: str
    figure: str
    answered: str
    rule: str


def told(scope: Scope) -> tuple[Told, ...]:
    """Give the trackers that have a value in the period, by name."""
    if not scope.has(Section.COURSE):
        return ()
    found = []
    for entry in sorted(scope.snapshot.trackers, key=lambda one: one.record.name.casefold()):
        days = tracker.tracked_days(entry, scope.snapshot.check_ins, scope.first, scope.last)
        if days:
            found.append(_told(entry, days, scope))
    return tuple(found)


def table(scope: Scope) -> tuple[Table, ...]:
    """Give the trackers that have a value in the period; the first ones where there are many."""
    found = told(scope)
    if not found:
        return ()
    heads = (_("Tracker"), _("Figure"), _("Days answered"), _("A day without an answer"))
    columns = tuple(Column(head, 1) for head in heads)
    note = ""
    if len(found) > MOST_ROWS:
        note = _("The first {shown} of {n}.").format(shown=MOST_ROWS, n=len(found))
    title = _("What the patient tracks")
    rows = tuple(
        (cell(one.name), cell(one.figure), cell(one.answered), cell(one.rule))
        for one in found[:MOST_ROWS]
    )
    return (Table(title=title, columns=columns, rows=rows, note=note),)


def _told(entry: Entry[Tracker], days: tuple[TrackedDay, ...], scope: Scope) -> Told:
    record = entry.record
    found = tracker.figures(record.kind, days)
    return Told(
        id=entry.id,
        name=shortened(on_one_line(record.name), LONGEST),
        figure=_figure(record, found, days, scope),
        answered=_("{n} of {all}").format(n=found.answered, all=scope.days),
        rule=_rule(record.missing, found),
    )


def _figure(
    record: Tracker, found: TrackedFigures, days: tuple[TrackedDay, ...], scope: Scope
) -> str:
    """Say the mean, the days with a yes, or the last words; each with the days it rests on."""
    if record.kind is TrackerKind.YES_NO:
        return _("yes on {n} of {all} days").format(n=found.yes_days, all=found.n)
    if record.kind is TrackerKind.WORDS:
        words = shortened(on_one_line(days[-1].words), LONGEST)
        return _("last: {words} ({day})").format(words=words, day=scope.wording.day(days[-1].day))
    mean = scope.wording.number(found.mean or 0)
    unit = f" {on_one_line(record.unit)}" if record.unit.strip() else ""
    text = ngettext("mean {mean}{unit} ({n} day)", "mean {mean}{unit} ({n} days)", found.n)
    return text.format(mean=mean, unit=unit, n=found.n)


def _rule(rule: MissingDay, found: TrackedFigures) -> str:
    """Say what a day without an answer means, and how many days of the figure rest on that."""
    texts = {
        MissingDay.MISSING: _("is missing"),
        MissingDay.NONE: _("with a check-in: 0 or no ({n} days)"),
        MissingDay.SAME: _("as last answered ({n} days)"),
    }
    return texts[rule].format(n=found.none + found.same)
