# SPDX-License-Identifier: Apache-2.0
"""How long mood stayed up after each series of sessions: on request alone, and without dose."""

from companion.domain import course
from companion.domain.durability import Blank, SeriesFigures, median_days, stayed_up
from companion.language import _, ngettext
from companion.report.wording import Wording, spans
from companion.ui.context import Context
from companion.ui.trends.course_read import CourseRead
from companion.ui.trends.word_table import WordModel, WordTable
from companion.ui.widgets.basics import Card, label

MOST_ROWS = 8


class StayedUpCard(Card):
    """Each series with its days, or why there are none, and the median with its n."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("How long mood stayed up"))
        self._wording = Wording(locale=context.content.language)
        self.median = label("")
        self.table = WordTable(context.theme, _("How long mood stayed up after each session"))
        self.add(
            label(
                _(
                    "This describes past weeks. It does not predict the next one or tell how often "
                    "sessions should be."
                )
            )
        )
        self.add(self.median)
        self.add(self.table)
        self.add(
            label(
                _(
                    "Counted from a session to the first day on which mood had lost half of its "
                    "gain. Sessions fewer than 5 days apart count as one. “At least” means that "
                    "the next session or the last entry came first."
                ),
                "small",
            )
        )

    def show_course(self, read: CourseRead) -> None:
        """Work it out anew from the whole record: a period must not make a series look longer."""
        found = stayed_up(course.session_figures(read.sessions, read.moods), read.moods)
        self.median.setText(_median(found))
        self.table.setVisible(bool(found))
        columns = [_("Session"), _("How long"), _("Mood before"), _("Mood after")]
        self.table.show_model(
            WordModel(columns, tuple(reversed(found)), self._cell), most_rows=MOST_ROWS
        )

    def _cell(self, one: SeriesFigures, column: int) -> str:
        if column == 0:
            return spans(one.sessions)
        if column == 1:
            return stay_words(one)
        mean = one.before if column == 2 else one.after
        if mean is None:
            return _("not known")
        text = ngettext("{mean} ({n} day)", "{mean} ({n} days)", mean.n)
        return text.format(mean=self._wording.number(mean.mean), n=mean.n)


def stay_words(one: SeriesFigures) -> str:
    """Give the days of a series, or the reason why there are none."""
    if one.days is None:
        if one.blank is Blank.NO_CLEAR_IMPROVEMENT:
            return _("no clear improvement")
        return _("not enough days")
    if one.censored:
        text = ngettext("at least {n} day", "at least {n} days", one.days)
    else:
        text = ngettext("{n} day", "{n} days", one.days)
    return text.format(n=one.days)


def _median(found: tuple[SeriesFigures, ...]) -> str:
    if not found:
        return _("No session held yet, so there is nothing to count.")
    median = median_days(found)
    if median is None:
        return _("A middle value needs at least 3 with a number of days.")
    text = (
        ngettext("In the middle: {days} day ({n} counted).", "In the middle: {days} days ({n} counted).", median.days)
        if median.reached
        else ngettext("In the middle: at least {days} day ({n} counted).", "In the middle: at least {days} days ({n} counted).", median.days)
    )  # fmt: skip
    return text.format(days=median.days, n=median.n)
