# SPDX-License-Identifier: Apache-2.0
"""What a look at a record found, and what a backup holds, in words: counts and days alone."""

from collections import Counter
from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from companion.domain.records import (
    KINDS,
    Appointment,
    CheckIn,
    ChecklistRun,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Person,
    Question,
    Record,
    Response,
    RuleSet,
    SafetyPlan,
    Session,
    SideEffect,
    Tracker,
)
from companion.language import _, ngettext
from companion.storage.examination import Examination, Outcome
from companion.storage.fates import Fate, Origin
from companion.storage.rescue import LeftOut, made_on
from companion.storage.salvage import Salvage
from companion.ui.dates import full_date

MOST_DAYS = 12
"""Days that are named one by one."""


def count_of(kind: type[Record] | None, n: int) -> str:
    """Give how many entries of a kind: "3 check-ins"."""
    words = {
        CheckIn: ngettext("{n} check-in", "{n} check-ins", n),
        Session: ngettext("{n} session", "{n} sessions", n),
        ChecklistRun: ngettext("{n} checklist", "{n} checklists", n),
        SideEffect: ngettext("{n} side effect", "{n} side effects", n),
        Response: ngettext("{n} questionnaire", "{n} questionnaires", n),
        Medicine: ngettext("{n} medicine", "{n} medicines", n),
        Question: ngettext("{n} question", "{n} questions", n),
        Note: ngettext("{n} note", "{n} notes", n),
        Appointment: ngettext("{n} appointment", "{n} appointments", n),
        Person: _("your own details"),
        RuleSet: ngettext(
            "{n} list of your clinic’s or your own rules",
            "{n} lists of your clinic’s or your own rules",
            n,
        ),
        Tracker: ngettext("{n} tracker of your own", "{n} trackers of your own", n),
        Intake: ngettext("{n} medicine taken or missed", "{n} medicines taken or missed", n),
        OutsideScore: ngettext("{n} score from elsewhere", "{n} scores from elsewhere", n),
        SafetyPlan: _("your safety plan"),
        None: ngettext("{n} entry of an unknown kind", "{n} entries of an unknown kind", n),
    }[kind]
    return words.format(n=n)


def counts(by_kind: Mapping[type[Record], int]) -> str:
    """Give how many entries of each kind there are, in a line."""
    told = [count_of(kind, by_kind.get(kind, 0)) for kind in KINDS if by_kind.get(kind)]
    return ", ".join(told) or _("no entries")


def found(examination: Examination) -> str:
    """Say what a look at the file found."""
    bad, pages = len(examination.bad_pages), examination.pages
    match examination.outcome:
        case Outcome.SOUND | Outcome.TRANSIENT | Outcome.SALT:
            return _("On a second look the file is whole. The disk may have misread it.")
        case Outcome.TABLES:
            return _("Every part of the file is as it was written, but they do not fit together.")
        case Outcome.LOG:
            return _("The file is whole. What was saved last is in a second file that is damaged.")
        case Outcome.NOTHING:
            return _(
                "Nothing in the file can be read with this key file. Either all of it is damaged, "
                "or the key file belongs to another diary."
            )
    words = ngettext(
        "{bad} of the {pages} pages of the file is damaged.",
        "{bad} of the {pages} pages of the file are damaged.",
        bad,
    )
    return words.format(bad=bad, pages=pages)


def origins(salvage: Salvage, backup: str) -> tuple[str, ...]:
    """Say what came from where, a line each; ``backup`` is when the one was made."""
    lines = []
    if own := salvage.of(Origin.RECORD):
        lines.append(_("From the damaged file: {counts}.").format(counts=_counted(own)))
    if past := salvage.of(Origin.HISTORY):
        lines.append(_("There, as an earlier version: {counts}.").format(counts=_counted(past)))
    if copied := salvage.of(Origin.BACKUP):
        words = _("From the backup of {day}: {counts}.")
        lines.append(words.format(day=backup, counts=_counted(copied)))
    if salvage.drafts:
        words = ngettext("{n} half-filled form.", "{n} half-filled forms.", salvage.drafts)
        lines.append(words.format(n=salvage.drafts))
    return tuple(lines)


def doubts(salvage: Salvage) -> tuple[str, ...]:
    """Say what is there only in part, or may have been deleted, a line each."""
    kept = [fate for fate in salvage.fates if fate.origin is not Origin.MISSING]
    lines = []
    if part := [fate for fate in kept if not fate.whole]:
        lines.append(_("Something may be missing in: {counts}.").format(counts=_counted(part)))
    if past := sum(not fate.whole_history for fate in kept):
        words = ngettext(
            "Earlier versions of {n} entry are lost; what it says now is there.",
            "Earlier versions of {n} entries are lost; what they say now is there.",
            past,
        )
        lines.append(words.format(n=past))
    if perhaps := sum(fate.perhaps_deleted for fate in kept):
        words = ngettext(
            "{n} entry from the backup may be one that you had deleted since.",
            "{n} entries from the backup may be ones that you had deleted since.",
            perhaps,
        )
        lines.append(words.format(n=perhaps))
    return tuple(lines)


def missing(salvage: Salvage, zone: str) -> tuple[str, ...]:
    """Say what could not be found, by kind, with the days on which it was entered."""
    return _by_kind(((fate.kind, fate.entry_id) for fate in salvage.of(Origin.MISSING)), zone)


def left_out(found: Iterable[LeftOut], zone: str) -> tuple[str, ...]:
    """Say what an export leaves out, by kind, with the days on which it was entered."""
    return _by_kind(((one.kind, one.entry_id) for one in found), zone)


def _by_kind(names: Iterable[tuple[type[Record] | None, str]], zone: str) -> tuple[str, ...]:
    grouped: dict[type[Record] | None, list[str]] = {}
    for kind, name in names:
        grouped.setdefault(kind, []).append(name)
    return tuple(_line(kind, group, ZoneInfo(zone)) for kind, group in grouped.items())


def _line(kind: type[Record] | None, names: list[str], zone: ZoneInfo) -> str:
    days = sorted({day for name in names if (day := made_on(name, zone))})
    if not days:
        return count_of(kind, len(names))
    if len(days) > MOST_DAYS:
        words = _("{count}, entered on {n} days from {first} to {last}")
        first, last = full_date(days[0]), full_date(days[-1])
        return words.format(count=count_of(kind, len(names)), n=len(days), first=first, last=last)
    told = ", ".join(full_date(day) for day in days)
    return _("{count}, entered on {days}").format(count=count_of(kind, len(names)), days=told)


def _counted(fates: Iterable[Fate]) -> str:
    tally = Counter(fate.kind for fate in fates)
    order: tuple[type[Record] | None, ...] = (*KINDS, None)
    return ", ".join(count_of(kind, tally[kind]) for kind in order if tally[kind])
