# SPDX-License-Identifier: Apache-2.0
"""Learn: short articles with their sources, a search in all of them, and a list to print."""

from collections.abc import Iterator

from msgspec import Struct
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.article_search import Finder
from companion.language import _
from companion.ui.context import Context
from companion.ui.learn import wording
from companion.ui.learn.place import START, Place
from companion.ui.learn.reading import Reading
from companion.ui.learn.results import Results
from companion.ui.learn.shelf import Shelf
from companion.ui.pages.unrolled import UnrolledPage
from companion.ui.widgets.basics import Flow, Whole, beside, button, key_hint, row
from companion.ui.widgets.editors import Line

SOUGHT = 100
"""Letters that can be searched for."""

WIDE_FIELD = 560

ABOVE = 16
"""Pixels left above what was scrolled to."""

_LAST = "article_read_last"
"""A property of the context: the article that was read last, while the app runs."""


class Stop(Struct, frozen=True):
    """Where one was before: an article or none, and how far down; or what was searched for."""

    article: str
    down: int
    typed: str = ""


class LearnPage(UnrolledPage):
    """All articles with a search field, or one of them.

    The arrows and the Page keys scroll, Ctrl+F or "/" goes to the search field, Alt+Left or
    Backspace back to where one came from.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._place = Place()
        self._stops: list[Stop] = []
        self._is_asked = True
        self._finder = Finder(context.content.articles.values())
        self.reading: Reading | None = None
        self._build()
        self._connect()

    # ---- what pages do

    @property
    def whereabouts(self) -> str:
        """The article that is shown, and the page one came from."""
        return str(self._place) if self._place.article else START

    def show_argument(self, argument: str) -> None:
        """Take an article and its section, as "figures#mood"; none is the view of all."""
        place = Place.read(argument)
        self._stops.clear()
        self._place = place if place.article in self.context.content.articles else Place()
        self._is_asked = True
        self.search.clear()

    def refresh(self) -> None:
        """Show what was asked for; nothing here changes with the record, so it stays at its place."""
        if self._is_asked:
            self._is_asked = False
            self._show()

    # ---- going on and back

    def go_to(self, article: str, section: str = "") -> None:
        """Show an article, or a section of the one that is shown, and remember the way back."""
        self._stops.append(self._here())
        is_other = article != self._place.article
        self._place = Place(
            article=article, section=section, page=self._place.page, argument=self._place.argument
        )
        if is_other:
            self._show()
        else:
            self._show_way_back()
            self._reach(section)

    def back(self) -> None:
        """Go back to where one came from: a place here, or the page that led here."""
        place = self._place
        if self._stops:
            self._return_to(self._stops.pop())
        elif place.page:
            self.context.ways.open_page(place.page, place.argument)
        elif place.article or self.search.text():
            self._place = Place()
            self.search.clear()
            self._show()

    def show_source(self, key: str) -> None:
        """Lead to a source in the list at the end."""
        if self.reading is not None:
            self._stops.append(self._here())
            self._show_way_back()
            self.complete()
            made = self.reading.sources.reach(key)
            self.ensureWidgetVisible(made, 0, self.viewport().height() // 3)

    # ---- Qt

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard on to the search field; in an article it scrolls."""
        if self.reading is None:
            self.search.setFocus(event.reason())
        else:
            super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll with the space bar, to the start and to the end; from the search field go down."""
        bar = self.verticalScrollBar()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_Space:
                bar.setValue(bar.value() + (-1 if shift else 1) * bar.pageStep())
            case Qt.Key.Key_Down if self.search.hasFocus():
                self._first_row().setFocus(Qt.FocusReason.TabFocusReason)
            case _:
                super().keyPressEvent(event)

    # ---- showing

    def _show(self) -> None:
        article = self.context.content.articles.get(self._place.article)
        if self.reading is not None:
            self.reading.hide()
            self.reading.deleteLater()
            self.reading = None
        self._all.setVisible(article is None)
        self.find_button.setVisible(article is not None)
        self.to_print.setVisible(article is None)
        if article is None:
            self._show_all()
        else:
            self.context.setProperty(_LAST, article.id)
            self._say_head(article.title, wording.review(article))
            self.reading = Reading(self.context, article)
            self.reading.asked.connect(self.go_to)
            self.reading.section_asked.connect(self._go_to_section)
            self.reading.source_asked.connect(self.show_source)
            self.reading.sources.back_asked.connect(self.back)
            self.body.insertWidget(self.body.indexOf(self._all), self.reading)
            self.reading.show()
            self.unroll(self._sources_of(self.reading))
            # Once the page is laid out, and in sight.
            QTimer.singleShot(0, self.reading, lambda: self._reach(self._place.section))
        self._show_way_back()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sources_of(self, reading: Reading) -> Iterator[QWidget]:
        """Put up the sources of an article for as long as it is the one that is shown."""
        for made in reading.sources.put_up():
            yield made
            if reading is not self.reading:
                return

    def _show_all(self) -> None:
        self._say_head(_("Learn"), _("Short articles in plain words, each with its sources"))
        self.shelf.mark_last(str(self.context.property(_LAST) or ""))
        self._search()

    def _say_head(self, title: str, below: str) -> None:
        self.title.setText(title)
        self.subtitle.setText(below)
        self.setAccessibleName(title)

    def _show_way_back(self) -> None:
        """Name the way back; from all articles there is one only to what led there."""
        leads = self._place.article or self._place.page or self._stops
        self._back_place.setVisible(bool(leads))
        self.back_button.setText(self._way_back())

    def _way_back(self) -> str:
        if not self._stops:
            return wording.way_back(self._place.page)
        before = self._stops[-1]
        if before.article:
            return _("Back")
        return _("Back to what was found") if before.typed else _("All articles")

    def _reach(self, section: str) -> None:
        """Scroll to a section, from where a screen reader goes on; without one to the top."""
        heading = self.reading.anchors.get(section) if self.reading is not None else None
        bar = self.verticalScrollBar()
        if heading is None:
            bar.setValue(0)
            return
        self.complete()
        self.body.activate()
        sheet = self.widget()
        assert sheet is not None
        bar.setValue(heading.mapTo(sheet, heading.rect().topLeft()).y() - ABOVE)
        heading.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_section(self, anchor: str) -> None:
        self.go_to(self._place.article, anchor)

    def _here(self) -> Stop:
        down = self.verticalScrollBar().value()
        return Stop(self._place.article, down, self.search.text())

    def _return_to(self, stop: Stop) -> None:
        is_other = stop.article != self._place.article
        self._place = Place(
            article=stop.article, page=self._place.page, argument=self._place.argument
        )
        if not stop.article:
            self.search.setText(stop.typed)
        if is_other:
            self._show()
        if self.reading is not None:
            self.reading.sources.let_go()
            self._show_way_back()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        if stop.down:
            self.complete()
        bar = self.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(stop.down))

    # ---- searching

    def _search(self) -> None:
        typed = self.search.text()
        is_searching = bool(typed.strip())
        self.shelf.setVisible(not is_searching)
        self.results.setVisible(is_searching)
        if is_searching:
            hits = self._finder.find(typed)
            self.results.show_hits(typed, hits, "" if hits else self._finder.meant(typed))

    def _go_to_search(self) -> None:
        if self.reading is not None:
            self._stops.append(self._here())
            self._place = Place(page=self._place.page, argument=self._place.argument)
            self._show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
        self.verticalScrollBar().setValue(0)

    def _open_found(self, address: str) -> None:
        place = Place.read(address)
        self.go_to(place.article, place.section)

    def _open_first(self) -> None:
        if self.results.isVisibleTo(self) and self.results.rows:
            self.results.rows[0].click()

    def _first_row(self) -> QWidget:
        """Give what stands first below the search field."""
        if not self.results.isVisibleTo(self):
            return next(iter(self.shelf.rows.values()))
        return self.results.rows[0] if self.results.rows else self.results.everything

    def _ask_list(self) -> None:
        from companion.ui.dialogs.reading_list import ReadingListDialog

        ReadingListDialog.offer(self.context, self)

    # ---- building

    def _build(self) -> None:
        icon = self.context.theme.icon
        self.back_button = button("", "plain")
        self.back_button.setIcon(icon("arrow-left", "accent"))
        self._back_place = Whole()
        self._back_place.setLayout(row(beside(self.back_button, key_hint("Alt+Left")), 1))
        self.body.addWidget(self._back_place)
        self.find_button = button(_("Search"))
        self.find_button.setIcon(icon("search"))
        self.to_print = button(_("Print a reading list"))
        self.to_print.setToolTip(_("Print or save a reading list"))
        self.to_print.setIcon(icon("printer"))
        for made in (self.back_button, self.find_button, self.to_print):
            made.setIconSize(self.context.theme.icon_size)
        actions = Flow(spacing=8)
        actions.addWidget(self.find_button)
        actions.addWidget(self.to_print)
        beside_title = Whole()
        beside_title.setLayout(actions)
        self.add_wide_head(_("Learn"), beside_title)
        self.search = Line()
        self.search.setPlaceholderText(_("Search the articles"))
        self.search.setAccessibleName(_("Search the articles"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(SOUGHT)
        self.search.setMaximumWidth(self.context.theme.scaled(WIDE_FIELD))
        self.results = Results(self.context)
        self.shelf = Shelf(self.context)
        self._all = Whole()
        whole = QVBoxLayout(self._all)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(18)
        whole.addWidget(self.search)
        whole.addWidget(self.results)
        whole.addWidget(self.shelf)
        self.body.addWidget(self._all)
        self.body.addStretch(1)
        self.unroll(self.shelf.fill())

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.back)
        self.find_button.clicked.connect(self._go_to_search)
        self.to_print.clicked.connect(self._ask_list)
        self.search.textChanged.connect(lambda _text: self._search())
        self.search.returnPressed.connect(self._open_first)
        self.shelf.asked.connect(self.go_to)
        self.results.asked.connect(self._open_found)
        self.results.tried.connect(self._try)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (
            ("Ctrl+F", self._go_to_search),
            ("/", self._go_to_search),
            ("Alt+Left", self.back),
            ("Backspace", self.back),
        ):
            QShortcut(QKeySequence(keys), self, act, context=within)

    def _try(self, words: str) -> None:
        self.search.setText(words)
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
