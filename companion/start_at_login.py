# SPDX-License-Identifier: Apache-2.0
"""Starting with the person's login, where they chose so, in the way each system has for it.

What is so is read from the system itself, since it can be switched off there as well.
"""

import os
import plistlib
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from companion import paths, program
from companion.language import _
from companion.problem import Problem

APP_ID = "io.github.companionapp.Companion"
RUN_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
RUN_NAME = "Companion"
SANDBOX = Path("/.flatpak-info")

QUOTED = '\\"`$'
"""What a desktop entry wants a backslash before, inside double quotes."""
ESCAPED = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
"""What cannot stand as it is in a value of a desktop entry."""


def is_possible() -> bool:
    """Tell whether this can be chosen here: a sandbox has its own idea of what starts at login."""
    return not (SANDBOX.exists() or "SNAP" in os.environ)


def command(data: Path) -> tuple[str, ...]:
    """Give what starts this program out of sight on the diary of a folder."""
    where = () if data == paths.places().data else ("--data-dir", str(data))
    return (*program.command(), "--hidden", *where)


def is_on() -> bool:
    """Tell whether it starts at login, as far as the system says so."""
    if sys.platform == "win32":
        return _run_value() is not None
    with suppress(OSError):
        text = place().read_text(encoding="utf-8", errors="surrogateescape")
        return sys.platform == "darwin" or _is_enabled(text)
    return False


def runs(started_by: Sequence[str]) -> bool:
    """Tell whether it is exactly this command that was made to run at login.

    Also where the desktop has written more beside it since, as its own settings do.
    """
    if sys.platform == "win32":
        return _run_value() == subprocess.list2cmdline(started_by)
    with suppress(OSError):
        there = place().read_bytes()
        if sys.platform == "darwin":
            return there == launch_agent(started_by)
        return _exec_line(started_by) in there.decode(errors="surrogateescape").split("\n")
    return False


def switch_on(started_by: Sequence[str]) -> None:
    """Have a command run at each login. Raises Problem."""
    try:
        if sys.platform == "win32":
            _set_run_value(subprocess.list2cmdline(started_by))
            return
        place().parent.mkdir(parents=True, exist_ok=True)
        paths.write_atomically(place(), _entry(started_by))
    except (OSError, Problem) as error:
        raise Problem(
            happened=_("Companion could not be set to start when you log in."),
            safe=_("Your diary is unchanged."),
            next_step=_("The settings of your computer have a list of such programs, too."),
        ) from error


def switch_off() -> None:
    """Have nothing run at login any more. Raises Problem."""
    try:
        if sys.platform == "win32":
            _remove_run_value()
        else:
            place().unlink(missing_ok=True)
    except OSError as error:
        raise Problem(
            happened=_("Companion could not be taken from what starts when you log in."),
            safe=_("Your diary is unchanged."),
            next_step=_("Take it out in the settings of your computer."),
        ) from error


def place() -> Path:
    """Give the file that makes a program start at login, on systems that have such a file."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "LaunchAgents" / f"{APP_ID}.plist"
    config = os.environ.get("XDG_CONFIG_HOME", "")
    home = Path(config) if Path(config).is_absolute() else Path.home() / ".config"
    return home / "autostart" / f"{APP_ID}.desktop"


# --- what stands there ----------------------------------------------------------------------------


def desktop_entry(started_by: Sequence[str]) -> bytes:
    """Give the autostart entry of a Linux desktop for a command."""
    lines = (
        "[Desktop Entry]",
        "Type=Application",
        "Name=Companion",
        _exec_line(started_by),
        f"Icon={APP_ID}",
        "Terminal=false",
    )
    # A folder's name may be in bytes that are no text.
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def launch_agent(started_by: Sequence[str]) -> bytes:
    """Give the agent that macOS runs at login for a command."""
    return plistlib.dumps(
        {
            "Label": APP_ID,
            "ProgramArguments": list(started_by),
            "RunAtLoad": True,
            "ProcessType": "Interactive",
        }
    )


def _entry(started_by: Sequence[str]) -> bytes:
    of_this_system = launch_agent if sys.platform == "darwin" else desktop_entry
    return of_this_system(started_by)


def _exec_line(started_by: Sequence[str]) -> str:
    return f"Exec={' '.join(_argument(each) for each in started_by)}"


def _argument(text: str) -> str:
    """Quote one argument for an Exec line, then write it as a value of a desktop entry."""
    inside = "".join(f"\\{sign}" if sign in QUOTED else sign for sign in text.replace("%", "%%"))
    return "".join(ESCAPED.get(sign, sign) for sign in f'"{inside}"')


def _is_enabled(entry: str) -> bool:
    """Tell whether the desktop runs an entry; its own settings switch one off by a line in it."""
    lines = {line.replace(" ", "").casefold() for line in entry.splitlines()}
    return not lines & {"hidden=true", "x-gnome-autostart-enabled=false"}


# --- Windows --------------------------------------------------------------------------------------

if sys.platform == "win32":

    def _run_value() -> str | None:
        import winreg

        with suppress(FileNotFoundError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            return str(winreg.QueryValueEx(key, RUN_NAME)[0])
        return None

    def _set_run_value(line: str) -> None:
        import winreg

        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, RUN_KEY) as key:
            winreg.SetValueEx(key, RUN_NAME, 0, winreg.REG_SZ, line)

    def _remove_run_value() -> None:
        import winreg

        access = winreg.KEY_SET_VALUE
        with (
            suppress(FileNotFoundError),
            winreg.OpenKey(winreg.HKEY_CURRENT_USER, RUN_KEY, 0, access) as key,
        ):
            winreg.DeleteValue(key, RUN_NAME)
