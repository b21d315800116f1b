# SPDX-License-Identifier: Apache-2.0
"""The log on this computer: that something happened, when and how often; never what was written.

One small file a day, kept for a week. A line holds a sentence of the program's own and, in the
places left open in it, only what `told` lets through: numbers, names of entries, kinds, choices
and file names. Whatever else is handed over, the person's words among it, becomes an ellipsis.
"""

import errno
import faulthandler
import logging
import os
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import TextIO

DAYS = 7
"""Days that a file is kept."""
MOST = 128 * 1024
"""Bytes of one day's file; beyond that the day is not written on."""
CRASHES = "crash.log"
NAME = re.compile(r"companion-(\d{4}-\d\d-\d\d)\.log")
OWN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|SQLITE_[A-Z_]+|\d+(\.\d+)+[a-z0-9.+]*")
"""Text that may stand in a line as it is: names of entries, SQLite's codes, versions."""
HIDDEN = "…"

log = logging.getLogger("companion")
# Without a place to write to, Python would print warnings on the terminal.
log.addHandler(logging.NullHandler())


# --- what a line may hold -------------------------------------------------------------------------


def told(value: object) -> object:
    """Give what may stand in a log line for a value."""
    shown: object = HIDDEN
    match value:
        case None | bool() | int() | float():
            shown = value
        case Enum():
            shown = value.name
        case type():
            shown = value.__name__
        case Path():
            shown = value.name
        case BaseException():
            shown = _named(value)
        case str() if OWN.fullmatch(value):
            shown = value
    return shown


def trace(error: BaseException) -> list[str]:
    """Give where an error came from, and what caused it: types, files, lines and functions.

    Neither messages nor the values of variables, since both may be the person's words.
    """
    lines: list[str] = []
    seen: set[int] = set()
    chain: list[tuple[str, BaseException]] = [("", error)]
    while chain:
        how, one = chain.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        lines.append(f"{how}{_named(one)}")
        lines += [f"  {_place(*where)}" for where in _frames(one.__traceback__)]
        if isinstance(one, BaseExceptionGroup):
            chain += [("one of them ", part) for part in one.exceptions]
        cause = one.__cause__ or one.__context__
        if cause is not None:
            chain.append(("after ", cause))
    return lines


def _named(error: BaseException) -> str:
    """Give an error's type, and the code where its kind has one."""
    code = getattr(error, "sqlite_errorname", None)
    if code is None and isinstance(error, OSError) and error.errno is not None:
        code = errno.errorcode.get(error.errno)
    return f"{type(error).__name__} {code}" if code else type(error).__name__


def _frames(start: TracebackType | None) -> Iterator[tuple[str, int, str]]:
    for frame, line in traceback.walk_tb(start):
        yield frame.f_code.co_filename, line, frame.f_code.co_name


def _place(file: str, line: int, function: str) -> str:
    return f"{Path(file).name}:{line} {function}"


class _Careful(logging.Formatter):
    """Writes a record in one line, and the trace of an error in further ones."""

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")
        lines = [f"{moment} {record.levelname} {record.name}: {_sentence(record)}"]
        if record.exc_info and record.exc_info[1]:
            lines += trace(record.exc_info[1])
        return "\n".join(lines)


def _sentence(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return str(told(record.msg))
    if not record.args:
        return record.msg
    if isinstance(record.args, Mapping):
        return record.msg % {name: told(value) for name, value in record.args.items()}
    return record.msg % tuple(told(value) for value in record.args)


# --- the files ------------------------------------------------------------------------------------


class _Daily(logging.Handler):
    """Writes to the day's file. What cannot be written is dropped, and nobody is told."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.setFormatter(_Careful())
        self._day = ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._write(record)
        except Exception:  # noqa: BLE001 -- a log that fails must not fail what it tells of
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 -- the library's name
        """Say nothing: the library would print the record with all it was handed."""

    def _write(self, record: logging.LogRecord) -> None:
        day = f"{datetime.fromtimestamp(record.created).astimezone():%Y-%m-%d}"
        if day != self._day:
            forget_old(self._folder, day)
            self._day = day
        with _private(self._folder / f"companion-{day}.log") as file:
            if file.tell() < MOST:
                file.write(f"{self.format(record)}\n")


def begin(folder: Path) -> bool:
    """Write the log into a folder from now on, crashes of the interpreter too.

    Where that folder cannot be written there is no log, and False is given; nothing else changes.
    """
    end()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.name != "nt":
            folder.chmod(0o700)
        crashes = _private(folder / CRASHES)
    except OSError:
        return False
    faulthandler.enable(crashes)
    _open.append(crashes)
    log.addHandler(_Daily(folder))
    log.setLevel(logging.INFO)
    log.propagate = False
    return True


def end() -> None:
    """Write no more, and let go of the files."""
    for handler in [each for each in log.handlers if isinstance(each, _Daily)]:
        log.removeHandler(handler)
    log.propagate = True
    if _open:
        faulthandler.disable()
        _open.pop().close()


_open: list[TextIO] = []
"""The file for crashes; the interpreter writes into it by its number, so it has to stay open."""


def forget_old(folder: Path, day: str) -> None:
    """Remove the files that are more than a week older than a day, and one of that age's crashes."""
    oldest = datetime.fromisoformat(day) - timedelta(days=DAYS)
    for path in files(folder):
        with suppress(OSError):
            dated = NAME.fullmatch(path.name)
            if dated and datetime.fromisoformat(dated[1]) <= oldest:
                path.unlink()
            elif not dated and datetime.fromtimestamp(path.stat().st_mtime) <= oldest:  # noqa: DTZ006 -- as the day, by this computer's clock
                os.truncate(path, 0)


def files(folder: Path) -> tuple[Path, ...]:
    """Give the log's own files in a folder, the oldest first, the one for crashes last."""
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        return ()
    daily = [name for name in names if NAME.fullmatch(name)]
    return tuple(folder / name for name in [*daily, *(n for n in names if n == CRASHES)])


def last_lines(folder: Path, count: int) -> tuple[str, ...]:
    """Give the last lines of the log, the oldest first, with no path beyond a file's name."""
    lines: list[str] = []
    for path in files(folder):
        with suppress(OSError):
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(_PATHS.sub(r"\1", line) for line in lines[-count:])


_PATHS = re.compile(r'(?:[A-Za-z]:)?[\\/](?:[^\\/"\n]+[\\/])*([^\\/"\n]+)')
"""The interpreter names its files with their folders, the home of the user among them."""


def _private(path: Path) -> TextIO:
    """Open a file to write at its end, readable by its owner alone."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    file = os.fdopen(handle, "a", encoding="utf-8", errors="replace")
    file.seek(0, os.SEEK_END)
    return file


# --- the last resort ------------------------------------------------------------------------------


def mistake(error: BaseException) -> None:
    """Tell of a mistake of the program, in the log and on the terminal, without a word of anyone's."""
    log.error("unexpected", exc_info=error)
    with suppress(OSError, AttributeError):  # a window without a terminal has no such stream
        sys.stderr.write("\n  ".join(("Companion: unexpected", *trace(error))) + "\n")


@contextmanager
def last_resort() -> Iterator[None]:
    """Catch in the block what nothing else caught: errors anywhere, in threads, in destructors.

    An error that leaves the block leaves these hooks in place, since it is told of only then.
    """
    before = (
        sys.excepthook,
        threading.excepthook,
        sys.unraisablehook,
        warnings.showwarning,
    )
    sys.excepthook = _on_error
    threading.excepthook = _on_thread_error
    sys.unraisablehook = _on_unraisable
    warnings.showwarning = _on_warning
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning = before


def _on_error(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
    mistake(error)


def _on_thread_error(happened: threading.ExceptHookArgs) -> None:
    if happened.exc_value is not None and not isinstance(happened.exc_value, SystemExit):
        mistake(happened.exc_value)


def _on_unraisable(happened: "sys.UnraisableHookArgs") -> None:
    if happened.exc_value is not None:
        mistake(happened.exc_value)


def _on_warning(  # noqa: PLR0917 -- as the library calls it
    message: Warning | str,  # noqa: ARG001 -- it may hold anything
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,  # noqa: ARG001 -- told in the log alone
    line: str | None = None,  # noqa: ARG001
) -> None:
    log.warning("%s at %s:%d", category, Path(filename), lineno)
