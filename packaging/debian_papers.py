# SPDX-License-Identifier: Apache-2.0
"""What the Debian package says in Debian's own forms: what it needs, its changelog, whose work it is.

Each is made from where it stands already: the libraries from dev.py, the changelog from the releases
that software centres and About show, and the rights from resources/about/licences.toml.
"""

import os
import re
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from dev import LIBRARIES

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from companion.about import Part  # noqa: E402 -- found from the checkout, by the line above
from companion.releases import Release  # noqa: E402 -- the same

APP_ID = "io.github.companionapp.Companion"
MAINTAINER = "The Companion developers <companionapp@users.noreply.github.com>"
SOURCE = "https://github.com/companionapp/companion"

RENAMED = {"libglib2.0-0"}
"""Libraries that got "t64" at the end of their names with 64-bit time, in Debian 13 and Ubuntu 24.04."""
CARRIED_OR_NOT = {
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
}
"""More libraries that Qt asks for, which a bundle may carry or leave to the system."""

COMMON = {
    "Apache-2.0": "Apache-2.0",
    "GPL-3.0": "GPL-3",
    "LGPL-3.0-only": "LGPL-3",
    "MPL-2.0": "MPL-2.0",
}
"""Licences of which every Debian system has the text, in /usr/share/common-licenses."""
WHOLE = {
    "Apache-2.0": re.compile(
        r" *Apache License\s+Version 2\.0, January 2004.*?"
        r"END OF TERMS AND CONDITIONS(.{,1500}?limitations under the License\.)?",
        re.DOTALL,
    ),
    "GPL-2": re.compile(
        r"[ \t]*GNU GENERAL PUBLIC LICENSE\s+Version 2, June 1991.*?END OF TERMS AND CONDITIONS",
        re.DOTALL,
    ),
}
"""How the whole text of some of them is seen inside the text of another licence."""
WITHIN = {
    "Libraries in Qt": "pyside6-essentials",
    "SQLCipher": "sqlcipher3",
    "SQLite": "sqlcipher3",
    "OpenSSL": "sqlcipher3",
    "qpdf": "pikepdf",
    "Data in pikepdf": "pikepdf",
    "libxml2, libxslt": "lxml",
    "Rust crates": "typst",
    "Libertinus, New Computer Modern, DejaVu Sans Mono": "typst",
    "CLDR": "babel",
    "Time zone database": "tzdata",
}
"""Parts that are no Python packages, and the package whose files they are in."""
PLACES = {
    "ICU": "*/PySide6/Qt/lib/libicu*",
    "libjpeg-turbo": "*/pikepdf.libs/libjpeg*",
    "libffi": "*/libffi*",
    "zlib": "*/lib-dynload/zlib*",
    "Expat": "*/lib-dynload/pyexpat*",
    "Python": "*/libpython3* usr/lib/companion/*/lib-dynload/*",
    "PyInstaller bootloader": "companion",
    "Inter": "*/companion/resources/fonts/Inter*",
    "Noto": "*/companion/resources/fonts/Noto*",
    "Lucide": "*/companion/resources/icons/*",
}
"""Parts that are no Python packages, and which files of the bundle are theirs."""


class PackageError(Exception):
    """The package cannot be made or is not in order; the message says why."""


# --- what it needs --------------------------------------------------------------------------------


def depends(bundle: Path) -> str:
    """Give the packages without which it does not run, with the newer name of each first."""
    carried = {path.name for path in bundle.rglob("*.so*")}
    own = (name for soname, name in CARRIED_OR_NOT.items() if soname not in carried)
    named = [f"{name}t64 | {name}" if name in RENAMED else name for name in LIBRARIES]
    return ", ".join(sorted([f"libc6 (>= {newest_glibc(bundle)})", *own, *named]))


def newest_glibc(bundle: Path) -> str:
    """Give the newest version of the C library that a program or a library in the bundle asks for."""
    asked = {(2, 17)}
    for path in bundle.rglob("*"):
        if path.is_file() and not path.is_symlink() and is_elf(path):
            found = re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", path.read_bytes())
            asked.update((2, int(minor)) for minor in found)
    return ".".join(map(str, max(asked)))


def is_elf(path: Path) -> bool:
    """Tell whether a file is a program or a library."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


# --- papers ---------------------------------------------------------------------------------------


def moment_of(release: Release) -> int:
    """Give the second that every file gets: the one asked for, else the start of the release's day."""
    asked = os.environ.get("SOURCE_DATE_EPOCH")
    if asked and not asked.isdecimal():
        raise PackageError(f"SOURCE_DATE_EPOCH is no number of seconds: {asked}")
    day = datetime(release.day.year, release.day.month, release.day.day, tzinfo=UTC)
    return int(asked) if asked else int(day.timestamp())


def changelog(version: str, known: Sequence[Release]) -> str:
    """Give Debian's changelog, out of the releases that software centres and About show.

    ``version`` is the one that is made; it stands over the newest of them.
    """
    told = []
    for number, release in enumerate(known):
        stands = version if number == 0 else release.version
        lines = [f"companion ({stands}) unstable; urgency=medium", ""]
        for part in release.parts:
            first, later = ("    - ", "      ") if part.is_point else ("  * ", "    ")
            lines += textwrap.wrap(part.text, 78, initial_indent=first, subsequent_indent=later)
        day = f"{release.day:%a, %d %b %Y} 00:00:00 +0000"
        told.append("\n".join([*lines, "", f" -- {MAINTAINER}  {day}", ""]))
    return "\n".join(told)


def copyright_file(known: Sequence[Part]) -> str:
    """Give who holds the rights in what is in the package, in Debian's machine-readable form.

    It is what About shows, from resources/about/licences.toml and the packages that are installed.
    """
    head = {
        "Format": "https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
        "Upstream-Name": "Companion",
        "Upstream-Contact": f"{SOURCE}/issues",
        "Source": SOURCE,
        "Comment": "Parts in Python without a folder of their own lie inside the program's file.",
    }
    own = {
        "Files": "*",
        "Copyright": "2026 The Companion developers",
        "License": f"Apache-2.0\n{pointer('Apache-2.0')}",
    }
    metainfo = {
        "Files": f"usr/share/metainfo/* usr/share/applications/* usr/share/mime/packages/{APP_ID}.xml",
        "Copyright": "2026 The Companion developers",
        "License": f"CC0-1.0\n{pointer('CC0-1.0')}",
    }
    together: dict[tuple[str, ...], list[Part]] = {}
    for part in known:
        together.setdefault(places_of(part), []).append(part)
    rest = [paragraph(places, several) for places, several in together.items()]
    return "\n".join(map(stanza, [head, own, metainfo, questionnaires(), *rest]))


def questionnaires() -> dict[str, str]:
    """Give on what terms the questionnaires are shown, as their holders say it."""
    said = ROOT / "resources" / "about" / "licences" / "questionnaires.txt"
    return {
        "Files": "usr/lib/companion/*/companion/resources/instruments/*",
        "Copyright": "Those who are named below",
        "License": f"LicenseRef-Questionnaires\n{said.read_text(encoding='utf-8')}",
        "Comment": "The published wording of each questionnaire is its authors'.",
    }


def paragraph(places: Sequence[str], several: Sequence[Part]) -> dict[str, str]:
    """Give what the copyright file says of the parts that are in the same files."""
    names = " and ".join(dict.fromkeys(short_name(part.licence) for part in several))
    texts = list(dict.fromkeys(licence_text(part) for part in several))
    return {
        "Files": " ".join(f"usr/lib/companion/{place}" for place in places),
        "Copyright": "\n".join(line for part in several for line in holders(part)),
        "License": "\n\n".join([names, *texts]).replace("\n\n", "\n", 1),
        "Comment": "\n".join(map(told_of, several)),
    }


def told_of(part: Part) -> str:
    """Name a part with its version, and say what its holder asks to be said."""
    version = f" {part.version}" if part.version else ""
    return f"{part.name}{version}" + (f"\n{part.notice}" if part.notice else "")


def stanza(fields: dict[str, str]) -> str:
    """Write a paragraph as Debian's papers have them: what goes on is indented, no line is empty."""
    lines = []
    for name, value in fields.items():
        first, *rest = value.splitlines()
        lines += [
            f"{name}: {first}",
            *(f" {line.rstrip()}" if line.strip() else " ." for line in rest),
        ]
    return "\n".join(lines) + "\n"


def places_of(part: Part) -> tuple[str, ...]:
    """Give which files of the bundle are of a part."""
    package = part.package or WITHIN.get(part.name, "")
    if not package:
        if part.name not in PLACES:
            raise PackageError(f"debian_package.py does not know in which files {part.name} is.")
        return (PLACES[part.name],)
    try:
        files = metadata.distribution(package).files or ()
    except metadata.PackageNotFoundError:
        files = ()
    tops = {file.parts[0].removesuffix(".py") for file in files if ".." not in file.parts}
    kept = sorted(top for top in tops if not top.endswith((".dist-info", "__pycache__", ".pth")))
    return tuple(f"*/{top}*" for top in kept or [package.replace("-", "_")])


def holders(part: Part) -> list[str]:
    """Give those who hold the rights in a part, as it says itself."""
    lines = (" ".join(line.split()) for line in part.text.splitlines())
    found = [
        line
        for line in lines
        if re.match(r"(copyright )?(\(c\)|©|copyright) ?.*\d{4}", line, re.IGNORECASE)
    ]
    said = [piece for piece in part.notice.split(" · ") if piece.startswith("©")]
    return list(dict.fromkeys(said or found[:8])) or [f"The authors of {part.name}"]


def short_name(licence: str) -> str:
    """Give a licence by the words that Debian's form joins names with."""
    joined = re.sub(r" (OR|AND|WITH) ", lambda match: match[0].lower(), licence)
    return re.sub(
        r"(?<!or)(?<!and)(?<!with) (?!or |and |with )", "-", joined.replace(", ", " and ")
    )


def pointer(licence: str) -> str:
    """Say where a Debian system has the text of a licence."""
    return (
        f"On Debian systems, the whole text of this licence is in the file\n"
        f"/usr/share/common-licenses/{licence}."
    )


def licence_text(part: Part) -> str:
    """Give the text of a part's licence, or where it is."""
    if part.licence in COMMON:
        return pointer(COMMON[part.licence])
    if part.text:
        return shortened(part.text)
    return part.notice or f"The licence of {part.name}: {part.licence}."


def shortened(text: str) -> str:
    """Put the place of a licence for each whole text of it that a Debian system has."""
    for name, whole in WHOLE.items():
        text = whole.sub(pointer(name), text)
    return text
