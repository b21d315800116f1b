# SPDX-License-Identifier: Apache-2.0
"""Starting at login: a file that the desktop reads, gone when it is switched off, told truly."""

import os
import plistlib
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from companion import app, paths, start_at_login
from companion.problem import Problem

NAME = "io.github.companionapp.Companion.desktop"
STARTED_BY = ("/usr/bin/python3", "-m", "companion", "--hidden")


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setattr(sys, "platform", "linux")
    return folder


def values(entry: bytes) -> dict[str, str]:
    """Read a desktop entry as a desktop does: each value with its escapes undone."""
    header, *lines = entry.decode().splitlines()
    assert header == "[Desktop Entry]"
    undone = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r"}
    found = {}
    for key, _equals, value in (line.partition("=") for line in lines):
        parts, at = [], 0
        while at < len(value):
            two = value[at : at + 2]
            parts.append(undone.get(two, value[at]))
            at += 2 if two in undone else 1
        found[key] = "".join(parts)
    return found


def arguments(entry: bytes) -> list[str]:
    """Read the command as a desktop does: like a shell, with a doubled % for one."""
    split = f"printf '%s\\0' {values(entry)['Exec']}"
    read = subprocess.run(["sh", "-c", split], capture_output=True, text=True, check=True)
    return [each.replace("%%", "%") for each in read.stdout.split("\0")[:-1]]


def test_it_is_the_name_of_the_app() -> None:
    assert start_at_login.APP_ID == app.APP_ID


def test_on_and_off_again(config: Path) -> None:
    assert not start_at_login.is_on()
    start_at_login.switch_on(STARTED_BY)
    assert start_at_login.is_on()
    file = config / "autostart" / NAME
    assert [each.name for each in file.parent.iterdir()] == [NAME]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert arguments(file.read_bytes()) == list(STARTED_BY)
    start_at_login.switch_off()
    assert not start_at_login.is_on()
    assert list(file.parent.iterdir()) == []
    start_at_login.switch_off()


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled = False"])
def test_what_the_desktop_switched_off_is_off_until_it_is_chosen_again(
    config: Path, line: str
) -> None:
    start_at_login.switch_on(STARTED_BY)
    file = config / "autostart" / NAME
    file.write_text(f"{file.read_text()}{line}\n")
    assert not start_at_login.is_on()
    start_at_login.switch_on(STARTED_BY)
    assert start_at_login.is_on()


def test_a_place_that_is_not_said_whole_is_the_usual_one(
    config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for said in ("", "here"):
        monkeypatch.setenv("XDG_CONFIG_HOME", said)
        assert start_at_login.place() == tmp_path / ".config" / "autostart" / NAME


def test_a_place_that_cannot_be_written_is_told(config: Path) -> None:
    config.write_text("in the way")
    with pytest.raises(Problem) as told:
        start_at_login.switch_on(STARTED_BY)
    assert told.value.happened == "Companion could not be set to start when you log in."
    assert told.value.safe == "Your diary is unchanged."
    assert not start_at_login.is_on()


def test_one_that_cannot_be_removed_is_told(config: Path) -> None:
    (config / "autostart" / NAME).mkdir(parents=True)
    with pytest.raises(Problem, match="could not be taken from what starts"):
        start_at_login.switch_off()


@pytest.mark.parametrize(
    "folder",
    ["/home/sam/My diary", '/home/sam/a "b" $HOME `c` 100 %f', "/home/sam/back\\slash\nline"],
)
def test_every_folder_comes_back_from_the_command_as_it_was(folder: str) -> None:
    command = (*STARTED_BY, "--data-dir", folder)
    entry = start_at_login.desktop_entry(command)
    assert arguments(entry) == list(command)
    assert plistlib.loads(start_at_login.launch_agent(command))["ProgramArguments"] == list(command)


def test_the_entry_says_nothing_of_what_the_app_is_for() -> None:
    found = values(start_at_login.desktop_entry(STARTED_BY))
    assert found == {
        "Type": "Application",
        "Name": "Companion",
        "Exec": '"/usr/bin/python3" "-m" "companion" "--hidden"',
        "Icon": "io.github.companionapp.Companion",
        "Terminal": "false",
    }


def test_the_agent_of_macos_runs_at_login_alone() -> None:
    found = plistlib.loads(start_at_login.launch_agent(STARTED_BY))
    assert found.pop("ProgramArguments") == list(STARTED_BY)
    assert found == {
        "Label": "io.github.companionapp.Companion",
        "RunAtLoad": True,
        "ProcessType": "Interactive",
    }


def test_it_is_started_as_it_is_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = paths.places().data
    assert start_at_login.command(usual) == (sys.executable, "-m", "companion", "--hidden")
    with_folder = start_at_login.command(tmp_path)
    assert with_folder[-3:] == ("--hidden", "--data-dir", str(tmp_path))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert start_at_login.command(usual) == (sys.executable, "--hidden")


def test_on_windows_no_console_window_opens(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    assert start_at_login.command(tmp_path)[0] == str(tmp_path / "python.exe")
    (tmp_path / "pythonw.exe").touch()
    assert start_at_login.command(tmp_path)[0] == str(tmp_path / "pythonw.exe")


def test_one_diary_is_told_from_another(config: Path, tmp_path: Path) -> None:
    one, other = (start_at_login.command(tmp_path / name) for name in ("one", "other"))
    assert not start_at_login.runs(one)
    start_at_login.switch_on(one)
    assert start_at_login.runs(one)
    assert not start_at_login.runs(other)


def test_it_is_the_same_diary_when_the_desktop_has_written_more_beside_it(
    config: Path, tmp_path: Path
) -> None:
    one, other = (start_at_login.command(tmp_path / name) for name in ("one", "one more"))
    start_at_login.switch_on(one)
    file = config / "autostart" / NAME
    file.write_text(f"{file.read_text()}X-GNOME-Autostart-enabled=true\n")
    assert start_at_login.runs(one)
    assert not start_at_login.runs(other)


def test_a_folder_whose_name_is_no_text_is_told_like_any_other(config: Path) -> None:
    command = start_at_login.command(Path(os.fsdecode(b"/home/sam/diary-\xff")))
    assert not start_at_login.runs(command)
    start_at_login.switch_on(command)
    assert start_at_login.is_on()
    assert start_at_login.runs(command)
    assert b"diary-\xff" in (config / "autostart" / NAME).read_bytes()


def test_a_sandbox_is_left_to_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SNAP", raising=False)
    monkeypatch.setattr(start_at_login, "SANDBOX", tmp_path / "info")
    assert start_at_login.is_possible()
    monkeypatch.setenv("SNAP", os.sep)
    assert not start_at_login.is_possible()
    monkeypatch.delenv("SNAP")
    (tmp_path / "info").touch()
    assert not start_at_login.is_possible()
