# SPDX-License-Identifier: Apache-2.0
"""A Debian with next to nothing in it, and somebody without rights who lives there.

bare_root.py tries the package in it. Standard library only; it needs debootstrap, and root.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOTS = ROOT / "build" / "bare-root"
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
