# SPDX-License-Identifier: Apache-2.0
"""What the desktop shows beside the window: a sign in the tray, and notifications.

Neither says a word of the diary. Both may be missing: many desktops have no tray, and some have no
service that shows notifications.
"""

import sys
from typing import Any

from PySide6.QtCore import Q_ARG, Q_RETURN_ARG, SLOT, QMetaObject, QObject, Qt, Signal, Slot
from PySide6.QtDBus import QDBus, QDBusConnection, QDBusInterface, QDBusMessage
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from companion.language import _
from companion.shipped import resource_path

NAME = "Companion"
SERVICE = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
PATIENCE = 200
"""Milliseconds that the desktop's service has for an answer: so long the window stands still."""
SIGNATURE = "Notify(QString,uint,QString,QString,QString,QStringList,QVariantMap,int)"
PRESSED = "default"
"""What the service calls a press on the notification itself."""


class Tray(QObject):
    """The sign in the tray, where the desktop has one.

    Signals: ``open_asked``, ``check_in_asked``, ``help_asked`` and ``end_asked`` from its menu;
    ``pressed`` when a notification of it was.
    """

    open_asked = Signal()
    check_in_asked = Signal()
    help_asked = Signal()
    end_asked = Signal()
    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._sign: QSystemTrayIcon | None = None
        self._menu: QMenu | None = None

    @property
    def is_shown(self) -> bool:
        """Whether the person can reach the app there now."""
        shown = self._sign is not None and self._sign.isVisible()
        return shown and QSystemTrayIcon.isSystemTrayAvailable()

    @property
    def is_possible(self) -> bool:
        """Whether this desktop has a tray."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show(self) -> None:
        """Show the sign, unless the desktop has no place for it."""
        if not self.is_possible:
            return
        if self._sign is None:
            self._sign = self._made()
        self._sign.show()

    def hide(self) -> None:
        """Take the sign away."""
        if self._sign is not None:
            self._sign.hide()

    def renew(self) -> None:
        """Make the sign anew, as in another language."""
        was_shown = self.is_shown
        self.hide()
        self._sign = None
        if was_shown:
            self.show()

    def notify(self, sentence: str) -> bool:
        """Show a notification at the sign; tell whether that could be done."""
        if self._sign is None or not self.is_shown or not QSystemTrayIcon.supportsMessages():
            return False
        self._sign.showMessage(NAME, sentence, self._sign.icon())
        return True

    def _made(self) -> QSystemTrayIcon:
        sign = QSystemTrayIcon(QIcon(str(resource_path("icons", "companion.svg"))), self)
        sign.setToolTip(NAME)
        self._menu = QMenu()
        self._menu.addAction(_("Open Companion"), self.open_asked.emit)
        self._menu.addAction(_("Check in"), self.check_in_asked.emit)
        self._menu.addAction(_("Get help now"), self.help_asked.emit)
        self._menu.addAction(_("Close"), self.end_asked.emit)
        sign.setContextMenu(self._menu)
        sign.activated.connect(self._on_activated)
        sign.messageClicked.connect(self.pressed)
        return sign

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        # On macOS every press opens the menu.
        if reason is QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self.open_asked.emit()


class Notifications(QObject):
    """The service of a Linux desktop that shows notifications.

    Signal: ``pressed`` when the last one was pressed. Qt's own way to this service, through the
    tray, never tells of a press.
    """

    pressed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last = 0
        self._listens = False

    def notify(self, sentence: str) -> bool:
        """Show a notification; tell whether the service took it."""
        bus = QDBusConnection.sessionBus()
        if not bus.isConnected() or not _answers(bus):
            return False
        service = QDBusInterface(SERVICE, PATH, SERVICE, bus)
        if service.metaObject().indexOfMethod(SIGNATURE) < 0:
            return False  # there is none, or one that does not say what it can do
        service.setTimeout(PATIENCE)
        self._listen(bus)
        self._last = _asked_to_notify(service, sentence)
        return self._last > 0

    @Slot("uint", str)
    def on_action(self, notification: int, action: str) -> None:
        """Take the announcement that some program's notification was pressed."""
        if notification == self._last and action == PRESSED:
            self.pressed.emit()

    def _listen(self, bus: QDBusConnection) -> None:
        if not self._listens:
            # In the form that is taken, which is not the form declared.
            slot: Any = SLOT("on_action(uint,QString)")
            self._listens = bus.connect(SERVICE, PATH, SERVICE, "ActionInvoked", self, slot)


def _answers(bus: QDBusConnection) -> bool:
    """Tell whether the service answers in time when it is asked what it can do.

    An interface asks just that when it is made, and waits for up to half a minute. It cannot be
    done without: only what the service says of itself makes a number one without a sign.
    """
    ask = QDBusMessage.createMethodCall(
        SERVICE, PATH, "org.freedesktop.DBus.Introspectable", "Introspect"
    )
    answer = bus.call(ask, QDBus.CallMode.Block, PATIENCE)
    return answer.type() is QDBusMessage.MessageType.ReplyMessage


def _asked_to_notify(service: QDBusInterface, sentence: str) -> int:
    """Give the number that the service gave the notification, 0 where it refused it."""
    # Called by its signature: a plain call would send a number of another kind than is expected.
    answer = QMetaObject.invokeMethod(
        service,
        "Notify",
        Qt.ConnectionType.DirectConnection,
        Q_RETURN_ARG("uint"),
        Q_ARG("QString", NAME),
        Q_ARG("uint", 0),
        Q_ARG("QString", ""),
        Q_ARG("QString", NAME),
        Q_ARG("QString", sentence),
        Q_ARG("QStringList", [PRESSED, _("Open")]),
        Q_ARG("QVariantMap", {"desktop-entry": QGuiApplication.desktopFileName()}),
        Q_ARG("int", -1),
    )
    return answer if isinstance(answer, int) else 0
