# SPDX-License-Identifier: Apache-2.0
"""What can be read while the diary is locked: the own numbers, and the safety plan.

``help.json`` is there only after the patient chose so, is not encrypted, and holds exactly what
the page of numbers shows then: the numbers of the clinic and of one's own person, and the six
steps of the safety plan where that was chosen too. It is the only readable copy of any of this.
"""

from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from companion.domain.records import Person, SafetyPlan
from companion.domain.safety_plan import steps_alone
from companion.paths import unwritable, write_atomically
from companion.preferences import WhileLocked

NAME = "help.json"


class Readable(NamedTuple):
    """What can be read without opening the diary; empty where nothing was to be."""

    person: Person = Person()
    plan: SafetyPlan = SafetyPlan()


class _Steps(Struct, frozen=True, kw_only=True, omit_defaults=True):
    warning_signs: str = ""
    by_myself: str = ""
    distraction: str = ""
    people_to_ask: str = ""
    professionals: str = ""
    surroundings: str = ""


class _Kept(Struct, frozen=True, kw_only=True, omit_defaults=True):
    clinic: str = ""
    clinic_phone: str = ""
    clinic_phone_after_hours: str = ""
    person_name: str = ""
    person_phone: str = ""
    plan: _Steps = _Steps()


def keep(folder: Path, person: Person | None, plan: SafetyPlan | None = None) -> None:
    """Write the numbers of a person, and a plan where it is to be read too; or take both away.

    A file that says the same already is left alone. Raises Problem where it cannot be done.
    """
    path = folder / NAME
    if person is None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(path, error) from error
        return
    kept = msgspec.convert(person, _Kept, from_attributes=True)
    if plan is not None:
        written = msgspec.convert(steps_alone(plan), _Steps, from_attributes=True)
        kept = msgspec.structs.replace(kept, plan=written)
    content = msgspec.json.encode(kept)
    if _content(path) != content:
        write_atomically(path, content)


def keep_chosen(folder: Path, chosen: WhileLocked | None, person: Person, plan: SafetyPlan) -> None:
    """Write what was chosen to be readable, or take it away. Raises Problem as ``keep`` does."""
    shown = chosen in (WhileLocked.NUMBERS, WhileLocked.PLAN)
    keep(folder, person if shown else None, plan if chosen is WhileLocked.PLAN else None)


def read(folder: Path | None) -> Readable:
    """Give what was kept; nothing where there is no such file or it is damaged."""
    if folder is None:
        return Readable()
    try:
        kept = msgspec.json.decode(_content(folder / NAME), type=_Kept)
    except (UnicodeDecodeError, RecursionError, msgspec.DecodeError):
        return Readable()
    numbers = msgspec.structs.asdict(kept)
    steps = msgspec.structs.asdict(numbers.pop("plan"))
    return Readable(Person(**numbers), SafetyPlan(**steps))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
