# SPDX-License-Identifier: Apache-2.0
"""What the figures were measured on: they say nothing without it."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import PySide6
import sqlcipher3
from msgspec import Struct

from companion import __version__


class Machine(Struct, frozen=True):
    """A computer and what runs on it."""

    processor: str
    cores: int
    memory_gib: float
    disk: str
    system: str
    python: str
    pyside: str
    sqlcipher: str
    companion: str
    measured: str

    @property
    def words(self) -> str:
        """All of it in one sentence."""
        return (
            f"{self.processor}, {self.cores} cores, {self.memory_gib:.0f} GiB of memory, "
            f"{self.disk}; {self.system}, Python {self.python}, PySide6 {self.pyside}, "
            f"SQLCipher {self.sqlcipher}; {self.measured}"
        )


def machine(folder: Path) -> Machine:
    """Describe this computer, and the disk that a folder lies on."""
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gib=os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30,
        disk=disk_of(folder),
        system=f"{platform.system()} {'.'.join(platform.release().split('.')[:2])}",
        python=platform.python_version(),
        pyside=PySide6.__version__,
        sqlcipher=_sqlcipher(),
        companion=__version__,
        measured=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _sqlcipher() -> str:
    connection = sqlcipher3.connect(":memory:")
    try:
        found = connection.execute("PRAGMA cipher_version").fetchone()
        return str(found[0]).partition(" ")[0] if found else "?"
    finally:
        connection.close()


def disk_of(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Give the kind of file system and of disk that a folder lies on."""
    best, kind, device = "", "?", "?"
    for line in mounts.read_text(encoding="utf-8").splitlines():
        source, place, type_, *_rest = line.split()
        if len(place) >= len(best) and folder.absolute().is_relative_to(place):
            best, kind, device = place, type_, source
    turns = Path("/sys/block", Path(device).name, "queue", "rotational")
    if not turns.is_file():
        return f"{kind} on {Path(device).name}"
    turning = turns.read_text(encoding="utf-8").strip() == "1"
    virtual = Path(device).name.startswith(("vd", "xvd"))
    sort = "a virtual disk" if virtual else "a hard disk" if turning else "a solid-state disk"
    return f"{kind} on {sort}"
