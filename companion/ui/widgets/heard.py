# SPDX-License-Identifier: Apache-2.0
"""The line that stands wherever thoughts of self-harm can be typed: nobody is alerted; call."""

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from companion.domain.moment import fixed
from companion.domain.records import Question
from companion.domain.safety import Panel
from companion.language import _
from companion.ui.context import Context
from companion.ui.widgets.basics import button, label, row


def open_help(context: Context, widget: QWidget, at: str = "") -> None:
    """Show the numbers to call, or the part of that page named; a dialog in front keeps its draft."""
    dialog = widget.window()
    if isinstance(dialog, QDialog):
        dialog.reject()
    context.ways.open_page("help", at)


def put_on_list(context: Context, about: str) -> None:
    """Put what the help panel opened for first on the list for the doctor. Raises Problem."""
    words = _("Please talk about this first: {effect}").format(effect=about)
    question = Question(at=fixed(context.now()), words=words, from_item=Panel.SUICIDE)
    context.save(question, _("On your list for the doctor"))


class HeardLine(QWidget):
    """Says that the app cannot alert anyone, with the way to the numbers to call."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        words = label(_("This app cannot alert anyone. To be heard, please call."), "small")
        help_now = button(_("Get help now"), "quiet")
        help_now.clicked.connect(lambda: open_help(context, self))
        line = row(words, help_now, spacing=8)
        line.setStretch(0, 1)
        layout.addLayout(line)
