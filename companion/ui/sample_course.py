# SPDX-License-Identifier: Apache-2.0
"""The made-up course to look around in: a program of its own, on a folder that is thrown away."""

import subprocess

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion import program
from companion.language import _
from companion.problem import Problem
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, button

LOOKS_EVERY = 500
"""Milliseconds between two looks whether it still runs."""


class SampleCourse(QObject):
    """Opens the sample course beside this window, and hears when that comes to nothing.

    Signal: ``failed`` with the Problem to tell.
    """

    failed = Signal(Problem)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._process: subprocess.Popen[bytes] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOKS_EVERY)
        self._timer.timeout.connect(self._look)

    @property
    def runs(self) -> bool:
        """Whether it was opened and not closed yet."""
        return self._process is not None and self._process.poll() is None

    def open(self) -> None:
        """Open it, once. Raises Problem where it cannot be started."""
        if self.runs:
            return
        try:
            self._process = program.start("--demo")
        except OSError as error:
            raise _not_opened() from error
        self._timer.start()

    def _look(self) -> None:
        if self._process is None or self.runs:
            return
        self._timer.stop()
        if self._process.returncode:
            self.failed.emit(_not_opened())


class SampleOffer(QWidget):
    """The way to the sample course, and in place what came of it."""

    def __init__(self, course: SampleCourse) -> None:
        super().__init__()
        self._course = course
        self.way = button(_("Look around with a sample course"), "plain")
        self.way.clicked.connect(self.open)
        self.answer = AnswerLine()
        place = Flow(spacing=10)
        place.addWidget(self.way)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(place)
        layout.addWidget(self.answer)
        course.failed.connect(self._tell)

    def open(self) -> None:
        """Open the sample course, and say where it comes up."""
        try:
            self._course.open()
        except Problem as problem:
            self._tell(problem)
        else:
            self.answer.say(
                _(
                    "It opens in a window of its own. All of it is made up. Your diary stays as it is."
                )
            )

    def _tell(self, problem: Problem) -> None:
        self.answer.say(str(problem), fault=True)


def _not_opened() -> Problem:
    return Problem(
        happened=_("The sample course could not be opened."),
        safe=_("Your diary is unchanged."),
        next_step=_("See if the disk has room, then try once more."),
    )
