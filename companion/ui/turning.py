# SPDX-License-Identifier: Apache-2.0
"""The pages that were made, which of them is in sight, and what becomes of those that are not."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.session_day.dark import dress


class Turning:
    """Turns from page to page on a stack. ``current`` names the page in sight, none at first."""

    def __init__(self, context: Context, stack: QStackedWidget) -> None:
        self._context = context
        self._stack = stack
        self.pages: dict[str, Page] = {}
        self._aside: dict[str, Page] = {}
        """The pages of the person's own look, while a session's dark screen is shown."""
        self.current = ""
        self.argument = ""
        self.before: tuple[str, str, int] = ("", "", 0)
        """The place that was left for the page in sight."""

    @property
    def page(self) -> Page | None:
        """The page in sight."""
        return self.pages.get(self.current)

    @property
    def place(self) -> tuple[str, str, int]:
        """What is shown: the page, its argument, and how far down it is."""
        page = self.page
        down = page.verticalScrollBar().value() if page is not None else 0
        argument = page.whereabouts if page is not None else ""
        return self.current, argument or self.argument, down

    def made(self, name: str) -> Page | None:
        """Give a page where it was made already, whether it is in sight or not."""
        return self.pages.get(name) or self._aside.get(name)

    def add(self, name: str, page: Page) -> None:
        """Take a page among those that can be shown."""
        self.pages[name] = page
        self._stack.addWidget(page)
        dress(self._context, page)

    def show(self, name: str, argument: str) -> Page:
        """Bring a page into sight and give it; it reads again what it shows."""
        if self.current != name:
            self.leave()
            # After a lock, or another look, that which led to what is shown again still does.
            self.before = self.place if self.current else self.before
        page = self.pages[name]
        self.current, self.argument = name, argument
        page.show_argument(argument)
        page.refresh()
        self._take_keyboard_for(page)
        self._stack.setCurrentWidget(page)
        page.verticalScrollBar().setValue(0)
        return page

    def leave(self) -> None:
        """Keep what is half done in the page in sight."""
        if self.page is not None:
            self.page.leave()

    def change_looks(self, session: str) -> Collection[Page]:
        """Make way for the dark pages of a session, or for those of the person's own look again.

        What is dark is made for its session, and goes with it: those pages are given. All others
        are put aside meanwhile, as they are; what is half done in one is kept as it is left.
        """
        was_dark = bool(self._context.session_day)
        self.leave()
        gone = self.pages.values() if was_dark else ()
        if session:
            self._aside = self._aside if was_dark else self.pages
            self.pages = {}
        else:
            self.pages, self._aside = self._aside, {}
        self.current = ""
        return gone

    def take_out(self, pages: Collection[Page]) -> None:
        """Let go of pages, one of which may be the one that asks for it."""
        for page in pages:
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()

    def empty(self) -> None:
        """Keep what is half done and let go of every page."""
        self.leave()
        # That in sight last: in the place of one that goes the stack shows another.
        in_sight = self.pages.pop(self.current, None)
        self.take_out((*self._aside.values(), *self.pages.values()))
        self.take_out((in_sight,) if in_sight is not None else ())
        self.pages, self._aside = {}, {}
        self.current = ""

    def let_go(self) -> None:
        """Let go of every page, before all that lives is given another look."""
        made = (*self.pages.values(), *self._aside.values())
        unseen = [page for page in made if page is not self.page]
        self.empty()
        for page in unseen:
            # Gone at once, and not restyled before: the style sheet is applied to all that lives.
            # The page in sight may be the one that asks, so it goes when it has answered.
            QCoreApplication.sendPostedEvents(page, QEvent.Type.DeferredDelete.value)

    def _take_keyboard_for(self, page: Page) -> None:
        """Let nothing that is about to be out of sight have the keyboard.

        From what it hides Qt hands it on by the reading order, which takes a while to find out; the
        page that comes takes it anyway.
        """
        left, focused = self._stack.currentWidget(), self._stack.window().focusWidget()
        if left is not None and left is not page and _holds(left, focused):
            focused.clearFocus()


def _holds(place: QWidget, part: QWidget | None) -> bool:
    return part is not None and place.isAncestorOf(part)
