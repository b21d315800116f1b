# SPDX-License-Identifier: Apache-2.0
"""Look whether an installed Companion works: resources, record, window and PDF, one after another."""

import json
import os
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

from msgspec import Struct

from companion import __version__, about, language, releases, sample
from companion.content import Content
from companion.exchange import archive, archive_form
from companion.report.parts import Options
from companion.report.pdf import compile_pdf
from companion.report.summary import summarise
from companion.shipped import resource_path
from companion.storage import diary as diaries

DAYS, SEED, UNTIL = 40, 1, date(2026, 1, 31)
ARCHIVE = "archive.json"
TEMPLATES = (
    "checklist",
    "consultation",
    "help",
    "medicines",
    "reading",
    "recovery",
    "report",
    "sheet",
    "sitter",
    "week",
)
WEIGHTS = ("Regular", "SemiBold", "Bold")
FONT_STARTS = (b"\x00\x01\x00\x00", b"OTTO")


class Finding(Struct, frozen=True, kw_only=True):
    """What one step found."""

    step: str
    works: bool
    detail: str


def findings(*steps: str) -> Iterator[Finding]:
    """Try each part in turn, or those named; one that fails does not keep the next from a try."""
    for step in steps or _STEPS:
        try:
            yield Finding(step=step, works=True, detail=_STEPS[step]())
        except Exception as error:  # noqa: BLE001 -- whatever is wrong is what is asked for
            detail = f"{type(error).__name__}: {error}"
            yield Finding(step=step, works=False, detail=detail)


def _resources() -> str:
    parts = [name for name, part in vars(Content).items() if isinstance(part, cached_property)]
    for code in _languages():
        content = Content(code)
        for name in parts:
            part = getattr(content, name)
            # Some are read only when something of theirs is asked for.
            if not (tuple(part.values()) if isinstance(part, Mapping) else part):
                raise ValueError(f"{name} is empty in {code}")
    _what_is_named()
    files = [path for path in sorted(resource_path().rglob("*")) if path.is_file()]
    for path in files:
        _read_whole(path)
    return f"{len(parts)} parts of content, {len(files)} files"


def _languages() -> tuple[str, ...]:
    """Give the languages. Raises ValueError when one has its words, but not all of what it needs."""
    there = set(language.available())
    for place, own in (("words", set()), ("learn", set()), ("about", {"licences"})):
        folder = resource_path(place)
        found = {path.name for path in folder.iterdir() if path.is_dir()} - own
        if found != there:
            raise ValueError(f"{place} is there in {sorted(found)}, all else in {sorted(there)}")
    return language.available()


def _what_is_named() -> None:
    """Read what other files or the program name, whose absence would be seen late or by nobody."""
    fonts = {path.stem.partition("-")[0] for path in resource_path("fonts").glob("*.ttf")}
    for family in json.loads(resource_path("fonts", "coverage.json").read_text(encoding="utf-8")):
        if family not in fonts:
            raise ValueError(f"the letters of {family} are missing")
    for part in about.parts():
        if part.texts and not part.text:
            raise ValueError(f"the licence of {part.name} is empty")
    if not any(one.version == __version__ for one in releases.releases(language.SOURCE)):
        raise ValueError(f"what is new in {__version__} is not told")
    named = [("schema", archive_form.SCHEMA), ("icons", "companion.svg")]
    named += [("fonts", f"Inter-{each}.ttf") for each in WEIGHTS]
    named += [("report", f"{each}.typ") for each in TEMPLATES]
    for place, name in named:
        _read_whole(resource_path(place, name))


def _read_whole(path: Path) -> None:
    """Read a shipped file as what it is. Raises ValueError when it is not that."""
    content = path.read_bytes()
    if not content:
        raise ValueError(f"{path.name} is empty")
    if path.suffix in {".ttf", ".otf"} and not content.startswith(FONT_STARTS):
        raise ValueError(f"{path.name} is no font")
    read = _READERS.get(path.suffix)
    try:
        if read is not None:
            read(content.decode())
    except (ValueError, ET.ParseError) as error:
        raise ValueError(f"{path.name}: {error}") from error


_READERS: Mapping[str, Callable[[str], object]] = {
    ".json": json.loads,
    ".svg": ET.fromstring,
    ".toml": tomllib.loads,
    ".md": str,
    ".qss": str,
    ".txt": str,
    ".typ": str,
}


def _record() -> str:
    """Make a diary, open it again, carry it into another one, and compare."""
    with tempfile.TemporaryDirectory(prefix="companion-self-test-") as folder:
        one, other = Path(folder) / "one", Path(folder) / "other"
        count = sample.fill(one, days=DAYS, seed=SEED, until=UNTIL)
        written = _exported(one)
        diary = diaries.create(other, _now)
        try:
            archive.import_(diary, one / ARCHIVE)
        finally:
            diary.close()
        if _exported(other) != written:
            raise ValueError("what was exported is not what was imported")
        if wrong := diaries.check(other):
            raise ValueError(wrong[0].detail)
    return f"{count} entries written, read, carried over and checked"


def _exported(folder: Path) -> bytes:
    diary = diaries.open_(folder, _now)
    try:
        archive.export(diary, folder / ARCHIVE)
    finally:
        diary.close()
    return (folder / ARCHIVE).read_bytes()


def _now() -> datetime:
    return datetime.combine(UNTIL, time(12), UTC)


def _pdf() -> str:
    with tempfile.TemporaryDirectory(prefix="companion-self-test-") as folder:
        sample.fill(Path(folder), days=DAYS, seed=SEED, until=UNTIL)
        diary = diaries.open_(Path(folder), _now)
        try:
            snapshot = diary.snapshot()
        finally:
            diary.close()
    options = Options(first=UNTIL - timedelta(days=DAYS), last=UNTIL)
    pdf = compile_pdf(summarise(snapshot, Content(), options, _now()), options.paper)
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("what was made is no PDF")
    return f"{len(pdf) // 1024} kB"


def _window() -> str:
    if not _has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from companion import app

    app.self_test_window()
    return "opens and closes"


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_STEPS: Mapping[str, Callable[[], str]] = {
    "resources": _resources,
    "record": _record,
    "window": _window,
    "PDF": _pdf,
}
