# SPDX-License-Identifier: Apache-2.0
"""Where the window was and how large, kept between two starts."""

from msgspec.structs import replace
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from companion.preferences import Preferences

USUAL = (1180, 760)
GRIP = QSize(120, 24)
"""So much of the window's upper edge has to be on a screen for a kept place to be taken."""


def restore(window: QWidget, chosen: Preferences) -> None:
    """Put a window where it was, as far as there still is a screen; else in its usual size."""
    window.resize(QSize(*USUAL).boundedTo(window.screen().availableGeometry().size()))
    if chosen.geometry is not None and _in_reach(QRect(*chosen.geometry)):
        window.setGeometry(*chosen.geometry)
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
    shown = [
        screen.availableGeometry().intersected(edge).size() for screen in QGuiApplication.screens()
    ]
    return any(GRIP.boundedTo(size) == GRIP for size in shown)
