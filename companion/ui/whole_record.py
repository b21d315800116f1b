# SPDX-License-Identifier: Apache-2.0
"""The whole diary as it is at one time, for work in other threads."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from companion.domain.records import Snapshot
from companion.storage.diary import open_for_reading
from companion.storage.opening import Access
from companion.ui.aside import beside_the_window


class WholeRecord:
    """Reads the diary once, on a connection of its own, in the thread that first asks for it.

    Whoever asks meanwhile waits. It is to be made anew once the diary's state is another.
    """

    def __init__(self, access: Access, now: Callable[[], datetime]) -> None:
        self._access, self._now = access, now
        self._reading = Lock()
        self._snapshot: Snapshot | None = None

    @property
    def is_read(self) -> bool:
        """Whether nobody has to wait for it."""
        return self._snapshot is not None

    def snapshot(self) -> Snapshot:
        """Give every entry. Raises Problem where it cannot be read."""
        with self._reading, beside_the_window():
            if self._snapshot is None:
                diary = open_for_reading(self._access, self._now)
                try:
                    self._snapshot = diary.snapshot()
                finally:
                    diary.close()
            return self._snapshot
