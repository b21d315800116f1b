# SPDX-License-Identifier: Apache-2.0
"""Kill the real window while someone types without a pause: how much of the typing is lost."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from companion import app
from companion.storage.diary import open_
from tests.reliability.outcome import Outcome, Tally

PROGRAM = Path(__file__).with_name("types_on.py")
ROOT = Path(__file__).parents[2]
ALLOWED = 3.0
"""Seconds of typing that may be lost at most."""
SHORTEST, LONGEST = 3.5, 7.0
"""Seconds of typing until the kill."""

TYPED, KEPT, TOO_MUCH, OTHER = "typed", "kept", "lost more than 3 s", "kept other words"


def run(count: int, seed: int, folder: Path, how: str = "") -> Outcome:
    """Kill the window ``count`` times while it is typed into."""
    random = Random(seed)
    tally = Tally("kills while typing", TYPED, KEPT, TOO_MUCH, OTHER)
    home = folder / "diary"
    for _ in range(count):
        strokes, end = _typed(home, random.uniform(SHORTEST, LONGEST), how)
        words = "".join(letter for _, letter in strokes)
        kept = _kept(home)
        tally.tried += 1
        tally.count(TYPED, len(words))
        tally.count(KEPT, len(kept))
        if not words.startswith(kept[: len(words)]):
            tally.fault(OTHER, f"{kept!r} of {words!r}")
        lost = strokes[len(kept) :]
        if lost and end - lost[0][0] > ALLOWED:
            tally.fault(TOO_MUCH, f"{end - lost[0][0]:.1f} s")
    return tally.outcome()


def _typed(home: Path, seconds: float, how: str) -> tuple[list[tuple[float, str]], float]:
    """Type for so long, kill, and give each keystroke with its time, and the time of the kill."""
    home.mkdir(exist_ok=True)
    child = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(home), how],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)},
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    end = time.monotonic()
    child.kill()
    lines = [first, *child.communicate()[0].splitlines()]
    strokes = [
        (float(line.split()[0]), line.split()[1]) for line in lines if len(line.split()) == 2
    ]
    return strokes, end


def _kept(home: Path) -> str:
    """Give the words that the next start finds in the draft."""
    diary = open_(home, app.now)
    try:
        draft = diary.draft("note:new")
        return str(json.loads(draft)["words"]) if draft else ""
    finally:
        diary.close()
