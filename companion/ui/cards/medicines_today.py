# SPDX-License-Identifier: Apache-2.0
"""The medicines of today, each with the one press that notes it."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from companion.domain.medicine import as_taken, taken_now, unanswered
from companion.domain.records import Entry, Intake, Medicine
from companion.language import _, ngettext
from companion.ui.cards.today_read import TodayRead
from companion.ui.context import Context
from companion.ui.medicines import TodayAnswer, how_taken, named, note, today_words
from companion.ui.widgets.basics import Card, Columns, Flow, button, clear, label
from companion.ui.widgets.fold import Fold

SHOWN = 4
"""So many medicines stand here; the rest is folded."""
NARROW = 330
"""Below this width, at the usual text size, what can be pressed stands under the medicine."""


class MedicinesTodayCard(Card):
    """The medicines that are taken regularly or as needed. Hidden where there are none.

    On a low day they are folded away: noting them can wait.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(_("Medicines today"))
        self._context = context
        self._controls: dict[tuple[str, str], QWidget] = {}
        self._shown: object = None
        self._wait = label(_("Noting them can wait."), "secondary")
        self.low_fold = Fold(_("Show them"), context.theme)
        self.rest_fold = Fold("", context.theme)
        self._rows, self._rest = QVBoxLayout(), self.rest_fold.body
        for rows in (self._rows, self._rest):
            rows.setSpacing(12)
        self.all_taken = button(_("All taken"))
        self.all_taken.clicked.connect(self._note_all)
        self.list = button(_("What I take now"), "plain")
        self.list.clicked.connect(lambda: context.ways.open_page("medicines"))
        self._ways = Flow()
        self._ways.addWidget(self.all_taken)
        self._ways.addWidget(self.list)
        inside = QVBoxLayout()
        inside.setSpacing(12)
        inside.addLayout(self._rows)
        inside.addWidget(self.rest_fold)
        inside.addLayout(self._ways)
        self.inside = QWidget()
        self.inside.setLayout(inside)
        inside.setContentsMargins(0, 0, 0, 0)
        self.add(self._wait)
        self.add(self.low_fold)
        self.add(self.inside)
        self.fill()
        self.low_fold.press.toggled.connect(lambda _on: self._fold())
        self._low = False

    def show_medicines(self, read: TodayRead, *, low: bool) -> None:
        """Show what is taken today and what was noted of it, unless it stands there already."""
        today, intakes = read.today, read.intakes
        shown = (today, read.medicines, intakes, low)
        if self._shown == shown:
            return
        self._shown = shown
        self._low = low
        medicines = tuple(
            entry
            for entry in taken_now(read.medicines, today)
            if as_taken(entry.record, today).schedule is not None
        )
        self.setVisible(bool(medicines))
        had_focus = self._focused()
        clear(self._rows)
        clear(self._rest)
        self._controls = {}
        if not medicines:
            return
        for place, entry in enumerate(medicines):
            self._add(entry, intakes, today, self._rows if place < SHOWN else self._rest)
        more = len(medicines) - SHOWN
        self.rest_fold.setVisible(more > 0)
        self.rest_fold.press.setText(ngettext("{n} more", "{n} more", more).format(n=more))
        open_ones = len(unanswered(medicines, intakes, today))
        self.all_taken.setVisible(open_ones > 1)
        name = _("All taken: {n} medicines not recorded today").format(n=open_ones)
        self.all_taken.setAccessibleName(name)
        self._fold()
        self._focus_again(had_focus)

    def _add(
        self, entry: Entry[Medicine], intakes: Sequence[Entry[Intake]], today: date, to: QVBoxLayout
    ) -> None:
        how = how_taken(as_taken(entry.record, today))
        answer = TodayAnswer(self._context, entry, intakes)
        self._controls |= {(entry.id, key): made for key, made in answer.buttons.items()}
        words = named(entry.record, how, today_words(entry, intakes, today))
        narrow = self._context.theme.scaled(NARROW)
        to.addWidget(Columns([(words, 1), (answer, 0)], narrow=narrow))

    def _note_all(self) -> None:
        """Note each that was not answered as taken, as an intake of its own."""
        today = self._context.now().date()
        medicines = self._context.diary.entries(Medicine)
        intakes = self._context.diary.entries(Intake, first=today, last=today)
        waiting = unanswered(medicines, intakes, today)
        noted = [entry for entry in waiting if note(self._context, entry, taken=True)]
        if len(noted) == len(waiting):
            text = _("Taken: {n} medicines. Undo takes back one at a time.")
            self._context.ways.say_saved(text.format(n=len(noted)))

    def _fold(self) -> None:
        self._wait.setVisible(self._low)
        self.low_fold.setVisible(self._low)
        self.inside.setVisible(not self._low or self.low_fold.opened)

    def _focused(self) -> tuple[str, str] | None:
        focused = QApplication.focusWidget()
        for key, made in self._controls.items():
            if made is focused:
                return key
        return ("", "all") if focused is self.all_taken else None

    def _focus_again(self, key: tuple[str, str] | None) -> None:
        if key is None:
            return
        again = self.all_taken if key == ("", "all") else self._controls.get(key)
        if again is None or again.isHidden():
            again = self.list
        again.setFocus()
