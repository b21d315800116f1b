# SPDX-License-Identifier: Apache-2.0
"""Every page looks as it did when its picture was last looked at.

``python -m tests.ui.pictures`` draws the references anew. A page that fails leaves what was
expected, what is there and where they differ, side by side, in the test's own folder.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from companion.ui.cards.check_in import CheckInCard
from companion.ui.main_window import MainWindow
from tests.ui import pictures

MOST = 2_500_000
"""So many bytes all references may be."""


class Taken:
    """The pictures of each look, taken when one of them is first asked for."""

    def __init__(self) -> None:
        self._looks = {look.name: look for look in pictures.looks()}
        self._kept: dict[str, Image.Image] = {}

    def of(self, name: str) -> Image.Image:
        """Give a page's full picture."""
        if name not in self._kept:
            look = next(each for each in self._looks.values() if name in pictures.of_look(each))
            self._kept.update(pictures.pictures([look]))
        return self._kept[name]


@pytest.fixture(scope="module")
def taken(qapp: QApplication) -> Taken:
    del qapp
    return Taken()


def kept(name: str) -> Image.Image:
    return Image.open(pictures.REFERENCES / f"{name}.png")


@pytest.mark.parametrize("name", pictures.names())
def test_the_page_looks_as_it_did(name: str, taken: Taken, tmp_path: Path) -> None:
    found = pictures.compare(kept(name), taken.of(name))
    if found.matters:
        taken.of(name).save(tmp_path / f"{name}.png")
        found.beside.save(tmp_path / f"{name}-beside.png")
    assert not found.matters, (
        f"{name}: {found.off} of {found.of} parts look different; see {tmp_path}"
    )


def test_there_is_one_reference_for_each_picture_and_all_are_small() -> None:
    files = sorted(pictures.REFERENCES.iterdir())
    assert [path.stem for path in files] == sorted(pictures.names())
    assert sum(path.stat().st_size for path in files) < MOST


# --- what is found, and what is not ---------------------------------------------------------------


EMPTY = next(look for look in pictures.looks() if look.is_empty)


@pytest.fixture
def usual(qapp: QApplication, tmp_path: Path) -> Iterator[tuple[MainWindow, Image.Image]]:
    """Today, and its reference."""
    del qapp
    with pictures.the_same_everywhere(), pictures.shown(EMPTY, tmp_path) as window:
        yield window, pictures.reference(pictures.picture(window, "today"))


def save_button(window: MainWindow) -> QPushButton:
    return next(each for each in window.findChildren(QPushButton) if each.text() == "Save check-in")


def small_label(window: MainWindow) -> QLabel:
    return next(each for each in window.findChildren(QLabel) if each.text() == "about 15 seconds")


def move_a_button(window: MainWindow) -> None:
    made = save_button(window)
    made.move(made.pos() + QPoint(12, 0))


def change_the_colour_of_a_card(window: MainWindow) -> None:
    card = window.findChild(CheckInCard)
    assert card is not None
    colour = window.context.theme.colours["bg"]
    card.setStyleSheet(f"CheckInCard {{ background: {colour}; }}")


def lose_a_label(window: MainWindow) -> None:
    shown = small_label(window)
    shown.setFixedSize(shown.size())
    shown.clear()


def clip_a_button(window: MainWindow) -> None:
    made = save_button(window)
    made.resize(made.width() - 40, made.height())


def change_the_colour_of_words(window: MainWindow) -> None:
    small_label(window).setStyleSheet(f"color: {window.context.theme.colours['danger']};")


@pytest.mark.parametrize(
    "change",
    [
        move_a_button,
        change_the_colour_of_a_card,
        lose_a_label,
        clip_a_button,
        change_the_colour_of_words,
    ],
)
def test_what_looks_different_is_found(
    change: Callable[[MainWindow], None], usual: tuple[MainWindow, Image.Image]
) -> None:
    window, before = usual
    assert pictures.compare(before, pictures.as_it_is(window)).off == 0
    change(window)
    assert pictures.compare(before, pictures.as_it_is(window)).matters


def test_letters_that_another_computer_draws_a_little_differently_are_not(
    usual: tuple[MainWindow, Image.Image], tmp_path: Path
) -> None:
    window, before = usual
    window.close()
    other = EMPTY._replace(name="hinted")
    with (
        pictures.the_same_everywhere(QFont.HintingPreference.PreferDefaultHinting),
        pictures.shown(other, tmp_path) as window,
    ):
        after = pictures.picture(window, "today")
    assert pictures.reference(after).tobytes() != before.tobytes()
    assert not pictures.compare(before, after).matters
