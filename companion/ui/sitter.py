# SPDX-License-Identifier: Apache-2.0
"""The sitter's timer: when to look next, and what came of each look. It calls nobody.

It is kept in memory, so that it goes on while the diary is locked; looks wait until they can be
written into the session it was started for.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain import sitter
from companion.domain.records import SitterCheck
from companion.domain.sitter import Watch

TICK = 1000

Looks = Mapping[str, tuple[SitterCheck, ...]]
"""Looks by the id of their session."""


class SitterTimer(QObject):
    """Counts down to the next look, for whoever stays with the person.

    It ends by itself when its session is over. Signals: ``ticked`` every second while it runs, and
    once when it is started, answered or ended; ``looked`` when a look was answered or its time is
    over.
    """

    ticked = Signal()
    looked = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QObject) -> None:
        super().__init__(parent)
        self._now = now
        self._watch: Watch | None = None
        self._session_id = ""
        self._waiting: dict[str, tuple[SitterCheck, ...]] = {}
        self.missing: set[str] = set()
        """Sessions that looks wait for and that are not there, as was said already."""
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self.tick)

    @property
    def runs(self) -> bool:
        """Whether someone asked for it."""
        return self._watch is not None

    @property
    def session_id(self) -> str:
        """The session it was last started for."""
        return self._session_id

    @property
    def waits(self) -> bool:
        """Whether looks wait to be written down."""
        return bool(self._waiting)

    @property
    def due(self) -> datetime | None:
        """When to look next; None when the timer does not run."""
        return self._watch.due if self._watch is not None else None

    @property
    def left(self) -> timedelta:
        """The time until the next look; zero when it is due, or when the timer does not run."""
        if self._watch is None:
            return timedelta()
        return max(timedelta(), self._watch.due - self._now())

    @property
    def is_due(self) -> bool:
        """Whether it is time to look."""
        return self.runs and not self.left

    def start(self, session_id: str) -> None:
        """Begin for a session that is under way."""
        self._session_id = session_id
        self._watch = sitter.begin(self._now())
        self._timer.start()
        self.ticked.emit()

    def go_on_until(self, until: datetime) -> None:
        """Take until when its session is watched over, and end if that is past."""
        if self._watch is None:
            return
        self._watch = replace(self._watch, until=until)
        if until <= self._now():
            self.end()

    def answer(self, *, well: bool) -> None:
        """Take the answer to the look that is due, or to the next one early."""
        if self._watch is None:
            return
        check, self._watch = sitter.answer(self._watch, self._now(), well=well)
        self._settle((check,))
        self.ticked.emit()

    def end(self) -> None:
        """Stop; a look that was due stays "not checked"."""
        if self._watch is None:
            return
        watch, self._watch = self._watch, None
        self._timer.stop()
        self._settle(sitter.left_open(watch, self._now()))
        self.ticked.emit()

    def tick(self) -> None:
        """Notice looks whose time is over, as the timer does every second, and its own end."""
        if self._watch is None:
            return
        if self._watch.until <= self._now():
            self.end()
            return
        over, self._watch = sitter.missed(self._watch, self._now())
        self._settle(over)
        self.ticked.emit()

    def take(self) -> Looks:
        """Hand over the looks that wait to be written down."""
        taken, self._waiting = self._waiting, {}
        return taken

    def give_back(self, session_id: str, checks: tuple[SitterCheck, ...]) -> None:
        """Take back looks that could not be written down."""
        self._waiting[session_id] = (*checks, *self._waiting.get(session_id, ()))

    def _settle(self, checks: tuple[SitterCheck, ...]) -> None:
        if checks:
            waiting = self._waiting.get(self._session_id, ())
            self._waiting[self._session_id] = (*waiting, *checks)
            self.looked.emit()
