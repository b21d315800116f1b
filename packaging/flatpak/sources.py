# SPDX-License-Identifier: Apache-2.0
"""Fetch what the Flatpak is built from: `python3 packaging/flatpak/sources.py`.

pip fetches the pinned wheels for the runtime's Python into build/flatpak/, each checked against its
hash, and two lists beside them name them for flatpak-builder, which checks the same hashes once
more and builds without a network. The wheel of Companion itself must be in dist/ already.

Standard library and pip only.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIST = ROOT / "dist"
BUILD = ROOT / "build" / "flatpak"
RUN = ROOT / "packaging" / "requirements" / "run.txt"

PYTHON = "3.13"
"""The Python of the runtime that the manifest names."""
GLIBC = (2, 39)
"""What the newest wheels were built for, Qt's on 64-bit ARM; the runtime's is newer."""
PINNED = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def platforms(machine: str) -> list[str]:
    """Name the kinds of wheel that run in the runtime, the newest first, as pip is told them."""
    major, newest = GLIBC
    kinds = [f"manylinux_{major}_{minor}_{machine}" for minor in range(newest, 16, -1)]
    return [*kinds, f"manylinux2014_{machine}"]


def fetch(folder: Path, python: str, machine: str) -> None:
    """Have pip fetch the pinned wheels into an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--only-binary=:all:", "--no-deps", "--require-hashes", "--implementation=cp"]
    command += [f"--python-version={python}", f"--dest={folder}", f"--requirement={RUN}"]
    command += [f"--platform={kind}" for kind in platforms(machine)]
    if subprocess.run(command, check=False).returncode:
        raise SystemExit("The wheels could not be fetched; the lines above say why.")


def listed(wheels: Sequence[Path]) -> str:
    """Name files for flatpak-builder, by their whole paths.

    It takes a path as from the folder of the manifest, not of the list.
    """
    sources = [
        {
            "type": "file",
            "path": str(wheel),
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        }
        for wheel in sorted(wheels)
    ]
    return json.dumps(sources, indent=2) + "\n"


def unpinned(wheels: Sequence[Path]) -> list[str]:
    """Name the files whose hash is not among the pinned ones."""
    pinned = set(PINNED.findall(RUN.read_text(encoding="utf-8")))
    found = {wheel.name: hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels}
    return [name for name, digest in found.items() if digest not in pinned]


def own_wheel() -> Path:
    """Give the one wheel of Companion that is there."""
    found = list(DIST.glob("companion-*.whl"))
    if len(found) != 1:
        raise SystemExit(
            f"There must be one wheel of Companion in {DIST}, there are {len(found)}: "
            "python3 packaging/dev.py wheel"
        )
    return found[0]


def main(arguments: Sequence[str]) -> int:
    """Fetch and list all of it."""
    parser = argparse.ArgumentParser(description="Fetch what the Flatpak is built from.")
    parser.add_argument("--python", default=PYTHON, help="another Python than that of the runtime")
    parser.add_argument("--machine", default="x86_64", help="aarch64 for 64-bit ARM")
    asked = parser.parse_args(arguments)
    own = own_wheel()
    fetch(BUILD / "wheels", asked.python, asked.machine)
    wheels = list((BUILD / "wheels").iterdir())
    if strangers := unpinned(wheels):
        raise SystemExit(f"These are not what is pinned: {', '.join(strangers)}")
    (BUILD / "python-sources.json").write_text(listed(wheels), encoding="utf-8")
    copied = Path(shutil.copy(own, BUILD))
    (BUILD / "companion-sources.json").write_text(listed([copied]), encoding="utf-8")
    print(f"{len(wheels)} wheels, and {copied.name}, are in {BUILD}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
