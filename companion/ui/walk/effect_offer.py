# SPDX-License-Identifier: Apache-2.0
"""The offer to note what a walk asks about as a side effect, so that it is asked after again."""

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from companion.domain.checklist import Step
from companion.domain.item import ANY_EFFECT
from companion.domain.records import Choice
from companion.language import _
from companion.ui.context import Context
from companion.ui.widgets.basics import Flow, button, clear, label, unmarked

TELLS_OF_TROUBLE = (Choice.YES, Choice.ASK)


class EffectOffer(QWidget):
    """Offers the side effects that an item is about, each with its form filled in so far."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._item = ""
        self.buttons: dict[str, QPushButton] = {}
        self._words = label("", "secondary")
        self._flow = Flow(spacing=8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._words)
        layout.addLayout(self._flow)
        self.hide()

    @property
    def waits(self) -> bool:
        """Whether it answers what was just told, and wants to be read before going on."""
        return bool(self.buttons) and ANY_EFFECT not in self.buttons

    def show_step(self, step: Step, *, is_open: bool) -> None:
        """Offer what a step is about, if any: at once, or once the answer tells of trouble."""
        told = step.answer is not None and step.answer.choice in TELLS_OF_TROUBLE
        effects = step.item.effects if told or ANY_EFFECT in step.item.effects else ()
        if not is_open:
            effects = ()
        if (step.item.id, *effects) != (self._item, *self.buttons):
            self._offer(effects)
        self._item = step.item.id
        self.setVisible(bool(effects))

    def _offer(self, effects: tuple[str, ...]) -> None:
        clear(self._flow)
        self.buttons = {}
        for effect in effects:
            name = self._name(effect)
            made = button(unmarked(name), "outline", name=name)
            made.setIcon(self._context.theme.icon("plus", "accent"))
            made.setIconSize(self._context.theme.icon_size)
            made.clicked.connect(partial(self._record, effect))
            self.buttons[effect] = made
            self._flow.addWidget(made)
        self._words.setText(
            _("Is there one? You can note it right here.")
            if ANY_EFFECT in effects
            else _("If you noticed one of these, you can note it as a side effect too.")
        )

    def _name(self, effect: str) -> str:
        if effect == ANY_EFFECT:
            return _("Note a side effect")
        return self._context.content.effect_name(effect, "")

    def _record(self, effect: str, _checked: bool = False) -> None:
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.side_effect import SideEffectForm

        preset = "" if effect == ANY_EFFECT else effect
        made = self.buttons[effect]
        kept = FormDialog.ask(SideEffectForm(self._context, effect=preset), self.window())
        if kept is not None and preset and self.buttons.get(effect) is made:
            made.setText(unmarked(_("{effect}: noted").format(effect=self._name(effect))))
            made.setAccessibleName(_("{effect}: noted").format(effect=self._name(effect)))
            made.setIcon(self._context.theme.icon("check", "accent"))
