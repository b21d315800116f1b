# SPDX-License-Identifier: Apache-2.0
"""The first step: the language, and the country whose numbers to call are shown."""

from msgspec.structs import replace
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.content import ANYWHERE
from companion.language import _
from companion.ui.context import Context
from companion.ui.welcome.country_field import CountryField
from companion.ui.welcome.first_run import At
from companion.ui.welcome.language_choice import LanguageChoice
from companion.ui.welcome.numbers import NumberList
from companion.ui.welcome.step import Step
from companion.ui.widgets.basics import button, label


class CountryStep(Step):
    """The one answer that is not passed over in silence: what is shown without it is said first.

    Signal: ``remade`` before a choice that makes the page anew, with the part to come back to.
    """

    remade = Signal(str)

    def __init__(self, context: Context) -> None:
        super().__init__(context, At.COUNTRY, _("Which country are you in?"))
        chosen = context.preferences.country
        self.languages = LanguageChoice()
        self.languages.chosen.connect(self._choose_language)
        self.body.insertWidget(0, self.languages)
        self.add(label(_("Get help now then shows its numbers. Where you are is never guessed.")))
        self.field = CountryField(context.content, chosen)
        self.field.chosen.connect(self._choose)
        self.add(self.field)
        self._without = self._words_without()
        self.next, beside = self.next_button(_("Next"))
        self.pass_over = button(_("Not now"))
        self.pass_over.clicked.connect(self._show_without)
        self._go_without = button(_("Go on without a country"), "outline")
        self._go_without.clicked.connect(self.done)
        if chosen is not None:
            self.add(label(_("These are the numbers to call there."), "strong"))
            self.add(NumberList(context, context.country))
        self.add(self._without)
        self.add_ways(beside, self.pass_over, self._go_without)
        beside.setVisible(chosen is not None)
        self.pass_over.setVisible(chosen is None)
        self._go_without.hide()

    def first(self) -> QWidget:
        """Give the field, or the way on where a country is chosen."""
        return self.field if self.context.preferences.country is None else self.next

    def part(self, name: str) -> QWidget:
        """Give what the keyboard goes back to after the page was made anew."""
        return self.languages.current() if name == LANGUAGE else self.first()

    def go_on(self) -> None:
        """Go on with a country; without one, say what is needed."""
        if self.context.preferences.country is not None:
            self.done.emit()
            return
        self.answer.say(_("Type the first letters of your country, or choose “Not now”."))
        self.field.setFocus()

    # ---- slots

    def _choose(self, code: str) -> None:
        if code == self.context.preferences.country:
            self.done.emit()
            return
        self.remade.emit(COUNTRY)
        self.context.keep(replace(self.context.preferences, country=code))

    def _choose_language(self, code: str) -> None:
        self.remade.emit(LANGUAGE)
        self.context.keep(replace(self.context.preferences, language=code))

    def _show_without(self) -> None:
        """Say what is shown as long as no country is chosen, and leave the choice."""
        self.answer.say("")
        self._without.show()
        self.pass_over.hide()
        self._go_without.show()
        self._go_without.setFocus()
        self.wants_view.emit(self._go_without)

    # ---- building

    def _words_without(self) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        words = _("Then Get help now shows only this, and asks you for your country again.")
        layout.addWidget(label(words, "strong"))
        layout.addWidget(NumberList(self.context, self.context.content.countries[ANYWHERE]))
        whole.hide()
        return whole


COUNTRY = "country"
LANGUAGE = "language"
"""The parts of the step that the keyboard comes back to."""
