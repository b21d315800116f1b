# SPDX-License-Identifier: Apache-2.0
"""Get help now: whom to call, in large figures, from every screen; when to, and one's own plan."""

from functools import cached_property

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from companion.domain.records import Person, Record, SafetyPlan
from companion.language import _
from companion.ui.context import Context
from companion.ui.help.numbers import danger_card, own_card, talk_card
from companion.ui.help.plan import PlanCard
from companion.ui.help.red_flags import rest_card, today_card
from companion.ui.pages.page import BOTTOM, TOP, Page
from companion.ui.pages.state import state_of
from companion.ui.spoken import FoldButton
from companion.ui.widgets.basics import Card, Columns, button, clear, flow, label, stack
from companion.ui.widgets.drop_down import DropDown
from companion.ui.widgets.sections import bring_to_top

PLAN = "plan"
"""The argument with which the page comes up at the safety plan."""

NARROW = 480
"""Pixels of width under which the margins shrink."""

FOLDS_BELOW = 660
"""Pixels at the usual text size under which the cards stand one below the other."""


class HelpPage(Page):
    """The numbers of the chosen country, one's own, when to call, and the safety plan."""

    shows: tuple[type[Record], ...] = (Person, SafetyPlan)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Get help now"))
        self.subtitle.setText(
            _(
                "This app cannot alert anyone. To be heard, please call. This page works offline "
                "and while locked."
            )
        )
        if context.is_locked:
            back = button(_("Back") if context.is_troubled else _("Back to the lock screen"))
            back.clicked.connect(lambda: context.ways.open_page("locked"))
            self.head_actions.addWidget(back)
        self._to_steps = button(_("Back to the first steps"))
        self._to_steps.clicked.connect(lambda: context.ways.open_page("welcome"))
        self.head_actions.addWidget(self._to_steps)
        if not self._is_plain:
            sheet = button(_("Print"), name=_("Print this page"))
            sheet.setIcon(context.theme.icon("printer"))
            sheet.setIconSize(context.theme.icon_size)
            sheet.clicked.connect(lambda: self.save_sheet(with_plan=False))
            self.head_actions.addWidget(sheet)
        self.countries = countries_list(context)
        self.countries.activated.connect(self._choose_country)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(18)
        self.body.addLayout(self._cards)
        self._rest_place = QVBoxLayout()
        self.body.addLayout(self._rest_place)
        self._plan_place = QVBoxLayout()
        self.body.addLayout(self._plan_place)
        self.body.addStretch(1)
        self._wants_plan = False
        self._is_unfolded = False
        self._state: object = None
        self._put_chooser()

    def show_argument(self, argument: str) -> None:
        """Take whether to come up at the safety plan."""
        self._wants_plan = argument == PLAN

    def refresh(self) -> None:
        """Read the numbers and the plan again, where they may be others by now."""
        self._to_steps.setVisible(self.context.is_welcoming)
        # While locked they lie in a file beside the diary.
        state = None if self.context.is_locked else state_of(self.context)
        if state is None or state != self._state:
            self._state = None
            self._put_cards()
            self._state = state
        else:
            self.plan.better_day.setChecked(False)
        if self._wants_plan:
            self._wants_plan = False
            self.once_shown(self._show_plan)

    def _put_cards(self) -> None:
        context = self.context
        clear(self._cards)
        clear(self._plan_place)
        folds = context.theme.scaled(FOLDS_BELOW)
        danger = danger_card(context, brief=self._is_plain)
        people = stack(talk_card(context), own_card(context, self.edit_person))
        self._cards.addWidget(Columns([(danger, 1), (people, 1)], narrow=folds))
        self._cards.addWidget(self._today())
        self.plan = PlanCard(context, self.edit_plan, lambda: self.save_sheet(with_plan=True))
        self._plan_place.addWidget(self.plan)
        if "_rest" in vars(self):
            self._rest.stackUnder(self.plan)

    @cached_property
    def _rest(self) -> Card:
        """The rest of the list of when to call, made when it is first folded out."""
        made = rest_card(self.context.content)
        self._rest_place.addWidget(made)
        made.stackUnder(self.plan)  # the order in which they are read out
        return made

    @property
    def _is_plain(self) -> bool:
        """Whether it is shown from the session-day screen: nothing to print or to set there."""
        return bool(self.context.session_day)

    # ---- slots

    def edit_person(self) -> None:
        """Open the form with the numbers of the clinic and of one's own person."""
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.person import PersonForm

        FormDialog.ask(PersonForm(self.context), self, self.context.diary.person())

    def edit_plan(self) -> None:
        """Open the form of the safety plan."""
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.safety_plan import SafetyPlanForm

        FormDialog.ask(SafetyPlanForm(self.context), self, self.context.diary.safety_plan())

    def save_sheet(self, *, with_plan: bool) -> None:
        """Offer this page as one sheet to print."""
        from companion.ui.dialogs.help_sheet import HelpSheetDialog

        HelpSheetDialog.offer(self.context, self, with_plan=with_plan)

    def _choose_country(self, _place: int) -> None:
        code = self.countries.currentData()
        self.context.keep(replace(self.context.preferences, country=code))

    # ---- building

    def _put_chooser(self) -> None:
        """Put the choice of country in the head, or inviting at the top where none was made."""
        if self.context.preferences.country is not None:
            if self._is_plain:
                self.countries.setParent(self)
                self.countries.hide()
                return
            words = label(_("Numbers for"), wrap=False)
            words.setMinimumHeight(self.countries.sizeHint().height())
            self.body.insertLayout(1, flow(words, self.countries))
            return
        card = Card(_("Which country are you in?"))
        card.add(
            label(
                _("Choose it once, and its numbers appear here. It is never guessed."), "secondary"
            )
        )
        card.add(flow(self.countries))
        self.body.insertWidget(1, card)

    def _today(self) -> Card:
        card = today_card(self.context.content)
        shown = self._is_unfolded
        self._whole = button(
            _("Show less") if shown else _("The whole list"), "plain", kind=FoldButton
        )
        self._whole.setChecked(shown)
        self._whole.toggled.connect(self._unfold)
        card.add(flow(self._whole))
        card.fill()
        return card

    def _unfold(self, shown: bool) -> None:
        self._is_unfolded = shown
        self._rest.setVisible(shown)
        self._whole.setText(_("Show less") if shown else _("The whole list"))
        if shown:
            # Where it is, is known once it was laid out.
            QTimer.singleShot(0, self._rest, self._show_rest)

    def _show_rest(self) -> None:
        self.ensureWidgetVisible(self._rest, 0, 40)

    def _show_plan(self) -> None:
        bring_to_top(self, self.plan)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a narrow window smaller margins."""
        super().resizeEvent(event)
        side = 34 if self.viewport().width() > NARROW else 12
        self.body.setContentsMargins(side, TOP, side, BOTTOM)


def countries_list(context: Context) -> DropDown:
    """Give the list of all countries by name, with the chosen one shown, if any was chosen."""
    made = DropDown()
    made.setAccessibleName(_("Country whose numbers to call are shown"))
    made.setPlaceholderText(_("Choose a country"))
    for code, name in context.content.country_names.items():
        made.addItem(name, code)
    made.setCurrentIndex(made.findData(context.preferences.country))
    made.take_little_room()
    return made
