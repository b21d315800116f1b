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
from unittest.mock import patch

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from companion.storage import sealing, vault
from companion.ui.main_window import MainWindow
from tests.benchmarks import records
from tests.benchmarks.lab import Figures, Lab, middle
from tests.benchmarks.plot import Growth
from tests.benchmarks.records import Size
from tests.benchmarks.table import Row, median
from tests.benchmarks.window import PaintWatch, give, painted, press_enter, started, type_passphrase

ROUNDS, OTHERS = 5, 2
"""How often on the record that the rows are about, and on each other length."""


def measure(lab: Lab) -> tuple[list[Row], list[Growth], object]:
    """Measure unlocking on every length of record."""
    found = {size: _unlocked(lab, size) for size in lab.sizes}
    runs, longest, year = found[lab.long], found[lab.longest], found[lab.year]
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
        Row(
            name="unlock-growth",
            group="unlocking",
            what=f"What else unlocking takes, {lab.longest.name} beside {lab.year.name}",
            app=middle(longest, "besides"),
            floor=middle(year, "besides"),
            floor_is=lab.year.name,
            runs=len(longest),
        ),
    ]
    growth = [
        Growth(
            "unlock",
            "Unlock: Enter to painted Today",
            "ms",
            {size.days: middle(one, "unlock") for size, one in found.items()},
            {size.days: middle(one, "derivation") for size, one in found.items()},
            "Argon2id alone",
        ),
        Growth(
            "unlock-besides",
            "What unlocking takes besides Argon2id",
            "ms",
            {size.days: middle(one, "besides") for size, one in found.items()},
        ),
    ]
    return rows, growth, {size.name: one for size, one in found.items()}


def _unlocked(lab: Lab, size: Size) -> list[Figures]:
    times = lab.times(ROUNDS if size is lab.long else OTHERS)
    return [lab.on_copy("unlocking", size, passphrase=True) for _time in range(times)]


# --- in the process that is measured --------------------------------------------------------------


def derivation(folder: Path) -> float:
    """Derive the key as README's file format tells, twice; give the median of the seconds."""
    slots = json.loads((folder / vault.KEYS).read_text(encoding="utf-8"))["slots"]
    slot = next(one for one in slots if one["kind"] == "passphrase")
    taken = []
    for _time in range(2):
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


def unlock(window: MainWindow) -> dict[str, float]:
    """Type the passphrase and press Enter; give the seconds from that key to the painted page.

    And those of them that did not go to its own derivation: each record has a seal of its own,
    which costs a little more or less.
    """
    page = window.page
    type_passphrase(window)
    # Before the time counts: PySide takes a while to find out what a widget like this one is, which
    # nobody but the watch wants to know here.
    page.viewport()
    watch = PaintWatch()
    derived: list[float] = []
    add_page, open_seal = window.add_page, sealing.opened

    def added(name: str, new: Any) -> None:
        watch.over_page(new)
        add_page(name, new)

    def opened_seal(*given: Any) -> bytes | None:
        begun = time.perf_counter()
        try:
            return open_seal(*given)
        finally:
            derived.append(time.perf_counter() - begun)

    setattr(window, "add_page", added)  # noqa: B010 -- a page is watched as it comes
    with patch.object(sealing, "opened", opened_seal):
        took = painted(watch, lambda: press_enter(window)).first
    assert window.place[0] == "today", window.place
    return {"unlock": took, "besides": took - sum(derived)}


if __name__ == "__main__":
    folder_ = Path(sys.argv[1])
    window_ = started(folder_)
    before = derivation(folder_)
    took_ = unlock(window_)
    give({**took_, "derivation": median([before, derivation(folder_)])})
