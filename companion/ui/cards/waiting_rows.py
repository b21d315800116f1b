# SPDX-License-Identifier: Apache-2.0
"""What waits on Today: each thing with its words, and the presses that settle it."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from companion.domain import course, instrument
from companion.domain.item import Walk
from companion.domain.records import Entry, SideEffect
from companion.domain.safety import reply_to_effect
from companion.domain.visit import near_visits
from companion.domain.walks import monthly_due
from companion.language import _, ngettext
from companion.preferences import Preferences
from companion.ui import dates
from companion.ui.cards.keeping import words_on_keeping
from companion.ui.cards.today_read import TodayRead
from companion.ui.context import Context
from companion.ui.questionnaire.wording import every

APPOINTMENT_NEAR = timedelta(days=7)
ASK_AGAIN = timedelta(hours=12)


class Opens(Struct, frozen=True):
    """Shows a page, and a part of it."""

    page: str
    argument: str = ""


class Settles(Struct, frozen=True):
    """Says that a side effect is still there, or that it is gone."""

    effect: Entry[SideEffect]
    gone: bool


class PutsOff(Struct, frozen=True):
    """Keeps preferences by which something is not spoken of for a while."""

    chosen: Preferences


class Way(Struct, frozen=True):
    """A button: its words, what a screen reader says if not those, and what it does."""

    words: str
    does: Opens | Settles | PutsOff
    name: str = ""
    role: str = ""


class Row(Struct, frozen=True):
    """One thing that waits. Its ways stand beside the words, or ``below`` them."""

    words: str
    ways: tuple[Way, ...]
    below: bool = False


def rows(
    context: Context, read: TodayRead, now: datetime, at_home: Callable[[], str | None]
) -> Iterator[Row]:
    """Give what waits at a moment; ``at_home`` gives what there is to say of the diary's folder."""
    yield from _country(context)
    yield from _past_sessions(read, now)
    yield from _effects(context, read, now)
    yield from _questionnaires(context, read, now)
    yield from _monthly(read, now)
    yield from _visits(read, now)
    yield from _questions(read, now)
    yield from _keeping(context, read, at_home)


def _country(context: Context) -> Iterator[Row]:
    if context.preferences.country is None:
        name = _("Choose the country for Get help now")
        choose = Way(_("Choose"), Opens("help"), name)
        yield Row(_("Which country’s numbers should Get help now show?"), (choose,))


def _past_sessions(read: TodayRead, now: datetime) -> Iterator[Row]:
    for entry in read.planned:
        if entry.record.plan.moment() < now - timedelta(hours=1):
            day = dates.weekday_date(entry.record.plan.day)
            record = Way(_("Record it"), Opens("session", entry.id))
            yield Row(_("Session of {day}: how did it go?").format(day=day), (record,))


def _effects(context: Context, read: TodayRead, now: datetime) -> Iterator[Row]:
    for entry in read.lasting:
        effect = entry.record
        asked = effect.asked_at or effect.start
        if now - asked < ASK_AGAIN:
            continue
        name = context.content.effect_name(effect.effect, effect.own_name)
        since = dates.weekday_date(effect.start.date())
        if _is_red_flag(context, effect, now):
            text = _(
                "{effect} since {day}. If it is there now, please call. This app cannot alert anyone."
            )
            help_now = Way(_("Get help now"), Opens("help"), role="danger")
            yield Row(text.format(effect=name, day=since), (help_now,))
        text = _("{effect} since {day}. Still there?")
        still = _("{effect} is still there").format(effect=name)
        gone = _("{effect} is gone").format(effect=name)
        yield Row(
            text.format(effect=name, day=since),
            (
                Way(_("Yes"), Settles(entry, gone=False), still),
                Way(_("Gone"), Settles(entry, gone=True), gone),
            ),
        )


def _is_red_flag(context: Context, effect: SideEffect, now: datetime) -> bool:
    """Tell whether the fixed list has a reply to an effect that is still there."""
    known = context.content.effects.get(effect.effect or "")
    return known is not None and reply_to_effect(known, effect.start, now, gone=False) is not None


def _questionnaires(context: Context, read: TodayRead, now: datetime) -> Iterator[Row]:
    wanted, resting = read.person.schedules, instrument.resting(read.near, now)
    for one in context.content.instruments.values():
        if not resting and instrument.begun(one, read.responses, now) is not None:
            name = _("Go on with {name}").format(name=one.name)
            start = Way(_("Go on"), Opens("questionnaire", one.id), name)
            yield Row(_("{name}, begun and not finished").format(name=one.name), (start,))
        elif instrument.is_due(one, read.responses, read.near, now, wanted):
            name = _("Start {name}").format(name=one.name)
            words = _("Start · {n} min").format(n=one.minutes)
            often = every(instrument.interval(one, wanted))
            yield Row(
                _("{name}, {often}").format(name=one.name, often=often),
                (Way(words, Opens("questionnaire", one.id), name),),
            )


def _monthly(read: TodayRead, now: datetime) -> Iterator[Row]:
    if monthly_due(read.first_session, read.monthly, now):
        name = _("Go through the monthly questions")
        go = Way(_("Go through"), Opens("prepare", Walk.MAINTENANCE), name)
        yield Row(_("The monthly questions: bladder, memory, craving and your plan"), (go,))


def _visits(read: TodayRead, now: datetime) -> Iterator[Row]:
    """Lead to the visits that are near: what to raise before, what was decided after."""
    for entry in near_visits(read.visits, now.date()):
        day = dates.weekday_date(entry.record.plan.day)
        if entry.record.plan.moment() > now:
            said = _("Visit on {day}: what to raise, and what has changed")
            go, name = _("Get ready"), _("Get ready for the visit on {day}")
        else:
            said = _("Visit of {day}: what was said and decided?")
            go, name = _("Write it down"), _("Write down what was decided on {day}")
        way = Way(go, Opens("visit", entry.id), name.format(day=day))
        yield Row(said.format(day=day), (way,))


def _questions(read: TodayRead, now: datetime) -> Iterator[Row]:
    ahead = course.next_appointment(read.visits, now)
    if ahead is None or not now < ahead.record.plan.moment() <= now + APPOINTMENT_NEAR:
        return
    count = sum(not entry.record.answered for entry in read.questions)
    day = dates.weekday(ahead.record.plan.day)
    text = ngettext(
        "{n} question saved for {day}’s follow-up", "{n} questions saved for {day}’s follow-up",
        count,
    ).format(n=count, day=day)  # fmt: skip
    review = Way(_("Review"), Opens("report"), _("Review the report for the follow-up"))
    yield Row(text, (review,))


def _keeping(context: Context, read: TodayRead, at_home: Callable[[], str | None]) -> Iterator[Row]:
    for word in words_on_keeping(context, read.first_check_in, read.near, at_home):
        ways = [Way(word.way, Opens("settings", word.place))]
        if word.put_off is not None:
            name = _("Not now: {sentence}").format(sentence=word.sentence)
            ways.append(Way(_("Not now"), PutsOff(word.put_off), name, "quiet"))
        yield Row(word.sentence, tuple(ways), below=True)
