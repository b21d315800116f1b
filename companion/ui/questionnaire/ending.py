# SPDX-License-Identifier: Apache-2.0
"""The end of a questionnaire: the score, how it was before, and nothing that judges it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.instrument import (
    GroupScore,
    Instrument,
    band,
    count_of,
    difference,
    group_scores,
)
from companion.domain.records import Response
from companion.domain.safety import Panel
from companion.language import _, ngettext
from companion.numbers import figure
from companion.report.wording import spans
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.dates import clock, full_date, short_date
from companion.ui.questionnaire.filling import Filling
from companion.ui.questionnaire.safety import cannot_alert, gentle_words
from companion.ui.widgets.basics import Flow, button, label


class Ending(QWidget):
    """Says the score of what was just finished, and where to go from here.

    Signals: ``looked`` to see the answers once more; ``began_again``.
    """

    looked = Signal()
    began_again = Signal()

    def __init__(self, filling: Filling, context: Context) -> None:
        super().__init__()
        self._filling = filling
        self._context = context
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(16)
        instrument, total = filling.instrument, filling.total
        assert total is not None
        self._layout.addWidget(label(self._score_words(total), "title"))
        earlier = filling.earlier()
        if earlier is not None:
            self._layout.addWidget(label(self._compared(total, *earlier)))
        self._layout.addWidget(label(_range_words(instrument), "secondary"))
        groups = group_scores(instrument, filling.given)
        if groups:
            self._layout.addWidget(label(_group_words(instrument, groups), "secondary"))
        self._add_closing()
        self.first = self._add_ways_out()

    # ---- building

    def _score_words(self, total: float) -> str:
        instrument, entry = self._filling.instrument, self._filling.entry
        names = self._context.content.instrument_words[instrument.id].bands
        found = band(instrument, total)
        told = figure(total)
        if found is not None:
            told = _("{score} ({band})").format(score=told, band=names[found.id])
        finished = entry.record.finished if entry else None
        if self._filling.again and finished:
            return _("You finished this at {time}. Your score is {score}.").format(
                time=clock(finished), score=told
            )
        return _("Saved. Your score is {score}.").format(score=told)

    def _compared(self, total: float, response: Response, earlier: float) -> str:
        day = (response.finished or response.started).date()
        this_year = day.year == self._context.now().year
        when = short_date(day) if this_year else full_date(day)
        points = abs(difference(total, earlier))
        if not points:
            return _("The same as on {day}.").format(day=when)
        count = count_of(points)
        if total < earlier:
            words = ngettext(
                "{n} point lower than on {day}.", "{n} points lower than on {day}.", count
            )
        else:
            words = ngettext(
                "{n} point higher than on {day}.", "{n} points higher than on {day}.", count
            )
        return words.format(n=figure(points), day=when)

    def _add_closing(self) -> None:
        """Say it once more where thoughts of death, or of harm, were answered above 0."""
        instrument = self._filling.instrument
        if self._filling.above_nought(instrument.suicide_item):
            closing = self._context.content.replies[Panel.SUICIDE].closing
            self._layout.addWidget(label(calls.filled(closing, self._context), "strong"))
            self._layout.addLayout(cannot_alert(self._context))
        elif self._filling.above_nought(instrument.gentle_item):
            self._layout.addLayout(cannot_alert(self._context, gentle_words(self._context)))

    def _add_ways_out(self) -> QWidget:
        today = button(_("Back to Today"), "largePrimary")
        today.clicked.connect(lambda: self._context.ways.open_page("today"))
        look = button(_("Look at my answers"), "large")
        look.clicked.connect(self.looked.emit)
        flow = Flow(spacing=12)
        flow.addWidget(today)
        flow.addWidget(look)
        if self._filling.again:
            again = button(_("Fill it in again"), "large")
            again.clicked.connect(self.began_again.emit)
            flow.addWidget(again)
        self._layout.addLayout(flow)
        return today


def _range_words(instrument: Instrument) -> str:
    text = _("The {name} goes from {low} to {high}. A score is not a diagnosis.")
    return text.format(name=instrument.name, low=instrument.minimum, high=instrument.maximum)


def _group_words(instrument: Instrument, groups: tuple[GroupScore, ...]) -> str:
    """Give the sum of each group of questions, by the numbers of its questions."""
    places = {item.id: place for place, item in enumerate(instrument.items, 1)}
    text = _("{questions}: {total} of {maximum}")
    told = " · ".join(
        text.format(
            questions=spans([places[item] for item in one.group.items]),
            total=one.total,
            maximum=one.maximum,
        )
        for one in groups
    )
    return _("Questions {sums}").format(sums=told)
