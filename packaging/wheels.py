# SPDX-License-Identifier: Apache-2.0
"""Build the wheel and the source archive: `python3 packaging/dev.py wheel`, with `--try` tried too.

The wheel is made out of what the source archive holds, and then both once more out of that: they
must be the same to the byte, so nothing that a build needs is missing from the archive, and neither
the time nor the place of the build is in it. `twine check --strict` has to be content with them.

`--try` is what a stranger does: the wheel goes into an empty environment, with nothing but the
pinned packages that were fetched before, and is started from elsewhere, by somebody who may not
write there, without a network.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
BUILD = ROOT / "build" / "wheels"
WHEELHOUSE = ROOT / "build" / "wheelhouse"
RUN = ROOT / "packaging" / "requirements" / "run.txt"
NOBODY = "65534"
"""The user and the group without rights on Linux."""


class BuildError(Exception):
    """What was built is not in order; the message says what is wrong."""


def say(sentence: str) -> None:
    """Print one line at once, so that it stands before what a child process prints."""
    print(sentence, flush=True)


def run(
    command: Sequence[str | Path], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> str:
    """Run a command that has to work, and give what it printed."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        words = " ".join(str(word) for word in command)
        raise BuildError(f"{words}\n{done.stdout}{done.stderr}".rstrip())
    return done.stdout


# --- building -------------------------------------------------------------------------------------


def state_of_checkout() -> str:
    """Say what is not committed; empty where all of it is, or where there is no git to ask."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        return ""
    changed = run(["git", "status", "--porcelain"], cwd=ROOT).splitlines()
    return f"{len(changed)} files differ from the last commit" if changed else ""


def moment_of_source() -> str:
    """Give the second that all files get: the one asked for, else the commit's, else none."""
    asked = os.environ.get("SOURCE_DATE_EPOCH", "")
    if asked or not (ROOT / ".git").exists() or shutil.which("git") is None:
        return asked
    return run(["git", "log", "-1", "--format=%ct"], cwd=ROOT).strip()


def build(target: str, source: Path, folder: Path, moment: str) -> Path:
    """Build a "wheel" or an "sdist" out of a folder, into another one; give the file."""
    known = {"SOURCE_DATE_EPOCH": moment} if moment else {}
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    before = set(folder.glob("*"))
    run(command, cwd=source, env={**os.environ, **known})
    (built,) = set(folder.glob("*")) - before
    return built


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack a source archive; give the one folder that is in it."""
    with tarfile.open(sdist) as archive:
        # Debian 12 has a Python 3.11 from before there was a filter to name.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 - it is ours
    (inside,) = folder.iterdir()
    return inside


def build_both(folder: Path, moment: str, source: Path = ROOT) -> tuple[Path, Path]:
    """Build the source archive, and the wheel out of it."""
    folder.mkdir(parents=True)
    sdist = build("sdist", source, folder, moment)
    with tempfile.TemporaryDirectory(prefix="companion-source-") as place:
        wheel = build("wheel", unpacked(sdist, Path(place)), folder, moment)
    return sdist, wheel


def build_twice() -> tuple[Path, Path]:
    """Build both, and both again out of the source archive; give the first if they are the same."""
    shutil.rmtree(BUILD, ignore_errors=True)
    moment = moment_of_source()
    first = build_both(BUILD / "1", moment)
    with tempfile.TemporaryDirectory(prefix="companion-source-") as place:
        second = build_both(BUILD / "2", moment, unpacked(first[0], Path(place)))
    for one, other in zip(first, second, strict=True):
        if one.read_bytes() != other.read_bytes():
            raise BuildError(f"Two builds of {one.name} differ: {one} and {other}")
    return first


def told(built: Path) -> str:
    """Name a file that was built, with its size and its hash."""
    content = built.read_bytes()
    size, digest = len(content) / 1_000_000, hashlib.sha256(content).hexdigest()
    return f"{built.name}  {size:.2f} MB  sha256:{digest}"


# --- trying ---------------------------------------------------------------------------------------


def fetch_wheels() -> None:
    """Fetch the pinned packages, each checked against its hash, unless they are here already."""
    stamp = WHEELHOUSE / "run.sha256"
    wanted = f"{hashlib.sha256(RUN.read_bytes()).hexdigest()} {sys.version}\n"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Fetching the pinned packages (needs a connection, this once)")
    shutil.rmtree(WHEELHOUSE, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    exact = ["--only-binary", ":all:", "--require-hashes", "-r", str(RUN), "-d", str(WHEELHOUSE)]
    run([*pip, *exact])
    stamp.write_text(wanted, encoding="utf-8")


def install(wheel: Path, folder: Path) -> Path:
    """Make an empty environment with the wheel in it, from what is here alone; give its programs."""
    run([sys.executable, "-m", "venv", folder])
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip: list[str | Path] = [programs / "python", "-m", "pip"]
    run([*pip, "install", "--quiet", "--no-index", "--find-links", WHEELHOUSE, wheel])
    run([*pip, "check"])
    return programs


def apart() -> list[str]:
    """Give what to put before a command to take its network and its rights away, where it can be."""
    if not sys.platform.startswith("linux") or not shutil.which("unshare"):
        return []
    ways = (
        # As root: no network, and then nobody's rights.
        ["unshare", "-n", "setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"],
        # As anybody else: no network.
        ["unshare", "-r", "-n"],
    )
    for way in ways[0 if os.geteuid() == 0 else 1 :]:
        if subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    return []


def environment(home: Path, language: str) -> dict[str, str]:
    """Give the variables of somebody who has just come to this computer."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    own = {"HOME": str(home), "USERPROFILE": str(home), "LANG": f"{language}.UTF-8"}
    plain = {"PATH": os.defpath, "TMPDIR": str(home), "XDG_RUNTIME_DIR": str(home)}
    return {**kept, **plain, **own, "QT_QPA_PLATFORM": "offscreen"}


def steps(home: Path) -> list[list[str]]:
    """Give what is asked of the program, one after another."""
    record = ["--data-dir", str(home / "record")]
    return [
        ["--version"],
        ["--self-test"],
        [*record, "sample", "--days", "60", "--seed", "7"],
        [*record, "report", "--out", str(home / "report.pdf")],
        [*record, "export", "--format", "json", "--out", str(home / "record.json")],
        [*record, "export", "--format", "csv", "--out", str(home / "tables")],
        [*record, "export", "--format", "fhir", "--out", str(home / "fhir.json")],
        [*record, "check"],
    ]


def try_in(language: str, programs: Path, before: Sequence[str], folder: Path) -> None:
    """Go through all steps in a language, from a folder that has nothing to do with the checkout."""
    home = folder / language
    home.mkdir()
    if NOBODY in before:
        os.chown(home, int(NOBODY), int(NOBODY))
    env = environment(home, language)

    def asked(*command: str | Path) -> str:
        return run([*before, *command], cwd=home, env=env)

    printed = [asked(programs / "companion", *step) for step in steps(home)]
    if asked(programs / "python", "-m", "companion", "--version") != printed[0]:
        raise BuildError("`python -m companion` is another one than `companion`")
    where = Path(asked(programs / "python", "-c", "import companion; print(companion.__file__)"))
    if not where.is_relative_to(programs.parent):
        raise BuildError(f"It ran from {where}, not from where it was installed")
    reader = "import pikepdf, sys; pdf = pikepdf.open(sys.argv[1]); print(pdf.Root.Lang)"
    spoken = asked(programs / "python", "-c", reader, home / "report.pdf").strip()
    if spoken.partition("-")[0] != language.partition("_")[0]:
        raise BuildError(f"The report was asked for in {language} and is in {spoken}")
    say(f"--- {language}: {printed[0].strip()}")
    say(printed[1].rstrip())


def try_wheel(wheel: Path) -> None:
    """Install the wheel as a stranger would, and go through it in each language."""
    fetch_wheels()
    before = apart()
    with tempfile.TemporaryDirectory(prefix="companion-wheel-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        programs = install(wheel, folder / "environment")
        limits = "without a network" if before else "with the network, which cannot be cut here"
        who = "by nobody, who may not write there" if NOBODY in before else "by this user"
        say(f"Installed from what was here; trying it {limits}, {who}")
        for language in ("en_IE", "es_ES"):
            try_in(language, programs, before, folder)


def main(arguments: Sequence[str]) -> int:
    """Build, check and, where asked to, try; give the exit code."""
    parser = argparse.ArgumentParser(prog="wheels.py", description=__doc__)
    parser.add_argument("--try", action="store_true", dest="tried", help="install and start it too")
    asked = parser.parse_args(arguments)
    try:
        if state := state_of_checkout():
            say(f"Not what a release is built from: {state}")
        built = build_twice()
        run([sys.executable, "-m", "twine", "check", "--strict", *built])
        DIST.mkdir(exist_ok=True)
        kept = [Path(shutil.copy2(one, DIST)) for one in built]
        for one in kept:
            say(told(one))
        say("Two builds of each are the same; twine check is content")
        if asked.tried:
            try_wheel(kept[1])
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
