# SPDX-License-Identifier: Apache-2.0
"""What the settings say of backups, of passphrases and of what a check found."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from companion.language import _, ngettext
from companion.storage.copies import Backup, Reason
from companion.storage.findings import Area, Finding
from companion.storage.restore import Difference
from companion.storage.surroundings import home_warning as place_warning
from companion.storage.surroundings import low_space_words
from companion.ui.context import Context
from companion.ui.dates import clock, full_date, long_date

SHORT, LONG = 8, 16
"""Characters below which a passphrase is called very short, and from which it is called long."""

FEW = 5
"""Different characters below which length does not count."""


def size(count: int) -> str:
    """Give a number of bytes as "345.7 kB"."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def age(moment: datetime, now: datetime) -> str:
    """Give how long ago a moment was: "2 hours ago"."""
    seconds = (now - moment).total_seconds()
    minutes, hours, days = (int(seconds // each) for each in (60, 3600, 86400))
    if seconds < -60:
        return _("dated later than now")
    if minutes < 1:
        return _("just now")
    if hours < 1:
        return ngettext("{n} minute ago", "{n} minutes ago", minutes).format(n=minutes)
    if days < 1:
        return ngettext("{n} hour ago", "{n} hours ago", hours).format(n=hours)
    return ngettext("{n} day ago", "{n} days ago", days).format(n=days)


def made_at(backup: Backup, context: Context) -> str:
    """Give when a backup was made on this computer's clock: "Monday 23 November, 10:00"."""
    if backup.made_at is None:
        return _("At a time that cannot be read")
    moment = backup.made_at.astimezone(ZoneInfo(context.zone))
    days = moment.date()
    day = long_date(days) if days.year == context.now().year else full_date(days)
    return _("{day}, {time}").format(day=day, time=clock(moment))


def reason(why: Reason) -> str:
    """Give why a backup was made."""
    return {
        Reason.SESSION: _("after a session was saved"),
        Reason.LOCK: _("when the diary was locked"),
        Reason.EXIT: _("when Companion was closed"),
        Reason.CHANGES: _("while you were writing"),
        Reason.BEFORE_MIGRATION: _("before a new version changed the diary file"),
        Reason.BEFORE_IMPORT: _("before an import"),
        Reason.BEFORE_RESTORE: _("before going back to a backup"),
        Reason.BEFORE_PASSPHRASE: _("before a passphrase was set"),
        Reason.BEFORE_BULK_DELETE: _("before many entries were deleted"),
        Reason.NEW_VERSION: _("at the first start of a new version"),
        Reason.ASKED: _("because you asked for it"),
    }[why]


def entries(backup: Backup) -> int:
    """Give how many entries a backup holds, without its bin."""
    return backup.manifest.entries if backup.manifest else 0


def holds(backup: Backup) -> str:
    """Give what a backup is: "345.7 kB · 128 entries · because you asked for it"."""
    if backup.trouble or backup.manifest is None:
        return _("It is not whole, so it cannot be used.")
    count = entries(backup)
    parts = (
        size(backup.size),
        ngettext("{n} entry", "{n} entries", count).format(n=count),
        reason(backup.manifest.reason),
    )
    return " · ".join(parts)


def difference(found: Difference) -> str:
    """Say how a backup differs from now."""
    lacking, more, other = found.only_now, found.only_then, found.changed
    if not (lacking or more or other):
        return _("It holds the same entries as your diary now.")
    parts = []
    if lacking:
        words = ngettext(
            "It lacks {n} entry that you have now.",
            "It lacks {n} entries that you have now.",
            lacking,
        )
        parts.append(words.format(n=lacking))
    if more:
        words = ngettext(
            "It has {n} entry that you do not have now.",
            "It has {n} entries that you do not have now.",
            more,
        )
        parts.append(words.format(n=more))
    if other:
        words = ngettext("{n} entry reads differently.", "{n} entries read differently.", other)
        parts.append(words.format(n=other))
    return " ".join([*parts, _between(found)])


def strength(passphrase: str) -> str:
    """Say how well a passphrase holds, as far as its length tells; nothing for an empty one."""
    if not passphrase:
        return ""
    if len(passphrase) < SHORT or len(set(passphrase)) < FEW:
        return _("Very short or simple: a program that tries many can find it soon.")
    if len(passphrase) < LONG:
        return _("Short: it keeps a curious person out, hardly a program that tries many.")
    return _("Long, so it holds well, unless it is a saying or a name that others know.")


def home_warning(context: Context) -> str:
    """Say what is wrong with the place where the diary lies; empty where nothing is."""
    if context.data_folder is None:
        return ""
    found = (place_warning(context.data_folder), low_space_words(context.data_folder))
    return "\n".join(sentence for sentence in found if sentence)


def finding(area: Area, details: Sequence[Finding]) -> str:
    """Say what a check found in an area: what is wrong, what was mended, and what to do."""
    count = len(details)
    match area:
        case Area.KEYS:
            return _(
                "The key file and its copy were not the same. The damaged one was written anew "
                "from the other; there is nothing to do."
            )
        case Area.SEARCH:
            return _(
                "The list that searching uses did not fit the entries. It was written anew; "
                "there is nothing to do."
            )
        case Area.BACKUPS:
            words = ngettext(
                "{n} backup is not whole and will not be used. It was left as it is. Make a new "
                "backup now.",
                "{n} backups are not whole and will not be used. They were left as they are. "
                "Make a new backup now.",
                count,
            )
            return words.format(n=count)
        case Area.ENTRIES:
            words = ngettext(
                "{n} entry cannot be read. Nothing was changed. A backup from before may hold it.",
                "{n} entries cannot be read. Nothing was changed. A backup from before may hold "
                "them.",
                count,
            )
            return words.format(n=count)
        case _:
            return _(
                "Something in the diary file does not read back as it was written ({area}: {n}). "
                "Nothing was changed. Close Companion and start it again: it then offers to save "
                "what can be saved."
            ).format(n=count, area=area.value)


def _between(found: Difference) -> str:
    if found.first is None or found.last is None:
        return ""
    if found.first == found.last:
        return _("That concerns {day}.").format(day=full_date(found.first))
    return _("That concerns the days from {first} to {last}.").format(
        first=full_date(found.first), last=full_date(found.last)
    )
