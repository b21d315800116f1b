# SPDX-License-Identifier: Apache-2.0
"""The window in a language made by rule: every word comes from a translator, and none is cut off.

What stands outside the brackets of the invented language was never given to a translator. Allowed
are names by which things are known in every language, and what the system writes: dates and keys.
"""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from babel.dates import get_day_names, get_month_names
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from companion import HOMEPAGE, language, preferences, sample, shipped
from companion.app import application, make_window
from companion.content import Content
from companion.domain.records import Session
from companion.preferences import Preferences
from companion.storage.diary import open_
from companion.ui import languages
from companion.ui.about.licences import LicencesCard, notices
from companion.ui.main_window import MainWindow
from companion.ui.making_pages import page_names
from tests import invented_language

LEFT_TO_RIGHT, RIGHT_TO_LEFT = "eo", "he"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Dublin"))
BIG_ENOUGH = (1024, 700)

WORD = re.compile(r"[^\W\d_]{2,}")
KNOWN = re.compile(
    r"Companion|PHQ-\d|GAD-\d|PCL-\d|PEG|mmHg|SpO2|Ctrl|Alt|Enter|Return|Esc|Shift|PDF|FHIR|CSV|"
    r"English|Español|español|Esperanto|עברית|https?://\S+|\btel:\d+|</?\w+[^>]*>|(?:/[\w.-]+)+|"
    r"\b(?:Tab|Space|Backspace|Del|Menu|Home|End|PgUp|PgDown|Left|Right|Up|Down)\b"
)


def names_of_days(code: str) -> frozenset[str]:
    """Give the names of days and months as the system and the report write them."""
    locale, form = QLocale(code), QLocale.FormatType
    found = [
        name
        for width in (form.LongFormat, form.ShortFormat)
        for name in (
            *(locale.dayName(day, width) for day in range(1, 8)),
            *(locale.monthName(month, width) for month in range(1, 13)),
        )
    ]
    for width in ("wide", "abbreviated"):
        found += [*get_day_names(width, locale=code).values()]
        found += [*get_month_names(width, locale=code).values()]
    return frozenset(part.casefold() for name in found for part in WORD.findall(name))


def outside(text: str) -> str:
    """Give what of a text stands outside the brackets."""
    depth, kept = 0, []
    for letter in text:
        depth += letter == invented_language.OPENING
        if depth == 0:
            kept.append(letter)
        depth -= letter == invented_language.CLOSING
    return "".join(kept)


def untranslated(text: str, code: str = LEFT_TO_RIGHT) -> list[str]:
    """Give the words of a text that no translator was given."""
    words = WORD.findall(KNOWN.sub(" ", outside(text)))
    return [word for word in words if word.casefold() not in names_of_days(code)]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the package with the invented language in it, read either way."""
    folder = tmp_path_factory.mktemp("package")
    for code in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
        invented_language.settle(folder, code)
    usual = shipped._PACKAGE
    shipped._PACKAGE = folder
    yield folder
    shipped._PACKAGE = usual


class Seen(NamedTuple):
    """What a page shows in a language."""

    page: str
    texts: frozenset[str]
    cut_off: tuple[str, ...]
    is_too_wide: bool
    is_turned: bool
    """Whether the way around stands to the right of the page, or is not shown at all."""


@contextmanager
def window_in(code: str, folder: Path) -> Iterator[MainWindow]:
    """Open the window in a language on a sample course in that language; English afterwards."""
    languages.speak(application(), code)
    sample.fill(folder / "record", days=40, seed=7, until=NOW.date())
    kept = folder / "preferences.json"
    preferences.write(kept, Preferences(country="IE", language=code, protect_after=date.max))
    diary = open_(folder / "record", lambda: NOW)
    window = make_window(diary, kept, clock=lambda: NOW, data_folder=folder / "record")
    window.resize(*BIG_ENOUGH)
    window.show()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        diary.close()
        languages.speak(application(), "en")


@pytest.fixture(scope="module")
def walked(
    qapp: QApplication, package: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, tuple[Seen, ...]]:
    """Every page as it is shown in the invented language, by the way it reads."""
    del qapp, package
    found = {}
    for code in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
        with window_in(code, tmp_path_factory.mktemp(code)) as window:
            found[code] = tuple(seen(window, page) for page in page_names())
    return found


def seen(window: MainWindow, page: str) -> Seen:
    """Open a page and give what is shown there."""
    window.open_page(page, argument_for(page, window))
    window.page.complete()
    settle()
    widgets = [
        each for each in window.findChildren(QWidget) if each.isVisible() and not is_licence(each)
    ]
    shown = window._turning.pages[window._turning.current]
    side, place = window._side, shown.mapTo(window, shown.rect().topLeft())
    return Seen(
        page=window._turning.current,
        texts=frozenset(text for widget in widgets for text in texts_of(widget) if text),
        cut_off=tuple(texts_of(widget)[-1] for widget in widgets if cut_off(widget)),
        is_too_wide=shown.horizontalScrollBar().maximum() > 0,
        is_turned=not side.isVisible() or side.x() > place.x(),
    )


def argument_for(page: str, window: MainWindow) -> str:
    """Give what a page is opened with that shows nothing without."""
    if page not in ("session", "session_day"):
        return ""
    return window.context.diary.entries(Session)[0].id


def is_licence(widget: QWidget | None) -> bool:
    """Tell whether a widget names a licence and whose it is, which nobody translates."""
    while widget is not None and not isinstance(widget, LicencesCard):
        widget = widget.parentWidget()
    return widget is not None


def settle() -> None:
    """Let what waits happen."""
    until = time.monotonic() + 0.15
    while time.monotonic() < until:
        QApplication.processEvents()


def texts_of(widget: QWidget) -> list[str]:
    """Give every text of a widget: what it shows, what it says to a screen reader, its tip."""
    texts = [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
    for name in ("text", "placeholderText", "toPlainText"):
        way = getattr(widget, name, None)
        if callable(way):
            texts.append(way())
    if isinstance(widget, QComboBox):
        texts += [widget.itemText(place) for place in range(widget.count())]
    return texts


def cut_off(widget: QWidget) -> bool:
    """Tell whether a button or a label of one line has less room than its words need."""
    if isinstance(widget, QLabel):
        return bool(widget.text()) and not widget.wordWrap() and narrower(widget)
    return isinstance(widget, QAbstractButton) and bool(widget.text()) and narrower(widget)


def narrower(widget: QWidget) -> bool:
    return widget.width() < widget.minimumSizeHint().width()


# --- the tests ------------------------------------------------------------------------------------


def test_a_language_is_a_folder_and_a_catalogue(package: Path) -> None:
    del package
    assert {"en", LEFT_TO_RIGHT, RIGHT_TO_LEFT} <= set(language.available())


def test_every_page_is_seen(walked: Mapping[str, tuple[Seen, ...]]) -> None:
    for pages in walked.values():
        assert [page.page for page in pages] == list(page_names())


def test_every_text_on_every_page_comes_from_a_translator(
    walked: Mapping[str, tuple[Seen, ...]],
) -> None:
    texts = {(page.page, text) for page in walked[LEFT_TO_RIGHT] for text in page.texts}
    assert sum(invented_language.OPENING in text for _page, text in texts) > 600
    titles = (source.title for source in Content().sources.values())
    kept = {*notices(Content()), *titles, HOMEPAGE}
    found = [(page, text) for page, text in texts if text not in kept and untranslated(text)]
    assert found == []


@pytest.mark.parametrize("code", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_nothing_is_cut_off_where_words_are_longer(
    code: str, walked: Mapping[str, tuple[Seen, ...]]
) -> None:
    assert [(page.page, page.cut_off) for page in walked[code] if page.cut_off] == []
    assert [page.page for page in walked[code] if page.is_too_wide] == []


def test_a_language_that_reads_from_the_right_turns_the_window_round(
    walked: Mapping[str, tuple[Seen, ...]],
) -> None:
    assert [page.page for page in walked[RIGHT_TO_LEFT] if not page.is_turned] == []
    assert not all(page.is_turned for page in walked[LEFT_TO_RIGHT])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("⟦Šåvéd~~⟧", []),
        ("⟦Sáved ⟦14:00⟧ ~~⟧ · lundo", []),
        ("Saved 14:03", ["Saved"]),
        ("⟦óñé~⟧ and ⟦twó~⟧", ["and"]),
        ("PHQ-9 · Ctrl+Z · 23 novembro", []),
    ],
)
def test_what_was_not_translated_is_found(text: str, words: list[str]) -> None:
    assert untranslated(text) == words


def test_a_button_without_room_for_its_words_is_found(qtbot: QtBot) -> None:
    made = QPushButton("A long name for a button")
    qtbot.addWidget(made)
    made.show()
    assert not cut_off(made)
    made.setFixedWidth(40)
    assert cut_off(made)
