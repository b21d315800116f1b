# SPDX-License-Identifier: Apache-2.0
"""Modules are imported as Python does it, though PySide is there.

PySide puts an import of its own in the place of Python's, for those who want its names in snake
case: it reads the source of every module and searches it for a word. Nothing here asks for that,
and it would take a tenth of the time in which the window opens, and keep all the sources.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - which is what puts its own import in place


def restore() -> None:
    """Import what is imported from now on without a look at its source."""
    own = getattr(builtins, "__feature_import__", None)
    original = getattr(builtins, "__orig_import__", None)
    if original is not None and builtins.__import__ is own:
        builtins.__import__ = original
