# SPDX-License-Identifier: Apache-2.0
"""The file a report becomes: its paper, the copy inside for a computer, and a password."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from companion.language import _
from companion.problem import Problem
from companion.report.parts import Paper
from companion.ui.context import Context
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, label
from companion.ui.widgets.secret import SecretField


class ReportFileCard(Card):
    """Choices that change the file, not what it says. Signal: ``edited`` when a page changes."""

    edited = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("The file"))
        self.papers = {
            Paper.A4: QRadioButton(_("A4")),
            Paper.LETTER: QRadioButton(_("US Letter")),
        }
        group = QButtonGroup(self)
        flow = Flow(spacing=16)
        for paper, choice in self.papers.items():
            group.addButton(choice)
            flow.addWidget(choice)
            choice.setChecked(paper is Paper(context.country.paper))
        self.attach = QCheckBox(_("Structured copy (FHIR)"))
        self.attach.setChecked(True)
        self.lock = QCheckBox(_("Lock it with a password"))
        self.password = SecretField(_("Password"))
        self.again = SecretField(_("The same once more"))
        self.answer = AnswerLine()
        about = label(
            _(
                "The password cannot be recovered. Tell it to your doctor by another way. "
                "A locked file is no archive file (PDF/A)."
            ),
            "small",
        )
        copy = label(_("What the pages show, inside the PDF, for a computer to read."), "small")
        self._secret: tuple[QWidget, ...] = (self.password, self.again, about)
        self.add(flow)
        for part in (self.attach, copy, self.lock, *self._secret, self.answer):
            self.add(part)
        self._ask_password(asked=False)
        group.buttonClicked.connect(lambda _button: self.edited.emit())
        self.attach.toggled.connect(lambda _on: self.edited.emit())
        self.lock.toggled.connect(self._ask_password)
        for field in (self.password, self.again):
            field.edited.connect(lambda: self.answer.say(""))

    @property
    def paper(self) -> Paper:
        """The chosen paper."""
        return Paper.LETTER if self.papers[Paper.LETTER].isChecked() else Paper.A4

    def is_ready(self) -> bool:
        """Say at the field what is wrong with the password; True where nothing is."""
        from companion.report.password import check_password

        if not self.lock.isChecked():
            return True
        try:
            check_password(self.password.text)
        except Problem as problem:
            self._refuse(f"{problem.happened} {problem.next_step}", self.password)
            return False
        if self.password.text != self.again.text:
            told = _("The two passwords are not the same. Type the same one twice.")
            self._refuse(told, self.again)
            return False
        return True

    def secret(self) -> str | None:
        """Give the password, None where none is asked for."""
        return self.password.text if self.lock.isChecked() else None

    def forget(self) -> None:
        """Keep no password longer than it is needed."""
        self.lock.setChecked(False)

    def _refuse(self, sentence: str, field: SecretField) -> None:
        self.answer.say(sentence, fault=True)
        field.setFocus()

    def _ask_password(self, asked: bool) -> None:
        for part in self._secret:
            part.setVisible(asked)
        self.answer.say("")
        if asked:
            self.password.setFocus()
            return
        for field in (self.password, self.again):
            field.clear()
            field.show_it.setChecked(False)
