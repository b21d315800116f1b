# SPDX-License-Identifier: Apache-2.0
"""Where a person keeps their documents: what a dialog for a file begins with."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QWidget

from companion.language import _
from companion.problem import Problem
from companion.ui import file_dialogs

PDF = ".pdf"


def documents() -> Path:
    """Give the system's folder for documents where there is one, else the person's own folder."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    found = Path(QStandardPaths.writableLocation(place))
    return found if found.name and found.is_dir() else Path.home()


def ask_for_pdf(parent: QWidget, title: str, name: str) -> Path | None:
    """Ask where to save a PDF; None where the person thought better of it.

    Raises Problem where the ending that was left away leads to a file that is there already: the
    dialog did not ask about that one.
    """
    kind = _("PDF document (*.pdf)")
    path = file_dialogs.ask_where_to_save(parent, title, documents() / name, kind)
    return None if path is None else with_ending(path, PDF)


def with_ending(path: Path, ending: str, *, also: str = "") -> Path:
    """Give the path of a file with the ending of its kind, or another that is as good.

    Raises Problem where the ending that was left away leads to a file that is there already: the
    dialog did not ask about that one.
    """
    if path.name.casefold().endswith((ending, also or ending)):
        return path
    named = path.with_name(path.name + ending)
    if named.exists():
        raise Problem(
            happened=_("“{name}” is there already.").format(name=named.name),
            safe=_("It was not changed."),
            next_step=_("Choose another name."),
        )
    return named
