# SPDX-License-Identifier: Apache-2.0
"""The real window with a note that is typed into without a pause, until the process is killed.

It prints each character and the time at which it was typed. With "after" a draft is kept only
after a pause, as a careless program would.
"""

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from companion import app
from companion.storage import lock
from companion.storage.diary import open_or_create
from companion.ui.forms.form import FormDialog, Keeper
from companion.ui.forms.note import NoteForm

EVERY = 60
"""Milliseconds between two keystrokes."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def main(folder: Path, how: str) -> None:
    """Open the window, open a note, and type."""
    if how == "after":
        Keeper._on_edited = lambda self: self._timer.start()  # type: ignore[method-assign]
    made = app.application()
    with lock.take(folder):
        diary = open_or_create(folder, app.now)
        diary.drop_draft("note:new")
        window = app.make_window(diary, folder / "preferences.json", data_folder=folder)
        window.show()
        typed = 0

        def strike() -> None:
            nonlocal typed
            dialog = QApplication.activeModalWidget()
            if not isinstance(dialog, FormDialog):
                return
            letter = LETTERS[typed % len(LETTERS)]
            QTest.keyClicks(dialog.form.first_control(), letter)
            typed += 1
            print(f"{time.monotonic():.3f} {letter}", flush=True)

        keys = QTimer()
        keys.timeout.connect(strike)
        keys.start(EVERY)
        QTimer.singleShot(0, lambda: FormDialog.ask(NoteForm(window.context), window))
        made.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
