# SPDX-License-Identifier: Apache-2.0

"""What must be in order before a release: `python3 packaging/dev.py release-check`.

Every number to call that ships was looked up on its operator's own page, a year ago at the most.
It ends with 1 and a list, country by country, as long as one was not. It reads the files alone:
somebody has to look each number up, and write the day into resources/crisis_lines.toml.

Standard library only.
"""

import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LONGEST = timedelta(days=365)
"""How long a check holds."""


def faults(
    countries: Sequence[Mapping[str, Any]], names: Mapping[str, str], today: date
) -> list[str]:
    """Give a line for each number that is not checked, or not lately, with its country."""
    found = []
    for country in countries:
        name = names.get(country["code"], country["code"])
        for number in country.get("emergency", ()):
            found += _fault(f"{name}: emergency number {number['number']}", number, today)
        for line in country.get("line", ()):
            found += _fault(f"{name}: {line['name']} {line['number']}", line, today)
    return found


def _fault(what: str, number: Mapping[str, Any], today: date) -> list[str]:
    written = number.get("checked", "")
    if not written:
        return [f"{what}: not checked"]
    try:
        checked = date.fromisoformat(written)
    except ValueError:
        return [f"{what}: checked on “{written}”, which is no date"]
    if checked > today:
        return [f"{what}: checked on {checked}, which is yet to come"]
    if today - checked > LONGEST:
        return [f"{what}: last checked on {checked}, more than {LONGEST.days} days ago"]
    return []


def check(resources: Path, today: date) -> list[str]:
    """Give what is not in order in a folder of resources."""
    lines = tomllib.loads((resources / "crisis_lines.toml").read_text(encoding="utf-8"))
    words = resources / "words" / "en" / "countries.toml"
    names = tomllib.loads(words.read_text(encoding="utf-8"))
    return faults(lines["country"], names, today)


def main() -> int:
    """Say what is not in order; give the exit code."""
    found = check(ROOT / "resources", date.today())  # noqa: DTZ011 -- a check is of a day
    for line in found:
        print(line)
    if found:
        print(f"Not ready for a release: {len(found)} numbers to check on their operators’ pages.")
        return 1
    print("Every number to call was checked within a year.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
