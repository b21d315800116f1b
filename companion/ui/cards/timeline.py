# SPDX-License-Identifier: Apache-2.0
"""Steps of a walk as a timeline: when, what, and whose rule it is."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from companion.content import Content
from companion.domain.checklist import Step
from companion.domain.records import Anchor, Choice
from companion.language import _
from companion.timing import brief_rule
from companion.ui import words
from companion.ui.sessions import step_time
from companion.ui.widgets.basics import label, row

LENGTH = 5
CLOCK_TIMES = 3
"""So many places of the timeline are for clock times to come, however much else is open."""


class Line(Struct, frozen=True):
    """A line of the timeline: when, what, and that it is not settled yet where that was said."""

    when: str
    what: str
    still_open: str = ""


def lines(content: Content, waiting: tuple[Step, ...], now: datetime) -> tuple[Line, ...]:
    """Give the next few of the steps that wait, in time order."""
    return tuple(_line(content, step, now) for step in _shown(waiting, now))


def _line(content: Content, step: Step, now: datetime) -> Line:
    timeline = content.item_words(step).timeline
    rule = brief_rule(content, step)
    return Line(
        when=_("Now") if _has_begun(step, now) else step_time(step, now),
        what=f"{timeline} ({rule})" if rule else timeline,
        still_open=_still_open(step),
    )


def _still_open(step: Step) -> str:
    if step.answer is None or step.answer.choice not in (Choice.NOT_YET, Choice.ASK):
        return ""
    return words.open_choice(step.answer.choice)


class Timeline(QFrame):
    """Lines one below the other, along a line of time."""

    def __init__(self, shown: Iterable[Line]) -> None:
        super().__init__()
        self.setProperty("role", "timeline")
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setProperty("turned", turned)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0 if turned else 14, 2, 14 if turned else 0, 2)
        inside.setSpacing(8)
        for line in shown:
            inside.addLayout(self._row(line))

    def _row(self, line: Line) -> QHBoxLayout:
        when = label(line.when, "strong", wrap=False)
        told = row(when, spacing=10)
        told.setAlignment(when, Qt.AlignmentFlag.AlignTop)
        told.addWidget(label(line.what), 1)
        if line.still_open:
            pill = label(line.still_open, "warnPill", wrap=False)
            told.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return told


def _shown(waiting: tuple[Step, ...], now: datetime) -> list[Step]:
    """Choose what has room: clock times to come, then what is open now, then what is for later."""
    coming = [step for step in waiting if step.at is not None and not _has_begun(step, now)]
    others = sorted(
        (step for step in waiting if step not in coming), key=lambda step: _place(step, now)
    )
    shown = coming[:CLOCK_TIMES]
    shown += others[: LENGTH - len(shown)]
    return [step for step in waiting if step in shown]


def _place(step: Step, now: datetime) -> tuple[int, float]:
    """Give whose turn it is: what nobody can leave out, what is for today, what began last."""
    if step.at is None:
        return (1 if step.day <= now.date() else 3), 0.0
    return (0 if step.item.lasting else 2), -step.at.timestamp()


def _has_begun(step: Step, now: datetime) -> bool:
    """Tell whether a step is for now on: its clock time, counted from the end, says from when."""
    return step.item.anchor is Anchor.END and step.at is not None and step.at <= now
