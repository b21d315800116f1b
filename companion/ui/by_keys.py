# SPDX-License-Identifier: Apache-2.0
"""What every window before the main one has in common: the Tab key goes through it as one reads."""

from PySide6.QtWidgets import QDialog

from companion.ui.reading_order import go_on


class ByKeys(QDialog):
    """A dialog whose Tab order is that of reading. Enter presses the button it stands on alone."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go on with the Tab key as one reads, whatever was made anew meanwhile."""
        return go_on(self, forward=forward)
