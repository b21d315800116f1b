# SPDX-License-Identifier: Apache-2.0
"""The plan of a session: when, how, and the way there."""

from msgspec.structs import replace

from companion.domain.moment import Plan
from companion.domain.records import Record, Route, Session
from companion.language import _
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.form import Form
from companion.ui.widgets.fields import ChoiceField, NumberField
from companion.ui.widgets.moments import MomentField

ARRIVE_BEFORE = 30


class PlanForm(Form):
    """A session's plan. Another day or time for a planned one counts as a move."""

    draft_name = "plan"

    def __init__(self, context: Context) -> None:
        self.title = _("Plan a session")
        self.saved = _("Session planned")
        self._zone = context.zone
        self._shown: Session | None = None
        super().__init__(context)

    def _build(self) -> None:
        today = self.context.now().date()
        routes = [(route.value, words.short_route(route)) for route in Route]
        self.plan = MomentField(_("Day and time"), zone=lambda: self._zone, today=today)
        self.add("plan", self.plan)
        self.add("route", ChoiceField(_("How it is given"), routes))
        arrive = NumberField(_("Arrive how long before"), whole=True, unit=_("minutes"))
        self.add("arrive_before", arrive)
        arrive.set_raw(ARRIVE_BEFORE)
        way = NumberField(_("The way there takes, if you like"), whole=True, unit=_("minutes"))
        self.add("travel", way)

    def make(self) -> Session:
        """Give the session; all that is not in the plan stays as it is."""
        at = self.plan.wall_clock()
        assert at is not None
        plan = Plan(at=at, zone=self._zone)
        shown = self._shown or Session(plan=plan)
        route = self.fields["route"].value()
        arrive = self.fields["arrive_before"].value()
        return replace(
            shown,
            plan=plan,
            moves=shown.moves + (plan != shown.plan),
            route=Route(route) if route else None,
            arrive_before=ARRIVE_BEFORE if arrive is None else arrive,
            travel=self.fields["travel"].value(),
        )

    def show_record(self, record: Record) -> None:
        """Show a plan for editing; it stays in its time zone."""
        assert isinstance(record, Session)
        self._shown = record
        self._zone = record.plan.zone
        self.title = _("Change the plan")
        self.saved = _("Plan changed")
        self.plan.set_raw(f"{record.plan.at:%Y-%m-%d %H:%M}")
        for key in ("route", "arrive_before", "travel"):
            self.fields[key].set_raw(getattr(record, key))
