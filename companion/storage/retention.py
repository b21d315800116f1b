# SPDX-License-Identifier: Apache-2.0
"""When a backup is due, and which ones stay: rules on times alone, without a disk.

Everything of the last two days stays, then the last copy of each of 12 days, of 10 weeks and of
9 months. The rule counts copies, not time gone by: a diary that rests for a year loses none, and a
clock that jumps ahead does not make every copy old at once. Days are those of UTC.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from companion.storage.copies import Backup, Reason

RECENT = timedelta(days=2)
STAGES = (12, 10, 9)
"""How many days, weeks and months have a copy that stays."""
MOSTLY = timedelta(minutes=30)
"""The time between two backups while things change and nothing else asks for one."""

ALWAYS = frozenset(
    {
        Reason.BEFORE_MIGRATION,
        Reason.BEFORE_IMPORT,
        Reason.BEFORE_RESTORE,
        Reason.BEFORE_PASSPHRASE,
        Reason.BEFORE_BULK_DELETE,
        Reason.NEW_VERSION,
        Reason.ASKED,
    }
)
AT_A_PAUSE = frozenset({Reason.SESSION, Reason.LOCK, Reason.EXIT})


def due(now: datetime, last: Backup | None, reason: Reason, *, changed: bool) -> bool:
    """Tell whether a backup is due. ``changed`` is whether the record did since the last one."""
    if reason in ALWAYS:
        return True
    if last is None or last.made_at is None:
        return True
    if not changed or reason in AT_A_PAUSE:
        return changed
    passed = now - last.made_at
    # A clock that was put back would otherwise hold backups up until it has caught up.
    return passed >= MOSTLY or passed < timedelta(0)


def gone(found: Sequence[Backup], newest: Backup, now: datetime) -> tuple[Backup, ...]:
    """Give the backups that may go, now that ``newest`` was made and passed its checks.

    Those stay that were made before a migration, that cannot be read, or that are dated later
    than now: by such a clock nothing can be told to be old.
    """
    ours = [
        backup for backup in found if backup.folder != newest.folder and _is_counted(backup, now)
    ]
    ours.sort(key=_made_at, reverse=True)
    staying = {backup.folder for backup in _staying([newest, *ours], now)}
    return tuple(backup for backup in ours if backup.folder not in staying)


def _is_counted(backup: Backup, now: datetime) -> bool:
    if backup.trouble or backup.manifest is None:
        return False
    return backup.manifest.reason is not Reason.BEFORE_MIGRATION and backup.manifest.made_at <= now


def _staying(ordered: Sequence[Backup], now: datetime) -> Iterator[Backup]:
    """Give the backups that stay, from a list with the newest first."""
    left = list(STAGES)
    latest: tuple[object, ...] = (None,) * len(STAGES)
    for backup in ordered:
        made_at = _made_at(backup)
        periods = _periods(made_at)
        if now - made_at >= RECENT:
            stage = next((at for at, count in enumerate(left) if count), None)
            if stage is None:
                return
            if periods[stage] == latest[stage]:
                continue
            left[stage] -= 1
        latest = periods
        yield backup


def _periods(moment: datetime) -> tuple[object, ...]:
    """Give the day, the week and the month of a moment, in the order of ``STAGES``."""
    return (moment.date(), moment.isocalendar()[:2], (moment.year, moment.month))


def _made_at(backup: Backup) -> datetime:
    made_at = backup.made_at
    assert made_at is not None
    return made_at.astimezone(UTC)
