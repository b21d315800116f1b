# SPDX-License-Identifier: Apache-2.0
"""Settings: the look, the country, the passphrase, backups, reminders, the diary as a whole."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from companion.domain.records import Person, Record, RuleSet, Session, Tracker
from companion.language import _
from companion.ui.context import Context
from companion.ui.pages.parted import PartedPage
from companion.ui.pages.state import state_of
from companion.ui.settings.about_you import AboutYouCard
from companion.ui.settings.backups import BackupsCard
from companion.ui.settings.card import SettingsCard
from companion.ui.settings.check import CheckCard
from companion.ui.settings.look import LookCard
from companion.ui.settings.protection import ProtectionCard
from companion.ui.widgets.basics import Card, Columns, stack
from companion.ui.widgets.sections import Section

if TYPE_CHECKING:
    # What stands below the window's edge at first is loaded when it comes.
    from companion.ui.settings.clinic import ClinicCard
    from companion.ui.settings.diary import DiaryCard
    from companion.ui.settings.own_items import OwnItemsCard
    from companion.ui.settings.questionnaires import QuestionnairesCard
    from companion.ui.settings.reminders import RemindersCard
    from companion.ui.settings.trackers import TrackersCard

CardT = TypeVar("CardT", bound=SettingsCard)

FOLDS_BELOW = 700
"""Pixels at the usual text size under which the cards stand one below the other."""


class SettingsPage(PartedPage):
    """What can be chosen. Each choice holds at once; there is nothing to save.

    A card is made when it comes up, or is asked for.
    """

    shows: tuple[type[Record], ...] = (Person, Session, RuleSet, Tracker)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Settings"))
        self.subtitle.setText(_("Each choice holds at once."))
        self._made: list[SettingsCard] = []
        self._read: object = None
        self._cards: Mapping[str, Callable[[], SettingsCard]] = {
            "look": lambda: self.look,
            "country": lambda: self.about_you,
            "clinic": lambda: self.clinic,
            "own_items": lambda: self.own_items,
            "protection": lambda: self.protection,
            "backups": lambda: self.backups,
            "diary": lambda: self.diary,
            "check": lambda: self.check,
            "reminders": lambda: self.reminders,
            "trackers": lambda: self.trackers,
            "questionnaires": lambda: self.questionnaires,
        }
        self._telling: Mapping[str, Callable[[], Card]] = {
            "how_to": lambda: self.how_to,
            "about": lambda: self.about,
        }
        self._build()

    @property
    def works(self) -> bool:
        """Whether a card still does something, and may ask about it or answer any moment."""
        return any(card.works for card in self._made)

    def show_argument(self, argument: str) -> None:
        """Take what to bring into view: a card by its name, or the choice that was made last."""
        card = self._cards[argument]() if argument in self._cards else None
        self.setFocusProxy(self.look.chosen(argument) or (card or self.look).first())
        shown = self._telling[argument]() if argument in self._telling else card
        if shown is not None:
            self.come_to(self._holding[argument], shown)
        self._say_answer()

    def refresh(self) -> None:
        """Show the choices as they are, anew where what they rest on may have changed."""
        before, self._read = self._read, state_of(self.context, self.context.preferences)
        for card in self._made:
            if card.rests_on_more or self._read != before:
                card.refresh()

    def leave(self) -> None:
        """Keep a time that was typed and not yet left."""
        for card in self._made:
            card.leave()

    # ---- the cards

    @cached_property
    def look(self) -> LookCard:
        """The language, and how it all looks."""
        return self._card(LookCard)

    @cached_property
    def about_you(self) -> AboutYouCard:
        """The country, and what the person told of themselves."""
        return self._card(AboutYouCard)

    @cached_property
    def clinic(self) -> "ClinicCard":
        """What the clinic asks for."""
        from companion.ui.settings.clinic import ClinicCard

        return self._card(ClinicCard)

    @cached_property
    def own_items(self) -> "OwnItemsCard":
        """What the person wants otherwise on the checklists."""
        from companion.ui.settings.own_items import OwnItemsCard

        return self._card(OwnItemsCard)

    @cached_property
    def protection(self) -> ProtectionCard:
        """The passphrase."""
        return self._card(ProtectionCard)

    @cached_property
    def backups(self) -> BackupsCard:
        """The backups."""
        return self._card(BackupsCard)

    @cached_property
    def diary(self) -> "DiaryCard":
        """The diary as a whole."""
        from companion.ui.settings.diary import DiaryCard

        return self._card(DiaryCard)

    @cached_property
    def check(self) -> CheckCard:
        """Whether the diary is sound."""
        return self._card(CheckCard)

    @cached_property
    def reminders(self) -> "RemindersCard":
        """The reminders on this computer."""
        from companion.ui.settings.reminders import RemindersCard

        return self._card(RemindersCard)

    @cached_property
    def trackers(self) -> "TrackersCard":
        """The person's own trackers."""
        from companion.ui.settings.trackers import TrackersCard

        return self._card(TrackersCard)

    @cached_property
    def questionnaires(self) -> "QuestionnairesCard":
        """How often each questionnaire is offered."""
        from companion.ui.settings.questionnaires import QuestionnairesCard

        return self._card(QuestionnairesCard)

    @cached_property
    def how_to(self) -> Card:
        """The way to help with the app itself."""
        from companion.ui.settings.about import how_to_card

        return how_to_card(self.context)

    @cached_property
    def about(self) -> Card:
        """What this is, in short."""
        from companion.ui.settings.about import about_card

        return about_card(self.context)

    def _card(self, make: Callable[[Context], CardT]) -> CardT:
        made = make(self.context)
        made.refresh()
        self._made.append(made)
        return made

    # ---- what happened while the diary was closed

    def _say_answer(self) -> None:
        answer, self.context.answer = self.context.answer, None
        if answer is not None:
            self._cards[answer.place]().answer.say(answer.sentence, fault=answer.fault)

    # ---- building

    def _build(self) -> None:
        first = Section(
            _("Language and country"),
            lambda: [self._beside(self.look, self.about_you)],
        )
        safe = Section(
            _("Passphrase and backups"),
            lambda: [self._beside(self.protection, stack(self.backups, self.check))],
        )
        asked = Section(
            _("Reminders and questions"),
            lambda: [self._beside(stack(self.reminders, self.trackers), self.questionnaires)],
        )
        lists = Section(_("Checklists"), lambda: [self._beside(self.clinic, self.own_items)])
        told = Section(
            _("Your diary and help"),
            lambda: [self._beside(self.diary, stack(self.how_to, self.about))],
        )
        self._holding: Mapping[str, Section] = {
            "look": first,
            "country": first,
            "protection": safe,
            "backups": safe,
            "check": safe,
            "reminders": asked,
            "trackers": asked,
            "questionnaires": asked,
            "clinic": lists,
            "own_items": lists,
            "diary": told,
            "how_to": told,
            "about": told,
        }
        self.put_sections(first, safe, asked, lists, told)

    def _beside(self, left: QWidget, right: QWidget) -> Columns:
        folds = self.context.theme.scaled(FOLDS_BELOW)
        return Columns([(left, 1), (right, 1)], narrow=folds)
