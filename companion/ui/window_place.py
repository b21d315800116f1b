# SPDX-License-Identifier: Apache-2.0
"""Where the window was and how large, kept between two starts."""

from msgspec.structs import replace
from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QRegion
from PySide6.QtWidgets import QWidget

from companion.preferences import Preferences

USUAL = (1180, 760)
GRIP = QSize(120, 24)
"""So much of the window's upper edge has to be on a screen for a kept place to be taken."""
FRAME = QMargins(4, 32, 4, 4)
"""Room for the frame that the system puts around a window; how large it is, is known only later."""


def restore(window: QWidget, chosen: Preferences) -> None:
    """Put a window where it was, all of it in sight; in its usual size where it never was there."""
    kept = QRect(*chosen.geometry) if chosen.geometry is not None else QRect()
    if _in_reach(kept):
        window.setGeometry(_in_sight(kept))
    else:
        window.resize(_room(window.screen().availableGeometry(), QSize(*USUAL)).size())
    if chosen.maximised:
        window.setWindowState(Qt.WindowState.WindowMaximized)


def kept(window: QWidget, chosen: Preferences) -> Preferences:
    """Give the preferences with the place of a window in them."""
    place = window.normalGeometry()
    return replace(
        chosen,
        geometry=(place.x(), place.y(), place.width(), place.height()),
        maximised=window.isMaximized(),
    )


def _in_reach(place: QRect) -> bool:
    """Tell whether enough of a place's upper edge is on a screen to take hold of it."""
    edge = QRect(place.x(), place.y(), place.width(), GRIP.height())
    return any(GRIP.boundedTo(each.intersected(edge).size()) == GRIP for each in _screens())


def _in_sight(place: QRect) -> QRect:
    """Give a place as it is where the screens show all of it, else moved and made to fit on one."""
    shown = QRegion()
    for each in _screens():
        shown += each
    if QRegion(place).subtracted(shown).isEmpty():
        return place
    screen = max(_screens(), key=lambda each: _area(each.intersected(place)))
    room = _room(screen, place.size())
    most = screen.marginsRemoved(FRAME).bottomRight() - room.bottomRight() + room.topLeft()
    left = min(max(place.x(), room.x()), most.x())
    return QRect(QPoint(left, min(max(place.y(), room.y()), most.y())), room.size())


def _room(screen: QRect, wanted: QSize) -> QRect:
    """Give the upper left part of a screen, as large as is wanted and as there is room for."""
    room = screen.marginsRemoved(FRAME)
    return QRect(room.topLeft(), wanted.boundedTo(room.size()))


def _area(place: QRect) -> int:
    return place.width() * place.height()


def _screens() -> list[QRect]:
    return [screen.availableGeometry() for screen in QGuiApplication.screens()]
