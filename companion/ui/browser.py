# SPDX-License-Identifier: Apache-2.0
"""Handing an address to the person's browser. Companion itself goes nowhere."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

SCHEMES = ("https", "http")


def open_address(address: str) -> bool:
    """Ask the system to open an address; False where it has nothing that does."""
    url = QUrl(address, QUrl.ParsingMode.StrictMode)
    return url.scheme() in SCHEMES and QDesktopServices.openUrl(url)
