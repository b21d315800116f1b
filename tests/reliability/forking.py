# SPDX-License-Identifier: Apache-2.0
"""Children that are there in a few milliseconds, to be killed: one warm process that forks them.

``python -m tests.reliability.forking`` tries the storage once, closes it, and makes a child for
each line it reads: a deed, as ``module:function``, and its arguments, in JSON. What the child
says comes out line by line; a child is not reaped before the next is asked for, so that its number
can be killed at any time without hitting another process.
"""

import ctypes
import importlib
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import Any, NoReturn, Self

GO = "go"
BROKEN = "broken"
Say = Callable[[Any], None]

SMALL_BALLAST = 64 * 1024
"""Bytes; laying the whole of it would take most of the time."""
PR_SET_PTRACER = 0x59616D61


class Child:
    """A running deed. Iterate over what it says; afterwards ``code`` is how it ended."""

    def __init__(self, server: "Forking", pid: int) -> None:
        self._server = server
        self.pid = pid
        self.code: int | None = None
        """The exit code, or a signal's number below zero; None while it runs."""

    def __iter__(self) -> Iterator[Any]:
        while self.code is None:
            word, _, rest = self._server.heard().partition(" ")
            if word == "ended":
                self.code = int(rest)
            else:
                yield json.loads(rest)

    def go(self) -> None:
        """Let a child that waits begin."""
        self._server.tell(GO)

    def kill(self) -> None:
        """Kill it at once; harmless when it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def killed_after(self, seconds: float, lines: int = 0) -> list[Any]:
        """Give all it says until it is killed, or has ended before.

        The kill comes some seconds after it said so many lines.
        """
        timer = Timer(seconds, self.kill)
        said = list(itertools.islice(self, lines))
        timer.start()
        try:
            return said + list(self)
        finally:
            timer.cancel()
            timer.join()


class Forking:
    """The warm process, for the length of a ``with`` block."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.reliability.forking"]
        self._server = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.heard() == "ready"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.kill()
        self._server.communicate()

    def start(self, deed: str, *, waits: bool = False, **arguments: object) -> Child:
        """Start a deed; one that ``waits`` begins when told to ``go``. One child at a time."""
        self.tell(json.dumps({"deed": deed, "waits": waits, "arguments": arguments}))
        word, _, pid = self.heard().partition(" ")
        assert word == "started"
        return Child(self, int(pid))

    def answer(self, deed: str, **arguments: Any) -> Any:
        """Give the one thing that a deed says. Raises RuntimeError when it broke."""
        child = self.start(deed, **arguments)
        said = list(child)
        if child.code or not said:
            raise RuntimeError(f"{deed}: {said}")
        return said[-1]

    def tell(self, line: str) -> None:
        """Write a line to the warm process."""
        assert self._server.stdin is not None
        self._server.stdin.write(f"{line}\n")
        self._server.stdin.flush()

    def heard(self) -> str:
        """Read a line. Raises EOFError when the warm process is gone."""
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        if not line.endswith("\n"):
            raise EOFError("the process that makes children ended")
        return line[:-1]


def _serve() -> None:
    from companion.storage import ballast
    from tests.quick_seals import seal_quickly
    from tests.reliability import writer

    # Whatever is made at first use is made here, and no file is open when children are forked.
    ballast.SIZE = SMALL_BALLAST
    seal_quickly()
    with tempfile.TemporaryDirectory() as folder:
        writer.write(lambda _said: None, str(Path(folder) / "warm"), seed=1, deeds=60)
    _write("ready")
    ended: int | None = None
    while (line := _read_line()) is not None:
        if not line.startswith("{"):
            continue  # what a child that was killed had not read, or not to its end
        if ended is not None:
            os.waitpid(ended, 0)
        ended = os.fork()
        if ended == 0:
            _work(json.loads(line))
        status = os.waitid(os.P_PID, ended, os.WEXITED | os.WNOWAIT)
        assert status is not None
        exited = status.si_code == os.CLD_EXITED
        _write(f"ended {status.si_status if exited else -status.si_status}")


def _work(asked: dict[str, Any]) -> NoReturn:
    """Be the child: do what is asked and end."""
    if asked["waits"]:
        # Where the system lets only parents look into a process, strace needs to be allowed.
        ctypes.CDLL(None).prctl(PR_SET_PTRACER, ctypes.c_ulong(-1), 0, 0, 0)
    module, _, name = asked["deed"].partition(":")
    deed = getattr(importlib.import_module(module), name)
    _write(f"started {os.getpid()}")
    if asked["waits"]:
        assert _read_line() == GO
    try:
        deed(lambda said: _write(f"said {json.dumps(said)}"), **asked["arguments"])
    except BaseException:  # noqa: BLE001 -- whatever it is, it is the answer
        _write(f"said {json.dumps({BROKEN: traceback.format_exc()})}")
        os._exit(1)
    os._exit(0)


def _write(line: str) -> None:
    # Without a buffer, so that what was said before a kill is heard; and by a call of its own,
    # which is never made to fail.
    data = f"{line}\n".encode()
    while data:
        data = data[os.writev(1, [data]) :]


def _read_line() -> str | None:
    """Read a line without a byte of the next, which may be another process's; None at the end."""
    read = b""
    while (byte := os.read(0, 1)) != b"\n":
        if not byte:
            return None
        read += byte
    return read.decode()


if __name__ == "__main__":
    _serve()
