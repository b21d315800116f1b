# SPDX-License-Identifier: Apache-2.0
"""What each version brought, as the file says that software centres read, and where new ones are.

Companion never looks for a new version itself: it has no way to reach the internet.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from companion import __version__
from companion.shipped import resource_path

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

METAINFO = "io.github.companionapp.Companion.metainfo.xml"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Part(Struct, frozen=True):
    """Something that a release tells: a sentence or two, or a point of a list."""

    text: str
    is_point: bool = False


class Release(Struct, frozen=True, kw_only=True):
    """A version, the day it came out, and what it brought."""

    version: str
    day: date
    parts: tuple[Part, ...]


def releases(language: str) -> tuple[Release, ...]:
    """Give every release in a language, the newest first; in English what is not told in it."""
    return read(resource_path("about", METAINFO), language)


def read(path: Path, language: str) -> tuple[Release, ...]:
    """Give the releases that a file tells of."""
    # Imported late: nothing that is shown at the start needs it.
    from xml.etree import ElementTree as ET

    tree = ET.parse(path)  # noqa: S314 -- a file of ours
    found = [_release(each, language) for each in tree.iterfind("releases/release")]
    return tuple(sorted(found, key=lambda release: parted(release.version), reverse=True))


def parted(version: str) -> tuple[int, ...]:
    """Give the numbers of a version in their order; none for what is no version."""
    numbers = version.split(".")
    return tuple(map(int, numbers)) if all(each.isdecimal() for each in numbers) else ()


def is_update(ran: str) -> bool:
    """Tell whether this version is newer than the one that ran before, if one did."""
    return bool(parted(ran)) and parted(ran) < parted(__version__)


def _release(release: "Element", language: str) -> Release:
    told = release.find("description")
    return Release(
        version=release.attrib["version"],
        day=date.fromisoformat(release.attrib["date"][:10]),
        parts=tuple(_parts(told, language)) if told is not None else (),
    )


def _parts(description: "Element", language: str) -> Iterator[Part]:
    for told in _in(language, description):
        if told.tag == "p":
            yield Part(_words(told))
        else:
            for point in _in(language, told):
                yield Part(_words(point), is_point=True)


def _in(language: str, elements: Iterable["Element"]) -> Iterator["Element"]:
    """Give each element in a language: translations stand behind the English they are of."""
    chosen: Element | None = None
    for element in elements:
        spoken = element.get(LANGUAGE)
        if spoken is None:
            if chosen is not None:
                yield chosen
            chosen = element
        elif spoken == language:
            chosen = element
    if chosen is not None:
        yield chosen


def _words(element: "Element") -> str:
    """Give the words of an element on one line, whatever is marked in them."""
    return " ".join("".join(element.itertext()).split())
