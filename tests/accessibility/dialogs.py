# SPDX-License-Identifier: Apache-2.0
"""Every window that can stand before the main one: which there are, and how each is brought up."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

from PySide6.QtWidgets import QDialog

from companion import ui
from companion.domain.records import CheckIn, Medicine, Note, Question, Record, Response
from companion.exchange import archive, clinic_pack
from companion.storage import recovery
from companion.storage.diary import create
from companion.ui.context import Context
from companion.ui.dialogs.calendar import CalendarDialog
from companion.ui.dialogs.clinic_pack import ClinicPackDialog
from companion.ui.dialogs.diagnosis import Diagnosis
from companion.ui.dialogs.erase import EraseDialog
from companion.ui.dialogs.help_sheet import HelpSheetDialog
from companion.ui.dialogs.import_archive import ImportDialog
from companion.ui.dialogs.keys import KeysDialog
from companion.ui.dialogs.leave_out import LeaveOutDialog, offered
from companion.ui.dialogs.passphrase import (
    ChangePassphrase,
    NewCode,
    RemovePassphrase,
    SetPassphrase,
)
from companion.ui.dialogs.quick_check_in import QuickCheckIn
from companion.ui.dialogs.raw_key import RawKey
from companion.ui.dialogs.reading_list import ReadingListDialog
from companion.ui.dialogs.restore import RestoreDialog
from companion.ui.dialogs.while_locked import WhileLockedDialog
from companion.ui.forms.appointment import AppointmentForm
from companion.ui.forms.check_in import CheckInForm
from companion.ui.forms.dose_change import DoseChangeForm, StoppedForm
from companion.ui.forms.form import Form, FormDialog
from companion.ui.forms.intake import IntakeForm
from companion.ui.forms.medicine import MedicineForm
from companion.ui.forms.note import NoteForm
from companion.ui.forms.outside_score import OutsideScoreForm
from companion.ui.forms.person import PersonForm
from companion.ui.forms.plan import PlanForm
from companion.ui.forms.question import QuestionForm
from companion.ui.forms.rule import RuleForm
from companion.ui.forms.safety_plan import SafetyPlanForm
from companion.ui.forms.session import SessionForm
from companion.ui.forms.side_effect import SideEffectForm
from companion.ui.forms.tracker import TrackerForm
from companion.ui.log.reading import wording
from companion.ui.main_window import MainWindow
from companion.ui.session_day.few_words import WordsForm
from companion.ui.session_day.vital_signs import ReadingForm
from companion.ui.visit.kept_words import KeptWords
from companion.ui.widgets.looking_back import HistoryDialog, ResponseDialog
from tests.exchange.packs import example, written

CODE = recovery.new_code()

Show = Callable[[MainWindow, Path], QDialog]
"""Brings a window up before the main one, with a folder for what it reads from files."""


def kinds_of(base: type[Any]) -> set[type[Any]]:
    """Give every class of the program that is a kind of another, and has none of its own."""
    for module in pkgutil.walk_packages(ui.__path__, "companion.ui."):
        importlib.import_module(module.name)
    return {each for each in _below(base) if each.__module__.startswith("companion.")}


def _below(base: type[Any]) -> Iterator[type[Any]]:
    for each in base.__subclasses__():
        if each.__subclasses__():
            yield from _below(each)
        else:
            yield each


# ---- forms, each in the window that asks for it

FORMS: Mapping[type[Form], Callable[[Context], Form]] = {
    AppointmentForm: AppointmentForm,
    CheckInForm: partial(CheckInForm, past=True),
    DoseChangeForm: DoseChangeForm,
    IntakeForm: IntakeForm,
    MedicineForm: MedicineForm,
    NoteForm: NoteForm,
    OutsideScoreForm: OutsideScoreForm,
    PersonForm: PersonForm,
    PlanForm: PlanForm,
    QuestionForm: QuestionForm,
    RuleForm: partial(RuleForm, checklist="iv", item="last_meal_iv"),
    SafetyPlanForm: SafetyPlanForm,
    SideEffectForm: SideEffectForm,
    StoppedForm: StoppedForm,
    TrackerForm: TrackerForm,
}
ON_A_PAGE = frozenset((KeptWords, ReadingForm, SessionForm, WordsForm))
"""Forms that stand on a page and in no window of their own: the tests of the pages have them."""

CHANGES: Mapping[type[Form], type[Record]] = {DoseChangeForm: Medicine, StoppedForm: Medicine}
"""Forms that are only ever about an entry there is, and its kind."""

FILLED: Mapping[type[Form], type[Record]] = {
    QuestionForm: Question,
    MedicineForm: Medicine,
    NoteForm: Note,
    CheckInForm: CheckIn,
}
"""Forms that show more once they are about an entry."""


def _form(kind: type[Form], window: MainWindow, _folder: Path, *, filled: bool = False) -> QDialog:
    context = window.context
    about = FILLED[kind] if filled else CHANGES.get(kind)
    entry = next(iter(context.diary.entries(about))) if about is not None else None
    return FormDialog(FORMS[kind](context), cast(Any, entry), window)


# ---- dialogs


def _import(window: MainWindow, folder: Path) -> QDialog:
    """Bring up what an archive of this diary with later changes would do."""
    context = window.context
    other = create(folder / "other", context.now)
    other.merge(context.diary.lines())
    (first, *_others) = other.entries(CheckIn)
    other.change(first.id, CheckIn(at=first.record.at, mood=3, words="Changed"))
    other.add(Note(at=context.now(), words="New"))
    path = folder / "other.json"
    archive.export(other, path)
    other.close()
    preview = archive.plan(context.diary, path)
    return ImportDialog(context, wording(context, ()), preview, window)


def _pack(window: MainWindow, folder: Path) -> QDialog:
    pack = clinic_pack.read(written(example(), folder), window.context.content)
    return ClinicPackDialog(window.context, pack, window)


def _leave_out(window: MainWindow, _folder: Path) -> QDialog:
    snapshot = window.context.diary.snapshot()
    last = window.context.now().date()
    entries = offered(snapshot, last.replace(year=last.year - 1), last)
    return LeaveOutDialog(window.context, window, entries, snapshot, frozenset())


def _history(window: MainWindow, _folder: Path) -> QDialog:
    context = window.context
    entry = context.diary.add(Note(at=context.now(), words="At first"))
    changed = context.diary.change(entry.id, Note(at=context.now(), words="And then"))
    return HistoryDialog(context, wording(context, ()), cast(Any, changed), window)


def _response(window: MainWindow, _folder: Path) -> QDialog:
    context = window.context
    (record, *_others) = (entry.record for entry in context.diary.entries(Response))
    return ResponseDialog(context, wording(context, ()), record, window, None)


def _quick(window: MainWindow, _folder: Path) -> QDialog:
    return QuickCheckIn(window.context)


def _quick_answered(window: MainWindow, _folder: Path) -> QDialog:
    made = QuickCheckIn(window.context)
    made._on_number(1)
    return made


def _code(window: MainWindow, _folder: Path) -> QDialog:
    made = SetPassphrase(window.context, window)
    made.show_code(CODE, made.accept, "On")
    return made


def _proof(window: MainWindow, _folder: Path) -> QDialog:
    made = SetPassphrase(window.context, window)
    made.ask_for_proof(CODE, made.accept, "On")
    return made


def _new_passphrase(window: MainWindow, _folder: Path) -> QDialog:
    made = ChangePassphrase(window.context, window)
    made._ask_new()
    return made


def _key_shown(window: MainWindow, _folder: Path) -> QDialog:
    made = RawKey(window.context, window)
    made._show_key()
    return made


def _plan_shown(window: MainWindow, _folder: Path) -> QDialog:
    made = WhileLockedDialog(window.context, window)
    made._show_plan()
    return made


def _help_sheet(window: MainWindow, _folder: Path) -> QDialog:
    return HelpSheetDialog(window.context, window, with_plan=True)


def _plain(kind: Callable[[Context, MainWindow], QDialog]) -> Show:
    return lambda window, _folder: kind(window.context, window)


DIALOGS: Mapping[type[QDialog], Show] = {
    CalendarDialog: _plain(CalendarDialog),
    ChangePassphrase: _plain(ChangePassphrase),
    ClinicPackDialog: _pack,
    Diagnosis: _plain(Diagnosis),
    EraseDialog: _plain(EraseDialog),
    HelpSheetDialog: _help_sheet,
    HistoryDialog: _history,
    ImportDialog: _import,
    KeysDialog: _plain(KeysDialog),
    LeaveOutDialog: _leave_out,
    NewCode: _plain(NewCode),
    QuickCheckIn: _quick,
    RawKey: _plain(RawKey),
    ReadingListDialog: _plain(ReadingListDialog),
    RemovePassphrase: _plain(RemovePassphrase),
    ResponseDialog: _response,
    RestoreDialog: _plain(RestoreDialog),
    SetPassphrase: _plain(SetPassphrase),
    WhileLockedDialog: _plain(WhileLockedDialog),
}
LATER: Mapping[str, Show] = {
    "the recovery code": _code,
    "the proof of the recovery code": _proof,
    "a new passphrase": _new_passphrase,
    "the raw key shown": _key_shown,
    "the plan shown once": _plan_shown,
    "a check-in answered low": _quick_answered,
}
"""Later steps of dialogs, which are of another kind than the first."""

ALL: Mapping[str, Show] = {
    **{kind.__name__: show for kind, show in DIALOGS.items()},
    **LATER,
    **{kind.__name__: partial(_form, kind) for kind in FORMS},
    **{f"{kind.__name__} filled": partial(_form, kind, filled=True) for kind in FILLED},
}
"""Every window before the main one, by its name."""

BUILT_WITH = frozenset((FormDialog,))
"""The window around every form."""
