# SPDX-License-Identifier: Apache-2.0
"""What starts this program once more: the same interpreter, or the same bundle."""

import os
import subprocess
import sys
from pathlib import Path

STANDS_ALONE = "PYINSTALLER_RESET_ENVIRONMENT"
"""What a bundle is told that was started by another and is no part of it."""


def command() -> tuple[str, ...]:
    """Give what starts this program; what follows are its arguments."""
    if getattr(sys, "frozen", False):
        return (_windowless("companion.exe"),)
    return (_windowless("pythonw.exe"), "-m", "companion")


def start(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start this program once more, on its own, with nothing of its words ours. Raises OSError."""
    return subprocess.Popen(  # noqa: S603 - this program itself
        [*command(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, STANDS_ALONE: "1"},
        start_new_session=True,
    )


def _windowless(name: str) -> str:
    """Give what runs this, on Windows the one of that name beside it, which opens no console."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if sys.platform == "win32" and beside.exists() else sys.executable
