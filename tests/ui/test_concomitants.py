# SPDX-License-Identifier: Apache-2.0
"""Medicines of note before a session: listed, asked about without a lean, and added by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from companion.domain.records import Concomitant, Medicine, Session
from companion.ui.forms.session import SessionForm
from tests.ui.gestures import plan, press, press_words, read, type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from companion.storage.diary import Diary
    from companion.ui.context import Context
    from companion.ui.forms.concomitants import ConcomitantsField

DAY = date(2026, 11, 23)
SESSION = Session(plan=plan("2026-11-23 08:00"))


@pytest.fixture
def form(qtbot: QtBot, context: Context, diary: Diary) -> SessionForm:
    """Give the form of a session on a day with two medicines of note and others on the list."""
    for medicine in (
        Medicine(name="Sertraline", dose="100 mg"),
        Medicine(name="Lorazepam (Ativan)", dose="1 mg", started=date(2026, 1, 1)),
        Medicine(name="my night drops", of_note="sedative_hypnotic"),
        Medicine(name="Tramadol", stopped=date(2026, 11, 22)),
        Medicine(name="Diazepam", started=date(2026, 11, 24)),
        Medicine(name="Modafinil", stopped=DAY),
    ):
        diary.add(medicine)
    made = SessionForm(context, SESSION)
    qtbot.addWidget(made)
    made.resize(1000, 1400)
    made.show()
    return made


def names(field: ConcomitantsField) -> list[str]:
    return [line.known.name for line in field.lines]


def test_what_was_taken_then_and_is_of_note_is_asked_about(form: SessionForm) -> None:
    assert names(form.taken) == ["Lorazepam (Ativan)", "Modafinil", "my night drops"]
    told = read(form.taken)
    assert "Stopping some suddenly can be dangerous." in told
    assert "Benzodiazepine. It can make you more drowsy" in told
    assert "Also on your list: Sertraline 100 mg" in told
    assert "Companion found none" not in told


def test_nothing_is_chosen_before_and_the_two_answers_look_alike(form: SessionForm) -> None:
    assert form.make() == SESSION
    for line in form.taken.lines:
        yes, no = line.answer.buttons.values()
        assert (yes.isChecked(), no.isChecked()) == (False, False)
        assert yes.property("role") == no.property("role") == "evenChoice"
        assert yes.accessibleName() == f"{line.known.name}: taken"
        assert no.accessibleName() == f"{line.known.name}: not taken"


def test_only_what_was_answered_is_stored(qtbot: QtBot, form: SessionForm, diary: Diary) -> None:
    ids = {entry.record.name: entry.id for entry in diary.entries(Medicine)}
    press_words(qtbot, form, "Lorazepam (Ativan): not taken")
    press_words(qtbot, form, "my night drops: taken")
    press_words(qtbot, form, "Modafinil: taken")
    press_words(qtbot, form, "Modafinil: taken")
    taken = form.make().taken
    assert taken == (
        Concomitant(
            medicine_id=ids["Lorazepam (Ativan)"],
            name="Lorazepam (Ativan)",
            of_note="benzodiazepine",
            taken=False,
        ),
        Concomitant(
            medicine_id=ids["my night drops"],
            name="my night drops",
            of_note="sedative_hypnotic",
            taken=True,
        ),
    )
    diary.change(ids["Lorazepam (Ativan)"], Medicine(name="Another name", stopped=DAY))
    diary.remove(ids["my night drops"])
    diary.remove(ids["Modafinil"])
    form.show_medicines()
    assert form.make().taken == taken
    assert names(form.taken) == ["Lorazepam (Ativan)", "my night drops"]


def test_one_that_is_not_on_the_list_is_added_by_hand(
    qtbot: QtBot, context: Context, form: SessionForm
) -> None:
    press_words(qtbot, form, "Add another of these kinds")
    (line,) = form.taken.own_lines
    assert form.make().taken == ()
    type_into(qtbot, line.edit, "Codeine 30")
    assert line.known.kind == "opioid"
    assert form.read() is None
    assert "Please give its name, its kind, and whether it was taken" in read(form.taken)
    assert line.edit.property("faulty") is True
    line.kind.setCurrentIndex(line.kind.findData("psychostimulant"))
    line.kind.activated.emit(line.kind.currentIndex())
    type_into(qtbot, line.edit, "Codeine 60")
    press(qtbot, line.answer.buttons[True])
    record = form.read()
    assert isinstance(record, Session)
    added = Concomitant(name="Codeine 60", of_note="psychostimulant", taken=True)
    assert record.taken == (added,)
    assert not form.taken.refused
    again = SessionForm(context, record)
    qtbot.addWidget(again)
    assert again.make() == record
    press_words(qtbot, form, "Remove this medicine")
    assert form.make().taken == ()


def test_a_draft_holds_what_is_half_told(qtbot: QtBot, context: Context, form: SessionForm) -> None:
    press_words(qtbot, form, "Modafinil: not taken")
    press_words(qtbot, form, "Add another of these kinds")
    type_into(qtbot, form.taken.own_lines[0].edit, "Something blue")
    draft = form.raw()
    again = SessionForm(context, SESSION)
    qtbot.addWidget(again)
    again.set_raw(draft)
    assert [line.known.name for line in again.taken.own_lines] == ["Something blue"]
    assert [line.known.taken for line in again.taken.lines] == [None, False, None]
    assert again.raw() == draft
    assert again.read() is None


def test_where_nothing_is_of_note_that_is_said(qtbot: QtBot, context: Context) -> None:
    form = SessionForm(context, SESSION)
    qtbot.addWidget(form)
    form.show()
    told = read(form.taken)
    assert "Companion found none of them on your medicine list." in told
    assert "Teams ask about these kinds: Benzodiazepine, Sleeping tablet or sedative," in told
    assert "Also on your list" not in told


def test_a_kind_of_a_newer_version_is_kept(qtbot: QtBot, context: Context) -> None:
    taken = (
        Concomitant(name="Newish", of_note="of_a_newer_version", taken=True),
        Concomitant(medicine_id="gone", name="Newer", of_note="of_a_newer_version", taken=False),
    )
    form = SessionForm(context, Session(plan=SESSION.plan, taken=taken))
    qtbot.addWidget(form)
    assert set(form.make().taken) == set(taken)
