# SPDX-License-Identifier: Apache-2.0
"""The patient's own safety plan: six steps on one form, and words from a better day."""

from functools import partial

from PySide6.QtCore import QTimer

from companion.domain.records import Entry, Record, SafetyPlan
from companion.domain.safety_plan import STEPS, is_written
from companion.language import _
from companion.preferences import WhileLocked
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.help.plan import step_names
from companion.ui.widgets.basics import label
from companion.ui.widgets.fields import WordsField
from companion.ui.widgets.heard import HeardLine

LINES = 3
"""Lines of a field that can be seen at once; it takes any number."""
BETTER_DAY = "better_day"


def hints() -> tuple[str, ...]:
    """Give for each step a few words about what may stand there."""
    return (
        _("What I think, feel or do when it begins"),
        _("Small things that carry me over an hour"),
        _("Whom I like to be with, and where I like to go"),
        _("Names and numbers of people I can tell"),
        _("Clinic, doctor, therapist, with their numbers"),
        _("What to put out of reach, and who helps me with it"),
    )


class SafetyPlanForm(Form):
    """Every step may stay empty. When it is first saved, it is asked what opens while locked."""

    draft_name = "safety_plan"

    def __init__(self, context: Context) -> None:
        self.title = _("Your safety plan")
        self.saved = _("Your safety plan")
        super().__init__(context)

    def _build(self) -> None:
        says = _(
            "Write as much or as little as you like. It never goes into the report or an export "
            "for others by itself."
        )
        self.body.addWidget(label(says, "secondary"))
        for key, name, hint, number in zip(STEPS, step_names(), hints(), range(1, 7), strict=True):
            self.add(key, WordsField(f"{number} {name}", lines=LINES, hint=hint))
        self.body.addWidget(HeardLine(self.context))
        self.add(BETTER_DAY, WordsField(_("Words from a better day"), lines=LINES))
        says = _(
            "A note to yourself, for a bad hour. It is shown only when you ask for it, and never "
            "while the diary is locked."
        )
        self.body.addWidget(label(says, "small"))

    def make(self) -> SafetyPlan:
        """Give the plan."""
        return SafetyPlan(**{key: field.value() for key, field in self.fields.items()})

    def show_record(self, record: Record) -> None:
        """Show a plan for editing."""
        assert isinstance(record, SafetyPlan)
        for key, field in self.fields.items():
            field.set_raw(getattr(record, key))

    def keep(
        self, record: Record, entry: Entry[Record] | None, *, draft: str = ""
    ) -> Entry[Record]:
        """Save it; then ask once what is to open when the diary cannot be."""
        first = not is_written(self.context.safety_plan)
        kept = super().keep(record, entry, draft=draft)
        above = self.window().parentWidget()
        if is_written(self.context.safety_plan) and is_to_be_asked(self.context, first=first):
            from companion.ui.dialogs.while_locked import WhileLockedDialog

            window = (above or self).window()
            # After this form's own window has closed.
            QTimer.singleShot(0, window, partial(WhileLockedDialog.ask, self.context, window))
        return kept


def is_to_be_asked(context: Context, *, first: bool) -> bool:
    """Tell whether to ask what opens while locked: until it is answered, and for a first plan."""
    chosen = context.preferences.while_locked
    return chosen is None or (first and chosen is not WhileLocked.PLAN)
