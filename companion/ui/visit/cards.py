# SPDX-License-Identifier: Apache-2.0
"""The cards beside the questions: what changed, what was decided last time, what comes next."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMenu, QVBoxLayout

from companion.domain.medicine import taken_now
from companion.domain.records import Appointment, Entry, Medicine, Question
from companion.domain.visit import Since
from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import day_and_clock, weekday_date
from companion.ui.visit.kept_words import KeptWords
from companion.ui.visit.since import sentences
from companion.ui.widgets.basics import Card, button, clear, label, row, unmarked
from companion.ui.widgets.entry_row import show_menu
from companion.ui.widgets.heard import HeardLine


class SinceCard(Card):
    """What has changed since the visit before, with the way to the report."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("What has changed"))
        self._context = context
        self._shown: Since | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.add(self._lines)
        self.report = button(_("Open the report"), "outline")
        self.report.clicked.connect(lambda: context.ways.open_page("report"))
        self.add(row(self.report, 1))

    def show_since(self, since: Since) -> None:
        """Say what changed."""
        if since == self._shown:
            return
        self._shown = None
        title = _("What has changed since {day}").format(day=weekday_date(since.first))
        self.heading.setText(title)
        self.setAccessibleName(title)
        clear(self._lines)
        for sentence in sentences(since, self._context.content):
            self._lines.addWidget(label(sentence))
        self._shown = since


class LastTimeCard(Card):
    """What was decided at the visit before, and what was answered there."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Last time"))
        self._context = context
        self._shown: object = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(8)
        self.add(self._lines)

    def show_visit(
        self, before: Entry[Appointment] | None, answered: tuple[Entry[Question], ...]
    ) -> None:
        """Show the visit before; without one the card stays away."""
        self.setVisible(before is not None)
        if (before, answered) == self._shown:
            return
        self._shown = (before, answered)
        clear(self._lines)
        if before is None:
            return
        day = weekday_date(before.record.plan.day)
        title = _("Last time, {day}").format(day=day)
        self.heading.setText(title)
        self.setAccessibleName(title)
        decided = before.record.decided.strip()
        if decided:
            self._lines.addWidget(label(_("What was decided"), "secondary"))
            self._lines.addWidget(label(decided))
        else:
            self._lines.addWidget(
                label(_("Nothing is written down of what was decided."), "secondary")
            )
            note = button(_("Write it down"), "plain")
            note.clicked.connect(lambda: self._context.ways.open_page("visit", before.id))
            self._lines.addLayout(row(note, 1))
        for entry in answered:
            self._lines.addWidget(label(entry.record.words.strip(), "secondary"))
            answer = entry.record.answer.strip()
            self._lines.addWidget(label(answer or _("Answered.")))


class DecidedCard(Card):
    """What was decided, in the patient's words."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("After the visit"))
        self._context = context
        self._place = QVBoxLayout()
        self.add(self._place)
        self.add(HeardLine(context))
        self._shown: Entry[Appointment] | None = None
        self.decided: KeptWords | None = None

    def show_visit(self, visit: Entry[Appointment]) -> None:
        """Show what is written down; what is being typed stays while the visit is the same."""
        if visit == self._shown:
            return
        self._shown = visit
        self.keep_draft()
        is_worked_on = self.decided is not None and self.decided.is_worked_on
        clear(self._place)
        self.decided = KeptWords(
            self._context,
            _("What was decided?"),
            draft=f"visit-decided:{visit.id}",
            make=lambda typed: replace(visit.record, decided=typed),
            what=_("What was decided"),
            entry=visit,
            as_kept=visit.record.decided,
            lines=4,
        )
        self._place.addWidget(self.decided)
        if is_worked_on:
            # Once it lies in its place: what is not shown yet takes no focus.
            QTimer.singleShot(0, self.decided, self.decided.control().setFocus)

    def keep_draft(self) -> None:
        """Keep what is half typed."""
        if self.decided is not None:
            self.decided.keep_draft()


class NextCard(Card):
    """What may follow from a visit: the next one, and medicines that change."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("What comes next"))
        self._context = context
        self._told = label("")
        self.next = button(_("When is the next one?"), "outline")
        self.next.clicked.connect(self._add_next)
        self.changed = button(_("A dose or time changed"))
        self.changed.clicked.connect(self._ask_which)
        self.medicines = button(_("All medicines"), "plain")
        self.medicines.clicked.connect(lambda: context.ways.open_page("medicines"))
        self.add(self._told)
        self.add(row(self.next, 1))
        self.add(row(self.changed, 1))
        self.add(row(self.medicines, 1))

    def show_next(self, after: Entry[Appointment] | None) -> None:
        """Show the visit after this one, or ask when it is."""
        self._told.setVisible(after is not None)
        self.next.setVisible(after is None)
        if after is not None:
            when = day_and_clock(after.record.plan.at)
            self._told.setText(_("The next visit is on {when}.").format(when=when))
        self.changed.setVisible(bool(self._taken()))

    def menu(self) -> QMenu:
        """Give the medicines of which a dose or a time may have changed."""
        made = QMenu(self)
        for entry in self._taken():
            way = made.addAction(unmarked(entry.record.name.strip()))
            way.triggered.connect(partial(self._change, entry))
        return made

    def _taken(self) -> tuple[Entry[Medicine], ...]:
        return taken_now(self._context.diary.entries(Medicine), self._context.now().date())

    def _ask_which(self) -> None:
        show_menu(self.menu(), self.changed)

    def _change(self, entry: Entry[Medicine], _checked: bool = False) -> None:
        from companion.ui.forms.dose_change import DoseChangeForm
        from companion.ui.forms.form import FormDialog

        FormDialog.ask(DoseChangeForm(self._context), self.window(), entry)

    def _add_next(self) -> None:
        from companion.ui.forms.appointment import AppointmentForm
        from companion.ui.forms.form import FormDialog

        FormDialog.ask(AppointmentForm(self._context), self.window())
