# SPDX-License-Identifier: Apache-2.0
"""List all that Companion is made of, as CycloneDX 1.6: `python3 packaging/dev.py sbom`.

It has every pinned package with its hashes, the libraries inside those packages with the versions
they answer (native_parts.toml), the crates of Rust in them, and the Python that comes with the
bundle; which needs which; and the licence of each. It refuses to write when a library is another
version than the one that was last looked at. The same commit gives the same file.
"""

import argparse
import hashlib
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.bom_ref import BomRef
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalContact, OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense, License, LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from crates import PACKAGES, Crate, crates  # noqa: E402
from native_parts import NativePart, differences, native_parts  # noqa: E402
from wheels import DIST, BuildError, moment_of_source, say  # noqa: E402

from companion import __version__, about  # noqa: E402

RUN = ROOT / "packaging" / "requirements" / "run.txt"
HOME = "https://github.com/companionapp/companion"
PUBLIC_DOMAIN = "public-domain"
"""How licences.toml says that nobody holds any right; SPDX has no word for it."""


class Licences:
    """Under which licence each part is, as the page About tells it."""

    def __init__(self) -> None:
        self._by_package = {part.package: part.licence for part in about.parts() if part.package}
        self._by_name = {part.name: part.licence for part in about.parts()}

    def of_package(self, name: str) -> License:
        """Give the licence of a Python package."""
        return self._licence(self._by_package[name])

    def of_part(self, name: str, narrower: str = "") -> License:
        """Give the licence of a part by its name on the page, or the narrower one it has."""
        return self._licence(narrower or self._by_name[name])

    @staticmethod
    def _licence(told: str) -> License:
        if told == PUBLIC_DOMAIN:
            return DisjunctiveLicense(name="Public domain")
        return LicenseExpression(told)


def pinned(requirements: str) -> Iterator[Component]:
    """Give each package that a requirements file pins, with the hashes that are allowed for it."""
    licences = Licences()
    for block in requirements.replace("\\\n", " ").strip().splitlines():
        requirement = Requirement(block.split(" --hash")[0])
        name, version = canonicalize_name(requirement.name), str(requirement.specifier)[2:]
        purl = PackageURL("pypi", None, name, version)
        digests = sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        yield Component(
            name=name,
            version=version,
            type=ComponentType.LIBRARY,
            bom_ref=str(purl),
            purl=purl,
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in digests],
            licenses=[licences.of_package(name)],
        )


def native(parts: Iterable[NativePart]) -> Iterator[tuple[str, Component]]:
    """Give each library inside a package, with the package's name."""
    licences = Licences()
    for part in parts:
        if part.is_here:
            purl = PackageURL("generic", None, part.name, part.version or None)
            yield (
                part.within,
                Component(
                    name=part.name,
                    version=part.version or None,
                    type=ComponentType.LIBRARY,
                    bom_ref=f"{part.within}#{part.name}",
                    purl=purl,
                    licenses=[licences.of_part(part.listed, part.licence)],
                ),
            )


def of_crate(crate: Crate) -> Component:
    """Give a crate of Rust."""
    purl = PackageURL("cargo", None, crate.name, crate.version)
    return Component(
        name=crate.name,
        version=crate.version,
        type=ComponentType.LIBRARY,
        bom_ref=str(purl),
        purl=purl,
        authors=[OrganizationalContact(name=one) for one in crate.authors.split(", ") if one],
        licenses=[LicenseExpression(crate.licence)],
    )


def around() -> Iterator[Component]:
    """Give what the bundle has around the packages: Python, and what starts it."""
    licences = Licences()
    found = {"Python": platform.python_version()}
    try:
        found["PyInstaller bootloader"] = metadata.version("pyinstaller")
    except metadata.PackageNotFoundError:
        say("PyInstaller is not installed here, so its version is not told")
    for name, version in found.items():
        yield Component(
            name=name,
            version=version,
            type=ComponentType.PLATFORM,
            bom_ref=f"bundle#{name}",
            purl=PackageURL("generic", None, name, version),
            licenses=[licences.of_part(name)],
        )


def needs(package: str, known: Iterable[str]) -> list[str]:
    """Give the pinned packages that one asks for here; those of other systems ask for nothing."""
    try:
        asked = map(Requirement, metadata.requires(package) or ())
    except metadata.PackageNotFoundError:
        return []
    here = [one for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]
    return sorted({canonicalize_name(one.name) for one in here} & set(known))


def own(direct: Iterable[Component]) -> tuple[Component, list[Component]]:
    """Give Companion itself, and what it asks for by name."""
    component = Component(
        name="companion",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="companion",
        purl=PackageURL("pypi", None, "companion", __version__),
        supplier=OrganizationalEntity(name="Companion", urls=None),
        licenses=[LicenseExpression("Apache-2.0")],
        description=HOME,
    )
    return component, list(direct)


def bill(requirements: str, asked_for: Sequence[str], parts: Sequence[NativePart]) -> Bom:
    """Put all of it together: Companion, what it needs, and what that has in it."""
    packages = {one.name: one for one in pinned(requirements)}
    direct = {canonicalize_name(Requirement(line).name) for line in asked_for}
    component, needed = own(packages[name] for name in sorted(direct))
    bom = Bom()
    bom.metadata.component = component
    inside: dict[str, list[Component]] = {name: [] for name in packages}
    for package, part in native(parts):
        inside[package].append(part)
    once: dict[BomRef, Component] = {}
    for package in PACKAGES:
        for crate in map(of_crate, crates(package)):
            inside[package].append(once.setdefault(crate.bom_ref, crate))
    bundled = list(around())
    bom.register_dependency(component, [*needed, *bundled])
    for name, one in packages.items():
        others = [packages[other] for other in needs(name, packages)]
        bom.register_dependency(one, [*others, *inside[name]])
    everything = [
        *packages.values(),
        *bundled,
        *(part for many in inside.values() for part in many),
    ]
    for one in {str(one.bom_ref): one for one in everything}.values():
        bom.components.add(one)
        bom.register_dependency(one)
    return bom


def written(bom: Bom, moment: str) -> str:
    """Give it as text: its time is the source's, its number comes from what it says."""
    bom.metadata.timestamp = datetime.fromtimestamp(int(moment or 0), UTC)
    bom.serial_number = uuid5(NAMESPACE_URL, HOME)
    output = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6)
    content = output.output_as_string(indent=2)
    number = uuid5(NAMESPACE_URL, hashlib.sha256(content.encode()).hexdigest())
    return content.replace(str(bom.serial_number), str(number)) + "\n"


def fault(content: str) -> str:
    """Say what the schema, read strictly, has against it; empty if nothing."""
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(content)
    return "" if found is None else str(found)


def direct_requirements() -> list[str]:
    """Give what pyproject.toml asks for."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return list(project["project"]["dependencies"])


def main(arguments: Sequence[str]) -> int:
    """Write the file; give the exit code."""
    parser = argparse.ArgumentParser(prog="sbom.py", description=__doc__)
    target = DIST / f"companion-{__version__}.cdx.json"
    parser.add_argument("--out", type=Path, default=target, help=f"where to (otherwise {target})")
    asked = parser.parse_args(arguments)
    parts = native_parts()
    try:
        moment = moment_of_source()
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    if changed := differences(parts):
        print("Not written:", *changed, sep="\n", file=sys.stderr)
        return 1
    bom = bill(RUN.read_text(encoding="utf-8"), direct_requirements(), parts)
    content = written(bom, moment)
    if wrong := fault(content):
        print(f"Not written, against its schema: {wrong}", file=sys.stderr)
        return 1
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(content, encoding="utf-8")
    say(f"{asked.out}: {len(bom.components)} parts; its schema is content")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
