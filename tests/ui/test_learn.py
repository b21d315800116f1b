# SPDX-License-Identifier: Apache-2.0
"""Learn: articles to read by keyboard, found as one types, with sources, ways back and a list."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtWidgets import QApplication, QWidget

from companion.domain.article import told
from companion.domain.article_search import Finder
from companion.ui import file_dialogs
from companion.ui.dialogs.reading_list import ReadingListDialog
from companion.ui.learn import source_list
from companion.ui.learn.blocks import FiguresTable
from companion.ui.learn.place import Place, from_page
from companion.ui.learn.reading import Reading
from companion.ui.learn.rich import Told, markup
from companion.ui.pages.learn import LearnPage
from companion.ui.pages.prepare import PreparePage
from companion.ui.pages.trends import TrendsPage
from tests.ui.gestures import (
    ALT,
    CTRL,
    bring_up,
    moods,
    open_page,
    planned,
    press,
    press_key,
    press_words,
    read,
    with_dialog,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from companion.content import Content
    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.main_window import MainWindow

LONG = 20_000
"""Milliseconds that making a document may take on a busy computer."""
A_KEY = 0.05
"""Seconds that a search in all articles may take."""


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> LearnPage:
    """Give the page by itself, with all articles."""
    made = LearnPage(context)
    qtbot.addWidget(made)
    made.resize(960, 700)
    bring_up(qtbot, made)
    show(made)
    return made


def show(page: LearnPage, argument: str = "") -> None:
    """Show a place as the window does, with what comes right after."""
    page.show_argument(argument)
    page.refresh()
    page.complete()
    page.verticalScrollBar().setValue(0)
    page.setFocus(Qt.FocusReason.OtherFocusReason)
    settle(page)


def reading(page: LearnPage) -> Reading:
    assert page.reading is not None
    return page.reading


def link_of(page: LearnPage) -> Told:
    """Give the first words of the article that rest on a source."""
    found = [one for one in reading(page).findChildren(Told) if "<a href" in one.text()]
    return found[0]


def settle(page: LearnPage) -> None:
    QApplication.processEvents()
    assert page.isVisible()


class TestAllArticles:
    def test_every_article_is_a_row_and_the_search_has_the_keyboard(
        self, page: LearnPage, content: Content
    ) -> None:
        assert page.search.hasFocus()
        said = read(page)
        for article in content.articles.values():
            assert article.title in said
            assert told(article.gist) in said
        assert "minutes to read" in said
        assert "read last" not in said

    def test_a_row_opens_its_article_and_is_marked_as_read_last(
        self, qtbot: QtBot, page: LearnPage
    ) -> None:
        press(qtbot, page.shelf.rows["side-effects"])
        assert page.title.text() == "Side effects"
        assert "Content not yet reviewed by a clinician" in page.subtitle.text()
        press_key(qtbot, Qt.Key.Key_Backspace)
        assert page.title.text() == "Learn"
        assert "read last" in page.shelf.rows["side-effects"].quiet.text()
        # The mark outlives the page, which is made anew with another look.
        again = LearnPage(page.context)
        qtbot.addWidget(again)
        again.complete()
        again.refresh()
        assert [key for key, row in again.shelf.rows.items() if "last" in row.quiet.text()] == [
            "side-effects"
        ]

    def test_the_arrows_go_from_the_field_down_the_rows(
        self, qtbot: QtBot, page: LearnPage
    ) -> None:
        first, second = list(page.shelf.rows.values())[:2]
        press_key(qtbot, Qt.Key.Key_Down)
        assert first.hasFocus()
        press_key(qtbot, Qt.Key.Key_Down)
        assert second.hasFocus()
        page.search.setText("bladder")
        page.search.setFocus()
        press_key(qtbot, Qt.Key.Key_Down)
        assert page.results.rows[0].hasFocus()
        page.search.setText("xyzzy")
        page.search.setFocus()
        press_key(qtbot, Qt.Key.Key_Down)
        assert page.results.everything.hasFocus()


class TestSearch:
    def test_results_come_as_one_types_with_the_words_marked(
        self, qtbot: QtBot, page: LearnPage
    ) -> None:
        qtbot.keyClicks(page.search, "BLOOD pressure")
        settle(page)
        assert not page.shelf.isVisible()
        assert page.results.count.text() == f"{len(page.results._hits)} results"
        first = page.results.rows[0]
        assert first.title.text() == "Blood pressure"
        assert first.quiet.text() == "Side effects"
        assert any("<b>blood</b>" in row.words.text() for row in page.results.rows)
        assert "<b>" not in first.accessibleName()
        press_key(qtbot, Qt.Key.Key_Return)
        settle(page)
        assert page.title.text() == "Side effects"
        assert reading(page).anchors["blood-pressure"].hasFocus()
        press_key(qtbot, Qt.Key.Key_Left, ALT)
        assert page.search.text() == "BLOOD pressure"
        assert page.results.isVisible()

    def test_more_results_are_shown_when_asked(self, qtbot: QtBot, page: LearnPage) -> None:
        page.search.setText("ketamine")
        settle(page)
        few = len(page.results.rows)
        press(qtbot, page.results.more)
        settle(page)
        assert len(page.results.rows) == len(page.results._hits) > few
        assert page.results._rows[few].hasFocus()
        assert not page.results.more.isVisible()

    def test_nothing_found_leads_on(self, qtbot: QtBot, page: LearnPage) -> None:
        page.search.setText("xyzzy")
        assert "Nothing found for “xyzzy”." in read(page)
        assert not page.results.meant.isVisible()
        page.search.setText("<b>ketmine")
        assert "Nothing found for “<b>ketmine”." in read(page)
        press_words(qtbot, page, "Search for “ketamine”")
        assert page.search.text() == "ketamine"
        assert page.results.rows
        page.search.setText("xyzzy")
        press_words(qtbot, page, "Show all articles")
        assert page.search.text() == ""
        assert page.shelf.isVisible()

    def test_a_key_takes_less_than_is_felt(self, content: Content) -> None:
        finder = Finder(content.articles.values())
        finder.find("a")
        taken = []
        for typed in ("k", "ke", "blood pressure at home", "e", "no words like that"):
            begun = time.process_time()
            finder.find(typed)
            taken.append(time.process_time() - begun)
        assert max(taken) < A_KEY


class TestReading:
    def test_it_scrolls_and_leads_by_keyboard(self, qtbot: QtBot, page: LearnPage) -> None:
        show(page, "long-term-safety")
        bar = page.verticalScrollBar()
        assert bar.value() == 0
        for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End):
            press_key(qtbot, key)
            assert bar.value() > 0
            press_key(qtbot, Qt.Key.Key_Home)
            assert bar.value() == 0
        press_key(qtbot, Qt.Key.Key_F, CTRL)
        assert page.search.hasFocus()
        press_key(qtbot, Qt.Key.Key_Escape)
        show(page, "figures")
        press_key(qtbot, Qt.Key.Key_Slash)
        assert page.search.hasFocus()
        assert page.search.text() == ""
        assert page.back_button.text() == "Back"
        press(qtbot, page.back_button)
        assert page.title.text() == "How the figures are made"

    def test_the_contents_lead_to_a_section_and_back(self, qtbot: QtBot, page: LearnPage) -> None:
        show(page, "long-term-safety")
        assert reading(page).side.isVisible()
        press_words(qtbot, reading(page).side, "Memory and thinking")
        assert reading(page).anchors["memory"].hasFocus()
        down = page.verticalScrollBar().value()
        assert down > 0
        page.refresh()
        settle(page)
        assert page.verticalScrollBar().value() == down, "as at midnight"
        assert page.back_button.text() == "Back"
        press_key(qtbot, Qt.Key.Key_Left, ALT)
        settle(page)
        assert page.verticalScrollBar().value() == 0
        assert page.back_button.text() == "All articles"

    def test_a_number_leads_to_its_source_and_back(self, qtbot: QtBot, page: LearnPage) -> None:
        show(page, "side-effects")
        settle(page)
        told_words = link_of(page)
        key = reading(page).article.sources[0]
        while not told_words.hasFocus():
            press_key(qtbot, Qt.Key.Key_Tab)
        press_key(qtbot, Qt.Key.Key_Return)
        settle(page)
        reached = reading(page).sources.rows[key]
        assert reached.property("reached")
        assert reached.title.hasFocus()
        assert (
            page.viewport()
            .rect()
            .contains(reached.mapTo(page.viewport(), QPoint(1, reached.height() // 2)))
        )
        press(qtbot, reading(page).sources.back)
        settle(page)
        assert page.verticalScrollBar().value() == 0
        assert not reached.property("reached")
        assert page.title.text() == "Side effects"

    def test_an_address_is_copied_and_opened_only_after_saying_so_once(
        self, qtbot: QtBot, page: LearnPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened: list[str] = []

        def browser(address: str) -> bool:
            opened.append(address)
            return True

        monkeypatch.setattr(source_list, "open_address", browser)
        show(page, "side-effects")
        rows = list(reading(page).sources.rows.values())
        first, second = [row for row in rows if row._source.address][:2]
        page.ensureWidgetVisible(first)
        press(qtbot, first.copy)
        assert QGuiApplication.clipboard().text() == first._source.address
        press(qtbot, first.open)
        assert opened == []
        assert "Companion itself never goes online" in first.answer.text()
        press(qtbot, first.leave)
        assert not first.go_on.isVisible()
        press(qtbot, first.open)
        press(qtbot, first.go_on)
        assert opened == [first._source.address]
        press(qtbot, second.open)
        assert opened == [first._source.address, second._source.address]

    def test_articles_lead_to_each_other_and_back_where_one_was(
        self, qtbot: QtBot, page: LearnPage, content: Content
    ) -> None:
        first, second = list(content.articles.values())[:2]
        show(page, first.id)
        settle(page)
        press_key(qtbot, Qt.Key.Key_PageDown)
        down = page.verticalScrollBar().value()
        reading(page).asked.emit(second.id)
        settle(page)
        assert page.title.text() == second.title
        assert page.verticalScrollBar().value() == 0
        press_key(qtbot, Qt.Key.Key_Left, ALT)
        settle(page)
        assert page.title.text() == first.title
        assert page.verticalScrollBar().value() == down

    def test_an_article_that_is_not_translated_says_so(
        self, page: LearnPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        show(page, "figures")
        assert "not translated" not in read(page)
        articles = page.context.content.articles
        other = {**articles, "figures": replace(articles["figures"], language="de")}
        monkeypatch.setitem(vars(page.context.content), "articles", other)
        show(page, "figures")
        assert "This article is not translated yet." in read(page)

    def test_who_signed_and_when_it_was_reviewed_is_told(
        self, page: LearnPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        articles = page.context.content.articles
        signed = replace(
            articles["figures"], clinician_review="Dr A. Example", reviewed=date(2026, 12, 1)
        )
        changed = {**articles, "figures": signed}
        monkeypatch.setitem(vars(page.context.content), "articles", changed)
        show(page, "figures")
        assert page.subtitle.text() == "Signed by Dr A. Example · last reviewed 1 December 2026"

    def test_nothing_in_the_words_is_taken_for_markup(self, context: Context) -> None:
        figures = context.content.articles["figures"]
        run = replace(figures.gist[0], text="<img src=x> & <a href='y'>")
        made = markup((run,), {}, context.theme)
        assert "&lt;img src=x&gt; &amp; &lt;a" in made


@pytest.mark.parametrize(("width", "text_size"), [(516, 100), (614, 200)])
def test_nothing_is_wider_than_the_page(
    qtbot: QtBot, context: Context, qapp: QApplication, width: int, text_size: int
) -> None:
    """Widths as the window leaves them: of 720 px, and of 1024 px with larger text."""
    context.keep(replace(context.preferences, text_size=text_size))
    context.theme.apply(qapp)
    page = LearnPage(context)
    qtbot.addWidget(page)
    page.resize(width, 700)
    page.show()
    show(page)

    def fits() -> bool:
        settle(page)
        sheet = page.widget()
        return sheet is not None and sheet.width() <= page.viewport().width()

    assert fits()
    page.search.setText("ketmine" + "x" * 80)
    assert fits()
    for article in ("ways-it-is-given", "side-effects"):
        show(page, article)
        assert fits(), article
        for table in reading(page).findChildren(FiguresTable):
            shown = table.grid if table.grid.isVisible() else table.lines
            assert shown.isVisible()
            assert shown.width() >= shown.minimumSizeHint().width()
            assert table.grid.isVisible() is not table.lines.isVisible()


class TestWaysHere:
    def test_the_checklists_why_leads_to_its_section_and_back_to_the_item(
        self, qtbot: QtBot, window: MainWindow, diary: Diary, content: Content
    ) -> None:
        planned(diary, "2026-11-26 14:00")
        page = open_page(window, "prepare", PreparePage)
        step = next(one for one in page.steps if one.item.learn)
        page.go_to(step.item.id)
        assert not page.item.learn.isVisible()
        press_words(qtbot, page, "Why this matters")
        name, _mark, anchor = step.item.learn.partition("#")
        section = content.articles[name].section(anchor)
        assert section is not None
        assert page.item.learn.title.text() == f"Read more: {section.heading}"
        assert page.item.learn.accessibleName() == page.item.learn.title.text()
        press(qtbot, page.item.learn)
        learn = window._turning.pages["learn"]
        assert isinstance(learn, LearnPage)
        settle(learn)
        assert learn.title.text() == content.articles[name].title
        assert learn.reading is not None
        assert learn.reading.anchors[anchor].hasFocus()
        assert learn.back_button.text() == "Back to the checklist"
        # On to another article, and all the way back.
        learn.go_to("figures")
        press(qtbot, learn.back_button)
        press(qtbot, learn.back_button)
        assert window.place[0] == "prepare"
        assert page.item.question.text() == content.items[step.item.id].question

    def test_trends_leads_to_how_the_figures_are_made(
        self, qtbot: QtBot, window: MainWindow, diary: Diary
    ) -> None:
        moods(diary, {3: 4, 2: 5})
        page = open_page(window, "trends", TrendsPage)
        page.ensureWidgetVisible(page.words.how)
        press(qtbot, page.words.how)
        learn = window._turning.pages["learn"]
        assert isinstance(learn, LearnPage)
        assert learn.reading is not None
        assert learn.reading.article.id == "figures"
        press_words(qtbot, learn, "Back to Trends")
        assert window.place[0] == "trends"

    @pytest.mark.parametrize(
        ("argument", "place"),
        [
            ("", Place()),
            ("#", Place()),
            ("figures", Place(article="figures")),
            ("figures#mood", Place(article="figures", section="mood")),
            (
                "figures#mood|prepare|session:a:b",
                Place(article="figures", section="mood", page="prepare", argument="session:a:b"),
            ),
            (
                from_page("figures", "trends"),
                Place(article="figures", page="trends"),
            ),
        ],
    )
    def test_a_place_and_the_way_back_are_one_argument(self, argument: str, place: Place) -> None:
        assert Place.read(argument) == place
        assert Place.read(str(place)) == place

    def test_another_look_keeps_the_article_and_the_way_back(self, window: MainWindow) -> None:
        open_page(window, "learn", LearnPage, from_page("figures#mood", "trends"))
        window.context.keep(replace(window.context.preferences, text_size=125))
        again = window._turning.pages["learn"]
        assert isinstance(again, LearnPage)
        assert again.title.text() == "How the figures are made"
        again.back()
        assert window.place[0] == "trends"

    def test_an_article_that_is_not_there_is_the_view_of_all(self, page: LearnPage) -> None:
        show(page, "gone#nowhere")
        assert page.title.text() == "Learn"
        show(page, "figures#nowhere")
        assert page.title.text() == "How the figures are made"


class TestReadingList:
    def test_nothing_is_ticked_and_a_list_is_taken_and_saved(
        self, *, qtbot: QtBot, page: LearnPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "to read.pdf"
        monkeypatch.setattr(file_dialogs, "ask_where_to_save", lambda *_what: target)
        counts: list[int] = []

        def act(dialog: ReadingListDialog) -> None:
            assert dialog.ticked == ()
            press(qtbot, dialog.save_button)
            assert "Tick at least one article" in dialog.answer.text()
            for words in ("Everything", "For the person who stays with you"):
                press_words(qtbot, dialog, words)
                counts.append(len(dialog.ticked))
            assert f"{counts[1]} articles are ticked" in dialog.count.text()
            dialog.boxes["side-effects"].setChecked(False)
            press(qtbot, dialog.save_button)
            qtbot.waitUntil(lambda: "Saved as “to read.pdf”." in dialog.answer.text(), timeout=LONG)
            press_words(qtbot, dialog, "Done")

        came = with_dialog(ReadingListDialog, act)
        press(qtbot, page.to_print)
        assert came
        assert counts[0] == len(page.context.content.articles) > counts[1]
        text = " ".join(one.extract_text() for one in PdfReader(target).pages)
        assert "The person with you" in text
        assert "What is common" not in text

    def test_the_print_dialog_comes_with_its_own_title_and_can_be_left(
        self, qtbot: QtBot, page: LearnPage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        titles: list[str] = []

        def left(dialog: QPrintDialog) -> int:
            titles.append(dialog.windowTitle())
            return 0

        monkeypatch.setattr(QPrintDialog, "exec", left)
        dialog = ReadingListDialog(page.context, page)
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.boxes["figures"].setChecked(True)
        press(qtbot, dialog.print_button)
        assert titles == ["Print the reading list"]
        assert dialog.save_button.isEnabled()


def test_every_control_of_an_article_has_a_name(page: LearnPage) -> None:
    show(page, "side-effects")
    nameless = [
        type(one).__name__
        for one in page.findChildren(QWidget)
        if one.isVisible()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (one.accessibleName() or getattr(one, "text", str)())
    ]
    assert nameless == []
    cells = [one.accessibleName() for one in reading(page).findChildren(Told)]
    assert any(name.startswith("Esketamine: ") for name in cells)
