# SPDX-License-Identifier: Apache-2.0
"""What Qt has to say, told in the log by the place it comes from and without its words."""

import logging
import re

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from companion import logbook

SPEAKER = re.compile(r"Q[A-Za-z]+(::~?\w+)?")
"""The class and function that most of Qt's messages begin with; what follows may be a path."""

LEVELS = {
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def keep_out_words() -> None:
    """Have Qt's warnings written to the log, and nowhere else, from now on."""
    qInstallMessageHandler(_on_message)


def _on_message(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    level = LEVELS.get(kind)
    if level is None:
        return
    found = SPEAKER.match(message or "")
    # Both are names in Qt's own source, so they are part of the sentence.
    place = f"{context.category or 'qt'} {found[0] if found else ''}".strip()
    logbook.log.log(level, f"Qt: {place}")  # noqa: G004 -- the log hides what is handed over
