# SPDX-License-Identifier: Apache-2.0
"""Settings: the look, the country, the passphrase, backups, reminders, the diary as a whole."""

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget

from companion.domain.records import Person, Record, RuleSet, Session, Tracker
from companion.language import _
from companion.ui.context import Context
from companion.ui.pages.page import Page
from companion.ui.settings.about import about_card, keyboard_card
from companion.ui.settings.about_you import AboutYouCard
from companion.ui.settings.backups import BackupsCard
from companion.ui.settings.card import SettingsCard
from companion.ui.settings.check import CheckCard
from companion.ui.settings.clinic import ClinicCard
from companion.ui.settings.diary import DiaryCard
from companion.ui.settings.look import LookCard
from companion.ui.settings.protection import ProtectionCard
from companion.ui.settings.questionnaires import QuestionnairesCard
from companion.ui.settings.reminders import RemindersCard
from companion.ui.settings.trackers import TrackersCard
from companion.ui.widgets.basics import Columns, stack

FOLDS_BELOW = 700
"""Pixels at the usual text size under which the cards stand one below the other."""
ABOVE = 12
"""Pixels that stay above a card that is brought into view."""


class SettingsPage(Page):
    """What can be chosen. Each choice holds at once; there is nothing to save."""

    shows: tuple[type[Record], ...] = (Person, Session, RuleSet, Tracker)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Settings"))
        self.subtitle.setText(_("Each choice holds at once."))
        self.look = LookCard(context)
        self.about_you = AboutYouCard(context)
        self.clinic = ClinicCard(context)
        self.protection = ProtectionCard(context)
        self.backups = BackupsCard(context)
        self.diary = DiaryCard(context)
        self.check = CheckCard(context)
        self.reminders = RemindersCard(context)
        self.trackers = TrackersCard(context)
        self.questionnaires = QuestionnairesCard(context)
        self._cards: dict[str, SettingsCard] = {
            "look": self.look,
            "country": self.about_you,
            "clinic": self.clinic,
            "protection": self.protection,
            "backups": self.backups,
            "diary": self.diary,
            "check": self.check,
            "reminders": self.reminders,
            "trackers": self.trackers,
            "questionnaires": self.questionnaires,
        }
        self._build()

    def show_argument(self, argument: str) -> None:
        """Take what to bring into view: a card by its name, or the choice that was made last."""
        card = self._cards.get(argument)
        if argument in ("appearance", "text_size"):
            self.setFocusProxy(self.look.chosen(argument) or self.look.first())
        else:
            self.setFocusProxy((card or self.look).first())
        if card is not None:
            self._bring_into_view(card)
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
        folds = self.context.theme.scaled(FOLDS_BELOW)
        for left, right in (
            (stack(self.look, self.clinic), self.about_you),
            (self.protection, stack(self.backups, self.check)),
            (
                stack(self.trackers, self.reminders, keyboard_card()),
                stack(self.questionnaires, self.diary),
            ),
        ):
            self.body.addWidget(Columns([(left, 1), (right, 1)], narrow=folds))
        self.body.addWidget(about_card(self.context))
        self.body.addStretch(1)

    def _bring_into_view(self, card: QWidget) -> None:
        def scroll() -> None:
            down = self.verticalScrollBar().value()
            above = card.mapTo(self, QPoint(0, 0)).y() + down - ABOVE
            self.verticalScrollBar().setValue(above)

        # The window goes to the top of a page after it has shown it, or to where it was before.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, scroll))
