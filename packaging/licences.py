# SPDX-License-Identifier: Apache-2.0
"""Whether everything that comes with Companion may, and whether the page About tells it truly.

licences.toml beside this file has the licences that may; resources/about/licences.toml is what the
page About shows. Nothing here needs a connection.

`.venv/bin/python packaging/licences.py` writes resources/about/licences/questionnaires.txt, which
lies beside the licences in the wheel and is quoted in the Debian package, from what the
questionnaires' own files say. A test holds that it is so.
"""

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from crates import PACKAGES, crates  # noqa: E402
from native_parts import NativePart, native_parts  # noqa: E402

from companion import about  # noqa: E402
from companion.about import Part  # noqa: E402
from companion.content import Content  # noqa: E402

FILE = Path(__file__).with_suffix(".toml")
RUN = ROOT / "packaging" / "requirements" / "run.txt"
QUESTIONNAIRES = ROOT / "resources" / "about" / "licences" / "questionnaires.txt"
OF_SPDX = re.compile(r"[A-Za-z0-9.+-]+(?: WITH [A-Za-z0-9.+-]+)?|[()]")
CLASSIFIED = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""Classifiers that mean one licence; “BSD License” does not."""


class Rules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which licences may come along and why, and which one was read where it is not told exactly."""

    allowed: Mapping[str, str]
    read: Mapping[str, str]

    def allow(self, licence: str) -> bool:
        """Tell whether something under this licence, or these, may come along."""
        tokens = OF_SPDX.findall(licence)
        if not licence or OF_SPDX.sub("", licence).strip():
            return False
        answer = self._either(tokens)
        return answer and not tokens

    def _either(self, tokens: list[str]) -> bool:
        answer = self._both(tokens)
        while tokens and tokens[0] == "OR":
            tokens.pop(0)
            answer = self._both(tokens) or answer
        return answer

    def _both(self, tokens: list[str]) -> bool:
        answer = self._one(tokens)
        while tokens and tokens[0] == "AND":
            tokens.pop(0)
            answer = self._one(tokens) and answer
        return answer

    def _one(self, tokens: list[str]) -> bool:
        token = tokens.pop(0) if tokens else ""
        if token != "(":
            return token in self.allowed
        answer = self._either(tokens)
        return bool(tokens) and tokens.pop(0) == ")" and answer


def rules() -> Rules:
    """Read the rules."""
    import msgspec

    return msgspec.convert(tomllib.loads(FILE.read_text(encoding="utf-8")), Rules)


def pinned() -> frozenset[str]:
    """Give the packages that run with Companion."""
    text = RUN.read_text(encoding="utf-8")
    return frozenset(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def told(package: str) -> str:
    """Give the licence that an installed package tells exactly; empty where it does not."""
    found = metadata.metadata(package)
    if expression := "".join(found.get_all("License-Expression") or ()):
        return expression
    classes = found.get_all("Classifier") or ()
    classified = {CLASSIFIED[one] for one in classes if one in CLASSIFIED}
    if len(classified) == 1:
        return classified.pop()
    written = "".join(found.get_all("License") or ())
    parts = [one for one in OF_SPDX.findall(written) if one not in {"AND", "OR", "(", ")"}]
    is_exact = bool(parts) and all(re.fullmatch(r"[A-Za-z]+-[\w.+-]+", one) for one in parts)
    return written if is_exact else ""


def faults(
    parts: Iterable[Part], known: Rules, packages: Iterable[str], native: Iterable[NativePart]
) -> list[str]:
    """Give a sentence for everything that is not in order."""
    listed = tuple(parts)
    found = [*_unlisted(listed, frozenset(packages), tuple(native))]
    for part in listed:
        found += _of_part(part, known)
    return found


def _unlisted(
    parts: tuple[Part, ...], packages: frozenset[str], native: tuple[NativePart, ...]
) -> Iterator[str]:
    listed = {part.package for part in parts if part.package}
    yield from (f"{name} comes along and is not listed" for name in sorted(packages - listed))
    yield from (f"{name} is listed and does not come along" for name in sorted(listed - packages))
    names = {part.name for part in parts}
    for one in native:
        if one.listed not in names:
            yield f"{one.name} in {one.within} comes along and is not listed"
        if one.within not in packages:
            yield f"{one.name} is said to be in {one.within}, which does not come along"


def _of_part(part: Part, known: Rules) -> Iterator[str]:
    if not known.allow(part.licence):
        yield f"{part.name}: {part.licence} is not among the licences that may come along"
    if part.package and not part.version:
        return  # a package for another system or another Python
    if not part.text and part.licence != "public-domain":
        yield f"{part.name} has no text of its licence"
    if part.package:
        yield from _of_package(part, known)


def _of_package(part: Part, known: Rules) -> Iterator[str]:
    says = told(part.package)
    read = known.read.get(part.package, "")
    if says and read:
        yield f"{part.name} says exactly {says}; what was read of it ({read}) can go"
    if not says and not read:
        yield f"{part.name} does not say exactly under which licence it is, and nobody has read it"
    # Of a choice we may name the one we took.
    elif part.licence != (says or read) and part.licence not in (says or read).split(" OR "):
        yield f"{part.name} is under {says or read}, and listed under {part.licence}"


def faults_of_crates(known: Rules) -> list[str]:
    """Give a sentence for each crate of Rust that may not come along."""
    every = (crate for package in PACKAGES for crate in crates(package))
    return [f"{one.name}: {one.licence}" for one in every if not known.allow(one.licence)]


def faults_of_native(native: Iterable[NativePart], known: Rules) -> list[str]:
    """Give a sentence for each library with a licence of its own that may not come along."""
    own = (one for one in native if one.licence)
    return [f"{one.name}: {one.licence}" for one in own if not known.allow(one.licence)]


def all_faults() -> list[str]:
    """Give a sentence for everything that is not in order."""
    known, native = rules(), native_parts()
    found = faults(about.parts(), known, pinned(), native)
    return [*found, *faults_of_crates(known), *faults_of_native(native, known)]


def of_questionnaires() -> str:
    """Give what the holders of the questionnaires ask to be said, each with its title."""
    told = (f"{one.name}\n\n{one.copyright}" for one in Content("en").instruments.values())
    return "\n\n\n".join(told) + "\n"


def main() -> int:
    """Write what is made from elsewhere; say what is not in order; give the exit code."""
    QUESTIONNAIRES.write_text(of_questionnaires(), encoding="utf-8")
    found = all_faults()
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
