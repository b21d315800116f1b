# SPDX-License-Identifier: Apache-2.0
"""Steps of a walk as a timeline: when, what, and whose rule it is."""

from datetime import datetime

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


class Timeline(QFrame):
    """The next few of the steps that wait, in time order."""

    def __init__(self, content: Content, waiting: tuple[Step, ...], now: datetime) -> None:
        super().__init__()
        self._content = content
        self.setProperty("role", "timeline")
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        self.setProperty("turned", turned)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0 if turned else 14, 2, 14 if turned else 0, 2)
        lines.setSpacing(8)
        for step in _shown(waiting, now):
            lines.addLayout(self._row(step, now))

    def _row(self, step: Step, now: datetime) -> QHBoxLayout:
        timeline = self._content.item_words(step).timeline
        told = _("Now") if _has_begun(step, now) else step_time(step, now)
        when = label(told, "strong", wrap=False)
        rule = brief_rule(self._content, step)
        what = f"{timeline} ({rule})" if rule else timeline
        line = row(when, spacing=10)
        line.setAlignment(when, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label(what), 1)
        if step.answer and step.answer.choice in (Choice.NOT_YET, Choice.ASK):
            pill = label(words.open_choice(step.answer.choice), "warnPill", wrap=False)
            line.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return line


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
