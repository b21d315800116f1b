# SPDX-License-Identifier: Apache-2.0
"""The command line as it is, printing what stands before its main page, with a picture of it.

A line of JSON for its box, its page of trouble or its dialog of backups, and another one each time
that says something else.
"""

import base64
import json
import sys

from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from companion import app, cli
from companion.ui.dialogs.restore import RestoreDialog
from companion.ui.pages.trouble import TroublePage

GLANCE = 20


def _picture(window: QWidget) -> str:
    kept = QBuffer()
    window.grab().save(kept, "PNG")
    return base64.b64encode(kept.data().data()).decode()


def _words(window: QWidget) -> list[str]:
    """Give what a box, a page of trouble or a dialog of backups says; nothing for another window."""
    if isinstance(window, QMessageBox):
        return [window.text(), window.informativeText()]
    page = window if isinstance(window, RestoreDialog) else window.findChild(TroublePage)
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()] if page else []


def main(*arguments: str) -> int:
    """Start the app as its command line does."""
    app.application()
    said: list[str] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if window.isActiveWindow() and (words := _words(window)) and words != said:
                said[:] = words
                print(json.dumps([*said, _picture(window)]), flush=True)

    eyes = QTimer()
    eyes.timeout.connect(look)
    eyes.start(GLANCE)
    return cli.main(list(arguments))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
