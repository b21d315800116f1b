# SPDX-License-Identifier: Apache-2.0
"""Commands that run side by side, each with a screen of its own where it opens windows.

Standard library only, and it must still parse on Pythons that are too old for the app: dev.py says so.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent

# Seconds between two looks at what runs side by side.
A_LOOK = 0.1

# How what runs side by side is ended, each after so many seconds: Ctrl+C has reached it already.
ENDINGS: Sequence[tuple[int, signal.Signals | None]] = (
    ((3, None), (5, signal.SIGTERM))
    if sys.platform == "win32"
    else ((3, None), (10, signal.SIGINT), (5, signal.SIGTERM), (5, signal.SIGKILL))
)


class NoScreen(Exception):
    """There is no screen to open windows on; the message says why."""


class Piece(NamedTuple):
    """One of the commands that make up a test run, and whether it opens windows."""

    name: str
    command: Sequence[str]
    opens_windows: bool = False


class Running:
    """A piece that runs beside others; what it prints is kept until it is passed on."""

    def __init__(self, piece: Piece, folder: Path) -> None:
        self.name = piece.name
        self.code: int | None = None
        """How it ended, once that was seen."""
        self._title = f"--- {piece.name}\n".encode()
        kept = folder / piece.name
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(kept.open("wb"))
            self._kept = kept.open("rb")
            env = stack.enter_context(screen_for(piece))
            self.process = subprocess.Popen(
                piece.command,
                cwd=ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            self._around = stack.pop_all()

    def look(self) -> None:
        """See whether it has ended; its screen is no longer needed then."""
        if self.code is None:
            self.code = self.process.poll()
            if self.code is not None:
                self._around.close()

    def pass_on(self) -> None:
        """Print what it has printed since the last time."""
        sys.stdout.flush()
        output = sys.stdout.buffer
        output.write(self._title + self._kept.read())
        output.flush()
        self._title = b""

    def close(self) -> None:
        """Let go of what it leaves, once it has ended."""
        self._around.close()
        self._kept.close()


def side_by_side(pieces: Sequence[Piece], at_once: int) -> dict[str, int]:
    """Run so many pieces at a time, begun in their order, and return their exit codes.

    What each prints stays together, in that order too: it is passed on as it comes from the first
    that has not ended, and from the others when it is their turn. What ends this ends them all.
    """
    waiting, running, codes = list(pieces), list[Running](), dict[str, int]()
    with tempfile.TemporaryDirectory(prefix="companion-tests-") as folder, ended_as_by_a_key():
        try:
            while len(codes) < len(pieces):
                for one in running:
                    one.look()
                if waiting and sum(one.code is None for one in running) < at_once:
                    running.append(Running(waiting.pop(0), Path(folder)))
                turn = running[len(codes)]
                turn.pass_on()
                if turn.code is not None:
                    codes[turn.name] = turn.code
                else:
                    time.sleep(A_LOOK)
        finally:
            end_all([one.process for one in running])
            for one in running:
                one.close()
    return codes


@contextlib.contextmanager
def ended_as_by_a_key() -> Iterator[None]:
    """Take the system's request to end for Ctrl+C, so that nothing is left running."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def end_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """End what still runs, as gently as it lets us: pytest puts its things in order first."""
    for patience, sign in ENDINGS:
        going = [process for process in processes if process.poll() is None]
        for process in going:
            if sign is not None:
                process.send_signal(sign)
        end = time.monotonic() + patience
        for process in going:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0, end - time.monotonic()))


@contextlib.contextmanager
def screen_for(piece: Piece) -> Iterator[dict[str, str]]:
    """Give the variables that a piece runs with: those of a screen of its own where it needs one."""
    with contextlib.ExitStack() as stack:
        screen = stack.enter_context(test_screen()) if piece.opens_windows else {}
        yield {**os.environ, **screen}


@contextlib.contextmanager
def test_screen() -> Iterator[dict[str, str]]:
    """Give the tests a screen of their own on Linux; yield the variables that point to it."""
    if not sys.platform.startswith("linux"):
        yield {}
        return
    for program in ("Xvfb", "openbox", "xdotool"):
        if not shutil.which(program):
            raise NoScreen(f"The window tests need {program}; please install it and try again.")
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(tempfile.TemporaryFile("w+"))
        display = start_xvfb(stack, log.fileno())
        screen = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        start_window_manager(stack, log.fileno(), {**os.environ, **screen})
        yield screen


def start_xvfb(stack: contextlib.ExitStack, log: int) -> str:
    """Start an X server on the first free display and return the display's name."""
    reader, writer = os.pipe()
    size = ["-screen", "0", "1600x1200x24"]
    command = ["Xvfb", "-displayfd", str(writer), *size, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=[writer], stdout=log, stderr=log)
    stack.callback(stop, server)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        number = pipe.readline().strip()
    if not number:
        raise NoScreen("The virtual screen for the window tests (Xvfb) did not start.")
    return f":{number}"


def start_window_manager(stack: contextlib.ExitStack, log: int, env: dict[str, str]) -> None:
    """Start a window manager, without which no window gets the keyboard, and wait until it works."""
    command = ["openbox", "--sm-disable", "--config-file", str(ROOT / "packaging" / "openbox.xml")]
    manager = subprocess.Popen(command, stdout=log, stderr=log, env=env)
    stack.callback(stop, manager)
    patience = time.monotonic() + 20
    question = ["xdotool", "get_num_desktops"]
    while subprocess.run(question, capture_output=True, env=env, check=False).returncode:
        if time.monotonic() > patience or manager.poll() is not None:
            raise NoScreen("The window manager for the window tests (openbox) did not start.")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
