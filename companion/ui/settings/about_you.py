# SPDX-License-Identifier: Apache-2.0
"""The card about the person: the country, and what they told of themselves."""

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.pages.help import countries_list
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, flow, label


class AboutYouCard(SettingsCard):
    """The country decides the numbers to call and the paper."""

    rests_on_more = False

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Country and your details"))
        self.countries = countries_list(context)
        self.add(label(_("Country")))
        self.add(flow(self.countries))
        paper = {"a4": _("A4"), "letter": _("Letter")}[context.country.paper]
        words = _("It decides the numbers to call and the paper of the report: {paper}.")
        self.add(label(words.format(paper=paper), "secondary"))
        self.add(
            label(
                _("Weight is in kilograms, blood pressure in mmHg, a dose in mg or mg per kg."),
                "secondary",
            )
        )
        self._told = label("")
        self.add(self._told)
        self._edit = button(_("Edit your details"), "outline")
        self.add(flow(self._edit))
        self.fill()
        self.countries.activated.connect(self._choose_country)
        self._edit.clicked.connect(self.edit_person)

    def refresh(self) -> None:
        """Show what was chosen and told."""
        code = self.context.preferences.country
        self.countries.setCurrentIndex(self.countries.findData(code))
        self._told.setText(self._told_words())

    def first(self) -> QWidget:
        """Give the list of countries."""
        return self.countries

    def edit_person(self) -> None:
        """Open the form with the patient's own details."""
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.person import PersonForm

        FormDialog.ask(PersonForm(self.context), self, self.context.diary.person())

    def _choose_country(self, _place: int) -> None:
        code = self.countries.currentData()
        self.context.ways.open_page("settings", "country")
        self.context.keep(replace(self.context.preferences, country=code))

    def _told_words(self) -> str:
        """Give in one line what the person told of themselves."""
        person = self.context.person
        told = [person.name]
        if person.born:
            told.append(_("born {day}").format(day=full_date(person.born)))
        told += [person.clinic, person.prescriber]
        return " · ".join(each for each in told if each) or _("No details yet. All are optional.")
