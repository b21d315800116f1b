# SPDX-License-Identifier: Apache-2.0
"""What the app tells of itself: its hazards, what no clinician reviewed, and on whose work it stands."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from companion.domain.article import UNREVIEWED, Article
from companion.language import _
from companion.shipped import resource_path

if TYPE_CHECKING:
    from importlib.metadata import Distribution

_VERSION = "Version: "

ARTICLES = "learn/articles"
"""The one file of which each part is reviewed by itself."""


class Hazard(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that could go wrong. ``tests`` hold what is done about it: "tests/…::test_name"."""

    id: str
    group: str
    tests: tuple[str, ...]


class HazardWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What could happen, why, what is done about it, and what remains."""

    hazard: str
    cause: str
    measure: str
    remains: str


class HazardsWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of all hazards by id, and of the groups in their order."""

    groups: Mapping[str, str]
    hazards: Mapping[str, HazardWords]


class Review(Struct, frozen=True):
    """A shipped file with clinical content, or a part of one, and who reviewed it and when.

    ``place`` is the folder or file it belongs to: "checklists", "red_flags".
    """

    place: str
    id: str
    told: str

    @property
    def is_done(self) -> bool:
        """Whether a clinician has signed it."""
        return self.told != UNREVIEWED


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody's work that comes with the app. ``package`` is its name where it is of Python."""

    name: str
    licence: str
    package: str = ""
    notice: str = ""
    texts: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """The version that is installed; empty where that is not told."""
        found = self._installed()
        # Read by itself: the description below it is long, and all of it would be taken apart.
        head = _description(found).partition("\n\n")[0] if found else ""
        told = (line for line in head.splitlines() if line.startswith(_VERSION))
        return next((line.removeprefix(_VERSION) for line in told), "")

    @property
    def text(self) -> str:
        """The whole text of its licence; empty where none comes along."""
        shipped = (resource_path(*name.split("/")) for name in self.texts)
        whole = [path.read_text(encoding="utf-8").strip("\n") for path in shipped]
        return "\n\n\n".join([*whole, *self._installed_texts()])

    def _installed(self) -> "Distribution | None":
        """Give the package; None in a bundle that left its description out."""
        # Imported late: it is slow to, and nothing that is shown at the start needs it.
        from importlib import metadata

        try:
            return metadata.distribution(self.package) if self.package else None
        except metadata.PackageNotFoundError:
            return None

    def _installed_texts(self) -> Iterator[str]:
        """Give the texts that lie beside the package's description."""
        found = self._installed()
        for file in (found.files or ()) if found is not None else ():
            own = [part for part in file.parts[1:-1] if part != "licenses"]
            beside = file.parts[0].endswith(".dist-info") and not own
            if beside and file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE")):
                yield file.read_text(encoding="utf-8").strip("\n")


def told_of(article: Article, day: str) -> str:
    """Say whether a clinician has signed an article, and on which day it was last looked through."""
    if article.is_reviewed:
        text = _("Signed by {clinician} · last reviewed {day}")
        return text.format(clinician=article.clinician_review, day=day)
    return _("Content not yet reviewed by a clinician · last reviewed by us {day}").format(day=day)


def hazards() -> Mapping[str, Hazard]:
    """Give every hazard by its id, in their own order."""
    path = resource_path("about", "hazards.toml")
    found = msgspec.convert(_toml(path)["hazard"], tuple[Hazard, ...])
    return {hazard.id: hazard for hazard in found}


def parts() -> tuple[Part, ...]:
    """Give everything by others that comes with the app."""
    path = resource_path("about", "licences.toml")
    return msgspec.convert(_toml(path)["part"], tuple[Part, ...])


@cache
def reviews() -> tuple[Review, ...]:
    """Give everything that carries a clinician's review or the word that there was none."""
    return tuple(_reviews())


def is_reviewed() -> bool:
    """Tell whether a clinician has signed all of it; the first that none has signed settles it."""
    return all(each.is_done for each in _reviews())


def _reviews() -> Iterator[Review]:
    root = resource_path()
    for path in sorted(root.rglob("*.toml")):
        name = path.relative_to(root).with_suffix("")
        if name.parts[0] == "words":
            continue
        if name.as_posix() == ARTICLES:
            for one in _toml(path)["article"]:
                yield Review("articles", one["id"], one["clinician_review"])
        elif told := _head(path).get("clinician_review"):
            place = name.parts[0] if name.parts[0] == "checklists" else name.name
            yield Review(place, name.name, told)


def _description(package: "Distribution") -> str:
    return package.read_text("METADATA") or package.read_text("PKG-INFO") or ""


def _head(path: Path) -> dict[str, Any]:
    """Give what a file says of itself, before its first table."""
    return tomllib.loads(path.read_text(encoding="utf-8").partition("\n[")[0])


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
