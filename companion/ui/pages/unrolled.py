# SPDX-License-Identifier: Apache-2.0
"""A long page of which first only so much is made as can be seen, and the rest right after."""

from collections.abc import Iterator
from itertools import chain

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent

from companion.ui.context import Context
from companion.ui.pages.page import Page


class UnrolledPage(Page):
    """Makes what is below the window's edge once the rest was painted, a part at a time.

    Whoever needs all of it before asks for it by ``complete``, as the window does for the Tab key.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._parts: Iterator[object] | None = None
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._go_on)

    def unroll(self, parts: Iterator[object]) -> None:
        """Take what makes the parts of the page, one below the other; the first is made now.

        What is still missing of others comes after them.
        """
        self._parts = chain(parts, self._parts or ())
        self._make_one()
        if self.isVisible():
            self._fill_view()

    def complete(self) -> None:
        """Make all that is missing, and lay it out."""
        if self._parts is None:
            return
        while self._make_one():
            pass
        self._next.stop()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _make_one(self) -> bool:
        """Make the next part; tell whether there was one."""
        if self._parts is None:
            return False
        for _part in self._parts:
            return True
        self._parts = None
        return False

    def _fill_view(self) -> None:
        """Make what fills the window; a scroll bar that came later would move all there is."""
        sheet, view = self.widget(), self.viewport().size()
        assert sheet is not None
        while sheet.heightForWidth(view.width()) <= view.height() and self._make_one():
            pass
        if self._parts is not None:
            self._next.start()

    def _go_on(self) -> None:
        if self._make_one():
            self._next.start()

    # ---- Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Come up with as much as can be seen."""
        super().showEvent(event)
        self._fill_view()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait with the rest: out of sight nobody needs it, and the diary may be closed by then."""
        super().hideEvent(event)
        self._next.stop()
