# SPDX-License-Identifier: Apache-2.0
"""A part of a page that is filled anew comes into sight at once, and is laid out once."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QWidget


@contextmanager
def at_once(part: QWidget) -> Iterator[None]:
    """Let a part be filled out of sight.

    For each widget that comes to one in sight, Qt lays out everything around it again.
    """
    hidden = part.isHidden()
    part.hide()
    try:
        yield
    finally:
        part.setVisible(not hidden)
