# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: S314 -- it reads what it wrote, starts what it names, speaks by printing
"""Run sqlite-utils' own tests on our driver: `python3 packaging/dev.py conformance`.

sqlite-utils was made for the driver of the standard library; companion.storage puts another one
under it. This fetches the source of the pinned version, checked against its hash, and runs its
tests that way in an environment that is thrown away. It needs a network, so it is no part of
`dev.py test`. The one thing that our driver is known to lack is ``iterdump``.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "packaging" / "requirements"
UPSTREAM = "sqlite-utils"
NEEDED = (
    "click",
    "click-default-group",
    "hypothesis",
    "iniconfig",
    "packaging",
    "pip",
    "pluggy",
    "pygments",
    "pytest",
    "python-dateutil",
    "six",
    "sortedcontainers",
    "sqlcipher3",
    "sqlite-fts4",
    UPSTREAM,
    "tabulate",
    "tzdata",
)
"""What the tests import, all pinned in the requirements; a name that is pinned no more is left."""
KNOWN = frozenset(
    {
        "tests.test_analyze_tables::test_analyze_table",
        "tests.test_analyze_tables::test_analyze_table_save",
        "tests.test_cli::test_dump",
        "tests.test_cli_memory::test_memory_dump[extra_args0]",
        "tests.test_cli_memory::test_memory_dump[extra_args1]",
        "tests.test_cli_memory::test_memory_save[extra_args0]",
        "tests.test_cli_memory::test_memory_save[extra_args1]",
    }
)
"""The tests that need iterdump. Where none of them fails, it was not our driver that was tested."""
PLUGIN = """
import sys
import companion.storage
import sqlcipher3

# A test that expects an error of the driver asks for it by this name.
sys.modules["sqlite3"] = sqlcipher3
sys.modules["sqlite3.dbapi2"] = sqlcipher3.dbapi2
"""
"""Runs before anything can import sqlite-utils."""


class Outcome(NamedTuple):
    """How many tests passed and were skipped, and those that failed: name and message."""

    passed: int
    skipped: int
    known: tuple[str, ...]
    unexpected: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing failed but what is known, and the known failures show our driver."""
        return self.passed > 1000 and bool(self.known) and not self.unexpected


def main() -> int:
    """Fetch, run and judge; give the exit code."""
    with tempfile.TemporaryDirectory(prefix="companion-conformance-") as name:
        folder = Path(name)
        python = environment(folder)
        source = fetched(python, folder)
        began = time.monotonic()
        outcome = judged(tested(python, source, folder))
        seconds = time.monotonic() - began
    say(
        f"{source.name} on the driver of the record: {outcome.passed} passed, "
        f"{outcome.skipped} skipped, {len(outcome.known)} failed for want of iterdump, "
        f"{len(outcome.unexpected)} failed otherwise ({seconds:.0f} s)."
    )
    for failure in (*outcome.known, *outcome.unexpected):
        say(f"  {failure}")
    return 0 if outcome.is_good else 1


def environment(folder: Path) -> Path:
    """Make an environment with the pinned packages alone; give its interpreter."""
    wanted = folder / "needed.txt"
    wanted.write_text("".join(pins(NEEDED)), encoding="utf-8")
    run([sys.executable, "-m", "venv", str(folder / "venv")])
    scripts = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    python = folder / "venv" / scripts
    install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([str(python), "-m", "pip", *install, "--only-binary", ":all:", "-r", str(wanted)])
    return python


def fetched(python: Path, folder: Path) -> Path:
    """Fetch and unpack the source of sqlite-utils; give its folder."""
    pin = folder / "source.txt"
    pin.write_text("".join(pins((UPSTREAM,))), encoding="utf-8")
    download = ["download", "--quiet", "--no-deps", "--no-binary", UPSTREAM, "--require-hashes"]
    run([str(python), "-m", "pip", *download, "-d", str(folder / "sdist"), "-r", str(pin)])
    (packed,) = (folder / "sdist").glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder / "source")  # noqa: S202 - filtered, and checked by its hash
    (unpacked,) = (folder / "source").iterdir()
    return unpacked


def tested(python: Path, source: Path, folder: Path) -> str:
    """Run the tests with our driver put under them; give pytest's account of them as XML."""
    account = folder / "account.xml"
    (folder / "our_driver.py").write_text(PLUGIN, encoding="utf-8")
    plugins = ["-p", "our_driver", "-p", "no:cacheprovider"]
    command = [str(python), "-m", "pytest", "-q", "--tb=line", *plugins, f"--junitxml={account}"]
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    shown = subprocess.run(
        command,
        cwd=source,
        env={**kept, "PYTHONPATH": os.pathsep.join((str(ROOT), str(folder)))},
        capture_output=True,
        text=True,
        check=False,
    )
    if not account.exists():
        raise SystemExit(f"pytest did not come to an end:\n{shown.stdout}\n{shown.stderr}")
    return account.read_text(encoding="utf-8")


def judged(account: str) -> Outcome:
    """Sort pytest's account (JUnit XML) into what passed, what is known and what is not."""
    passed = skipped = 0
    known: list[str] = []
    unexpected: list[str] = []
    for case in ET.fromstring(account).iter("testcase"):
        failure = next((one for one in case if one.tag in ("failure", "error")), None)
        if failure is not None:
            name = f"{case.get('classname')}::{case.get('name')}"
            line = f"{name}: {failure.get('message', '').splitlines()[0]}"
            (known if name in KNOWN else unexpected).append(line)
        elif any(one.tag == "skipped" for one in case):
            skipped += 1
        else:
            passed += 1
    return Outcome(passed, skipped, tuple(known), tuple(unexpected))


def pins(names: Sequence[str]) -> list[str]:
    """Give the pinned requirements of these names with their hashes, as the files have them."""
    text = "".join(
        (REQUIREMENTS / f"{which}.txt").read_text(encoding="utf-8") for which in ("run", "test")
    )
    blocks = {name.lower(): block for block, name in re.findall(_PIN, text, re.MULTILINE)}
    return [blocks[name] for name in names if name in blocks]


_PIN = r"^(([A-Za-z0-9._-]+)==.*\n(?:[ \t]+.*\n)*)"


def run(command: Sequence[str]) -> None:
    """Run a command that has to work."""
    if subprocess.run(command, check=False).returncode:
        raise SystemExit(f"This did not work (it needs a network): {' '.join(command)}")


def say(sentence: str) -> None:
    """Print one line at once."""
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
