# SPDX-License-Identifier: Apache-2.0
"""Where a person keeps their documents: what a dialog for a file begins with."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths


def documents() -> Path:
    """Give the system's folder for documents, else the person's own folder."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())
