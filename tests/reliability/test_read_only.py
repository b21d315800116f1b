# SPDX-License-Identifier: Apache-2.0
"""Read-only files, folders and disks, no home, no desktop, no handles left: a message, no loss."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from msgspec import Struct

from companion.storage import diary
from tests.reliability.full_disk import apart
from tests.storage.samples import Clock, begin, contents, fill

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="made for Linux")

ROOT = Path(__file__).parents[2]
FORBIDDEN = "Companion is not allowed to write "
ALL = ("check", "export", "report", "import", "window")
NO_DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")


class Answer(Struct, frozen=True):
    """What a start came to."""

    verb: str
    code: int
    said: str


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a diary with every kind of entry, and an archive of it in the folder beside."""
    book = begin(tmp_path / "data")
    fill(book)
    book.close()
    (tmp_path / "outside").mkdir()
    answers = tried(tmp_path / "data", ("export",))
    assert [answer.code for answer in answers] == [0]
    outside = tmp_path / "outside"
    (outside / "exported.json").rename(outside / "incoming.json")
    return tmp_path / "data"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NO_DESKTOP}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8", **more}


def tried(
    home: Path,
    verbs: Sequence[str] = ALL,
    prefix: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> list[Answer]:
    """Try each verb on a diary; nothing it says may be a traceback."""
    command = [*prefix, sys.executable, "-m", "tests.reliability.places_tried", str(home), *verbs]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env or environment(),
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
    assert done.returncode == 0, done.stderr
    answers = [Answer(**json.loads(line)) for line in done.stdout.splitlines()]
    assert [answer.verb for answer in answers] == list(verbs)
    return answers


def kept(home: Path) -> dict[str, bytes]:
    """Give every file of a diary but the program's own log."""
    return {name: body for name, body in contents(home).items() if not name.startswith("log")}


def without_rights() -> tuple[str, ...]:
    """Give what takes root's right to write everywhere; nothing is needed for others."""
    if os.geteuid() != 0:
        return ()
    return ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--")


def test_where_writing_is_allowed_everything_is_done(home: Path) -> None:
    assert [answer.code for answer in tried(home, prefix=without_rights())] == [0] * len(ALL)


@pytest.mark.parametrize(
    ("file_mode", "folder_mode"),
    [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)],
    ids=["file", "folder", "both"],
)
def test_what_may_not_be_written_is_named_and_stays(
    home: Path, file_mode: int, folder_mode: int
) -> None:
    (home / "record.lock").touch(0o600)
    before = kept(home)
    for file in home.iterdir():
        if file.is_file():
            file.chmod(file_mode)
    home.chmod(folder_mode)
    answers = tried(home, prefix=without_rights())
    home.chmod(0o700)
    assert all(FORBIDDEN in answer.said for answer in answers), answers
    assert [answer.code for answer in answers if answer.verb != "window"] == [1] * (len(ALL) - 1)
    assert kept(home) == before


def test_a_read_only_disk_is_named(
    home: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    prefix = apart()
    if prefix is None:
        pytest.skip("this system lets nobody mount a disk of their own")
    disk = tmp_path_factory.mktemp("disk")
    script = (
        'mount -t tmpfs tmpfs "$0" && cp -a "$1/." "$0" && mount -o remount,bind,ro "$0" && shift 1'
        ' && exec "$@"'
    )
    shell = (*prefix, "sh", "-c", script, str(disk), str(tmp_path))
    answers = tried(disk / "data", ("check", "window"), shell)
    assert all(FORBIDDEN in answer.said for answer in answers), answers
    assert answers[0].code == 1


def test_without_a_home_a_named_folder_works(home: Path) -> None:
    env = environment()
    for name in [name for name in env if name == "HOME" or name.startswith("XDG_")]:
        del env[name]
    assert [answer.code for answer in tried(home, env=env)] == [0] * len(ALL)
    nowhere = environment(HOME="/proc/no-such-home", XDG_RUNTIME_DIR="/proc/nowhere")
    assert [answer.code for answer in tried(home, env=nowhere)] == [0] * len(ALL)


def test_a_home_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    env = environment(HOME="/proc/no-such-home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        env.pop(name, None)
    command = [sys.executable, "-m", "companion", "sample", "--days", "3", "--seed", "1"]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("companion: ")
    assert "Traceback" not in done.stderr


def test_a_desktop_without_its_services_is_no_trouble(home: Path) -> None:
    env = environment(DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent/bus")
    assert tried(home, ("window",), env=env)[0].code == 0


def test_without_a_display_the_window_says_so(home: Path) -> None:
    before = kept(home)
    env = environment(QT_QPA_PLATFORM="xcb")
    command = [sys.executable, "-m", "companion", "--data-dir", str(home)]
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    assert done.stderr.startswith("companion: ")
    assert kept(home) == before


def test_with_hardly_a_file_to_open_nothing_is_lost(home: Path) -> None:
    prlimit = shutil.which("prlimit")
    assert prlimit is not None
    codes = {}
    for most in (5, 6, 7, 8, 12):
        command = [prlimit, f"--nofile={most}:{most}", sys.executable, "-m", "companion"]
        done = subprocess.run(
            [*command, "--data-dir", str(home), "check"],
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, f"{most}: {done.stderr}"
        assert done.returncode == 0 or done.stderr.startswith("companion: ")
        codes[most] = done.returncode
    assert codes[5] == 1
    assert codes[12] == 0
    assert diary.check(home) == ()
    diary.open_(home, Clock()).close()
