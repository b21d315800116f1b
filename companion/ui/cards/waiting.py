# SPDX-License-Identifier: Apache-2.0
"""What waits, each with the one press that settles it."""

from datetime import datetime, timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain import course, instrument
from companion.domain.faults import Impossible
from companion.domain.item import Walk
from companion.domain.records import (
    Appointment,
    CheckIn,
    ChecklistRun,
    Entry,
    Question,
    Response,
    Session,
    SessionState,
    SideEffect,
)
from companion.domain.safety import reply_to_effect
from companion.domain.visit import near_visits
from companion.domain.walks import monthly_due
from companion.language import _, ngettext
from companion.problem import Problem
from companion.ui import dates, words
from companion.ui.cards.keeping import Word, words_on_keeping
from companion.ui.context import Context
from companion.ui.questionnaire.wording import every
from companion.ui.widgets.basics import Card, Flow, button, clear, label, row

APPOINTMENT_NEAR = timedelta(days=7)
ASK_AGAIN = timedelta(hours=12)


class WaitingCard(Card):
    """What waits, each with the one press that settles it."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Waiting for you"))
        self._context = context
        self._rows = QVBoxLayout()
        self._rows.setSpacing(12)
        self.add(self._rows)
        self._all = button(_("All questionnaires"), "plain")
        self._all.clicked.connect(lambda: context.ways.open_page("questionnaire"))
        self.add(row(self._all, 1))
        self.fill()

    def show_waiting(
        self,
        sessions: tuple[Entry[Session], ...],
        check_ins: tuple[Entry[CheckIn], ...],
        now: datetime,
    ) -> None:
        """List what waits; on a low day only what cannot wait."""
        clear(self._rows)
        low = course.low_day(check_ins, now.date())
        soon = course.next_session(sessions, now)
        cannot_wait = soon is not None and soon.record.plan.moment() - now <= timedelta(hours=24)
        folded = low and not cannot_wait
        self._all.setVisible(not folded and not instrument.resting(sessions, now))
        if folded:
            self._rows.addWidget(label(_("The rest can wait."), "secondary"))
            return
        self._country()
        self._past_sessions(sessions, now)
        self._effects(now)
        self._questionnaires(sessions, now)
        self._monthly(sessions, now)
        self._visits(now)
        self._questions(now)
        self._keeping(check_ins)
        if self._rows.count() == 0:
            self._rows.addWidget(label(_("Nothing right now."), "secondary"))

    def _country(self) -> None:
        if self._context.preferences.country is None:
            choose = button(_("Choose"))
            choose.setAccessibleName(_("Choose the country for Get help now"))
            choose.clicked.connect(lambda: self._context.ways.open_page("help"))
            self._add(_("Which country’s numbers should Get help now show?"), choose)

    def _past_sessions(self, sessions: tuple[Entry[Session], ...], now: datetime) -> None:
        for entry in sessions:
            past = entry.record.plan.moment() < now - timedelta(hours=1)
            if entry.record.state is SessionState.PLANNED and past:
                day = dates.weekday_date(entry.record.plan.day)
                record = button(_("Record it"))
                record.clicked.connect(
                    lambda _checked=False, key=entry.id: self._context.ways.open_page(
                        "session", key
                    )
                )
                self._add(_("Session of {day}: how did it go?").format(day=day), record)

    def _effects(self, now: datetime) -> None:
        for entry in course.open_effects(self._context.diary.entries(SideEffect)):
            effect = entry.record
            asked = effect.asked_at or effect.start
            if now - asked < ASK_AGAIN:
                continue
            name = self._context.content.effect_name(effect.effect, effect.own_name)
            since = dates.weekday_date(effect.start.date())
            still, gone = button(_("Yes")), button(_("Gone"))
            still.setAccessibleName(_("{effect} is still there").format(effect=name))
            gone.setAccessibleName(_("{effect} is gone").format(effect=name))
            still.clicked.connect(lambda _c=False, e=entry: self._settle(e, gone=False))
            gone.clicked.connect(lambda _c=False, e=entry: self._settle(e, gone=True))
            if self._is_red_flag(effect, now):
                text = _(
                    "{effect} since {day}. If it is there now, please call. This app cannot alert anyone."
                )
                help_now = button(_("Get help now"), "danger")
                help_now.clicked.connect(lambda: self._context.ways.open_page("help"))
                self._add(text.format(effect=name, day=since), help_now)
            text = _("{effect} since {day}. Still there?")
            self._add(text.format(effect=name, day=since), still, gone)

    def _is_red_flag(self, effect: SideEffect, now: datetime) -> bool:
        """Tell whether the fixed list has a reply to an effect that is still there."""
        known = self._context.content.effects.get(effect.effect or "")
        return (
            known is not None and reply_to_effect(known, effect.start, now, gone=False) is not None
        )

    def _settle(self, entry: Entry[SideEffect], *, gone: bool) -> None:
        now = self._context.now()
        changed = replace(entry.record, asked_at=now, end=now if gone else None)
        try:
            self._context.save(changed, "", entry)
        except (Impossible, Problem) as refused:
            self._context.ways.say(words.refused(refused))

    def _questionnaires(self, sessions: tuple[Entry[Session], ...], now: datetime) -> None:
        responses = self._context.diary.entries(Response)
        wanted = self._context.person.schedules
        for one in self._context.content.instruments.values():
            half_way = instrument.begun(one, responses, now) is not None
            if half_way and not instrument.resting(sessions, now):
                start = button(_("Go on"))
                start.setAccessibleName(_("Go on with {name}").format(name=one.name))
                said = _("{name}, begun and not finished").format(name=one.name)
            elif instrument.is_due(one, responses, sessions, now, wanted):
                start = button(_("Start · {n} min").format(n=one.minutes))
                start.setAccessibleName(_("Start {name}").format(name=one.name))
                often = every(instrument.interval(one, wanted))
                said = _("{name}, {often}").format(name=one.name, often=often)
            else:
                continue
            start.clicked.connect(
                lambda _c=False, key=one.id: self._context.ways.open_page("questionnaire", key)
            )
            self._add(said, start)

    def _monthly(self, sessions: tuple[Entry[Session], ...], now: datetime) -> None:
        if not monthly_due(sessions, self._context.diary.entries(ChecklistRun), now):
            return
        go = button(_("Go through"))
        go.setAccessibleName(_("Go through the monthly questions"))
        go.clicked.connect(lambda: self._context.ways.open_page("prepare", Walk.MAINTENANCE))
        self._add(_("The monthly questions: bladder, memory, craving and your plan"), go)

    def _visits(self, now: datetime) -> None:
        """Lead to the visits that are near: what to raise before, what was decided after."""
        for entry in near_visits(self._context.diary.entries(Appointment), now.date()):
            day = dates.weekday_date(entry.record.plan.day)
            if entry.record.plan.moment() > now:
                said = _("Visit on {day}: what to raise, and what has changed")
                go, name = button(_("Get ready")), _("Get ready for the visit on {day}")
            else:
                said = _("Visit of {day}: what was said and decided?")
                go, name = button(_("Write it down")), _("Write down what was decided on {day}")
            go.setAccessibleName(name.format(day=day))
            go.clicked.connect(
                lambda _c=False, key=entry.id: self._context.ways.open_page("visit", key)
            )
            self._add(said.format(day=day), go)

    def _questions(self, now: datetime) -> None:
        ahead = course.next_appointment(self._context.diary.entries(Appointment), now)
        if ahead is None or not now < ahead.record.plan.moment() <= now + APPOINTMENT_NEAR:
            return
        questions = self._context.diary.entries(Question)
        count = sum(not entry.record.answered for entry in questions)
        day = dates.weekday(ahead.record.plan.day)
        text = ngettext(
            "{n} question saved for {day}’s follow-up", "{n} questions saved for {day}’s follow-up",
            count,
        ).format(n=count, day=day)  # fmt: skip
        review = button(_("Review"))
        review.setAccessibleName(_("Review the report for the follow-up"))
        review.clicked.connect(lambda: self._context.ways.open_page("report"))
        self._add(text, review)

    def _keeping(self, check_ins: tuple[Entry[CheckIn], ...]) -> None:
        since = check_ins[0].record.at.date() if check_ins else None
        for word in words_on_keeping(self._context, since):
            see = button(word.way)
            see.clicked.connect(
                lambda _c=False, place=word.place: self._context.ways.open_page("settings", place)
            )
            ways = Flow(spacing=6)
            ways.addWidget(see)
            if word.put_off is not None:
                put_off = _("Not now: {sentence}").format(sentence=word.sentence)
                later = button(_("Not now"), "quiet", name=put_off)
                later.clicked.connect(lambda _c=False, word=word: self._put_off(word))
                ways.addWidget(later)
            self._rows.addWidget(label(word.sentence))
            self._rows.addLayout(ways)

    def _put_off(self, word: Word) -> None:
        assert word.put_off is not None
        self._context.keep(word.put_off)
        self._context.ways.open_page("today")

    def _add(self, text: str, *actions: QWidget) -> None:
        line = row(spacing=6)
        line.addWidget(label(text), 1)
        for action in actions:
            line.addWidget(action)
        self._rows.addLayout(line)
