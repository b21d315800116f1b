# SPDX-License-Identifier: Apache-2.0
"""What the command line and the window say where they are started, for a diary in a hard place.

``python -m tests.reliability.places_tried FOLDER VERB…`` runs each verb, and ``window``, and prints
a line of JSON for each: its exit code, and all it said on its outputs and showed in its window.
"""

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from companion import cli

PATIENCE = 700
"""Milliseconds until an open window is closed again."""


def main(folder: Path, verbs: list[str]) -> None:
    """Try each verb."""
    for verb in verbs:
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = _window(folder) if verb == "window" else _verb(folder, verb)
        print(json.dumps({"verb": verb, "code": code, "said": out.getvalue()}), flush=True)


def _verb(folder: Path, verb: str) -> int:
    beside = folder.parent / "outside"
    more = {
        "export": ["--format", "json", "--out", str(beside / "exported.json")],
        "report": ["--out", str(beside / "report.pdf")],
        "import": [str(beside / "incoming.json")],
    }
    return cli.main(["--data-dir", str(folder), verb, *more.get(verb, [])])


def _window(folder: Path) -> int:
    """Open the window, or the box that says why not, and close it after a moment."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

    from companion import app

    def close() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMessageBox):
                print(widget.text(), widget.informativeText())
            elif widget.isVisible():
                print(*(label.text() for label in widget.findChildren(QLabel) if label.isVisible()))
        QApplication.closeAllWindows()

    app.application()
    closer = QTimer()
    closer.timeout.connect(close)
    closer.start(PATIENCE)
    return cli.main(["--data-dir", str(folder)])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
