# SPDX-License-Identifier: Apache-2.0
"""The real app on a folder, saying on a line when it can be typed into and when "Saved" is painted.

With "late" its diary writes only after it has answered that it saved: what must never be.
"""

import sys
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel

from companion import app
from companion.domain.records import Entry, Record
from companion.storage import lock
from companion.storage.diary import Diary, open_or_create

LATE = 3000
"""Milliseconds from the answer to the write, in the app that must fail."""

GLANCE = 20


class Watcher(QObject):
    """Says a word as soon as the answer "Saved" has been painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt’s name
        """Paint the label oneself, so that the word follows at once."""
        if not isinstance(event, QPaintEvent) or not isinstance(watched, QLabel):
            return False
        watched.paintEvent(event)
        if watched.text().startswith("Saved"):
            print("saved", flush=True)
        return True


def write_late() -> None:
    """Make every diary answer first and write later."""
    add = Diary.add

    def add_later(self: Diary, record: Record, *, draft: str = "") -> Entry[Record]:
        QTimer.singleShot(LATE, lambda: add(self, record, draft=draft))
        now = datetime.now().astimezone()
        return Entry(id="later", revision=1, created_at=now, record=record)

    Diary.add = add_later  # type: ignore[method-assign, assignment]


def main(folder: Path) -> None:
    """Open the window and watch it, until it is killed."""
    made = app.application()
    with lock.take(folder):
        diary = open_or_create(folder, app.now)
        window = app.make_window(diary, folder / "preferences.json", data_folder=folder)
        watcher = Watcher()
        window._saved.answer.installEventFilter(watcher)
        window.show()
        ready = QTimer()

        def look() -> None:
            focused = QApplication.focusWidget()
            if focused is not None and focused.accessibleName().startswith("Mood: "):
                ready.stop()
                print("ready", flush=True)

        ready.timeout.connect(look)
        ready.start(GLANCE)
        made.exec()


if __name__ == "__main__":
    if "late" in sys.argv[2:]:
        write_late()
    main(Path(sys.argv[1]))
