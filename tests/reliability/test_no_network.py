# SPDX-License-Identifier: Apache-2.0
"""The program reaches no network: not a socket for one is made on a visit to the whole window.

strace sees every system call for sockets of every thread and child. The same visit comes to its
end in a network namespace of its own, where there is no network, not even to this computer.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome, Tally

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="strace and network namespaces are of Linux"
)

ROOT = Path(__file__).parents[2]
PATIENCE = 480
"""Seconds, after which a visit hangs; other tests may run beside it."""

ALLOWED = {"AF_UNIX", "AF_LOCAL"}
"""Files in the shape of sockets, which end on this computer: the display, the desktop's bus, the
system's list of users. Everything else is refused, AF_NETLINK too, by which one asks for the
network cards."""

LOADED = {
    "_socket": "the half of socket that is written in C",
    "select": "subprocess, which uuid and sqlite-utils bring, and socket wait for pipes with it",
    "selectors": "the same, one floor up",
    "socket": "filelock names this computer in its lock files; it asks the system, not a network",
}
"""Network modules that are loaded, and why; none makes a socket by being loaded."""

NETWORK_MODULES = {
    "asyncio", "ftplib", "http.client", "http.server", "imaplib", "poplib", "select", "selectors",
    "smtplib", "socket", "_socket", "socketserver", "ssl", "_ssl", "telnetlib", "urllib.request",
    "xmlrpc.client", "webbrowser", "requests", "urllib3", "httpx", "aiohttp",
    "PySide6.QtNetwork", "PySide6.QtNetworkAuth", "PySide6.QtWebSockets",
    "PySide6.QtWebEngineCore", "PySide6.QtQml",
}  # fmt: skip


def traced(log: Path, command: Sequence[str]) -> list[str]:
    """Give a command that runs another under strace, which notes every call for sockets."""
    return [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-qq",
        "-e",
        "trace=%network",
        "-o",
        str(log),
        *command,
    ]


def apart(command: Sequence[str]) -> list[str]:
    """Give a command that runs another in an empty network namespace.

    Where nobody but root may make one, and we are not root, there is nothing to be proved with.
    """
    for prefix in (["unshare", "--net"], ["unshare", "--map-root-user", "--net"]):
        if subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0:
            return [*prefix, *command]
    pytest.fail(
        "This system lets nobody make a network namespace (unshare --map-root-user --net true): "
        "run the test as root, or set kernel.unprivileged_userns_clone to 1."
    )


def journey(folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.reliability.journey", str(folder)]


def surroundings(folder: Path, *, display: bool) -> dict[str, str]:
    """Give the variables of a child: a home of its own, and the screen if there is one."""
    on_screen = display and "DISPLAY" in os.environ
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("XDG", "PYTEST"))
    }
    platform = "xcb" if on_screen else "offscreen"
    return {**kept, "HOME": str(folder), "QT_QPA_PLATFORM": platform}


def start(folder: Path, command: Sequence[str], *, display: bool) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=surroundings(folder, display=display),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def families(log: Path) -> Counter[str]:
    """Count the kinds of sockets that strace saw made, connected or written to."""
    text = log.read_text(encoding="utf-8", errors="replace")
    made = re.findall(r"\bsocket(?:pair)?\((\w+)", text)
    named = re.findall(r"sa_family=(\w+)", text)
    return Counter([*made, *named])


def judge(log: Path) -> Outcome:
    """Give what a trace comes to."""
    tally = Tally("sockets seen", "for a network")
    for family, count in families(log).items():
        tally.tried += count
        tally.count(family, count)
        if family not in ALLOWED:
            tally.fault("for a network", family, count)
    return tally.outcome()


@pytest.fixture(scope="module")
def visits(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Give the folders of two visits, made at once: in the open, and in an empty namespace."""
    folders = {name: tmp_path_factory.mktemp(name) for name in ("open", "apart")}
    going = {
        name: start(
            folder,
            (apart if name == "apart" else list)(traced(folder / "trace", journey(folder))),
            display=name == "apart",
        )
        for name, folder in folders.items()
    }
    try:
        for name, process in going.items():
            said, _nothing = process.communicate(timeout=PATIENCE)
            assert process.returncode == 0, f"{name}: {said[-3000:]}"
    finally:
        for process in going.values():
            if process.poll() is None:
                process.kill()
                process.communicate()
    return folders


@pytest.mark.parametrize("which", ["open", "apart"])
def test_a_visit_to_everything_makes_no_socket_for_a_network(
    visits: dict[str, Path], which: str, figure: Figure
) -> None:
    outcome = judge(visits[which] / "trace")
    figure(f"a visit to the whole window, {which}", outcome)
    assert outcome.wrong == ()


@pytest.mark.parametrize("which", ["open", "apart"])
def test_the_visit_saw_everything(visits: dict[str, Path], which: str) -> None:
    visited = json.loads((visits[which] / "visited.json").read_bytes())
    assert visited["mistakes"] == []
    assert len(visited["pages"]) >= 9
    assert len(visited["pressed"]) > 60
    shown = " ".join(visited["dialogs"])
    for each in (
        "FormDialog", "HistoryDialog", "Save the report", "Export everything", "Import an archive",
        "menu: Note", "Something went wrong",
    ):  # fmt: skip
        assert each in shown, each
    assert {"report.pdf", "export.json", "to-import.json"} <= set(visited["files"])
    assert [name for name in visited["files"] if re.fullmatch(r"chosen-\d+\.pdf", name)]


REACHES_OUT = """
import socket
with socket.socket(socket.{family}, socket.SOCK_DGRAM) as made:
    made.connect({where!r})
"""


@pytest.mark.parametrize(
    ("family", "where"), [("AF_INET", ("127.0.0.1", 53)), ("AF_INET6", ("::1", 53))]
)
def test_a_program_that_reaches_out_is_found_out(
    tmp_path: Path, family: str, where: tuple[str, int]
) -> None:
    """The control: one socket to this same computer is enough."""
    code = REACHES_OUT.format(family=family, where=where)
    command = traced(tmp_path / "trace", [sys.executable, "-c", code])
    subprocess.run(command, check=False, capture_output=True)
    assert judge(tmp_path / "trace").figures["for a network"]


def test_a_program_that_reaches_out_cannot_in_the_namespace() -> None:
    """The control: the namespace is an empty one."""
    code = REACHES_OUT.format(family="AF_INET", where=("192.0.2.1", 53))
    done = subprocess.run(
        apart([sys.executable, "-c", code]), capture_output=True, text=True, check=False
    )
    assert "Network is unreachable" in done.stderr


LOADS = """
import sys
import pkgutil
import companion
for found in pkgutil.walk_packages(companion.__path__, "companion."):
    if found.name != "companion.__main__":
        __import__(found.name)
{more}
print(*sorted(sys.modules))
"""


def loaded(more: str = "") -> set[str]:
    """Give the network modules that are loaded with every module of the program."""
    command = [sys.executable, "-c", LOADS.format(more=more)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return NETWORK_MODULES & set(done.stdout.split())


def test_no_network_module_is_loaded_but_what_is_named_here() -> None:
    assert loaded() <= set(LOADED)


def test_a_network_module_that_is_loaded_is_found_out() -> None:
    assert "urllib.request" in loaded("import urllib.request")


def test_strace_is_there() -> None:
    assert shutil.which("strace"), "please install strace"
