# SPDX-License-Identifier: Apache-2.0
"""Get help now: with a country, without one, in every country, and with one's own numbers."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion import preferences
from companion.content import Content
from companion.domain.records import Person
from companion.domain.safety import Tier
from companion.preferences import Preferences
from companion.storage.diary import Diary
from companion.ui.context import Context
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import BigNumber, HelpPage, checked_state
from companion.ui.widgets.basics import Card
from companion.ui.widgets.qr import QrCode, to_dial

CODES = sorted(Content().countries)


def shown(page: HelpPage) -> str:
    QApplication.processEvents()
    labels = [each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    numbers = [each.number for each in page.findChildren(BigNumber)]
    return "\n".join(labels + numbers)


def make(qtbot: QtBot, context: Context, country: str | None) -> HelpPage:
    context.preferences = Preferences(country=country)
    page = HelpPage(context)
    page.resize(900, 700)
    qtbot.addWidget(page)
    page.refresh()
    page.show()
    return page


def test_the_chosen_country_has_its_numbers_and_codes(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, "IE")
    assert [each.number for each in page.findChildren(BigNumber)] == ["112", "116 123"]
    assert [each.text for each in page.findChildren(QrCode)] == ["tel:112", "tel:116123"]
    words = shown(page)
    assert "or 999" in words
    assert "Samaritans, free call, day and night." in words
    assert "not yet checked by us on an official page" in words
    assert "This app cannot alert anyone. To be heard, please call." in words
    assert "Which country are you in?" not in words


def test_without_a_country_it_asks_and_never_guesses(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, None)
    words = shown(page)
    assert "Which country are you in?" in words
    assert "Call your local emergency number." in words
    assert [each.number for each in page.findChildren(BigNumber)] == ["findahelpline.com"]
    assert page.countries.currentData() is None


@pytest.mark.parametrize("code", CODES)
def test_every_country_shows(qtbot: QtBot, context: Context, code: str) -> None:
    page = make(qtbot, context, code)
    words = shown(page)
    country = context.content.countries[code]
    for number in country.emergency:
        assert number.number in words
    for line in country.line:
        assert line.number in words
    if not country.emergency:
        assert "Call your local emergency number." in words
    assert page.countries.currentText() == context.content.country_names[code]
    page.grab()


def test_every_sign_of_the_list_is_there(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, "IE")
    words = context.content.flag_words
    for flag in context.content.flags:
        if flag.tier is Tier.EMERGENCY:
            assert words[flag.id] in shown(page)
    (whole,) = (each for each in page.findChildren(QPushButton) if each.text() == "The whole list")
    assert words["jaundice"] not in shown(page)
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton)
    for flag in context.content.flags:
        assert words[flag.id] in shown(page)
    qtbot.mouseClick(whole, Qt.MouseButton.LeftButton)
    assert words["jaundice"] not in shown(page)


def test_ones_own_numbers(qtbot: QtBot, context: Context, diary: Diary) -> None:
    page = make(qtbot, context, "IE")
    assert "will stand here" in shown(page)
    diary.add(Person(clinic_phone="555 0100", person_name="Maria", person_phone="555 0134"))
    page.refresh()
    words = shown(page)
    assert "Clinic, daytime" in words
    assert "555 0100" in words
    assert "Maria" in words
    assert "555 0134" in words
    assert "evenings" not in words
    assert "will stand here" not in words


def test_the_choice_is_kept_and_shown_at_once(
    qtbot: QtBot, window: MainWindow, context: Context
) -> None:
    window.open_page("help")
    page = current(window)
    pick(qtbot, page.countries, "Australia")
    page = current(window)
    assert [each.number for each in page.findChildren(BigNumber)] == ["000", "13 11 14"]
    assert preferences.read(window.context._path).country == "AU"


def pick(qtbot: QtBot, box: QComboBox, name: str) -> None:
    """Choose as a person does: open the list, go to the entry, press Enter."""
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    view.setCurrentIndex(box.model().index(box.findText(name), 0))
    qtbot.keyClick(view, Qt.Key.Key_Return)


def current(window: MainWindow) -> HelpPage:
    page = window._stack.currentWidget()
    assert isinstance(page, HelpPage)
    return page


def test_the_keys_and_wheel_do_not_change_a_closed_list(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, "IE")
    qtbot.keyClicks(page.countries, "d")
    assert page.countries.currentText() == "Ireland"
    page.countries.hidePopup()


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("width", [516, 800])
def test_no_sideways_scrolling(qtbot: QtBot, window: MainWindow, percent: int, width: int) -> None:
    """720 pixels of window leave 516 to a page at the usual size; 1024 leave 616 at 200 %."""
    kept = Preferences(country="DE", text_size=percent)
    window.context.keep(kept)
    page = HelpPage(window.context)
    qtbot.addWidget(page)
    page.refresh()
    page.resize(width if percent == 100 else max(width, 616), 700)
    page.show()
    qtbot.wait(20)
    sheet = page.widget()
    assert sheet is not None
    assert sheet.width() <= page.viewport().width()


def test_the_cards_fold(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, "IE")
    page.resize(500, 700)
    qtbot.waitUntil(lambda: len({card.x() for card in big_cards(page)}) == 1)
    page.resize(1000, 700)
    qtbot.waitUntil(lambda: len({card.x() for card in big_cards(page)}) == 2)


def big_cards(page: HelpPage) -> list[Card]:
    names = {"Talk to someone, day or night", "Call the clinic today if"}
    cards = [card for card in page.findChildren(Card) if card.isVisibleTo(page)]
    return [
        card
        for card in cards
        if card.accessibleName() in names or "danger" in card.accessibleName()
    ]


def test_the_code_is_dark_on_white_in_the_dark(qtbot: QtBot, context: Context) -> None:
    code = QrCode("tel:112", "Code")
    qtbot.addWidget(code)
    image: QImage = code.grab().toImage()
    assert image.pixelColor(1, 1).name() == "#ffffff"
    corner = code._module * 4 + 1
    assert image.pixelColor(corner, corner).name() == "#000000"


def test_digits_alone_are_dialled() -> None:
    assert to_dial("1-800-891-4416") == "tel:18008914416"
    assert to_dial("+353 1 234") == "tel:+3531234"


def test_the_checked_state_names_its_day() -> None:
    assert checked_state("2026-11-22", "samaritans.org") == (
        "checked on samaritans.org, 22 November 2026"
    )


def test_everything_focusable_has_a_name(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, None)
    for each in page.findChildren(QWidget):
        if each.focusPolicy() is Qt.FocusPolicy.NoFocus or not each.isVisibleTo(page):
            continue
        text = each.text() if isinstance(each, QPushButton) else ""
        assert each.accessibleName() or text, each


def test_the_numbers_are_added_in_place(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    from companion.ui.forms.form import FormDialog

    def fill_in() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FormDialog)
        field = dialog.form.fields["clinic_phone"].control()
        qtbot.keyClicks(field, "555 0100")
        qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        if dialog.isVisible():
            dialog.save()

    window.open_page("help")
    page = current(window)
    (add,) = (each for each in page.findChildren(QPushButton) if each.text() == "Add numbers")
    QTimer.singleShot(0, fill_in)
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    entry = diary.person()
    assert entry is not None
    assert entry.record.clinic_phone == "555 0100"
    assert "555 0100" in shown(page)
