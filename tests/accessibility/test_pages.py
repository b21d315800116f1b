# SPDX-License-Identifier: Apache-2.0
"""Every page in its window: the Tab key goes round it and back, and words twice the size fit."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from companion import app
from companion.domain.records import Appointment, Session, SessionState
from companion.storage.diary import Diary, open_or_create
from companion.ui import making_pages
from companion.ui.main_window import MainWindow
from companion.ui.pages.page import Page
from tests.accessibility import in_window
from tests.accessibility.conftest import made_up
from tests.accessibility.windows import Look, bring_forward, does_not_fit, settle, window_on

PAGES = tuple(making_pages.page_names())
TWICE = (Look("en", 200), Look("es", 200))


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Diary]:
    opened = open_or_create(made_up(tmp_path_factory.mktemp("pages") / "course"), app.now)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def window(
    request: pytest.FixtureRequest,
    qapp: QApplication,
    diary: Diary,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MainWindow]:
    """Give the window in a look, kept for all its pages."""
    del qapp
    look = getattr(request, "param", Look())
    with window_on(diary, look, tmp_path_factory.mktemp(str(look))) as shown:
        yield shown


def opened(window: MainWindow, diary: Diary, name: str) -> Page:
    """Open a page."""
    bring_forward(window)
    window.open_page(name, argument(diary, name))
    window.page.complete()
    QApplication.processEvents()
    return window._turning.pages[name]


def argument(diary: Diary, name: str) -> str:
    """Give what a page is to show, where it cannot be shown without."""
    if name in ("session", "session_day"):
        return next(
            entry.id
            for entry in diary.entries(Session)
            if entry.record.state is SessionState.PLANNED
        )
    if name == "visit":
        return max(diary.entries(Appointment), key=lambda entry: entry.record.plan.at).id
    return ""


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_goes_round_in_reading_order_and_back(
    window: MainWindow, diary: Diary, name: str
) -> None:
    page = opened(window, diary, name)
    began = QApplication.focusWidget()
    assert began is not None
    assert began is page or page.isAncestorOf(began), f"opened at {in_window.said(began)}"
    settle(page)
    assert in_window.round_trip(window, page) == []


@pytest.mark.parametrize("window", TWICE, indirect=True, ids=str)
@pytest.mark.parametrize("name", PAGES)
def test_words_twice_the_size_fit(window: MainWindow, diary: Diary, name: str) -> None:
    settle(opened(window, diary, name))
    assert does_not_fit(window) == []
