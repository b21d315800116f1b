# SPDX-License-Identifier: Apache-2.0
"""Prepare: a checklist as a walk, one item at a time, hung on the session's clock times."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from companion.domain import checklist, course, walks
from companion.domain.checklist import Phase, Step
from companion.domain.faults import Impossible
from companion.domain.item import Walk
from companion.domain.records import (
    Answer,
    ChecklistRun,
    Choice,
    Entry,
    Medicine,
    Person,
    Question,
    RuleSet,
    Session,
)
from companion.language import _
from companion.problem import Problem
from companion.ui import dates, words
from companion.ui.context import Context
from companion.ui.learn.place import from_page
from companion.ui.pages.page import Page
from companion.ui.sessions import title_among
from companion.ui.spoken import announce
from companion.ui.walk import walking
from companion.ui.walk.item_card import ItemCard
from companion.ui.walk.same_card import SameCard
from companion.ui.walk.step_list import StepList
from companion.ui.walk.summary_card import SummaryCard
from companion.ui.walk.walk_choice import WalkChoice
from companion.ui.walk.walking import Walking, previous_run
from companion.ui.walk.ways_out import WaysOut
from companion.ui.widgets.basics import (
    Card,
    Columns,
    Whole,
    button,
    label,
    row,
    set_shown,
    shortened,
    unmarked,
)

CardT = TypeVar("CardT", bound=Card)

Screen = tuple[Step, ...]
"""What is shown at once: one step, or several that were settled last time."""


class PreparePage(Page):
    """Goes through one walk at a time. Every answer is saved at once.

    Of the cards for an item, for what was settled last time and for the end, each is made when it
    is first to be seen.
    """

    shows = (Session, ChecklistRun, Person, RuleSet, Medicine)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._walk_shown = Walk.SESSION
        self._wanted = ""
        self._wanted_item = ""
        self._walking: Walking | None = None
        self._session: Entry[Session] | None = None
        self._previous: ChecklistRun | None = None
        """The run that can be confirmed again."""
        self._previous_in: object = None
        self._sessions: tuple[Entry[Session], ...] = ()
        self._held: tuple[Entry[Session], ...] = ()
        self._read_in: object = None
        """In which state of the diary the sessions were read."""
        self._screens: tuple[Screen, ...] = ()
        self._apart: set[str] = set()
        self._at = 0
        self.choice = WalkChoice()
        self.list = StepList(context)
        self.ways = WaysOut(context)
        self._cards: list[Card] = []
        self._place_of_cards = QVBoxLayout()
        self._build()
        self._connect()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the walk that is shown, none where there is none."""
        return self._walking.steps if self._walking is not None else ()

    @property
    def whereabouts(self) -> str:
        """The walk, its session and the item that is shown."""
        session = self._session.id if self._session is not None else ""
        shown = self._screens[self._at : self._at + 1]
        item = shown[0][0].item.id if shown else ""
        return f"{self._walk_shown}:{session}:{item}"

    def show_argument(self, argument: str) -> None:
        """Take the walk by its name, the session and the item by their ids, as far as they are told.

        A session alone is enough for the walk before it; none means the next one.
        """
        if argument.partition(":")[0] not in set(Walk):
            argument = f"{Walk.SESSION}:{argument}"
        name, wanted, item = ([*argument.split(":"), "", ""])[:3]
        self._walk_shown = Walk(name)
        self._wanted, self._wanted_item = wanted, item
        self._begin_anew()

    def refresh(self) -> None:
        """Read the walk and its answers again; what is being typed stays."""
        before = self._key()
        self._read_sessions()
        self._walking, self._session = self._read()
        self._read_previous()
        self.choice.show_walk(self._walk_shown)
        ready = self._walking is not None
        set_shown(self._walk_place, ready)
        set_shown(self._nothing, not ready)
        if not ready:
            self._screens = ()
            self._show_nothing()
            return
        self._set_screens()
        if self._key() != before:
            self._at = self._first_open()
        self._show()

    def leave(self) -> None:
        """Keep what stands in the small field."""
        for card in self._cards:
            if isinstance(card, ItemCard):
                card.keep_draft()

    def back(self) -> None:
        """Show what stands before."""
        if self._screens:
            self._go(max(0, self._at - 1))

    def go_on(self) -> None:
        """Show what stands after, and after the last the summary."""
        if self._screens:
            self._go(min(len(self._screens), self._at + 1))

    def go_to(self, item: str) -> None:
        """Show an item by itself, out of those that were confirmed together too."""
        if any(len(screen) > 1 and item in _ids(screen) for screen in self._screens):
            self._apart.add(item)
            self._set_screens()
        self._go(next(at for at, screen in enumerate(self._screens) if item in _ids(screen)))

    # ---- slots

    def _on_answered(self, choice: Choice, typed: str, reason: str) -> None:
        (step,) = self._screens[self._at]
        answer = Answer(
            item=step.item.id, choice=choice, at=self.context.now(), words=typed, reason=reason
        )
        # It stays a screen of its own, so that the walk goes on from where it is.
        self._apart.add(step.item.id)
        if not self._keep(
            answer, draft=self.item.draft, ask=step if choice is Choice.ASK else None
        ):
            self.item.give_back()
            return
        if choice in (Choice.YES, Choice.NOT_APPLICABLE) and not self.item.replies:
            self.go_on()

    def _on_confirmed(self) -> None:
        shown = self._screens[self._at]
        if self._previous is not None:
            answers = walks.repeated(shown, self._previous, self.context.now())
            if self._keep(*answers):
                self.go_on()

    def _keep(self, *answers: Answer, draft: str = "", ask: Step | None = None) -> bool:
        """Keep answers; tell whether they are kept, else say why not."""
        assert self._walking is not None
        try:
            if ask is not None:
                self._ask(ask)
            walking.keep(self.context, self._walking, answers, draft=draft)
        except (Impossible, Problem) as error:
            self.context.ways.say(words.refused(error))
            return False
        return True

    def _ask(self, step: Step) -> None:
        questions = self.context.diary.entries(Question)
        if any(q.record.from_item == step.item.id and not q.record.answered for q in questions):
            return
        asked = self.context.content.item_words(step).label
        text = asked
        if self._session is not None:
            day = dates.weekday_date(self._session.record.plan.day)
            text = _("Before the session of {day}: {item}").format(day=day, item=asked)
        self.context.diary.add(Question(at=self.context.now(), words=text, from_item=step.item.id))

    def _change_item(self) -> None:
        from companion.ui.forms.rule import RuleForm

        assert self._walking is not None
        (step,) = self._screens[self._at]
        RuleForm.ask_about(self.context, self.window(), self._walking.checklist.id, step.item.id)

    def _open_record(self) -> None:
        if self._session is not None:
            self.context.ways.open_page("session", self._session.id)

    def _open_article(self, address: str) -> None:
        """Open the section that tells more, with the way back to this very item."""
        self.context.ways.open_page("learn", from_page(address, "prepare", self.whereabouts))

    def _add_item(self) -> None:
        from companion.ui.forms.rule import RuleForm

        assert self._walking is not None
        RuleForm.ask_about(self.context, self.window(), self._walking.checklist.id)

    def _choose_walk(self, walk: Walk) -> None:
        self.leave()
        self._walk_shown = walk
        self._begin_anew()
        self.refresh()

    # ---- the cards

    @cached_property
    def item(self) -> ItemCard:
        """One item, and what it is answered by."""
        made = ItemCard(self.context)
        made.answered.connect(self._on_answered)
        made.change_asked.connect(self._change_item)
        made.record_asked.connect(self._open_record)
        made.learn_asked.connect(self._open_article)
        made.reply.went_on.connect(self.go_on)
        return self._put(made)

    @cached_property
    def same(self) -> SameCard:
        """What was settled last time."""
        made = SameCard(self.context)
        made.confirmed.connect(self._on_confirmed)
        made.apart.connect(self.go_to)
        return self._put(made)

    @cached_property
    def summary(self) -> SummaryCard:
        """Where the person stands at the end."""
        made = SummaryCard(self.context)
        made.back_to.connect(self.go_to)
        return self._put(made)

    def _put(self, card: CardT) -> CardT:
        """Put a card among those of which one is shown."""
        if self.isVisible():
            # Qt would show it of itself a little later.
            card.hide()
        self._cards.append(card)
        self._place_of_cards.addWidget(card)
        card.stackUnder(self._ends)  # the order in which they are read out
        return card

    def _is_in_sight(self, kind: type[Card]) -> bool:
        return any(isinstance(card, kind) and card.isVisible() for card in self._cards)

    # ---- showing

    def _show(self) -> None:
        assert self._walking is not None
        self._show_head()
        at_end = self._at >= len(self._screens)
        screen = () if at_end else self._screens[self._at]
        self.list.show_steps(self.steps, frozenset(_ids(screen)))
        self.ways.show_walking(self._walking)
        together = len(screen) > 1 and self._previous is not None
        shown = self.summary if at_end else self.same if together else self.item
        for card in self._cards:
            set_shown(card, card is shown)
        place = self._place()
        if at_end:
            self.summary.show_walking(self._walking)
        elif together and self._previous is not None:
            self.same.show_steps(screen, self._previous, place)
        else:
            self._show_item(screen[0], place)
        self._name_ways()

    def _place(self) -> str:
        """Say how far along the walk it is; under a heading, how far along that."""
        if self._at >= len(self._screens):
            return ""
        group = self._screens[self._at][0].item.group
        if not group:
            return _("{n} of {all}").format(n=self._at + 1, all=len(self._screens))
        within = [at for at, screen in enumerate(self._screens) if screen[0].item.group == group]
        return _("{heading} · {n} of {all}").format(
            heading=self.context.content.groups[group],
            n=within.index(self._at) + 1,
            all=len(within),
        )

    def _show_item(self, step: Step, place: str) -> None:
        assert self._walking is not None
        is_open = not self._walking.is_frozen or step.phase is Phase.AFTERWARDS
        draft = f"walk:{self._key()}:{step.item.id}"
        self.item.show_step(step, place=place, draft=draft, is_open=is_open)

    def _show_head(self) -> None:
        assert self._walking is not None
        frozen = self._walking.session.record.start if self._walking.session else None
        if self._walking.session is None:
            self.title.setText(words.walk(self._walk_shown))
            self.subtitle.setText(words.walk_purpose(self._walk_shown))
            return
        session = self._walking.session.record
        planned = self.context.person.planned_sessions
        self.title.setText(title_among(self._held, self._walking.session, planned))
        how = words.route(session.route) if session.route else _("how it is given: not set")
        when = dates.day_and_clock(session.plan.moment())
        if frozen is not None and self._walk_shown is Walk.SESSION:
            text = _("{when} · {how} · kept as it was when the session began, {time}")
            self.subtitle.setText(
                dates.begun(text.format(when=when, how=how, time=dates.clock(frozen)))
            )
            return
        text = _("{when} · {how} · your clinic’s instructions come first")
        self.subtitle.setText(dates.begun(text.format(when=when, how=how)))

    def _name_ways(self) -> None:
        first, last = self._at == 0, self._at >= len(self._screens)
        turned = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        back, on = ("→", "←") if turned else ("←", "→")
        set_shown(self._back, not first)
        set_shown(self._on, not last)
        if not first:
            self._back.setText(
                unmarked(f"{back}  {shortened(self._name(self._screens[self._at - 1]))}")
            )
        if not last:
            following = self._screens[self._at + 1 : self._at + 2]
            name = self._name(following[0]) if following else _("Where you stand")
            self._on.setText(unmarked(f"{shortened(name)}  {on}"))

    def _name(self, screen: Screen) -> str:
        if len(screen) > 1:
            return _("Same as last time?")
        return self.context.content.item_words(screen[0]).label

    def _show_nothing(self) -> None:
        self.title.setText(_("Prepare"))
        if self._walk_shown is Walk.AFTERWARDS:
            self.subtitle.setText("")
            self._nothing_words.setText(
                _(
                    "This is what to think of after a session: going home, the evening, the next "
                    "morning and the week. It opens once a session has begun."
                )
            )
            planned = self._planned() is not None
            self._add.setText(_("See what comes before it") if planned else _("Add a session"))
            return
        if self._session is None:
            self.subtitle.setText("")
            self._nothing_words.setText(
                _(
                    "Here you walk through what to have in place for a session: one thing at a "
                    "time, with its clock time. Add your next session to begin."
                )
            )
            self._add.setText(_("Add a session"))
            return
        self.subtitle.setText(dates.begun(dates.day_and_clock(self._session.record.plan.moment())))
        self._nothing_words.setText(
            _("Say how the medicine is given, and the checklist for it opens here.")
        )
        self._add.setText(_("Change the session"))

    # ---- building

    def _build(self) -> None:
        self.add_head(_("Prepare"))
        self.body.addWidget(self.choice)
        self._back = button("", "quiet")
        self._on = button("", "quiet")
        right = Whole()
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addLayout(self._place_of_cards)
        ends = [(_at_end(row(self._back, 1)), 1), (_at_end(row(1, self._on)), 1)]
        self._ends = Columns(ends, narrow=0)
        side.addWidget(self._ends)
        side.addStretch(1)
        left = Whole()
        under = QVBoxLayout(left)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(16)
        under.addWidget(self.list)
        under.addWidget(self.ways)
        under.addStretch(1)
        narrow = self.context.theme.scaled(640)
        self._walk_place = Columns([(left, 8), (right, 20)], narrow=narrow, main_last=True)
        self._nothing = Card()
        self._nothing_words = label("")
        self._add = button("", "primary")
        self._nothing.add(self._nothing_words)
        self._nothing.add(row(self._add, 1))
        self.body.addWidget(self._walk_place)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back)
        self._on.clicked.connect(self.go_on)
        self._add.clicked.connect(self._leave_nothing)
        self.choice.chosen.connect(self._choose_walk)
        self.list.chosen.connect(lambda place: self.go_to(self.steps[place].item.id))
        self.ways.own_item_asked.connect(self._add_item)
        self._key_to("Left", self.back)
        self._key_to("Right", self.go_on)
        for number, choice in enumerate(Choice, 1):
            self._key_to(str(number), partial(self._choose, choice))

    def _key_to(self, key: str, action: Callable[[], None]) -> None:
        """Answer a key wherever the focus is on the page; a text field keeps its own."""
        shortcut = QShortcut(QKeySequence(key), self, action)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _choose(self, choice: Choice) -> None:
        if self._is_in_sight(ItemCard):
            self.item.choose(choice)
        elif self._is_in_sight(SameCard) and choice is Choice.YES:
            self._on_confirmed()

    def _leave_nothing(self) -> None:
        """Do what makes a walk there: plan a session, or walk through what is before it."""
        if self._walk_shown is Walk.AFTERWARDS and self._planned() is not None:
            self._choose_walk(Walk.SESSION)
        else:
            self._change_plan()

    def _planned(self) -> Entry[Session] | None:
        return course.next_session(self._sessions, self.context.now())

    def _change_plan(self) -> None:
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.plan import PlanForm

        FormDialog.ask(PlanForm(self.context), self.window(), self._session)

    # ---- reading

    def _read_sessions(self) -> None:
        """Read the sessions, where something was written since."""
        state = self.context.diary.state
        if state != self._read_in:
            self._sessions = self.context.diary.entries(Session)
            self._held = course.held_sessions(self._sessions)
            self._read_in = state

    def _read(self) -> tuple[Walking | None, Entry[Session] | None]:
        """Give the walk that is to be shown, and the session it belongs to."""
        match self._walk_shown:
            case Walk.CONSULTATION | Walk.MAINTENANCE:
                return walking.on_its_own(self.context, self._walk_shown), None
            case Walk.AFTERWARDS:
                session = self._find_begun()
            case Walk.SESSION:
                session = self._find_session()
        if session is None:
            return None, None
        return walking.of_session(self.context, session, self._walk_shown), session

    def _find_session(self) -> Entry[Session] | None:
        if self._wanted:
            found = next((entry for entry in self._sessions if entry.id == self._wanted), None)
            if found is not None:
                return found
        now = self.context.now()
        last = self._held[-1] if self._held else None
        is_recent = last is not None and (now - last.record.plan.moment()).days < 2
        return course.next_session(self._sessions, now) or (last if is_recent else None)

    def _find_begun(self) -> Entry[Session] | None:
        """Give the session that is wanted, or the last that began."""
        begun = [
            (entry.record.start, entry)
            for entry in self._sessions
            if entry.record.start is not None
        ]
        wanted = [entry for _start, entry in begun if entry.id == self._wanted]
        if wanted:
            return wanted[0]
        return max(begun, key=lambda each: each[0])[1] if begun else None

    def _read_previous(self) -> None:
        """Read the run that can be confirmed again: none once the session began."""
        state = (self._read_in, self._key())
        if state == self._previous_in:
            return
        self._previous = None
        walking = self._walking
        if walking is not None and self._walk_shown is Walk.SESSION and not walking.is_frozen:
            self._previous = previous_run(self.context, walking, self._sessions)
        self._previous_in = state

    def _set_screens(self) -> None:
        """Put the steps that were settled last time on one screen, behind what is new."""
        same = walks.same_as_last_time(self.steps, self._previous, self._apart)
        if len(same) < 2:
            self._screens = tuple((step,) for step in self.steps)
            return
        together = set(_ids(same))
        alone = [(step,) for step in self.steps if step.item.id not in together]
        behind = next((at for at, (step,) in enumerate(alone, 1) if step.item.lasting), 0)
        self._screens = (*alone[:behind], same, *alone[behind:])

    def _key(self) -> str:
        """Name the walk that is shown: its kind and its session."""
        if self._walking is None:
            return ""
        session = self._walking.session
        return f"{self._walking.checklist.walk}:{session.id if session is not None else ''}"

    def _begin_anew(self) -> None:
        self._walking = None
        self._apart.clear()

    def _first_open(self) -> int:
        """Give where to begin: what is open, and before a session whose time is not over.

        Where an item was asked for, that is where.
        """
        asked, self._wanted_item = self._wanted_item, ""
        for at, screen in enumerate(self._screens):
            if asked in _ids(screen):
                return at
        now = self.context.now()
        for at, screen in enumerate(self._screens):
            for step in screen:
                over = self._walk_shown is Walk.SESSION and checklist.is_past(step, now)
                if step.answer is None and not over:
                    return at
        return 0

    def _go(self, at: int) -> None:
        self.leave()
        self._at = at
        self._show()
        self.verticalScrollBar().setValue(0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._spoken())

    def _spoken(self) -> str:
        """Give what stands at the head of what is shown now, which nobody sees who only hears."""
        if self._at >= len(self._screens):
            return self.summary.standing
        return self.item.question.text() if self._is_in_sight(ItemCard) else _("Same as last time?")


def _ids(screen: Screen) -> tuple[str, ...]:
    return tuple(step.item.id for step in screen)


def _at_end(line: QHBoxLayout) -> QWidget:
    whole = QWidget()
    whole.setLayout(line)
    return whole
