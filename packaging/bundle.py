# SPDX-License-Identifier: Apache-2.0
"""Make the bundle, a folder that needs no Python: `python3 packaging/dev.py bundle`.

PyInstaller makes build/bundle/companion (on macOS build/bundle/Companion.app as well) from
packaging/pyinstaller/companion.spec. Then it is looked at: nothing may be in it that was to stay
out, and it may not be larger than a patient's slow line can bear. `--twice` makes it a second time
and compares; `--archive` packs it into dist/.

The same commit makes the same bundle to the byte: no moment of the build and no place of it goes
in. On Windows and macOS this has not been run yet.
"""

import argparse
import hashlib
import io
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SPEC = ROOT / "packaging" / "pyinstaller" / "companion.spec"
BUILD = ROOT / "build"
DIST = ROOT / "dist"
NAME = "companion"

MOST_BYTES = 210_000_000
"""What it may take on the disk. Qt is 85 MB of it and the typesetter of the reports 68."""

SYSTEMS = {"Darwin": "macos", "Linux": "linux", "Windows": "windows"}
MACHINES = {"AMD64": "x86_64", "ARM64": "aarch64", "arm64": "aarch64"}
"""What machines of one kind are called by other systems than Linux."""

FORBIDDEN = (
    r"libg[dt]k-",  # Qt's theme for GTK; it needs a hundred more
    r"qgtk3",
    r"(lib)?Qt6?(Network|Qml|Quick|Web|Sql|Test|Designer|VirtualKeyboard)",
    r"qml(/|$)",
    r"numpy",
    r"PIL(/|$)",
    r"pillow\.libs",
    r"lxml(/|$)",
    r"pip(/|$)",
    r"setuptools",
    r"PyInstaller",
    r"_?tkinter",
    r"_ssl\.",
    r"lib(ssl|sqlite3|cups|dbus-1|c|stdc\+\+|gcc_s|z|zstd|expat|glib-2|gthread-2)[-.]",
    r"lib(X11|xcb|xkbcommon|GL|EGL|GLX|fontconfig|freetype|wayland)[-.]",
    r".*\.(po|pyi|h|a)$",
)
"""What may begin the name of no file or folder in it: tools, networks, and the desktop's libraries."""

FORBIDDEN_MODULES = (
    "asyncio", "lxml", "numpy", "PIL", "pip", "pytest", "setuptools", "sqlite3", "ssl", "test",
    "tkinter", "unittest", "webbrowser",
)  # fmt: skip
"""What may be in it as a module neither. Its modules are packed, so no name of a file tells."""


class BuildError(Exception):
    """The bundle is not in order; the message says what is wrong."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


# --- making it ------------------------------------------------------------------------------------


def moment() -> int:
    """Give the second that stands for the build: of the last commit, else of the newest release."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        if not given.isdecimal():
            raise BuildError(f"SOURCE_DATE_EPOCH is no number of seconds: {given}")
        return int(given)
    if (ROOT / ".git").exists() and (git := shutil.which("git")):
        asked = [git, "log", "-1", "--format=%ct"]
        told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        if told.returncode == 0:
            return int(told.stdout)
    return moment_of_release(_metainfo().read_text(encoding="utf-8"))


def moment_of_release(metainfo: str) -> int:
    """Give the second at which the day of the newest release began."""
    from datetime import UTC, datetime

    days = re.findall(r'<release\b[^>]*\bdate="(\d{4}-\d{2}-\d{2})"', metainfo)
    if not days:
        raise BuildError("The file for software centres names no release with a date.")
    return int(datetime.fromisoformat(max(days)).replace(tzinfo=UTC).timestamp())


def surroundings(work: Path, second: int) -> dict[str, str]:
    """Give the variables that a build runs with, so that the next one does the same."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {
        **kept,
        "LC_ALL": "C.UTF-8",
        "PYINSTALLER_CONFIG_DIR": str(work / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": str(second),
        "TZ": "UTC",
    }


def make(target: Path, work: Path, second: int) -> Path:
    """Make the bundle in a folder and give it; nothing of an earlier one is left.

    The earlier one stays there until the new one is whole.
    """
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    made = work / "made"
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    places = ["--distpath", str(made), "--workpath", str(work / "work"), str(SPEC)]
    log = work / "log.txt"
    with log.open("wb") as file:
        done = subprocess.run(
            [*command, *places],
            cwd=ROOT,
            env=surroundings(work, second),
            stdout=file,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        raise BuildError(f"{log.read_text(encoding='utf-8')}\nPyInstaller did not make the bundle.")
    even_out(made)
    shutil.rmtree(target, ignore_errors=True)
    made.rename(target)
    return target / NAME


def even_out(folder: Path) -> None:
    """Let everybody read everything and its owner alone write it, whatever the builder's habit."""
    for path in (folder, *folder.rglob("*")):
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        runs = path.is_dir() or bool(mode & stat.S_IXUSR)
        path.chmod(0o755 if runs else 0o644)


# --- looking at it --------------------------------------------------------------------------------


def files(folder: Path) -> list[Path]:
    """Give every file and link in a folder, by name."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or path.is_file())
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def size(folder: Path) -> int:
    """Give the bytes of all its files."""
    return sum(path.stat().st_size for path in files(folder) if not path.is_symlink())


def forbidden(names: Iterable[str]) -> list[str]:
    """Give those of the names of files that must not be there. A licence is named as it likes."""
    pattern = re.compile(rf"(?:^|/)(?:{'|'.join(FORBIDDEN)})")
    only_told_of = re.compile(r"(?:^|/)(?:[^/]+\.dist-info|companion/resources)/")
    return [name for name in names if pattern.search(name) and not only_told_of.search(name)]


def forbidden_modules(modules: Iterable[str]) -> list[str]:
    """Give those of the names of modules that must not be there, or are inside of one."""
    return [name for name in modules if name.partition(".")[0] in FORBIDDEN_MODULES]


def modules(bundle: Path) -> list[str]:
    """Give the names of the modules that are packed into the program."""
    readers = import_module("PyInstaller.archive.readers")
    program = bundle / (f"{NAME}.exe" if sys.platform == "win32" else NAME)
    packed = readers.CArchiveReader(str(program)).open_embedded_archive("PYZ.pyz")
    return sorted(packed.toc)


def faults(bundle: Path) -> list[str]:
    """Say what is not in order with a bundle."""
    names = [path.relative_to(bundle).as_posix() for path in files(bundle)]
    found = [f"{name} must not be in it" for name in forbidden(names)]
    found += [f"the module {name} must not be in it" for name in forbidden_modules(modules(bundle))]
    found += [f"{path.name} leads nowhere" for path in files(bundle) if not path.exists()]
    if (bytes_ := size(bundle)) > MOST_BYTES:
        found.append(f"{bytes_ / 1e6:.1f} MB are more than {MOST_BYTES / 1e6:.0f}")
    return found


def contents(folder: Path) -> dict[str, str]:
    """Give what each file holds, as a hash, or where it points to; and whether it can be run."""
    found = {}
    for path in files(folder):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink().as_posix()}"
            continue
        runs = "x" if path.stat().st_mode & stat.S_IXUSR else "-"
        with path.open("rb") as file:
            found[name] = f"{runs} {hashlib.file_digest(file, 'sha256').hexdigest()}"
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Name the files that two folders do not have alike."""
    first, second = contents(one), contents(other)
    return sorted(name for name in first | second if first.get(name) != second.get(name))


# --- packing it -----------------------------------------------------------------------------------


def archive_name(version: str, system: str, machine: str) -> str:
    """Name the archive of a version for a system and machine."""
    return (
        f"{NAME}-{version}-{SYSTEMS.get(system, system.lower())}-{MACHINES.get(machine, machine)}"
    )


def pack(bundle: Path, archive: Path, second: int) -> None:
    """Pack a bundle as it is: its files by name, of nobody in particular, all of one moment."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    top = archive.name.removesuffix(".tar.xz")
    with tarfile.open(archive, "w:xz", format=tarfile.GNU_FORMAT, preset=9) as tar:
        for member, content in _members(bundle, top, second):
            tar.addfile(member, content)


def _members(bundle: Path, top: str, second: int) -> Iterator[tuple[tarfile.TarInfo, io.BytesIO]]:
    for path in files(bundle):
        member = tarfile.TarInfo(f"{top}/{path.relative_to(bundle).as_posix()}")
        member.mtime = second
        content = b""
        if path.is_symlink():
            member.type, member.linkname = tarfile.SYMTYPE, path.readlink().as_posix()
            member.mode = 0o777
        else:
            content = path.read_bytes()
            member.size = len(content)
            member.mode = 0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644
        yield member, io.BytesIO(content)


# --- the command ----------------------------------------------------------------------------------


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    parser = argparse.ArgumentParser(prog="bundle.py", description="Make the bundle.")
    parser.add_argument("--twice", action="store_true", help="make it twice and compare")
    parser.add_argument("--archive", action="store_true", help="pack it into dist/ as well")
    asked = parser.parse_args(arguments)
    try:
        _do(twice=asked.twice, archive=asked.archive)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _do(*, twice: bool, archive: bool) -> None:
    second = moment()
    bundle = make(BUILD / "bundle", BUILD / "pyinstaller", second)
    count = len(files(bundle))
    say(f"{bundle.relative_to(ROOT)}: {size(bundle) / 1e6:.1f} MB in {count} files")
    if found := faults(bundle):
        raise BuildError("\n".join(found))
    if twice:
        again = make(BUILD / "bundle-again", BUILD / "pyinstaller-again", second)
        if different := differences(bundle, again):
            names = "\n".join(different)
            raise BuildError(f"{names}\nTwo builds differ in {len(different)} files.")
        say("Two builds differ in 0 files.")
        shutil.rmtree(again.parent)
    if archive:
        name = archive_name(_version(), platform.system(), platform.machine())
        packed = DIST / f"{name}.tar.xz"
        pack(bundle, packed, second)
        say(f"{packed.relative_to(ROOT)}: {packed.stat().st_size / 1e6:.1f} MB")


def _version() -> str:
    text = (ROOT / "companion" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, flags=re.MULTILINE)
    if found is None:
        raise BuildError("companion/__init__.py names no version.")
    return found[1]


def _metainfo() -> Path:
    about = ROOT / "resources" / "about"
    return next(iter(about.glob("*.metainfo.xml")), about / "metainfo.xml")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
