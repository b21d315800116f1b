# SPDX-License-Identifier: Apache-2.0
"""A diary in the middle of a course: some days missing, and a session at hand."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from companion import app, preferences, sample
from companion.domain.moment import Plan
from companion.domain.records import Appointment, Session, SessionState
from companion.paths import places
from companion.preferences import Preferences
from companion.storage.diary import open_or_create

ABSENT = 3
"""Days since the last entry, and until the sample's next session."""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Give the folder of a made-up course."""
    return made_up(tmp_path / "course")


def made_up(folder: Path) -> Path:
    """Make up a course whose next session is within the hour, with a visit on the day after."""
    now = datetime.now().astimezone()
    sample.fill(folder, days=60, seed=7, until=now.date() - timedelta(days=ABSENT))
    with_it = open_or_create(folder, app.now)
    (planned,) = (
        entry
        for entry in with_it.entries(Session)
        if entry.record.state is SessionState.PLANNED and entry.record.start is None
    )
    there = now.astimezone(ZoneInfo(planned.record.plan.zone))
    # Within the hour, and the same day.
    soon = min(there + timedelta(minutes=20), there.replace(hour=23, minute=59))
    at = soon.replace(second=0, microsecond=0, tzinfo=None)
    plan = Plan(at=at, zone=planned.record.plan.zone)
    with_it.change(planned.id, replace(planned.record, plan=plan))
    visit = Plan(at=at + timedelta(days=1), zone=plan.zone)
    with_it.add(Appointment(plan=visit, with_whom="Dr N. Shah"))
    with_it.close()
    preferences.write(places(folder).preferences, Preferences(country="IE"))
    return folder
