# SPDX-License-Identifier: Apache-2.0
"""Try the Debian package as a stranger would: `python3 packaging/dev.py bare-root`. Root only.

For each release (`--releases bookworm,trixie`) debootstrap makes a Debian with next to nothing in it,
no Python and no Qt, below build/bare-root. The package goes in by apt, over an older one, with what
it depends on and nothing that it only recommends. Then somebody without rights and without a network
asks it for its version, a made-up course, the report and a check, and opens the window on a virtual
display, of which a picture is kept. At last it is removed and purged: nothing of ours may be left but
the diary, and that must be the same to the byte.

It takes the mirror and the proxy that apt uses on this computer. Everything is mounted in a
namespace of its own, so nothing stays mounted, however it ends.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bare_debian import HOME, ROOT, ROOTS, Trial, TrialError, begin, below, strange_in, told
from virtual_screen import save_screen, virtual_screen

DIST = ROOT / "dist"
APP_ID = "io.github.companionapp.Companion"
INSIDE = "COMPANION_BARE_ROOT"
"""Says that we are in a namespace of our own already."""
PATIENCE = 60
DESKTOP = ("desktop-file-utils", "shared-mime-info", "libglib2.0-bin")
"""What every desktop has, and knows types of files by."""


# --- the package ----------------------------------------------------------------------------------


def older(package: Path) -> Path:
    """Give the same package under an older version's number, to be replaced by it."""
    tree = ROOTS / "older"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--raw-extract", package, tree], check=True)
    control = tree / "DEBIAN" / "control"
    words = control.read_text(encoding="utf-8")
    control.write_text(
        re.sub(r"^(Version: .*)$", r"\1~older", words, flags=re.MULTILINE), encoding="utf-8"
    )
    made = ROOTS / "companion_older.deb"
    build: list[str | Path] = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", tree, made]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(tree)
    return made


def install(trial: Trial, package: Path) -> None:
    """Install a package file by apt, with what it depends on alone."""
    shutil.copyfile(package, trial.root / "tmp" / package.name)
    trial.must("apt-get", "install", "--yes", "--no-install-recommends", f"/tmp/{package.name}")  # noqa: S108 -- of the root


def version_installed(trial: Trial) -> str:
    """Give the version that the package system knows of; empty where it knows of none."""
    done = trial.as_root(
        "dpkg-query", "--show", "--showformat=${Version} ${db:Status-Status}", "companion"
    )
    version, _, status = done.stdout.partition(" ")
    return version if status == "installed" else ""


def try_install(trial: Trial, before: Path, package: Path) -> None:
    """Install the older one, use it, and put the newer one over it."""
    strange = strange_in(trial.root)
    trial.found(not strange, f"no Python, no Qt in the root {strange[:3] or ''}".rstrip())
    install(trial, before)
    first = version_installed(trial)
    trial.found(first.endswith("~older"), f"installed {first} by apt")
    use(trial)
    kept = hashes(trial.root / HOME)
    install(trial, package)
    second = version_installed(trial)
    trial.found(bool(second) and second != first, f"replaced by {second}")
    trial.found(
        kept == hashes(trial.root / HOME), f"{len(kept)} files of the person unchanged by it"
    )
    there = [
        name
        for name in strange_in(trial.root)
        if "python3" in name.lower() and "lib/companion" not in name
    ]
    trial.found(not there, f"still no Python beside it {there[:3] or ''}".rstrip())


# --- using it -------------------------------------------------------------------------------------


def use(trial: Trial) -> None:
    """Do from the command line what somebody would."""
    backup, report = f"/{HOME}/mine.companion-backup", f"/{HOME}/report.pdf"
    archive = f"/{HOME}/mine.companion.json"
    for command in (
        ("--version",),
        ("--self-test",),
        ("sample", "--days", "60", "--seed", "7"),
        ("report", "--out", report),
        ("export", "--format", "json", "--out", archive),
        ("backup", "--out", backup),
        ("check",),
    ):
        begun = time.monotonic()
        done = trial.as_person("companion", *command)
        took = time.monotonic() - begun
        said = (done.stdout + done.stderr).strip().splitlines()
        last = said[-1] if said else ""
        trial.found(not done.returncode, f"companion {' '.join(command)} ({took:.1f} s): {last}")
        if done.returncode:
            log = ROOTS / f"{trial.release}-{command[0].strip('-')}.log"
            log.write_text("\n".join(said), encoding="utf-8")
    written = told(["pdftotext", "-layout", str(trial.root / report[1:]), "-"], dict(os.environ))
    words = len(written.stdout.split())
    trial.found(words > 100 and "PHQ-9" in written.stdout, f"the report has {words} words")


def look(trial: Trial, name: str, *command: str) -> None:
    """Open the window on a virtual screen, and keep a picture of it."""
    sockets = trial.root / "tmp" / ".X11-unix"
    with virtual_screen(ROOTS / "screen") as (screen, folder):
        sockets.mkdir(exist_ok=True)
        subprocess.run(["mount", "--bind", "/tmp/.X11-unix", sockets], check=True)  # noqa: S108 -- where X has them
        env = {**trial.variables(), "DISPLAY": screen}
        log = (ROOTS / f"{trial.release}-{name}.log").open("w+", encoding="utf-8")
        with (
            log,
            subprocess.Popen(
                trial.person("companion", *command), env=env, stdout=log, stderr=log
            ) as window,
        ):
            shown = told(
                [
                    "timeout",
                    str(PATIENCE),
                    "xdotool",
                    "search",
                    "--sync",
                    "--onlyvisible",
                    "--name",
                    "^Companion$",
                ],
                {**os.environ, "DISPLAY": screen},
            )
            time.sleep(4)
            picture = ROOTS / f"{trial.release}-{name}.png"
            width, height, colours = save_screen(folder, picture)
            going = window.poll() is None
            window.terminate()
            code = window.wait()
            log.seek(0)
            said = log.read().strip()
        subprocess.run(["umount", sockets], check=True)
    seen = bool(shown.stdout.strip()) and going and colours > 50
    where = picture.relative_to(ROOT)
    trial.found(seen, f"the window of {name}: {width} × {height}, {colours} colours, in {where}")
    last = said.splitlines()[-1] if said else "nothing"
    trial.found(code == 0 and not said, f"it ended with {code} and said {last}")


def try_desktop(trial: Trial) -> None:
    """See whether a desktop knows our files, and that we are what opens them."""
    trial.must("apt-get", "install", "--yes", "--no-install-recommends", *DESKTOP)
    for name, kind in (
        ("mine.companion-backup", "application/x-companion-backup"),
        ("mine.companion.json", "application/x-companion-archive+json"),
    ):
        told_type = trial.as_person(
            "gio", "info", "--attributes=standard::content-type", f"/{HOME}/{name}"
        )
        trial.found(f": {kind}\n" in told_type.stdout, f"{name} is known as {kind}")
        opens = trial.as_person("gio", "mime", kind).stdout
        trial.found(f"{APP_ID}.desktop" in opens.partition("\n")[0], f"{kind} opens with us")


# --- the end --------------------------------------------------------------------------------------


def hashes(folder: Path) -> dict[str, str]:
    """Give what every file below a folder holds, as a hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


def try_removal(trial: Trial, package: Path) -> None:
    """Remove it, and purge it another time: nothing of ours stays, the person's own is the same."""
    listed = trial.must("dpkg", "--listfiles", "companion").splitlines()
    kept = hashes(trial.root / HOME)
    record = [name for name in kept if name.startswith(".local/share/Companion/")]
    for command in ("remove", "purge"):
        if not version_installed(trial):
            install(trial, package)
        trial.must("apt-get", command, "--yes", "companion")
        files = [trial.root / name[1:] for name in listed]
        left = [
            path
            for path in files
            if os.path.lexists(path) and (not path.is_dir() or "companion" in path.name)
        ]
        left += [path for path in below(trial.root) if "companion" in path.name.lower()]
        trial.found(not left, f"after {command} nothing of ours is left {left[:3] or ''}".rstrip())
        same = kept == hashes(trial.root / HOME) and bool(record)
        trial.found(
            same,
            f"after {command} the person's {len(kept)} files, {len(record)} of the diary, are the same",
        )
    trial.found(not version_installed(trial), "the package system knows it no more")
    traces = list((trial.root / "var" / "lib" / "dpkg" / "info").glob("companion.*"))
    trial.found(not traces, "nor has it papers of it")


def try_release(release: str, package: Path, before: Path) -> int:
    """Go through everything in one release; give how many findings are not as they should be."""
    trial = Trial(release)
    begin(trial)
    try_install(trial, before, package)
    look(trial, "diary")
    look(trial, "open", "open", f"/{HOME}/mine.companion-backup")
    try_desktop(trial)
    try_removal(trial, package)
    return trial.failed


def package_in(folder: Path) -> Path:
    """Give the one package that was made."""
    found = sorted(folder.glob("companion_*.deb"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise TrialError("There is no package in dist. Make it first: dev.py deb")
    return found[-1]


def package_at(place: Path) -> Path:
    """Give the package that was asked for, by its whole path."""
    if not place.is_file():
        raise TrialError(f"There is no package {place}.")
    return place.resolve()


def missing_programs() -> list[str]:
    """Give what this needs and this computer does not have."""
    needed = (
        "debootstrap",
        "chroot",
        "mount",
        "unshare",
        "dpkg-deb",
        "Xvfb",
        "xdotool",
        "pdftotext",
    )
    return [name for name in needed if not shutil.which(name)]


def main(arguments: Sequence[str]) -> int:
    """Try each release that is asked for; give the exit code."""
    parser = argparse.ArgumentParser(prog="bare_root.py", description="Try the Debian package.")
    parser.add_argument("--releases", default="bookworm,trixie", help="Debian's names, with commas")
    parser.add_argument("--deb", type=Path, help="the package; else the newest in dist")
    asked = parser.parse_args(arguments)
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        print("A bare root can be made on Linux by root alone.", file=sys.stderr)
        return 1
    if missing := missing_programs():
        print(f"This needs {', '.join(missing)}; please install it and try again.", file=sys.stderr)
        return 1
    if INSIDE not in os.environ:
        again = [
            "unshare",
            "--mount",
            "--propagation",
            "private",
            sys.executable,
            __file__,
            *arguments,
        ]
        return subprocess.run(again, env={**os.environ, INSIDE: "1"}, check=False).returncode
    try:
        package = package_in(DIST) if asked.deb is None else package_at(asked.deb)
        ROOTS.mkdir(parents=True, exist_ok=True)
        before = older(package)
        failed = sum(try_release(name, package, before) for name in asked.releases.split(","))
    except TrialError as error:
        print(error, file=sys.stderr)
        return 1
    except subprocess.CalledProcessError as error:
        print(f"This did not work: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    print(
        f"{failed} findings are not as they should be"
        if failed
        else "Everything is as it should be"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
