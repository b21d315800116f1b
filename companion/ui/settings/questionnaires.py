# SPDX-License-Identifier: Apache-2.0
"""The card on how often each questionnaire is offered."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QGridLayout, QWidget

from companion.domain.instrument import Instrument
from companion.domain.records import InstrumentSchedule, Person
from companion.language import _
from companion.problem import Problem
from companion.report.wording import sentence
from companion.ui.context import Context
from companion.ui.questionnaire.wording import every
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, flow, label
from companion.ui.widgets.drop_down import DropDown

INTERVALS = (7, 14, 28)
"""Days to choose from."""
LARGE_TEXT = 150
"""Percent from which each choice stands below its name, to have room for its words."""
AS_USUAL = -1
NEVER = 0


class QuestionnairesCard(SettingsCard):
    """Each questionnaire with how often it is offered: as usual, every so many days, or never."""

    rests_on_more = False

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Questionnaires"))
        self.choices: dict[str, DropDown] = {}
        self._build()

    def refresh(self) -> None:
        """Show what is chosen for each."""
        chosen = {one.instrument: one.every_days for one in self.context.person.schedules}
        for key, box in self.choices.items():
            box.blockSignals(True)
            self._fill(box, self.context.content.instruments[key], chosen.get(key, AS_USUAL))
            box.blockSignals(False)

    def first(self) -> QWidget:
        """Give the first choice."""
        return next(iter(self.choices.values()))

    # ---- slots

    def _choose(self, key: str) -> None:
        """Keep how often one is offered; as usual needs no entry of its own."""
        days = int(self.choices[key].currentData())
        entry = self.context.diary.person()
        person = entry.record if entry else Person()
        others = tuple(one for one in person.schedules if one.instrument != key)
        own = () if days == AS_USUAL else (InstrumentSchedule(instrument=key, every_days=days),)
        self.answer.say("")
        try:
            self.context.save(
                replace(person, schedules=(*others, *own)), _("How often it is offered"), entry
            )
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            self.refresh()

    # ---- building

    def _build(self) -> None:
        says = _("How often Today offers each. You can fill in any of them whenever you like.")
        self.add(label(says, "secondary"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        large = self.context.theme.text_size >= LARGE_TEXT
        for place, one in enumerate(self.context.content.instruments.values()):
            box = DropDown()
            box.setAccessibleName(_("How often to offer {name}").format(name=one.name))
            box.setMinimumContentsLength(12)
            box.currentIndexChanged.connect(partial(self._on_chosen, one.id))
            self.choices[one.id] = box
            grid.addWidget(label(one.name, wrap=False), *((2 * place, 0) if large else (place, 0)))
            grid.addWidget(box, *((2 * place + 1, 0, 1, 2) if large else (place, 1)))
        self.add(grid)
        every_one = button(_("All questionnaires"), "outline")
        every_one.clicked.connect(lambda: self.context.ways.open_page("questionnaire"))
        self.add(flow(every_one))
        self.add(self.answer)
        self.fill()

    def _on_chosen(self, key: str, _index: int) -> None:
        self._choose(key)

    def _fill(self, box: DropDown, one: Instrument, chosen: int) -> None:
        """Offer the usual, the intervals with the one chosen now, and never where that is another."""
        intervals = sorted({*INTERVALS, *([chosen] if chosen > 0 else [])})
        usual = _("As usual: {often}").format(often=every(one.due_days))
        box.clear()
        box.addItem(usual, AS_USUAL)
        for days in intervals:
            box.addItem(sentence(every(days)), days)
        if one.due_days is not None or chosen == NEVER:
            box.addItem(_("Only when I ask"), NEVER)
        box.setCurrentIndex(box.findData(chosen))
