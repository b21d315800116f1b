# SPDX-License-Identifier: Apache-2.0
"""Medicines of note in the 24 hours before a session: taken or not, and neither is better."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from companion.content import Content
from companion.domain.medicine import as_taken, is_taken, taken_now
from companion.domain.medicine_of_note import kind_of, of_note
from companion.domain.records import Concomitant, Entry, Medicine
from companion.language import _
from companion.ui.medicines import do_not_stop
from companion.ui.widgets.basics import Flow, button, clear, label, row, scaled
from companion.ui.widgets.drop_down import DropDown
from companion.ui.widgets.editors import Line
from companion.ui.widgets.fields import Field, Raw, Unreadable
from companion.ui.widgets.scale import Choices


class _Known(Struct, frozen=True):
    """A medicine that is asked about by its name, and what was answered, None while nothing was."""

    medicine_id: str | None
    name: str
    kind: str
    taken: bool | None = None


class ConcomitantsField(Field[tuple[Concomitant, ...]]):
    """What of the medicines that teams ask about was taken: those on the list, and any other.

    An answer that was not given is not stored. What was answered keeps the name it had then.
    """

    def __init__(self, content: Content) -> None:
        super().__init__(_("Taken in the 24 hours before"))
        self._content = content
        self._medicines: Sequence[Entry[Medicine]] = ()
        self._day = date.min
        self.lines: list[_Line] = []
        self.own_lines: list[_OwnLine] = []
        self._none = label("", "secondary")
        self._also = label("", "secondary")
        self._places = QVBoxLayout()
        self._own_places = QVBoxLayout()
        self.more = button(_("Add another of these kinds"), "plain")
        for place in (self._places, self._own_places):
            place.setSpacing(10)
        self.layout_.setSpacing(8)
        self.layout_.addWidget(label(self.name))
        self.layout_.addWidget(self._none)
        self.layout_.addLayout(self._places)
        self.layout_.addLayout(self._own_places)
        self.layout_.addWidget(label(do_not_stop(), "small"))
        self.layout_.addLayout(row(self.more, 1))
        self.layout_.addWidget(self._also)
        self.more.clicked.connect(self._on_more)
        self._finish()

    def set_list(self, medicines: Iterable[Entry[Medicine]], day: date) -> None:
        """Ask about what is of note on the medicine list, for a session on this local day.

        One that was stopped on that day was still taken the day before, so it is asked about too.
        What was answered stays.
        """
        self._medicines = tuple(medicines)
        self._day = day
        self._show_lines([line.known for line in self.lines])
        self._show_others()

    def set_taken(self, taken: Iterable[Concomitant]) -> None:
        """Show what was answered."""
        found = [_Known(one.medicine_id, one.name, one.of_note, one.taken) for one in taken]
        self._show_lines([one for one in found if one.medicine_id is not None])
        self._show_own([one for one in found if one.medicine_id is None])

    def value(self) -> tuple[Concomitant, ...]:
        """Give what was answered; raises Unreadable for one that was added and is half told."""
        told = [*(line.known for line in self.lines), *(line.known for line in self.own_lines)]
        half_told = [line.edit for line in self.own_lines if line.is_half_told]
        if half_told:
            raise Unreadable(
                _("Please give its name, its kind, and whether it was taken, or remove it."),
                *half_told,
            )
        return tuple(
            Concomitant(
                medicine_id=one.medicine_id, name=one.name, of_note=one.kind, taken=one.taken
            )
            for one in told
            if one.taken is not None
        )

    def raw(self) -> Raw:
        """Give what was answered and what was added, as JSON."""
        listed = [line.known for line in self.lines if line.known.taken is not None]
        added = [line.known for line in self.own_lines if not line.is_empty]
        return json.dumps(
            [[one.medicine_id, one.name, one.kind, one.taken] for one in (*listed, *added)]
        )

    def set_raw(self, raw: Raw) -> None:
        """Put back what was answered and added."""
        found = [_Known(*one) for one in json.loads(str(raw or "[]"))]
        self._show_lines([one for one in found if one.medicine_id is not None])
        self._show_own([one for one in found if one.medicine_id is None])

    def control(self) -> QWidget:
        """Give the first half-told name, else the way to add one."""
        half = (line.edit for line in self.own_lines if line.is_half_told)
        return next(half, self.more)

    # ---- lines

    def _show_lines(self, answered: Iterable[_Known]) -> None:
        """Show a line for each one on the list, with its answer, and for each other answered."""
        left = [one for one in answered if one.taken is not None]
        wanted = []
        for known in self._of_note():
            same = next((one for one in left if one.medicine_id == known.medicine_id), None)
            if same is not None:
                left.remove(same)
            wanted.append(same or known)
        wanted += left
        if wanted != [line.known for line in self.lines]:
            clear(self._places)
            self.lines = [_Line(self._content, known) for known in wanted]
            for line in self.lines:
                self._places.addWidget(line)
                line.edited.connect(self.edited.emit)
        self._show_none()

    def _of_note(self) -> list[_Known]:
        kinds = self._content.medicines_of_note.values()
        days = (self._day - timedelta(days=1), self._day) if self._day > date.min else ()
        taken = [
            entry
            for entry in sorted(self._medicines, key=lambda each: each.record.name.casefold())
            if any(is_taken(entry.record, day) for day in days)
        ]
        found = ((entry, kind_of(entry.record, kinds)) for entry in taken)
        return [_Known(entry.id, entry.record.name.strip(), kind) for entry, kind in found if kind]

    def _show_own(self, own: Iterable[_Known]) -> None:
        clear(self._own_places)
        self.own_lines = []
        for known in own:
            self._add_own(known)
        self._show_none()

    def _add_own(self, known: _Known) -> "_OwnLine":
        line = _OwnLine(self._content, known)
        line.edited.connect(self.edited.emit)
        line.removed.connect(lambda: self._remove(line))
        self.own_lines.append(line)
        self._own_places.addWidget(line)
        return line

    def _on_more(self) -> None:
        line = self._add_own(_Known(None, "", ""))
        self._show_none()
        line.edit.setFocus()

    def _remove(self, line: "_OwnLine") -> None:
        self.own_lines.remove(line)
        self._own_places.removeWidget(line)
        line.hide()
        line.deleteLater()
        self.show_fault("")
        self._show_none()
        self.more.setFocus()
        self.edited.emit()

    def _show_none(self) -> None:
        self._none.setVisible(not self.lines and not self.own_lines)
        kinds = self._content.medicine_of_note_words
        named = _(", ").join(kinds[each].name for each in self._content.medicines_of_note)
        self._none.setText(
            _(
                "Teams ask about these kinds: {kinds}. Companion found none of them on your "
                "medicine list. If you took one, you can add it here."
            ).format(kinds=named)
        )

    def _show_others(self) -> None:
        """Say what else is on the list; whether it was taken is not known here."""
        asked = {line.known.medicine_id for line in self.lines}
        others = [
            entry.record for entry in taken_now(self._medicines, self._day) if entry.id not in asked
        ]
        told = [
            " ".join(
                part for part in (one.name.strip(), as_taken(one, self._day).dose.strip()) if part
            )
            for one in others
        ]
        self._also.setText(_("Also on your list: {medicines}").format(medicines=_(", ").join(told)))
        self._also.setVisible(bool(told))


class _Answer(Choices):
    """Taken or not taken, which look alike."""

    def __init__(self, name: str) -> None:
        options = ((True, _("taken")), (False, _("not taken")))
        super().__init__(name, options, role="evenChoice")

    @property
    def taken(self) -> bool | None:
        """What was answered, None while nothing was."""
        return self.value if isinstance(self.value, bool) else None


class _Line(QWidget):
    """One medicine by its name, with the two answers and why teams ask.

    Signal: ``edited``.
    """

    edited = Signal()

    def __init__(self, content: Content, known: _Known) -> None:
        super().__init__()
        self._known = known
        self.answer = _Answer(known.name)
        self.answer.set_value(known.taken)
        self.answer.changed.connect(lambda _value: self.edited.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        line = row(label(known.name, "strong"), self.answer, spacing=12)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(label(_why(content, known.kind), "small"))

    @property
    def known(self) -> _Known:
        """What it is, and what was answered."""
        one = self._known
        return _Known(one.medicine_id, one.name, one.kind, self.answer.taken)


class _OwnLine(QWidget):
    """One that is not on the list: its name, its kind, and the two answers.

    The kind follows from the name where that is known, until one is chosen. Signals: ``edited``;
    ``removed`` when it is to go.
    """

    edited = Signal()
    removed = Signal()

    def __init__(self, content: Content, known: _Known) -> None:
        super().__init__()
        self._content = content
        self._chosen = bool(known.kind)
        self.edit = Line()
        self.edit.setText(known.name)
        self.edit.setPlaceholderText(_("Its name"))
        self.edit.setAccessibleName(_("Another medicine: its name"))
        self.edit.setMinimumWidth(scaled(150))
        self.edit.setCursorPosition(0)
        self.kind = DropDown()
        self.kind.setAccessibleName(_("Another medicine: which kind"))
        self.kind.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kind.setMinimumContentsLength(19)
        self.kind.addItem(_("Which kind?"), "")
        for each in content.medicines_of_note:
            self.kind.addItem(content.medicine_of_note_words[each].name, each)
        if known.kind and self.kind.findData(known.kind) < 0:
            self.kind.addItem(known.kind, known.kind)
        self.kind.setCurrentIndex(max(0, self.kind.findData(known.kind)))
        self.answer = _Answer(_("Another medicine"))
        self.answer.set_value(known.taken)
        self.remove = button(_("Remove"), "quiet", name=_("Remove this medicine"))
        self._reason = label("", "small")
        flow = Flow(spacing=8)
        for part in (self.edit, self.kind, self.answer, self.remove):
            flow.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(flow)
        layout.addWidget(self._reason)
        self._show_reason()
        self.edit.textChanged.connect(self._on_name)
        self.kind.activated.connect(self._on_kind)
        self.answer.changed.connect(lambda _value: self.edited.emit())
        self.remove.clicked.connect(self.removed.emit)

    @property
    def known(self) -> _Known:
        """What was typed and chosen so far."""
        return _Known(None, self.edit.text(), str(self.kind.currentData()), self.answer.taken)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed or chosen."""
        return self.known == _Known(None, "", "")

    @property
    def is_half_told(self) -> bool:
        """Whether something is missing to what was typed or chosen."""
        told = self.known
        whole = bool(told.name.strip()) and bool(told.kind) and told.taken is not None
        return not whole and not self.is_empty

    def _on_name(self, name: str) -> None:
        if not self._chosen:
            kind = of_note(name, self._content.medicines_of_note.values()) or ""
            self.kind.setCurrentIndex(self.kind.findData(kind))
            self._show_reason()
        self.edited.emit()

    def _on_kind(self) -> None:
        self._chosen = bool(self.kind.currentData())
        self._show_reason()
        self.edited.emit()

    def _show_reason(self) -> None:
        kind = str(self.kind.currentData())
        self._reason.setText(_why(self._content, kind))
        self._reason.setVisible(bool(kind))


def _why(content: Content, kind: str) -> str:
    """Give a kind's name, and why teams ask about it; an unknown kind is shown as it is."""
    words = content.medicine_of_note_words.get(kind)
    return _("{kind}. {why}").format(kind=words.name, why=words.why) if words else kind
