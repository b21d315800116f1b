# SPDX-License-Identifier: Apache-2.0
"""Make the Debian package of the bundle: `python3 packaging/dev.py deb`, with `--check` looked at.

It takes build/bundle/companion, which `dev.py bundle` made, and puts beside it what a desktop wants:
the entry of the menu, icons, the types of our files, the manual, what a software centre shows. No
script of ours runs when it is installed or removed: the desktop's own packages watch these folders.
So nothing of ours ever goes near a person's diary.

The same bundle makes the same package to the byte: every file gets the moment of the newest release
(or SOURCE_DATE_EPOCH) and belongs to root. `--check` makes it once more, compares, and has lintian,
desktop-file-validate, appstreamcli and mandoc look at it; a tool that is missing is named.
"""

import argparse
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from debian_papers import (
    APP_ID,
    PackageError,
    changelog,
    copyright_file,
    depends,
    is_elf,
    moment_of,
)

from companion import __version__
from companion.about import parts
from companion.releases import METAINFO, releases

ROOT = Path(__file__).resolve().parent.parent
LINUX = ROOT / "packaging" / "linux"
BUNDLE = ROOT / "build" / "bundle" / "companion"
TREE = ROOT / "build" / "deb"
DIST = ROOT / "dist"

MOST_BYTES = 90_000_000
"""What the package may weigh."""
MOST_UNPACKED = 210_000_000
"""What it may take on the disk."""

SIZES = (16, 22, 24, 32, 48, 64, 96, 128, 256, 512)
SMALL = 24
"""Up to this many pixels the drawing with fewer lines is used."""


class Finding(NamedTuple):
    """What a tool said of the package."""

    tool: str
    works: bool
    said: str


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


def run(command: Sequence[str | Path], **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with variables of ours on top, and give what came of it."""
    env = {**os.environ, "LC_ALL": "C.UTF-8", **more}
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


# --- icons ----------------------------------------------------------------------------------------


def write_icons(folder: Path) -> None:
    """Write the icons of a theme into its folder: two drawings as they are, and PNGs of each size."""
    drawing = ROOT / "resources" / "icons" / "companion.svg"
    put(drawing, folder / "scalable" / "apps" / f"{APP_ID}.svg")
    symbolic = LINUX / "icons" / "companion-symbolic.svg"
    put(symbolic, folder / "symbolic" / "apps" / f"{APP_ID}-symbolic.svg")
    for size in SIZES:
        source = LINUX / "icons" / "companion-small.svg" if size <= SMALL else drawing
        draw(source, size, folder / f"{size}x{size}" / "apps" / f"{APP_ID}.png")


def draw(drawing: Path, size: int, target: Path) -> None:
    """Write a drawing as a square PNG of so many pixels."""
    from PySide6.QtCore import QRectF, Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(drawing)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    target.parent.mkdir(parents=True, exist_ok=True)
    if not image.save(str(target)):
        raise PackageError(f"{target} could not be written.")


# --- the tree -------------------------------------------------------------------------------------


def put(source: Path, target: Path) -> None:
    """Copy a file to its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def put_packed(content: bytes, target: Path) -> None:
    """Write a paper packed, with neither a name nor a moment in it, as Debian wants."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))


def lay_out(tree: Path, bundle: Path, version: str, architecture: str) -> None:
    """Put everything where it will be on the system, and Debian's own papers beside it."""
    shutil.rmtree(tree, ignore_errors=True)
    share, known = tree / "usr" / "share", releases("en")
    shutil.copytree(bundle, tree / "usr" / "lib" / "companion", symlinks=True)
    (tree / "usr" / "bin").mkdir()
    # The bundle finds its folder by the real path of what was started.
    (tree / "usr" / "bin" / "companion").symlink_to("../lib/companion/companion")
    put(LINUX / f"{APP_ID}.desktop", share / "applications" / f"{APP_ID}.desktop")
    put(LINUX / f"{APP_ID}.xml", share / "mime" / "packages" / f"{APP_ID}.xml")
    put(ROOT / "resources" / "about" / METAINFO, share / "metainfo" / METAINFO)
    write_icons(share / "icons" / "hicolor")
    for name, folder in (("companion.1", "man1"), ("companion.es.1", "es/man1")):
        page = (LINUX / "man" / name).read_bytes()
        put_packed(page, share / "man" / folder / "companion.1.gz")
    doc = share / "doc" / "companion"
    put_packed(changelog(version, known).encode(), doc / "changelog.gz")
    (doc / "copyright").write_text(copyright_file(parts()), encoding="utf-8")
    put(
        LINUX / "debian" / "companion.lintian-overrides",
        share / "lintian" / "overrides" / "companion",
    )
    write_control(tree, bundle, version, architecture)
    set_rights(tree, moment_of(known[0]))


def write_control(tree: Path, bundle: Path, version: str, architecture: str) -> None:
    """Write what the package system reads: the package's own words, and a hash for each file."""
    words = (LINUX / "debian" / "control").read_text(encoding="utf-8")
    told = words.format(
        version=version,
        architecture=architecture,
        installed_size=installed_size(tree),
        depends=depends(bundle),
    )
    hashes = "".join(
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n"  # noqa: S324 -- Debian's own format
        for path in contents(tree)
        if path.is_file() and not path.is_symlink()
    )
    debian = tree / "DEBIAN"
    debian.mkdir()
    (debian / "control").write_text(told, encoding="utf-8")
    (debian / "md5sums").write_text(hashes, encoding="utf-8")


def contents(tree: Path) -> Iterator[Path]:
    """Give everything below a folder in the order of its bytes, the same on every system."""
    yield from sorted(tree.rglob("*"), key=lambda path: os.fsencode(path.relative_to(tree)))


def installed_size(tree: Path) -> int:
    """Give how many KiB it takes, as dpkg counts: files rounded up, one for anything else."""
    return sum(
        -(-path.stat().st_size // 1024) if path.is_file() and not path.is_symlink() else 1
        for path in contents(tree)
    )


def set_rights(tree: Path, moment: int) -> None:
    """Let everyone read and nobody write, only programs run, and every file be of one moment."""
    for path in [*contents(tree), tree]:
        if not path.is_symlink():
            runs = path.is_dir() or (is_elf(path) and ".so" not in path.name)
            path.chmod(0o755 if runs else 0o644)
    for path in [*contents(tree), tree]:
        os.utime(path, (moment, moment), follow_symlinks=False)


# --- making ---------------------------------------------------------------------------------------


def make(bundle: Path, version: str, tree: Path, folder: Path) -> Path:
    """Make the package of a bundle in a folder; give the file."""
    if not (bundle / "companion").is_file():
        raise PackageError(f"There is no bundle in {bundle}. Make it first: dev.py bundle")
    if not shutil.which("dpkg-deb"):
        raise PackageError("dpkg-deb is missing: a Debian package is made on Debian or its kin.")
    architecture = run(["dpkg", "--print-architecture"]).stdout.strip()
    lay_out(tree, bundle, version, architecture)
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"companion_{version}_{architecture}.deb"
    command: list[str | Path] = [
        "dpkg-deb",
        "--root-owner-group",
        "-Zxz",
        "-z9",
        "--build",
        tree,
        made,
    ]
    # With more than one thread the packed bytes would hang on the number of processors.
    settings = {"SOURCE_DATE_EPOCH": str(moment_of(releases("en")[0])), "DPKG_DEB_THREADS_MAX": "1"}
    done = run(command, **settings)
    if done.returncode:
        raise PackageError(f"dpkg-deb could not make it:\n{done.stderr}")
    return made


def unpacked_bytes(tree: Path) -> int:
    """Give what the files themselves weigh."""
    return sum(path.lstat().st_size for path in contents(tree) if not path.is_dir())


def too_large(made: Path, tree: Path) -> list[str]:
    """Give a line for each limit that is passed."""
    limits = (
        ("packed", made.stat().st_size, MOST_BYTES),
        ("unpacked", unpacked_bytes(tree), MOST_UNPACKED),
    )
    return [
        f"{what} it is {is_ / 1e6:.1f} MB, and may be {most / 1e6:.0f} MB"
        for what, is_, most in limits
        if is_ > most
    ]


# --- looking at it --------------------------------------------------------------------------------


def checks(made: Path) -> dict[str, list[str | Path]]:
    """Give what is asked of each tool."""
    pages = sorted((LINUX / "man").glob("*.1"))
    return {
        "lintian": [
            "lintian", "--allow-root", "--tag-display-limit", "0", "--display-info", "--pedantic",
            "--fail-on", "none", made,
        ],
        "desktop-file-validate": ["desktop-file-validate", LINUX / f"{APP_ID}.desktop"],
        "appstreamcli": [
            "appstreamcli", "validate", "--pedantic", "--no-net",
            ROOT / "resources" / "about" / METAINFO,
        ],
        "mandoc": ["mandoc", "-T", "lint", *pages],
    }  # fmt: skip


def look_at(made: Path) -> Iterator[Finding]:
    """Have each tool look at the package; one that is missing has found nothing out."""
    for tool, command in checks(made).items():
        if not shutil.which(tool):
            yield Finding(tool, works=False, said="is missing")
            continue
        done = run(command)
        said = (done.stdout + done.stderr).strip()
        if tool == "lintian":
            said = "\n".join(lintians_faults(said))
        works = not done.returncode and not (tool == "lintian" and said)
        yield Finding(tool, works=works, said=said)


def lintians_faults(said: str) -> list[str]:
    """Give what lintian has against the package.

    Not every release of it asks all that the next one does: an answer of ours that is not asked for
    by this one (unused-override) is none, nor is what it only notes.
    """
    answers = (": unused-override ", "N: ")
    return [line for line in said.splitlines() if not any(each in f"{line} " for each in answers)]


def is_same_again(made: Path, bundle: Path, version: str) -> bool:
    """Make the package once more elsewhere, and tell whether it is the same to the byte."""
    with tempfile.TemporaryDirectory(prefix="companion-deb-") as place:
        again = make(bundle, version, Path(place) / "tree", Path(place))
        return again.read_bytes() == made.read_bytes()


def check(made: Path, bundle: Path, version: str) -> bool:
    """Say what each tool found, and tell whether all is in order."""
    works = True
    for finding in look_at(made):
        mark = "ok" if finding.works else "FAILED"
        say(f"{mark:8}{finding.tool}" + (f": {finding.said}" if finding.said else ""))
        works = works and finding.works
    same = is_same_again(made, bundle, version)
    say(f"{'ok' if same else 'FAILED':8}made once more: {'the same' if same else 'not the same'}")
    return works and same


def main(arguments: Sequence[str]) -> int:
    """Make the package and, where asked to, look at it; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="debian_package.py", description="Make the Debian package."
    )
    parser.add_argument("--bundle", type=Path, default=BUNDLE, help="the folder it is made of")
    parser.add_argument("--to", type=Path, default=DIST, help="the folder it goes to")
    parser.add_argument(
        "--version", default=__version__, help="another number, to try updates with"
    )
    parser.add_argument("--check", action="store_true", help="have the tools look at it too")
    asked = parser.parse_args(arguments)
    try:
        made = make(asked.bundle, asked.version, TREE, asked.to)
        digest = hashlib.sha256(made.read_bytes()).hexdigest()
        say(
            f"{made.name}  {made.stat().st_size / 1e6:.1f} MB, "
            f"unpacked {unpacked_bytes(TREE) / 1e6:.1f} MB  sha256:{digest}"
        )
        faults = too_large(made, TREE)
        for fault in faults:
            say(f"FAILED  {fault}")
        works = check(made, asked.bundle, asked.version) if asked.check else True
    except PackageError as error:
        print(error, file=sys.stderr)
        return 1
    return 0 if works and not faults else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
