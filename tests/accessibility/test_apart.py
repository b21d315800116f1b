# SPDX-License-Identifier: Apache-2.0
"""The pages no way leads to: locked, in trouble, safe mode, at work, and the session day's panels."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication, QWidget

from companion import app, preferences
from companion.domain.records import Session, SessionState
from companion.preferences import Preferences
from companion.problem import Problem
from companion.storage import ids, vault
from companion.storage.diary import Diary, create, open_or_create
from companion.storage.vault import Passphrase
from companion.ui import languages
from companion.ui.main_window import MainWindow
from companion.ui.pages.session_day import SessionDayPage
from companion.ui.pages.working import WorkingPage
from companion.ui.session_day.panel import Panel
from tests.accessibility import dialogs, in_window
from tests.accessibility.conftest import made_up
from tests.accessibility.windows import (
    SMALL,
    USUAL,
    Look,
    bring_forward,
    does_not_fit,
    let_go,
    misread,
    settle,
    window_on,
)
from tests.quick_seals import seal_quickly

LOOKS = (Look(), Look("en", 200), Look("es", 200))
TROUBLE = Problem(
    happened="The diary cannot be read.",
    safe="Your entries are still in their file.",
    next_step="Go back to a backup, or look what can be saved.",
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    seal_quickly(monkeypatch.setattr)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a closed diary that was just begun."""
    folder = tmp_path_factory.mktemp("begun") / "Companion"
    create(folder, app.now, ids.ids(app.now)).close()
    return folder


# ---- pages where no diary is open


def _locked(folder: Path, path: Path) -> MainWindow:
    opened = open_or_create(folder, app.now)
    keys = opened.access.keys
    opened.close()
    vault.write(folder, vault.sealed_file(keys, [Passphrase("three green boats")]))
    return app.make_window(None, path, data_folder=folder)


def _trouble(folder: Path, path: Path) -> MainWindow:
    return app.make_window(None, path, data_folder=folder, trouble=TROUBLE)


def _safe(folder: Path, path: Path) -> MainWindow:
    return app.make_window(None, path, data_folder=folder, safe=True)


def _backups(folder: Path, path: Path) -> MainWindow:
    made = _safe(folder, path)
    made.mending._page().show_backups()
    return made


def _working(folder: Path, path: Path) -> MainWindow:
    made = app.make_window(None, path, data_folder=folder)
    page = WorkingPage(made.context, "Going back to a backup", "{n} of {all}")
    made.locking.show_instead(page)
    page.show_progress(1, 3)
    return made


def _worked_in_vain(folder: Path, path: Path) -> MainWindow:
    made = app.make_window(None, path, data_folder=folder)
    page = WorkingPage(made.context, "Going back to a backup", "{n} of {all}")
    made.locking.show_instead(page)
    page.show_problem(TROUBLE)
    return made


APART: Mapping[str, Callable[[Path, Path], MainWindow]] = {
    "locked": _locked,
    "trouble": _trouble,
    "safe": _safe,
    "safe, its backups": _backups,
    "working": _working,
    "worked in vain": _worked_in_vain,
}


@contextmanager
def apart(name: str, look: Look, begun: Path, folder: Path) -> Iterator[MainWindow]:
    """Show a page that stands where no diary is open; English again afterwards."""
    shutil.copytree(begun, folder / "Companion")
    path = folder / "preferences.json"
    chosen = Preferences(country="IE", language=look.language, text_size=look.text_size)
    preferences.write(path, chosen)
    languages.speak(app.application(), look.language)
    window = APART[name](folder / "Companion", path)
    window.resize(*(USUAL if look.text_size == 100 else SMALL))
    bring_forward(window)
    settle(window)
    try:
        yield window
    finally:
        window.close()
        QThreadPool.globalInstance().waitForDone()
        let_go(window)
        languages.speak(app.application(), "en")


@pytest.mark.parametrize("name", APART)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_where_no_diary_is_open(
    name: str, look: Look, qapp: QApplication, begun: Path, tmp_path: Path
) -> None:
    del qapp
    with apart(name, look, begun, tmp_path) as window:
        if look == Look():
            assert misread(window) == []
            _goes_round(window)
        else:
            assert does_not_fit(window) == []


def _goes_round(window: MainWindow) -> None:
    page = window.page
    assert page is not None
    began = QApplication.focusWidget()
    assert began is not None
    assert began is page or page.isAncestorOf(began)
    assert in_window.round_trip(window, page) == []


# ---- the session day


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up(tmp_path_factory.mktemp("session day") / "course")


@pytest.fixture
def diary(course: Path, tmp_path: Path) -> Iterator[Diary]:
    shutil.copytree(course, tmp_path / "course")
    opened = open_or_create(tmp_path / "course", app.now)
    yield opened
    opened.close()


def panels() -> set[str]:
    """Give the name of every panel that can stand in the place of the tiles."""
    kinds = dialogs.kinds_of(Panel)
    return {kind.name for kind in kinds}


PANELS = ("frightened", "leaving", "reading", "sick", "words")


def test_every_panel_is_known() -> None:
    assert panels() | {"leaving"} == set(PANELS)


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_the_session_day_with_each_of_its_panels(
    look: Look, qapp: QApplication, diary: Diary, tmp_path: Path
) -> None:
    del qapp
    (planned,) = (
        entry for entry in diary.entries(Session) if entry.record.state is SessionState.PLANNED
    )
    with window_on(diary, look, tmp_path) as window:
        window.open_page("session_day", planned.id)
        page = window._turning.pages["session_day"]
        assert isinstance(page, SessionDayPage)
        wrong = _wrong(window, page, look, "before")
        page.begin()
        wrong += _wrong(window, page, look, "tiles")
        for name in PANELS:
            page._open_again(name)
            assert page.panel is not None, name
            wrong += _wrong(window, page, look, name)
            page._close_panel()
    assert wrong == []


def _wrong(window: MainWindow, page: QWidget, look: Look, stage: str) -> list[str]:
    settle(window)
    if look.text_size == 200:
        found = does_not_fit(window)
    else:
        found = [*misread(window), *in_window.round_trip(window, page)]
    return [f"{stage}: {each}" for each in found]
