# SPDX-License-Identifier: Apache-2.0
"""A clinic pack before anything of it is taken in: each change with a tick, to keep or to leave."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from companion.exchange import clinic_pack
from companion.exchange.clinic_pack import Change, Detail, Pack
from companion.language import _
from companion.ui import dates, pack_words
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.pack_words import Said
from companion.ui.widgets.basics import button, label, rule

BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Chosen(NamedTuple):
    """What the person kept ticked: rules by their positions in the pack, and details."""

    rules: tuple[int, ...]
    details: tuple[Detail, ...]


class ChoiceRow(QWidget):
    """A tick with its words beside it, which wrap; a click anywhere on it counts."""

    def __init__(self, said: Said, *, ticked: bool) -> None:
        super().__init__()
        self.box = QCheckBox()
        self.box.setChecked(ticked)
        self.box.setAccessibleName(said.spoken)
        beside = QVBoxLayout()
        beside.setContentsMargins(0, 3, 0, 0)
        beside.setSpacing(4)
        beside.addWidget(label(said.title, "strong"))
        for line in said.lines:
            beside.addWidget(label(line))
        if said.caution:
            beside.addWidget(label(said.caution, "warnPill"))
        if said.walks:
            beside.addWidget(label(said.walks, "small"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(beside, 1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick or untick by a click on the words."""
        within = self.rect().contains(event.position().toPoint())
        if within and event.button() is Qt.MouseButton.LeftButton:
            self.box.setFocus(Qt.FocusReason.MouseFocusReason)
            self.box.toggle()


class ClinicPackDialog(Dialog):
    """Shows what each rule of a pack does. It is accepted only with something ticked."""

    def __init__(self, context: Context, pack: Pack, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._pack = pack
        changes = clinic_pack.preview(pack, context.content.checklists.values())
        self.rules = {each.position: self._rule_row(each) for each in changes if each.is_known}
        self.details = {each: self._detail_row(each) for each in clinic_pack.details(pack)}
        rows = [*self.rules.values(), *self.details.values()]
        for row in rows:
            row.box.installEventFilter(self)
            row.box.toggled.connect(lambda _on: self.answer.say(""))
        use = button(_("Use these"), "primary")
        use.clicked.connect(self._accept_if_ticked)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        from_whom = self._from_whom()
        self.show_step(
            _("A file from your clinic"),
            [*from_whom, *self._choices(), *_left_out(changes)],
            [use, leave] if rows else [leave],
            first=rows[0].box if rows else leave,
        )
        # The window's title stays without a name: others may see it in a list of windows.
        self.heading.setText(_("From {clinic}").format(clinic=pack.rule_set.clinic))
        told = (self.heading, *from_whom)
        self.setAccessibleDescription("\n".join(each.text() for each in told))
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    @classmethod
    def ask(cls, context: Context, pack: Pack, parent: QWidget) -> Chosen | None:
        """Show a pack until it is decided on; give what was kept ticked, None for Cancel."""
        dialog = cls(context, pack, parent)
        chosen = dialog.chosen if dialog.exec() == cls.DialogCode.Accepted else None
        dialog.deleteLater()
        return chosen

    @property
    def chosen(self) -> Chosen:
        """What is ticked now."""
        return Chosen(
            tuple(position for position, row in self.rules.items() if row.box.isChecked()),
            tuple(detail for detail, row in self.details.items() if row.box.isChecked()),
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Come up at the top: while it grew to its size, the first tick pulled it down."""
        super().showEvent(event)
        QTimer.singleShot(0, self, lambda: self._area.verticalScrollBar().setValue(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring all the words of a tick into view when it takes the focus."""
        row = watched.parent()
        # Not when the window opens: how the file begins would be scrolled away.
        by_key = isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in BY_KEY
        if by_key and isinstance(row, ChoiceRow):
            self._area.ensureWidgetVisible(row, 0, 0)
            self._area.horizontalScrollBar().setValue(0)
        return super().eventFilter(watched, event)

    def _accept_if_ticked(self) -> None:
        if any(self.chosen):
            self.accept()
        else:
            self.answer.say(_("Tick at least one, or choose Cancel."), fault=True)

    # ---- its parts

    def _rule_row(self, change: Change) -> ChoiceRow:
        said = pack_words.change(change, self.context.content)
        return ChoiceRow(said, ticked=not change.is_looser_than_a_binding_rule)

    def _detail_row(self, detail: Detail) -> ChoiceRow:
        """Offer a detail unticked: it may take the place of what the person wrote."""
        said = pack_words.detail(detail, self._pack, self.context.person)
        return ChoiceRow(said, ticked=False)

    def _from_whom(self) -> list[QLabel]:
        given = self._pack.rule_set
        told = []
        if given.issued is not None:
            made = _("Made on {day}").format(day=dates.full_date(given.issued))
            told.append(label(made, "secondary"))
        earlier = clinic_pack.accepted(self.context.diary, self._pack)
        if earlier is not None:
            told.append(label(pack_words.replaced(earlier.record, given)))
        told.append(
            label(
                _(
                    "These are your clinic’s words and times. Companion has not checked them. "
                    "Tick what you want to use. Nothing changes until then."
                )
                if self.rules or self.details
                else _("There is nothing in it that this version can use.")
            )
        )
        return told

    def _choices(self) -> list[QWidget]:
        parts = _ruled(self.rules.values())
        if self.details:
            parts += [rule()] if parts else []
            parts += [label(_("For your own details"), "heading")]
            parts += _ruled(self.details.values())
        return parts


def _ruled(rows: Iterable[ChoiceRow]) -> list[QWidget]:
    """Give rows with a hairline between each and the next."""
    parts: list[QWidget] = []
    for row in rows:
        parts += [rule(), row] if parts else [row]
    return parts


def _left_out(changes: Sequence[Change]) -> list[QWidget]:
    words = pack_words.unknown(changes)
    return [rule(), label(words, "secondary")] if words else []
