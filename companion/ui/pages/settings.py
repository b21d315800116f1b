# SPDX-License-Identifier: Apache-2.0
"""Settings: the look, the country, the passphrase, backups, reminders, the diary as a whole."""

from functools import partial

from PySide6.QtWidgets import QWidget

from companion.domain.records import Person, Record, RuleSet, Session, Tracker
from companion.language import _
from companion.ui.context import Context
from companion.ui.pages.parted import PartedPage
from companion.ui.settings.about import about_card, how_to_card
from companion.ui.settings.about_you import AboutYouCard
from companion.ui.settings.backups import BackupsCard
from companion.ui.settings.card import SettingsCard
from companion.ui.settings.check import CheckCard
from companion.ui.settings.clinic import ClinicCard
from companion.ui.settings.diary import DiaryCard
from companion.ui.settings.look import LookCard
from companion.ui.settings.own_items import OwnItemsCard
from companion.ui.settings.protection import ProtectionCard
from companion.ui.settings.questionnaires import QuestionnairesCard
from companion.ui.settings.reminders import RemindersCard
from companion.ui.settings.trackers import TrackersCard
from companion.ui.widgets.basics import Card, Columns, stack
from companion.ui.widgets.sections import Section, bring_to_top

FOLDS_BELOW = 700
"""Pixels at the usual text size under which the cards stand one below the other."""


class SettingsPage(PartedPage):
    """What can be chosen. Each choice holds at once; there is nothing to save."""

    shows: tuple[type[Record], ...] = (Person, Session, RuleSet, Tracker)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Settings"))
        self.subtitle.setText(_("Each choice holds at once."))
        self.look = LookCard(context)
        self.about_you = AboutYouCard(context)
        self.clinic = ClinicCard(context)
        self.own_items = OwnItemsCard(context)
        self.protection = ProtectionCard(context)
        self.backups = BackupsCard(context)
        self.diary = DiaryCard(context)
        self.check = CheckCard(context)
        self.reminders = RemindersCard(context)
        self.trackers = TrackersCard(context)
        self.questionnaires = QuestionnairesCard(context)
        self.how_to = how_to_card(context)
        self.about = about_card(context)
        self._cards: dict[str, SettingsCard] = {
            "look": self.look,
            "country": self.about_you,
            "clinic": self.clinic,
            "own_items": self.own_items,
            "protection": self.protection,
            "backups": self.backups,
            "diary": self.diary,
            "check": self.check,
            "reminders": self.reminders,
            "trackers": self.trackers,
            "questionnaires": self.questionnaires,
        }
        self._telling: dict[str, Card] = {"how_to": self.how_to, "about": self.about}
        self._build()

    @property
    def works(self) -> bool:
        """Whether a card still does something, and may ask about it or answer any moment."""
        return any(card.works for card in self._cards.values())

    def show_argument(self, argument: str) -> None:
        """Take what to bring into view: a card by its name, or the choice that was made last."""
        card = self._cards.get(argument)
        self.setFocusProxy(self.look.chosen(argument) or (card or self.look).first())
        shown = card or self._telling.get(argument)
        if shown is not None:
            self.once_shown(partial(bring_to_top, self, shown))
        self._say_answer()

    def refresh(self) -> None:
        """Show the choices as they are."""
        for card in self._cards.values():
            card.refresh()

    def leave(self) -> None:
        """Keep a time that was typed and not yet left."""
        self.reminders.keep_time()

    # ---- what happened while the diary was closed

    def _say_answer(self) -> None:
        answer, self.context.answer = self.context.answer, None
        if answer is not None:
            self._cards[answer.place].answer.say(answer.sentence, fault=answer.fault)

    # ---- building

    def _build(self) -> None:
        self.put_sections(
            Section(_("Language and country"), self._beside(self.look, self.about_you)),
            Section(
                _("Passphrase and backups"),
                self._beside(self.protection, stack(self.backups, self.check)),
            ),
            Section(
                _("Reminders and questions"),
                self._beside(stack(self.reminders, self.trackers), self.questionnaires),
            ),
            Section(_("Checklists"), self._beside(self.clinic, self.own_items)),
            Section(
                _("Your diary and help"),
                self._beside(self.diary, stack(self.how_to, self.about)),
            ),
        )

    def _beside(self, left: QWidget, right: QWidget) -> Columns:
        folds = self.context.theme.scaled(FOLDS_BELOW)
        return Columns([(left, 1), (right, 1)], narrow=folds)
