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
from collections.abc import Iterator, Sequence
from pathlib import Path

from virtual_screen import save_screen, virtual_screen

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
ROOTS = ROOT / "build" / "bare-root"
APP_ID = "io.github.companionapp.Companion"
INSIDE = "COMPANION_BARE_ROOT"
"""Says that we are in a namespace of our own already."""
PATIENCE = 60
PERSON = "patient"
HOME = Path("home") / PERSON
PLAIN = {"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8"}
SETTINGS = (
    "Acquire::http::Proxy",
    "Acquire::https::Proxy",
    "Acquire::Check-Valid-Until",
    "Acquire::Check-Date",
)
"""What apt is told on this computer about the way to its mirror."""
DESKTOP = ("desktop-file-utils", "shared-mime-info", "libglib2.0-bin")
"""What every desktop has, and knows types of files by."""


class TrialError(Exception):
    """The trial cannot go on; the message says why."""


class Trial:
    """One release: what is done in its root, and what was found."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.root = ROOTS / release
        self.failed = 0

    def found(self, works: bool, what: str) -> None:
        """Say one finding in a line, and count it where it is not as it should be."""
        self.failed += not works
        print(f"{'ok' if works else 'FAILED':8}{self.release}: {what}", flush=True)

    def as_root(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in the root, as its administrator."""
        env = {**PLAIN, "HOME": "/root", "DEBIAN_FRONTEND": "noninteractive"}
        return told(["chroot", str(self.root), *command], env)

    def must(self, *command: str) -> str:
        """Run a command in the root that has to work for the trial to go on."""
        done = self.as_root(*command)
        if done.returncode:
            raise TrialError(f"{self.release}: {' '.join(command)}\n{done.stdout}{done.stderr}")
        return done.stdout

    def person(self, *command: str) -> list[str]:
        """Give what runs a command in the root as somebody without rights and without a network."""
        return [
            "unshare",
            "--net",
            "chroot",
            f"--userspec={PERSON}:{PERSON}",
            str(self.root),
            *command,
        ]

    def as_person(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in the root as somebody without rights and without a network."""
        return told(self.person(*command), self.variables())

    def variables(self) -> dict[str, str]:
        """Give the variables that somebody has who has just logged in."""
        return {
            **PLAIN,
            "HOME": f"/{HOME}",
            "USER": PERSON,
            "XDG_RUNTIME_DIR": f"/run/user/{PERSON}",
        }


def told(command: Sequence[str], env: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run a command and give what came of it."""
    return subprocess.run(command, capture_output=True, text=True, env=env, check=False)


# --- the root -------------------------------------------------------------------------------------


def mirror() -> str:
    """Give the address from which apt has Debian's main packages here."""
    os_release = Path("/etc/os-release").read_text(encoding="utf-8")
    codename = re.search(r"^VERSION_CODENAME=(\w+)", os_release, re.MULTILINE)
    shown = [
        "apt-get",
        "indextargets",
        "--format",
        "$(RELEASE) $(REPO_URI)",
        "Created-By: Packages",
    ]
    rows = (line.split() for line in told(shown, dict(os.environ)).stdout.splitlines())
    for release, address in rows:
        if codename and release == codename[1]:
            return address
    raise TrialError("apt has no mirror of Debian's main packages on this computer.")


def settings() -> str:
    """Give apt's settings about the way to its mirror."""
    dump = told(["apt-config", "dump"], dict(os.environ)).stdout
    return "".join(f"{line}\n" for line in dump.splitlines() if line.startswith(SETTINGS))


def make_base(release: str) -> Path:
    """Make a bare Debian, unless it is there from before; give its folder."""
    base = ROOTS / f"{release}.base"
    if (base / "etc" / "debian_version").exists():
        return base
    part = ROOTS / f"{release}.part"
    shutil.rmtree(part, ignore_errors=True)
    ROOTS.mkdir(parents=True, exist_ok=True)
    print(f"        {release}: making a bare root, which takes some minutes", flush=True)
    made = told(
        ["debootstrap", "--variant=minbase", release, str(part), mirror()], dict(os.environ)
    )
    if made.returncode:
        raise TrialError(
            f"debootstrap could not make {release}:\n{made.stdout[-2000:]}{made.stderr}"
        )
    part.rename(base)
    return base


def begin(trial: Trial) -> None:
    """Lay a fresh copy of the bare root, mount what programs expect, and let somebody live there."""
    base = make_base(trial.release)
    shutil.rmtree(trial.root, ignore_errors=True)
    subprocess.run(["cp", "-a", base, trial.root], check=True)
    (trial.root / "etc" / "apt" / "apt.conf.d" / "00mirror").write_text(
        settings(), encoding="utf-8"
    )
    resolver = Path("/etc/resolv.conf")
    if resolver.exists():
        shutil.copyfile(resolver, trial.root / "etc" / "resolv.conf")
    for kind, place in (("proc", "proc"), ("tmpfs", "dev/shm")):
        (trial.root / place).mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", kind, kind, trial.root / place], check=True)
    (trial.root / "dev" / "shm").chmod(0o1777)
    trial.must("apt-get", "update", "--quiet")
    trial.must("useradd", "--create-home", "--shell", "/bin/sh", PERSON)
    trial.must("install", "-d", "-m", "700", "-o", PERSON, f"/run/user/{PERSON}")


def strange_in(root: Path) -> list[str]:
    """Give what a bare root must not have: anything of Python, Qt or us."""
    names = re.compile(r"python3|libpython|libQt|PySide|companion", re.IGNORECASE)
    return [str(path.relative_to(root)) for path in below(root) if names.search(path.name)]


def below(root: Path) -> Iterator[Path]:
    """Give everything in a root but what the package system itself keeps, and people's own."""
    apart = ("proc", "home", "tmp", "run", "var/lib/dpkg", "var/lib/apt", "var/cache", "var/log")
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = [name for name in folders if str((here / name).relative_to(root)) not in apart]
        yield from (here / name for name in (*folders, *files))


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


def missing_programs() -> list[str]:
    """Give what this needs and this computer does not have."""
    needed = ("debootstrap", "chroot", "unshare", "dpkg-deb", "Xvfb", "xdotool", "pdftotext")
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
        package = (asked.deb or package_in(DIST)).resolve()
        ROOTS.mkdir(parents=True, exist_ok=True)
        before = older(package)
        failed = sum(try_release(name, package, before) for name in asked.releases.split(","))
    except TrialError as error:
        print(error, file=sys.stderr)
        return 1
    print(
        f"{failed} findings are not as they should be"
        if failed
        else "Everything is as it should be"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
