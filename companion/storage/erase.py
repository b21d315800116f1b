# SPDX-License-Identifier: Apache-2.0
"""Deleting everything: the keys first, since without them nothing else can be read.

A file called ``erasing`` is made before and goes after. Where it is found at a start, an erasing
was cut short, and `finish_if_begun` goes on with it; such a folder holds no diary any more.
"""

import os
import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from companion import logbook
from companion.paths import FOLDER, Places, sync_folder, unwritable
from companion.storage import lock, vault
from companion.storage.ballast import BALLAST, Ballast
from companion.storage.opening import BACKUPS

MARK = "erasing"
HELP = "help.json"
READABLE = (HELP, f"{HELP}.new")
"""What is in the data folder and not encrypted."""

_KEYS = re.compile(rf"{re.escape(vault.KEYS)}([.-].+)?|\.companion-.+\.part")
_RECORD = re.compile(r"record\.db([.-].+)?|manifest\.json|.+\.companion-backup")
_REST = {
    BALLAST,
    lock.RAISE,
    lock.HEARD,
    "preferences.json",
    "preferences.json.new",
    ".thinning-paused",
}
_FOLDERS = re.compile(rf"{BACKUPS}|before-restore.*|damaged.*|salvaged.*|.*\.(new|part)")


class Erased(Struct, frozen=True, kw_only=True):
    """What deleting everything did.

    ``removed`` counts files. ``stuck`` names files of ours that could not be removed, ``others``
    files in the folder that are not ours and were left, both without the way there. ``elsewhere``
    are the sentences the caller knows: what was given out and stays.
    """

    removed: int
    stuck: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


def erase(places: Places, elsewhere: Sequence[str] = ()) -> Erased:
    """Delete the diary with all that belongs to it on this computer.

    The caller holds the folder by ``lock.take`` and has closed the record. Raises Problem where
    it cannot even begin; then nothing is gone.
    """
    # On a full disk there is no room for the mark.
    Ballast(places.data).release()
    _mark(places.data)
    return _finish(places, elsewhere)


def is_begun(folder: Path) -> bool:
    """Tell whether an erasing of a folder began and did not come to its end."""
    return os.path.lexists(folder / MARK)


def finish_if_begun(places: Places) -> Erased | None:
    """Go on with an erasing that was cut short; None where there was none.

    To be called with the lock held, before anything looks for a diary in the folder.
    """
    return _finish(places, ()) if is_begun(places.data) else None


def _finish(places: Places, elsewhere: Sequence[str]) -> Erased:
    logbook.end()
    ours = list(_ours(places.data))
    keys = [path for path in ours if _KEYS.fullmatch(path.name) or path.name in READABLE]
    rest = [path for path in ours if path not in keys]
    outside = [places.preferences, Path(f"{places.preferences}.new"), *logbook.files(places.log)]
    removed = sum(_overwrite_and_remove(path) for path in keys)
    _settle(places.data)
    removed += sum(_remove(path) for path in (*rest, *outside) if os.path.lexists(path))
    _remove_folders(places)
    stuck = [path.name for path in (*ours, *outside) if os.path.lexists(path)]
    if not any(os.path.lexists(path) for path in ours):
        _remove(places.data / MARK)
        _settle(places.data)
        _remove(places.data / lock.LOCK)
    others = tuple(_others(places.data))
    with suppress(OSError):
        places.data.rmdir()
    return Erased(removed=removed, stuck=tuple(stuck), others=others, elsewhere=tuple(elsewhere))


def _mark(folder: Path) -> None:
    try:
        os.close(os.open(folder / MARK, os.O_WRONLY | os.O_CREAT, 0o600))
        sync_folder(folder)
    except OSError as error:
        raise unwritable(folder / MARK, error) from error


# --- what is ours ---------------------------------------------------------------------------------


def _ours(folder: Path) -> Iterator[Path]:
    """Give the files of a data folder that Companion made, but the mark and the lock."""
    for path in _listed(folder):
        if _is_folder(path) and _FOLDERS.fullmatch(path.name):
            yield from _ours_inside(path)
        elif not _is_folder(path) and _is_ours(path.name):
            yield path


def _ours_inside(folder: Path) -> Iterator[Path]:
    """Give our files in a folder of ours: of backups, or of what was set aside."""
    for path in _listed(folder):
        if not _is_folder(path):
            if _is_ours(path.name):
                yield path
        else:
            yield from _ours_inside(path)


def _is_ours(name: str) -> bool:
    known = name in _REST or name in READABLE
    return known or bool(_KEYS.fullmatch(name) or _RECORD.fullmatch(name))


def _others(folder: Path) -> Iterator[str]:
    for path in _listed(folder):
        if _is_folder(path):
            yield from _others(path) if _FOLDERS.fullmatch(path.name) else [path.name]
        elif path.name not in (MARK, lock.LOCK) and not _is_ours(path.name):
            yield path.name


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    """Tell whether this is a folder itself; a link to one leads away from what is ours."""
    return path.is_dir() and not path.is_symlink()


# --- removing -------------------------------------------------------------------------------------


def _overwrite_and_remove(path: Path) -> bool:
    """Write noise over a file before it goes, so that its blocks do not keep what was in it."""
    with suppress(OSError):
        if not path.is_symlink():
            with path.open("r+b", buffering=0) as file:
                file.write(secrets.token_bytes(path.stat().st_size))
                os.fsync(file.fileno())
    return _remove(path)


def _remove(path: Path) -> bool:
    with suppress(OSError):
        path.unlink()
        return True
    return False


def _remove_folders(places: Places) -> None:
    """Remove the folders that are ours and empty now, the inner ones first."""
    ours = [path for path in _listed(places.data) if _FOLDERS.fullmatch(path.name)]
    for top in [path for path in ours if _is_folder(path)]:
        for path in sorted(top.rglob("*"), reverse=True):
            if _is_folder(path):
                with suppress(OSError):
                    path.rmdir()
        with suppress(OSError):
            top.rmdir()
    outside = {places.log, places.preferences.parent}
    outside |= {path.parent for path in outside if path.parent.name == FOLDER}
    for folder in sorted(outside - {places.data}, reverse=True):
        with suppress(OSError):
            folder.rmdir()


def _settle(folder: Path) -> None:
    with suppress(OSError):
        sync_folder(folder)
