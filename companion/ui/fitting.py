# SPDX-License-Identifier: Apache-2.0
"""A window before the main one that is as large as what it shows, as far as the screen goes."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from companion.ui.by_keys import ByKeys
from companion.ui.context import Context

SHARE = 0.86
"""How much of the screen's height it takes at most; beyond that it scrolls."""


class _Area(QScrollArea):
    """Scrolls what is higher than it, with a bar only where there is no room without one.

    Qt asks whether all of it has room beside the bar that is there. So a bar that came up while the
    window was still growing would stay, where it takes the width with which nothing is to wrap.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the bar away, or give it back, with the height."""
        self._decide()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the bar away, or give it back, with what it shows."""
        if watched is self.widget() and event.type() is QEvent.Type.LayoutRequest:
            self._decide()
        return super().eventFilter(watched, event)

    def _decide(self) -> None:
        inner, room = self.widget(), self.maximumViewportSize()
        assert inner is not None
        needed = max(inner.heightForWidth(room.width()), inner.minimumSizeHint().height())
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if needed > room.height() else policy.ScrollBarAlwaysOff
        )


class Fitting(ByKeys):
    """Scrolls a part of it, and has its size before it comes up.

    A system that has much to do answers late: a window that asked for its size only once it was
    there could be left with the one it came up with.
    """

    shrinks = True
    """Whether it also becomes smaller when what it shows does."""

    def __init__(self, context: Context, parent: QWidget, width: int) -> None:
        super().__init__(context, parent)
        self._width = width
        self._area = _Area()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keyboard
        self._inner = QWidget()
        self._inner.setObjectName("page")
        self._area.setWidget(self._inner)
        self._inner.installEventFilter(self)

    def setVisible(self, visible: bool) -> None:
        """Come up as large as it needs to be."""
        if visible and not self.isVisible():
            self.ensurePolished()
            self.resize(self._width, self._wanted(self._width))
        super().setVisible(visible)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow when what it shows does."""
        if watched is self._inner and event.type() is QEvent.Type.LayoutRequest:
            QTimer.singleShot(0, self, self._fit)
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        wanted = self._wanted(self.width())
        if wanted > self.height() or (self.shrinks and wanted < self.height()):
            self.resize(self.width(), wanted)

    def _wanted(self, width: int) -> int:
        """Give the height with which nothing has to be scrolled, or the most there is."""
        layout = self.layout()
        assert layout is not None
        around = layout.contentsMargins()
        room = width - around.left() - around.right()
        inner = max(self._inner.heightForWidth(room), self._inner.minimumSizeHint().height())
        taken = max(self._area.sizeHint().height(), self._area.minimumHeight())
        whole = max(layout.totalHeightForWidth(width), layout.totalSizeHint().height())
        limit = int(self.screen().availableGeometry().height() * SHARE)
        return min(whole - taken + inner, limit)
