# SPDX-License-Identifier: Apache-2.0
"""A long page in named parts, and at its top the ways to jump to each."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from companion.language import _
from companion.ui.spoken import Group
from companion.ui.widgets.basics import Flow, button, label, rough_hint

ABOVE = 12
"""Pixels that stay above a part that is brought into view."""


class Section(Group):
    """A part of a page under its heading, to which one can jump.

    It is put on the page with the first part that ``make`` gives. Where there is nothing to press
    or to choose in it, the heading is a stop of the Tab key, so that the keyboard comes by what is
    only to be read.
    """

    def __init__(self, title: str, make: Callable[[], Iterable[QWidget]]) -> None:
        super().__init__()
        self.title = title
        self._make = make
        self.setAccessibleName(title)
        self.heading = label(title, "group")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 6, 0, 0)
        self._layout.setSpacing(12)
        self._layout.addWidget(self.heading)

    def fill(self, put: Callable[["Section"], None]) -> Iterator[QWidget]:
        """Make what is in it, part by part; ``put`` puts it on the page."""
        for part in self._make():
            if self.parentWidget() is None:
                put(self)
            self._layout.addWidget(part)
            page = self.parentWidget()
            if page is not None and page.isVisible():
                # At once: Qt would show it later, and it took no room until then. Out of sight it
                # takes its room anyway, and is styled and laid out with the whole page.
                part.show()
                self.show()
            yield part
        if self.first is self.heading:
            self.heading.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.heading.setAccessibleName(self.title)

    def sizeHint(self) -> QSize:
        """Give the width it would like."""
        return rough_hint(self)

    @property
    def first(self) -> QWidget:
        """What takes the keyboard when one jumps there."""
        stops = (
            each
            for each in self.findChildren(QWidget)
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus
            and each.isVisibleTo(self)
            and each.isEnabled()
        )
        return next(stops, self.heading)


class JumpList(Group):
    """One way to each part. The part comes to the top, and the keyboard goes there."""

    def __init__(self, sections: Sequence[Section], go: Callable[[Section], None]) -> None:
        super().__init__()
        self.setAccessibleName(_("Parts of this page"))
        self.buttons = [button(each.title, "quiet") for each in sections]
        flow = Flow(spacing=6)
        self.setLayout(flow)
        for made, section in zip(self.buttons, sections, strict=True):
            made.clicked.connect(lambda _c=False, to=section: go(to))
            flow.addWidget(made)


def jump(area: QScrollArea, section: Section) -> None:
    """Bring a part to the top, with the keyboard at what comes first in it."""
    section.first.setFocus(Qt.FocusReason.ShortcutFocusReason)
    bring_to_top(area, section)


def bring_to_top(area: QScrollArea, part: QWidget) -> None:
    """Scroll until a part stands at the top, as far as there is room below it."""
    down = area.verticalScrollBar().value()
    area.verticalScrollBar().setValue(part.mapTo(area, QPoint(0, 0)).y() + down - ABOVE)
