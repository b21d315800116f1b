# SPDX-License-Identifier: Apache-2.0
"""Say what is new, for the page of a release: `.venv/bin/python packaging/release_notes.py`.

It prints in Markdown what About shows of the newest release. With `--tag v1.2.3` it first makes
sure that the tag, the version of the app and the newest release are one and the same, and ends with
1 where they are not.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from companion import __version__  # noqa: E402 -- found from the checkout, by the line above
from companion.releases import METAINFO, Part, releases  # noqa: E402 -- the same


def markdown(parts: Sequence[Part]) -> str:
    """Write what a release tells, its points as a list."""
    lines: list[str] = []
    for before, part in zip((None, *parts), parts, strict=False):
        if before is not None and not (before.is_point and part.is_point):
            lines.append("")
        lines.append(f"- {part.text}" if part.is_point else part.text)
    return "\n".join(lines) + "\n"


def differences(tag: str, newest: str) -> list[str]:
    """Say which of the tag, the app and the newest release name another version."""
    faults = []
    if tag != f"v{__version__}":
        faults.append(f"The tag is {tag}, the version of the app {__version__}.")
    if newest != __version__:
        faults.append(f"The newest release in {METAINFO} is {newest}, not {__version__}.")
    return faults


def main(arguments: Sequence[str]) -> int:
    """Compare what is asked for, and print the notes."""
    parser = argparse.ArgumentParser(description="Say what is new in the newest release.")
    parser.add_argument("--tag", help="the tag that must name this version, as v1.2.3")
    asked = parser.parse_args(arguments)
    newest = releases("en")[0]
    faults = differences(asked.tag, newest.version) if asked.tag is not None else []
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(markdown(newest.parts), end="")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
