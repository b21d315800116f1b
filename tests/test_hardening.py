# SPDX-License-Identifier: Apache-2.0
"""A process keeps to itself: files of its own, no image of its memory, no onlookers."""

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs the users and limits of Unix")

KEPT = "from companion import hardening; hardening.keep_private()\n"
MAKES = "import os; open('file', 'w').close(); os.mkdir('folder')\n"
CRASHES = """
import os, resource, signal
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
{0}
print(resource.getrlimit(resource.RLIMIT_CORE)[0], hard, flush=True)
os.kill(os.getpid(), signal.SIGSEGV)
"""
AS_NOBODY = "import os; os.getuid() or (os.setgid(65534), os.setuid(65534))\n"
LIKE_ANY_PROGRAM = "import ctypes; ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)\n"
"""To become another user takes a process out of sight; to start a program puts it back."""
WAITS = """
import resource, sys
from companion import hardening
{0}
print('ready', flush=True)
sys.stdin.read()
"""
LOOKS = """
import sys
{0}
try:
    print("read" if open("/proc/" + sys.argv[1] + "/environ", "rb").read() else "nothing")
except PermissionError:
    print("refused")
"""


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )


def modes(folder: Path) -> list[int]:
    return [stat.S_IMODE((folder / name).stat().st_mode) for name in ("file", "folder")]


def test_what_is_made_is_the_owners_alone(tmp_path: Path) -> None:
    run(KEPT + MAKES, tmp_path)
    assert modes(tmp_path) == [0o600, 0o700]


def test_without_it_everyone_may_read(tmp_path: Path) -> None:
    run("import os; os.umask(0o022)\n" + MAKES, tmp_path)
    assert modes(tmp_path) == [0o644, 0o755]


def test_a_crash_writes_no_image_of_the_memory(tmp_path: Path) -> None:
    crashed = run(CRASHES.format(KEPT), tmp_path)
    assert crashed.returncode == -signal.SIGSEGV
    assert crashed.stdout.split()[0] == "0"
    assert list(tmp_path.iterdir()) == []


def test_without_it_a_crash_writes_one_where_the_system_wants_it(tmp_path: Path) -> None:
    raised = "resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))"
    crashed = run(CRASHES.format(raised), tmp_path)
    pattern = Path("/proc/sys/kernel/core_pattern")
    beside = pattern.exists() and pattern.read_text()[0] not in "|/"
    assert bool(list(tmp_path.iterdir())) == (beside and crashed.stdout.split()[1] != "0")


def onlooker_sees(preparation: str) -> str:
    """Let a process wait, and another of the same user, who is not root, look into it."""
    program = WAITS.format(AS_NOBODY + LIKE_ANY_PROGRAM + preparation)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as waiting:
        assert waiting.stdout is not None
        assert waiting.stdout.readline() == "ready\n"
        looking = [sys.executable, "-c", LOOKS.format(AS_NOBODY), str(waiting.pid)]
        seen = subprocess.run(looking, capture_output=True, text=True, check=True)
        assert waiting.stdin is not None
        waiting.stdin.close()
    return seen.stdout.strip()


@pytest.mark.skipif(sys.platform != "linux", reason="needs the proc file system")
def test_no_other_program_of_the_same_user_looks_in() -> None:
    assert onlooker_sees(KEPT) == "refused"


@pytest.mark.skipif(sys.platform != "linux", reason="needs the proc file system")
def test_without_it_any_program_of_the_same_user_looks_in() -> None:
    assert onlooker_sees("") == "read"


@pytest.mark.skipif(sys.platform != "linux", reason="needs the proc file system")
@pytest.mark.parametrize("sandbox", ["SNAP", "traced"])
def test_portals_and_tracers_that_are_there_already_are_let_be(sandbox: str) -> None:
    state = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))\n"
    command = [sys.executable, "-c", KEPT + state]
    more = {"SNAP": "/snap/x"} if sandbox == "SNAP" else {}
    if sandbox == "traced":
        strace = shutil.which("strace")
        if strace is None:
            pytest.skip("no strace here")
        command = [strace, "-f", "-qq", "-e", "trace=none", *command]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | more
    )
    assert done.stdout == "1\n"
