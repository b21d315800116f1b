# SPDX-License-Identifier: Apache-2.0
"""The program, and a screen reader beside it, on an accessibility bus of their own."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from tests.e2e.person import until, xdotool

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = "/usr/bin/python3"
"""The interpreter that Debian's pyatspi is for."""

BUTTONS = frozenset(("push button", "toggle button", "check box", "radio button", "page tab"))


class Node(Struct, frozen=True, kw_only=True):
    """Something a screen reader comes upon."""

    depth: int
    role: str
    name: str
    states: frozenset[str]
    box: tuple[int, int, int, int] | None = None
    actions: tuple[str, ...] = ()

    @property
    def focusable(self) -> bool:
        """Whether the keyboard can come to it."""
        return "focusable" in self.states


class ScreenReader:
    """Reads and operates the program as a screen reader does, by the bus alone."""

    def __init__(self, process: "subprocess.Popen[str]", program: "Program") -> None:
        self._process = process
        self._program = program
        assert self._line() == "ready"

    def read(self) -> list[Node]:
        """Read the window in front from start to end, once it holds still."""
        before: object = None

        def still() -> list[Node]:
            nonlocal before
            now = self._ask("read")
            steady, before = now == before and bool(now) and isinstance(now, list), now
            return msgspec.convert(now, list[Node]) if steady else []

        return until("a window that holds still", still)

    def see(self, name: str) -> None:
        """Wait until there is something that is called so."""
        self._until(repr(name), lambda: self._ask("seen", name) is True)

    def press(self, name: str, role: str = "push button") -> None:
        """Press something by the action that it has on the bus."""
        self._until(f"{role} {name!r}, to press", lambda: self._ask("press", name, role) is True)

    def write(self, name: str, words: str) -> None:
        """Put words into an editor."""
        self._until(f"the editor {name!r}", lambda: self._ask("write", name, "text", words) is True)

    def keys(self, *keys: str) -> None:
        """Press keys one after the other, as ``alt+1``."""
        xdotool("key", "--clearmodifiers", *keys)

    def hear(self, start: str) -> str:
        """Listen until a sentence is spoken that starts so, and give it."""
        heard: list[str] = []

        def look() -> str:
            heard.extend(self._ask("heard"))
            return next((one for one in heard if one.startswith(start)), "")

        try:
            return until(f"a spoken sentence that starts with {start!r}", look)
        except AssertionError as error:
            raise AssertionError(f"{error}; what was spoken: {heard}") from None

    def _until(self, what: str, look: Callable[[], bool]) -> None:
        try:
            until(what, look)
        except AssertionError as error:
            names = "\n".join(f"{one.role}: {one.name}" for one in self.read() if one.name)
            raise AssertionError(f"{error}; what is read:\n{names}") from None

    def _ask(self, what: str, *given: str) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps([what, *given]) + "\n")
        self._process.stdin.flush()
        answer = self._line()
        self._program.check()
        return answer

    def _line(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the screen reader ended: are python3-pyatspi and at-spi2-core installed?"
        return json.loads(line)


class Program:
    """The program in a process of its own, on the diary of a folder."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed at the end
        command = [sys.executable, "-X", "faulthandler", "-m", "companion", "--data-dir"]
        self._process = subprocess.Popen(
            [*command, str(folder)], env=env, cwd=ROOT, stderr=self._errors
        )

    def check(self) -> None:
        """See that it is still there, and nothing in it went wrong."""
        self._errors.seek(0)
        said = self._errors.read()
        assert self._process.poll() is None, f"the program ended: {said}"
        assert "unexpected" not in said, said

    def end(self) -> None:
        """Ask it to end as the desktop would; it ends without a fault."""
        self.check()
        self._process.terminate()
        code = self._process.wait(timeout=20)
        self._errors.seek(0)
        assert code == 0, f"the program ended with {code}: {self._errors.read()}"

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._errors.close()


@contextlib.contextmanager
def bus() -> Iterator[dict[str, str]]:
    """Start a session bus of our own, on which the accessibility bus starts when it is asked for."""
    # A short path, since a socket's may have no more than some hundred letters.
    with tempfile.TemporaryDirectory(prefix="companion-bus-") as folder:
        env = {**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder}
        env |= {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "NO_AT_BRIDGE": "0"}
        env.pop("AT_SPI_BUS_ADDRESS", None)
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env
        ) as daemon:
            try:
                assert daemon.stdout is not None
                yield env | {"DBUS_SESSION_BUS_ADDRESS": daemon.stdout.readline().strip()}
            finally:
                daemon.terminate()


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[ScreenReader]:
    """Open the program on the diary of a folder, with a screen reader beside it.

    At its end the program is asked to end as the desktop would, and ends without a fault.
    """
    with bus() as env, contextlib.ExitStack() as stack:
        program = Program(folder, env)
        stack.callback(program.close)
        reader = stack.enter_context(
            subprocess.Popen(
                [SYSTEM_PYTHON, str(Path(__file__).with_name("reader.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env=env,
            )
        )
        stack.callback(reader.terminate)
        yield ScreenReader(reader, program)
        program.end()
