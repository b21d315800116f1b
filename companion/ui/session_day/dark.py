# SPDX-License-Identifier: Apache-2.0
"""The look of the session-day screen on what belongs to it, and on nothing else."""

from PySide6.QtWidgets import QWidget

from companion.ui.context import Context
from companion.ui.theme import take_off


def dress(context: Context, *parts: QWidget) -> None:
    """Give parts the dark look while the session-day screen is on, and the app's own after it.

    The app keeps its own look meanwhile: to give it another, Qt goes through all that was made.
    """
    for part in parts:
        if context.session_day:
            context.theme.put_on(part)
        else:
            take_off(part)
