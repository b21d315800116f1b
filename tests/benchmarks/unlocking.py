# SPDX-License-Identifier: Apache-2.0
"""From the Enter behind the passphrase to the painted Today, beside the key derivation alone.

`python -m tests.benchmarks.unlocking FOLDER` gives the seconds of both.
"""

import json
import sys
import time
import unicodedata
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from companion.storage import vault
from companion.ui.main_window import MainWindow
from companion.ui.pages.locked import LockedPage
from tests.benchmarks import records
from tests.benchmarks.lab import Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import Row, median
from tests.benchmarks.window import PaintWatch, give, opened, painted

ROUNDS = 5


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure unlocking."""
    runs = [lab.on_copy("unlocking", lab.long, passphrase=True) for _ in range(lab.times(ROUNDS))]
    rows = [
        Row(
            name="unlock",
            group="unlocking",
            what=f"Unlock: Enter to painted Today, {lab.long.name}",
            app=middle(runs, "unlock"),
            floor=middle(runs, "derivation"),
            floor_is="Argon2id alone",
            most_ratio=1.2,
            runs=len(runs),
        ),
        Row(
            name="derivation",
            group="unlocking",
            what="Argon2id alone, which is slow by design",
            app=middle(runs, "derivation"),
            unit="s",
            least=0.3,
            most=1.0,
            runs=len(runs),
        ),
    ]
    return rows, [], runs


# --- in the process that is measured --------------------------------------------------------------


def derivation(folder: Path) -> float:
    """Derive the key as README's file format tells, three times; give the median of the seconds."""
    slots = json.loads((folder / vault.KEYS).read_text(encoding="utf-8"))["slots"]
    slot = next(one for one in slots if one["kind"] == "passphrase")
    taken = []
    for _time in range(3):
        begun = time.perf_counter()
        Argon2id(
            salt=bytes.fromhex(slot["salt"]),
            length=32,
            iterations=slot["iterations"],
            lanes=slot["lanes"],
            memory_cost=slot["memory_kib"],
        ).derive(unicodedata.normalize("NFC", records.PASSPHRASE).encode())
        taken.append(time.perf_counter() - begun)
    return median(taken)


def unlock(window: MainWindow) -> float:
    """Type the passphrase and press Enter; give the seconds from that key to the painted page."""
    page = window.page
    assert isinstance(page, LockedPage)
    field = page.ask.field.line
    field.setFocus()
    QTest.keyClicks(field, records.PASSPHRASE)
    watch = PaintWatch()
    add_page = window.add_page

    def added(name: str, new: Any) -> None:
        watch.over_page(new)
        add_page(name, new)

    setattr(window, "add_page", added)  # noqa: B010 -- a page is watched as it comes
    took = painted(watch, lambda: QTest.keyClick(field, Qt.Key.Key_Return))
    assert window.place[0] == "today", window.place
    return took.first


if __name__ == "__main__":
    folder_ = Path(sys.argv[1])
    window_ = opened(folder_)
    before = derivation(folder_)
    took_ = unlock(window_)
    give({"unlock": took_, "derivation": median([before, derivation(folder_)])})
