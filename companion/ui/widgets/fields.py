# SPDX-License-Identifier: Apache-2.0
"""Fields of a form: each shows its name, its value and, when refused, the sentence why.

A field's raw value is what was typed, as plain JSON, so that a half-filled form can be kept as
a draft and shown again as it was.
"""

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from companion.domain.typed_number import NotOneNumber, read_number
from companion.language import _
from companion.numbers import as_digits, exact
from companion.ui.spoken import ToggleButton, name_by
from companion.ui.widgets.basics import Flow, button, label, restyle, row, scaled
from companion.ui.widgets.drop_down import DropDown
from companion.ui.widgets.editors import Line, Lines
from companion.ui.widgets.scale import Choices, Scale

Raw = str | int | float | bool | None

T = TypeVar("T")


class Unreadable(ValueError):
    """What stands in a field is no value of its kind. The text is the sentence to show.

    ``at`` are the parts of the field where it stands; none where the field has but one.
    """

    def __init__(self, sentence: str, *at: QWidget) -> None:
        super().__init__(sentence)
        self.at = at


def read_all(reads: Iterable[Callable[[], T]]) -> list[T]:
    """Give what each read gives; raises one Unreadable with all that is to be said of them."""
    found: list[T] = []
    refused: list[Unreadable] = []
    for read in reads:
        try:
            found.append(read())
        except Unreadable as error:
            refused.append(error)
    if refused:
        sentences = dict.fromkeys(map(str, refused))
        raise Unreadable("\n".join(sentences), *(part for error in refused for part in error.at))
    return found


def number_in(edit: QLineEdit, *, whole: bool = False) -> float | None:
    """Give the number typed into a line, None where it is empty; raises Unreadable for none."""
    try:
        return read_number(edit.text(), whole=whole)
    except NotOneNumber as error:
        raise Unreadable(_why(error, whole=whole), edit) from None


def _why(error: NotOneNumber, *, whole: bool) -> str:
    match [as_digits(one) for one in error.instead]:
        case [large, small]:
            told = _("This could mean {large} or {small}. Please write one of these.")
            return told.format(large=large, small=small)
        case [number]:
            return _("Please write this as {number}.").format(number=number)
        case _:
            return _("This needs a whole number.") if whole else _("This needs a number.")


class Field(QWidget, Generic[T]):
    """A named place for one value.

    Signal: ``edited`` whenever the person changes it.
    """

    edited = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.layout_ = QVBoxLayout(self)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(6)
        self._fault = label("", "fault")
        self._fault.hide()
        self._marked: tuple[QWidget, ...] = ()

    def value(self) -> T:
        """Give the value; raises Unreadable when what was typed is none."""
        raise NotImplementedError

    def raw(self) -> Raw:
        """Give what stands in the field."""
        raise NotImplementedError

    def set_raw(self, raw: Raw) -> None:
        """Put something back into the field."""
        raise NotImplementedError

    def merged(self, before: Raw, typed: Raw) -> Raw:
        """Give what is to stand here, where ``before`` was changed to what was ``typed``."""
        del before
        return typed

    def control(self) -> QWidget:
        """Give the control that takes the focus."""
        raise NotImplementedError

    @property
    def refused(self) -> bool:
        """Whether a sentence stands here that says why it is refused."""
        return bool(self._fault.text())

    def at_fault(self) -> QWidget:
        """Give the first part that is marked as refused; its control where none is."""
        return next(filter(isValid, self._marked), self.control())

    def show_fault(self, sentence: str, *at: QWidget) -> None:
        """Say why it is refused, and mark the parts ``at`` fault, or else its control.

        An empty sentence takes that back.
        """
        marked = (at or (self.control(),)) if sentence else ()
        if (sentence, marked) == (self._fault.text(), self._marked):
            return
        self._fault.setText(sentence)
        self._fault.setVisible(bool(sentence))
        for part in filter(isValid, dict.fromkeys((*self._marked, *marked))):
            restyle(part, faulty=part in marked)
            part.setAccessibleDescription(sentence if part in marked else "")
        self._marked = marked

    def sentence(self) -> QLabel:
        """Give the line that says why it is refused, for a place with more room than it has."""
        return self._fault

    def _add_name(self, control: QWidget, *, wrap: bool = True) -> None:
        """Put the name above its control, tied to it."""
        words = label(self.name, wrap=wrap)
        name_by(words, control)
        self.layout_.addWidget(words)

    def _finish(self) -> None:
        self.layout_.addWidget(self._fault)


def abreast(*fields: Field[Any]) -> QVBoxLayout:
    """Give narrow fields side by side; why one is refused stands below all, where there is room."""
    flow = Flow(spacing=12, top=True)
    whole = QVBoxLayout()
    whole.setSpacing(6)
    whole.addLayout(flow)
    for field in fields:
        flow.addWidget(field)
        whole.addWidget(field.sentence())
    return whole


LINE_ENDS = str.maketrans("\u2028\u2029", "\n\n")
"""What an editor keeps in the place of a line's end."""


class WordsField(Field[str]):
    """Free words, one line or several; kept exactly as typed."""

    def __init__(
        self, name: str, *, lines: int = 1, hint: str = "", show_name: bool = True
    ) -> None:
        super().__init__(name)
        self.edit: QLineEdit | QPlainTextEdit
        if lines == 1:
            self.edit = Line()
        else:
            self.edit = Lines()
            self.edit.setTabChangesFocus(True)
            self.edit.setFixedHeight(scaled(24 * lines) + 20)
        self.edit.setPlaceholderText(hint)
        self.edit.setAccessibleName(name)
        if show_name:
            self._add_name(self.edit)
        self.layout_.addWidget(self.edit)
        self.edit.textChanged.connect(lambda *_text: self.edited.emit())
        self._finish()

    def value(self) -> str:
        """Give the words as typed."""
        if isinstance(self.edit, QLineEdit):
            return self.edit.text()
        # As plain text it would give each space that does not break as one that does.
        return self.edit.document().toRawText().translate(LINE_ENDS)

    def raw(self) -> Raw:
        """Give the words as typed."""
        return self.value()

    def set_raw(self, raw: Raw) -> None:
        """Put words back."""
        words = "" if raw is None else str(raw)
        if isinstance(self.edit, QLineEdit):
            self.edit.setText(words)
        else:
            self.edit.setPlainText(words)

    def control(self) -> QWidget:
        """Give the editor."""
        return self.edit


class NumberField(Field[float | None]):
    """A number that may stay empty; a decimal point or comma is understood.

    A number that was shown and not changed comes back as it was, however it is written.
    """

    def __init__(
        self,
        name: str,
        *,
        whole: bool = False,
        width: int = 92,
        unit: str = "",
        show_name: bool = True,
    ) -> None:
        super().__init__(name)
        self._whole = whole
        self._shown: tuple[str, float] | None = None
        self.edit = Line()
        self.edit.setAccessibleName(name)
        self.edit.setMaximumWidth(scaled(width))
        self.edit.setMinimumWidth(scaled(min(width, 58)))
        if show_name:
            self._add_name(self.edit, wrap=False)
        if unit:
            self.layout_.addLayout(row(self.edit, label(unit, "secondary", wrap=False), 1))
        else:
            self.layout_.addWidget(self.edit)
        self.edit.textChanged.connect(lambda *_text: self.edited.emit())
        self._finish()

    def value(self) -> float | None:
        """Give the number, or None when the field is empty."""
        if self._shown is not None and self._shown[0] == self.edit.text():
            return self._shown[1]
        return number_in(self.edit, whole=self._whole)

    def raw(self) -> Raw:
        """Give what was typed."""
        return self.edit.text()

    def set_raw(self, raw: Raw) -> None:
        """Show a number, or put back what was typed."""
        shown = "" if raw is None else exact(raw) if isinstance(raw, float) else str(raw)
        if not isinstance(raw, str):
            self._shown = (shown, raw) if isinstance(raw, float) else None
        self.edit.setText(shown)

    def control(self) -> QWidget:
        """Give the editor."""
        return self.edit


class ScaleField(Field[int | None]):
    """A 0–10 scale in a form."""

    def __init__(
        self, name: str, low: str, high: str, *, aside: str = "", long: bool = False
    ) -> None:
        super().__init__(name)
        self.scale = Scale(name, low, high, aside=aside, long=long)
        self.layout_.addWidget(self.scale)
        self.scale.changed.connect(lambda _value: self.edited.emit())
        self._finish()

    def value(self) -> int | None:
        """Give the chosen number or None."""
        return self.scale.value

    def raw(self) -> Raw:
        """Give the chosen number or None."""
        return self.scale.value

    def set_raw(self, raw: Raw) -> None:
        """Choose a number again."""
        self.scale.set_value(raw if isinstance(raw, int) else None)

    def control(self) -> QWidget:
        """Give the scale."""
        return self.scale


class ChoiceField(Field[str | None]):
    """One of a few; the values are the texts of an enum. A ``needed`` one cannot stay empty."""

    def __init__(
        self,
        name: str,
        options: Iterable[tuple[str, str]],
        *,
        needed: bool = False,
        show_name: bool = True,
    ) -> None:
        super().__init__(name)
        self._needed = needed
        self.choices = Choices(name, options)
        if show_name:
            self.layout_.addWidget(label(name))
        self.layout_.addWidget(self.choices)
        self.choices.changed.connect(lambda _value: self.edited.emit())
        self._finish()

    def value(self) -> str | None:
        """Give the chosen value or None."""
        chosen = self.choices.value
        if isinstance(chosen, str):
            return chosen
        if self._needed:
            raise Unreadable(_("This is needed before it can be saved."))
        return None

    def raw(self) -> Raw:
        """Give the chosen value or None."""
        chosen = self.choices.value
        return chosen if isinstance(chosen, str) else None

    def set_raw(self, raw: Raw) -> None:
        """Choose again."""
        self.choices.set_value(raw)

    def control(self) -> QWidget:
        """Give the first choice."""
        return next(iter(self.choices.buttons.values()))


class ToggleField(Field[bool]):
    """One thing that is so or is not."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.box = button(words, "choice", kind=ToggleButton)
        self.box.setCheckable(True)
        self.layout_.addLayout(row(self.box, 1))
        self.box.clicked.connect(lambda _checked: self.edited.emit())
        self._finish()

    def value(self) -> bool:
        """Tell whether it is so."""
        return self.box.isChecked()

    def raw(self) -> Raw:
        """Tell whether it is so."""
        return self.box.isChecked()

    def set_raw(self, raw: Raw) -> None:
        """Say again whether it is so."""
        self.box.setChecked(bool(raw))

    def control(self) -> QWidget:
        """Give the button."""
        return self.box


class PickField(Field[str]):
    """One of many, from a list that drops down."""

    def __init__(self, name: str, options: Iterable[tuple[str, str]]) -> None:
        super().__init__(name)
        self.box = DropDown()
        self.box.setAccessibleName(name)
        for value, words in options:
            self.box.addItem(words, value)
        self._add_name(self.box)
        self.layout_.addWidget(self.box)
        self.box.currentIndexChanged.connect(lambda _index: self.edited.emit())
        self._finish()

    def value(self) -> str:
        """Give the chosen value."""
        return str(self.box.currentData())

    def raw(self) -> Raw:
        """Give the chosen value."""
        return self.value()

    def set_raw(self, raw: Raw) -> None:
        """Choose again."""
        self.box.setCurrentIndex(max(0, self.box.findData(raw)))

    def offer(self, value: str) -> None:
        """Offer a value that is not in the list, under its own name."""
        if self.box.findData(value) < 0:
            self.box.addItem(value, value)

    def control(self) -> QWidget:
        """Give the list."""
        return self.box
