# SPDX-License-Identifier: Apache-2.0
"""What the desktop announces: sleep, a locked screen, another user at the computer.

On Linux this comes over D-Bus, from whichever of these services there is; a desktop without any
is no fault. Elsewhere the window notices sleep by the clock (``idle``).
"""

from typing import Any

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusInterface, QDBusMessage

LOGIN = "org.freedesktop.login1"
SESSION = "org.freedesktop.login1.Session"
SCREENS = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver"),
    ("/org/cinnamon/ScreenSaver", "org.cinnamon.ScreenSaver"),
    ("/org/mate/ScreenSaver", "org.mate.ScreenSaver"),
    ("/org/xfce/ScreenSaver", "org.xfce.ScreenSaver"),
)


class Desktop(QObject):
    """Listens to the desktop. Signal: ``left`` when the person is to be taken as gone."""

    left = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._own = ""
        self._listen_to_screens(QDBusConnection.sessionBus())
        self._listen_to_login(QDBusConnection.systemBus())

    @Slot(bool)
    def on_change(self, gone: bool) -> None:
        """Take an announcement that is true when the screen is locked or sleep begins."""
        if gone:
            self.left.emit()

    @Slot()
    def on_lock(self) -> None:
        """Take the announcement that the desktop session is to be locked."""
        self.left.emit()

    @Slot(QDBusMessage)
    def on_properties(self, _message: QDBusMessage) -> None:
        """Take the announcement that something about the desktop session is another now."""
        # What changed stands in the message in a form that cannot be read here, so it is asked for.
        session = QDBusInterface(LOGIN, self._own, SESSION, QDBusConnection.systemBus())
        if session.property("Active") is False:
            self.left.emit()

    def _listen_to_screens(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        for path, interface in SCREENS:
            bus.connect("", path, interface, "ActiveChanged", self, _slot("on_change(bool)"))

    def _listen_to_login(self, bus: QDBusConnection) -> None:
        if not bus.isConnected():
            return
        manager = "org.freedesktop.login1.Manager"
        path = "/org/freedesktop/login1"
        bus.connect(LOGIN, path, manager, "PrepareForSleep", self, _slot("on_change(bool)"))
        self._own = _own_session(bus)
        if self._own:
            bus.connect(LOGIN, self._own, SESSION, "Lock", self, _slot("on_lock()"))
            properties = "org.freedesktop.DBus.Properties"
            changed = _slot("on_properties(QDBusMessage)")
            bus.connect(LOGIN, self._own, properties, "PropertiesChanged", self, changed)


def _slot(signature: str) -> Any:
    """Give a slot by its signature, in the form that is taken, which is not the form declared."""
    return SLOT(signature)


def _own_session(bus: QDBusConnection) -> str:
    """Give the path of this desktop session, nothing where the system keeps none."""
    manager = QDBusInterface(
        LOGIN, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", bus
    )
    if not manager.isValid():
        return ""
    answer = manager.call("GetSession", "auto")
    if answer.type() is not QDBusMessage.MessageType.ReplyMessage:
        return ""
    found = answer.arguments()[0]
    return str(found.path()) if hasattr(found, "path") else str(found)
