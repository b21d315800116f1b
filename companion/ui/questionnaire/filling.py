# SPDX-License-Identifier: Apache-2.0
"""One questionnaire as it is being filled in: its answers, and where the person stands."""

from datetime import timedelta
from enum import Enum, auto

from msgspec.structs import replace

from companion.domain.instrument import (
    Instrument,
    InstrumentItem,
    begun,
    completed,
    last_touched,
    score,
    value_of,
    with_answer,
)
from companion.domain.records import Entry, ItemAnswer, Response
from companion.language import _
from companion.ui.context import Context

JUST_FINISHED = timedelta(hours=1)
"""One finished this lately is shown again, not begun anew by an accidental second opening."""


class Stage(Enum):
    """What the page is showing."""

    CHOOSE = auto()
    RESUME = auto()
    ASK = auto()
    DONE = auto()


class Filling:
    """The answers stand in the diary; here is which entry holds them, and at which question one is.

    ``again`` is true where what was finished a short while ago is shown once more.
    """

    def __init__(self, context: Context, instrument: Instrument) -> None:
        self.instrument = instrument
        self.entry: Entry[Response] | None = None
        self.stage = Stage.ASK
        self.position = 0
        self.again = False
        self._context = context
        self._begin()

    # ---- what is known

    @property
    def given(self) -> tuple[ItemAnswer, ...]:
        """The answers so far."""
        return self.entry.record.answers if self.entry else ()

    @property
    def total(self) -> float | None:
        """The score, once every scored question is answered."""
        return score(self.instrument, self.given)

    @property
    def items(self) -> tuple[InstrumentItem, ...]:
        """The questions asked: those that are not scored come last, and not at a total of 0."""
        scored = self.instrument.scored_items
        if self.total == 0:
            return scored
        return scored + tuple(item for item in self.instrument.items if not item.scored)

    @property
    def item(self) -> InstrumentItem:
        """The question on screen."""
        return self.items[self.position]

    def value(self, item: InstrumentItem) -> int | None:
        """Give the points chosen for a question, None while it is not answered."""
        return value_of(self.entry.record, item.id) if self.entry else None

    def above_nought(self, item: str | None) -> bool:
        """Tell whether an item of the instrument was answered above 0."""
        return bool(self.entry and item and value_of(self.entry.record, item))

    def earlier(self) -> tuple[Response, float] | None:
        """Give the last complete response before this one, with its total."""
        assert self.entry is not None
        started, mine = self.entry.record.started, self.entry.id
        others = [entry for entry in self._context.diary.entries(Response) if entry.id != mine]
        done = completed(self.instrument, others)
        before = [pair for pair in done if pair[0].started < started]
        return before[-1] if before else None

    # ---- going about

    def start_again(self) -> None:
        """Leave what there is in the record, and begin anew."""
        self.entry, self.position, self.again = None, 0, False
        self.stage = Stage.ASK

    def go_on(self) -> None:
        """Stand at the first question that is not answered."""
        self.stage, self.position = Stage.ASK, self._first_gap()

    def look_again(self) -> None:
        """Stand at the first question, to look at the answers."""
        self.stage, self.position = Stage.ASK, 0

    def next(self) -> None:
        """Go to the next question, or to the end where there is none."""
        if self.position + 1 < len(self.items):
            self.position += 1
        elif self.total is not None:
            self.stage = Stage.DONE
        else:
            self.position = self._first_gap()

    def reread(self) -> None:
        """Read the entry again, and leave a question or an end that cannot be reached any more."""
        if self.entry is not None:
            found = self._context.diary.get(Response, self.entry.id)
            self.entry = None if found.deleted_at else found
        if self.stage is Stage.RESUME:
            self.stage = Stage.RESUME if self.entry else Stage.ASK
            return
        if self.stage is Stage.DONE and self.total is None:
            self.go_on()
        self.position = min(self.position, self._first_gap())

    def keep(self, value: int) -> None:
        """Save the answer to the question on screen. Raises Problem where it cannot be kept.

        The same answer once more is not written again.
        """
        item, now = self.item, self._context.now()
        if self.entry is not None and self.value(item) == value:
            return
        before = (
            self.entry.record
            if self.entry
            else Response(instrument=self.instrument.id, started=now)
        )
        response = with_answer(before, item.id, value)
        whole = score(self.instrument, response.answers) is not None
        response = replace(response, finished=now if whole else None)
        what = _("{name}, question {number}").format(
            name=self.instrument.name, number=self.position + 1
        )
        diary = self._context.diary
        entry = None if self.entry is None else diary.get(Response, self.entry.id)
        kept = self._context.save(response, what, entry)
        self.entry = diary.get(Response, kept.id)

    # ---- where to begin

    def _begin(self) -> None:
        """Go on with what was begun lately, show what was just finished, or start anew."""
        now = self._context.now()
        responses = self._context.diary.entries(Response)
        self.entry = begun(self.instrument, responses, now)
        if self.entry is not None:
            self.stage = Stage.RESUME
            return
        own = [one for one in responses if one.record.instrument == self.instrument.id]
        newest = max(own, key=lambda one: last_touched(one.record), default=None)
        finished = newest.record.finished if newest else None
        if finished is not None and now - finished <= JUST_FINISHED:
            self.entry, self.stage, self.again = newest, Stage.DONE, True

    def _first_gap(self) -> int:
        items = self.items
        gaps = (place for place, item in enumerate(items) if self.value(item) is None)
        return next(gaps, len(items) - 1)
