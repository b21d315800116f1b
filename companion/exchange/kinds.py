# SPDX-License-Identifier: Apache-2.0
"""What a file is that somebody wants to open: told by what is in it, and only then by its name."""

import os.path
from enum import StrEnum
from pathlib import Path

from companion.exchange import strict_json
from companion.language import _
from companion.problem import Problem
from companion.storage import backup_file

ARCHIVE_ENDING = ".companion.json"
"""How the name of an export ends, so that the system knows whose it is. Any JSON is looked at."""


class Kind(StrEnum):
    """The files that can be opened."""

    BACKUP = "backup"
    ARCHIVE = "archive"
    CLINIC_LIST = "clinic_list"


def kind_of(path: Path) -> Kind:
    """Tell what a file is; whoever opens it looks at all of it.

    Raises Problem where it cannot be read, or is nothing that can be opened.
    """
    # Imported late: the window knows of the kinds from its start, and seldom opens one.
    from companion.exchange import archive, archive_form, clinic_pack, refused_files

    # A pipe that nobody writes to would be waited for without end.
    if not os.path.isfile(path):  # noqa: PTH113 -- says no where we may not even look
        raise strict_json.unreadable(path)
    name = path.name.casefold()
    if name.endswith(backup_file.SUFFIX) or backup_file.manifest_in(path) is not None:
        return Kind.BACKUP
    try:
        content = strict_json.read(path, archive.LARGEST)
    except strict_json.Fault as fault:
        raise _unknown(path) from fault
    told = refused_files.format_in(content)
    is_archive = refused_files.is_of(content, archive_form.FORMAT)
    if is_archive or (not told and name.endswith(ARCHIVE_ENDING)):
        return Kind.ARCHIVE
    if refused_files.is_of(content, clinic_pack.FORMAT):
        return Kind.CLINIC_LIST
    raise refused_files.otherwise(path, content) or _unknown(path)


def _unknown(path: Path) -> Problem:
    return Problem(
        happened=_("“{name}” is not a file that Companion can open.").format(
            name=strict_json.visible(path.name)
        ),
        safe=_("Nothing was changed."),
        next_step=_(
            "It opens a backup (.companion-backup), an export (.companion.json) or a list from "
            "your clinic."
        ),
    )
