# SPDX-License-Identifier: Apache-2.0
"""What starts this program once more: the same interpreter, or the same bundle."""

import os
import subprocess
import sys
from pathlib import Path

STANDS_ALONE = "PYINSTALLER_RESET_ENVIRONMENT"
"""What a bundle is told that was started by another and is no part of it."""

SET_PAGES = "--set-pages"
"""What this program is started with to set a report's pages for another, and do nothing else."""


def command() -> tuple[str, ...]:
    """Give what starts this program; what follows are its arguments."""
    if getattr(sys, "frozen", False):
        return (_on_windows("companion.exe"),)
    return (_on_windows("pythonw.exe"), "-m", "companion")


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


def start_piped(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start this program once more to work for us, its input and output ours. Raises OSError."""
    return subprocess.Popen(  # noqa: S603 - this program itself
        [*_typed(), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _typed() -> tuple[str, ...]:
    """Give what starts this program as one that is typed, with an input and an output."""
    if getattr(sys, "frozen", False):
        return (_on_windows("companion-cli.exe"),)
    return (_on_windows("python.exe"), "-m", "companion")


def _on_windows(name: str) -> str:
    """Give what runs this; on Windows, where a console depends on it, the one of that name."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if sys.platform == "win32" and beside.exists() else sys.executable
