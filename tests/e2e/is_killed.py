# SPDX-License-Identifier: Apache-2.0
"""The real app on a folder, saying on a line what it shows first, and each time it kept something.

With the name of a page, and its argument, it opens that page.
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from companion import app
from companion.storage import lock
from companion.storage.diary import Diary, open_
from companion.ui.main_window import MainWindow

GLANCE = 20


def tell_of_drafts() -> None:
    """Say a word after each draft that was kept."""
    keep = Diary.keep_draft

    def keep_and_tell(self: Diary, form: str, body: bytes) -> None:
        keep(self, form, body)
        print("draft", flush=True)

    Diary.keep_draft = keep_and_tell  # type: ignore[method-assign]


def tell_when_shown(window: MainWindow, page: str, argument: str) -> QTimer:
    """Say which page is shown once it can be typed into."""
    timer = QTimer(window)

    def look() -> None:
        if not window.isActiveWindow() or QApplication.focusWidget() is None:
            return
        timer.stop()
        if page:
            window.open_page(page, argument)
        print(window.place[0], flush=True)

    timer.timeout.connect(look)
    timer.start(GLANCE)
    return timer


def main(folder: Path, page: str = "", argument: str = "") -> None:
    """Open the window, until it is killed."""
    tell_of_drafts()
    made = app.application()
    with lock.take(folder):
        diary = open_(folder, app.now)
        diary.on_change(lambda _kind: print("saved", flush=True))
        window = app.make_window(diary, folder / "preferences.json", data_folder=folder)
        window.show()
        _timer = tell_when_shown(window, page, argument)
        made.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
