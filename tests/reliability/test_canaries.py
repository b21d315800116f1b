# SPDX-License-Identifier: Apache-2.0
"""A made-up word in every field, and a search for it in everything that was ever written."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import msgspec
import pytest
from msgspec import Struct

from companion.domain import records, safety_plan
from companion.storage import own_numbers
from tests.reliability.conftest import Figure
from tests.reliability.outcome import Outcome
from tests.reliability.tells_everything import CANARY, with_canaries
from tests.storage.samples import every_kind, full_session

pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs strace, or at least Unix")

FORMS = (CANARY.encode(), CANARY.encode("utf-16-le"), CANARY.encode("utf-16-be"))
NO_WORDS = {"session_id", "checklist", "item", "instrument", "effect", "from_item", "pack"}
NO_WORDS |= {"medicine_id", "of_note", "tracker"}
"""Texts of a record that are names of something and not the person's words."""

PATIENCE = 90
"""Seconds after which the program is taken to hang."""
CALLS = (
    "open,openat,creat,write,writev,pwrite64,pwritev,pwritev2,send,sendto,sendmsg,"
    "rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat"
)
WRITES = re.compile(
    r"\d+ +(?:p?writev?2?|pwrite64|sendto|sendmsg)\(\d+(?:<(?P<path>[^>]*)>)?[^,]*, (?P<data>.*)"
)
OPENED = re.compile(
    r'\d+ +(?:openat\([^"]*|open\(|creat\()"(?P<path>[^"]+)", .*O_(?:CREAT|WRONLY|RDWR)'
)
MADE = re.compile(r"\d+ +(?:rename|link|symlink|mkdir)")


class Watched(Struct):
    """What was found after a program was watched and killed."""

    written: int = 0
    searched: int = 0
    hits: list[str] = []
    open_to_others: list[str] = []


def watch(tmp_path: Path, leaking: str = "") -> Watched:
    """Run the program under strace until it is ready, kill it, and search all it wrote."""
    root, trace = tmp_path / "root", tmp_path / "trace"
    exports = root / "elsewhere" / f"{CANARY}folder"
    exports.mkdir(parents=True)
    said = root / "said"
    strace = shutil.which("strace")
    assert strace is not None, "strace has to be installed"
    command = [strace, "-f", "-qq", "-y", "-s", "4000000", "-e", f"trace={CALLS}", "-o", str(trace)]
    program = [sys.executable, "-m", "tests.reliability.tells_everything", str(exports), leaking]
    with (
        said.open("w") as terminal,
        subprocess.Popen(
            [*command, *program],
            env=environment(root),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=terminal,
            text=True,
        ) as running,
    ):
        assert running.stdout is not None
        hung = Timer(PATIENCE, lambda: os.kill(child_of(trace), 9))
        hung.start()
        line = running.stdout.readline()
        hung.cancel()
        assert line == "ready\n", line + said.read_text()
        os.kill(child_of(trace), 9)
        assert running.stdin is not None
        running.stdin.close()
        rest = running.stdout.read()
        running.wait(timeout=30)
    return search(root, exports, trace, rest)


def environment(root: Path) -> dict[str, str]:
    """Give an environment in which every usual place lies in one folder."""
    home = root / "home"
    places = {name: home / name.lower() for name in ("TMPDIR", "XDG_RUNTIME_DIR")}
    places |= {
        f"XDG_{name}_HOME": home / f".{name.lower()}"
        for name in ("CONFIG", "DATA", "CACHE", "STATE")
    }
    for place in places.values():
        place.mkdir(parents=True, mode=0o700)
    own = {name: str(place) for name, place in places.items()}
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return (
        kept
        | own
        | {
            "HOME": str(home),
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(Path.cwd()),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )


def child_of(trace: Path) -> int:
    """Give the number of the process that was watched: the first that strace writes of."""
    with trace.open(encoding="utf-8", errors="replace") as file:
        return int(file.readline().split()[0])


def search(root: Path, exports: Path, trace: Path, rest: str) -> Watched:
    """Look for the made-up words in every write that was made, and in every file that is left."""
    found = Watched()
    opened = search_calls(trace, exports, found)
    for path in sorted({*root.rglob("*"), *opened}):
        if not path.is_relative_to(exports) and not path.is_relative_to("/proc"):
            search_file(path, found)
    if CANARY in rest:
        found.hits.append("said at the end")
    found.open_to_others = [
        path.name
        for path in (root / "home").rglob("*")
        if not path.is_symlink()
        and stat.S_IMODE(path.stat().st_mode) & 0o077
        # Where fontconfig lists the fonts of a system that has no list of them yet.
        and path != root / "home" / ".cache" / "fontconfig"
    ]
    return found


def search_calls(trace: Path, exports: Path, found: Watched) -> set[Path]:
    """Search the bytes and names of every call; give the files that were opened to be written."""
    opened: set[Path] = set()
    with trace.open("rb") as lines:
        for raw in lines:
            line = raw.decode("utf-8", "replace")
            written, made = WRITES.match(line), OPENED.match(line)
            if written:
                found.written += 1
                place = written["path"] or ""
                if not place.startswith(str(exports)) and is_in(written["data"]):
                    found.hits.append(f"written to {place}")
            elif made:
                opened.add(Path(made["path"]))
            elif MADE.match(line) and CANARY in line.replace(str(exports), ""):
                found.hits.append("a name")
    return opened


def search_file(path: Path, found: Watched) -> None:
    """Search what is in a file, and its name."""
    if path.is_file():
        found.searched += 1
        content = path.read_bytes()
        found.hits += [f"left in {path.name}" for form in FORMS if form in content]
    if CANARY in path.name:
        found.hits.append(f"the name {path.name}")


def is_in(data: str) -> bool:
    """Look for a made-up word in bytes as strace writes them, with UTF-16's zeros as escapes."""
    return CANARY in data or CANARY in data.replace(r"\0", "")


def texts(kind: type[Struct]) -> Iterator[str]:
    """Give the fields of a kind of record that take the person's words, inner records included."""
    for field in msgspec.structs.fields(kind):
        if field.type is str and field.name not in NO_WORDS:
            yield f"{kind.__name__}.{field.name}"


def test_every_field_that_takes_words_has_one() -> None:
    kinds = (
        *records.KINDS,
        *(records.Answer, records.Rule, records.WalkedItem),
        *(records.Concomitant, records.DoseChange, records.Tracked),
    )
    wanted = {name for kind in kinds for name in texts(kind)}
    given: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, Struct):
            for name, part in msgspec.structs.asdict(value).items():
                if isinstance(part, str) and part.startswith(CANARY):
                    given.add(f"{type(value).__name__}.{name}")
                look(part)
        elif isinstance(value, tuple):
            for part in value:
                look(part)

    for record in (full_session(), *every_kind("x")):
        look(with_canaries(record))
    assert given == wanted
    assert len(given) > 20


def test_nothing_that_was_typed_is_in_any_file(tmp_path: Path, figure: Figure) -> None:
    found = watch(tmp_path)
    assert found.hits == []
    assert found.open_to_others == []
    assert found.written > 500
    assert found.searched > 10
    counts = {"files searched": found.searched, "hits": len(found.hits)}
    figure("canaries", Outcome("writes", found.written, counts))


def test_a_plan_that_opens_while_locked_is_in_that_one_file_and_nowhere_else(
    tmp_path: Path,
) -> None:
    """Its six steps and the numbers to call, and no other word of the person's."""
    found = watch(tmp_path, "plan")
    assert {hit for hit in found.hits if not hit.startswith("written to")} == {
        f"left in {own_numbers.NAME}"
    }
    beside = re.compile(r"written to .*/Companion/\.companion-\w+\.part")
    written = [hit for hit in found.hits if hit.startswith("written to")]
    assert written
    assert all(beside.fullmatch(hit) for hit in written), written
    assert found.open_to_others == []
    (path,) = tmp_path.rglob(own_numbers.NAME)
    kept = json.loads(path.read_bytes())
    assert set(kept.pop("plan")) == set(safety_plan.STEPS)
    numbers = {"clinic", "clinic_phone", "clinic_phone_after_hours", "person_name", "person_phone"}
    assert set(kept) == numbers


@pytest.mark.parametrize(
    ("leaking", "place"),
    [
        ("log", "left in companion-"),
        ("dialog", "left in QtProject.conf"),
        ("terminal", "left in said"),
    ],
)
def test_a_protection_taken_away_is_noticed(tmp_path: Path, leaking: str, place: str) -> None:
    found = watch(tmp_path, leaking)
    assert any(hit.startswith(place) for hit in found.hits), found.hits
    assert any(hit.startswith("written to") for hit in found.hits)
