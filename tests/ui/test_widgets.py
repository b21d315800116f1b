# SPDX-License-Identifier: Apache-2.0
"""The parts of every page: scales and choices, lines that wrap, columns that fold, pages shown."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING
from weakref import ref

import pytest
from PySide6.QtCore import QBuffer, QIODevice, QRect, Qt, QThreadPool
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QVBoxLayout, QWidget

from companion.ui.task import Task
from companion.ui.widgets.at_once import at_once
from companion.ui.widgets.basics import (
    Card,
    Columns,
    Flow,
    button,
    clear,
    label,
    restyle,
    row,
    set_shown,
    stack,
)
from companion.ui.widgets.preview import PageView, Preview
from companion.ui.widgets.scale import Choices, Scale
from tests.ui.gestures import bring_up, press

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.ui.context import Context


@pytest.fixture
def scale(qtbot: QtBot, context: Context) -> Scale:
    made = Scale("Mood", "very low", "very good")
    qtbot.addWidget(made)
    made.resize(700, 120)
    bring_up(qtbot, made)
    made.setFocus()
    return made


def key(qtbot: QtBot, what: str | Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    qtbot.keyClick(focused, what)


class TestScale:
    @pytest.mark.parametrize(("typed", "value"), [*((str(n), n) for n in range(10)), ("+", 10)])
    def test_one_key_is_one_answer(
        self, qtbot: QtBot, scale: Scale, typed: str, value: int
    ) -> None:
        with qtbot.waitSignal(scale.changed) as told:
            key(qtbot, typed)
        assert told.args == [value]
        assert scale.value == value
        assert [n for n, one in enumerate(scale.buttons) if one.isChecked()] == [value]
        assert scale.accessibleName() == f"Mood, {value}"

    @pytest.mark.parametrize("width", [300, 420, 600, 900])
    @pytest.mark.parametrize("long", [False, True])
    def test_it_is_as_high_as_its_words_and_numbers_need(
        self, qtbot: QtBot, context: Context, *, width: int, long: bool
    ) -> None:
        name = "How well the day went, " * 6 if long else "Mood"
        made = Scale(name, "the lowest there is", "the highest there is", long=long)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(made)
        layout.addStretch(1)
        qtbot.addWidget(whole)
        whole.resize(width, 600)
        bring_up(qtbot, whole)
        assert whole.width() == made.width() == width
        assert made.rect().contains(made.childrenRect())
        for one in made.findChildren(QLabel):
            assert one.height() >= one.heightForWidth(one.width())
            assert one.geometry().right() <= made.buttons[0].x() + 11 * 38 + 10 * 5

    def test_arrows_stop_at_the_ends(self, qtbot: QtBot, scale: Scale) -> None:
        key(qtbot, Qt.Key.Key_Left)
        assert scale.value == 0
        key(qtbot, Qt.Key.Key_Down)
        assert scale.value == 0
        key(qtbot, "9")
        key(qtbot, Qt.Key.Key_Up)
        key(qtbot, Qt.Key.Key_Right)
        assert scale.value == 10

    def test_backspace_and_a_second_press_take_it_back(self, qtbot: QtBot, scale: Scale) -> None:
        key(qtbot, "5")
        key(qtbot, Qt.Key.Key_Backspace)
        assert scale.value is None
        assert scale.accessibleName() == "Mood, not answered"
        press(qtbot, scale.buttons[5])
        press(qtbot, scale.buttons[5])
        assert scale.value is None
        assert not any(one.isChecked() for one in scale.buttons)

    def test_minus_declines_and_changes_nothing(self, qtbot: QtBot, scale: Scale) -> None:
        key(qtbot, "4")
        with qtbot.waitSignal(scale.declined), qtbot.assertNotEmitted(scale.changed):
            key(qtbot, "-")
        assert scale.value == 4

    def test_other_keys_are_left_alone(self, qtbot: QtBot, scale: Scale) -> None:
        with qtbot.assertNotEmitted(scale.changed):
            for typed in ("a", ",", "x"):
                key(qtbot, typed)
        assert scale.value is None

    def test_tab_goes_past_it_both_ways(self, qtbot: QtBot, context: Context) -> None:
        place = QWidget()
        qtbot.addWidget(place)
        before, after = button("before"), button("after")
        scale = Scale("Mood", "low", "high")
        layout = QVBoxLayout(place)
        for part in (before, scale, after):
            layout.addWidget(part)
        bring_up(qtbot, place)
        before.setFocus()
        key(qtbot, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is scale.buttons[0]
        key(qtbot, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is after
        key(qtbot, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is scale.buttons[0]
        key(qtbot, Qt.Key.Key_Backtab)
        assert QApplication.focusWidget() is before

    def test_it_wraps_evenly_where_it_is_narrow(self, qtbot: QtBot, scale: Scale) -> None:
        assert len({one.y() for one in scale.buttons}) == 1
        scale.resize(300, 300)
        QApplication.processEvents()
        rows = [one.y() for one in scale.buttons]
        assert sorted(rows.count(y) for y in set(rows)) == [5, 6]
        assert all(one.geometry().right() <= scale.width() for one in scale.buttons)


class TestChoices:
    def test_one_of_a_few_and_a_second_press_takes_it_back(
        self, qtbot: QtBot, context: Context
    ) -> None:
        choices = Choices("Route", [("iv", "IV"), ("im", "IM")])
        qtbot.addWidget(choices)
        choices.show()
        assert not any(one.isChecked() for one in choices.buttons.values())
        press(qtbot, choices.buttons["iv"])
        press(qtbot, choices.buttons["im"])
        assert choices.value == "im"
        assert not choices.buttons["iv"].isChecked()
        with qtbot.waitSignal(choices.changed) as told:
            press(qtbot, choices.buttons["im"])
        assert told.args == [None]
        assert choices.buttons["im"].accessibleName() == "Route: IM"


class LaidOut(QVBoxLayout):
    """Counts how often it lays its parts out."""

    times = 0

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 -- Qt's name
        self.times += 1
        super().setGeometry(rect)


class TestLayouts:
    def test_columns_fold_where_they_are_narrow(self, qtbot: QtBot, context: Context) -> None:
        left, right = QLabel("left"), QLabel("right")
        columns = Columns([(left, 1), (right, 1)], narrow=500)
        qtbot.addWidget(columns)
        columns.resize(600, 200)
        columns.show()
        QApplication.processEvents()
        assert left.y() == right.y()
        assert right.x() > left.x()
        columns.resize(400, 200)
        QApplication.processEvents()
        assert right.y() > left.y()
        assert left.x() == right.x()

    def test_a_flow_wraps_and_asks_for_the_height(self, qtbot: QtBot, context: Context) -> None:
        place = QWidget()
        qtbot.addWidget(place)
        flow = Flow(spacing=8)
        place.setLayout(flow)
        parts = [QPushButton(f"Button {n}") for n in range(6)]
        for part in parts:
            flow.addWidget(part)
        parts[2].hide()
        place.resize(260, 400)
        place.show()
        QApplication.processEvents()
        shown = [part for part in parts if part.isVisible()]
        assert len(shown) == 5
        assert all(part.geometry().right() <= 260 for part in shown)
        assert max(part.geometry().bottom() for part in shown) + 1 == flow.heightForWidth(260)
        assert flow.heightForWidth(2000) == parts[0].height()
        # What was worked out holds until something in it changes.
        before = flow.heightForWidth(260)
        for part in parts[3:]:
            part.hide()
        assert flow.heightForWidth(260) < before
        parts[2].show()
        parts[2].setText("words " * 10)
        QApplication.processEvents()
        assert flow.heightForWidth(400) > parts[0].height()

    def test_clearing_takes_out_what_lies_deeper(self, qtbot: QtBot, context: Context) -> None:
        place = QWidget()
        qtbot.addWidget(place)
        layout = QVBoxLayout(place)
        deep = label("deep")
        layout.addWidget(label("flat"))
        layout.addLayout(row(deep, 1))
        place.show()
        clear(layout)
        assert layout.count() == 0
        assert not deep.isVisible()
        qtbot.waitUntil(lambda: place.findChildren(QLabel) == [])

    def test_what_is_filled_out_of_sight_is_laid_out_once_and_seen_as_before(
        self, qtbot: QtBot, context: Context
    ) -> None:
        del context
        page, part = QWidget(), QWidget()
        qtbot.addWidget(page)
        outer, lines = LaidOut(page), QVBoxLayout(part)
        outer.addWidget(part)
        bring_up(qtbot, page)
        outer.times = 0
        with at_once(part):
            for number in range(20):
                lines.addWidget(label(str(number)))
        QApplication.processEvents()
        assert part.isVisible()
        assert all(one.isVisible() for one in part.findChildren(QLabel))
        assert outer.times < 5
        part.hide()
        with at_once(part):
            lines.addWidget(label("20"))
        assert part.isHidden()

    def test_words_are_never_read_as_markup(self, context: Context) -> None:
        assert label("<b>bold</b>").textFormat() is Qt.TextFormat.PlainText


class TestPreview:
    def page(self, width: int, height: int) -> bytes:
        image = QImage(width, height, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def test_pages_keep_their_shape_and_are_named(self, qtbot: QtBot, context: Context) -> None:
        preview = Preview(context.theme)
        qtbot.addWidget(preview)
        preview.resize(500, 800)
        preview.show()
        preview.show_pages([self.page(100, 141), self.page(141, 100)], "What it says")
        QApplication.processEvents()
        upright, across = preview.findChildren(PageView)
        assert upright.accessibleName() == "Page 1 of 2"
        assert upright.height() == pytest.approx(upright.width() * 1.41, abs=2)
        assert across.height() == pytest.approx(across.width() / 1.41, abs=2)
        assert preview.accessibleDescription() == "What it says"
        preview.show_pages([self.page(100, 141)], "Less")
        qtbot.waitUntil(lambda: len(preview.findChildren(PageView)) == 1)
        assert preview.count == 1


class WholeDiary:
    """Stands for all of what was read for a document."""

    def count(self) -> int:
        return 3


class TestTask:
    def test_work_goes_on_when_the_page_that_asked_is_gone(
        self, qtbot: QtBot, capsys: pytest.CaptureFixture[str]
    ) -> None:
        go_on = Event()
        page = QWidget()
        task = Task(lambda: go_on.wait(5), page)
        gone: list[bool] = []
        page.destroyed.connect(lambda: gone.append(True))
        task.start()
        page.deleteLater()
        qtbot.waitUntil(lambda: bool(gone))
        go_on.set()
        assert QThreadPool.globalInstance().waitForDone(5000)
        assert "Error" not in capsys.readouterr().err

    def test_what_goes_wrong_is_handed_over(self, qtbot: QtBot) -> None:
        page = QWidget()
        qtbot.addWidget(page)
        task = Task(lambda: 1 // 0, page)
        with qtbot.waitSignal(task.failed) as told:
            task.start()
        assert isinstance(told.args[0], ZeroDivisionError)

    def test_what_was_worked_on_is_let_go_though_the_page_stays(self, qtbot: QtBot) -> None:
        page, diary = QWidget(), WholeDiary()
        qtbot.addWidget(page)
        left = ref(diary)
        task = Task(diary.count, page)
        del diary
        with qtbot.waitSignal(task.done) as told:
            task.start()
        assert told.args == [3]
        qtbot.waitUntil(lambda: left() is None)


# --- what is worked out, and when -----------------------------------------------------------------


class Counted(QLabel):
    """Words that count how often they were broken into lines."""

    broken = 0

    def heightForWidth(self, width: int) -> int:  # noqa: N802 -- Qt calls it so
        Counted.broken += 1
        return super().heightForWidth(width)


def test_words_are_broken_for_no_width_that_a_card_would_only_like(qtbot: QtBot) -> None:
    card = Card("Diary")
    words = Counted("word " * 60)
    words.setWordWrap(True)
    card.add(words)
    whole = stack(Columns([(card, 1), (label("aside"), 1)], narrow=0))
    qtbot.addWidget(whole)
    Counted.broken = 0
    assert whole.sizeHint().width() > 200
    assert Counted.broken == 0
    assert whole.heightForWidth(240) > whole.heightForWidth(900)
    assert Counted.broken > 0


def test_what_comes_up_with_its_page_is_not_made_up_for_it_before(qtbot: QtBot) -> None:
    page, part = QWidget(), label("words")
    column = QVBoxLayout(page)
    column.addWidget(part)
    qtbot.addWidget(page)
    set_shown(part, True)
    assert not part.testAttribute(Qt.WidgetAttribute.WA_WState_Polished)
    page.show()
    assert part.isVisible()
    set_shown(part, False)
    assert not part.isVisible()
    set_shown(part, True)
    assert part.isVisible()


def test_what_is_hidden_before_it_has_a_place_stays_hidden_in_it(qtbot: QtBot) -> None:
    page, part = QWidget(), label("words")
    set_shown(part, False)
    QVBoxLayout(page).addWidget(part)
    qtbot.addWidget(page)
    page.show()
    assert not part.isVisible()
    set_shown(part, True)
    assert part.isVisible()


def test_a_look_that_is_told_before_it_is_seen_is_that_it_comes_up_with(
    qtbot: QtBot, context: Context
) -> None:
    page, part = QWidget(), label("words", "small")
    QVBoxLayout(page).addWidget(part)
    qtbot.addWidget(page)
    context.theme.put_on(page)
    restyle(part, role="title")
    page.show()
    assert part.font().pixelSize() == context.theme.size("page")
    restyle(part, role="small")
    assert part.font().pixelSize() == context.theme.size("secondary")
