# SPDX-License-Identifier: Apache-2.0
"""Asking for a file or folder without leaving in the system where the person keeps what.

Qt's dialog writes the folders it was in to a settings file that all Qt programs share, whenever
one is closed, also when the system's own dialog was shown. GTK's dialog adds the chosen file to
the list of recent files. So on Linux it is Qt's own dialog, with nowhere to write to.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from PySide6.QtCore import QSettings  # noqa: TID251 -- to take away what Qt's dialog keeps
from PySide6.QtWidgets import QFileDialog, QWidget

NOWHERE = "/dev/null/companion"
"""A folder that cannot be made, by anyone."""

SHARED = "QtProject"
GROUP = "FileDialog"
FIXED_PLACE = sys.platform in {"win32", "darwin"}
"""Whether the settings that Qt's dialog writes have a place that cannot be changed."""
FLATPAK = Path("/.flatpak-info")


def ask_where_to_save(parent: QWidget, title: str, suggested: Path, kind: str) -> Path | None:
    """Ask for a file to write; None where the person thought better of it.

    ``kind`` is a filter such as "PDF document (*.pdf)". The dialog asks before a file that is
    there is chosen.
    """
    with _without_traces():
        chosen, _kind = QFileDialog.getSaveFileName(
            parent, title, str(suggested), kind, "", _options()
        )
    return Path(chosen) if chosen else None


def ask_which_to_open(parent: QWidget, title: str, folder: Path, kind: str) -> Path | None:
    """Ask for a file to read; None where the person thought better of it."""
    with _without_traces():
        chosen, _kind = QFileDialog.getOpenFileName(
            parent, title, str(folder), kind, "", _options()
        )
    return Path(chosen) if chosen else None


def ask_which_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """Ask for a folder; None where the person thought better of it."""
    with _without_traces():
        options = _options() | QFileDialog.Option.ShowDirsOnly
        chosen = QFileDialog.getExistingDirectory(parent, title, str(folder), options)
    return Path(chosen) if chosen else None


def leave_no_traces() -> AbstractContextManager[None]:
    """Keep nothing of where a dialog was that has one for files inside it, as that for printing."""
    return _without_traces()


def _options() -> QFileDialog.Option:
    """Take the system's own dialog only where a sandbox lets nothing else reach the files."""
    sandboxed = FLATPAK.exists() or "SNAP" in os.environ
    if sys.platform == "linux" and not sandboxed:
        return QFileDialog.Option.DontUseNativeDialog
    return QFileDialog.Option(0)


@contextmanager
def _without_traces() -> Iterator[None]:
    """Let Qt's dialog keep nothing of where it was."""
    if not FIXED_PLACE:
        QSettings.setPath(QSettings.Format.NativeFormat, QSettings.Scope.UserScope, NOWHERE)
        yield
        return
    before = _kept()
    try:
        yield
    finally:
        _put_back(before)


def _kept() -> dict[str, object]:
    settings = QSettings(QSettings.Scope.UserScope, SHARED)
    settings.beginGroup(GROUP)
    return {key: settings.value(key) for key in settings.allKeys()}


def _put_back(before: dict[str, object]) -> None:
    settings = QSettings(QSettings.Scope.UserScope, SHARED)
    settings.remove(GROUP)
    settings.beginGroup(GROUP)
    for key, value in before.items():
        settings.setValue(key, value)
    settings.sync()
