# SPDX-License-Identifier: Apache-2.0
"""What is said of a file that cannot be taken in: what it is, where that can be told."""

import codecs
from pathlib import Path

import msgspec
from msgspec import Struct

from companion.exchange.strict_json import Fault, visible
from companion.language import _
from companion.problem import Problem
from companion.storage import backup_file

BEGINNING = 4096
"""Bytes in which a file that does not read whole may still say what it is."""
_NOTHING = b" \t\r\n\f\v\0" + codecs.BOM_UTF8
_FHIR = b'"resourceType"'


class _Head(Struct):
    format: str = ""


def format_in(content: bytes) -> str:
    """Give what a JSON file says it is; nothing where it says nothing, or is no JSON."""
    try:
        return msgspec.json.decode(content.removeprefix(codecs.BOM_UTF8), type=_Head).format
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""


def is_of(content: bytes, wanted: str) -> bool:
    """Tell whether a file is of a format, or the beginning of one that is damaged."""
    # What is written here says so first; to look through all of a large file takes memory.
    return f'"{wanted}"'.encode() in content[:BEGINNING] or format_in(content) == wanted


def otherwise(path: Path, content: bytes) -> Problem | None:
    """Give the problem of a file that is empty, or that is known to be something else."""
    if not content.strip(_NOTHING):
        return Problem(
            happened=_("“{name}” is empty.").format(name=visible(path.name)),
            safe=_("Nothing was changed."),
            next_step=_("Copy it here again from where it came."),
        )
    if backup_file.manifest_in(path) is not None:
        return Problem(
            happened=_("“{name}” is a backup of Companion.").format(name=visible(path.name)),
            safe=_("Nothing was changed."),
            next_step=_("To go back to it, open Settings, and choose Restore under Backups."),
        )
    if _FHIR in content[:BEGINNING]:
        return Problem(
            happened=_("“{name}” is in the form that clinics exchange (FHIR).").format(
                name=visible(path.name)
            ),
            safe=_("Nothing was changed."),
            next_step=_(
                "Companion writes such files, but cannot read them. It takes in what “Export "
                "everything” wrote."
            ),
        )
    return None


def not_an_archive(path: Path, content: bytes) -> Problem:
    """Give the problem of a file that is to be imported and is no archive."""
    if is_of(content, "companion-clinic-pack"):
        return Problem(
            happened=_("“{name}” is a list from a clinic.").format(name=visible(path.name)),
            safe=_("Nothing was changed."),
            next_step=_("To take it in, open Settings, and look under Your clinic’s list."),
        )
    return otherwise(path, content) or Problem(
        happened=_("“{name}” is not an archive of Companion.").format(name=visible(path.name)),
        safe=_("Nothing was changed."),
        next_step=_choose_another(),
    )


def too_large(path: Path) -> Problem:
    """Give the problem of a file that is larger than any archive."""
    return Problem(
        happened=_("“{name}” is too large to be an archive of Companion.").format(
            name=visible(path.name)
        ),
        safe=_("Nothing was changed."),
        next_step=_choose_another(),
    )


def not_a_list(path: Path, content: bytes) -> Problem:
    """Give the problem of a file that is to be taken in as a clinic's list and is none."""
    if is_of(content, "companion-archive"):
        return Problem(
            happened=_("“{name}” is an archive of Companion.").format(name=visible(path.name)),
            safe=_("Nothing was changed."),
            next_step=_("To take it in, open Settings, and choose Import under Your diary."),
        )
    return otherwise(path, content) or Problem(
        happened=_("“{name}” is not a list that a clinic made for Companion.").format(
            name=visible(path.name)
        ),
        safe=_("Nothing was changed."),
        next_step=_("Choose another file, or ask your clinic for a new one."),
    )


def damaged(path: Path, fault: Fault) -> Problem:
    """Give the problem of an archive that is damaged, with its first fault at the end."""
    place, what = visible(fault.place.removeprefix("$").removeprefix(".")), visible(fault.what)
    told = _("The first fault in it: {place}: {what}.") if place else _("The fault in it: {what}.")
    again = _("Export the archive again where it came from, and import that file.")
    return Problem(
        happened=_("“{name}” is damaged, and cannot be imported.").format(name=visible(path.name)),
        safe=_("Nothing was changed."),
        next_step=f"{again} {told.format(what=what, place=place)}",
    )


def _choose_another() -> str:
    return _(
        "Choose a file that “Export everything” wrote. Its name usually ends in .companion.json."
    )
