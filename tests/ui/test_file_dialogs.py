# SPDX-License-Identifier: Apache-2.0
"""The dialogs for files leave no trace of where the person keeps what."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import companion

DIALOG = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from companion.ui import file_dialogs
{0}
app = QApplication([])
window = QWidget()
window.show()
folder = Path(sys.argv[1])

def accept():
    for dialog in app.topLevelWidgets():
        if isinstance(dialog, QFileDialog):
            dialog.accept()

for ask in (
    lambda: file_dialogs.ask_where_to_save(window, "Save", folder / "new.pdf", "PDF (*.pdf)"),
    lambda: file_dialogs.ask_which_to_open(window, "Open", folder / "there.json", "All (*)"),
    lambda: file_dialogs.ask_which_folder(window, "Choose", folder),
):
    QTimer.singleShot(200, accept)
    print(ask())
"""
PLAIN = "from contextlib import nullcontext; file_dialogs._without_traces = nullcontext"
FIXED = "file_dialogs.FIXED_PLACE = True"
OTHERS = "[FileDialog]\nhistory=file:///home/me/pictures\nlastVisited=file:///home/me/pictures\n"
CANARY = "zq-canary-folder"


def choose(tmp_path: Path, preparation: str = "") -> tuple[list[str], list[Path]]:
    """Accept one dialog of each kind; give what was chosen and which files name the folder."""
    folder = tmp_path / "elsewhere" / CANARY
    folder.mkdir(parents=True)
    (folder / "there.json").write_text("{}")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    inside = {name: str(home) for name in ("HOME", "TMPDIR", "USERPROFILE", "APPDATA")}
    inside |= {
        f"XDG_{each}_HOME": str(home / each) for each in ("CONFIG", "DATA", "CACHE", "STATE")
    }
    done = subprocess.run(
        [sys.executable, "-c", DIALOG.format(preparation), str(folder)],
        env=os.environ | inside | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    traces = [
        path
        for path in home.rglob("*")
        if CANARY in path.name or (path.is_file() and CANARY.encode() in path.read_bytes())
    ]
    return [line.removeprefix(str(folder)) for line in done.stdout.splitlines()], traces


def test_a_file_can_be_chosen_and_nothing_is_kept_of_it(tmp_path: Path) -> None:
    chosen, traces = choose(tmp_path)
    assert chosen == ["/new.pdf", "/there.json", ""]
    assert traces == []
    assert not list((tmp_path / "home").rglob("*.conf"))
    print(f"file dialogs: 3 accepted, {len(traces)} traces")


def test_qt_alone_keeps_the_folder(tmp_path: Path) -> None:
    _chosen, traces = choose(tmp_path, PLAIN)
    assert [path.name for path in traces] == ["QtProject.conf"]


def test_where_the_settings_have_a_fixed_place_they_are_put_back(tmp_path: Path) -> None:
    settings = tmp_path / "home" / "CONFIG" / "QtProject.conf"
    settings.parent.mkdir(parents=True)
    settings.write_text(OTHERS)
    chosen, traces = choose(tmp_path, FIXED)
    assert chosen == ["/new.pdf", "/there.json", ""]
    assert traces == []
    assert settings.read_text().count("file:///home/me/pictures") == 2


def test_no_other_part_opens_a_dialog_for_files() -> None:
    place = Path(companion.__file__).parent
    named = [
        path.relative_to(place).as_posix()
        for path in place.rglob("*.py")
        if re.search(r"QFileDialog|QSettings", path.read_text(encoding="utf-8"))
    ]
    assert named == ["ui/file_dialogs.py"]


@pytest.mark.parametrize(("marker", "native"), [("", False), ("SNAP", True)])
def test_the_systems_own_dialog_serves_sandboxes_alone(
    monkeypatch: pytest.MonkeyPatch, marker: str, native: bool
) -> None:
    from PySide6.QtWidgets import QFileDialog

    from companion.ui import file_dialogs

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("SNAP", raising=False)
    if marker:
        monkeypatch.setenv(marker, "/snap/x")
    options = file_dialogs._options()
    assert bool(options & QFileDialog.Option.DontUseNativeDialog) is not native
