# SPDX-License-Identifier: Apache-2.0
"""Welcome: the first run in three short steps. Each is kept at once, and it goes on where it was."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from companion.domain import course
from companion.domain.records import CheckIn, Record, Session
from companion.language import _
from companion.ui import shortcuts
from companion.ui.closed_work import ClosedWork
from companion.ui.context import Context
from companion.ui.pages.page import BOTTOM, TOP, Page
from companion.ui.sample_course import SampleOffer
from companion.ui.settings.protection import rest_ends
from companion.ui.spoken import announce
from companion.ui.welcome import first_run
from companion.ui.welcome.country_step import CountryStep
from companion.ui.welcome.endings import ProtectStep, RestStep
from companion.ui.welcome.feeling_step import FeelingStep, told_today
from companion.ui.welcome.first_run import At
from companion.ui.welcome.session_step import SessionStep
from companion.ui.welcome.step import Step
from companion.ui.widgets.basics import Flow, beside, button, clear, key_hint

WIDEST = 720
"""Pixels at the usual text size that a step is wide at most, so that its lines stay short."""
NARROW = 640
"""Pixels under which the margins shrink."""

BEFORE = {
    At.FEELING: At.COUNTRY,
    At.SESSION: At.FEELING,
    At.PROTECT: At.SESSION,
    At.REST: At.FEELING,
}


class WelcomePage(Page):
    """One step at a time: Enter goes on, Alt+Left goes back, and help is one key away."""

    shows: tuple[type[Record], ...] = (CheckIn, Session)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Welcome"))
        self.subtitle.setText(
            _(
                "A diary of your treatment that stays on this computer. It gives no medical "
                "advice. This app cannot alert anyone."
            )
        )
        help_now = button(_("Get help now"), "danger")
        help_now.clicked.connect(lambda: context.ways.open_page("help"))
        self.head_actions.addWidget(beside(help_now, key_hint(shortcuts.HELP[0])))
        self.at = first_run.where(context)
        self.step: Step | None = None
        self._part = ""
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.back = button(_("Back"), "plain")
        self.back.clicked.connect(self.go_back)
        self._back_line = beside(self.back, key_hint("Alt+Left"))
        place = Flow()
        place.addWidget(self._back_line)
        self.body.addLayout(place)
        self.sample = SampleOffer(context.sample_course)
        self.body.addWidget(self.sample)
        self.body.addStretch(1)
        self._keys("Return", self._on_enter)
        self._keys("Enter", self._on_enter)
        self._keys("Ctrl+Return", self._go_on)
        self._keys("Ctrl+Enter", self._go_on)
        self._keys("Alt+Left", self.go_back)

    def show_argument(self, argument: str) -> None:
        """Take the part that the keyboard goes back to, after a choice made the page anew."""
        self._part = argument

    def refresh(self) -> None:
        """Show the step again, with what was told by now."""
        self._show(self._possible(self.at))

    def leave(self) -> None:
        """Keep what is half filled in."""
        if self.step is not None:
            self.step.leave()

    def go_back(self) -> None:
        """Show the step before."""
        if self.at in BEFORE:
            self._go_to(BEFORE[self.at])

    # ---- slots

    def _on_enter(self) -> None:
        """Press the button that has the keyboard; where it is none that acts, go on."""
        focused = QApplication.focusWidget()
        if isinstance(focused, QPushButton) and not focused.isCheckable():
            focused.click()
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self.step is not None:
            self.step.go_on()

    def _on_done(self) -> None:
        at = self._after(self.at)
        if at is None:
            self._finish()
            self.context.ways.open_page("today")
        else:
            self._go_to(at)

    def _on_protecting(self, work: ClosedWork) -> None:
        """End here: the diary is closed for this, and opened again by its passphrase."""
        self._finish()
        self.context.put_aside.emit(work)

    def _finish(self) -> None:
        self.step = None
        first_run.finish(self.context)

    # ---- from step to step

    def _after(self, at: At) -> At | None:
        """Give what comes after a step, None at the end."""
        match at:
            case At.COUNTRY:
                return At.FEELING
            case At.FEELING:
                return At.REST if self._is_low() else At.SESSION
            # Around a session nothing is asked that needs a clear head.
            case At.SESSION if not self.context.is_protected and rest_ends(self.context) is None:
                return At.PROTECT
            case _:
                return None

    def _possible(self, at: At) -> At:
        """Give the step to show in the place of one that what was told does not lead to any more."""
        return At.FEELING if at is At.REST and not self._is_low() else at

    def _is_low(self) -> bool:
        told = told_today(self.context)
        return told is not None and course.low_day((told,), self.context.now().date())

    def _go_to(self, at: At) -> None:
        self._part = ""
        first_run.remember(self.context, at)
        self._show(at)
        assert self.step is not None
        self.step.first().setFocus(Qt.FocusReason.TabFocusReason)
        self.verticalScrollBar().setValue(0)
        announce(self, self.step.said)

    def _show(self, at: At) -> None:
        had_focus = self.step is not None and self.step.isAncestorOf(self.focusWidget())
        self.leave()
        clear(self._place)
        self.at = at
        self.step = self._made(at)
        self._place.addWidget(self.step)
        self._back_line.setVisible(at in BEFORE)
        self.sample.setVisible(at is At.COUNTRY)
        self._set_margins()
        first = self._first(self.step)
        if had_focus:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._bring_up(first)

    def _first(self, step: Step) -> QWidget:
        """Give what the keyboard begins with, or goes back to in a page made anew."""
        if isinstance(step, CountryStep) and self._part:
            return step.part(self._part)
        return step.first()

    def _bring_up(self, part: QWidget) -> None:
        """Bring what has the keyboard into sight, below the page's top."""
        self.once_shown(partial(self.ensureWidgetVisible, part), part)

    def _made(self, at: At) -> Step:
        step = _KINDS[at](self.context)
        step.done.connect(self._on_done)
        step.wants_view.connect(self._bring_up)
        if isinstance(step, CountryStep):
            step.remade.connect(lambda part: self.context.ways.open_page("welcome", part))
        elif isinstance(step, ProtectStep):
            step.protecting.connect(self._on_protecting)
        elif isinstance(step, RestStep):
            step.resumed.connect(lambda: self._go_to(At.SESSION))
        return step

    def _keys(self, sequence: str, action: Callable[[], object]) -> None:
        made = QShortcut(QKeySequence(sequence), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        # A key that is held down answers one step, not all that follow.
        made.setAutoRepeat(False)
        made.activated.connect(action)

    def _set_margins(self) -> None:
        width = self.viewport().width()
        least = 34 if width > NARROW else 16
        side = max(least, (width - self.context.theme.scaled(WIDEST)) // 2)
        self.body.setContentsMargins(side, TOP, side, BOTTOM)
        inner = 40 if width > NARROW else 20
        if self.step is not None:
            self.step.body.setContentsMargins(inner, 28, inner, 28)

    # ---- Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on; as a proxy the step's part would come before what stands above it."""
        super().focusInEvent(event)
        if self.step is not None:
            self._first(self.step).setFocus(event.reason())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in the middle of a wide window, and fill a narrow one."""
        super().resizeEvent(event)
        self._set_margins()


_KINDS: dict[At, Callable[[Context], Step]] = {
    At.COUNTRY: CountryStep,
    At.FEELING: FeelingStep,
    At.SESSION: SessionStep,
    At.PROTECT: ProtectStep,
    At.REST: RestStep,
}
