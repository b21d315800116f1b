# SPDX-License-Identifier: Apache-2.0
"""What a start of the app imports until its first page is painted, and how long each takes."""

import re
import subprocess

from tests.benchmarks.lab import EMPTY, Failed, Lab

MOST = 40
_LINE = re.compile(r"^import time:\s*(\d+) \|\s*(\d+) \|(\s*)(\S+)$")


def profile() -> str:
    """Give the modules that take longest with all that they import, and how many there are."""
    lab = Lab()
    lab.kept.make(EMPTY.days)
    with lab.open(), lab.copy(EMPTY) as folder:
        command = lab.python("started_app", folder)
        command[1:1] = ["-X", "importtime"]
        ended = subprocess.run(
            command, env=lab.env, capture_output=True, text=True, timeout=60, check=False
        )
    if ended.returncode:
        raise Failed(ended.stderr)
    return told(ended.stderr)


def told(output: str) -> str:
    """Give a table of what `-X importtime` printed."""
    found = [_LINE.match(line) for line in output.splitlines()]
    lines = [
        (int(one[2]), int(one[1]), one[4], len(one[3]) <= 1) for one in found if one is not None
    ]
    # What nothing else imported: its time is in no other line.
    total = sum(cumulative for cumulative, _own, _name, is_outer in lines if is_outer)
    text = [f"{len(lines)} modules, {total / 1000:.1f} ms in all (with the cost of measuring)", ""]
    text.append(f"{'with all below':>14}  {'alone':>10}  module")
    for cumulative, own, name, _outer in sorted(lines, reverse=True)[:MOST]:
        text.append(f"{cumulative / 1000:11.1f} ms  {own / 1000:7.1f} ms  {name}")
    return "\n".join(text) + "\n"
