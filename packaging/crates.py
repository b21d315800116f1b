# SPDX-License-Identifier: Apache-2.0
"""The Rust crates inside the wheels we stand on, as those wheels' own lists of parts tell them.

`.venv/bin/python packaging/crates.py` writes resources/about/licences/Rust-crates.txt, which the
page About shows: each crate's name, version, licence, authors and source. It is written anew after
another version of one of these wheels was pinned; a test holds that it is what they say.
"""

import json
import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT / "resources" / "about" / "licences" / "Rust-crates.txt"
PACKAGES = ("cryptography", "typst")
"""The packages that have Rust in them."""

HEAD = (
    "The crates of Rust that are compiled into {packages}, as these packages list them, with Rust’s "
    "own standard library (MIT OR Apache-2.0, The Rust Project Contributors). Where there is a choice "
    "of licences, and one of them is Apache-2.0 or MIT, it is used under that."
)


class Crate(NamedTuple):
    """A crate inside a package, as the package's list of parts has it."""

    name: str
    version: str
    licence: str
    authors: str
    source: str
    package: str

    @property
    def line(self) -> str:
        """All that is told of it, but where it is."""
        told = (f"{self.name} {self.version}", self.licence, self.authors, self.source)
        return " · ".join(part for part in told if part)


def crates(package: str) -> tuple[Crate, ...]:
    """Give the crates inside an installed package, by name and version; not its own."""
    found = {crate for listed in _lists(package) for crate in _crates(package, listed)}
    if not found:
        raise ValueError(f"{package} has no list of its crates")
    return tuple(sorted(found))


def told() -> str:
    """Give the text about all of them, each once."""
    lines = {crate.line for package in PACKAGES for crate in crates(package)}
    packages = " and ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return HEAD.format(packages=packages) + "\n\n" + "\n".join(sorted(lines)) + "\n"


def _lists(package: str) -> Iterator[dict[str, object]]:
    for file in metadata.files(package) or ():
        if file.parent.name == "sboms" and file.suffix == ".json":
            yield json.loads(file.read_text(encoding="utf-8"))


def _crates(package: str, listed: dict[str, object]) -> Iterator[Crate]:
    components = listed.get("components", [])
    assert isinstance(components, list)
    for one in components:
        purl = one.get("purl", "")
        # The package's own crates carry the place they were built in.
        if purl.startswith("pkg:cargo/") and "download_url=file:" not in purl:
            licence = " ".join(one["licenses"][0]["expression"].split())
            places = {each["type"]: each["url"] for each in one.get("externalReferences", ())}
            authors = re.sub(r" *<[^>]*>", "", one.get("author", ""))
            yield Crate(
                one["name"], one["version"], licence, authors, places.get("vcs", ""), package
            )


def main() -> int:
    """Write the text; give the exit code."""
    try:
        text = told()
    except metadata.PackageNotFoundError as error:
        print(f"{error.name} is not here: .venv/bin/python packaging/crates.py", file=sys.stderr)
        return 1
    TEXT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
