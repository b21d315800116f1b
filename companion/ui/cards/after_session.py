# SPDX-License-Identifier: Apache-2.0
"""The card for the day after a session: what to think of now, and the way to go through it."""

from datetime import datetime, timedelta

from msgspec import Struct

from companion.domain import checklist
from companion.domain.item import Walk
from companion.domain.records import Entry, Session, SessionState
from companion.domain.session_day import under_way
from companion.language import _
from companion.ui.cards.timeline import Line, Timeline, lines
from companion.ui.cards.today_read import TodayRead
from companion.ui.context import Context
from companion.ui.session_day import wording
from companion.ui.session_day.tile import Tapped
from companion.ui.sessions import title_among
from companion.ui.widgets.basics import Card, Flow, button, label, row

SHOWN_FOR = timedelta(hours=36)
"""How long after its start a session's card for afterwards stands on Today."""


def lately_begun(sessions: tuple[Entry[Session], ...], now: datetime) -> Entry[Session] | None:
    """Give the session that began within the last day and a half, the last where there are two.

    One that was cancelled after all is none.
    """
    begun = [
        (entry.record.start, entry)
        for entry in sessions
        if entry.record.state is not SessionState.CANCELLED
        and entry.record.start is not None
        and entry.record.start <= now
    ]
    start, entry = max(begun, key=lambda each: each[0], default=(None, None))
    return entry if start is not None and now - start < SHOWN_FOR else None


class After(Struct, frozen=True, kw_only=True):
    """What the card of a session that began lately says: its title, and what is to be thought of."""

    key: str
    title: str
    waiting: tuple[Line, ...]


def after(context: Context, read: TodayRead, entry: Entry[Session], now: datetime) -> After:
    """Give what the card says of a session that began lately, at a moment."""
    session = title_among(read.held, entry, read.person.planned_sessions)
    walked = read.walked(entry, Walk.AFTERWARDS)
    waiting = checklist.upcoming(walked.steps, now) if walked is not None else ()
    return After(
        key=entry.id,
        title=_("Afterwards: {session}").format(session=session),
        waiting=lines(context.content, waiting, now),
    )


class AfterSessionCard(Card):
    """What comes next after a session that began lately."""

    def __init__(self, context: Context, told: After) -> None:
        super().__init__(told.title, role="sessionCard")
        if told.waiting:
            self.add(Timeline(told.waiting))
        else:
            self.add(label(_("Nothing more to think of right now."), "secondary"))
        self.fill()
        through = button(_("Go through what to think of now"), "outline")
        target = f"{Walk.AFTERWARDS}:{told.key}"
        through.clicked.connect(lambda: context.ways.open_page("prepare", target))
        self.add(row(through, 1))


class UnderWay(Struct, frozen=True, kw_only=True):
    """What the card of a session that is under way says."""

    key: str
    title: str


def going_on(read: TodayRead, now: datetime) -> UnderWay | None:
    """Give what the card says of the session that is under way; None where there is none."""
    entry = under_way(read.near, now)
    if entry is None:
        return None
    session = title_among(read.held, entry, read.person.planned_sessions)
    return UnderWay(key=entry.id, title=_("{session} is under way").format(session=session))


class UnderWayCard(Card):
    """A session that is under way: the way back to its screen, and to help."""

    def __init__(self, context: Context, told: UnderWay) -> None:
        super().__init__(told.title, role="sessionCard")
        back = Tapped(_("Go on with the session"), "dayMain")
        back.clicked.connect(lambda: context.ways.open_page("session_day", told.key))
        help_now = Tapped(_("I need help"), "dayHelp")
        help_now.clicked.connect(lambda: context.ways.open_page("help"))
        ways = Flow(spacing=12)
        ways.addWidget(back)
        ways.addWidget(help_now)
        self.add(ways)
        self.add(label(wording.emergency(context), "secondary"))
