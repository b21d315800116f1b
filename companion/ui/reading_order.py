# SPDX-License-Identifier: Apache-2.0
"""The Tab key goes as one reads.

Qt goes in the order in which the parts were made, which for what is shown anew with each change is
another; and from a page that hands the keyboard on to one of its parts it never comes to those
before that part.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
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
    children = [each for each in place.children() if isinstance(each, QWidget)]
    laid = list(_in_order(layout, children)) if layout is not None else []
    for each in laid:
        yield from _parts(each)
    for child in children:
        if child not in laid and not child.isWindow():
            yield from _parts(child)


def _in_order(layout: QLayout, among: Sequence[QWidget]) -> Iterator[QWidget]:
    """Give the widgets of a layout, and of those inside it, as they are read.

    They are asked for their place. To go through the layout's items instead would make an object of
    Python's for each, and Qt deletes items without a word to it.
    """
    inner = [each for each in layout.children() if isinstance(each, QLayout)]
    found: list[tuple[int, QWidget | QLayout]] = [
        *((layout.indexOf(each), each) for each in among),
        *((layout.indexOf(each), each) for each in inner),
    ]
    placed = [(_place(layout, at), each) for at, each in found if at >= 0]
    for _at, each in sorted(placed, key=itemgetter(0)):
        if isinstance(each, QLayout):
            yield from _in_order(each, among)
        else:
            yield each


def _place(layout: QLayout, at: int) -> tuple[int, int]:
    """Give where something stands in a layout, so that what is read first comes first."""
    if isinstance(layout, QGridLayout):
        place: Any = layout.getItemPosition(at)  # a tuple, which the stubs do not tell
        return place[0], place[1]
    backwards = isinstance(layout, QBoxLayout) and layout.direction() in BACKWARDS
    return 0, -at if backwards else at
