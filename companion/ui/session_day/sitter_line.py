# SPDX-License-Identifier: Apache-2.0
"""The sitter's timer on the session-day screen: when to look next, and how it was."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QBoxLayout, QSizePolicy, QWidget

from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.session_day.tile import Tapped
from companion.ui.widgets.basics import Flow, label, restyle, scaled

ACROSS, DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
FOLDS_BELOW = 600
"""Width at the usual text size under which the answers stand below the words."""


class SitterLine(QWidget):
    """For the person who stays. The timer calls nobody, and says so.

    Where it takes little height it is ``low``: the answers stand beside the words. Signal: ``unwell`` when a look was answered with "not well".
    """

    unwell = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._session_id = ""
        self._was_due = context.sitter.is_due
        self._low = self._small = False
        self.words = label("", "dayQuiet")
        # Beside the answers the words take what width these leave.
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.words.setSizePolicy(policy)
        self.begin = Tapped(_("Start the timer"), name=_("Start the sitter’s timer"))
        self.well = Tapped(_("All well"))
        self.not_well = Tapped(_("Not well"))
        self.end = Tapped(_("Stop the timer"))
        self._calls_nobody = label(_("This timer calls nobody."), "daySmall", wrap=False)
        self._calls_nobody.setMinimumHeight(context.theme.size("largeTarget"))
        ways = Flow(spacing=10)
        for way in (self.begin, self.well, self.not_well, self.end, self._calls_nobody):
            ways.addWidget(way)
        self._line = QBoxLayout(DOWN, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._line.addWidget(self.words)
        self._line.addLayout(ways)
        self.begin.clicked.connect(self._on_begin)
        self.well.clicked.connect(lambda: context.sitter.answer(well=True))
        self.not_well.clicked.connect(self._on_not_well)
        self.end.clicked.connect(context.sitter.end)

    def make_low(self, low: bool, *, small: bool) -> None:
        """Take less height, with ``small`` words where room is short, or the usual one again."""
        if (low, small) == (self._low, self._small):
            return
        self._low, self._small = low, small
        self._fold()
        self.refresh()

    def show_session(self, session_id: str) -> None:
        """Offer the timer for a session that is under way."""
        self._session_id = session_id
        self.refresh()

    def refresh(self) -> None:
        """Say when to look next."""
        sitter = self._context.sitter
        self.begin.setVisible(not sitter.runs)
        for way in (self.well, self.not_well, self.end):
            way.setVisible(sitter.runs)
        # One who is to look now has two answers, and little to choose from besides.
        self.end.setVisible(sitter.runs and not (self._low and sitter.is_due))
        self._calls_nobody.setVisible(not self._low)
        said = (self._state(), self._calls_nobody.text()) if self._low else (self._state(),)
        self.words.setText(" ".join(said))
        usual, small = ("dayLine", "dayWords") if sitter.is_due else ("dayQuiet", "daySmall")
        restyle_if(self.words, small if self._small else usual)
        if sitter.is_due and not self._was_due and self.isVisible():
            QApplication.beep()
            QApplication.alert(self.window())
        self._was_due = sitter.is_due

    def _state(self) -> str:
        sitter = self._context.sitter
        if sitter.due is None:
            return _("For the person with you: look and ask every 15 minutes.")
        if sitter.is_due:
            return _(
                "For the person with you: look and ask now. Awake when spoken to? Breathing "
                "normally? Skin and lips a normal colour?"
            )
        return _("For the person with you: look and ask every 15 minutes, next {time}.").format(
            time=clock(sitter.due)
        )

    def _fold(self) -> None:
        is_wide = self.width() >= scaled(FOLDS_BELOW)
        self._line.setDirection(ACROSS if self._low and is_wide else DOWN)
        self._line.setStretch(0, 1 if self._low and is_wide else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the answers stand beside the words where there is room for both."""
        super().resizeEvent(event)
        self._fold()

    def _on_begin(self) -> None:
        self._context.sitter.start(self._session_id)

    def _on_not_well(self) -> None:
        self._context.sitter.answer(well=False)
        self.unwell.emit()


def restyle_if(words: QWidget, role: str) -> None:
    """Give words another role where they have not got it yet."""
    if words.property("role") != role:
        restyle(words, role=role)
