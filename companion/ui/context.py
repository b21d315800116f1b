# SPDX-License-Identifier: Apache-2.0
"""What every page is handed: the diary, the content, the clock, the look and the way around."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimeZone, Signal

from companion import preferences
from companion.content import ANYWHERE, Content, Country
from companion.domain.records import Entry, Person, Record
from companion.preferences import Preferences
from companion.storage.diary import Diary
from companion.ui.theme import Theme


class Ways(Protocol):
    """How a page leads elsewhere. The main window is the one that does it."""

    def open_page(self, name: str, argument: str = "") -> None:
        """Show a page by its name; an argument is the id of what it shows."""

    def say_saved(self, what: str) -> None:
        """Answer that something was saved, with the time and a way to undo it."""

    def say(self, sentence: str) -> None:
        """Answer with a sentence that needs no undo."""


class Context(QObject):
    """The composition handed to every page; nothing in it is a copy of the record.

    Signals: ``changed`` with the kind of record that changed; ``look_changed`` after the theme,
    the text size or the country changed.
    """

    changed = Signal(object)
    look_changed = Signal()

    def __init__(
        self,
        diary: Diary,
        content: Content,
        now: Callable[[], datetime],
        preferences_path: Path,
        ways: Ways,
        *,
        data_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self.diary = diary
        self.content = content
        self.now = now
        self.ways = ways
        self.data_folder = data_folder
        self._path = preferences_path
        self.preferences = preferences.read(preferences_path)
        self.theme = Theme(self.preferences.appearance, self.preferences.text_size)
        diary.on_change(self._announce)

    @property
    def zone(self) -> str:
        """The IANA name of the computer's time zone."""
        return bytes(QTimeZone.systemTimeZoneId().data()).decode() or "UTC"

    @property
    def country(self) -> Country:
        """The chosen country's numbers, or those that serve anywhere."""
        countries = self.content.countries
        return countries.get(self.preferences.country or ANYWHERE, countries[ANYWHERE])

    @property
    def person(self) -> Person:
        """The patient's own details; empty ones where none were told."""
        entry = self.diary.person()
        return entry.record if entry else Person()

    def keep(self, chosen: Preferences) -> None:
        """Keep new preferences and show them."""
        before, self.preferences = self.preferences, chosen
        preferences.write(self._path, chosen)
        look = (before.appearance, before.text_size, before.country)
        if look != (chosen.appearance, chosen.text_size, chosen.country):
            self.refresh_look()

    def refresh_look(self) -> None:
        """Work the theme out again, as when the system turns dark."""
        self.theme = Theme(self.preferences.appearance, self.preferences.text_size)
        self.look_changed.emit()

    def save(self, record: Record, what: str, entry: Entry[Record] | None = None) -> Entry[Record]:
        """Add a record, or change an entry, and answer that it was saved.

        Raises Impossible for values that cannot be true and Problem when it could not be kept.
        """
        if entry is None:
            kept: Entry[Record] = self.diary.add(record)
        else:
            kept = self.diary.change(entry.id, record)
        self.ways.say_saved(what)
        return kept

    def _announce(self, kind: type[Record]) -> None:
        self.changed.emit(kind)
