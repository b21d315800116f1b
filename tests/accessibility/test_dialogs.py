# SPDX-License-Identifier: Apache-2.0
"""Every window before the main one: named, worked by keys as one reads, and whole at twice the size.

Which there are is asked of the program: one without a known way to bring it up fails here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPushButton

from companion import app
from companion.problem import Problem
from companion.storage import backup
from companion.storage.copies import Reason
from companion.storage.diary import Diary, open_or_create
from companion.ui.forms.form import Form
from companion.ui.main_window import MainWindow
from tests.accessibility import dialogs, in_process, in_window, rules
from tests.accessibility.conftest import made_up
from tests.accessibility.windows import (
    Look,
    bring_forward,
    does_not_fit,
    let_go,
    misread,
    settle,
    window_on,
)

LOOKS = (Look("en", 200), Look("es", 200))
NAMES = tuple(dialogs.ALL)


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    opened = open_or_create(made_up(tmp_path_factory.mktemp("dialogs") / "course"), app.now)
    backup.make(opened.access, app.now(), Reason.ASKED)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def window(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    diary: Diary,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MainWindow]:
    """Give the main window in a look, and as if it had a passphrase: more is asked then."""
    del qapp
    look = getattr(request, "param", Look())
    with window_on(diary, look, tmp_path_factory.mktemp(str(look))) as shown:
        shown.context.is_protected = True
        yield shown


@contextmanager
def shown(name: str, window: MainWindow, folder: Path) -> Iterator[QDialog]:
    """Bring a window up before the main one."""
    dialog = dialogs.ALL[name](window, folder)
    bring_forward(dialog)
    settle(dialog)
    try:
        yield dialog
    finally:
        dialog.close()
        let_go(dialog)


def test_there_is_a_way_to_bring_up_every_one() -> None:
    kinds = dialogs.kinds_of(QDialog) - dialogs.BUILT_WITH
    assert kinds == set(dialogs.DIALOGS)
    assert dialogs.kinds_of(Form) - dialogs.ON_A_PAGE == set(dialogs.FORMS)


@pytest.mark.parametrize("name", NAMES)
def test_a_screen_reader_is_told_of_all_of_it(
    name: str, window: MainWindow, tmp_path: Path
) -> None:
    with shown(name, window, tmp_path) as dialog:
        assert misread(dialog) == []
        assert dialog.windowTitle()


@pytest.mark.parametrize("name", NAMES)
def test_the_tab_key_goes_round_as_one_reads_and_back(
    name: str, window: MainWindow, tmp_path: Path
) -> None:
    with shown(name, window, tmp_path) as dialog:
        began = QApplication.focusWidget()
        assert began is not None
        assert dialog.isAncestorOf(began)
        assert in_window.round_trip(dialog, dialog) == []


@pytest.mark.parametrize("name", NAMES)
def test_escape_closes_it_and_enter_presses_nothing_unseen(
    name: str, window: MainWindow, tmp_path: Path
) -> None:
    with shown(name, window, tmp_path) as dialog:
        buttons = [each for each in dialog.findChildren(QPushButton) if each.isVisible()]
        assert [in_window.said(each) for each in buttons if each.isDefault()] == []
        began = QApplication.focusWidget()
        if isinstance(began, QPushButton):
            assert began.property("role") != "danger"
        QTest.keyClick(QApplication.focusWidget() or dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        assert dialog.result() == QDialog.DialogCode.Rejected


@pytest.mark.parametrize("window", LOOKS, indirect=True, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_words_twice_the_size_fit(name: str, window: MainWindow, tmp_path: Path) -> None:
    with shown(name, window, tmp_path) as dialog:
        assert does_not_fit(dialog) == []
        assert dialog.width() <= window.width()


Tell = Callable[[], None]


def _tell() -> None:
    app.tell(
        Problem(
            happened="It is in use.", safe="Nothing was changed.", next_step="Close the other one."
        )
    )


def _last_resort() -> None:
    app.last_resort(ValueError, ValueError("x"), None)


@pytest.mark.parametrize("tell", [_tell, _last_resort])
def test_a_message_is_told_whole_and_closes_by_either_key(
    tell: Tell, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    app.application()
    seen: list[str] = []

    def look(box: QMessageBox) -> int:
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
            bring_forward(box)
            nodes = in_process.read(box)
            seen.extend(each.name for each in nodes if each.role == "label")
            assert [each for each in rules.faults(nodes) if each != "there is no heading"] == []
            QTest.keyClick(QApplication.focusWidget() or box, key)
            assert not box.isVisible()
        return 0

    monkeypatch.setattr(QMessageBox, "exec", look)
    tell()
    assert len([words for words in seen if words.strip()]) == 4
