# SPDX-License-Identifier: Apache-2.0
"""Words to type in place: a draft is kept while they are typed, and one press saves them."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from companion.domain.faults import Impossible
from companion.domain.records import Entry, Record
from companion.language import _
from companion.problem import Problem
from companion.ui import words
from companion.ui.context import Context
from companion.ui.forms.form import Form, Keeper
from companion.ui.widgets.basics import button, key_hint, label, row
from companion.ui.widgets.fields import WordsField

WORDS = "words"


class KeptWords(Form):
    """One field of an entry, with its draft.

    ``make`` gives the record from what was typed, ``what`` says what was saved. ``as_kept`` is what
    stands in the entry, ``entry`` is None where a new one is made, which empties the field.
    """

    def __init__(
        self,
        context: Context,
        name: str,
        *,
        draft: str,
        make: Callable[[str], Record],
        what: str,
        entry: Entry[Record] | None = None,
        as_kept: str = "",
        lines: int = 1,
        says: str = "",
    ) -> None:
        self._name, self._lines, self._says = name, lines, says or _("Save")
        self._make, self._what = make, what
        self._entry, self._as_kept = entry, as_kept
        super().__init__(context)
        self.field.set_raw(as_kept)
        self._shown = self.field.value()
        self._keeper = Keeper(self, draft)
        self._keeper.restore()
        self.edited.connect(self._on_edited)
        self._on_edited()

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.field.value()

    def make(self) -> Record:
        """Give the record; words not changed stay as they were, sign by sign."""
        typed = self.typed
        return self._make(self._as_kept if typed == self._shown else typed)

    def save(self) -> None:
        """Save what was typed, or say at the field why it could not be; an empty new one waits."""
        self.field.show_fault("")
        if self._entry is None and not self.typed.strip():
            self.field.control().setFocus(Qt.FocusReason.OtherFocusReason)
            return
        try:
            self.context.save(self.make(), self._what, self._entry, draft=self._keeper.name)
        except (Impossible, Problem) as refused:
            self.field.show_fault(words.refused(refused))
            return
        self._keeper.drop()
        self._shown = self._as_kept = self.typed
        if self._entry is None:
            self._shown = self._as_kept = ""
            self.empty()
        self._on_edited()

    def keep_draft(self) -> None:
        """Keep what was typed and is not kept yet."""
        self._keeper.keep_now_if_waiting()

    def control(self) -> QWidget:
        """Give the editor."""
        return self.field.control()

    @property
    def is_worked_on(self) -> bool:
        """Whether the focus is in it: on the editor, or on the button below."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _build(self) -> None:
        self.body.setSpacing(8)
        self.field = WordsField(self._name, lines=self._lines)
        self.add(WORDS, self.field)
        self.button = button(self._says, "outline", name=f"{self._says}: {self._name}")
        self._hint = key_hint("Ctrl+Return")
        self._waits = label(_("Not saved yet, but kept as a draft."), "small")
        self.body.addLayout(row(self.button, self._hint, 1))
        self.body.addWidget(self._waits)
        self.button.clicked.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self, self.save)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if isinstance(self.field.edit, QLineEdit):
            self.field.edit.returnPressed.connect(self.save)

    def _on_edited(self) -> None:
        """Offer to save as soon as there is something that is not saved."""
        waits = self.typed != self._shown
        self.button.setVisible(waits or self._entry is None)
        self._hint.setVisible(waits)
        self._waits.setVisible(waits)
