# SPDX-License-Identifier: Apache-2.0
"""Qt's warnings go to the log by the place they come from; their words go nowhere."""

import subprocess
import sys
from pathlib import Path

CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QFile, QIODevice, qWarning, qCritical, qDebug
from companion import logbook
{0}
logbook.begin(Path(sys.argv[1]))
QFile("/home/anna/sister.txt").write(b"x")
qWarning("my sister")
qCritical("QWidget::paintEngine: my sister")
qDebug("my sister")
"""
KEPT = "from companion.ui import qt_messages; qt_messages.keep_out_words()"


def said(tmp_path: Path, preparation: str) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", CHILD.format(preparation), str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
    )
    log = "".join(path.read_text() for path in tmp_path.iterdir())
    return done.stdout + done.stderr, log


def test_a_message_is_told_by_its_place(tmp_path: Path) -> None:
    terminal, log = said(tmp_path, KEPT)
    assert terminal == ""
    assert [line.partition(" ")[2] for line in log.splitlines()] == [
        "WARNING companion: Qt: default QIODevice::write",
        "WARNING companion: Qt: default",
        "ERROR companion: Qt: default QWidget::paintEngine",
    ]


def test_without_it_the_words_are_on_the_terminal(tmp_path: Path) -> None:
    terminal, log = said(tmp_path, "")
    assert terminal.count("sister") >= 3
    assert log == ""
