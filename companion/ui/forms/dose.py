# SPDX-License-Identifier: Apache-2.0
"""The dose of a session: a number with its unit, or not known; by weight where that is told."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.course import both_doses
from companion.domain.records import DoseUnit, Session
from companion.language import _
from companion.numbers import amount
from companion.ui import words
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import (
    ChoiceField,
    NumberField,
    ToggleField,
    Unreadable,
    abreast,
)


class DosePart(QWidget):
    """The fields of the dose side by side. Not to know it locks the number away.

    The weight is asked only for mg/kg; then the product is shown, as worked out.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._locked_away = ""
        units = [(unit.value, words.dose_unit(unit)) for unit in DoseUnit]
        self.dose = NumberField(_("Dose"))
        self.unit = ChoiceField(_("Unit"), units)
        self.unknown = ToggleField(_("I don’t know"))
        self.unknown.box.setAccessibleName(_("I don’t know the dose"))
        # An empty line, so that it stands level with the fields beside it.
        self.unknown.layout_.insertWidget(0, label(" "))
        self.weight = NumberField(_("Weight, kg"))
        self._product = label("", "secondary")
        fields = (self.dose, self.unit, self.unknown, self.weight)
        for field in fields:
            field.edited.connect(self.refresh)
        self.unknown.edited.connect(self._on_unknown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(abreast(*fields))
        layout.addWidget(self._product)
        self.refresh()

    def forget(self) -> None:
        """Forget the number that was locked away, as when another record is shown."""
        self._locked_away = ""
        self.refresh()

    def refresh(self) -> None:
        """Show what belongs to what was typed and chosen so far."""
        unknown = self.unknown.value()
        self.dose.edit.setEnabled(not unknown)
        self.unit.choices.setEnabled(not unknown)
        by_weight = self.unit.value() == DoseUnit.MG_PER_KG
        # One that was refused is not hidden, or nobody would find it.
        self.weight.setVisible(by_weight or self.weight.refused)
        total = self._milligrams() if by_weight else None
        self._product.setVisible(total is not None)
        if total is not None:
            self._product.setText(
                _("= {mg} mg, worked out from dose and weight").format(mg=amount(round(total, 2)))
            )

    def _milligrams(self) -> float | None:
        try:
            dose, weight = self.dose.value(), self.weight.value()
        except Unreadable:
            return None
        if dose is None or weight is None or dose <= 0 or weight <= 0:
            return None
        by_weight = Session(
            plan=self._session.plan, dose=dose, dose_unit=DoseUnit.MG_PER_KG, weight_kg=weight
        )
        return both_doses(by_weight)[0]

    def _on_unknown(self) -> None:
        """Take the number away; a second press, as after one by mistake, gives it back."""
        if self.unknown.value():
            self._locked_away = self.dose.edit.text()
            self.dose.edit.clear()
        elif self._locked_away:
            self.dose.set_raw(self._locked_away)
            self._locked_away = ""
