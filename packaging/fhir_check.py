# SPDX-License-Identifier: Apache-2.0

"""Ask two independent validators about our FHIR documents: `python3 packaging/dev.py conformance`.

Medplum's validator knows the invariants and cardinalities of R4, Lantana's the codes and formats;
neither knows all of both. They are installed, pinned with their hashes in packaging/fhir, into a
folder that is thrown away. That needs a network and Node, so it is no part of `dev.py test`.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from conformance import run, say  # noqa: E402

from companion import sample  # noqa: E402
from companion.content import Content  # noqa: E402
from companion.domain.records import Snapshot  # noqa: E402
from companion.exchange.fhir import document  # noqa: E402
from companion.report.parts import USUAL, Options, Section  # noqa: E402
from companion.report.scope import scope_of  # noqa: E402
from companion.report.summary import whole_treatment  # noqa: E402
from companion.storage import diary as diaries  # noqa: E402

CHECKER = ROOT / "packaging" / "fhir"
UNTIL = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
LENGTHS = {1: 3, 14: 5, 60: 7, 120: 11, 400: 13}
"""How many days the made-up courses last, each with its seed."""
ALL = frozenset(Section)
BROKEN = "broken"
"""A document that both have to refuse: where they do not, nothing was checked."""


def main() -> int:
    """Install, write, ask and judge; give the exit code."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise SystemExit("The FHIR validators need Node 20.19 or later, with npm.")
    with tempfile.TemporaryDirectory(prefix="companion-fhir-") as name:
        folder = Path(name)
        for each in ("package.json", "package-lock.json", "validate.mjs"):
            shutil.copy(CHECKER / each, folder)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        run([npm, "ci", "--prefix", str(folder), *quiet])
        began = time.monotonic()
        written = [_write(folder, each, content) for each, content in documents(folder)]
        broken = _write(folder, BROKEN, _broken(written[0]))
        command = [node, str(folder / "validate.mjs"), *map(str, (*written, broken))]
        told = subprocess.run(command, capture_output=True, text=True, check=False)
        if told.returncode:
            raise SystemExit(f"The validators did not come to an end:\n{told.stdout}{told.stderr}")
        return judged(json.loads(told.stdout), time.monotonic() - began)


def judged(found: list[dict[str, object]], seconds: float) -> int:
    """Say what the validators found; give the exit code."""
    *documents, broken = found
    refused = {str(error).partition(":")[0] for error in _errors(broken)}
    wrong = [one for one in documents if _errors(one)]
    count = sum(int(str(one["resources"])) for one in documents)
    say(
        f"{len(documents)} FHIR documents with {count} resources, seen by two validators: "
        f"{len(wrong)} not in order ({seconds:.0f} s)."
    )
    for one in wrong:
        say(f"  {Path(str(one['path'])).name}")
        for error in _errors(one)[:10]:
            say(f"    {error}")
    if refused != {"medplum", "fhir"}:
        say(f"  A document with faults was refused by {', '.join(sorted(refused)) or 'neither'}.")
        return 1
    return 1 if wrong else 0


def documents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Give the documents, each under a name: long and short, whole, in part and without names."""
    for days, seed in LENGTHS.items():
        snapshot = _course(folder / f"record-{days}", days, seed)
        yield f"{days}-days", _made(snapshot)
        yield f"{days}-days-all", _made(snapshot, sections=ALL)
        if days == 60:
            yield "pseudonymous", _made(snapshot, sections=ALL, pseudonymous=True)
            yield "nothing", _made(snapshot, sections=frozenset())
            for section in Section:
                yield f"without-{section}", _made(snapshot, sections=ALL - {section})
                yield f"only-{section}", _made(snapshot, sections=frozenset({section}))
    yield "empty", _made(Snapshot())
    yield "empty-all", _made(Snapshot(), sections=ALL)


def _course(folder: Path, days: int, seed: int) -> Snapshot:
    sample.fill(folder, days=days, seed=seed, until=UNTIL)
    diary = diaries.open_(folder, lambda: NOW)
    try:
        return diary.snapshot()
    finally:
        diary.close()


def _made(
    snapshot: Snapshot, *, sections: frozenset[Section] = USUAL, pseudonymous: bool = False
) -> bytes:
    first, last = whole_treatment(snapshot, NOW)
    options = Options(
        first=min(first, last - timedelta(days=1)),
        last=last,
        sections=sections,
        notes=frozenset(entry.id for entry in snapshot.notes),
    )
    scope = scope_of(snapshot, Content(), options, NOW)
    return document(scope, pseudonymous=pseudonymous)


def _broken(path: Path) -> bytes:
    """Give a document without an identifier (an invariant) and with a status that there is not."""
    bundle = json.loads(path.read_text(encoding="utf-8"))
    del bundle["identifier"]
    bundle["entry"][0]["resource"]["status"] = "finished"
    return json.dumps(bundle).encode()


def _write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / f"{name}.json"
    path.write_bytes(content)
    return path


def _errors(one: dict[str, object]) -> list[object]:
    errors = one["errors"]
    assert isinstance(errors, list)
    return errors


if __name__ == "__main__":
    sys.exit(main())
