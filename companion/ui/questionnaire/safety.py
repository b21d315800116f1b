# SPDX-License-Identifier: Apache-2.0
"""What stands on every screen on which thoughts of death or of harm are asked about."""

from PySide6.QtWidgets import QPushButton, QVBoxLayout

from companion.language import _
from companion.ui import calls
from companion.ui.context import Context
from companion.ui.widgets.basics import Flow, button, label


def cannot_alert(context: Context, words: str = "") -> QVBoxLayout:
    """Give the line that nobody is alerted, under other words if there are any, and the way to help."""
    column = QVBoxLayout()
    column.setSpacing(8)
    if words:
        column.addWidget(label(words))
    column.addWidget(
        label(_("This app cannot alert anyone. To be heard, please call."), "secondary")
    )
    ways = Flow(spacing=12)
    ways.addWidget(_help_button(context))
    column.addLayout(ways)
    return column


def gentle_words(context: Context) -> str:
    """Give whom to talk to, for a question that may touch on harm and does not ask about it."""
    text = _("If this is about hurting yourself, you can talk to someone today: {line}, {person}.")
    return text.format(line=calls.line(context), person=calls.own_person(context))


def _help_button(context: Context) -> QPushButton:
    theme = context.theme
    made = button(_("Get help now"), "danger")
    made.setIcon(theme.icon("life-buoy", "danger"))
    made.setIconSize(theme.icon_size)
    made.clicked.connect(lambda: context.ways.open_page("help"))
    return made
