# SPDX-License-Identifier: Apache-2.0
"""An archive before anything of it is taken in: what will come new, and what will change how."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.records import ChecklistRun, Entry, Person, Record, SafetyPlan, moment_of
from companion.domain.safety_plan import STEPS
from companion.exchange import import_words
from companion.exchange.archive import Preview
from companion.exchange.import_words import Change
from companion.language import _, ngettext
from companion.stopping import Stopped
from companion.storage.backup import make
from companion.storage.copies import Backup, Reason
from companion.storage.diary import merge_aside
from companion.storage.merge import Merged, Merging, Rival, Unmergeable, Update
from companion.storage.opening import Access
from companion.storage.store import Line
from companion.ui.context import Context
from companion.ui.dates import clock, day_and_clock, full_date
from companion.ui.dialogs.dialog import ReadDialog
from companion.ui.entries import Wording
from companion.ui.help.plan import step_names
from companion.ui.progress import Progress
from companion.ui.widgets.basics import button, label, rule
from companion.ui.widgets.looking_back import shown

MOST = 200
"""Changed entries that are listed; of more, their number is said."""


class TakenIn(NamedTuple):
    """The backup that was made first, and what the import did.

    That is None where the diary changed since it was looked at, so that nothing was taken in.
    """

    backup: Backup
    merged: Merged | None


class ImportDialog(ReadDialog):
    """Shows what an import will do, and does it.

    It stays in front until all is taken in, as nothing else can be saved meanwhile: then there is
    ``taken_in``, or the ``error`` for which it was not, be it that the person stopped it.
    """

    def __init__(
        self, context: Context, wording: Wording, preview: Preview, parent: QWidget
    ) -> None:
        super().__init__(context, parent)
        self.taken_in: TakenIn | None = None
        self.error: Exception | None = None
        self._lines = preview.lines
        self._wording = wording
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        told = import_words.counts(preview.merging)
        if not told:
            leave.setText(_("Close"))
            said = label(_("Nothing new is in it. Every entry is here already."))
            self.show_step(_("Import an archive"), [*_from(preview), said], [leave], first=leave)
            return
        use = button(_("Import"), "outline")
        use.clicked.connect(self._back_up)
        self.show_step(
            _("Import an archive"),
            [
                *_from(preview),
                *self._warning(preview),
                label(_("What the import will do"), "heading"),
                label("\n".join(f"• {each}" for each in told)),
                label(
                    _(
                        "Your diary is copied first, into its backups. To go back, choose that "
                        "backup under Backups in these settings."
                    ),
                    "secondary",
                ),
                *self._seconds(preview.merging),
                *self._rivals(preview.merging.rivals),
                *self._updates(preview.merging.newer),
            ],
            [use, leave],
            first=leave,
        )
        self.setAccessibleDescription("\n".join(told))

    # ---- taking it in

    def _back_up(self) -> None:
        access, now = self.context.diary.access, self.context.now()

        def act(progress: Progress) -> Backup:
            return make(access, now, Reason.BEFORE_IMPORT, progress=progress)

        self.at_work.begin(_("Making a backup first …"), act, self._take_in, self._give_up)

    def _take_in(self, backup: object) -> None:
        assert isinstance(backup, Backup)
        if self.at_work.is_stopped:
            self._give_up(Stopped())
            return
        act = partial(_merged, self.context.diary.access, self.context.now, self._lines)
        done = partial(self._on_taken_in, backup)
        self.at_work.begin(_("Saving …"), act, done, self._give_up)

    def _on_taken_in(self, backup: Backup, merged: object) -> None:
        assert isinstance(merged, Merged | None)
        self.taken_in = TakenIn(backup, merged)
        self.accept()

    def _give_up(self, error: Exception) -> None:
        self.error = error
        self.reject()

    # ---- what it will do

    def _warning(self, preview: Preview) -> list[QWidget]:
        """Say so where the archive looks like another person's."""
        name = self.context.person.name
        if not import_words.is_of_someone_else(preview, name):
            return []
        theirs = _(", ").join(import_words.names(preview))
        words = _(
            "This looks like another person’s diary. It is in the name of {theirs}, and this one "
            "is in the name of {ours}. Nothing in it is here yet. An import would mix the two."
        )
        told = label(words.format(theirs=theirs, ours=name.strip()), "warnPill")
        return [told]

    def _seconds(self, merging: Merging) -> list[QWidget]:
        """Say what becomes of a second page of details or safety plan: the log shows neither."""
        diary = self.context.diary
        came = (*merging.added, *(rival.copy for rival in merging.rivals))
        kinds = {type(line.entry.record) for line in came if line.entry.deleted_at is None}
        is_person = Person in kinds and diary.person() is not None
        if not is_person and (SafetyPlan not in kinds or diary.safety_plan() is None):
            return []
        words = _(
            "Your details and your safety plan are shown once. Where there are two, you see the "
            "one that was written last. The other one is kept, and goes into each export."
        )
        return [label(words)]

    def _rivals(self, rivals: Sequence[Rival]) -> Iterator[QWidget]:
        if not rivals:
            return
        yield rule()
        yield label(_("Kept twice"), "heading")
        yield label(import_words.kept_twice(), "secondary")
        for rival in rivals[:MOST]:
            yield self._pair(
                self._title(rival.kept.entry),
                (_("One version"), self._said(rival.kept.entry, rival.copy.entry)),
                (_("The other version"), self._said(rival.copy.entry, rival.kept.entry)),
            )
        yield from _more(len(rivals))

    def _updates(self, updates: Sequence[Update]) -> Iterator[QWidget]:
        if not updates:
            return
        yield rule()
        yield label(_("Brought up to date"), "heading")
        yield label(_("What it says now is kept in the history of the entry."), "secondary")
        for update in updates[:MOST]:
            yield self._update(update)
        yield from _more(len(updates))

    def _update(self, update: Update) -> QWidget:
        before, after = update.before.entry, update.after.entry
        title = self._title(before)
        change = import_words.change_of(update)
        if change is Change.NEWER:
            return self._pair(
                title,
                (_("Now"), self._said(before, after)),
                (_("After the import"), self._said(after, before)),
            )
        where = {
            Change.TO_BIN: _("Goes to the bin: it was removed on the other computer."),
            Change.FROM_BIN: _("Comes back from the bin: it is kept on the other computer."),
        }[change]
        return self._pair(title, ("", (where,)))

    def _title(self, entry: Entry[Record]) -> str:
        """Give the day of an entry and its kind; what it says stands below."""
        name = import_words.kind_name(type(entry.record), 1)
        when = day_and_clock(_moment(entry))
        return _("{kind}, {when}").format(kind=name[:1].upper() + name[1:], when=when)

    def _said(self, entry: Entry[Record], other: Entry[Record]) -> tuple[str, ...]:
        """Give the lines of an entry in which it differs from another."""
        mine, others = self._all_said(entry), self._all_said(other)
        if mine == others:
            return (*mine, _("Details that are not listed here differ."))
        return tuple(line for line in mine if line not in others) or (_("not told"),)

    def _all_said(self, entry: Entry[Record]) -> tuple[str, ...]:
        if isinstance(entry.record, Person | SafetyPlan):
            return tuple(_named(entry.record))
        said = self._wording.details(entry)
        if isinstance(entry.record, ChecklistRun):
            n = len({answer.item for answer in entry.record.answers})
            said += (ngettext("{n} item answered", "{n} items answered", n).format(n=n),)
        return said

    @staticmethod
    def _pair(title: str, *sides: tuple[str, tuple[str, ...]]) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(4)
        layout.addWidget(label(title, "strong"))
        for name, told in sides:
            if name:
                layout.addWidget(label(name, "small"))
            for line in told:
                layout.addWidget(shown(line))
        return whole


def _merged(
    access: Access, now: Callable[[], datetime], lines: Sequence[Line], progress: Progress
) -> Merged | None:
    """Take lines in; give None where the diary changed since it was looked at. Raises Problem."""
    try:
        return merge_aside(access, now, lines, progress)
    except Unmergeable:
        # The bin may have been emptied of what the archive hangs on.
        return None


def _from(preview: Preview) -> list[QWidget]:
    said: list[QWidget] = [label(_("From “{name}”").format(name=preview.name))]
    if preview.newest is not None:
        day, time = full_date(preview.newest.date()), clock(preview.newest)
        words = _("Its newest entry is from {day}, {time}.").format(day=day, time=time)
        said.append(label(words, "secondary"))
    return said


def _more(count: int) -> Iterator[QWidget]:
    left = count - MOST
    if left > 0:
        words = ngettext("And {n} more.", "And {n} more.", left).format(n=left)
        yield label(words, "secondary")


def _moment(entry: Entry[Record]) -> datetime:
    return moment_of(entry.record) or entry.edited_at or entry.created_at


def _named(record: Record) -> Iterator[str]:
    """Give each thing that a page of details or a safety plan tells, with its name."""
    if isinstance(record, SafetyPlan):
        names = {
            **dict(zip(STEPS, step_names(), strict=True)),
            "better_day": _("Words from a better day"),
        }
    else:
        names = _details()
    for key, name in names.items():
        told = getattr(record, key)
        if told not in (None, ""):
            words = full_date(told) if isinstance(told, date) else str(told).strip()
            yield _("{name}: {words}").format(name=name, words=words)


def _details() -> dict[str, str]:
    return {
        "name": _("Name"),
        "born": _("Date of birth"),
        "indication": _("What it is for"),
        "prescriber": _("Who prescribes it"),
        "clinic": _("Clinic"),
        "treatment_started": _("The treatment began"),
        "planned_sessions": _("Sessions planned"),
        "systolic_limit": _("First number at most"),
        "diastolic_limit": _("Second number at most"),
        "clinic_phone": _("Clinic’s phone"),
        "clinic_phone_after_hours": _("Clinic’s phone out of hours"),
        "person_name": _("Someone you trust"),
        "person_phone": _("Their phone"),
        "allergies": _("Allergies, and what happened"),
    }
