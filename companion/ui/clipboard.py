# SPDX-License-Identifier: Apache-2.0
"""Copying what is the person's own: marked for history tools, and taken back after a while."""

import hashlib
import sys

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QGuiApplication

CLEARED_AFTER = 30_000
"""Milliseconds."""

_WINDOWS = 'application/x-qt-windows-mime;value="{name}"'
_NO = bytes(4)
MARKS: dict[str, dict[str, bytes]] = {
    "win32": {
        _WINDOWS.format(name="ExcludeClipboardContentFromMonitorProcessing"): b"1",
        _WINDOWS.format(name="CanIncludeInClipboardHistory"): _NO,
        _WINDOWS.format(name="CanUploadToCloudClipboard"): _NO,
    },
    # macOS has a mark of its own, which Qt has no way to set.
    "darwin": {},
    "linux": {"x-kde-passwordManagerHint": b"secret"},
}
"""What tells the system's own clipboard history to leave a text out."""


class _Lent(QObject):
    """What was put on the clipboard, until it is taken back. It keeps a digest, not the words."""

    def __init__(self, words: str, after: int) -> None:
        super().__init__(QGuiApplication.instance())
        self._digest = _digest(words)
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self.take_back)
        timer.start(after)

    def take_back(self) -> None:
        """Clear the clipboard where it still holds those words, and be done."""
        board = QGuiApplication.clipboard()
        if _digest(board.text()) == self._digest:
            board.clear()
        self.setParent(None)
        self.deleteLater()
        _lent.clear()


_lent: list[_Lent] = []


def copy_private(words: str, *, cleared_after: int = CLEARED_AFTER) -> None:
    """Put words on the clipboard that are the person's own: a report, a code, a key.

    History tools are asked to leave them out, and after half a minute they are taken back, unless
    something else was copied by then. What a program has read in between, it has.
    """
    for earlier in _lent:
        earlier.setParent(None)
        earlier.deleteLater()
    marked = QMimeData()
    marked.setText(words)
    for mark, value in MARKS.get(sys.platform, MARKS["linux"]).items():
        marked.setData(mark, value)
    QGuiApplication.clipboard().setMimeData(marked)
    _lent[:] = [_Lent(words, cleared_after)]


def take_back() -> None:
    """Clear now what was copied here and is still there: for locking and for closing the app."""
    for each in tuple(_lent):
        each.take_back()


def _digest(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()
