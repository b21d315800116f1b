# SPDX-License-Identifier: Apache-2.0
"""Where a data folder lies: how much room there is, and whether something else writes in it.

The live record is several files that change together. A program that copies them one by one to
other computers, or a network file system whose locks do not hold, can tear them apart.
"""

import ctypes
import fnmatch
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from companion.language import _

LOW = 200_000_000
"""Free bytes below which the person is told."""

MOUNTS = Path("/proc/self/mountinfo")
NETWORK = {
    *(
        "9p",
        "acfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "davfs2",
        "gfs2",
        "glusterfs",
    ),
    *("lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "pvfs2", "smb3", "smbfs", "afpfs", "webdav"),
}
OVER_FUSE = {
    *("afpfs", "ceph", "curlftpfs", "davfs", "davfs2", "glusterfs", "google-drive-ocamlfuse"),
    *("gvfsd-fuse", "kio-fuse", "nfs", "onedriver", "pcloud", "rclone", "s3fs"),
    *("seadrive", "smbnetfs", "sshfs", "vmhgfs-fuse", "webdav"),
}
REMOTE_DRIVE = 4


class _Service(Struct, frozen=True):
    """How the folder of a synchronising program is known: by its name, or by what lies in it."""

    name: str
    folders: str
    """A pattern for the name of the folder, or of one above it."""
    markers: tuple[str, ...] = ()


SERVICES = (
    _Service("Dropbox", r"Dropbox( \(.+\))?|Dropbox-.+", (".dropbox.cache",)),
    _Service(
        "OneDrive", r"OneDrive( - .+)?|OneDrive-.+", (".849C9593-D756-4E56-8D6E-42412F2A707B",)
    ),
    _Service("Google Drive", r"Google ?Drive(-.+)?|My Drive", (".tmp.drivedownload",)),
    _Service("iCloud Drive", r"Mobile Documents|iCloud ?Drive"),
    _Service("Nextcloud", r"Nextcloud\d*", (".sync_*.db", "._sync_*.db", ".nextcloudsync.log")),
    _Service("ownCloud", r"ownCloud\d*", (".owncloudsync.log",)),
    _Service("pCloud", r"pCloud ?Drive|pCloud ?Sync"),
    _Service("MEGA", r"MEGA|MEGAsync.*", (".megaignore",)),
    _Service("Syncthing", r"Syncthing", (".stfolder",)),
    _Service("Resilio Sync", r"Resilio Sync", (".sync/ID",)),
    _Service("Seafile", r"Seafile|SeaDrive"),
    _Service("Box", r"Box Sync|Box-Box"),
    _Service("Proton Drive", r"Proton ?Drive(-.+)?"),
    _Service("Synology Drive", r"SynologyDrive|CloudStation", (".SynologyWorkingDirectory",)),
    _Service("Yandex.Disk", r"Yandex\.Disk(\.localized)?"),
    _Service("Tresorit", r"Tresorit|Tresors"),
)


def free_space(folder: Path) -> int:
    """Give the bytes that are free for this user where a folder is, or is going to be."""
    place = folder
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def low_space_words(folder: Path) -> str | None:
    """Give a sentence where little room is left for the diary; None where there is enough."""
    try:
        free = free_space(folder)
    except OSError:
        return None
    if free >= LOW:
        return None
    sentence = _(
        "The disk is nearly full: {free} MB are left. Nothing is lost. The diary needs little, "
        "but free some space soon."
    )
    return sentence.format(free=free // 1_000_000)


def sync_folder_name(folder: Path) -> str | None:
    """Give the name of the program that synchronises a folder, as far as that can be seen."""
    places = (folder, *folder.parents)
    for service in SERVICES:
        if any(re.fullmatch(service.folders, place.name) for place in places):
            return service.name
    for place in places:
        names = _names(place)
        for service in SERVICES:
            if any(_has(place, names, marker) for marker in service.markers):
                return service.name
    return None


def is_network_mount(folder: Path) -> bool:
    """Tell whether a folder lies on another computer; False where that cannot be found out."""
    place = Path(os.path.realpath(folder))
    with suppress(OSError, subprocess.SubprocessError, AttributeError):
        if sys.platform == "win32":
            remote = str(place).startswith("\\\\")
            return remote or ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == REMOTE_DRIVE
        return _is_remote(_type_at(place, _mounts()))
    return False


def home_warning(folder: Path) -> str | None:
    """Give the sentence to show where a folder is no good home for the live record."""
    service = sync_folder_name(folder)
    if service is not None:
        sentence = _(
            "The folder of your diary is copied to other computers by {service}, which can tear "
            "its files apart. Keep the diary in a folder of this computer; backups may lie here."
        )
        return sentence.format(service=service)
    if is_network_mount(folder):
        return _(
            "The folder of your diary is on another computer in the network, where a lost "
            "connection can damage it. Keep the diary on this computer; backups may lie here."
        )
    return None


def _names(place: Path) -> list[str]:
    """Give what lies in a folder, read once for all that is looked for there."""
    with suppress(OSError), os.scandir(place) as found:
        return [entry.name for entry in found]
    return []


def _has(place: Path, names: list[str], marker: str) -> bool:
    if "*" in marker:
        return bool(fnmatch.filter(names, marker))
    with suppress(OSError):
        return (place / marker).exists()
    return False


# --- what is mounted where ------------------------------------------------------------------------


def _mounts() -> list[tuple[str, str]]:
    """Give where each file system is mounted and its type, the one mounted last at the end."""
    if sys.platform == "darwin":
        said = subprocess.run(
            ["/sbin/mount"], capture_output=True, text=True, timeout=5, check=True
        )
        return list(of_mount_command(said.stdout.splitlines()))
    return list(of_mountinfo(MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()))


def of_mountinfo(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Read the kernel's list of mounts; see proc_pid_mountinfo(5)."""
    for line in lines:
        before, found, after = line.partition(" - ")
        if found:
            yield _unescaped(before.split()[4]), after.split()[0]


def of_mount_command(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Read what the mount command of macOS says: "//me@there/share on /Volumes/share (smbfs, …)"."""
    for line in lines:
        found = re.fullmatch(r".+? on (.+) \(([^,)]+).*\)", line)
        if found:
            yield found[1], found[2]


def _type_at(place: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """Give the type of the file system a place lies on: of the innermost, last mounted one."""
    longest, kind = -1, ""
    for where, type_ in mounts:
        if len(where) >= longest and place.is_relative_to(where):
            longest, kind = len(where), type_
    return kind


def _is_remote(type_: str) -> bool:
    return type_ in NETWORK or (type_.startswith("fuse.") and type_[5:] in OVER_FUSE)


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)
