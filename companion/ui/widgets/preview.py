# SPDX-License-Identifier: Apache-2.0
"""The pages of a document as pictures, as wide as there is room, with their words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from companion.language import _
from companion.ui.theme import Theme
from companion.ui.widgets.basics import clear, label

WIDEST = 760


class PageView(QWidget):
    """One page, painted at the width it is given."""

    def __init__(self, page: QImage, number: int, count: int) -> None:
        super().__init__()
        self._page = page
        self.setAccessibleName(_("Page {n} of {all}").format(n=number, all=count))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(WIDEST)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Keep the page's shape."""
        return round(width * self._page.height() / max(1, self._page.width()))

    def sizeHint(self) -> QSize:
        """Ask for a readable width."""
        return QSize(520, self.heightForWidth(520))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width with the height."""
        self.setFixedHeight(self.heightForWidth(event.size().width()))
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ratio = self.devicePixelRatioF()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        mode = Qt.TransformationMode.SmoothTransformation
        scaled = self._page.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        painter.drawImage(QRectF(self.rect()), scaled)
        painter.end()


class Preview(QFrame):
    """The document's pages one below the other on a desk."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("role", "paper")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 20, 24, 24)
        self._layout.setSpacing(16)
        self._state = label("", "secondary")
        self._pages = QVBoxLayout()
        self._pages.setSpacing(16)
        self._layout.addWidget(self._state)
        self._layout.addLayout(self._pages)
        self._layout.addStretch(1)
        self.count = 0
        self.setAccessibleName(_("Preview of the report"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMinimumWidth(280)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that the pages are being made; the old ones stay until then."""
        self._state.setText(_("Making the pages…"))

    def show_pages(self, pages: list[bytes], words: str) -> None:
        """Show pages given as PNG pictures; ``words`` are what a screen reader says."""
        clear(self._pages)
        self.count = len(pages)
        for number, data in enumerate(pages, 1):
            view = PageView(QImage.fromData(data), number, len(pages))
            self._pages.addWidget(view, 0)
        self._state.setText(_("Preview: the document itself"))
        self.setAccessibleDescription(words)
