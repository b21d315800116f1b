# SPDX-License-Identifier: Apache-2.0
"""Measure beside a floor that everyone can reproduce: `python3 packaging/dev.py bench`.

Prints one table and writes it as JSON with the machine in it, by default into `build/bench`.
``--only NAME`` measures some groups, ``--quick`` fewer runs on shorter records, ``--json PATH`` and
``--plots FOLDER`` choose where to, ``--readme`` prints the table as Markdown besides and draws the
README's picture of growth anew, and ``--imports FILE`` writes the profile of what a start imports
and nothing else, with ``--beside FOLDER`` also that of another checkout. It takes about twelve
minutes, and the records two more the first time; nothing else should run meanwhile.
"""

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
from msgspec import Struct

from tests.benchmarks import (
    exchange,
    log_growth,
    pages,
    peer,
    plot,
    reports,
    saving,
    searching,
    starts,
    trends,
    unlocking,
    watchdog,
)
from tests.benchmarks.imports import profile
from tests.benchmarks.lab import EMPTY, PLACE, Failed, Lab
from tests.benchmarks.machine import Machine, machine
from tests.benchmarks.plot import Growth
from tests.benchmarks.table import Row, as_markdown, as_text, verdict

GROUPS: Mapping[str, ModuleType] = {
    "start": starts,
    "peer": peer,
    "saving": saving,
    "pages": pages,
    "searching": searching,
    "trends": trends,
    "report": reports,
    "unlocking": unlocking,
    "exchange": exchange,
    "log": log_growth,
    "watchdog": watchdog,
}
OVERVIEW = ("start", "page-first", "search", "trends-all", "report-whole", "exchange")
"""The figures whose growth stands in the README's one picture."""
PICTURE = Path(__file__).with_name("growth.svg")


class Result(Struct, frozen=True):
    """All that came of a run."""

    machine: Machine
    seconds: float
    rows: list[Row]
    growth: list[Growth]
    details: dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Measure what is asked for; the exit code tells whether that worked, not how fast it was."""
    asked = _parsed(arguments)
    if asked.imports is not None:
        asked.imports.parent.mkdir(parents=True, exist_ok=True)
        asked.imports.write_text(profile(asked.beside), encoding="utf-8")
        print(f"What a start imports is in {asked.imports}")
        return 0
    result = measured(asked.only or list(GROUPS), quick=asked.quick)
    keep(result, asked.json, asked.plots, PICTURE if asked.readme and not asked.quick else None)
    print(f"\n{as_text(result.rows)}")
    if "pages" in result.details:
        print(pages.table(result.details["pages"], Lab(quick=asked.quick).long))
    print(f"{verdict(result.rows)} {result.seconds:.0f} seconds.\n{result.machine.words}")
    if asked.readme:
        print(f"\n{as_markdown(result.rows)}")
    return int(any(row.app is None and row.name == row.group for row in result.rows))


def measured(groups: Sequence[str], *, quick: bool) -> Result:
    """Measure some groups, one after another."""
    rows: list[Row] = []
    growth: list[Growth] = []
    details: dict[str, Any] = {}
    lab = Lab(quick=quick)
    make_records(lab)
    begun = time.monotonic()
    with lab.open():
        for name in groups:
            since = time.monotonic()
            try:
                more, grown, found = GROUPS[name].measure(lab)
            except Failed as failed:
                print(failed, file=sys.stderr)
                more, grown, found = [_missing(name)], [], str(failed)
            rows += more
            growth += grown
            details[name] = found
            print(f"{name}: {time.monotonic() - since:.0f} s", flush=True)
    return Result(machine(PLACE), time.monotonic() - begun, rows, growth, details)


def _missing(group: str) -> Row:
    """Give the row of a group that could not be measured."""
    told = "It could not be measured; what went wrong is printed above and is in the JSON."
    return Row(name=group, group=group, what=f"All of “{group}”", app=None, note=told)


def make_records(lab: Lab) -> None:
    """Make the records that are not there yet."""
    for size in (EMPTY, *lab.sizes):
        if lab.kept.make(size.days):
            print(f"A record was made: {size.name}", flush=True)
    for size in lab.sizes:
        if lab.kept.make(size.days, passphrase=True):
            print(f"A record was made: {size.name}, with a passphrase", flush=True)


def keep(result: Result, file: Path, folder: Path, picture: Path | None = None) -> None:
    """Write the figures, a picture of each that grows with the record, and one of the main ones."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(result), indent=2))
    folder.mkdir(parents=True, exist_ok=True)
    for one in result.growth:
        (folder / f"{one.name}.svg").write_text(plot.svg(one), encoding="utf-8")
    shown = [one for name in OVERVIEW for one in result.growth if one.name == name]
    if picture is not None and len(shown) == len(OVERVIEW):
        picture.write_text(plot.overview(shown), encoding="utf-8")


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py bench", description="Measure how fast it is.")
    parser.add_argument("--only", nargs="+", choices=GROUPS, metavar="NAME", help=", ".join(GROUPS))
    parser.add_argument("--quick", action="store_true", help="fewer runs, shorter records")
    parser.add_argument("--json", type=Path, default=PLACE / "figures.json", metavar="PATH")
    parser.add_argument("--plots", type=Path, default=PLACE / "plots", metavar="FOLDER")
    parser.add_argument(
        "--readme", action="store_true", help="print the table as Markdown, draw growth.svg"
    )
    parser.add_argument("--imports", type=Path, metavar="FILE", help="only profile the imports")
    parser.add_argument(
        "--beside", type=Path, metavar="FOLDER", help="another checkout to profile them of"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
