# SPDX-License-Identifier: Apache-2.0
"""What is said of a medicine on the screen, and the one press that notes it as taken or missed."""

from collections.abc import Iterable, Sequence
from datetime import date

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.faults import Impossible
from companion.domain.medicine import answer_on, as_taken, intake_of, intakes_of
from companion.domain.moment import fixed
from companion.domain.records import DoseChange, Entry, Intake, Medicine, Schedule
from companion.language import _
from companion.problem import Problem
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.widgets.basics import button, label, row
from companion.ui.widgets.scale import Choices


def do_not_stop() -> str:
    """Give the sentence that stands wherever medicines are listed."""
    return _(
        "These are listed so that your team can ask. Do not stop or skip any of them because of "
        "this list. Stopping some suddenly can be dangerous."
    )


def how_taken(way: DoseChange) -> str:
    """Give how much is taken and when, as it was told; empty where neither was."""
    return _(", ").join(part for part in (way.dose.strip(), way.taken_when.strip()) if part)


def times_of_day(intakes: Iterable[Entry[Intake]]) -> str:
    """Give the times at which a medicine was taken."""
    return _(", ").join(clock(entry.record.at) for entry in intakes if entry.record.taken)


def named(medicine: Medicine, *told: str) -> QWidget:
    """Give a medicine's name, and below it what else is told."""
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(2)
    layout.addWidget(label(medicine.name.strip(), "strong"))
    below = " · ".join(part for part in told if part)
    if below:
        layout.addWidget(label(below, "secondary"))
    layout.addStretch(1)
    return whole


def note(context: Context, medicine: Entry[Medicine], *, taken: bool) -> bool:
    """Note a medicine as taken or missed now, as an intake of its own; tell whether it was saved."""
    made = intake_of(medicine, fixed(context.now()), taken=taken)
    return _saved(context, made, None)


def answer_today(context: Context, medicine: Entry[Medicine], taken: bool | None) -> None:
    """Say whether a medicine was taken today; None takes the answer back to "not recorded"."""
    now = fixed(context.now())
    told = context.diary.entries(Intake, first=now.date(), last=now.date())
    entry = answer_on(medicine.id, told, now.date())
    if taken is None:
        if entry is not None:
            _take_back(context, entry)
    elif entry is None:
        note(context, medicine, taken=taken)
    else:
        _saved(context, replace(entry.record, taken=taken, at=now), entry)


class TodayAnswer(QWidget):
    """What can be pressed for a medicine today: taken or missed, or taken now where as needed."""

    def __init__(
        self, context: Context, medicine: Entry[Medicine], intakes: Sequence[Entry[Intake]]
    ) -> None:
        super().__init__()
        self._context = context
        self._medicine = medicine
        today = context.now().date()
        name = medicine.record.name.strip()
        self.buttons: dict[str, QWidget] = {}
        if as_taken(medicine.record, today).schedule is Schedule.SCHEDULED:
            asked = ((True, _("Taken")), (False, _("Missed")))
            self._choices = Choices(_("{medicine} today").format(medicine=name), asked)
            self._choices.changed.connect(self._on_answer)
            self._show(intakes)
            self.setLayout(row(self._choices))
            self.buttons = {
                "taken": self._choices.buttons[True],
                "missed": self._choices.buttons[False],
            }
        else:
            now = button(_("Took it now"), name=_("Took {medicine} now").format(medicine=name))
            now.clicked.connect(lambda: note(context, medicine, taken=True))
            self.setLayout(row(now, 1))
            self.buttons = {"now": now}

    def _on_answer(self, taken: bool | None) -> None:
        answer_today(self._context, self._medicine, taken)
        # Where the disk did not take it, what is kept is shown again.
        today = self._context.now().date()
        self._show(self._context.diary.entries(Intake, first=today, last=today))

    def _show(self, intakes: Sequence[Entry[Intake]]) -> None:
        answer = answer_on(self._medicine.id, intakes, self._context.now().date())
        self._choices.set_value(None if answer is None else answer.record.taken)


def today_words(medicine: Entry[Medicine], intakes: Sequence[Entry[Intake]], today: date) -> str:
    """Say what was recorded of a medicine today; empty where nothing was."""
    times = times_of_day(intakes_of(medicine.id, intakes, today, today))
    answer = answer_on(medicine.id, intakes, today)
    if answer is None:
        return ""
    return _("taken {times}").format(times=times) if answer.record.taken else _("missed")


def _take_back(context: Context, entry: Entry[Intake]) -> None:
    try:
        context.diary.remove(entry.id)
    except Problem as problem:
        context.ways.say(str(problem))
    else:
        name = entry.record.name.strip()
        context.ways.say_saved(_("Not recorded: {medicine}").format(medicine=name))


def _saved(context: Context, intake: Intake, entry: Entry[Intake] | None) -> bool:
    sentence = _("Taken: {medicine}") if intake.taken else _("Missed: {medicine}")
    try:
        context.save(intake, sentence.format(medicine=intake.name.strip()), entry)
    except (Impossible, Problem) as refused:
        context.ways.say(words.refused(refused))
        return False
    return True
