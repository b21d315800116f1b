# SPDX-License-Identifier: Apache-2.0
"""What to say to the person who stays. It promises nothing."""

from companion.language import _
from companion.ui.session_day import wording
from companion.ui.session_day.panel import Panel
from companion.ui.widgets.basics import Flow, label


class FrightenedPanel(Panel):
    """The sentence to say, as large as there is room for."""

    name = "frightened"

    def __init__(self) -> None:
        super().__init__(_("I’m frightened"))
        self.body.addWidget(label(wording.tell_them(), "dayLarge"))
        self.body.addWidget(label(_("Is nobody with you? Press “I need help”."), "dayLine"))
        ways = Flow(spacing=10)
        ways.addWidget(self.way_back())
        self.body.addLayout(ways)
        self.body.addStretch(1)
