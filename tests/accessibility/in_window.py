# SPDX-License-Identifier: Apache-2.0
"""What can be measured of a page in its window: its stops for the Tab key, and what does not fit."""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt, QTextBoundaryFinder
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDateTimeEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QWidget,
)

MOST = 600
"""Presses after which a ring of stops would long be closed."""

NEAR = 6
"""Pixels by which two things may be out of line that stand in one."""


def tab(*, back: bool = False) -> QWidget | None:
    """Press Tab, or Shift+Tab, and give what has the keyboard then."""
    modifier = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
    focused = QApplication.focusWidget()
    assert focused is not None, "nothing has the keyboard"
    QTest.keyClick(focused, key, modifier)
    return QApplication.focusWidget()


def ring(*, back: bool = False) -> list[QWidget]:
    """Press on until a stop comes again, and give the stops of the ring."""
    stops: list[QWidget] = []
    for _press in range(MOST):
        now = tab(back=back)
        assert now is not None, "the keyboard went nowhere"
        if isinstance(now, QDateTimeEdit) and stops[-1:] == [now]:
            continue  # from the day to the month, and on to the year
        if now in stops:
            return stops[stops.index(now) :]
        stops.append(now)
    raise AssertionError(f"no end of stops after {MOST}")


def from_top(stops: list[QWidget], page: QWidget) -> list[QWidget]:
    """Give the stops of a ring from the first in the page, wherever the ring was entered."""
    inside = [page.isAncestorOf(each) for each in stops]
    entries = [at for at, here in enumerate(inside) if here and not inside[at - 1]]
    first = entries[0] if entries else stops.index(min(stops, key=lambda each: _height(each, page)))
    return stops[first:] + stops[:first]


def _height(widget: QWidget, page: QWidget) -> tuple[int, int]:
    place = place_in(widget, page)
    return place.top(), place.left()


def stops_there_are(window: QWidget) -> set[QWidget]:
    """Give what can be seen and says that the Tab key comes to it."""
    return {
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.window() is window
        and each.focusProxy() is None
    }


def round_trip(window: QWidget, place: QWidget) -> list[str]:
    """Go round a window by Tab and back, and give what is not as it should be.

    ``place`` is the part of it whose order is that of reading.
    """
    there = from_top(ring(), place)
    back = ring(back=True)
    start = back.index(there[0]) if there[0] in back else 0
    turned = [*back[start + 1 :], *back[: start + 1]]
    wrong = []
    if list(reversed(turned)) != there:
        wrong.append(f"{[said(one) for one in there]}, but back {[said(one) for one in turned]}")
    missed = stops_there_are(window) - set(there)
    reached = {each for each in missed if any(each.isAncestorOf(stop) for stop in there)}
    wrong += [f"the Tab key does not come to {said(each)}" for each in missed - reached]
    inner = (place.widget() or place) if isinstance(place, QScrollArea) else place
    return [*wrong, *out_of_order(there, inner)]


def out_of_order(stops: list[QWidget], page: QWidget) -> Iterator[str]:
    """Give each step from one stop to the next that is against the direction of reading."""
    places = [(each, place_in(each, page)) for each in stops if page.isAncestorOf(each)]
    for (one, before), (other, after) in pairwise(places):
        if before.contains(after) or _scrolled_by(one) is not _scrolled_by(other):
            continue  # what stands below what is scrolled can be above its end
        in_line = after.top() < before.bottom() and before.top() < after.bottom()
        if in_line and after.left() < before.left() - NEAR:
            yield f"{said(other)} stands before {said(one)} in its line"
        elif after.bottom() <= before.top() and after.left() < before.right() - NEAR:
            yield f"{said(other)} stands above {said(one)}"


def _scrolled_by(widget: QWidget) -> QWidget | None:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above


def place_in(widget: QWidget, above: QWidget) -> QRect:
    """Give where a widget lies in one above it."""
    return QRect(widget.mapTo(above, QPoint()), widget.size())


def said(widget: QWidget) -> str:
    """Give a widget's kind and words, to find it by."""
    words = widget.accessibleName()
    if isinstance(widget, QAbstractButton | QLabel | QLineEdit):
        words = words or widget.text()
    return f"{type(widget).__name__} {words[:60]!r}"


def too_wide(page: QScrollArea) -> Iterator[str]:
    """Give what makes a page wider than what can be seen of it."""
    inner, seen = page.widget(), page.viewport().width()
    if inner is None or inner.width() <= seen:
        return
    wide = [
        each
        for each in inner.findChildren(QWidget)
        if each.isVisible() and place_in(each, inner).right() > seen
    ]
    deepest = [each for each in wide if not any(each.isAncestorOf(other) for other in wide)]
    told = ", ".join(said(each) for each in deepest[:6])
    yield f"{inner.width()} pixels wide where {seen} can be seen: {told}"


def cut_off(page: QWidget) -> Iterator[str]:
    """Give each label, button or list whose words do not fit into it."""
    for each in page.findChildren(QWidget):
        if not each.isVisible():
            continue
        if isinstance(each, QLabel) and each.text():
            yield from _cut_label(each)
        elif isinstance(each, QPushButton) and each.text():
            needed = _button_words(each)
            if needed > _button_room(each) + 1:
                yield f"{said(each)} has {_button_room(each)} for {needed} pixels of words"
        elif isinstance(each, QComboBox) and each.currentText():
            room, needed = _combo_room(each), _width(each, each.currentText())
            if needed > room + 1:
                yield f"{said(each)} has {room} for {needed} pixels of {each.currentText()!r}"


def _cut_label(label: QLabel) -> Iterator[str]:
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        if label.height() < needed - 1:
            yield f"{said(label)} is {label.height()} high and needs {needed}"
        widest = max((_width(label, part) for part in _unbroken(_plain(label))), default=0)
        around = label.width() - label.contentsRect().width()
        if widest > label.width() - around + 1:
            yield f"{said(label)} is {label.width()} wide, and a word needs {widest}"
    elif label.width() < label.minimumSizeHint().width() - 1:
        yield f"{said(label)} is {label.width()} wide and needs {label.minimumSizeHint().width()}"


def _unbroken(words: str) -> Iterator[str]:
    """Give the parts that no line is broken in: most words, and what an address has between its "/"."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, words)
    places = [0, *iter(finder.toNextBoundary, -1)]
    for start, end in pairwise(places):
        yield words[start:end].strip(" \n\u200b")


def _plain(label: QLabel) -> str:
    is_rich = label.textFormat() is Qt.TextFormat.RichText
    return QTextDocumentFragment.fromHtml(label.text()).toPlainText() if is_rich else label.text()


def _width(widget: QWidget, words: str) -> int:
    return widget.fontMetrics().horizontalAdvance(words)


def _button_words(button: QPushButton) -> int:
    # As it is drawn: what wraps of itself says its words in one line when it is asked.
    told = QPushButton.text(button).replace("&&", "\0").replace("&", "").replace("\0", "&")
    icon = 0 if button.icon().isNull() else button.iconSize().width() + 4
    return max(_width(button, line) for line in told.split("\n")) + icon


def _button_room(button: QPushButton) -> int:
    option = QStyleOptionButton()
    button.initStyleOption(option)
    element = QStyle.SubElement.SE_PushButtonContents
    return button.style().subElementRect(element, option, button).width()


def _combo_room(box: QComboBox) -> int:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    control = QStyle.ComplexControl.CC_ComboBox
    return box.style().subControlRect(control, option, field, box).width()
