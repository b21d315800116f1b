# SPDX-License-Identifier: Apache-2.0
"""Input that tries to break a form: all of it is kept as it was, and nothing stands still.

What cannot be is refused with a sentence at its field, and what was typed stays, as a draft too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import thread_time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from companion.domain.records import (
    Entry,
    Grade,
    Intake,
    Medicine,
    Note,
    OutsideScore,
    Question,
    Record,
    SideEffect,
)
from companion.ui.dialogs.while_locked import WhileLockedDialog
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.dose_change import DoseChangeForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.forms.intake import IntakeForm
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.outside_score import OutsideScoreForm
from companion.ui.forms.person import PersonForm
from companion.ui.forms.plan import PlanForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.safety_plan import SafetyPlanForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.forms.tracker import TrackerForm
from companion.ui.pages.log import LogPage
from companion.ui.widgets.fields import WordsField
from companion.ui.widgets.looking_back import HistoryDialog
from tests.ui.gestures import NOW

if TYPE_CHECKING:
    from companion.storage.diary import Diary
    from companion.ui.context import Context

STANDSTILL = 1.0
"""Seconds of work in which the window stands still, whatever else the machine does meanwhile: ten
times what it takes."""

BYTES = 200_000
BIG = {
    "a long text": "no word is long 🙂\n" * (BYTES // 21),
    "an endless word": "x" * BYTES,
    "an endless word in Arabic": "مرحبا" * (BYTES // 10),
}
SMALL = "\n".join(
    (
        "👩‍👩‍👧 🏳️‍🌈 🙂 👍🏽 🇮🇪",
        "שלום \u202eעולם\u202c مرحبا (abc) 123",
        "a\u200bb\u200dc\ufeffd\u2060 e\u00a0f\u202fg\u00adh",
        "a\0b\x01\x07\x1b[31m\x7f\x85\tc",
        "e" + "\u0301" * 60 + " Zalgo",
        "<b>no</b> &amp; {words} %s \\n $1 #let _()",
    )
)
"""Emoji, right to left, without width, control characters, marks and markup, a line each.

Line ends are the editor's own, so none but "\n" is tried.
"""

HARD = {**BIG, "a little of everything": SMALL}


@pytest.fixture(autouse=True)
def _no_more_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the safety plan asks once it is saved."""
    monkeypatch.setattr(WhileLockedDialog, "ask", lambda *_anything: None)


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(900, 700)
    yield made
    made.close()


def medicine(diary: Diary) -> Entry[Medicine]:
    return diary.add(Medicine(name="Sertraline", dose="50 mg"))


Made = tuple[Form, Entry[Record] | None]

FORMS: dict[str, tuple[Callable[[Context], Made], dict[str, object]]] = {
    "check-in": (lambda context: (CheckInForm(context), None), {"mood": 4}),
    "side effect": (
        lambda context: (SideEffectForm(context), None),
        {"effect": "effect headache", "grade": "mild"},
    ),
    "medicine": (lambda context: (MedicineForm(context), None), {"name": "A"}),
    "dose change": (
        lambda context: (DoseChangeForm(context), medicine(context.diary)),
        {"dose": "100 mg"},
    ),
    "intake": (
        lambda context: (IntakeForm(context, medicine_id=medicine(context.diary).id), None),
        {"taken": "taken"},
    ),
    "outside score": (
        lambda context: (OutsideScoreForm(context), None),
        {"scale": "MADRS", "total": "20"},
    ),
    "note": (lambda context: (NoteForm(context), None), {"words": "a"}),
    "question": (lambda context: (QuestionForm(context), None), {"words": "a", "answered": True}),
    "appointment": (
        lambda context: (AppointmentForm(context), None),
        {"plan": "2026-12-01 11:15"},
    ),
    "person": (lambda context: (PersonForm(context), None), {}),
    "safety plan": (lambda context: (SafetyPlanForm(context), None), {}),
}


def paste(field: WordsField, words: str) -> None:
    edit = field.edit
    assert isinstance(edit, QLineEdit | QPlainTextEdit)
    QApplication.clipboard().setText(words)
    edit.selectAll()
    edit.paste()


def words_fields(form: Form) -> dict[str, WordsField]:
    return {key: each for key, each in form.fields.items() if isinstance(each, WordsField)}


def opened(
    context: Context, parent: QWidget, name: str
) -> tuple[FormDialog, dict[str, WordsField]]:
    make, needed = FORMS[name]
    form, entry = make(context)
    dialog = FormDialog(form, entry, parent)
    form.set_raw(needed)
    dialog.show()
    QApplication.processEvents()
    fields = words_fields(form)
    assert fields
    return dialog, fields


def kept_words(context: Context, dialog: FormDialog, fields: Iterable[str]) -> list[str]:
    """Save, and give what the diary has in the fields."""
    dialog.save()
    faults = [field._fault.text() for field in dialog.form.fields.values() if field.refused]
    assert dialog.kept is not None, faults
    record = context.diary.get(type(dialog.kept.record), dialog.kept.id).record
    told = record.changes[-1] if isinstance(dialog.form, DoseChangeForm) else record  # type: ignore[union-attr]
    return [getattr(told, key) for key in fields]


@pytest.mark.parametrize("name", FORMS)
def test_every_field_takes_what_is_pasted_keeps_it_and_shows_it_again(
    context: Context, parent: QWidget, name: str
) -> None:
    """First 200 kB into one field after the other, then strange characters into all of them."""
    dialog, fields = opened(context, parent, name)
    as_opened = dialog.form.raw()
    big = BIG["a long text"]
    for key, field in fields.items():
        begun = thread_time()
        paste(field, big)
        QApplication.processEvents()
        assert thread_time() - begun < STANDSTILL
        assert field.value() == big
        if key != list(fields)[-1]:
            field.set_raw(as_opened[key])  # type: ignore[arg-type]
    begun = thread_time()
    assert kept_words(context, dialog, [list(fields)[-1]]) == [big]
    assert thread_time() - begun < STANDSTILL
    dialog, fields = opened(context, parent, name)
    for field in fields.values():
        paste(field, SMALL)
    assert kept_words(context, dialog, fields) == [SMALL] * len(fields)
    if isinstance(dialog.form, DoseChangeForm):
        return  # it adds to a medicine, whose own form shows what was told
    again = type(dialog.form)(context)
    FormDialog(again, dialog.kept, parent).show()
    QApplication.processEvents()
    assert [field.value() for field in words_fields(again).values()] == [SMALL] * len(fields)


@pytest.mark.parametrize("lines", [1, 4])
@pytest.mark.parametrize("hard", BIG)
def test_a_key_after_it_is_taken_at_once(
    context: Context, parent: QWidget, lines: int, hard: str
) -> None:
    """As the window is painted, where an endless word was laid out anew at each key."""
    field = WordsField("Words", lines=lines)
    field.setParent(parent)
    field.resize(500, 200)
    parent.show()
    field.show()
    begun = thread_time()
    paste(field, BIG[hard])
    parent.grab()
    assert thread_time() - begun < STANDSTILL
    begun = thread_time()
    insert = field.edit.insert if isinstance(field.edit, QLineEdit) else field.edit.insertPlainText
    insert("y")
    parent.grab()
    assert thread_time() - begun < STANDSTILL
    assert field.value() == BIG[hard] + "y"


@pytest.mark.parametrize("hard", ["an endless word", "a little of everything"])
def test_a_name_of_ones_own_for_a_side_effect_is_kept_whole(
    context: Context, parent: QWidget, hard: str
) -> None:
    words = HARD[hard]
    form = SideEffectForm(context)
    dialog = FormDialog(form, None, parent)
    dialog.show()
    begun = thread_time()
    QApplication.clipboard().setText(words)
    form.effect.edit.paste()
    form.effect.edit.textEdited.emit(words)
    QApplication.processEvents()
    own = form.effect.list.item(0)
    assert own.text().startswith("Use my own words: ")
    form.effect._choose(own)
    assert thread_time() - begun < STANDSTILL
    form.grade.set_raw("mild")
    dialog.save()
    assert dialog.kept is not None
    record = dialog.kept.record
    assert isinstance(record, SideEffect)
    assert (record.effect, record.own_name) == (None, words.strip())


@pytest.mark.parametrize("hard", HARD)
def test_the_log_shows_it_in_a_line_and_its_history_whole(
    context: Context, diary: Diary, parent: QWidget, hard: str
) -> None:
    words = HARD[hard]
    diary.add(Note(at=NOW, words=words))
    diary.add(SideEffect(own_name=words, grade=Grade.MILD, start=NOW, words=words))
    diary.add(Medicine(name=words, dose=words, words=words))
    diary.add(Intake(medicine_id="m", name=words, dose=words, at=NOW, taken=True))
    diary.add(OutsideScore(at=NOW, scale=words, total=3, by_whom=words, words=words))
    diary.add(Question(at=NOW, words=words))
    begun = thread_time()
    page = LogPage(context)
    page.resize(900, 700)
    page.refresh()
    page.show()
    QApplication.processEvents()
    assert thread_time() - begun < STANDSTILL
    assert len(page.rows) == 6
    assert all(len(made.words.line) < 300 for made in page.rows)
    note = diary.entries(Note)[0]
    begun = thread_time()
    dialog = HistoryDialog(context, page.list.wording, note, parent)
    dialog.show()
    QApplication.processEvents()
    assert thread_time() - begun < STANDSTILL
    assert f"“{words.strip()}”" in page.list.wording.details(note)
    begun = thread_time()
    page.search.setText(words)
    page._start_over()
    assert thread_time() - begun < STANDSTILL
    dialog.close()
    page.close()


LATER = "2026-11-23 11:00"
REFUSED: dict[str, tuple[Callable[[Context], Made], dict[str, Any], dict[str, str]]] = {
    "a check-in of nothing": (
        lambda context: (CheckInForm(context), None),
        {"words": "kept"},
        {"mood": "needed"},
    ),
    "a check-in to come": (
        lambda context: (CheckInForm(context, past=True), None),
        {"at": LATER, "mood": 4, "words": "kept"},
        {"at": "in the future"},
    ),
    "thirty hours of sleep": (
        lambda context: (CheckInForm(context), None),
        {"mood": 4, "sleep_hours": "30", "words": "kept"},
        {"sleep_hours": "from 0 to 24"},
    ),
    "a side effect that ended before it began": (
        lambda context: (SideEffectForm(context), None),
        {"effect": "own Ear", "grade": "mild", "end": "ended 2026-11-22 09:00", "words": "kept"},
        {"end": "before the start"},
    ),
    "a side effect to come": (
        lambda context: (SideEffectForm(context), None),
        {"effect": "own Ear", "grade": "mild", "start": LATER, "words": "kept"},
        {"start": "in the future"},
    ),
    "a side effect without a name and a grade": (
        lambda context: (SideEffectForm(context), None),
        {"words": "kept"},
        {"grade": "needed"},
    ),
    "a medicine without a name": (
        lambda context: (MedicineForm(context), None),
        {"dose": "5 mg", "words": "kept"},
        {"name": "needed"},
    ),
    "a medicine stopped before it was taken": (
        lambda context: (MedicineForm(context), None),
        {"name": "A", "started": "2026-03-01", "stopped": "2026-02-01", "words": "kept"},
        {"stopped": "before the start"},
    ),
    "a medicine taken in the future": (
        lambda context: (IntakeForm(context, medicine_id=medicine(context.diary).id), None),
        {"taken": "taken", "at": LATER, "dose": "kept"},
        {"at": "in the future"},
    ),
    "a score of nothing": (
        lambda context: (OutsideScoreForm(context), None),
        {"words": "kept"},
        {"total": "number"},
    ),
    "a score beyond any scale": (
        lambda context: (OutsideScoreForm(context), None),
        {"scale": "MADRS", "total": "1001", "words": "kept"},
        {"total": "from 0 to 1000"},
    ),
    "a blank note to come": (
        lambda context: (NoteForm(context), None),
        {"words": " \n", "at": LATER},
        {"words": "needed", "at": "in the future"},
    ),
    "a blank question": (
        lambda context: (QuestionForm(context), None),
        {"words": "\t"},
        {"words": "needed"},
    ),
    "an appointment at no time": (
        lambda context: (AppointmentForm(context), None),
        {"plan": "2026-12-01 25:99", "words": "kept"},
        {"plan": "time of day"},
    ),
    "a way there that takes half a minute": (
        lambda context: (PlanForm(context), None),
        {"plan": "2026-12-01 14:00", "travel": "0.5"},
        {"travel": "whole number"},
    ),
    "a limit the wrong way round": (
        lambda context: (PersonForm(context), None),
        {"systolic_limit": "90", "diastolic_limit": "120", "allergies": "kept"},
        {"systolic_limit": "higher"},
    ),
    "born tomorrow": (
        lambda context: (PersonForm(context), None),
        {"born": "2026-11-24", "allergies": "kept"},
        {"born": "in the future"},
    ),
    "a tracker without a name": (
        lambda context: (TrackerForm(context), None),
        {"kind": "number", "unit": "kept"},
        {"name": "needed"},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(
    context: Context, parent: QWidget, diary: Diary, case: str
) -> None:
    make, typed, told = REFUSED[case]
    form, entry = make(context)
    dialog = FormDialog(form, entry, parent)
    before = diary.lines()
    form.set_raw(typed)
    form.edited.emit()
    raw = form.raw()
    dialog.save()
    assert dialog.kept is None
    said = {key: field._fault.text() for key, field in form.fields.items() if field.refused}
    assert set(said) == set(told), said
    for key, words in told.items():
        assert words in said[key]
    assert form.raw() == raw
    assert diary.lines() == before
    dialog.reject()
    again = type(form)(context, **form.made_with)
    assert FormDialog(again, entry, parent)._offer.isVisibleTo(parent) or again.raw() == raw
    assert again.raw() == raw
