# SPDX-License-Identifier: Apache-2.0
"""The charts in words with their numbers, and the ways to a table and to what is told on request."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QLabel, QVBoxLayout

from companion.domain import course
from companion.language import _, ngettext
from companion.report.wording import Wording
from companion.ui.context import Context
from companion.ui.learn.place import from_page
from companion.ui.spoken import FoldButton
from companion.ui.trends.course_read import CourseRead
from companion.ui.trends.figures import before_treatment_mood
from companion.ui.widgets.basics import Card, Flow, button, label


class WordsCard(Card):
    """One line a chart, each with its numbers."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("In words"))
        self._context = context
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self._labels: list[QLabel] = []
        self.table = button("", "quiet", kind=FoldButton)
        self.stayed_up = button("", "quiet", kind=FoldButton)
        below = Flow(spacing=8)
        for made in (self.table, self.stayed_up):
            made.toggled.connect(self._name)
            below.addWidget(made)
        self.how = button(_("How the figures are made"), "quiet")
        self.how.clicked.connect(self._open_article)
        below.addWidget(self.how)
        self.add(self._lines)
        self.add(below)
        self.fill()
        self._name()

    def set_wanted(self, *, table: bool, stayed_up: bool) -> None:
        """Show as pressed what was asked for before."""
        self.table.setChecked(table)
        self.stayed_up.setChecked(stayed_up)

    def show_course(
        self,
        read: CourseRead,
        period: tuple[date, date],
        wording: Wording,
        said: Sequence[str],
    ) -> None:
        """Say the lead, each chart, and what has no place in one."""
        told = (_lead(read, wording), *said, _hard_days(read, *period))
        sentences = [words for words in told if words]
        # Most of them stay where one chart more is shown: only what is another is laid out anew.
        for unneeded in self._labels[len(sentences) :]:
            unneeded.hide()
            unneeded.deleteLater()
        del self._labels[len(sentences) :]
        for made, words in zip(self._labels, sentences, strict=False):
            made.setText(words)
        for words in sentences[len(self._labels) :]:
            self._labels.append(label(words))
            self._lines.addWidget(self._labels[-1])

    def _open_article(self) -> None:
        self._context.ways.open_page("learn", from_page("figures", "trends"))

    def _name(self) -> None:
        shown, stays = self.table.isChecked(), self.stayed_up.isChecked()
        self.table.setText(_("Hide the table") if shown else _("Show as a table"))
        self.stayed_up.setText(
            _("Hide how long mood stayed up") if stays else _("How long mood stayed up")
        )


def _lead(read: CourseRead, wording: Wording) -> str:
    """Say mood before treatment and this week, each with its days."""
    monday = read.today - timedelta(days=read.today.weekday())
    week = course.mean_between(read.moods, monday, read.today)
    before = before_treatment_mood(read)
    parts = []
    if before is not None:
        text = ngettext(
            "Before treatment, mood was {mean} ({n} day).",
            "Before treatment, mood was {mean} ({n} days).",
            before.n,
        )
        parts.append(text.format(mean=wording.number(before.mean), n=before.n))
    if week is not None:
        text = _this_week_again(week.n) if before else _this_week(week.n)
        parts.append(text.format(mean=wording.number(week.mean), n=week.n))
    return " ".join(parts)


def _this_week_again(n: int) -> str:
    return ngettext("This week it is {mean} ({n} day).", "This week it is {mean} ({n} days).", n)


def _this_week(n: int) -> str:
    return ngettext(
        "This week, mood is {mean} ({n} day).", "This week, mood is {mean} ({n} days).", n
    )


def _hard_days(read: CourseRead, first: date, last: date) -> str:
    n = sum(first <= day <= last for day in read.hard_days)
    return _("Hard days without a number: {n}.").format(n=n) if n else ""
