# SPDX-License-Identifier: Apache-2.0
"""The Qt binding keeps count of what it is handed."""

import sys

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QPushButton

CALLS = 300
# Other code may keep or drop a few references meanwhile.
LEEWAY = 50


class Announcer(QObject):
    """Says yes. Signals: said(bool)."""

    said = Signal(bool)


def test_setters_do_not_take_references_from_none(qapp: QApplication) -> None:
    """PySide6 6.12.0 took one with every call on Python 3.11, until the interpreter aborted."""
    button = QPushButton()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        button.setEnabled(True)
    assert sys.getrefcount(None) > before - LEEWAY


def test_signals_do_not_take_references_from_true(qapp: QApplication) -> None:
    announcer = Announcer()
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        announcer.said.emit(True)
    assert sys.getrefcount(True) > before - LEEWAY
