# SPDX-License-Identifier: Apache-2.0
"""Mood over the last weeks, with the sessions marked."""

from datetime import timedelta
from typing import TYPE_CHECKING

from companion.domain import course
from companion.language import _, ngettext
from companion.numbers import one_place
from companion.ui.cards.today_read import TodayRead
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, label

if TYPE_CHECKING:
    from companion.ui.cards.mood_chart import MoodChart


class MoodCard(Card):
    """Mood over the last six weeks, with the sessions marked."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Your mood, last six weeks"))
        self._context = context
        self._read: TodayRead | None = None
        self._chart: MoodChart | None = None
        self._line = label("", "secondary")
        self._empty = label(
            _("Your check-ins will draw a line here. A day without one stays a gap."), "secondary"
        )
        self.add(self._empty)
        self.add(self._line)
        self.fill()

    @property
    def chart(self) -> "MoodChart":
        """The chart, which is made and imported once there is something to draw."""
        from companion.ui.cards.mood_chart import MoodChart

        if self._chart is None:
            self._chart = MoodChart(self._context.theme)
            self.body.insertWidget(self.body.indexOf(self._line), self._chart)
        return self._chart

    def show_moods(self, read: TodayRead) -> None:
        """Draw the moods and say them in a line, unless that was done already."""
        if read is self._read:
            return
        self._read = read
        shown = bool(read.moods)
        self._empty.setVisible(not shown)
        self._line.setVisible(shown)
        if shown:
            self.chart.show_moods(read, self._context.content.language)
            self._line.setText(mood_line(read))
        if self._chart is not None:
            self._chart.setVisible(shown)


def mood_line(read: TodayRead) -> str:
    """Give "This week 6.4 (6 days), before treatment 3.1 (11 days)"."""
    monday = read.today - timedelta(days=read.today.weekday())
    parts = []
    week, before = course.mean_between(read.moods, monday, read.today), read.mood_before
    if week:
        parts.append(
            ngettext("This week {mean} ({n} day)", "This week {mean} ({n} days)", week.n).format(
                mean=one_place(week.mean), n=week.n
            )
        )
    if before:
        parts.append(
            ngettext(
                "before treatment {mean} ({n} day)", "before treatment {mean} ({n} days)",
                before.n,
            ).format(mean=one_place(before.mean), n=before.n)
        )  # fmt: skip
    said = ", ".join(parts)
    return said[:1].upper() + said[1:] or _("No mood recorded this week yet.")
