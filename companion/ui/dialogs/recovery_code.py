# SPDX-License-Identifier: Apache-2.0
"""The recovery code: shown once, saved or copied, and proven to be written down."""

import random
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from companion.language import _
from companion.paths import write_atomically
from companion.problem import Problem
from companion.report.parts import Paper
from companion.report.recovery_sheet import FILE_NAME, compile_sheet
from companion.storage import recovery
from companion.ui import clipboard, file_dialogs
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.documents import documents
from companion.ui.task import Task
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Flow, button, label, restyle

ASKED = 2
"""How many groups are to be typed."""
GAP = 10


class CodeSheet(QWidget):
    """Shows a code in its groups, with ways to keep it on paper."""

    def __init__(self, context: Context, code: str, room: int) -> None:
        super().__init__()
        self._context = context
        self._code = code
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        groups = QGridLayout()
        groups.setSpacing(GAP)
        cells = [_shown(place, group) for place, group in enumerate(code.split("-"), 1)]
        widest = max(cell.sizeHint().width() for cell in cells)
        columns = 4 if 4 * widest + 3 * GAP <= room else 2
        for place, cell in enumerate(cells):
            groups.addWidget(cell, place // columns, place % columns)
        self.save = button(_("Save as PDF …"), "outline")
        self.copy = button(_("Copy"), name=_("Copy the recovery code"))
        ways = Flow(spacing=10)
        ways.addWidget(self.save)
        ways.addWidget(self.copy)
        self.answer = AnswerLine()
        layout.addLayout(groups)
        layout.addLayout(ways)
        layout.addWidget(self.answer)
        self.save.clicked.connect(self._save)
        self.copy.clicked.connect(self._copy)

    def _copy(self) -> None:
        clipboard.copy_private(self._code)
        self.answer.say(
            _("Copied. Paste it within half a minute, for instance into a password keeper.")
        )

    def _save(self) -> None:
        path = file_dialogs.ask_where_to_save(
            self, _("Save the recovery code"), documents() / FILE_NAME, _("PDF document (*.pdf)")
        )
        if path is None:
            return
        self.save.setEnabled(False)
        self.answer.say(_("Making the PDF …"))
        task = Task(partial(self._write, path.with_suffix(".pdf")), self)
        task.done.connect(self._on_saved)
        task.failed.connect(self._on_failed)
        task.start()

    def _write(self, path: Path) -> Path:
        context = self._context
        paper = Paper(context.country.paper)
        day = context.now().date()
        write_atomically(path, compile_sheet(self._code, day, paper, context.content.language))
        return path

    def _on_saved(self, path: Path) -> None:
        self.save.setEnabled(True)
        words = _("Saved as “{name}”. Whoever has it can open the diary: print it, then delete it.")
        self.answer.say(words.format(name=path.name))

    def _on_failed(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if not isinstance(error, Problem):
            raise error
        self.answer.say(str(error), fault=True)


class CodeProof(QWidget):
    """Asks for some groups of a code, which is not shown any more."""

    def __init__(self, code: str, entered: Callable[[], None]) -> None:
        super().__init__()
        self._groups = code.split("-")
        places = sorted(random.SystemRandom().sample(range(recovery.GROUPS), ASKED))
        self.lines: dict[int, QLineEdit] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for place in places:
            name = _("Group {n}").format(n=place + 1)
            line = QLineEdit()
            line.setMaxLength(20)
            line.setAccessibleName(name)
            line.setInputMethodHints(
                Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
            )
            line.returnPressed.connect(entered)
            self.lines[place] = line
            layout.addWidget(label(name, "strong"))
            layout.addWidget(line)
        self.setFocusProxy(self.lines[places[0]])

    def wrong(self) -> int | None:
        """Give the number of the first group that is not what was shown; None where all are."""
        found = None
        for place, line in reversed(self.lines.items()):
            fits = _read(line.text()) == self._groups[place]
            restyle(line, faulty=not fits)
            if not fits:
                found = place + 1
                line.setFocus(Qt.FocusReason.OtherFocusReason)
        return found


class CodeDialog(Dialog):
    """A window with a code to write down and to prove. ``proven`` is what happens then."""

    def show_code(self, code: str, proven: Callable[[], None], finish: str) -> None:
        """Show the code; ``finish`` are the words of the last button."""
        on = button(_("I have it on paper"), "primary")
        on.clicked.connect(lambda: self.ask_for_proof(code, proven, finish))
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        self.show_step(
            _("Your recovery code"),
            [
                label(
                    _(
                        "When the passphrase is forgotten, this code opens the diary. Nobody else "
                        "has it, and it cannot be shown again. Write it down, or save it and "
                        "print it."
                    )
                ),
                CodeSheet(self.context, code, self.room),
                label(
                    _("Keep it apart from the computer: whoever has both can read the diary."),
                    "secondary",
                ),
            ],
            [on, leave],
        )

    def ask_for_proof(self, code: str, proven: Callable[[], None], finish: str) -> None:
        """Ask for some of its groups."""

        def look() -> None:
            wrong = proof.wrong()
            if wrong is None:
                clipboard.take_back()
                proven()
                return
            words = _("Group {n} is not what was shown. Compare it with your paper.")
            self.answer.say(words.format(n=wrong), fault=True)

        proof = CodeProof(code, look)
        on = button(finish, "primary")
        on.clicked.connect(look)
        back = button(_("Show the code again"))
        back.clicked.connect(lambda: self.show_code(code, proven, finish))
        leave = button(_("Cancel"), "quiet")
        leave.clicked.connect(self.reject)
        words = _("Type these groups from your paper, so that it is certain that you have it.")
        self.show_step(
            _("Is it written down?"), [label(words), proof], [on, back, leave], first=proof
        )


def _shown(place: int, group: str) -> QWidget:
    """Give one group as it is to be read, letter by letter for a screen reader."""
    cell = QFrame()
    cell.setProperty("role", "card")
    layout = QHBoxLayout(cell)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(4)
    layout.addWidget(label(str(place), "small", wrap=False))
    layout.addStretch(1)
    words = label(group, "figure", wrap=False)
    words.setAccessibleName(_("Group {n}: {letters}").format(n=place, letters=" ".join(group)))
    layout.addWidget(words)
    layout.addStretch(1)
    return cell


def _read(typed: str) -> str:
    """Give a group as it is written, however it was typed."""
    return "".join(re.findall(r"[^\W_]+", typed.upper().translate(recovery.READ_AS)))
