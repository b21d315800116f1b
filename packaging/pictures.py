# SPDX-License-Identifier: Apache-2.0
"""Make the pictures of README and of the software centre: `python3 packaging/dev.py pictures`.

They show the window alone, drawn twice as fine as on most screens, on the made-up course at a fixed
time, and page one of its report. Nobody's diary is needed and no screen; a second run on the
same computer gives the same bytes. Pages and their state are chosen here, the rest is done as for
the pictures that the tests compare with.

`--into FOLDER` puts them elsewhere, and names as `today` or `report-page` make those alone.
"""

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from msgspec.structs import replace  # noqa: E402
from PIL import Image  # noqa: E402

from companion.app import application  # noqa: E402
from companion.content import Content  # noqa: E402
from companion.domain import session_day  # noqa: E402
from companion.domain.item import Walk  # noqa: E402
from companion.domain.moment import fixed  # noqa: E402
from companion.domain.records import (  # noqa: E402
    Note,
    Reading,
    ReadingTime,
    Said,
    Session,
    SideEffect,
    Snapshot,
)
from companion.preferences import Appearance  # noqa: E402
from companion.report.parts import Options, Paper  # noqa: E402
from companion.report.pdf import compile_pages  # noqa: E402
from companion.report.summary import summarise, whole_treatment  # noqa: E402
from companion.storage.diary import Diary  # noqa: E402
from companion.ui import languages  # noqa: E402
from companion.ui.main_window import MainWindow  # noqa: E402
from tests.ui import pictures  # noqa: E402
from tests.ui.pictures import ZONE, Look  # noqa: E402

PLACE = ROOT / "packaging" / "pictures"
TODAY = date(2026, 12, 1)
"""A Tuesday: the week has a mood already, and the next session is on Friday."""
MORNING = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo(ZONE))
SESSION_DAY = datetime(2026, 12, 4, 14, 31, tzinfo=ZoneInfo(ZONE))
SEEN = "Warm. The sea, far away."
"""What the person of the made-up course writes down while it works."""
ENVIRONMENT = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_SCALE_FACTOR": "2",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "en",
}
"""No screen, two points for each of the window's, and no habits of this computer's."""
SIZE = (1180, 800)
"""A little higher than the window begins, so that no chart and no card ends in the middle."""
FREQUENT, OTHERS = 48, 80
"""How many colours a picture has."""
REPORT_PAGE = "report-page"
REPORT_DENSITY = 120.0
"""Pixels per inch of the report's page."""


class Picture(NamedTuple):
    """One picture: its file's name, the page it shows, and what that is opened with."""

    name: str
    page: str
    argument: Callable[[Diary], str] = lambda _diary: ""


class Scene(NamedTuple):
    """Pictures of one window: how it is shown, and what is done in it before."""

    look: Look
    shows: tuple[Picture, ...]
    begin: Callable[[MainWindow], None] = lambda _window: None


# --- what is shown --------------------------------------------------------------------------------


def scenes() -> tuple[Scene, ...]:
    """Give every picture of the window, with the window it is taken of."""
    light = Look("light", (), SIZE, until=TODAY, now=MORNING)
    return (
        Scene(
            light,
            (
                Picture("today", "today"),
                Picture("prepare", "prepare", last_meal),
                Picture("log", "log"),
                Picture("trends", "trends"),
                Picture("report", "report"),
                Picture("learn", "learn", lambda _diary: "a-session"),
                Picture("get-help", "help"),
            ),
            say_what_is_still_there,
        ),
        Scene(
            light._replace(name="dark", appearance=Appearance.DARK),
            (Picture("trends-dark", "trends"),),
        ),
        Scene(
            light._replace(name="spanish", language="es"),
            (Picture("prepare-spanish", "prepare", last_meal),),
        ),
        Scene(
            light._replace(name="session-day", now=SESSION_DAY),
            (Picture("session-day", "session_day", next_session),),
            begin_the_session,
        ),
    )


def last_meal(diary: Diary) -> str:
    """Give what opens the walk before the next session at the last meal."""
    return f"{Walk.SESSION}:{next_session(diary)}:last_meal_iv"


def next_session(diary: Diary) -> str:
    """Give the id of the last session: the one that is planned, or has begun here."""
    return max(diary.entries(Session), key=lambda entry: entry.record.plan.day).id


def say_what_is_still_there(window: MainWindow) -> None:
    """Have it answered this morning, so that all that waits is in sight."""
    diary, at = window.context.diary, fixed(MORNING - timedelta(minutes=20))
    for entry in diary.entries(SideEffect):
        if entry.record.end is None:
            diary.change(entry.id, replace(entry.record, asked_at=at))


def begin_the_session(window: MainWindow) -> None:
    """Let the medicine have begun half an hour ago, and two things have been tapped since."""
    diary = window.context.diary
    planned = diary.get(Session, next_session(diary))
    before = Reading(
        when=ReadingTime.BEFORE,
        at=fixed(SESSION_DAY - timedelta(minutes=34)),
        systolic=124,
        diastolic=78,
        pulse=70,
        oxygen=98,
    )
    read = session_day.with_reading(planned.record, before)
    diary.change(planned.id, session_day.begun(read, SESSION_DAY, ago=timedelta(minutes=26)))
    for minutes, said, words in ((15, Said.OK, ""), (6, None, SEEN)):
        at = fixed(SESSION_DAY - timedelta(minutes=minutes))
        diary.add(Note(at=at, said=said, words=words, session_id=planned.id))


# --- making them ----------------------------------------------------------------------------------


def made(wanted: Sequence[str]) -> Iterator[tuple[str, Image.Image]]:
    """Give the wanted pictures, or all of them, with their names."""
    with tempfile.TemporaryDirectory() as name, pictures.the_same_everywhere():
        for scene in scenes():
            chosen = [each for each in scene.shows if not wanted or each.name in wanted]
            if chosen:
                yield from of_window(scene, chosen, Path(name))
    if not wanted or REPORT_PAGE in wanted:
        yield REPORT_PAGE, report_page()


def of_window(
    scene: Scene, chosen: Sequence[Picture], folder: Path
) -> Iterator[tuple[str, Image.Image]]:
    """Open a scene's window and give its pictures."""
    languages.speak(application(), scene.look.language)  # the made-up course is written in it too
    with pictures.shown(scene.look, folder) as window:
        scene.begin(window)
        for each in chosen:
            window.open_page(each.page, each.argument(window.context.diary))
            yield each.name, pictures.as_it_is(window)


def report_page() -> Image.Image:
    """Give page one of the report for the doctor, about the whole treatment so far."""
    look = Look("paper", (), until=TODAY, now=MORNING)
    with tempfile.TemporaryDirectory() as name:
        snapshot = snapshot_of(look, Path(name))
    first, last = whole_treatment(snapshot, MORNING)
    summary = summarise(snapshot, Content(), Options(first=first, last=last), MORNING)
    page = compile_pages(summary, Paper.A4, REPORT_DENSITY)[0]
    return Image.open(io.BytesIO(page)).convert("RGB")


def snapshot_of(look: Look, folder: Path) -> Snapshot:
    """Give everything that the made-up course has."""
    languages.speak(application(), look.language)
    with pictures.shown(look, folder) as window:
        return window.context.diary.snapshot()


def keep(name: str, picture: Image.Image, folder: Path) -> Path:
    """Write a picture with few colours, so that it is small."""
    file = folder / f"{name}.png"
    pictures.few_colours(picture, FREQUENT, OTHERS).save(file, optimize=True)
    return file


def names() -> tuple[str, ...]:
    """Give the name of every picture there is."""
    return (*(each.name for scene in scenes() for each in scene.shows), REPORT_PAGE)


def main(arguments: Sequence[str]) -> int:
    """Make the pictures that are asked for, or all of them; give the exit code."""
    parser = argparse.ArgumentParser(prog="pictures.py", description="Make the pictures.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(names())}")
    parser.add_argument("--into", type=Path, default=PLACE, metavar="FOLDER")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.names) - set(names()))
    if unknown:
        parser.error(f"there is no picture {', '.join(unknown)}")
    asked.into.mkdir(parents=True, exist_ok=True)
    os.environ.update(ENVIRONMENT)
    application()
    for name, picture in made(asked.names):
        file = keep(name, picture, asked.into)
        size = f"{picture.width} × {picture.height}"
        print(f"{file.name}: {size}, {file.stat().st_size // 1000} kB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
