# SPDX-License-Identifier: Apache-2.0
"""The chart of the moods of the last weeks, as Today shows it."""

from companion.domain.moment import day_of
from companion.report.chart import layout
from companion.report.chart_words import words
from companion.report.panels import before_from, markers, mood_panel
from companion.report.shapes import Chart
from companion.ui.cards.today_read import TodayRead
from companion.ui.chart import ChartView
from companion.ui.chart_wording import ScreenWording
from companion.ui.theme import Theme


class MoodChart(ChartView):
    """The moods as a line, with the sessions marked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, 132)

    def show_moods(self, read: TodayRead, language: str) -> None:
        """Draw the moods that were read."""
        first, last = read.first, read.today
        wording = ScreenWording(locale=language, year=last.year)
        panel = mood_panel(read.moods, wording)
        days = [day_of(held.began) for held in read.held]
        marks, shades = markers(enumerate(days, 1)), before_from(min(days, default=None), first)

        def lay_out(width: float, height: float, text: float) -> Chart:
            where = (first, last, width, height)
            return layout([panel], marks, shades, *where, text=text, wording=wording)

        told = words([panel], marks, shades, first, last, wording=wording)
        self.show_chart(lay_out, told)
