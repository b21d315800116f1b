# SPDX-License-Identifier: Apache-2.0
"""What every page is handed: the diary, the content, the clock, the look and the way around."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, QTimeZone, Signal
from PySide6.QtWidgets import QApplication

from companion import paths, preferences
from companion.content import ANYWHERE, Content, Country
from companion.domain.records import Entry, Person, Record, SafetyPlan, Session
from companion.domain.session_day import under_way
from companion.language import _
from companion.paths import Places
from companion.preferences import Appearance, Preferences
from companion.problem import Problem
from companion.storage import own_numbers, vault
from companion.storage.diary import Diary
from companion.storage.opening import Access
from companion.ui import languages
from companion.ui.attempts import Attempts
from companion.ui.sample_course import SampleCourse
from companion.ui.sitter import SitterTimer
from companion.ui.theme import Theme


class Asked(NamedTuple):
    """A form that is open in a window of its own: how to make it again, and what it is about."""

    make: Callable[[], Any]
    entry: tuple[type[Record], str] | None


class Answer(NamedTuple):
    """What the settings are to say when they are next shown, and at which of their cards."""

    place: str
    sentence: str
    fault: bool = False


class Ways(Protocol):
    """How a page leads elsewhere. The main window is the one that does it."""

    def open_page(self, name: str, argument: str = "") -> None:
        """Show a page by its name; an argument is the id of what it shows."""

    def go_back(self) -> None:
        """Show the page again that led to this one."""

    def say_saved(self, what: str) -> None:
        """Answer that something was saved, with the time and a way to undo it."""

    def say(self, sentence: str) -> None:
        """Answer with a sentence that needs no undo."""


class Context(QObject):
    """The composition handed to every page; nothing in it is a copy of the record.

    While it is locked there is no diary, and only help can be shown. Signals: ``changed`` with the
    kind of record that changed; ``look_changed`` after the theme, the text size, the country or the
    language changed, and before it ``language_changed``; ``protection_changed`` after there is a
    passphrase or none, or another time to lock. The window hears two more that ask for something:
    ``lock_asked``, and ``put_aside`` with the ClosedWork for which the diary is to be closed.
    """

    changed = Signal(object)
    language_changed = Signal()
    look_changed = Signal()
    protection_changed = Signal()
    lock_asked = Signal()
    put_aside = Signal(object)

    def __init__(
        self,
        diary: Diary | None,
        content: Content,
        now: Callable[[], datetime],
        preferences_path: Path,
        ways: Ways,
        *,
        data_folder: Path | None = None,
    ) -> None:
        super().__init__()
        self._diary: Diary | None = None
        self.sitter = SitterTimer(now, self)
        self.sample_course = SampleCourse(self)
        self.asked: Asked | None = None
        self.is_welcoming = False
        """Whether the first run is shown, or help from it: there is no other way around then."""
        self.is_protected = diary is None
        self.is_troubled = False
        self.is_erased = False
        self.answer: Answer | None = None
        self.backup_trouble: Problem | None = None
        self.attempts = Attempts(self)
        self.content = content
        self.now = now
        self.ways = ways
        self.data_folder = data_folder
        self._path = preferences_path
        self.preferences = preferences.read(preferences_path)
        self.session_day = ""
        """The session whose session-day screen is shown, or help from it: always dark."""
        self.theme = self._look()
        if diary is not None:
            self.open(diary)

    @property
    def is_locked(self) -> bool:
        """Whether the diary is closed."""
        return self._diary is None

    @property
    def diary(self) -> Diary:
        """The open diary. To ask for it while it is locked is a mistake of the program."""
        assert self._diary is not None, "the diary is locked"
        return self._diary

    def open(self, diary: Diary) -> None:
        """Hand every page this diary from now on."""
        self._diary = diary
        self.is_protected = not vault.read(diary.access.folder).is_open
        diary.on_change(self._announce)
        self._keep_in_step()

    def close(self) -> Access | None:
        """Close the diary and let go of it; give the access it had, None where it was closed."""
        if self._diary is None:
            return None
        access = self._diary.access
        self._diary.close()
        self._diary = None
        return access

    @property
    def session_under_way(self) -> Entry[Session] | None:
        """The session that began and from which the person is not yet home or ready to leave."""
        now = self.now()
        yesterday = (now - timedelta(days=1)).date()
        sessions = self.diary.entries(Session, first=yesterday)
        return under_way(sessions, now)

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
        """The patient's own details; empty ones where none were told.

        While locked, the numbers to call alone, and those only where the patient chose so.
        """
        if self._diary is None:
            return own_numbers.read(self.data_folder).person
        entry = self._diary.person()
        return entry.record if entry else Person()

    @property
    def safety_plan(self) -> SafetyPlan:
        """The patient's safety plan; an empty one where none was written.

        While locked, its six steps alone, and those only where the patient chose so.
        """
        if self._diary is None:
            return own_numbers.read(self.data_folder).plan
        entry = self._diary.safety_plan()
        return entry.record if entry else SafetyPlan()

    def keep(self, chosen: Preferences) -> None:
        """Keep new preferences and show them."""
        before, self.preferences = self.preferences, chosen
        if not self.is_erased:
            preferences.write(self._path, chosen)
        if before.language != chosen.language:
            self._speak(chosen.language)
        if _look_of(before) != _look_of(chosen):
            self.refresh_look()
        if before.lock_minutes != chosen.lock_minutes:
            self.protection_changed.emit()

    def refresh_protection(self) -> None:
        """Look again whether there is a passphrase."""
        self.is_protected = not vault.read(self.diary.access.folder).is_open
        self.protection_changed.emit()

    @property
    def places(self) -> Places:
        """Where this diary's things are."""
        usual = paths.places()
        if self._path == usual.preferences:
            return usual
        folder = self.data_folder or self.diary.access.folder
        return replace(paths.places(folder), preferences=self._path)

    def refresh_look(self) -> None:
        """Work the theme out again, as when the system turns dark."""
        self.theme = self._look()
        self.look_changed.emit()

    def enter_session_day(self, session_id: str) -> None:
        """Take the look of the session-day screen; without a session the person's own again.

        The window, which shows that screen, is the one that asks and that puts the look on.
        """
        self.session_day = session_id
        self.theme = self._look()

    def save(
        self, record: Record, what: str, entry: Entry[Record] | None = None, *, draft: str = ""
    ) -> Entry[Record]:
        """Add a record, or change an entry, and answer that it was saved.

        The ``draft`` of the form that it was typed into is not needed any more, and goes with it.
        Raises Impossible for values that cannot be true and Problem when it could not be kept.
        """
        if entry is None:
            kept: Entry[Record] = self.diary.add(record, draft=draft)
        else:
            kept = self.diary.change(entry.id, record, draft=draft)
        self.ways.say_saved(what)
        return kept

    def remove(self, entry: Entry[Record]) -> None:
        """Move an entry to the bin and answer so, or say why it could not be."""
        try:
            self.diary.remove(entry.id)
        except Problem as problem:
            self.ways.say(str(problem))
        else:
            self.ways.say_saved(_("Moved to the bin"))

    def keep_own_numbers(self) -> None:
        """Make what can be read while locked what was chosen, and what the diary says now.

        Raises Problem where it cannot be written or taken away.
        """
        if self.data_folder is None or self.is_erased:
            return
        chosen = self.preferences.while_locked
        own_numbers.keep_chosen(self.data_folder, chosen, self.person, self.safety_plan)

    def _speak(self, chosen: str | None) -> None:
        """Say everything in a language from now on; None is the system's."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            languages.speak(app, chosen)
        self.content = Content()
        self.language_changed.emit()

    def _look(self) -> Theme:
        """Give the chosen look, and always the dark one on the session day."""
        appearance = Appearance.DARK if self.session_day else self.preferences.appearance
        return Theme(appearance, self.preferences.text_size, self.preferences.contrast)

    def _announce(self, kind: type[Record]) -> None:
        if kind in (Person, SafetyPlan):
            self._keep_in_step()
        self.changed.emit(kind)

    def _keep_in_step(self) -> None:
        """Keep what can be read while locked in step; what hinders that is said, and hinders no more.

        The diary itself was written already.
        """
        try:
            self.keep_own_numbers()
        except Problem as problem:
            # After the answer that it was saved, which would else stand in its place.
            QTimer.singleShot(0, self, partial(self.ways.say, str(problem)))


def _look_of(chosen: Preferences) -> tuple[object, ...]:
    """Give what every page has to be made anew for when it changes."""
    look = (chosen.appearance, chosen.contrast, chosen.text_size)
    return chosen.language, *look, chosen.country
