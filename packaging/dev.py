# SPDX-License-Identifier: Apache-2.0
"""Set up, run, test and package Companion from a checkout: `python3 packaging/dev.py COMMAND`.

`--help` lists the commands. Each makes sure of what it needs: the system's own packages, where their
names are known, and a virtual environment with the pinned versions.

Standard library only, and it must still parse on Pythons that are too old for the app, so that it
can say so.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from side_by_side import NoScreen, Piece, screen_for, side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "packaging" / "requirements"
VENV = ROOT / ".venv"
# What is packaged is made from an environment without the tests' packages.
PACKAGING_VENV = ROOT / "build" / "venv"
STAMP = "companion-setup.json"

OLDEST_PYTHON = (3, 11)
NEWEST_PYTHON = (3, 14)

# What the Qt wheel's xcb, wayland and offscreen plugins load from the system, as ldd names it,
# plus libdbus, which Qt loads when it is there (the desktop's dark mode, portals).
LIBRARIES = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgl1",
    "libglib2.0-0",
    "libwayland-client0",
    "libwayland-cursor0",
    "libwayland-egl1",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-glx0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxcb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
    "libzstd1",
    "zlib1g",
)
# A screen without a monitor, a window manager and a hand on the keyboard, readers for the PDF,
# what watches system calls and lets them fail, and the bus and the library of a screen reader.
TEST_PROGRAMS = (
    "at-spi2-core",
    "dbus",
    "openbox",
    "poppler-utils",
    "python3-pyatspi",
    "strace",
    "xdotool",
    "xvfb",
)

# What can be asked of the app without opening its window.
VERBS = ("sample", "report", "export", "import", "backup", "restore", "check")
WINDOWLESS = frozenset((*VERBS, "--self-test", "--version", "--help", "-h"))
SAMPLE_REPORT = "companion-sample-report.pdf"

# The tests that take long enough to run beside all others, those that take longest first.
APART = {"window tests": "tests/ui", "reliability tests": "tests/reliability"}

# What strips a bundle's libraries, and what looks into them.
PACKAGING_PROGRAMS = ("binutils",)


class Start(NamedTuple):
    """What a command starts: what it is for, the environment it needs, and the interpreter's words.

    Without an environment it is this very Python: no connection and no set-up are needed then.
    """

    what: str
    environment: str | None
    runs: tuple[tuple[str, ...], ...]


STARTS = {
    "torture": Start(
        "the long run of the reliability tests", "test", (("-m", "tests.reliability.torture"),)
    ),
    "bench": Start(
        "measure how fast it is, beside what bare windows, drivers and compilers take",
        "test",
        (("-m", "tests.benchmarks.bench"),),
    ),
    "conformance": Start(
        "sqlite-utils' own tests on our driver, our statistics beside others', our FHIR documents "
        "before two validators, our CSV tables in LibreOffice",
        "test",
        (
            ("packaging/conformance.py",),
            ("packaging/statistics_check.py",),
            ("packaging/fhir_check.py",),
            ("packaging/csv_check.py",),
        ),
    ),
    "translate": Start(
        "bring the translations in step with the texts", "test", (("packaging/catalogues.py",),)
    ),
    "pictures": Start(
        "make the pictures of the README and of software centres anew",
        "test",
        (("packaging/pictures.py",),),
    ),
    "wheel": Start("make the wheel and the sdist", "package", (("packaging/wheels.py",),)),
    "bundle": Start(
        "make the folder that runs without a Python", "package", (("packaging/bundle.py",),)
    ),
    "deb": Start(
        "make the Debian package of the bundle", "package", (("packaging/debian_package.py",),)
    ),
    "bare-root": Start(
        "try the Debian package in a bare Debian", None, (("packaging/bare_root.py",),)
    ),
    "sbom": Start("list all parts, as CycloneDX", "package", (("packaging/sbom.py",),)),
    "audit": Start(
        "ask for known holes in what it is built on, and look at the licences and lock files",
        "package",
        (("packaging/audit.py",),),
    ),
    "release-check": Start(
        "say what a release still needs", None, (("packaging/release_check.py",),)
    ),
}


class SetupError(Exception):
    """Something that dev.py needs is missing; the message says what to do about it."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


# --- Python ---------------------------------------------------------------------------------------


def check_python(version: tuple[int, int]) -> None:
    """Refuse a Python that the app was not made for."""
    if OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        return
    raise SetupError(
        f"Companion needs Python {dotted(OLDEST_PYTHON)} to {dotted(NEWEST_PYTHON)}; "
        f"this is Python {dotted(version)}. Start dev.py with another one, "
        f"for example: python3.12 packaging/dev.py"
    )


def dotted(version: tuple[int, int]) -> str:
    """Write a version as people do."""
    return f"{version[0]}.{version[1]}"


# --- the system's packages ------------------------------------------------------------------------


def is_debian_family(os_release: str) -> bool:
    """Tell whether the text of /etc/os-release is that of Debian or of something made from it."""
    values = dict(line.split("=", 1) for line in os_release.splitlines() if "=" in line)
    names = " ".join(values.get(key, "").strip("\"'") for key in ("ID", "ID_LIKE"))
    return not {"debian", "ubuntu"}.isdisjoint(names.split())


def needed_packages(which: str, *, has_ensurepip: bool) -> list[str]:
    """List the Debian packages that running ("run"), testing or packaging the app needs."""
    packages = list(LIBRARIES)
    if not has_ensurepip:
        packages.append(f"python{dotted(sys.version_info[:2])}-venv")
    packages.extend({"test": TEST_PROGRAMS, "package": PACKAGING_PROGRAMS}.get(which, ()))
    return packages


def missing_packages(needed: Sequence[str], installed: frozenset[str]) -> list[str]:
    """Leave out what is there, under its own name or the one it got with 64-bit time."""
    return [name for name in needed if installed.isdisjoint((name, f"{name}t64"))]


def installed_packages(names: Sequence[str]) -> frozenset[str]:
    """Ask dpkg which of these packages are installed, under either of their names."""
    either = [*names, *(f"{name}t64" for name in names)]
    question = ["dpkg-query", "--show", "--showformat=${db:Status-Abbrev} ${Package}\n", *either]
    answer = subprocess.run(question, capture_output=True, text=True, check=False)
    rows = (line.split() for line in answer.stdout.splitlines())
    return frozenset(row[1] for row in rows if row[0] == "ii")


def name_in_this_release(package: str) -> str:
    """Return the name under which this release has a package."""
    for name in (package, f"{package}t64"):
        shown = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
        if shown.returncode == 0 and shown.stdout:
            return name
    return package


def administrator() -> list[str] | None:
    """Return what to put before a command to run it as root without being asked, if it can be."""
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    if shutil.which("sudo") and succeeds([*sudo, "true"]):
        return sudo
    return None


def install_packages(packages: Sequence[str]) -> None:
    """Install Debian packages, or say the one line that does."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends"]
    prefix = administrator()
    if prefix is None:
        names = " ".join(map(name_in_this_release, packages))
        raise SetupError(
            "Some system packages are missing. Please run this line, then try again:\n"
            f"sudo apt-get update && sudo {' '.join(install)} {names}"
        )
    say(f"Installing system packages: {' '.join(packages)}")
    quiet = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive"]
    if not succeeds([*quiet, "apt-get", "update", "--quiet"]):
        say("The list of system packages could not be brought up to date; trying with the old one.")
    found = [name_in_this_release(package) for package in packages]
    if not succeeds([*quiet, *install, "--quiet", *found]):
        raise SetupError("The system packages could not be installed; the lines above say why.")


def set_up_system(which: str) -> None:
    """Make sure of the system's own packages, where we know their names."""
    os_release = Path("/etc/os-release")
    if not os_release.is_file() or not shutil.which("dpkg-query"):
        return
    if not is_debian_family(os_release.read_text(encoding="utf-8")):
        return
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    needed = needed_packages(which, has_ensurepip=has_ensurepip)
    missing = missing_packages(needed, installed_packages(needed))
    if missing:
        install_packages(missing)


# --- the virtual environment ----------------------------------------------------------------------


def venv_python(venv: Path) -> Path:
    """Return the interpreter inside a virtual environment."""
    if os.name == "nt":
        return venv / "Scripts" / "python.exe"
    return venv / "bin" / "python"


def environment(which: str) -> Path:
    """Return where the environment for "run", "test" or "package" is."""
    return PACKAGING_VENV if which == "package" else VENV


def fingerprint(which: str) -> str:
    """Return the hash of the pinned requirements of "run", "test" or "package"."""
    return hashlib.sha256((REQUIREMENTS / f"{which}.txt").read_bytes()).hexdigest()


def interpreter() -> str:
    """Name the Python that environments are made from here."""
    return f"{platform.python_implementation()} {sys.version} at {sys.base_prefix}"


def finished_stamp(which: str, venv: Path) -> dict[str, str]:
    """Return what an environment that is complete for "run", "test" or "package" says of itself."""
    sets = ("run",) if which == "run" else ("run", which)
    stamp = {name: fingerprint(name) for name in sets}
    return {"python": interpreter(), "place": str(venv), **stamp}


def read_stamp(venv: Path) -> dict[str, str]:
    """Return what an environment says of itself; nothing if its making never came to an end."""
    try:
        stamp = json.loads((venv / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and venv_python(venv).exists() else {}


def covers(stamp: dict[str, str], wanted: dict[str, str]) -> bool:
    """Tell whether an environment has all that is wanted of it; one for tests can also run."""
    return all(stamp.get(key) == value for key, value in wanted.items())


def set_up_environment(which: str, venv: Path = VENV) -> None:
    """Make the virtual environment, make it anew if it is half-made or outdated, or leave it."""
    stamp = read_stamp(venv)
    wanted = finished_stamp(which, venv)
    if covers(stamp, wanted):
        return
    if Path(sys.prefix) == venv:
        raise SetupError(f"{venv} must be made anew: start dev.py with the system's own Python.")
    if covers(stamp, finished_stamp("run", venv)) and which not in stamp:
        (venv / STAMP).unlink()
    else:
        create_environment(venv)
    install_requirements(which, venv)
    make_importable(venv)
    (venv / STAMP).write_text(json.dumps(wanted, indent=2) + "\n", encoding="utf-8")


def create_environment(venv: Path) -> None:
    """Put an empty virtual environment in the place of whatever is there."""
    say(f"Making a virtual environment in {venv}")
    if venv.exists():
        shutil.rmtree(venv)
    if not succeeds([sys.executable, "-m", "venv", str(venv)]):
        raise SetupError("The virtual environment could not be made; the lines above say why.")


def install_requirements(which: str, venv: Path) -> None:
    """Install exactly the pinned packages, each checked against its hash."""
    # The one for tests has what running needs as well.
    files = ["run", "package"] if which == "package" else [which]
    say(f"Installing the packages of {which}.txt (needs a connection, this once)")
    pip = [str(venv_python(venv)), "-m", "pip", "install", "--quiet", "--no-input"]
    exact = ["--disable-pip-version-check", "--only-binary", ":all:", "--require-hashes"]
    pinned = [word for name in files for word in ("-r", str(REQUIREMENTS / f"{name}.txt"))]
    if not succeeds([*pip, *exact, *pinned]):
        raise SetupError("The packages could not be installed; the lines above say why.")


def make_importable(venv: Path) -> None:
    """Put the checkout on the environment's import path, as an editable install would."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run(
        [str(venv_python(venv)), "-c", question], capture_output=True, text=True, check=True
    )
    pth = Path(answer.stdout.strip()) / "companion-checkout.pth"
    pth.write_text(f"{ROOT}\n", encoding="utf-8")


def set_up(which: str) -> None:
    """Make sure of everything that "run", "test" or "package" needs."""
    set_up_system(which)
    set_up_environment(which, environment(which))


# --- run ------------------------------------------------------------------------------------------


def has_display() -> bool:
    """Tell whether a window can be opened here."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(k) for k in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_app(arguments: Sequence[str]) -> int:
    """Open the app; where no window can be shown, make the sample course's report instead."""
    if has_display() or not WINDOWLESS.isdisjoint(arguments):
        return call([*companion(), *arguments])
    say("There is no display here to open a window on; making a sample course's PDF instead.")
    return make_sample_report(Path.cwd() / SAMPLE_REPORT)


def make_sample_report(target: Path) -> int:
    """Write the report of a made-up course, leaving no record behind."""
    with tempfile.TemporaryDirectory(prefix="companion-sample-") as folder:
        app = [*companion(), "--data-dir", str(Path(folder) / "record")]
        code = call([*app, "sample", "--days", "120", "--seed", "7"])
        code = code or call([*app, "report", "--out", str(target)])
    if code == 0:
        say(f"The report of a made-up course of 120 days is in {target}")
    return code


def companion() -> list[str]:
    """Return the command that starts the app."""
    return [str(venv_python(VENV)), "-m", "companion"]


# --- test -----------------------------------------------------------------------------------------


def checks() -> list[Piece]:
    """Return what is checked besides the tests."""
    python = str(venv_python(VENV))
    return [
        Piece("ruff check", [python, "-m", "ruff", "check"]),
        Piece("ruff format", [python, "-m", "ruff", "format", "--check"]),
        Piece("import-linter", [str(venv_python(VENV).with_name("lint-imports"))]),
        Piece("mypy", [python, "-m", "mypy"]),
    ]


def tests(arguments: Sequence[str]) -> list[Piece]:
    """Return the tests in pieces that know nothing of one another, those that take longest first.

    Each has a process of its own: what one leaves in memory slows the windows of another down. What
    was asked for by name or option is one piece.
    """
    pytest = [str(venv_python(VENV)), "-m", "pytest"]
    if any(not one.startswith("--durations") for one in arguments):
        return [Piece("tests", [*pytest, *arguments], opens_windows=True)]
    others = [f"--ignore={folder}" for folder in APART.values()]
    chosen = {name: [folder] for name, folder in APART.items()} | {"all other tests": others}
    return [
        Piece(name, [*pytest, *which, *arguments], opens_windows=True)
        for name, which in chosen.items()
    ]


def run_tests(arguments: Sequence[str]) -> int:
    """Run every check and every test, as many at a time as there are processors.

    Tests that were asked for by name or option come after the checks and have the terminal to
    themselves, as a debugger needs.
    """
    begun = time.monotonic()
    asked = tests(arguments)
    if len(asked) > 1:
        codes = side_by_side([*checks(), *asked], at_once=os.cpu_count() or 1)
    else:
        codes = {piece.name: run_alone(piece) for piece in (*checks(), *asked)}
    say(verdict(codes, time.monotonic() - begun))
    return next((code for code in codes.values() if code), 0)


def run_alone(piece: Piece) -> int:
    """Run a piece with our own input and output."""
    say(f"--- {piece.name}")
    with screen_for(piece) as env:
        return call(piece.command, cwd=ROOT, env=env)


def verdict(codes: dict[str, int], seconds: float) -> str:
    """Say in one line what came of all pieces."""
    failed = [f"{name} (exit code {code})" for name, code in codes.items() if code]
    answer = f"Not in order, see above: {', '.join(failed)}" if failed else "All in order"
    return f"--- {answer}. {len(codes)} pieces in {seconds:.0f} seconds."


# --- the commands ---------------------------------------------------------------------------------


def call(command: Sequence[str], cwd: Path | None = None, env: dict[str, str] | None = None) -> int:
    """Run a command with our own input and output and return its exit code."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=cwd, env=env, check=False).returncode


def succeeds(command: Sequence[str]) -> bool:
    """Tell whether a command did its work."""
    return call(command) == 0


def parse(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Split the command line into the command and what is passed on."""
    told = {
        "run": "open the app",
        "test": "check and test it",
        "setup": "only install what both need",
    }
    told.update({name: command.what for name, command in STARTS.items()})
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Set up, run, test and package Companion.",
        epilog="\n".join(f"  {name:14}{what}" for name, what in told.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=told, metavar="COMMAND", help="one of those below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on to what is started")
    parsed = parser.parse_args(arguments)
    return parsed.command, parsed.rest


def start(command: Start, rest: Sequence[str]) -> int:
    """Start what a command stands for, one after another; give the worst exit code."""
    which = command.environment
    python = str(venv_python(environment(which))) if which else sys.executable
    codes = [call([python, *run, *rest], cwd=ROOT) for run in command.runs]
    return max(codes, key=abs)


def do(command: str, rest: Sequence[str]) -> int:
    """Make sure of what a command needs, and do it. Raises SetupError and NoScreen."""
    check_python(sys.version_info[:2])
    if command in STARTS:
        which = STARTS[command].environment
        if which:
            set_up(which)
        return start(STARTS[command], rest)
    set_up("run" if command == "run" else "test")
    if command == "run":
        return run_app(rest)
    if command == "test":
        return run_tests(rest)
    say("Everything is set up: python3 packaging/dev.py run")
    return 0


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks and return the exit code."""
    command, rest = parse(arguments)
    try:
        return do(command, rest)
    except (SetupError, NoScreen) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
