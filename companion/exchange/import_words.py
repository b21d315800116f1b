# SPDX-License-Identifier: Apache-2.0
"""What importing an archive will do, in words: for the window and for the command line."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

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
from companion.exchange.archive import Preview
from companion.language import _, ngettext
from companion.storage.merge import Merging, Update
from companion.storage.store import Line


class Change(StrEnum):
    """What becomes of an entry that is here already."""

    NEWER = "newer"
    TO_BIN = "to_bin"
    FROM_BIN = "from_bin"


def change_of(update: Update) -> Change:
    """Tell what becomes of an entry: into the bin, out of it, or newer where it is."""
    was, will_be = update.before.entry.deleted_at, update.after.entry.deleted_at
    if was is None and will_be is not None:
        return Change.TO_BIN
    if was is not None and will_be is None:
        return Change.FROM_BIN
    return Change.NEWER


def is_of_someone_else(preview: Preview, name: str) -> bool:
    """Tell whether an archive shares nothing with the diary and carries another person's name."""
    theirs = {_folded(each) for each in names(preview)} - {""}
    ours = _folded(name)
    return bool(ours and theirs) and ours not in theirs and not preview.merging.shared


def names(preview: Preview) -> tuple[str, ...]:
    """Give the names of the people in an archive, the bin left out."""
    present = (line.entry.record for line in preview.lines if line.entry.deleted_at is None)
    told = (record.name.strip() for record in present if isinstance(record, Person))
    return tuple(dict.fromkeys(name for name in told if name))


def counts(merging: Merging) -> tuple[str, ...]:
    """Give for each kind what will happen to how many of its entries, each in a line."""
    added = _by_kind(merging.added)
    binned = _by_kind(line for line in merging.added if line.entry.deleted_at is not None)
    newer = _by_kind(update.after for update in merging.newer)
    twice = _by_kind(rival.copy for rival in merging.rivals)
    return tuple(
        _kind_line(kind, added[kind], binned[kind], newer[kind], twice[kind])
        for kind in KINDS
        if added[kind] or newer[kind] or twice[kind]
    )


def lines(preview: Preview) -> tuple[str, ...]:
    """Give what an import will do, for the command line; no words of the patient's are in it."""
    told = counts(preview.merging)
    if not told:
        return (_("Nothing new is in it: every entry is here already."),)
    return (*told, kept_twice()) if preview.merging.rivals else told


def kept_twice() -> str:
    """Say what is done with two versions that do not go together."""
    return _(
        "Where an entry was changed on both computers, both versions are kept. You can bin one "
        "in the Log."
    )


def kind_name(kind: type[Record], n: int) -> str:
    """Give the name of a kind for a number of its entries."""
    return {
        CheckIn: ngettext("check-in", "check-ins", n),
        Session: ngettext("session", "sessions", n),
        ChecklistRun: ngettext("checklist", "checklists", n),
        SideEffect: ngettext("side effect", "side effects", n),
        Response: ngettext("questionnaire", "questionnaires", n),
        Medicine: ngettext("medicine", "medicines", n),
        Question: ngettext("question", "questions", n),
        Note: ngettext("note", "notes", n),
        Appointment: ngettext("appointment", "appointments", n),
        Person: ngettext("page of your details", "pages of your details", n),
        RuleSet: ngettext("set of rules", "sets of rules", n),
        Tracker: ngettext("own tracker", "own trackers", n),
        Intake: ngettext("medicine taken or missed", "medicines taken or missed", n),
        OutsideScore: ngettext("score from elsewhere", "scores from elsewhere", n),
        SafetyPlan: ngettext("safety plan", "safety plans", n),
    }[kind]


def _kind_line(kind: type[Record], added: int, binned: int, newer: int, twice: int) -> str:
    parts = []
    if added and binned:
        words = ngettext(
            "{n} new {kind} ({b} in the bin)", "{n} new {kind} ({b} in the bin)", added
        )
        parts.append(words.format(n=added, kind=kind_name(kind, added), b=binned))
    elif added:
        parts.append(_("{n} new {kind}").format(n=added, kind=kind_name(kind, added)))
    if newer:
        words = _("{n} {kind} brought up to date")
        parts.append(words.format(n=newer, kind=kind_name(kind, newer)))
    if twice:
        words = _("{n} {kind} kept twice")
        parts.append(words.format(n=twice, kind=kind_name(kind, twice)))
    return _(", ").join(parts)


def _by_kind(found: Iterable[Line]) -> Counter[type[Record]]:
    return Counter(type(line.entry.record) for line in found)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
