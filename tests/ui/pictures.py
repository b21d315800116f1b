# SPDX-License-Identifier: Apache-2.0
"""Pictures of every page, small ones to compare with, and full ones to look at.

``python -m tests.ui.pictures [names]`` draws the references anew, all of them or those whose name
begins with one of these; ``--look FOLDER`` puts the full pictures there and leaves the references.
They show the sample course at a fixed time, so that they differ only where the window does.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec.structs import replace
from PIL import Image, ImageChops
from PySide6.QtCore import QCoreApplication, QEvent, QLocale, Qt, QThreadPool, QTimer
from PySide6.QtGui import QCursor, QFont, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from companion import preferences, sample
from companion.app import application, make_window
from companion.domain.records import Session, SessionState
from companion.preferences import Appearance, Contrast, Preferences
from companion.storage import diary as diaries
from companion.ui import languages, theme
from companion.ui.context import Context
from companion.ui.main_window import SMALLEST, MainWindow
from companion.ui.making_pages import page_names
from companion.ui.window_place import USUAL

REFERENCES = Path(__file__).resolve().parent.parent / "pictures"
ZONE = "Europe/Dublin"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo(ZONE))
DAYS, SEED = 60, 7
SHRUNK = 2
"""How many times smaller than the window a reference is."""
FREQUENT, OTHERS = 48, 80
"""How many colours a reference has: the most frequent exactly, and what comes near the rest."""
SURFACES = 12
"""How many of those are surfaces at the most."""
PATIENCE = 20.0
"""Seconds after which a page that still works on something is a mistake."""
SOON = 2_000
"""Milliseconds within which a waiting timer changes what is shown."""


class Look(NamedTuple):
    """How the window is shown, and which pages are looked at so."""

    name: str
    pages: tuple[str, ...]
    size: tuple[int, int] = USUAL
    text_size: int = 100
    appearance: Appearance = Appearance.LIGHT
    is_empty: bool = False
    language: str = "en"
    until: date = NOW.date()
    """The last day of the sample course."""
    now: datetime = NOW


MAIN = ("welcome", "today", "prepare", "log", "trends", "report", "learn", "settings", "help")


def looks() -> tuple[Look, ...]:
    """Give every look there is a reference for."""
    return (
        Look("light", page_names()),
        Look("dark", page_names(), appearance=Appearance.DARK),
        Look("small", MAIN, SMALLEST),
        Look("large-text", MAIN, (1024, 700), 150),
        Look("largest-text", MAIN, (1024, 700), 200),
        Look("wide", MAIN, (1600, 1000)),
        Look("empty", ("today", "log", "trends"), is_empty=True),
    )


def names() -> tuple[str, ...]:
    """Give the name of every picture, in the order in which they are taken."""
    return tuple(name for look in looks() for name in of_look(look))


def of_look(look: Look) -> tuple[str, ...]:
    """Give the names of a look's pictures."""
    return tuple(f"{look.name}-{page}" for page in look.pages)


# --- taking them ----------------------------------------------------------------------------------


def pictures(wanted: Iterable[Look] | None = None) -> Iterator[tuple[str, Image.Image]]:
    """Give the full pictures of looks with their names, one window for each look."""
    with tempfile.TemporaryDirectory() as place, the_same_everywhere():
        folder = Path(place)
        for look in looks() if wanted is None else wanted:
            with shown(look, folder) as window:
                for page in _in_order(look.pages):
                    yield f"{look.name}-{page}", picture(window, page)


@contextmanager
def shown(look: Look, folder: Path) -> Iterator[MainWindow]:
    """Open the window in a look, on a copy of the sample course or on a record without entries."""
    record = _record(look, folder)
    kept = folder / f"{look.name}.json"
    preferences.write(
        kept,
        Preferences(
            language=look.language,
            appearance=look.appearance,
            contrast=Contrast.USUAL,
            text_size=look.text_size,
            country="IE",
            protect_after=date.max,
            remind_after=date.max,
            second_place_after=date.max,
            welcomed=True,
        ),
    )
    languages.speak(application(), look.language)
    if look.language == "en":
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    diary = diaries.open_(record, lambda: look.now)
    window = make_window(diary, kept, clock=lambda: look.now, data_folder=record)
    try:
        window.resize(*look.size)
        window.show()
        yield window
    finally:
        window.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QThreadPool.globalInstance().waitForDone()
        diary.close()


def picture(window: MainWindow, page: str) -> Image.Image:
    """Open a page and give the picture of the window; the first run before a country is chosen."""
    usual = window.context.preferences
    if page == "welcome":
        window.context.preferences = replace(usual, country=None)
    window.open_page(page, argument_for(page, window))
    try:
        return as_it_is(window)
    finally:
        window.context.preferences = usual


def as_it_is(window: MainWindow) -> Image.Image:
    """Give the picture of the window as it is shown, when nothing changes in it any more."""
    until = time.monotonic() + PATIENCE
    before: QImage | None = None
    while True:
        _let_work_end(window, until)
        _hide_places(window)
        _forget_the_mouse(window)
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        QApplication.processEvents()
        image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        if image == before:
            return _pillow(image)
        assert time.monotonic() < until, f"{window._turning.current} does not come to rest"
        before = image


def argument_for(page: str, window: MainWindow) -> str:
    """Give what a page is opened with that shows nothing without."""
    if page not in ("session", "session_day"):
        return ""
    sessions = window.context.diary.entries(Session)
    planned = SessionState.PLANNED if page == "session_day" else SessionState.HELD
    known = [entry for entry in sessions if entry.record.state is planned]
    return max(known, key=lambda entry: entry.record.plan.day).id


def _in_order(pages: Sequence[str]) -> list[str]:
    """Put the screen of a session last: it turns the whole window dark."""
    return sorted(pages, key=lambda page: page == "session_day")


def _record(look: Look, folder: Path) -> Path:
    """Give a record of the look's own: a page may write what half done is kept."""
    record = folder / look.name
    if look.is_empty:
        diaries.create(record, lambda: look.now - timedelta(days=1)).close()
        return record
    filled = folder / f"course-{look.language}-{look.until}"
    if not filled.exists():
        sample.fill(filled, days=DAYS, seed=SEED, until=look.until)
    shutil.copytree(filled, record)
    return record


def _hide_places(window: MainWindow) -> None:
    """Show the same folders on every computer."""
    for line in window.findChildren(QLineEdit):
        if line.isReadOnly() and os.sep in line.text():
            line.setText(f"/home/alex/{Path(line.text()).name}")


def _forget_the_mouse(window: MainWindow) -> None:
    """Show nothing as pointed at, wherever the mouse is."""
    for each in window.findChildren(QWidget):
        if each.underMouse():
            each.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
            each.update()


def _let_work_end(window: MainWindow, until: float) -> None:
    """Wait for what is worked on beside the window, and for what shows itself a little later."""
    while True:
        QApplication.processEvents()
        page = window._turning.pages[window._turning.current]
        timers = page.findChildren(QTimer)
        waits = any(
            each.isActive() and each.isSingleShot() and each.interval() < SOON for each in timers
        )
        if not waits and QThreadPool.globalInstance().activeThreadCount() == 0:
            break
        assert time.monotonic() < until, f"{window._turning.current} still works on something"
        time.sleep(0.005)
    QApplication.processEvents()


@contextmanager
def the_same_everywhere(
    hinting: QFont.HintingPreference = QFont.HintingPreference.PreferNoHinting,
) -> Iterator[None]:
    """Show neither this computer's time zone nor how it rounds letters, nor the mouse's place."""
    app = application()
    zone, font = Context.zone, theme.Theme.font
    blinking = app.cursorFlashTime()

    def drawn_plainly(self: theme.Theme, token: str = "body", weight: int = 400) -> QFont:
        made = font(self, token, weight)
        made.setHintingPreference(hinting)
        return made

    Context.zone = property(lambda _context: ZONE)  # type: ignore[assignment,method-assign]
    theme.Theme.font = drawn_plainly  # type: ignore[method-assign]
    app.setCursorFlashTime(0)
    app.setStyleSheet("")  # a look that is there already would keep its font
    QCursor.setPos(app.primaryScreen().geometry().bottomRight())
    try:
        yield
    finally:
        Context.zone, theme.Theme.font = zone, font  # type: ignore[method-assign]
        app.setCursorFlashTime(blinking)
        app.setStyleSheet("")


def _pillow(image: QImage) -> Image.Image:
    size = (image.width(), image.height())
    lines = bytes(image.constBits())
    return Image.frombuffer("RGB", size, lines, "raw", "RGB", image.bytesPerLine(), 1).copy()


# --- small ones -----------------------------------------------------------------------------------


def reference(full: Image.Image) -> Image.Image:
    """Give the small picture that is kept of a full one."""
    return few_colours(full.reduce(SHRUNK), FREQUENT, OTHERS)


def few_colours(full: Image.Image, frequent: int, others: int) -> Image.Image:
    """Give a picture with so many of its most frequent colours, and others for what is left.

    Surfaces keep their very colour: the palette of its own would put two like ones together, and
    what is looked up in ours is rounded.
    """
    counts = Counter(zip(*[iter(full.tobytes())] * 3, strict=True))
    colours = [colour for colour, _count in counts.most_common(frequent)]
    kept = [part for colour in colours for part in colour]
    near = full.quantize(others, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette(kept + near[: 3 * others])
    few = full.quantize(palette=palette, dither=Image.Dither.NONE)
    for place, colour in enumerate(colours[:SURFACES]):
        few.paste(place, mask=_where(full, colour))
    return few


def _where(picture: Image.Image, colour: tuple[int, ...]) -> Image.Image:
    """Mark where a picture has exactly a colour."""
    red, green, blue = ImageChops.difference(
        picture, Image.new("RGB", picture.size, colour)
    ).split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return largest.point([255, *[0] * 255])


# --- comparing ------------------------------------------------------------------------------------

BLOCK = 8
"""The side of what is compared as one, in pixels of a reference: twice as many in the window."""
SHADE = 11
"""So far, of 255, the mean colour of a block may be off. Letters that another computer draws a
little differently change it by 10 at most; the surface of a card and the window differ by 13."""
FEW = 2
"""So many blocks may be off by more."""


class Difference(NamedTuple):
    """How far a page is from its reference: how many blocks are off, of how many, and where."""

    off: int
    of: int
    beside: Image.Image
    """What was expected, what is there, and what differs."""

    @property
    def matters(self) -> bool:
        """Whether the page looks different."""
        return self.off > FEW


def compare(kept: Image.Image, full: Image.Image) -> Difference:
    """Compare a page with its reference, block by block."""
    expected, small = kept.convert("RGB"), full.reduce(SHRUNK)
    if expected.size != small.size:
        small = small.resize(expected.size)
    apart = ImageChops.difference(expected.reduce(BLOCK), small.reduce(BLOCK))
    red, green, blue = apart.split()
    largest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    mask = largest.point([255 * (value > SHADE) for value in range(256)])
    off = mask.histogram()[255]
    width, height = expected.size
    beside = Image.new("RGB", (3 * width, height))
    marked = mask.resize((mask.width * BLOCK, mask.height * BLOCK), Image.Resampling.NEAREST)
    for place, part in enumerate((expected, small, marked)):
        beside.paste(part, (place * width, 0))
    return Difference(off, mask.width * mask.height, beside)


# --- the references -------------------------------------------------------------------------------


def write(name: str, full: Image.Image) -> None:
    """Keep a picture as the reference of its page."""
    REFERENCES.mkdir(exist_ok=True)
    reference(full).save(REFERENCES / f"{name}.png", optimize=True)


def main(arguments: Sequence[str]) -> int:
    """Draw the references, or the full pictures into a folder."""
    asked = argparse.ArgumentParser(prog="python -m tests.ui.pictures")
    asked.add_argument("names", nargs="*")
    asked.add_argument("--look", type=Path, metavar="FOLDER")
    asked.add_argument("--language", default="en")
    chosen = asked.parse_args(arguments)
    application()
    beginnings = tuple(chosen.names) or ("",)
    wanted = [
        look._replace(pages=pages, language=chosen.language)
        for look in looks()
        if (pages := tuple(p for p in look.pages if f"{look.name}-{p}".startswith(beginnings)))
    ]
    for name, full in pictures(wanted):
        if chosen.look is None:
            write(name, full)
        else:
            chosen.look.mkdir(parents=True, exist_ok=True)
            full.save(chosen.look / f"{name}.png")
        print(name, flush=True)
    return 0


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main(sys.argv[1:]))
