# SPDX-License-Identifier: Apache-2.0
"""A long page in parts, with the ways to jump to each at its top."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from companion.ui.context import Context
from companion.ui.pages.unrolled import UnrolledPage, lay_out
from companion.ui.widgets.sections import ABOVE, JumpList, Section, bring_to_top, jump


class PartedPage(UnrolledPage):
    """A page that is made of parts, once."""

    sections: Sequence[Section] = ()

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._makers: Mapping[Section, Iterator[object]] = {}
        self._begun_at: Section | None = None
        """The part that was made before those above it, as long as some are missing."""
        self._awaited: QWidget | None = None
        """What is to come to the top once the page is shown and there is enough below it."""
        self._brought: QWidget | None = None
        """What was brought there."""

    def put_sections(self, *sections: Section) -> None:
        """Put the parts below the head, and the ways to them above the first."""
        self.sections = sections
        self.jumps = JumpList(sections, self.jump)
        self.body.addWidget(self.jumps)
        self.body.addStretch(1)
        self._makers = {one: one.fill(self._put) for one in sections}
        self.keep(*self._makers.values())

    def jump(self, section: Section) -> None:
        """Bring a part to the top, with the keyboard at what comes first in it."""
        self.complete()
        jump(self, section)

    def come_to(self, section: Section, shown: QWidget) -> None:
        """Come up with something in a part at the top; what stands above is made after it.

        Until it stands there nothing is shown.
        """
        if self._parts:
            at = self.sections.index(section)
            self._put_in_order((*self.sections[at:], *reversed(self.sections[:at])))
            self._begun_at = section
            if not _is_there(section):
                self._make_one()
            if self.isVisible():
                self._fill_view()
        if not self.isVisible():
            self._sheet.setUpdatesEnabled(False)
        self._awaited = shown
        self.once_shown(self._bring_awaited)

    def complete(self) -> None:
        """Make all that is missing, and leave in its place what is in sight."""
        with self._in_place():
            super().complete()
        self._bring_awaited()

    def _go_on(self) -> None:
        with self._in_place():
            super()._go_on()
        self._bring_awaited()

    def _is_short(self) -> bool:
        """Tell whether what stands from where it was begun on leaves some of the window empty."""
        if self._begun_at is None:
            return self._has_gaps() or super()._is_short()
        first = last = self.sections.index(self._begun_at)
        while last + 1 < len(self.sections) and _is_there(self.sections[last + 1]):
            last += 1
        if last + 1 == len(self.sections):
            # It cannot come to the top where too little is below it.
            while first > 0 and _is_there(self.sections[first - 1]):
                first -= 1
        view, margins = self.maximumViewportSize(), self.body.contentsMargins()
        width = view.width() - margins.left() - margins.right()
        seen = (one.heightForWidth(width) for one in self.sections[first : last + 1])
        return sum(seen) <= view.height()

    def _put(self, section: Section) -> None:
        """Put a part below those before it, as far as they are there."""
        at = self.sections.index(section)
        place = self.body.indexOf(self.jumps) + 1 + sum(map(_is_there, self.sections[:at]))
        self.body.insertWidget(place, section)
        later = next(filter(_is_there, self.sections[at + 1 :]), None)
        if later is not None:
            section.stackUnder(later)  # the order in which it is read out

    def _bring_awaited(self) -> None:
        """Bring to the top what is to come there, and show it as soon as it stands there."""
        shown = self._awaited
        if shown is None or not self.isVisible():
            return
        self._down = 0
        if self.isAncestorOf(shown):
            self._lay_out()
            bring_to_top(self, shown)
            if self._comes_more_below() and shown.mapTo(self, QPoint(0, 0)).y() > ABOVE:
                return
            self._brought = shown
            self._soon_bring_exactly()
        self._awaited = None
        self._sheet.setUpdatesEnabled(True)

    def _lay_out(self) -> None:
        """Lay out what was made, and again what folded as it came to be as wide as it is."""
        lay_out()
        for one in filter(_is_there, self.sections):
            if one.height() != one.heightForWidth(one.width()):
                one.updateGeometry()
        lay_out()

    def _comes_more_below(self) -> bool:
        """Tell whether parts are still missing below the one that was begun at."""
        if self._begun_at is None:
            return False
        return any(map(self._is_missing, self.sections[self.sections.index(self._begun_at) + 1 :]))

    def _has_gaps(self) -> bool:
        """Tell whether a part is missing above one that is there."""
        missing = [self._is_missing(one) for one in self.sections]
        return missing != sorted(missing)

    def _is_missing(self, section: Section) -> bool:
        return not _is_there(section) and self._makers[section] in self._parts

    def _put_in_order(self, sections: Iterable[Section]) -> None:
        makers = (self._makers[one] for one in sections)
        self._parts = deque(one for one in makers if one in self._parts)

    def showEvent(self, event: QShowEvent) -> None:
        """Come to what was asked for while the window itself was out of sight."""
        super().showEvent(event)
        if self._awaited is not None:
            self.once_shown(self._bring_awaited)

    def hideEvent(self, event: QHideEvent) -> None:
        """Come up from the first part on the next time, whatever was asked for."""
        super().hideEvent(event)
        self._begun_at = self._awaited = self._brought = None
        self._sheet.setUpdatesEnabled(True)
        self._put_in_order(self.sections)

    @contextmanager
    def _in_place(self) -> Iterator[None]:
        """Leave what is in sight where it is, whatever is made above it meanwhile."""
        begun_at, bar = self._begun_at, self.verticalScrollBar()
        if begun_at is None or not _is_there(begun_at):
            yield
            return
        before = begun_at.mapTo(self, QPoint(0, 0)).y()
        yield
        self._lay_out()
        bar.setValue(bar.value() + begun_at.mapTo(self, QPoint(0, 0)).y() - before)
        if not self._parts:
            self._begun_at = None
            self._soon_bring_exactly()

    def _soon_bring_exactly(self) -> None:
        if not self._parts and self._brought is not None:
            self.once_shown(partial(self._bring_exactly, self.verticalScrollBar().value()))

    def _bring_exactly(self, down: int) -> None:
        """Come to the very place, where what is above became another height as it came to rest."""
        shown, self._brought = self._brought, None
        if shown is not None and self.verticalScrollBar().value() == down:
            bring_to_top(self, shown)


def _is_there(section: Section) -> bool:
    """Tell whether a part is on the page, with all or some of what is in it."""
    return section.parentWidget() is not None
