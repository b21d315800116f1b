# SPDX-License-Identifier: Apache-2.0
"""Choosing single entries that stay out of a report, and out of the copy inside it."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QListWidgetItem, QWidget

from companion.domain.course import held_sessions
from companion.domain.records import (
    Appointment,
    CheckIn,
    Entry,
    Intake,
    Medicine,
    Question,
    Record,
    Session,
    Snapshot,
    moment_of,
)
from companion.language import _, ngettext
from companion.ui import dates
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.entries import Wording, words_of
from companion.ui.log.kinds import EVERYTHING, KINDS, filters
from companion.ui.widgets.basics import button, label
from companion.ui.widgets.drop_down import DropDown
from companion.ui.widgets.entry_row import shortened

LEAST_HEIGHT = 300
STANDING = (Medicine, Question)
"""What is no matter of one day: it can be told of in any period that does not end before it."""


def offered(snapshot: Snapshot, first: date, last: date) -> tuple[Entry[Record], ...]:
    """Give the entries a report on a period could tell of, the newest first."""
    kinds: tuple[Iterable[Entry[Record]], ...] = (
        snapshot.check_ins,
        snapshot.sessions,
        snapshot.side_effects,
        snapshot.responses,
        snapshot.outside_scores,
        snapshot.medicines,
        snapshot.intakes,
        snapshot.questions,
        snapshot.appointments,
    )
    found = [entry for kind in kinds for entry in kind if _could_tell(entry, first, last)]
    return tuple(sorted(found, key=_day, reverse=True))


class LeaveOutDialog(Dialog):
    """A list with a tick before each entry that goes in; search and kind narrow it."""

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        entries: tuple[Entry[Record], ...],
        snapshot: Snapshot,
        left_out: frozenset[str],
    ) -> None:
        super().__init__(context, parent)
        self._earlier = left_out
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search the entries"))
        self.search.setClearButtonEnabled(True)
        self.kind: QComboBox = DropDown()
        self.kind.setAccessibleName(_("Kind of entry"))
        for key, words in filters():
            self.kind.addItem(words, key)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Entries of this period; a tick means it goes in"))
        self.list.setMinimumHeight(context.theme.scaled(LEAST_HEIGHT))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._rows: list[tuple[QListWidgetItem, type[Record], str]] = []
        self._fill(entries, snapshot, left_out)
        self.count = label("", "small")
        done = button(_("Done"), "primary")
        everything = button(_("Put everything back in"))
        leave = button(_("Cancel"))
        self.show_step(
            _("Leave out single entries"),
            [
                label(_("Take the tick away from what is not to go in. It then stays out everywhere.")),
                self.search, self.kind, self.list, self.count,
            ],
            [done, everything, leave],
            first=self.search,
        )  # fmt: skip
        done.clicked.connect(self.accept)
        everything.clicked.connect(self._put_back)
        leave.clicked.connect(self.reject)
        self.search.textChanged.connect(lambda _text: self._narrow())
        self.kind.currentIndexChanged.connect(lambda _place: self._narrow())
        self.list.itemChanged.connect(lambda _item: self._tell())
        self._tell()

    def left_out(self) -> frozenset[str]:
        """Give the ids of what stays out, those of other periods too."""
        here = {self._key(item) for item, _kind, _words in self._rows}
        out = {
            self._key(item)
            for item, _kind, _words in self._rows
            if item.checkState() is Qt.CheckState.Unchecked
        }
        return frozenset((self._earlier - here) | out)

    def _fill(
        self, entries: tuple[Entry[Record], ...], snapshot: Snapshot, left_out: frozenset[str]
    ) -> None:
        numbers = {
            entry.id: number for number, entry in enumerate(held_sessions(snapshot.sessions), 1)
        }
        trackers = {entry.id: entry.record.name for entry in snapshot.trackers}
        wording = Wording(self.context.content, numbers, trackers)
        for entry in entries:
            words = _told(entry, wording, self.context.now().year)
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(Qt.ItemDataRole.UserRole, entry.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            out = entry.id in left_out
            item.setCheckState(Qt.CheckState.Unchecked if out else Qt.CheckState.Checked)
            self.list.addItem(item)
            self._rows.append((item, type(entry.record), words.casefold()))

    def _narrow(self) -> None:
        sought = self.search.text().strip().casefold()
        key = self.kind.currentData()
        kinds = None if key == EVERYTHING else KINDS[key]
        for item, kind, words in self._rows:
            fits = sought in words and (kinds is None or issubclass(kind, kinds))
            item.setHidden(not fits)
        self._tell()

    def _put_back(self) -> None:
        # Counted once, not after each of them: ten years have thousands.
        self.list.blockSignals(True)
        for item, _kind, _words in self._rows:
            item.setCheckState(Qt.CheckState.Checked)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self._tell()

    def _tell(self) -> None:
        out = len(self.left_out())
        shown = sum(not item.isHidden() for item, _kind, _words in self._rows)
        entries = ngettext("{n} entry shown", "{n} entries shown", shown).format(n=shown)
        kept = ngettext("{n} left out", "{n} left out", out).format(n=out)
        self.count.setText(f"{entries} · {kept}")

    @staticmethod
    def _key(item: QListWidgetItem) -> str:
        return str(item.data(Qt.ItemDataRole.UserRole))


def _told(entry: Entry[Record], wording: Wording, year: int) -> str:
    """Give an entry as one line: its day, what it is, and the words typed into it."""
    day = _day(entry)
    day_words = dates.short_date(day) if day.year == year else dates.full_date(day)
    line = wording.line(entry)
    typed = shortened(words_of(entry.record))
    parts = [day_words, line]
    if typed and typed not in line:
        parts.append(_("“{words}”").format(words=typed))
    return " · ".join(parts)


def _day(entry: Entry[Record]) -> date:
    record = entry.record
    if isinstance(record, Session):
        return (record.start or record.plan.moment()).date()
    if isinstance(record, Appointment):
        return record.plan.day
    if isinstance(record, Medicine) and record.started is not None:
        return record.started
    moment = moment_of(record)
    return moment.date() if moment is not None else entry.created_at.date()


def _could_tell(entry: Entry[Record], first: date, last: date) -> bool:
    record = entry.record
    if isinstance(record, STANDING):
        return isinstance(record, Question) or record.started is None or record.started <= last
    if isinstance(record, CheckIn | Intake):
        return first <= record.at.date() <= last
    # Scores, sessions and effects from before count in the course, appointments ahead are named.
    return _day(entry) <= last or isinstance(record, Appointment | Session)
