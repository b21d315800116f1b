# SPDX-License-Identifier: Apache-2.0
"""Reminders on this computer, where the person chose them: “You have a reminder.” and no more.

The moments are worked out from the open diary and kept in memory, without a word of what they are
about, so that they go on while it is locked. After a restart into the lock nothing is known, and
that is said once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from companion.domain import checklist, course, reminders
from companion.domain.instrument import as_wanted
from companion.domain.records import (
    CheckIn,
    ChecklistRun,
    Entry,
    Person,
    Response,
    RuleSet,
    Session,
)
from companion.domain.reminders import Reminder
from companion.language import _
from companion.logbook import log
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.walk import walking

if TYPE_CHECKING:
    from companion.ui.dialogs.quick_check_in import QuickCheckIn
    from companion.ui.tray import Notifications, Tray

READY = 10_000
"""Milliseconds after the start until the first look. By then a desktop that just began has its
tray; Qt looks for one once, and never again where it found none."""
LONGEST = 60_000
"""Milliseconds between two looks, after which sleep and a clock that was set are noticed."""
LAST_SESSIONS = timedelta(days=2)
"""A session that began longer ago than this keeps nobody from being reminded."""
LAST_RESPONSES = timedelta(days=400)
"""Longer than from one questionnaire to the next, however seldom it is wanted."""
KINDS = (CheckIn, ChecklistRun, Person, Response, RuleSet, Session)
"""What reminders follow from."""


class Reminders(QObject):
    """Reminds while the app runs, by the desktop or else in the window.

    Signals, for the window: ``forward_asked`` with the page to show, empty for the one that is
    shown, ``line_asked`` with a sentence to show, ``reach_asked`` to be in the task bar at least,
    and ``end_asked`` to close for good.
    """

    forward_asked = Signal(str)
    line_asked = Signal(str)
    reach_asked = Signal()
    end_asked = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._context = context
        self._moments: tuple[datetime, ...] | None = None
        self._shown: set[datetime] = set()
        self._said_locked = False
        self._out_of_sight = False
        self.is_sample = False
        self._tray: Tray | None = None
        self._notifications: Notifications | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        context.changed.connect(self._on_changed)
        self._check_in: QuickCheckIn | None = None

    # ---- what the desktop shows, which is there once it is needed

    @property
    def tray(self) -> "Tray":
        """The sign in the tray."""
        from companion.ui.tray import Tray

        if self._tray is None:
            self._tray = made = Tray(self)
            made.check_in_asked.connect(self.show_check_in)
            made.open_asked.connect(lambda: self.forward_asked.emit(""))
            made.help_asked.connect(lambda: self.forward_asked.emit("help"))
            made.end_asked.connect(self.end_asked)
            made.pressed.connect(lambda: self.forward_asked.emit("today"))
        return self._tray

    @property
    def notifications(self) -> "Notifications":
        """The desktop's own notifications."""
        from companion.ui.tray import Notifications

        if self._notifications is None:
            self._notifications = Notifications(self)
            self._notifications.pressed.connect(lambda: self.forward_asked.emit("today"))
        return self._notifications

    def renew(self) -> None:
        """Say what stands in the tray anew, as in another language."""
        if self._tray is not None:
            self._tray.renew()

    # ---- beginning and ending

    def begin(self) -> None:
        """Remind from the first look on, as far as it is chosen."""
        self.rest()
        if self._context.preferences.remind:
            self._read()
            self._timer.start(READY)

    def begin_now(self) -> None:
        """Remind from now on, as far as it is chosen now."""
        self.begin()
        if self._timer.isActive():
            self.look()

    def begin_out_of_sight(self) -> None:
        """See to it that a window that is not shown at the start can be reached all the same."""
        if self._context.preferences.remind:
            # The tray may come only after what starts at login.
            self._out_of_sight = True
        else:
            self.reach_asked.emit()

    def goes_on_unseen(self) -> bool:
        """Tell whether it goes on in the tray when the person closes the window."""
        chosen = self._context.preferences
        if not (chosen.remind and chosen.keep_in_tray):
            return False
        self.tray.show()
        return self.tray.is_shown

    def rest(self) -> None:
        """Remind no more, as the window is closed or everything is deleted."""
        self.close_check_in()
        self._timer.stop()
        if self._tray is not None:
            self._tray.hide()

    # ---- the check-in from the tray

    def show_check_in(self) -> None:
        """Show the small window to check in; where that cannot be, the main one, which says why.

        That is while the diary is closed, and while a dialog waits for its answer.
        """
        from companion.ui.dialogs.quick_check_in import QuickCheckIn

        if self._context.is_locked or QApplication.activeModalWidget() is not None:
            self.forward_asked.emit("today")
            return
        if self._check_in is None:
            self._check_in = QuickCheckIn(self._context)
            self._check_in.page_asked.connect(self._lead)
            self._check_in.finished.connect(self.close_check_in)
        self._check_in.come_forward()

    def close_check_in(self) -> None:
        """Take the small window away, as when the diary is locked."""
        window, self._check_in = self._check_in, None
        if window is not None:
            window.hide()
            window.deleteLater()

    def _lead(self, page: str, argument: str) -> None:
        """Bring the main window forward with a page, and a part of it."""
        self.forward_asked.emit(page)
        if argument:
            self._context.ways.open_page(page, argument)

    # ---- reminding

    def show_one(self) -> None:
        """Show a reminder now, to try it."""
        self._tell(_("You have a reminder."))

    def look(self) -> None:
        """Remind if it is time to, and look again when it is next, at the latest in a minute."""
        if self._context.is_erased:
            self.rest()
            return
        self.tray.show()
        if self._out_of_sight and not self.tray.is_shown:
            self.reach_asked.emit()
        self._out_of_sight = False
        self._read()
        if self._moments is None:
            self._say_locked()
        elif due := self._due(self._moments):
            self._shown |= due
            self._tell(_("You have a reminder."))
        self._arm()

    def _due(self, moments: tuple[datetime, ...]) -> set[datetime]:
        now = self._context.now()
        past = {moment for moment in moments if moment <= now} - self._shown
        return {moment for moment in past if now - moment <= reminders.STILL}

    def _say_locked(self) -> None:
        """Say once that nothing is known; not to a person who has the way in before them."""
        if self._said_locked or self._context.is_troubled or QApplication.activeWindow():
            return
        self._said_locked = True
        self._tell(_("Unlock to get reminders."))

    def _tell(self, sentence: str) -> None:
        if not (self.notifications.notify(sentence) or self.tray.notify(sentence)):
            self.line_asked.emit(sentence)

    def _arm(self) -> None:
        now = self._context.now()
        ahead = [moment - now for moment in self._moments or () if moment > now]
        wait = min(ahead, default=timedelta(minutes=1)) / timedelta(milliseconds=1)
        self._timer.start(min(LONGEST, ceil(wait)))

    # ---- what there is to be reminded of

    def _on_changed(self, kind: object) -> None:
        if kind in KINDS and self._timer.isActive():
            self.look()

    def _read(self) -> None:
        """Work the moments out again from an open diary; keep those there are of a closed one."""
        if self._context.is_locked:
            return
        try:
            found = moments(self._context)
        except Problem as problem:
            log.warning("no new reminders: %s", problem)
            return
        if self._moments is None:
            # What was due before it ran is not made up for.
            self._shown = {moment for moment in found if moment <= self._context.now()}
        self._moments = found


def of(context: Context) -> Reminders:
    """Give the reminders that belong to a context; there is one for each."""
    return context.findChild(Reminders) or Reminders(context)


def moments(context: Context) -> tuple[datetime, ...]:
    """Give when to remind, as the open diary and the choices are now."""
    now, at = context.now(), context.preferences.check_in_time
    sessions = context.diary.entries(Session, first=(now - LAST_SESSIONS).date())
    check_ins = context.diary.entries(CheckIn, first=(now - timedelta(days=1)).date())
    ahead = course.next_session(sessions, now)
    found = [*_of_questionnaires(context, sessions, ahead)]
    if ahead is not None:
        found += _of_session(context, ahead)
    if at is not None:
        found += reminders.of_check_ins(at, check_ins, now.date(), context.zone)
    return reminders.plan_of(found, sessions, check_ins, now)


def _of_session(context: Context, ahead: Entry[Session]) -> Iterator[Reminder]:
    chosen = context.content.checklist_for(ahead.record.route)
    if chosen is None or ahead.record.route is None:
        return
    run = walking.run_for(context, ahead)
    record = run.record if run is not None else None
    walked = checklist.steps(chosen, ahead.record, record, walking.rules(context))
    yield from reminders.of_steps(walked, ahead.record)


def _of_questionnaires(
    context: Context, sessions: Sequence[Entry[Session]], ahead: Entry[Session] | None
) -> Iterator[Reminder]:
    responses = context.diary.entries(Response, first=(context.now() - LAST_RESPONSES).date())
    wanted = context.person.schedules
    instruments = [as_wanted(one, wanted) for one in context.content.instruments.values()]
    plan = ahead.record.plan if ahead is not None else None
    yield from reminders.of_questionnaires(instruments, responses, sessions, plan, context.zone)
