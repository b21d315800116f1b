# SPDX-License-Identifier: Apache-2.0
"""A side effect: what, how strong, since when, whether it is still there."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.content import Content
from companion.domain import effect_end
from companion.domain.course import held_sessions
from companion.domain.moment import day_of
from companion.domain.records import Entry, Grade, Record, Session, SideEffect, Sought
from companion.domain.safety import Reply, reply_to_effect
from companion.language import _
from companion.problem import Problem
from companion.ui import words
from companion.ui.context import Context
from companion.ui.dates import begun, day_and_clock, weekday_date
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import label
from companion.ui.widgets.effect_field import EffectField
from companion.ui.widgets.fields import ChoiceField, Field, Raw, Unreadable, WordsField
from companion.ui.widgets.heard import HeardLine, put_on_list
from companion.ui.widgets.moments import MomentField
from companion.ui.widgets.reply import ReplyPanel
from companion.ui.widgets.scale import Choices

ACUTE = timedelta(hours=24)
NEAR = timedelta(days=3)
"""More than lies between the two days of what is 24 hours apart, on whatever clocks."""
STILL = "still"
ENDED = "ended"


def about_what_time() -> str:
    """Say that a time need not be exact."""
    return _("About what time? A rough one is enough.")


class StartField(MomentField):
    """Since when it is there. It begins with now; on another day the time is not known yet."""

    def __init__(self, name: str, *, zone: Callable[[], str], now: datetime) -> None:
        super().__init__(name, zone=zone, today=now.date())
        self._rough = label(about_what_time(), "small")
        self._rough.hide()
        self.layout_.addWidget(self._rough)
        self.set_moment(now)
        self._goes_with: date | None = now.date()
        """The day with which alone the time goes, as long as nobody told it."""
        self.day.edited.connect(self._on_day)
        self.clock.textChanged.connect(self._on_time)

    def set_raw(self, raw: Raw) -> None:
        """Put day and time back; None empties the time."""
        super().set_raw(raw)
        self._rough.setVisible(not self.clock.text())

    def _on_day(self) -> None:
        if self._goes_with is None or self.day.is_being_typed:
            return
        if self.day.raw() != self._goes_with.isoformat():
            self.clock.clear()
            self._rough.show()

    def _on_time(self) -> None:
        self._goes_with = None


class EndField(Field[datetime | None]):
    """Whether it is still there, and if not when it ended, where the person knows that."""

    def __init__(self, name: str, *, zone: Callable[[], str], today: date) -> None:
        super().__init__(name)
        options = ((STILL, _("Yes")), (ENDED, _("It has ended")))
        self.choices = Choices(name, options)
        self.moment = MomentField(_("When did it end?"), zone=zone, today=today, optional=True)
        self.moment.day.tell_at(self)
        self._unknown = label("", "small")
        self._ended_by: datetime | None = None
        self._was_told = False
        self.layout_.addWidget(label(name))
        self.layout_.addWidget(self.choices)
        self._asked = label("", "small")
        self._asked.hide()
        self.layout_.addWidget(self._asked)
        self.layout_.addSpacing(6)
        self.layout_.addWidget(self.moment)
        self.layout_.addWidget(self._unknown)
        self._show_end()
        self.choices.changed.connect(self._on_edited)
        self.moment.edited.connect(self._on_edited)
        self._finish()

    @property
    def state(self) -> object:
        """``STILL``, ``ENDED``, or None where it was not said."""
        return self.choices.value

    def value(self) -> datetime | None:
        """Give the end that was told, None where there is none or it is not known."""
        return self.moment.value() if self.state == ENDED else None

    def raw(self) -> Raw:
        """Give what was chosen, and the end as typed."""
        return f"{self.state or ''} {self.moment.raw()}"

    def set_raw(self, raw: Raw) -> None:
        """Choose again and put the end back."""
        chosen, _space, moment = str(raw or "").partition(" ")
        self.moment.set_raw(moment)
        self._show(chosen or None)

    def show_effect(self, effect: SideEffect) -> None:
        """Show its end, or that it was still there when it was last asked after."""
        asked = effect.asked_at
        self._ended_by = effect_end.ended_by(effect)
        self._was_told = effect_end.ended_at(effect) is not None
        self.moment.set_moment(effect_end.ended_at(effect))
        self._show(ENDED if effect.end else STILL if asked else None)
        self._asked.setVisible(asked is not None)
        if asked is not None:
            self._asked.setText(_("Last asked {when}").format(when=day_and_clock(asked)))

    def control(self) -> QWidget:
        """Give the end's editor, or the first choice while it is hidden."""
        if self.state == ENDED:
            return self.moment.control()
        return next(iter(self.choices.buttons.values()))

    def _show(self, chosen: str | None) -> None:
        self.choices.set_value(chosen)
        self._show_end()

    def _show_end(self) -> None:
        """Ask for the end where it has ended, and say what is kept while it is not told."""
        is_ended, is_empty = self.state == ENDED, self.moment.day.is_empty
        self.moment.setVisible(is_ended)
        self._unknown.setVisible(is_ended and (is_empty or not self._was_told))
        if not is_empty:
            self._unknown.setText(about_what_time())
            return
        told = _("Not sure? Leave this empty. Then it only says that it has ended by now.")
        if self._ended_by is not None:
            told = _("Not sure? Leave this empty. It says that it had ended by {when}.")
            told = told.format(when=day_and_clock(self._ended_by))
        self._unknown.setText(told)

    def _on_edited(self) -> None:
        self._show_end()
        self.edited.emit()


class SideEffectForm(Form):
    """A side effect. What is on the list of red flags is replied to as soon as it is chosen.

    ``effect`` is one of the catalogue to begin with, where the person came by way of it.
    """

    draft_name = "side_effect"

    def __init__(
        self, context: Context, *, session_id: str | None = None, effect: str = ""
    ) -> None:
        self.title = _("Side effect")
        self.saved = _("Side effect")
        self._shown: SideEffect | None = None
        self._session_id = session_id
        self._effect = effect
        self._opened_with: object = None
        self.made_with = {"session_id": session_id, "effect": effect}
        if effect:
            self.draft_name = f"side_effect-{effect}"
        super().__init__(context)

    def _build(self) -> None:
        now = self.context.now()
        today, content = now.date(), self.context.content
        self.effect = EffectField(_("What did you notice?"), content)
        grades = [(grade.value, words.grade_meaning(grade)) for grade in Grade]
        self.grade = ChoiceField(_("How strong was it, at its worst so far?"), grades, needed=True)
        self.start = StartField(_("Since when?"), zone=lambda: self.context.zone, now=now)
        self.end = EndField(_("Is it still there?"), zone=lambda: self.context.zone, today=today)
        self.belongs = label("", "small")
        self.reply = ReplyPanel(self.context)
        self.add("effect", self.effect)
        self.body.addWidget(self.reply)
        self.add("grade", self.grade)
        self.add("start", self.start)
        self.body.addWidget(self.belongs)
        self.add("end", self.end)
        whom = [(one.value, begun(words.sought(one))) for one in Sought]
        self.sought = ChoiceField(_("Did you turn to anyone because of it?"), whom)
        self.add("sought", self.sought)
        self.add("words", WordsField(_("A few words, if you like"), lines=3))
        self.body.addWidget(HeardLine(self.context))
        self.effect.edited.connect(self._show_reply)
        self.start.edited.connect(self._on_start)
        self.end.edited.connect(self._show_reply)
        self.reply.asked.connect(self._ask)
        if self._effect:
            self.effect.set_effect(self._effect, "")
        self._on_start()

    def make(self) -> SideEffect:
        """Give the side effect."""
        effect, own_name = self.effect.value()
        start = self.start.value()
        grade = self.grade.value()
        sought = self.sought.value()
        assert start is not None
        assert grade is not None
        session = self._session(start)
        made = SideEffect(
            effect=effect,
            own_name=own_name,
            grade=Grade(grade),
            start=start,
            session_id=session.id if session else None,
            sought=Sought(sought) if sought else None,
            words=self.fields["words"].value(),
        )
        return self._with_end(made)

    def show_record(self, record: Record) -> None:
        """Show a side effect for editing."""
        assert isinstance(record, SideEffect)
        self._shown = record
        self._session_id = record.session_id
        self.effect.set_effect(record.effect, record.own_name)
        self.grade.set_raw(record.grade)
        self.start.set_moment(record.start)
        self.end.show_effect(record)
        self._opened_with = self.end.state
        self.sought.set_raw(record.sought)
        self.fields["words"].set_raw(record.words)
        self._on_start()

    def set_raw(self, raw: Mapping[str, Any]) -> None:
        """Put everything back as it was typed."""
        super().set_raw(raw)
        self._on_start()

    def _with_end(self, made: SideEffect) -> SideEffect:
        """Give it with whether it is still there; asked after now, where that was answered now."""
        end, now = self.end.value(), self.context.now()
        as_opened = self._shown if self.end.state == self._opened_with else None
        asked = as_opened.asked_at if as_opened is not None else None
        if end is not None:
            return effect_end.with_end(replace(made, asked_at=asked), end)
        if self.end.state == ENDED:
            if as_opened is not None and effect_end.ended_by(as_opened) is not None:
                return replace(made, end=as_opened.end, asked_at=asked)
            return effect_end.gone(made, now)
        if as_opened is not None:
            return replace(made, asked_at=asked)
        return effect_end.still_there(made, now) if self.end.state == STILL else made

    def _on_start(self) -> None:
        self._show_session()
        self._show_reply()

    def _start(self) -> datetime | None:
        try:
            return self.start.value()
        except Unreadable:
            return None

    def _session(self, start: datetime) -> Entry[Session] | None:
        """Give the session it belongs to: as it was told, else the one in the 24 hours before."""
        diary = self.context.diary
        unmoved = self._shown is None or self._shown.start == start
        if self._session_id and unmoved:
            is_held = any(held.id == self._session_id for held in diary.held_sessions())
            return diary.get(Session, self._session_id) if is_held else None
        day = day_of(start)
        near = held_sessions(diary.entries(Session, first=day - NEAR, last=day + NEAR))
        within = [entry for entry in near if in_the_day_after(entry.record, start)]
        return within[-1] if within else None

    def _show_session(self) -> None:
        """Say whether it came with a session, or on its own."""
        start = self._start()
        self.belongs.setVisible(start is not None)
        if start is not None:
            self.belongs.setText(self._belongs_to(start))

    def _belongs_to(self, start: datetime) -> str:
        session = self._session(start)
        if session is None:
            return _("On its own: no session in the 24 hours before.")
        held = [each.id for each in self.context.diary.held_sessions()]
        began = session.record.start or session.record.plan.at
        sentence = (
            _("In the day after session {number}, {day}.")
            if in_the_day_after(session.record, start)
            else _("Listed with session {number}, {day}. It did not begin in the day after it.")
        )
        return sentence.format(number=held.index(session.id) + 1, day=weekday_date(began.date()))

    def _show_reply(self) -> None:
        reply, source = self._reply()
        if reply != self.reply.reply:
            self.reply.show_reply(reply, source=source)

    def _reply(self) -> tuple[Reply | None, str]:
        content = self.context.content
        try:
            key, _own = self.effect.value()
        except Unreadable:
            return None, ""
        effect = content.effects.get(key or "")
        if effect is None:
            return None, ""
        now = self.context.now()
        gone = self.end.state == ENDED
        reply = reply_to_effect(effect, self._start() or now, now, gone=gone)
        return reply, listed_by(content, effect.id)

    def _ask(self) -> None:
        key, own_name = self.effect.value()
        name = self.context.content.effect_name(key, own_name)
        try:
            put_on_list(self.context, name)
        except Problem as problem:
            self.effect.show_fault(str(problem))
        else:
            self.reply.show_asked()


def listed_by(content: Content, effect: str) -> str:
    """Give the titles of what lists a red flag, empty where no source does."""
    flag = next((flag for flag in content.flags if flag.id == effect), None)
    return _("; ").join(content.sources[key].title for key in flag.sources) if flag else ""


def in_the_day_after(session: Session, moment: datetime) -> bool:
    """Tell whether something began in the 24 hours from a session's start."""
    start = session.start
    return start is not None and start <= moment <= start + ACUTE
