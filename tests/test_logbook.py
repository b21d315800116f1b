# SPDX-License-Identifier: Apache-2.0
"""The log tells that something happened, and nothing of what anyone wrote."""

import logging
import os
import stat
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as driver

from companion import logbook
from companion.domain.records import CheckIn, Route
from companion.logbook import log, told, trace

WORDS = "I thought of my sister"
RECORD = CheckIn(at=datetime(2026, 11, 23, 10, tzinfo=UTC), mood=2, words=WORDS)
ENTRY = "0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    assert logbook.begin(tmp_path / "log")
    yield tmp_path / "log"
    logbook.end()


def written(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())


def test_a_line_says_when_and_what_in_a_private_file(folder: Path) -> None:
    log.info("backup made: %d entries in %.1f s", 412, 0.25)
    (line,) = written(folder).splitlines()
    moment, _, rest = line.partition(" ")
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(moment)).total_seconds()) < 60
    assert rest == "INFO companion: backup made: 412 entries in 0.2 s"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, 7),
        (None, None),
        (CheckIn, "CheckIn"),
        (Route.IV, "IV"),
        (ENTRY, ENTRY),
        ("SQLITE_FULL", "SQLITE_FULL"),
        ("4.2.1", "4.2.1"),
        (Path("/home/me/my diary/record.db"), "record.db"),
        (OSError(28, WORDS), "OSError ENOSPC"),
        (ValueError(WORDS), "ValueError"),
        (WORDS, "…"),
        ("sister", "…"),
        (RECORD, "…"),
        ([WORDS], "…"),
        (WORDS.encode(), "…"),
    ],
)
def test_only_what_is_nobodys_words_is_let_through(value: object, shown: object) -> None:
    assert told(value) == shown


def test_a_record_handed_to_the_log_is_not_written(folder: Path) -> None:
    log.info("saved %s", RECORD)
    log.info("saved %(what)s", {"what": WORDS})
    log.info(RECORD)
    log.warning("%s %r", WORDS, ENTRY)
    text = written(folder)
    assert "sister" not in text
    assert text.count("…") == 4
    assert ENTRY in text


def test_words_put_into_the_sentence_itself_are_written(folder: Path) -> None:
    # What no program can tell apart: ruff forbids it, and the search for canaries would find it.
    log.info(f"saved {RECORD!r}")  # noqa: G004 -- the careless way
    assert "sister" in written(folder)


def failing() -> None:
    words = WORDS
    try:
        dict[str, str]()[words]
    except KeyError as error:
        raise ValueError(f"cannot keep {words}") from error


def test_a_trace_names_types_and_places_of_the_whole_chain() -> None:
    with pytest.raises(ValueError, match="sister") as caught:
        failing()
    lines = trace(caught.value)
    assert lines[0] == "ValueError"
    assert "after KeyError" in lines
    assert sum(line.endswith(" failing") and "test_logbook.py:" in line for line in lines) == 2
    assert not any("sister" in line or os.sep in line for line in lines)


def test_a_trace_of_many_errors_names_each() -> None:
    inner = ValueError(WORDS)
    outer = ExceptionGroup(WORDS, [inner, OSError(5, WORDS)])
    inner.__context__ = outer
    assert trace(outer) == [
        "ExceptionGroup",
        "one of them ValueError",
        "one of them OSError EIO",
    ]


def test_an_error_of_the_driver_is_told_by_its_code(folder: Path) -> None:
    connection = driver.connect(":memory:")
    connection.execute(
        "CREATE TABLE note (words TEXT UNIQUE CHECK (words <> ?))".replace("?", "''")
    )
    connection.execute("INSERT INTO note VALUES (?)", (WORDS,))
    try:
        connection.execute("INSERT INTO note VALUES (?)", (WORDS,))
    except driver.IntegrityError:
        log.exception("not kept")
    connection.close()
    text = written(folder)
    assert "IntegrityError SQLITE_CONSTRAINT" in text
    assert "sister" not in text
    assert "note" not in text


def test_a_line_that_cannot_be_written_says_nothing_on_the_terminal(
    folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    log.error("saved %s", WORDS)
    assert capfd.readouterr() == ("", "")


def test_where_nothing_can_be_written_there_is_no_log_and_nothing_else_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("a file where the folder should be")
    assert not logbook.begin(tmp_path / "log")
    log.info("started")
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
    assert capfd.readouterr() == ("", "")


def test_a_day_has_a_file_of_limited_size_and_a_week_has_seven(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logbook, "MOST", 2000)
    handler = next(each for each in log.handlers if isinstance(each, logbook._Daily))
    for day in range(1, 29):
        moment = datetime(2026, 2, day, 12, tzinfo=UTC).timestamp()
        for number in range(100):
            record = log.makeRecord("companion", logging.INFO, "", 0, "event %d", (number,), None)
            record.created = moment
            handler.emit(record)
    daily = [path for path in logbook.files(folder) if path.name != logbook.CRASHES]
    assert [path.name for path in daily] == [
        f"companion-2026-02-{day}.log" for day in range(22, 29)
    ]
    assert all(1900 < path.stat().st_size < 2200 for path in daily)
    print(f"log: {len(daily)} files, at most {max(p.stat().st_size for p in daily)} bytes each")


def test_an_old_crash_is_forgotten_too(folder: Path) -> None:
    crash = folder / logbook.CRASHES
    crash.write_text("Fatal Python error")
    os.utime(crash, (1_700_000_000, 1_700_000_000))
    logbook.forget_old(folder, "2026-11-23")
    assert crash.read_text() == ""


def test_the_last_lines_name_no_folder(folder: Path) -> None:
    log.info("started")
    crash = folder / logbook.CRASHES
    crash.write_text('  File "/home/anna maria/companion/app.py", line 3 in run\n')
    assert logbook.last_lines(folder, 2)[1] == '  File "app.py", line 3 in run'
    assert logbook.last_lines(folder, 1)[0].endswith("line 3 in run")
    assert logbook.last_lines(folder / "nothing", 5) == ()


CHILD = """
import os, sys, threading, warnings, faulthandler, ctypes, logging
from pathlib import Path
from companion import logbook
words = "I thought of my sister"
logbook.begin(Path(sys.argv[1]))
def fail():
    raise ValueError(words)
class Falls:
    def __del__(self):
        fail()
with logbook.last_resort():
    one = threading.Thread(target=fail); one.start(); one.join()
    Falls()
    warnings.warn(words)
    logging.getLogger("companion.somewhere").warning("told %s", words)
    logging.getLogger("companion").warning("%d of %s", words)
    logging.getLogger("companion").warning("%d", words)
    if sys.argv[2] == "crash":
        ctypes.string_at(0)
    fail()
"""


def child(folder: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), how],
        capture_output=True,
        text=True,
        check=False,
    )


def test_what_nothing_caught_is_told_without_its_words(tmp_path: Path) -> None:
    ended = child(tmp_path, "error")
    text = written(tmp_path)
    assert ended.returncode == 1
    assert ended.stderr.count("Companion: unexpected") == 3
    assert text.count("ERROR companion: unexpected") == 3
    assert "UserWarning at <string>:15" in text
    assert "WARNING companion.somewhere: told …" in text
    assert "sister" not in ended.stderr + ended.stdout + text


def test_a_crash_of_the_interpreter_leaves_its_places(tmp_path: Path) -> None:
    ended = child(tmp_path, "crash")
    assert ended.returncode < 0
    assert "Segmentation fault" in (tmp_path / logbook.CRASHES).read_text()
    assert "sister" not in written(tmp_path) + ended.stderr + ended.stdout


def test_without_the_last_resort_the_words_are_on_the_terminal(tmp_path: Path) -> None:
    program = CHILD.replace("with logbook.last_resort():", "if True:")
    ended = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path), "error"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.count("sister") >= 3


def test_the_hooks_are_put_back() -> None:
    before = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    with logbook.last_resort():
        assert sys.excepthook is not before[0]
    after = sys.excepthook, threading.excepthook, sys.unraisablehook, warnings.showwarning
    assert after == before
