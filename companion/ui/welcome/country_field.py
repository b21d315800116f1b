# SPDX-License-Identifier: Apache-2.0
"""The field in which a country is found as it is typed."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from companion.content import Content
from companion.domain.effect_search import holding
from companion.language import _
from companion.ui.spoken import announce
from companion.ui.widgets.basics import label
from companion.ui.widgets.editors import Line

ROWS = 5
LONGEST = 60
"""Letters that can be typed: more than any country's name has."""


class CountryField(QWidget):
    """A line to type into, and below it the countries that are left. Nothing is chosen before.

    Signal: ``chosen`` with the code of the country.
    """

    chosen = Signal(str)

    def __init__(self, content: Content, chosen: str | None) -> None:
        super().__init__()
        self._names = content.country_names
        self.edit = Line()
        self.edit.setText(self._names.get(chosen or "", ""))
        self.edit.setAccessibleName(_("Which country are you in?"))
        self.edit.setPlaceholderText(_("Start typing its name"))
        self.edit.setMaxLength(LONGEST)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Countries found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = label(_("No country here is called so. This is the whole list."), "small")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (self.edit, self.nothing, self.list):
            layout.addWidget(part)
        self.setFocusProxy(self.edit)
        self.edit.textEdited.connect(lambda _typed: self._offer(self.edit.text()))
        self.list.itemClicked.connect(self._choose)
        self._offer("")
        self.list.setVisible(chosen is None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the arrows and choose with Enter, as long as it is there."""
        if watched is self.edit and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride and self._takes(event):
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._on_key(event)
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Tell whether Enter chooses here, and is not the way on."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        return is_enter and not self.list.isHidden() and self.list.currentRow() >= 0

    def _on_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down:
                self._walk(1)
            case Qt.Key.Key_Up:
                self._walk(-1)
            case _ if self._takes(event):
                self._choose(self.list.currentItem())
            case _:
                return False
        return True

    def _walk(self, by: int) -> None:
        if self.list.isHidden():
            self._offer("")
        row = self.list.currentRow() + by
        self.list.setCurrentRow(min(self.list.count() - 1, max(0, row)))
        self._speak()

    def _offer(self, typed: str) -> None:
        """List what its name may mean; where that is nothing, every country, and none ahead."""
        names = {code: (name,) for code, name in self._names.items()}
        found = holding(names, typed)
        self.nothing.setVisible(not found)
        self.list.clear()
        for code in found or self._names:
            item = QListWidgetItem(self._names[code])
            item.setData(Qt.ItemDataRole.UserRole, code)
            self.list.addItem(item)
        self.list.setCurrentRow(0 if typed.strip() and found else -1)
        rows = min(ROWS, self.list.count())
        self.list.setFixedHeight(rows * max(28, self.list.sizeHintForRow(0)) + 18)
        self.list.show()
        if typed.strip() and found:
            self._speak()

    def _speak(self) -> None:
        """Say the country that Enter would choose: the list itself never has the focus."""
        announce(self.edit, self.list.currentItem().text())

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
