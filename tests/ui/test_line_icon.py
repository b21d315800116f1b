# SPDX-License-Identifier: Apache-2.0
"""The line icons: drawn when they are shown, and sharp on every screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QIcon
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from companion.preferences import Appearance
from companion.ui.line_icon import LineIcon
from companion.ui.theme import Theme

WITH_ROOM, ALONE = QSize(24, 20), QSize(20, 20)


def made(name: str = "sun", colour: str = "#ff0000") -> QIcon:
    return QIcon(LineIcon(name, colour, side=20, beside=4, turned=False))


@pytest.mark.usefixtures("qapp")
class TestDrawing:
    @pytest.mark.parametrize("density", [1, 2, 3, 4])
    @pytest.mark.parametrize("size", [WITH_ROOM, ALONE])
    def test_it_has_as_many_pixels_as_the_screen(self, size: QSize, density: int) -> None:
        picture = made().pixmap(size, density)
        assert picture.size() == size * density
        assert picture.devicePixelRatio() == density

    def test_it_is_in_its_colour_and_stands_where_reading_begins(self) -> None:
        picture = made().pixmap(WITH_ROOM, 1).toImage()
        seen = [(x, y) for x in range(24) for y in range(20) if picture.pixelColor(x, y).alpha()]
        assert seen
        assert max(x for x, _y in seen) < 20
        x, y = max(seen, key=lambda at: picture.pixelColor(*at).alpha())
        assert picture.pixelColor(x, y).red() > 200
        assert picture.pixelColor(x, y).green() < 50

    def test_it_is_paler_where_it_cannot_be_pressed(self) -> None:
        usual, pale = (
            made().pixmap(ALONE, 1, mode).toImage()
            for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled)
        )
        assert usual != pale

    def test_a_copy_draws_the_same(self) -> None:
        copy = QIcon(LineIcon("sun", "#ff0000", side=20, beside=4, turned=False).clone())
        assert copy.pixmap(ALONE, 2).toImage() == made().pixmap(ALONE, 2).toImage()
        assert not copy.isNull()
        assert copy.actualSize(ALONE) == ALONE
        assert set(map(QSize.toTuple, copy.availableSizes())) == {(24, 20), (20, 20)}


def test_nothing_is_drawn_before_it_is_shown(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []

    class Seen(QSvgRenderer):
        def __init__(self, content: QByteArray) -> None:
            drawn.append(content.size())
            super().__init__(content)

    monkeypatch.setattr("PySide6.QtSvg.QSvgRenderer", Seen)
    icon = Theme(Appearance.LIGHT, 100).icon("sun")
    assert drawn == []
    icon.pixmap(ALONE, 1)
    assert drawn


def test_one_that_is_missing_is_told_where_it_is_asked_for(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        Theme(Appearance.LIGHT, 100).icon("no-such-icon")
