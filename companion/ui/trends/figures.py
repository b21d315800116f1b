# SPDX-License-Identifier: Apache-2.0
"""The four figures at the top: scores, mood this week, sessions, side effects still there.

No clinical words here: "12 points lower than before treatment" is what the person reads.
"""

from datetime import timedelta
from typing import NamedTuple

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from companion.domain import course
from companion.domain.course import ScaleCourse
from companion.domain.instrument import Instrument, count_of, difference
from companion.domain.tolerability import Told
from companion.language import _, ngettext
from companion.numbers import figure
from companion.report.wording import SPACE, Wording
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.trends.course_read import CourseRead
from companion.ui.widgets.basics import Card, label, scaled

ARROW = "→"
NONE = "–"
LEAST_WIDTH = 190
"""Narrower than this, and fewer figures stand side by side."""


class Figure(NamedTuple):
    """A figure with what it is, and what it rests on."""

    title: str
    figure: str
    line: str


def figures(read: CourseRead, context: Context, wording: Wording) -> tuple[Figure, ...]:
    """Give the four figures of the whole course; none depends on the range shown."""
    return (
        _scores(read, context),
        _mood(read, wording),
        _sessions(read),
        _effects(read, context),
    )


class Figures(QWidget):
    """Four cards side by side; two, or one below the other, where it is narrow."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(18)
        self._cards: list[Card] = []
        self._columns = 0
        self._labels = []
        for _place in range(4):
            card = Card()
            card.body.setContentsMargins(18, 14, 18, 14)
            card.body.setSpacing(4)
            parts = (label("", "secondary"), label("", "figure"), label("", "secondary"))
            for part in parts:
                card.add(part)
            card.fill()
            self._labels.append(parts)
            self._cards.append(card)
        self._arrange(self.width())

    def show_figures(self, shown: tuple[Figure, ...]) -> None:
        """Show four figures."""
        for card, parts, one in zip(self._cards, self._labels, shown, strict=True):
            for part, words in zip(parts, one, strict=True):
                part.setText(words)
            card.setAccessibleName(f"{one.title}: {one.figure}. {one.line}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many side by side as there is room for."""
        super().resizeEvent(event)
        self._arrange(event.size().width())

    def _arrange(self, width: int) -> None:
        fit = (width + 18) // (scaled(LEAST_WIDTH) + 18)
        columns = 4 if fit >= 4 else 2 if fit >= 2 else 1
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < columns))


def _scores(read: CourseRead, context: Context) -> Figure:
    """Give the questionnaire that counts most: the one with the item on suicide, else the first."""
    if not read.scales:
        name = next(iter(context.content.instrument_words.values())).short
        return Figure(name, NONE, _("No questionnaire answered yet"))
    instrument, one = min(read.scales, key=lambda pair: pair[0].suicide_item is None)
    title = context.content.instrument_words[instrument.id].short
    if one.latest is one.first:
        when = dates.short_date(one.first.at.date())
        text = _("before treatment, on {day}") if read.held else _("on {day}; no later one yet")
        if read.held and not one.is_baseline:
            text = _("the first, on {day}, after treatment began")
        return Figure(title, figure(one.latest.total), text.format(day=when))
    told = f"{figure(one.first.total)} {ARROW} {figure(one.latest.total)}"
    return Figure(title, told, _change(instrument, one, read))


def _change(instrument: Instrument, one: ScaleCourse, read: CourseRead) -> str:
    """Say the change since before treatment in points; a rise as plainly as a fall."""
    del instrument
    points = difference(one.latest.total, one.first.total)
    size = abs(points)
    if read.held and one.is_baseline:
        same = _("the same as before treatment")
        higher = ngettext(
            "{n} point higher than before treatment",
            "{n} points higher than before treatment",
            count_of(size),
        )
        lower = ngettext(
            "{n} point lower than before treatment",
            "{n} points lower than before treatment",
            count_of(size),
        )
    else:
        same = _("the same as the first one")
        higher = ngettext(
            "{n} point higher than the first one",
            "{n} points higher than the first one",
            count_of(size),
        )
        lower = ngettext(
            "{n} point lower than the first one",
            "{n} points lower than the first one",
            count_of(size),
        )
    text = (lower if points < 0 else higher if points > 0 else same).format(n=figure(size))
    age = course.baseline_age(one, read.sessions, read.person.treatment_started)
    if age is None:
        return text
    late = _("{change}, {n} days before it began")
    return late.format(change=text, n=age.days)


def _mood(read: CourseRead, wording: Wording) -> Figure:
    monday = read.today - timedelta(days=read.today.weekday())
    week = course.mean_between(read.moods, monday, read.today)
    parts = []
    if week is None:
        parts.append(_("No mood told yet this week"))
    else:
        parts.append(ngettext("{n} day", "{n} days", week.n).format(n=week.n))
    before = before_treatment_mood(read)
    if before is not None:
        text = ngettext(
            "{mean} before treatment ({n} day)", "{mean} before treatment ({n} days)", before.n
        )
        parts.append(text.format(mean=wording.number(before.mean), n=before.n))
    shown = wording.number(week.mean) if week else NONE
    return Figure(_("Mood this week"), shown, "; ".join(parts))


def before_treatment_mood(read: CourseRead) -> course.Mean | None:
    """Give the mean mood of the 14 days before treatment began."""
    if read.start is None:
        return None
    first = read.start - timedelta(days=14)
    return course.mean_between(read.moods, first, read.start - timedelta(days=1))


def _sessions(read: CourseRead) -> Figure:
    """Give the sessions of the present course, held of those planned, their spacing, the next."""
    since = read.start
    own = [one for one in read.sessions if since is None or one.record.plan.day >= since]
    spacing = course.spacing(own, read.now)
    planned = read.person.planned_sessions or spacing.planned
    told = str(spacing.held)
    if planned > spacing.held:
        told = _("{held} of {planned}").format(held=spacing.held, planned=planned)
    parts = []
    if spacing.gaps:
        low, high = min(spacing.gaps), max(spacing.gaps)
        text = (
            ngettext("every {low} day", "every {low} days", low)
            if low == high
            else _("every {low} to {high} days")
        )
        parts.append(text.format(low=low, high=high))
    if spacing.next is not None:
        day = dates.weekday_date(spacing.next.record.plan.day).replace(" ", SPACE)
        parts.append(_("next {day}").format(day=day))
    if not parts:
        parts.append(_("no next one planned yet") if spacing.held else _("none held yet"))
    return Figure(_("Sessions"), told, ", ".join(parts))


def _effects(read: CourseRead, context: Context) -> Figure:
    still = sorted(read.lasting, key=lambda one: one.record.start)
    title = _("Side effects still there")
    if not still:
        return Figure(title, "0" if read.effects_told.is_known else NONE, _without(read))
    oldest = still[0].record
    day = dates.weekday_date(oldest.start.date()).replace(" ", SPACE)
    name = context.content.effect_name(oldest.effect, oldest.own_name)
    text = _("{effect}, since {day}")
    if len(still) > 1:
        days = {one.record.start.date() for one in still}
        text = _("all since {day}") if len(days) == 1 else _("the first since {day}: {effect}")
    return Figure(title, str(len(still)), text.format(effect=name, day=day))


def _without(read: CourseRead) -> str:
    """Say that none is still there, and whether the person was asked where none ever was."""
    about = read.effects_told
    if about.told is Told.REPORTED:
        return _("none noted as still there")
    if not about.is_known:
        return _("none noted, and you were not asked")
    text = ngettext(
        "none noted; you were asked {n} time", "none noted; you were asked {n} times", about.often
    )
    return text.format(n=about.often)
