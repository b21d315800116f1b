# SPDX-License-Identifier: Apache-2.0
"""The Tab key goes as one reads.

Qt goes in the order in which the parts were made, which for what is shown anew with each change is
another; and from a page that hands the keyboard on to one of its parts it never comes to those
before that part.
"""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QAbstractSpinBox,
    QBoxLayout,
    QComboBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QScrollArea,
    QWidget,
)

WHOLE = (QAbstractSpinBox, QComboBox, QLineEdit)
"""What is made of parts that are none to the person."""

BACKWARDS = (QBoxLayout.Direction.BottomToTop, QBoxLayout.Direction.RightToLeft)


def go_on(place: QWidget, *, forward: bool) -> bool:
    """Give the keyboard to the next stop of a place, or the one before; tell whether there is one."""
    # The window's own: while another is the active one, the application tells of none in it.
    now: QWidget | None = place.window().focusWidget()
    line = [each for each in _parts(place) if each is now or _is_stop(each)]
    while now is not None and now not in line:
        now = now.parentWidget()
    at = line.index(now) if now is not None else -1
    onward = [*line[at + 1 :], *line[: max(0, at)]]
    stops = [each for each in onward if _is_stop(each)]
    if not stops:
        return False
    if forward:
        stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    else:
        stops[-1].setFocus(Qt.FocusReason.BacktabFocusReason)
    return True


def _is_stop(part: QWidget) -> bool:
    """Tell whether the Tab key comes to a part; one that hands the keyboard on is no stop itself."""
    takes = part.focusPolicy() & Qt.FocusPolicy.TabFocus and part.focusProxy() is None
    return bool(takes) and part.isEnabled()


def _parts(place: QWidget) -> Iterator[QWidget]:
    """Give what can be seen of a place in the order in which it is read: it itself first."""
    if not place.isVisible():
        return
    yield place
    if isinstance(place, QScrollArea):
        inner = place.widget()
        if inner is not None:
            yield from _parts(inner)
    elif not isinstance(place, (*WHOLE, QAbstractScrollArea)):
        yield from _inside(place)


def _inside(place: QWidget) -> Iterator[QWidget]:
    layout = place.layout()
    laid: set[QWidget] = set()
    if layout is not None:
        for each in _in_order(layout):
            laid.add(each)
            yield from _parts(each)
    for child in place.children():
        if isinstance(child, QWidget) and child not in laid and not child.isWindow():
            yield from _parts(child)


def _in_order(layout: QLayout) -> Iterator[QWidget]:
    """Give the widgets of a layout as they are read."""
    places = list(range(layout.count()))
    if isinstance(layout, QBoxLayout) and layout.direction() in BACKWARDS:
        places.reverse()
    elif isinstance(layout, QGridLayout):
        places.sort(key=lambda at: _cell(layout, at))
    for at in places:
        item = layout.itemAt(at)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _in_order(inner)


def _cell(grid: QGridLayout, at: int) -> tuple[int, int]:
    place: Any = grid.getItemPosition(at)  # a tuple, which the stubs do not tell
    return place[0], place[1]
