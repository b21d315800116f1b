# SPDX-License-Identifier: Apache-2.0
"""What the login service announces, on a real bus that stands for the system's."""

import os
import subprocess
import sys

import pytest

BUS = """
import os, sys
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import ClassInfo, Property, QObject, QTimer, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath
from PySide6.QtWidgets import QApplication
app = QApplication([])
OWN = "/org/freedesktop/login1/session/own"

@ClassInfo({"D-Bus Interface": "org.freedesktop.login1.Manager"})
class Manager(QObject):
    @Slot(str, result=str)
    def GetSession(self, name):
        return OWN

@ClassInfo({"D-Bus Interface": "org.freedesktop.login1.Session"})
class Session(QObject):
    Active = Property(bool, lambda self: on)

what, on = sys.argv[1], sys.argv[2] == "on"
service = QDBusConnection.connectToBus(os.environ["DBUS_SESSION_BUS_ADDRESS"], "login")
manager = Manager()
options = QDBusConnection.RegisterOption.ExportAllSlots
assert service.registerObject("/org/freedesktop/login1", manager, options)
session = Session()
properties = QDBusConnection.RegisterOption.ExportAllProperties
assert service.registerObject(OWN, session, properties)
assert service.registerService("org.freedesktop.login1")
watch = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", sys.argv[3]])

def announce():
    if what == "sleep":
        message = QDBusMessage.createSignal(
            "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
        message.setArguments([on])
    elif what == "lock":
        message = QDBusMessage.createSignal(OWN, "org.freedesktop.login1.Session", "Lock")
    else:
        message = QDBusMessage.createSignal(
            OWN, "org.freedesktop.DBus.Properties", "PropertiesChanged")
        message.setArguments(["org.freedesktop.login1.Session", {"Active": on}, []])
    service.send(message)

announcing = QTimer()
announcing.timeout.connect(announce)
announcing.start(300)
ended = QTimer()
ended.timeout.connect(lambda: os.waitpid(watch, os.WNOHANG)[0] and app.quit())
ended.start(100)
app.exec()
"""

WATCH = """
import os
os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = os.environ["DBUS_SESSION_BUS_ADDRESS"]
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from companion.ui.desktop import Desktop
app = QApplication([])
desktop = Desktop(app)
desktop.left.connect(lambda: (print("left", flush=True), app.quit()))
QTimer.singleShot(2500, app.quit)
app.exec()
"""


@pytest.mark.parametrize(
    ("what", "state", "said"),
    [
        ("sleep", "on", "left\n"),
        ("sleep", "off", ""),
        ("lock", "on", "left\n"),
        ("user", "off", "left\n"),
        ("user", "on", ""),
    ],
)
def test_sleep_locking_and_another_user_are_heard(what: str, state: str, said: str) -> None:
    command = ["dbus-run-session", "--", sys.executable, "-c", BUS, what, state, WATCH]
    heard = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        timeout=60,
        check=False,
    )
    assert heard.stdout == said, heard.stderr
