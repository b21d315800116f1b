# SPDX-License-Identifier: Apache-2.0
"""Get help now: with a country, without one, in every country, and with one's own numbers."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from companion import preferences
from companion.content import Content
from companion.domain.records import Person, SafetyPlan
from companion.domain.safety import Tier
from companion.preferences import Preferences
from companion.report.codes import modules
from companion.storage import diary as diaries
from companion.storage import ids, own_numbers, vault
from companion.storage.diary import Diary
from companion.ui.calls import checked_state
from companion.ui.context import Context
from companion.ui.help.call_row import BigNumber
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import HelpPage
from companion.ui.pages.locked import LockedPage
from companion.ui.widgets.basics import Card
from companion.ui.widgets.qr import QrCode, side_of
from tests.ui.conftest import Clock
from tests.ui.gestures import bring_up

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
    codes = ["tel:112", "tel:999", "tel:116123"]
    assert [each.text for each in page.findChildren(QrCode)] == codes
    words = shown(page)
    assert "or 999" in words
    assert "You can hang up at any time." in words
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
        assert not line.text or f"You can also send a text to {line.text}." in words
    codes = [each.text for each in page.findChildren(QrCode)]
    texts = [line.text for line in country.line if line.text]
    assert len(set(codes)) == len(codes) == len(country.emergency) + len(country.line) + len(texts)
    state = "not yet checked by us on an official page"
    assert words.count(state) == len(country.emergency) + len(country.line)
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
    assert "will appear here" in shown(page)
    diary.add(Person(clinic_phone="555 0100", person_name="Maria", person_phone="555 0134"))
    page.refresh()
    words = shown(page)
    assert "Clinic, daytime" in words
    assert "555 0100" in words
    assert "Maria" in words
    assert "555 0134" in words
    assert "evenings" not in words
    assert "The numbers of your clinic" not in words
    assert words.count("as you entered it") == 2
    codes = [each.text for each in page.findChildren(QrCode)]
    assert codes[-2:] == ["tel:5550100", "tel:5550134"]


def test_codes_of_a_card_stand_exactly_below_one_another(qtbot: QtBot, context: Context) -> None:
    """The first has words below it that are wider than it is; the page leaves room for both."""
    page = make(qtbot, context, "IE")
    QApplication.processEvents()
    first, second = page.findChildren(QrCode)[:2]
    ends = [each.mapTo(page, each.rect().topRight()).x() for each in (first, second)]
    assert ends[0] == ends[1]
    assert first.width() > second.width()


def test_words_beside_a_number_give_no_code(qtbot: QtBot, context: Context, diary: Diary) -> None:
    diary.add(Person(clinic_phone="ask for Ann, 555 0100", person_phone="Tom or Ida"))
    page = make(qtbot, context, "IE")
    assert "ask for Ann, 555 0100" in shown(page)
    assert len(page.findChildren(QrCode)) == 3


def test_what_a_source_tells_of_a_line_is_shown(qtbot: QtBot, context: Context) -> None:
    page = make(qtbot, context, "CA")
    words = shown(page)
    assert "9-8-8 Suicide Crisis Helpline, day and night, in English or French." in words
    assert [each.text for each in page.findChildren(QrCode)][-2:] == ["tel:988", "sms:988"]
    page = make(qtbot, context, "US")
    assert "You can also send a text" not in shown(page)


def test_languages_of_lines_have_words() -> None:
    content = Content()
    used = {line.languages for one in content.countries.values() for line in one.line}
    assert used - {""} == set(content.line_words.languages)


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
    page = window.page
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
    qtbot.waitUntil(lambda: len(columns(page)) == 1)
    page.resize(1000, 700)
    qtbot.waitUntil(lambda: len(columns(page)) == 2)


def columns(page: HelpPage) -> set[int]:
    return {card.mapTo(page, QPoint(0, 0)).x() for card in big_cards(page)}


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
    assert look_of(code) == ("#ffffff", "#000000")


def look_of(code: QrCode) -> tuple[str, str]:
    """Give the colours at the edge of a code, and where its first corner is to be dark."""
    image: QImage = code.grab().toImage()
    corner = code._module * 4 + 1
    return image.pixelColor(1, 1).name(), image.pixelColor(corner, corner).name()


def test_a_code_in_sight_comes_after_the_white_it_stands_on_and_has_that_size(
    qtbot: QtBot, context: Context
) -> None:
    """The numbers beside it can be read before; nothing moves when it comes."""
    code = QrCode("tel:112", "Code")
    qtbot.addWidget(code)
    code.show()
    room = code.size()
    assert look_of(code) == ("#ffffff", "#ffffff")
    qtbot.waitUntil(lambda: look_of(code) == ("#ffffff", "#000000"))
    assert code.size() == room


@pytest.mark.parametrize(
    "text",
    [
        *("tel:" + "5" * count for count in (3, 10, 11, 22, 23, 38, 39, 58, 59, 102, 103)),
        "https://www.iasp.info/crisis-centres-helplines/",
        "112",
        "HTTPS://EXAMPLE.ORG",
        "tel:ñ1",
    ],
)
def test_how_large_a_code_is_is_known_before_it_is_worked_out(text: str) -> None:
    assert side_of(text) == len(modules(text))


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


def test_while_locked_a_long_wait_after_wrong_passphrases_hides_nothing(
    fonts: None, qtbot: QtBot, content: Content, clock: Clock, tmp_path: Path
) -> None:
    """The wait holds the way into the diary, and nothing of this page."""
    folder = tmp_path / "Companion"
    made = diaries.create(folder, clock, ids.ids(clock))
    keys = made.access.keys
    made.close()
    vault.write(folder, vault.sealed_file(keys, [vault.Passphrase("seven small boats")]))
    own_numbers.keep(folder, Person(clinic_phone="555 0100"), SafetyPlan(by_myself="the canal"))
    preferences.write(tmp_path / "preferences.json", Preferences(country="IE"))
    window = MainWindow(None, content, clock, tmp_path / "preferences.json", data_folder=folder)
    qtbot.addWidget(window)
    window.context.attempts.wrong = 50
    window.locking.show()
    bring_up(qtbot, window)
    locked = window._turning.pages["locked"]
    assert isinstance(locked, LockedPage)
    assert not locked.ask.enter.isEnabled()
    assert "Again in 30 seconds" in locked.ask.enter.text()
    qtbot.mouseClick(locked.help_now, Qt.MouseButton.LeftButton)
    assert {"112", "116 123", "555 0100", "the canal"} <= set(shown(current(window)).splitlines())
    window.locking.come_back()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert "the canal" in shown(current(window))
    assert not [one for one in current(window).findChildren(QPushButton) if "Edit" in one.text()]
    (folder / "help.json").write_bytes(b'{"clinic_phone": "555')
    window.open_page("help")
    words = shown(current(window))
    assert "112" in words
    assert "Your own numbers are in the diary, which is locked." in words
    assert "If you wrote a plan, it is in the diary, which is locked." in words
