# SPDX-License-Identifier: Apache-2.0
"""A score that was measured elsewhere: the total alone, under the scale's own name."""

from functools import partial

from companion.domain.records import OutsideScore, Record
from companion.language import _
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.basics import Flow, button, label
from companion.ui.widgets.fields import NumberField, Unreadable, WordsField
from companion.ui.widgets.heard import HeardLine
from companion.ui.widgets.moments import MomentField

SUGGESTED = ("QIDS-SR16", "MADRS", "HAM-D", "BDI-II", "WHO-5", "ISI")
"""Scales that clinics often use. Their questions are not in the app; any other name will do."""


class ScaleNameField(WordsField):
    """The name of a scale: typed, or taken from the usual ones."""

    def __init__(self) -> None:
        super().__init__(_("Name of the questionnaire or scale"))
        usual = Flow(spacing=6, even=True)
        for name in SUGGESTED:
            made = button(name, "choice", name=_("Name: {scale}").format(scale=name))
            made.clicked.connect(partial(self.set_raw, name))
            usual.addWidget(made)
        self.layout_.insertLayout(self.layout_.indexOf(self.edit) + 1, usual)


class TotalField(NumberField):
    """The total, which has to be told."""

    def value(self) -> float:
        """Give the total; raises Unreadable where there is none."""
        total = super().value()
        if total is None:
            raise Unreadable(_("This needs a number."))
        return float(total)


class OutsideScoreForm(Form):
    """Which scale, its total, when, and by whom it was measured."""

    draft_name = "outside_score"

    def __init__(self, context: Context) -> None:
        self.title = _("A score measured elsewhere")
        self.saved = _("Score measured elsewhere")
        super().__init__(context)

    def _build(self) -> None:
        now = self.context.now()
        self.body.addWidget(
            label(
                _(
                    "For a total that your clinic or someone else gave you. It is marked "
                    "“measured elsewhere” and kept apart from what you fill in here."
                ),
                "secondary",
            )
        )
        self.add("scale", ScaleNameField())
        self.add("total", TotalField(_("Total")))
        self.at = MomentField(_("When"), zone=lambda: self.context.zone, today=now.date())
        self.at.set_moment(now)
        self.add("at", self.at)
        self.add("by_whom", WordsField(_("Who measured it, if you like")))
        self.add("words", WordsField(_("A few words, if you like"), lines=3))
        self.body.addWidget(HeardLine(self.context))

    def make(self) -> OutsideScore:
        """Give the score."""
        at = self.at.value()
        assert at is not None
        return OutsideScore(
            at=at,
            **{key: self.fields[key].value() for key in ("scale", "total", "by_whom", "words")},
        )

    def show_record(self, record: Record) -> None:
        """Show a score for editing."""
        assert isinstance(record, OutsideScore)
        self.at.set_moment(record.at)
        for key in ("scale", "total", "by_whom", "words"):
            self.fields[key].set_raw(getattr(record, key))
