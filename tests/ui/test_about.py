# SPDX-License-Identifier: Apache-2.0
"""About: what it is and is for, what is not reviewed, what could go wrong, and whose work it is."""

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from companion import HOMEPAGE, __version__, about, language, preferences, releases
from companion.about import Review
from companion.content import Content
from companion.releases import Part, Release
from companion.storage.diary import Diary
from companion.ui import dates
from companion.ui.about import news
from companion.ui.about.hazards import HazardFold
from companion.ui.about.licences import LicencesCard
from companion.ui.about.reading import counted, in_all
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.pages.about import AboutPage
from companion.ui.pages.settings import SettingsPage
from tests.ui.conftest import Clock, RecordingWays
from tests.ui.gestures import bring_up, button_of, open_page, press, press_key, press_words, read

NONE, SIGNED = "none", "Dr A. Example, 2026-12-01"


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> AboutPage:
    made = AboutPage(context)
    made.resize(900, 700)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    made.complete()
    return made


def test_settings_lead_there_and_back(qtbot: QtBot, window: MainWindow) -> None:
    settings = open_page(window, "settings", SettingsPage)
    press_words(qtbot, settings, "About Companion")
    page = window._turning.pages["about"]
    assert isinstance(page, AboutPage)
    assert window.page is page
    assert window._side.buttons["settings"].isChecked()
    press_words(qtbot, page, "Back to Settings")
    assert window.place[0] == "settings"


def test_it_says_what_it_is_and_is_not_and_whose_questions_it_asks(page: AboutPage) -> None:
    said = read(page)
    assert "It records and prints. It does not assess, triage or alert." in said
    assert "It is not certified as a medical device." in said
    assert "Companion 0." in said
    assert "LOINC" in said
    assert "Pfizer" in said
    assert page.context.content.intended_use.sections[0].heading in said


def test_it_says_where_new_versions_are_and_that_it_never_looks(page: AboutPage) -> None:
    said = read(page)
    assert f"Companion {__version__}" in said
    assert f"Dated {dates.full_date(releases.releases('en')[0].day)}." in said
    assert "Companion never looks for a new version itself." in said
    place = next(one for one in page.findChildren(QLabel) if one.text() == HOMEPAGE)
    assert place.textFormat() is Qt.TextFormat.PlainText
    assert not place.openExternalLinks()
    assert place.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByKeyboard
    assert not place.textInteractionFlags() & Qt.TextInteractionFlag.LinksAccessibleByMouse


@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_new_is_told_in_the_language_newest_first(
    qtbot: QtBot, context: Context, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    older = Release(version="0.0.9", day=date(2026, 1, 2), parts=(Part("Old."),))
    told = (*releases.releases(code), older)
    monkeypatch.setattr(news, "releases", lambda asked: told if asked == code else ())
    language.use(code)
    try:
        page = AboutPage(context)
        page.complete()
    finally:
        language.use("en")
    qtbot.addWidget(page)
    page.show()
    said = read(page.news)
    for part in told[0].parts:
        assert part.text in said
    places = [
        said.index(words) for words in (told[0].version, told[0].parts[0].text, "0.0.9", "Old.")
    ]
    assert places == sorted(places)


def test_after_an_update_it_is_said_once_and_quietly(
    qtbot: QtBot, diary: Diary, clock: Clock, tmp_path: Path
) -> None:
    path = tmp_path / "preferences.json"

    def start(ran: str | None) -> MainWindow:
        chosen = preferences.read(path)
        preferences.write(path, replace(chosen, ran_version=ran) if ran is not None else chosen)
        made = MainWindow(diary, Content(), clock, path)
        qtbot.addWidget(made)
        made.locking.begin()
        made.show()
        QApplication.processEvents()
        return made

    said = f"Companion was updated to {__version__}."
    assert said not in read(start(""))
    assert said not in read(start("99.0.0"))
    window = start("0.0.9")
    assert said in read(window)
    assert window._notice.property("role") == "news"
    press_words(qtbot, window._notice, "What is new")
    assert said not in read(window)
    page = window.page
    assert isinstance(page, AboutPage)
    qtbot.waitUntil(lambda: 0 <= page.news.mapTo(page, QPoint(0, 0)).y() <= 20)
    assert page.news.heading.hasFocus() or not window.isActiveWindow()
    assert said not in read(start(None))
    window = start("0.0.9")
    press_words(qtbot, window._notice, "Close")
    assert said not in read(window)
    assert window.place[0] == "today"


def test_what_no_clinician_reviewed_is_counted_from_the_files(page: AboutPage) -> None:
    found = about.reviews()
    left = [one for one in found if not one.is_done]
    said = read(page)
    assert f"{len(left)} of {len(found)} parts of the content are not yet reviewed" in said
    articles = [one for one in left if one.place == "articles"]
    assert f"Articles in Learn: {len(articles)} of {len(articles)} not yet reviewed" in said
    assert "The list of signs to call for: not yet reviewed" in said
    assert "numbers to call are not yet checked by us on their operators’ pages." in said


@pytest.mark.parametrize(
    ("told", "all_", "kind"),
    [
        ((NONE, NONE), "2 of 2 parts of the content are not", "Checklists: 2 of 2 not yet"),
        ((NONE, SIGNED), "1 of 2 parts of the content are not", "Checklists: 1 of 2 not yet"),
        ((SIGNED, SIGNED), "All content was reviewed by a clinician.", "Checklists: reviewed"),
        ((NONE,), "1 of 1 part of the content is not", "Checklists: not yet reviewed"),
    ],
)
def test_what_was_signed_is_no_longer_counted(told: tuple[str, ...], all_: str, kind: str) -> None:
    found = [Review("checklists", str(number), one) for number, one in enumerate(told)]
    assert in_all(found).startswith(all_)
    assert counted("Checklists", found).startswith(kind)


def test_each_hazard_unfolds_by_key_and_says_all_of_it(qtbot: QtBot, page: AboutPage) -> None:
    folds = page.findChildren(HazardFold)
    assert len(folds) == len(about.hazards())
    fold = next(one for one in folds if one._hazard.id == "nobody_hears")
    words = page.context.content.hazard_words.hazards["nobody_hears"]
    assert words.measure not in read(page)
    fold.press.setFocus()
    press_key(qtbot, Qt.Key.Key_Space)
    said = read(fold).replace("\u200b", "")
    for text in (words.hazard, words.cause, words.measure, words.remains):
        assert text in said
    assert all(test in said for test in fold._hazard.tests)
    press_key(qtbot, Qt.Key.Key_Space)
    assert words.measure not in read(fold)


def test_a_licence_is_read_when_it_is_chosen(page: AboutPage) -> None:
    card = page.findChild(LicencesCard)
    assert isinstance(card, LicencesCard)
    assert card.text.isHidden()
    place = card.choice.findText("SQLCipher")
    card.choice.setCurrentIndex(place)
    card.choice.activated.emit(place)
    assert "ZETETIC LLC" in card.text.toPlainText()
    assert card.text.accessibleName() == "Licence of SQLCipher"
    shown = read(card)
    assert all(part.name in shown for part in about.parts())


def test_one_jumps_to_a_part_and_to_one_that_is_only_read(qtbot: QtBot, page: AboutPage) -> None:
    titles = [one.title for one in page.sections]
    assert [one.text() for one in page.jumps.buttons] == titles
    press(qtbot, button_of(page.jumps, "Hazards"))
    (hazards,) = (one for one in page.sections if one.title == "Hazards")
    top = hazards.mapTo(page, hazards.rect().topLeft()).y()
    assert 0 <= top <= 20
    assert page.findChildren(HazardFold)[0].press.hasFocus()
    press(qtbot, button_of(page.jumps, "What it is"))
    assert page.sections[0].heading.hasFocus()


def test_everything_focusable_has_a_name(page: AboutPage, ways: RecordingWays) -> None:
    found = 0
    for each in page.findChildren(QWidget):
        if each.focusPolicy() is Qt.FocusPolicy.NoFocus or not each.isVisibleTo(page):
            continue
        text = each.text() if isinstance(each, QAbstractButton) else ""
        assert each.accessibleName() or text, each
        found += 1
    assert found > len(about.hazards())
