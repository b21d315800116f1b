# SPDX-License-Identifier: Apache-2.0
"""The clinic's numbers and one's own person, readable while the diary is locked.

``help.json`` is there only after the patient chose so, is not encrypted, and holds exactly what
the page of numbers shows.
"""

from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from companion.domain.records import Person
from companion.paths import write_atomically

NAME = "help.json"


class _OwnNumbers(Struct, frozen=True, kw_only=True):
    clinic: str = ""
    clinic_phone: str = ""
    clinic_phone_after_hours: str = ""
    person_name: str = ""
    person_phone: str = ""


def keep(folder: Path, person: Person | None) -> None:
    """Write the numbers of a person, or take them away where there is none to show.

    Raises Problem where they cannot be written.
    """
    path = folder / NAME
    if person is None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return
    shown = msgspec.convert(person, _OwnNumbers, from_attributes=True)
    write_atomically(path, msgspec.json.encode(shown))


def read(folder: Path | None) -> Person:
    """Give a person with the numbers that were kept; with none where there are none."""
    if folder is None:
        return Person()
    try:
        shown = msgspec.json.decode((folder / NAME).read_bytes(), type=_OwnNumbers)
    except (OSError, UnicodeDecodeError, RecursionError, msgspec.DecodeError):
        return Person()
    return Person(**msgspec.structs.asdict(shown))
