# SPDX-License-Identifier: Apache-2.0
"""The command line as it is, printing what its box or page of trouble says, with its picture."""

import base64
import json
import sys

from PySide6.QtCore import QBuffer, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QWidget

from companion import app, cli
from companion.ui.pages.trouble import TroublePage

GLANCE = 20


def _picture(window: QWidget) -> str:
    kept = QBuffer()
    window.grab().save(kept, "PNG")
    return base64.b64encode(kept.data().data()).decode()


def _words(window: QWidget) -> list[str]:
    """Give what a box or a page of trouble says; nothing for any other window."""
    if isinstance(window, QMessageBox):
        return [window.text(), window.informativeText()]
    page = window.findChild(TroublePage)
    return [one.text() for one in page.findChildren(QLabel) if one.isVisible()] if page else []


def main(folder: str) -> int:
    """Start the app on a folder."""
    app.application()
    said: list[str] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if window.isActiveWindow() and not said and (words := _words(window)):
                said.extend(words)
                print(json.dumps([*said, _picture(window)]), flush=True)

    eyes = QTimer()
    eyes.timeout.connect(look)
    eyes.start(GLANCE)
    return cli.main(["--data-dir", folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
