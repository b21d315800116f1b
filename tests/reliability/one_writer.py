# SPDX-License-Identifier: Apache-2.0
"""Many processes start on one folder at once, and some are killed: never do two write in it."""

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from companion import app
from companion.storage import lock
from companion.storage.diary import create, open_
from tests.reliability.outcome import Outcome, Tally

ROOT = Path(__file__).parents[2]
AT_ONCE = 3
HELD, REFUSED, TOGETHER, OTHER, STUCK = (
    "held the folder",
    "were told that it is in use",
    "wrote beside another",
    "ended otherwise",
    "locks that outlived their holder",
)
PROGRAM = """
import os, sys, time
from pathlib import Path
from companion import app
from companion.domain.records import CheckIn
from companion.storage import lock
from companion.storage.diary import open_
folder, unlocked = Path(sys.argv[1]), sys.argv[2] == "without"
def write():
    mark = folder / "someone-writes"
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        print("together", flush=True)
        return
    try:
        diary = open_(folder, app.now)
        diary.add(CheckIn(at=app.now(), mood=5))
        time.sleep(float(sys.argv[3]))
        diary.close()
    finally:
        mark.unlink()
    print("held", flush=True)
if unlocked:
    write()
else:
    try:
        with lock.take(folder):
            write()
    except lock.InUse:
        print("refused", flush=True)
"""


def run(count: int, seed: int, folder: Path, protection: str = "") -> Outcome:
    """Start ``count`` times three processes at once; kill the holder of every third round."""
    random = Random(seed)
    tally = Tally("rounds of three starts", HELD, REFUSED, TOGETHER, OTHER, STUCK)
    home = folder / "diary"
    create(home, app.now).close()
    for number in range(count):
        children = [_start(home, protection, random.uniform(0.05, 0.2)) for _ in range(AT_ONCE)]
        if number % 3 == 2:
            time.sleep(random.uniform(0.2, 0.6))
            random.choice(children).kill()
        for child in children:
            _tell(child.communicate()[0], child.returncode, tally)
        (home / "someone-writes").unlink(missing_ok=True)
        _take(home, tally)
        tally.tried += 1
    return tally.outcome()


def _start(home: Path, protection: str, seconds: float) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM, str(home), protection, str(seconds)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def _tell(said: str, code: int, tally: Tally) -> None:
    if said == "held\n":
        tally.count(HELD)
    elif said == "refused\n":
        tally.count(REFUSED)
    elif said == "together\n":
        tally.fault(TOGETHER, "two at once")
    elif code != -9:
        tally.fault(OTHER, said[-300:])


def _take(home: Path, tally: Tally) -> None:
    """Take the folder at once, whoever held it and was killed."""
    try:
        with lock.take(home):
            open_(home, app.now).close()
    except lock.InUse as problem:
        tally.fault(STUCK, str(problem))
