# SPDX-License-Identifier: Apache-2.0
"""The safety plan: written, asked about once, shown where it was chosen, and unfolded in the panel."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from companion import preferences
from companion.content import Content
from companion.domain.records import Person, SafetyPlan, SideEffect
from companion.domain.safety import Panel, Reply, Tier
from companion.domain.safety_plan import STEPS, is_written
from companion.preferences import Preferences, WhileLocked
from companion.problem import Problem
from companion.storage import diary as diaries
from companion.storage import own_numbers
from companion.storage.diary import Diary
from companion.ui.cards.check_in import QuietOffer
from companion.ui.context import Context
from companion.ui.dialogs.help_sheet import HelpSheetDialog
from companion.ui.dialogs.while_locked import WhileLockedDialog, choose
from companion.ui.forms.form import FormDialog
from companion.ui.forms.safety_plan import SafetyPlanForm, is_to_be_asked
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.help.plan import PlanSteps, step_names
from companion.ui.main_window import MainWindow
from companion.ui.pages.help import HelpPage
from companion.ui.widgets.reply import ReplyPanel
from tests.ui.conftest import Clock, RecordingWays
from tests.ui.gestures import NOW, bring_up, button_of, open_page, press_words, read, with_dialog

PLAN = SafetyPlan(
    warning_signs="awake at 4",
    by_myself="walk to the canal",
    people_to_ask="Maria 555 0134",
    better_day="the dog needs you",
)
SUICIDE = Reply(Tier.CLINIC_TODAY, Panel.SUICIDE)
QUESTION = "If you ever can’t unlock your diary, should your plan still open?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "Companion"


@pytest.fixture
def window(
    *, fonts: None, qtbot: QtBot, diary: Diary, content: Content, clock: Clock, folder: Path
) -> MainWindow:
    """Give a window that knows its data folder, with a country."""
    path = folder.parent / "preferences.json"
    preferences.write(path, Preferences(country="IE"))
    made = MainWindow(diary, content, clock, path, data_folder=folder)
    qtbot.addWidget(made)
    bring_up(qtbot, made)
    return made


def at_help(window: MainWindow, argument: str = "") -> HelpPage:
    return open_page(window, "help", HelpPage, argument)


# --- writing it -----------------------------------------------------------------------------------


def test_it_is_written_from_the_help_page_and_then_asked_about_once(
    qtbot: QtBot, window: MainWindow, diary: Diary, folder: Path
) -> None:
    page = at_help(window)
    assert "Your own plan will appear here" in read(page)
    asked: list[str] = []

    def fill_in(dialog: FormDialog) -> None:
        for name in STEPS[:2]:
            qtbot.keyClicks(dialog.form.fields[name].control(), f"words of {name}")
        qtbot.keyClicks(dialog.form.fields["better_day"].control(), "the dog needs you")
        with_dialog(WhileLockedDialog, question)
        dialog.save()

    def question(dialog: WhileLockedDialog) -> None:
        asked.append(dialog.heading.text())
        assert not any(one.isChecked() or one.isDefault() for one in dialog.choices.values())
        button_of(dialog, "Yes: anyone using this computer can read it").click()

    with_dialog(FormDialog, fill_in)
    press_words(qtbot, page, "Write my plan")
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [QUESTION]
    entry = diary.safety_plan()
    assert entry is not None
    assert entry.record == SafetyPlan(
        warning_signs="words of warning_signs",
        by_myself="words of by_myself",
        better_day="the dog needs you",
    )
    assert window.context.preferences.while_locked is WhileLocked.PLAN
    assert own_numbers.read(folder).plan == replace(entry.record, better_day="")
    assert "words of by_myself" in read(page)

    def change(dialog: FormDialog) -> None:
        qtbot.keyClicks(dialog.form.fields["surroundings"].control(), "locked away")
        dialog.save()

    with_dialog(FormDialog, change)
    press_words(qtbot, page, "Edit your safety plan")
    qtbot.wait(30)
    assert QApplication.activeModalWidget() is None, "asked a second time"
    assert own_numbers.read(folder).plan.surroundings == "locked away"


def test_whoever_says_no_is_shown_it_to_photograph_or_print(
    qtbot: QtBot, window: MainWindow, diary: Diary, folder: Path
) -> None:
    diary.add(PLAN)
    offered: list[bool] = []

    def say_no(dialog: WhileLockedDialog) -> None:
        press_words(qtbot, dialog, "No: print it or photograph it now")
        assert "walk to the canal" in read(dialog)
        assert "the dog needs you" not in read(dialog)

        def printing(sheet: HelpSheetDialog) -> None:
            offered.append(sheet.plan.isChecked())
            sheet.reject()

        with_dialog(HelpSheetDialog, printing)
        press_words(qtbot, dialog, "Print your safety plan")
        press_words(qtbot, dialog, "Done")

    with_dialog(WhileLockedDialog, say_no)
    WhileLockedDialog.ask(window.context, window)
    assert offered == [True]
    assert window.context.preferences.while_locked is WhileLocked.NOTHING
    assert not (folder / own_numbers.NAME).exists()


@pytest.mark.parametrize(
    ("chosen", "first", "asked"),
    [
        (None, True, True),
        (None, False, True),
        (WhileLocked.NUMBERS, True, True),
        (WhileLocked.NOTHING, True, True),
        (WhileLocked.PLAN, True, False),
        (WhileLocked.NUMBERS, False, False),
        (WhileLocked.NOTHING, False, False),
    ],
)
def test_it_is_asked_for_a_first_plan_and_until_it_is_answered(
    context: Context, chosen: WhileLocked | None, first: bool, asked: bool
) -> None:
    context.preferences = Preferences(while_locked=chosen)
    assert is_to_be_asked(context, first=first) is asked


def test_a_half_written_plan_is_kept_as_a_draft(
    qtbot: QtBot, context: Context, diary: Diary
) -> None:
    above = QWidget()
    qtbot.addWidget(above)
    dialog = FormDialog(SafetyPlanForm(context), None, above)
    dialog.show()
    qtbot.keyClicks(dialog.form.fields["distraction"].control(), "the library")
    dialog.reject()
    assert diary.safety_plan() is None
    again = FormDialog(SafetyPlanForm(context), None, above)
    assert again.form.fields["distraction"].raw() == "the library"
    assert [field.name for field in again.form.fields.values()][:6] == [
        f"{number} {name}" for number, name in enumerate(step_names(), 1)
    ]


# --- what can be read while locked ----------------------------------------------------------------


def test_it_is_kept_in_step_with_the_diary_and_the_choice(
    window: MainWindow, diary: Diary, folder: Path
) -> None:
    context = window.context
    entry, person = diary.add(PLAN), diary.add(Person(clinic_phone="555 0100"))
    assert not (folder / own_numbers.NAME).exists()
    choose(context, WhileLocked.PLAN)
    assert own_numbers.read(folder) == (
        Person(clinic_phone="555 0100"),
        replace(PLAN, better_day=""),
    )
    diary.change(entry.id, SafetyPlan(by_myself="radio on"))
    diary.change(person.id, Person(clinic_phone="555 0200"))
    kept = own_numbers.read(folder)
    assert kept == (Person(clinic_phone="555 0200"), SafetyPlan(by_myself="radio on"))
    diary.remove(entry.id)
    assert not is_written(own_numbers.read(folder).plan)
    diary.undo()
    assert is_written(own_numbers.read(folder).plan)
    choose(context, WhileLocked.NUMBERS)
    assert own_numbers.read(folder) == (Person(clinic_phone="555 0200"), SafetyPlan())
    diary.change(entry.id, SafetyPlan(by_myself="the library"))
    assert b"library" not in (folder / own_numbers.NAME).read_bytes()
    choose(context, WhileLocked.NOTHING)
    assert not (folder / own_numbers.NAME).exists()


def test_what_came_another_way_is_in_step_once_the_diary_opens(
    *, fonts: None, qtbot: QtBot, folder: Path, content: Content, clock: Clock
) -> None:
    """As after a restored backup, or an import by the command line."""
    book = diaries.create(folder, clock)
    book.add(PLAN)
    own_numbers.keep(folder, Person(clinic_phone="555 0100"), SafetyPlan(by_myself="long ago"))
    path = folder.parent / "preferences.json"
    preferences.write(path, Preferences(while_locked=WhileLocked.PLAN))
    ways = RecordingWays()
    context = Context(book, content, clock, path, ways, data_folder=folder)
    assert own_numbers.read(folder) == (Person(), replace(PLAN, better_day=""))
    context.close()
    preferences.write(path, Preferences())
    again = Context(diaries.open_(folder, clock), content, clock, path, ways, data_folder=folder)
    assert not (folder / own_numbers.NAME).exists(), "never chosen"
    again.close()
    assert ways.said == []


def test_where_it_cannot_be_written_the_plan_is_saved_and_that_is_said(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_what: object) -> None:
        raise Problem(happened="No room.", safe="Safe.", next_step="Make some.")

    choose(window.context, WhileLocked.PLAN)
    monkeypatch.setattr(own_numbers, "keep", refused)
    window.context.save(PLAN, "Your safety plan")
    assert diary.safety_plan() is not None
    qtbot.waitUntil(lambda: "No room." in window._saved.answer.text())
    with pytest.raises(Problem):
        choose(window.context, WhileLocked.NOTHING)
    assert window.context.preferences.while_locked is WhileLocked.PLAN


@pytest.mark.parametrize(
    ("kept", "chosen"),
    [
        (b'{"help_while_locked": true}', WhileLocked.NUMBERS),
        (b'{"help_while_locked": false}', None),
        (b'{"help_while_locked": true, "while_locked": "nothing"}', WhileLocked.NOTHING),
        (b'{"while_locked": "plan"}', WhileLocked.PLAN),
        (b"{}", None),
    ],
)
def test_what_an_earlier_version_kept_is_read(
    tmp_path: Path, kept: bytes, chosen: WhileLocked | None
) -> None:
    path = tmp_path / "preferences.json"
    path.write_bytes(kept)
    found = preferences.read(path)
    assert found == Preferences(while_locked=chosen)
    preferences.write(path, found)
    assert b"help_while_locked" not in path.read_bytes()
    assert preferences.read(path) == found


# --- showing it -----------------------------------------------------------------------------------


def test_words_from_a_better_day_are_shown_only_when_asked_for(
    qtbot: QtBot, window: MainWindow, diary: Diary
) -> None:
    diary.add(PLAN)
    page = at_help(window)
    assert "the dog needs you" not in read(page)
    press_words(qtbot, page, "Words from a better day")
    assert "the dog needs you" in read(page)
    press_words(qtbot, page, "Hide the words from a better day")
    assert "the dog needs you" not in read(page)


def test_the_quiet_offer_leads_to_it(qtbot: QtBot, window: MainWindow, diary: Diary) -> None:
    diary.add(SafetyPlan(**dict.fromkeys(STEPS, "a long walk\n" * 30)))
    window.resize(1024, 700)
    offer = QuietOffer(window.context)
    qtbot.addWidget(offer)
    offer.offer(low=True)
    press_words(qtbot, offer, "My plan")
    page = at_help_now(window)
    qtbot.waitUntil(lambda: 0 <= page.plan.mapTo(page, page.plan.rect().topLeft()).y() < 60)
    window.open_page("help")
    qtbot.wait(20)
    assert page.verticalScrollBar().value() == 0


def at_help_now(window: MainWindow) -> HelpPage:
    page = window.page
    assert isinstance(page, HelpPage)
    return page


def test_an_endless_word_breaks_and_hebrew_stands_at_the_right(
    qtbot: QtBot, context: Context
) -> None:
    plan = SafetyPlan(warning_signs="x" * 400, by_myself="לא עונה להודעות")
    made = PlanSteps(plan, context.theme)
    qtbot.addWidget(made)
    assert made.minimumSizeHint().width() < 400
    (hebrew,) = (one for one in made.findChildren(QLabel) if "לא" in one.text())
    made.resize(900, 200)
    made.show()
    QApplication.processEvents()
    image = hebrew.grab().toImage()
    paper = image.pixelColor(1, 1)
    inked = [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != paper for y in range(image.height()))
    ]
    assert min(inked) > image.width() / 4


# --- the panel ------------------------------------------------------------------------------------


def panel_of(qtbot: QtBot, context: Context, reply: Reply = SUICIDE) -> ReplyPanel:
    panel = ReplyPanel(context)
    qtbot.addWidget(panel)
    panel.resize(700, 500)
    with qtbot.waitActive(panel):
        panel.show_reply(reply, go_on="Go on with the questions")
        panel.activateWindow()
    return panel


def test_the_panel_unfolds_it_in_place(
    qtbot: QtBot, context: Context, diary: Diary, ways: RecordingWays
) -> None:
    diary.add(PLAN)
    panel = panel_of(qtbot, context)
    assert "walk to the canal" not in read(panel)
    press_words(qtbot, panel, "My safety plan")
    assert "walk to the canal" in read(panel)
    assert "the dog needs you" not in read(panel)
    press_words(qtbot, panel, "Words from a better day")
    assert "the dog needs you" in read(panel)
    assert button_of(panel, "Go on with the questions").isEnabled()
    assert ways.pages == []
    press_words(qtbot, panel, "My safety plan")
    assert "walk to the canal" not in read(panel)


def test_without_a_plan_the_panel_leads_to_where_it_can_be_written(
    qtbot: QtBot, context: Context, ways: RecordingWays
) -> None:
    panel = panel_of(qtbot, context)
    press_words(qtbot, panel, "My safety plan")
    assert "You have no plan written yet." in read(panel)
    press_words(qtbot, panel, "Where I can write one")
    assert ways.pages == [("help", "plan")]


def test_only_thoughts_of_suicide_bring_it_up(qtbot: QtBot, context: Context) -> None:
    panel = panel_of(qtbot, context, Reply(Tier.EMERGENCY))
    assert "My safety plan" not in read(panel)


def test_the_side_effect_has_the_same_panel(qtbot: QtBot, context: Context, diary: Diary) -> None:
    diary.add(PLAN)
    form = SideEffectForm(context)
    qtbot.addWidget(form)
    form.show_record(SideEffect(effect="suicidal_thoughts", grade="mild", start=NOW))  # type: ignore[arg-type]
    form.effect.edited.emit()
    bring_up(qtbot, form)
    press_words(qtbot, form.reply, "My safety plan")
    assert "walk to the canal" in read(form.reply)


# --- on paper -------------------------------------------------------------------------------------


@pytest.mark.parametrize("with_plan", [True, False])
def test_the_page_is_saved_to_print(
    qtbot: QtBot, window: MainWindow, diary: Diary, monkeypatch: pytest.MonkeyPatch, with_plan: bool
) -> None:
    diary.add(PLAN)
    page = at_help(window)
    target = window.context.data_folder
    assert target is not None
    path = target.parent / "sheet"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_what, **_how: (str(path), ""))

    def save(dialog: HelpSheetDialog) -> None:
        assert dialog.plan.isChecked() is with_plan
        press_words(qtbot, dialog, "Choose where to save …")
        qtbot.waitUntil(lambda: "Saved as “sheet.pdf”." in read(dialog), timeout=10_000)
        press_words(qtbot, dialog, "Done")

    came = with_dialog(HelpSheetDialog, save)
    press_words(qtbot, page, "Print your safety plan" if with_plan else "Print this page")
    assert came
    reader = PdfReader(path.with_suffix(".pdf"))
    assert len(reader.pages) == 1
    text = reader.pages[0].extract_text()
    assert "116 123" in text
    assert ("walk to the canal" in text) is with_plan


def test_without_a_plan_none_can_be_ticked(qtbot: QtBot, window: MainWindow) -> None:
    dialog = HelpSheetDialog(window.context, window, with_plan=False)
    dialog.show()
    assert "With my safety plan" not in read(dialog)
    dialog.reject()
