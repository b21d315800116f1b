# SPDX-License-Identifier: Apache-2.0
"""A long page of which first only so much is made as can be seen, and the rest right after."""

from collections import deque
from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.widgets.at_once import at_once


class UnrolledPage(Page):
    """Makes what is below the window's edge once the rest was painted, a part at a time.

    Whoever needs all of it before asks for it by ``complete``, as the window does for the Tab key.
    The scroll bar is there from the first, so that it moves nothing when it is needed.
    A part that fails is a mistake like any other, and is told as one at the next turn of the event
    loop; what comes after it is made all the same.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._parts: deque[Iterator[object]] = deque()
        self._down = 0
        """How far down to come as soon as there is so much."""
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def unroll(self, *parts: Iterator[object]) -> None:
        """Take what makes the parts of the page, one below the other; the first is made now.

        What is still missing of others comes after them.
        """
        self.keep(*parts)
        self._make_one()
        if self.isVisible():
            self._fill_view()
            # The rest comes once that is painted.
            self.viewport().update()

    def keep(self, *parts: Iterator[object]) -> None:
        """Take what makes the parts of the page, and make none before it is shown."""
        self._parts.extendleft(reversed(parts))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def complete(self) -> None:
        """Make all that is missing, and lay it out."""
        if not self._parts:
            return
        while self._make_one():
            pass
        lay_out()
        self._arrive()

    def come_down(self, down: int) -> None:
        """Scroll to where the page was left before, and show nothing until it is there."""
        if not self._parts or not down:
            super().come_down(down)
            return
        self._down = down
        self._sheet.setUpdatesEnabled(False)

    def _make_one(self) -> bool:
        """Make the next part; tell whether there was one."""
        while self._parts:
            try:
                next(self._parts[0])
            except StopIteration:
                self._parts.popleft()
            except Exception as error:  # noqa: BLE001 -- raised where it keeps nothing else back
                self._parts.popleft()
                QTimer.singleShot(0, partial(_fail, error))
            else:
                return True
        self._next.stop()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        return False

    def _fill_view(self) -> None:
        """Make what fills the window."""
        while self._is_short() and self._make_one():
            pass

    def _is_short(self) -> bool:
        """Tell whether what is made leaves some of the window empty."""
        view = self.maximumViewportSize()
        return self._sheet.heightForWidth(view.width()) <= view.height()

    def _go_on(self) -> None:
        if self._make_one():
            self._go_on_soon()
        if self._down:
            lay_out()
            if not self._parts or self.verticalScrollBar().maximum() >= self._down:
                self._arrive()

    def _arrive(self) -> None:
        """Come down to where the page was left, if that is waited for, and show what is there."""
        down, self._down = self._down, 0
        if down:
            self.verticalScrollBar().setValue(down)
        self._sheet.setUpdatesEnabled(True)

    @property
    def _sheet(self) -> QWidget:
        sheet = self.widget()
        assert sheet is not None
        return sheet

    def _go_on_soon(self) -> None:
        """Make the next part at the next turn of the event loop, as long as the page is in sight."""
        if self._parts and self.isVisible():
            self._next.start()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Come up with as much as can be seen."""
        super().showEvent(event)
        if self._parts and self._is_short():
            with at_once(self._sheet):
                self._fill_view()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what can be seen, and go on with the rest."""
        super().paintEvent(event)
        if self._parts:
            # A turn of the event loop later all of the window is painted.
            QTimer.singleShot(0, self, self._go_on_soon)

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait with the rest: out of sight nobody needs it, and the diary may be closed by then."""
        super().hideEvent(event)
        self._next.stop()
        self._arrive()


def lay_out() -> None:
    """Give what was made its place now, and not at the next turn of the event loop."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def _fail(error: Exception) -> None:
    raise error
