# SPDX-License-Identifier: Apache-2.0
"""A table of words that a screen reader can walk through: one model, however many rows."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from companion.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Sorted = tuple[int, Qt.SortOrder]
ROOT = QModelIndex()
ORDER = Qt.ItemDataRole.UserRole


class WordModel(QAbstractTableModel):
    """Rows of words under their columns; no widget and no item is made for any of them.

    ``cell`` gives the words of a row in a column, and ``order`` what a column is sorted by;
    ``sorted_by`` is the column by which the rows stand sorted already.
    """

    def __init__(
        self,
        columns: Sequence[str],
        rows: Sequence[Any],
        cell: Callable[[Any, int], str],
        order: Callable[[Any, int], Any] | None = None,
        sorted_by: Sorted | None = None,
    ) -> None:
        super().__init__()
        self._sorted_by = sorted_by
        self._columns, self._rows = tuple(columns), list(rows)
        self._cell, self._order = cell, order

    def rowCount(self, parent: Index = ROOT) -> int:
        """Give how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Give how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """Give the words of a cell; a screen reader hears its column too."""
        if not index.isValid():
            return None
        words = self._cell(self._rows[index.row()], index.column())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._columns[index.column()]}: {words}"
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Give the words of a column's head."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what is alike there keeps its order."""
        by = self._order
        if by is None or (column, order) == self._sorted_by:
            return
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        backwards = order is Qt.SortOrder.DescendingOrder
        self._rows.sort(key=lambda row: by(row, column), reverse=backwards)
        self.layoutChanged.emit()


class WordTable(QTableView):
    """Shows such a model: read row by row with the arrows, left with Tab."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._rows = 0
        self.setAccessibleName(name)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setShowGrid(False)
        self.verticalHeader().setDefaultSectionSize(theme.scaled(32))
        self.verticalHeader().setMinimumSectionSize(theme.scaled(28))
        self.horizontalHeader().setHighlightSections(False)
        # Looking through some rows is enough for a width; ten years have twenty thousand.
        self.horizontalHeader().setResizeContentsPrecision(60)
        self.horizontalHeader().sectionResized.connect(self._fit)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_model(self, model: WordModel, *, most_rows: int) -> None:
        """Show a model, at most so many rows high before it scrolls."""
        earlier = self.model()
        self.setModel(model)
        model.setParent(self)
        if earlier is not None:
            earlier.deleteLater()
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setStretchLastSection(True)
        self._rows = min(model.rowCount(), most_rows)
        # Fixed, so that the room for the columns never hangs on the height that hangs on them.
        always, never = Qt.ScrollBarPolicy.ScrollBarAlwaysOn, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(always if model.rowCount() > most_rows else never)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room for the bar below where the columns are wider than the table."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        head = self.horizontalHeader()
        height = head.sizeHint().height() + self._rows * self._theme.scaled(32) + 6
        if head.length() > self.viewport().width():
            height += self.horizontalScrollBar().sizeHint().height()
        if height != self.height():
            self.setFixedHeight(height)
