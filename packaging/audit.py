# SPDX-License-Identifier: Apache-2.0
"""Ask what is known against what we stand on: `python3 packaging/dev.py audit`.

Three questions. Licences: may everything that comes along come along? Lock files: are they what
pyproject.toml asks for, as uv works it out? Known holes: does a database of vulnerabilities name a
pinned version? The last two need a connection, and the second uv; without it the tests alone
hold the lock files against pyproject.toml. `--offline` asks for the licences only.

It ends with 0 if all is in order, 1 if something is not, and 3 if nothing is wrong as far as is
known, but not everything could be asked: no answer is never taken for a good one.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from licences import all_faults  # noqa: E402

REQUIREMENTS = ROOT / "packaging" / "requirements"
AUDITED = ("run", "test", "package")
SERVICES = ("pypi", "osv")
"""The databases, in the order in which they are asked; the first that answers for all is enough."""
PATIENCE = 600
"""Seconds that a database has for one lock file."""

IN_ORDER, WRONG, UNASKED = 0, 1, 3

# How each lock file is written; CONTRIBUTING says the same.
PIN = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--generate-hashes",
    "--python-version",
    "3.11",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-python-downloads",
)
LOCKS: Mapping[str, tuple[str, ...]] = {
    "run": ("pyproject.toml",),
    "test": ("pyproject.toml", "--group", "test", "-c", "{requirements}/run.txt"),
    "package": ("--group", "package", "-c", "{requirements}/test.txt"),
    "statistics": ("--group", "statistics", "-c", "{requirements}/test.txt"),
}


class Answer(NamedTuple):
    """What came of a question: what is wrong, and what could not be asked."""

    wrong: Sequence[str] = ()
    unasked: Sequence[str] = ()

    @property
    def code(self) -> int:
        """The exit code of this one alone."""
        if self.wrong:
            return WRONG
        return UNASKED if self.unasked else IN_ORDER


def say(sentence: str) -> None:
    """Print one line at once."""
    print(sentence, flush=True)


# --- licences -------------------------------------------------------------------------------------


def licences() -> Answer:
    """Ask whether everything that comes along may."""
    return Answer(wrong=all_faults())


# --- lock files -----------------------------------------------------------------------------------


def locks(uv: str) -> Answer:
    """Ask uv whether it would write the lock files as they are."""
    wrong, unasked = [], []
    with tempfile.TemporaryDirectory(prefix="companion-locks-") as folder:
        for name, arguments in LOCKS.items():
            file = Path(folder) / f"{name}.txt"
            # What is pinned stays as long as it is allowed: a newer version is no fault.
            shutil.copy(REQUIREMENTS / file.name, file)
            given = [one.format(requirements=REQUIREMENTS) for one in arguments]
            done = subprocess.run(
                [uv, *PIN, *given, "-o", str(file)],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["without a word"])[-1].strip()
                unasked.append(f"{file.name}: uv gave up: {last}")
            elif file.read_bytes() != (REQUIREMENTS / file.name).read_bytes():
                wrong.append(f"{file.name} is not what pyproject.toml asks for: write it anew")
    return Answer(wrong, unasked)


# --- known holes ----------------------------------------------------------------------------------


def judged(report: Mapping[str, Any]) -> Answer:
    """Read what pip-audit found. What it passed over was not asked, whatever it says at the end."""
    wrong, unasked = [], []
    for one in report["dependencies"]:
        if "vulns" not in one:
            unasked.append(one["name"])
            continue
        for hole in one["vulns"]:
            mended = ", ".join(hole.get("fix_versions") or ()) or "no version yet"
            names = ", ".join([hole["id"], *hole.get("aliases", ())])
            wrong.append(f"{one['name']} {one['version']}: {names} (mended in {mended})")
    if not report["dependencies"]:
        unasked.append("any of it: it read no package")
    return Answer(wrong, unasked)


def known_holes(name: str, service: str) -> Answer:
    """Ask one database about all that a lock file pins."""
    file = REQUIREMENTS / f"{name}.txt"
    command = [sys.executable, "-m", "pip_audit", "--progress-spinner", "off", "--format", "json"]
    exact = [
        "--require-hashes",
        "--disable-pip",
        "--vulnerability-service",
        service,
        "-r",
        str(file),
    ]
    try:
        done = subprocess.run(
            [*command, *exact], capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return judged(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        return Answer(unasked=["any of it: no answer in time"])
    except (ValueError, KeyError):
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return Answer(unasked=[f"any of it: {last[:160]}"])


def holes(name: str) -> Answer:
    """Ask the databases in turn, until one has answered for all that a lock file pins."""
    unasked = []
    for service in SERVICES:
        answer = known_holes(name, service)
        if answer.wrong or not answer.unasked:
            return answer
        few = ", ".join(answer.unasked[:3]) + (", …" if len(answer.unasked) > 3 else "")
        unasked.append(f"{name}.txt: {service} told nothing about {few}")
    return Answer(unasked=unasked)


# --- all together ---------------------------------------------------------------------------------


def report(question: str, answer: Answer) -> int:
    """Say what came of a question; give the exit code for it."""
    state = {IN_ORDER: "in order", WRONG: "NOT in order", UNASKED: "COULD NOT BE ASKED"}
    say(f"{question}: {state[answer.code]}")
    for line in (*answer.wrong, *answer.unasked):
        say(f"    {line}")
    return answer.code


def worst(codes: Iterable[int]) -> int:
    """Give the exit code of all: something wrong counts before something unasked."""
    return min((code for code in codes if code), default=IN_ORDER)


def main(arguments: Sequence[str]) -> int:
    """Ask all of it; give the exit code."""
    parser = argparse.ArgumentParser(prog="audit.py", description=__doc__)
    parser.add_argument("--offline", action="store_true", help="only what needs no connection")
    asked = parser.parse_args(arguments)
    codes = [report("Licences", licences())]
    if not asked.offline:
        beside = str(Path(sys.executable).parent)
        uv = shutil.which("uv", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
        if uv is not None:
            codes.append(report("Lock files", locks(uv)))
        else:
            say("Lock files: left to the tests alone, for uv is not here to work them out")
        codes += [report(f"Known holes in {name}.txt", holes(name)) for name in AUDITED]
    code = worst(codes)
    if code == UNASKED:
        say("No database could be asked about everything, so this does not say that none is known.")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
