# SPDX-License-Identifier: Apache-2.0
"""What the patient takes now: one press to note it, what changed, and the list for the doctor."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMenu, QVBoxLayout, QWidget

from companion.domain.medicine import (
    as_taken,
    changes_within,
    is_stopped,
    is_taken,
    last_taken,
    taken_now,
)
from companion.domain.records import Entry, Intake, Medicine, Person, Record, Schedule
from companion.language import _
from companion.ui.cards.medicines_before import MedicinesBeforeCard
from companion.ui.context import Context
from companion.ui.dates import begun, day_and_clock, full_date
from companion.ui.entries import Wording
from companion.ui.forms.form import Form, FormDialog
from companion.ui.medicines import TodayAnswer, do_not_stop, how_taken, named, today_words
from companion.ui.pages.page import Page
from companion.ui.pages.state import state_of
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import Card, Flow, button, clear, label, row, rule
from companion.ui.widgets.entry_row import show_menu

if TYPE_CHECKING:
    from companion.report.medicine_list import MedicineList
    from companion.ui.saving import Saving

NOTED_FOR = timedelta(weeks=4)
"""So far back the page shows what was noted; the Log has the rest."""

Way = tuple[str, str, Callable[[], object]]


class MedicinesPage(Page):
    """The medicines by how they are taken, each with today's answer; below, what was before."""

    shows = (Medicine, Intake, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wording = Wording(context.content, {})
        self._controls: dict[tuple[str, str], QWidget] = {}
        self._intakes: tuple[Entry[Intake], ...] = ()
        self._read_in: object = None
        """In which state what is shown was read."""
        self.add_head(_("What I take now"))
        self.add_button = button(_("Add a medicine"), "primary")
        self.print_button = button(_("Print or save the list"), "plain")
        self.copy_button = button(_("Copy as text"), "plain")
        self.answer = AnswerLine()
        self.cards = QVBoxLayout()
        self.cards.setSpacing(18)
        self.before = MedicinesBeforeCard(context, self._wording)
        self._saves: Saving | None = None
        self._build()

    def refresh(self) -> None:
        """Read again what is taken and what was noted, and leave the person where they were."""
        place, focused = self.verticalScrollBar().value(), self._focused()
        state = state_of(self.context)
        if state != self._read_in:
            self._read_in = None
            self._show()
            self._read_in = state
        QTimer.singleShot(0, self, lambda: self._settle(place, focused))

    # ---- building

    def _show(self) -> None:
        today = self.context.now().date()
        medicines = self.context.diary.entries(Medicine)
        self._intakes = self.context.diary.entries(Intake, first=today - NOTED_FOR, last=today)
        self._controls = {}
        clear(self.cards)
        self._show_groups(medicines, today)
        self.before.show_before(medicines, self._intakes, today)
        for made in (self.print_button, self.copy_button):
            made.setVisible(bool(medicines))

    def _build(self) -> None:
        for icon, made in (
            ("printer", self.print_button),
            ("copy", self.copy_button),
            ("plus", self.add_button),
        ):
            token = "onAccent" if made is self.add_button else "accent"
            made.setIcon(self.context.theme.icon(icon, token))
            made.setIconSize(self.context.theme.icon_size)
        self.head_actions.addWidget(self.add_button)
        self.add_button.clicked.connect(self._add)
        self.print_button.clicked.connect(self.save_list)
        self.copy_button.clicked.connect(self.copy_list)
        self.before.opened.connect(self._edit)
        self.before.removed.connect(self.context.remove)
        self.before.menu_asked.connect(
            lambda entry, under: show_menu(self._menu(self._entry_ways(entry)), under)
        )
        self.body.addWidget(label(do_not_stop(), "secondary"))
        self.body.addLayout(self.cards)
        for_doctor = Flow(spacing=16)
        for_doctor.addWidget(self.print_button)
        for_doctor.addWidget(self.copy_button)
        self.body.addLayout(for_doctor)
        self.body.addWidget(self.answer)
        self.body.addWidget(self.before)
        self.body.addStretch(1)

    # ---- what is taken now

    def _show_groups(self, medicines: Sequence[Entry[Medicine]], today: date) -> None:
        """Show a card for each way to take a medicine, and one for what begins later."""
        now = taken_now(medicines, today)
        for schedule, title in (
            (Schedule.SCHEDULED, _("Regularly")),
            (Schedule.AS_NEEDED, _("When needed")),
            (None, _("How you take it: not said")),
        ):
            group = [one for one in now if as_taken(one.record, today).schedule is schedule]
            self._add_card(title, group, today)
        later = [
            one
            for one in medicines
            if not is_taken(one.record, today) and not is_stopped(one.record, today)
        ]
        self._add_card(_("Not begun yet"), later, today)
        if not now and not later:
            self._show_nothing()

    def _add_card(self, title: str, group: Sequence[Entry[Medicine]], today: date) -> None:
        if not group:
            return
        card = Card(title)
        for place, entry in enumerate(group):
            if place:
                card.add(rule())
            card.add(self._medicine(entry, today))
        self.cards.addWidget(card)

    def _medicine(self, entry: Entry[Medicine], today: date) -> QWidget:
        """Give a medicine: what is taken, since when, and what can be pressed for it."""
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        words = _("Change")
        name = _("{action}: {medicine}").format(action=words, medicine=entry.record.name.strip())
        change = button(words, "quiet", name=name)
        change.clicked.connect(lambda: show_menu(self._menu(self._ways(entry)), change))
        self._controls[entry.id, "change"] = change
        how = how_taken(as_taken(entry.record, today))
        head = row(named(entry.record, how), change, spacing=12)
        head.setStretch(0, 1)
        head.setAlignment(change, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        for told in (self._since(entry.record, today), self._known(entry, today)):
            if told:
                layout.addWidget(label(begun(" · ".join(told)), "secondary"))
        if is_taken(entry.record, today):
            layout.addSpacing(2)
            layout.addLayout(self._actions(entry))
        return whole

    def _actions(self, entry: Entry[Medicine]) -> Flow:
        """Give what can be pressed: today's answer, and the form for any other time."""
        answer = TodayAnswer(self.context, entry, self._intakes)
        self._controls |= {(entry.id, key): made for key, made in answer.buttons.items()}
        words = _("For another time")
        name = _("{action}: {medicine}").format(action=words, medicine=entry.record.name.strip())
        other = button(words, "quiet", name=name)
        other.clicked.connect(lambda: self._note_other(entry))
        self._controls[entry.id, "other"] = other
        actions = Flow()
        actions.addWidget(answer)
        actions.addWidget(other)
        return actions

    def _since(self, record: Medicine, today: date) -> list[str]:
        """Say since when it is taken, and since when as now; what is to come, too."""
        told = []
        if record.started is not None:
            text = _("since {day}") if record.started <= today else _("from {day} on")
            told.append(text.format(day=full_date(record.started)))
        for change in record.changes:
            if change.since > today:
                text = _("from {day} on: {how}")
                how = how_taken(change) or _("not told")
                told.append(text.format(day=full_date(change.since), how=how))
        for last in changes_within(record, date.min, today)[-1:]:
            now = _("like this since {day}").format(day=full_date(last.after.since))
            before = _("before that {how}").format(how=how_taken(last.before) or _("not told"))
            told.append(_("{now}, {before}").format(now=now, before=before))
        return told

    def _known(self, entry: Entry[Medicine], today: date) -> list[str]:
        """Say what is known of today, and when it was last taken."""
        if not is_taken(entry.record, today):
            return []
        words = today_words(entry, self._intakes, today) or _("not recorded")
        told = [_("today: {words}").format(words=words)]
        last = last_taken(entry.id, self._intakes)
        if last is not None and last.record.at.date() != today:
            told.append(_("last taken {when}").format(when=day_and_clock(last.record.at)))
        return told

    def _show_nothing(self) -> None:
        card = Card()
        words = label(
            _("The medicines you take will appear here, with one press to note each."), "secondary"
        )
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        first = button(_("Add your first medicine"), "primary")
        first.clicked.connect(self._add)
        card.add(words)
        card.add(row(1, first, 1))
        self.cards.addWidget(card)

    # ---- menus

    def _ways(self, entry: Entry[Medicine]) -> tuple[Way, ...]:
        return (
            ("pill", _("Dose or time changed"), partial(self._change_dose, entry)),
            ("x", _("Stopped"), partial(self._stop, entry)),
            *self._entry_ways(entry),
        )

    def _entry_ways(self, entry: Entry[Record]) -> tuple[Way, ...]:
        return (
            ("pencil", _("Correct a mistake"), partial(self._edit, entry)),
            ("history", _("History"), partial(self._show_history, entry)),
            ("trash-2", _("Delete"), partial(self.context.remove, entry)),
        )

    def _menu(self, ways: Sequence[Way]) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for icon, words, act in ways:
            action = menu.addAction(self.context.theme.icon(icon), words)
            action.triggered.connect(lambda _checked=False, act=act: act())
        return menu

    # ---- slots

    def _add(self) -> None:
        from companion.ui.forms.medicine import MedicineForm

        FormDialog.ask(MedicineForm(self.context), self)

    def _ask(self, form: type[Form], entry: Entry[Record]) -> None:
        FormDialog.ask(form(self.context), self, entry)

    def _change_dose(self, entry: Entry[Medicine]) -> None:
        from companion.ui.forms.dose_change import DoseChangeForm

        self._ask(DoseChangeForm, entry)

    def _stop(self, entry: Entry[Medicine]) -> None:
        from companion.ui.forms.dose_change import StoppedForm

        self._ask(StoppedForm, entry)

    def _edit(self, entry: Entry[Record]) -> None:
        from companion.ui.forms.intake import IntakeForm
        from companion.ui.forms.medicine import MedicineForm

        self._ask(MedicineForm if isinstance(entry.record, Medicine) else IntakeForm, entry)

    def _note_other(self, entry: Entry[Medicine]) -> None:
        from companion.ui.forms.intake import IntakeForm

        FormDialog.ask(IntakeForm(self.context, medicine_id=entry.id), self)

    def _show_history(self, entry: Entry[Record]) -> None:
        from companion.ui.widgets.looking_back import HistoryDialog

        dialog = HistoryDialog(self.context, self._wording, entry, self)
        dialog.exec()
        dialog.deleteLater()

    # ---- the list for the doctor

    @property
    def _saving(self) -> "Saving":
        """What saves the list, from when somebody asks for it."""
        if self._saves is None:
            from companion.ui.saving import Saving

            self._saves = Saving(self, self.answer)
        return self._saves

    def save_list(self) -> None:
        """Ask where, and write the list there as a PDF of one page."""
        from companion.report.medicine_list import FILE_NAME, write

        self._saving.save_pdf(_("Save the list"), FILE_NAME, partial(write, self._list()))

    def copy_list(self) -> None:
        """Copy the list's words to the clipboard."""
        from companion.report.medicine_list import plain_text
        from companion.ui import clipboard

        clipboard.copy_private(plain_text(self._list()))
        self.answer.say(_("Copied. Paste it within half a minute; then it is taken back."))

    def _list(self) -> "MedicineList":
        from companion.report.medicine_list import COUNTED_DAYS, medicine_list
        from companion.report.parts import Paper

        now = self.context.now()
        first = now.date() - timedelta(days=COUNTED_DAYS - 1)
        return medicine_list(
            self.context.diary.entries(Medicine),
            self.context.diary.entries(Intake, first=first, last=now.date()),
            person=self.context.person,
            paper=Paper(self.context.country.paper),
            language=self.context.content.language,
            now=now,
        )

    # ---- focus

    def _focused(self) -> tuple[str, str] | None:
        focused = QApplication.focusWidget()
        return next((key for key, made in self._controls.items() if made is focused), None)

    def _settle(self, place: int, focused: tuple[str, str] | None) -> None:
        """Scroll back and give the focus back, once what was read is shown."""
        self.verticalScrollBar().setValue(place)
        again = self._controls.get(focused) if focused is not None else None
        if again is not None:
            again.setFocus(Qt.FocusReason.OtherFocusReason)
        elif focused is not None:
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
