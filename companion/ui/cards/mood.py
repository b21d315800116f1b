# SPDX-License-Identifier: Apache-2.0
"""Mood over the last weeks, with the sessions marked."""

from datetime import date, datetime, timedelta

from companion.domain import course
from companion.domain.records import CheckIn, Entry, Session
from companion.language import _, ngettext
from companion.numbers import one_place
from companion.report.chart import layout
from companion.report.chart_words import words
from companion.report.panels import before_treatment, markers, mood_panel
from companion.report.shapes import Chart
from companion.report.wording import Wording
from companion.ui.chart import ChartView
from companion.ui.context import Context
from companion.ui.widgets.basics import Card, label

WEEKS = 6


class MoodCard(Card):
    """Mood over the last six weeks, with the sessions marked."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Your mood, last six weeks"))
        self._context = context
        self.chart = ChartView(context.theme, 132)
        self._line = label("", "secondary")
        self._empty = label(
            _("Your check-ins will draw a line here. A day without one stays a gap."), "secondary"
        )
        self.add(self._empty)
        self.add(self.chart)
        self.add(self._line)
        self.fill()

    def show_moods(
        self,
        check_ins: tuple[Entry[CheckIn], ...],
        sessions: tuple[Entry[Session], ...],
        now: datetime,
    ) -> None:
        """Draw the moods and say them in a line."""
        last = now.date()
        first = last - timedelta(weeks=WEEKS) + timedelta(days=1)
        moods = course.daily_moods(check_ins, sessions)
        shown = [mood for mood in moods if mood.day >= first]
        self._empty.setVisible(not shown)
        self.chart.setVisible(bool(shown))
        self._line.setVisible(bool(shown))
        if not shown:
            return
        wording = Wording(locale=self._context.content.language, year=last.year)
        panel = mood_panel(moods, wording)
        held = course.session_figures(sessions, moods)
        marks, shades = markers(held), before_treatment(held, first)

        def lay_out(width: float, height: float, text: float) -> Chart:
            where = (first, last, width, height)
            return layout([panel], marks, shades, *where, text=text, locale=wording.locale)

        told = words([panel], marks, shades, first, last, locale=wording.locale)
        self.chart.show_chart(lay_out, told)
        self._line.setText(mood_line(moods, sessions, last))


def mood_line(
    moods: tuple[course.DayMood, ...], sessions: tuple[Entry[Session], ...], today: date
) -> str:
    """Give "This week 6.4 (6 days), before treatment 3.1 (11 days)"."""
    monday = today - timedelta(days=today.weekday())
    parts = []
    week = course.mean_between(moods, monday, today)
    if week:
        parts.append(
            ngettext("This week {mean} ({n} day)", "This week {mean} ({n} days)", week.n).format(
                mean=one_place(week.mean), n=week.n
            )
        )
    start = course.course_start(sessions)
    if start is not None:
        before = course.mean_between(moods, start - timedelta(days=14), start - timedelta(days=1))
        if before:
            parts.append(
                ngettext(
                    "before treatment {mean} ({n} day)", "before treatment {mean} ({n} days)",
                    before.n,
                ).format(mean=one_place(before.mean), n=before.n)
            )  # fmt: skip
    said = ", ".join(parts)
    return said[:1].upper() + said[1:] or _("No mood recorded this week yet.")
