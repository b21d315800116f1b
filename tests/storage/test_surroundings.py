# SPDX-License-Identifier: Apache-2.0
"""Where a diary lies is looked at: the room that is left, other programs' folders, other computers."""

from pathlib import Path

import pytest

from companion.storage import surroundings
from companion.storage.surroundings import (
    free_space,
    home_warning,
    is_network_mount,
    low_space_words,
    of_mount_command,
    of_mountinfo,
    sync_folder_name,
)

MOUNTINFO = r"""
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
31 22 0:30 / /proc rw,nosuid - proc proc rw
40 22 0:41 / /home/me/on\040the\040server rw shared:5 - nfs4 server:/export rw
41 22 0:42 / /mnt/share rw - cifs //server/share rw
42 41 254:1 / /mnt/share/stick rw - vfat /dev/sdb1 rw
43 22 0:44 / /home/me/far rw - fuse.sshfs me@there: rw
44 22 0:45 / /home/me/pictures rw - fuse.gocryptfs /home/me/.pictures rw
45 22 0:46 / /srv/a rw - ext4 /dev/vdb rw
46 22 0:47 / /srv/a rw - 9p share rw
47 22 0:48 / /mnt/windows rw - fuseblk /dev/sda2 rw
""".strip().splitlines()

MOUNT_COMMAND = [
    "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
    "//me@server._smb._tcp.local/share on /Volumes/my share (smbfs, nodev, nosuid, mounted by me)",
    "map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)",
    "server:/export on /Volumes/export (nfs)",
]


@pytest.mark.parametrize(
    ("place", "remote"),
    [
        ("/home/me", False),
        ("/home/me/on the server/Companion", True),
        ("/home/me/on the servers", False),
        ("/mnt/share", True),
        ("/mnt/share/stick/Companion", False),
        ("/home/me/far/away", True),
        ("/home/me/pictures", False),
        ("/srv/a/b", True),
        ("/mnt/windows/x", False),
    ],
)
def test_the_mount_that_is_innermost_and_last_decides(place: str, remote: bool) -> None:
    type_ = surroundings._type_at(Path(place), of_mountinfo(MOUNTINFO))
    assert surroundings._is_remote(type_) is remote


def test_the_mounts_of_a_mac_are_read(tmp_path: Path) -> None:
    assert list(of_mount_command(MOUNT_COMMAND)) == [
        ("/", "apfs"),
        ("/Volumes/my share", "smbfs"),
        ("/System/Volumes/Data/home", "autofs"),
        ("/Volumes/export", "nfs"),
    ]


def test_this_computers_own_disk_is_no_network(tmp_path: Path) -> None:
    assert not is_network_mount(tmp_path)
    assert not is_network_mount(tmp_path / "not" / "there" / "yet")


def test_a_list_of_mounts_that_cannot_be_read_warns_of_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "MOUNTS", tmp_path / "nothing")
    assert not is_network_mount(tmp_path)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("Dropbox/Companion", "Dropbox"),
        ("Dropbox (Personal)/x", "Dropbox"),
        ("OneDrive - Hospital/x", "OneDrive"),
        ("Library/CloudStorage/OneDrive-Personal", "OneDrive"),
        ("Library/CloudStorage/GoogleDrive-me@x.org/My Drive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud Drive"),
        ("Nextcloud2/x", "Nextcloud"),
        ("pCloudDrive", "pCloud"),
        ("MEGAsync", "MEGA"),
        ("SynologyDrive/x", "Synology Drive"),
        ("Documents/Companion", None),
        ("Dropboxes/x", None),
        ("omega/x", None),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(place: str, name: str | None) -> None:
    assert sync_folder_name(Path("/home/me") / place) == name


@pytest.mark.parametrize(
    ("marker", "name"),
    [
        (".dropbox.cache", "Dropbox"),
        (".sync_5f0a1b.db", "Nextcloud"),
        (".stfolder", "Syncthing"),
        (".owncloudsync.log", "ownCloud"),
        (".sync/ID", "Resilio Sync"),
        (".dropbox", None),
        (".sync", None),
    ],
)
def test_a_synchronised_folder_is_known_by_what_lies_in_it(
    tmp_path: Path, marker: str, name: str | None
) -> None:
    folder = tmp_path / "shared" / "inner" / "Companion"
    folder.mkdir(parents=True)
    assert sync_folder_name(folder) is None
    path = tmp_path / "shared" / marker
    path.parent.mkdir(exist_ok=True)
    path.touch()
    assert sync_folder_name(folder) == name


def test_the_warning_says_who_and_where_backups_may_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert home_warning(tmp_path) is None
    assert "by Syncthing" in str(home_warning(tmp_path / "Syncthing"))
    monkeypatch.setattr(surroundings, "is_network_mount", lambda _folder: True)
    words = str(home_warning(tmp_path))
    assert "in the network" in words
    assert "backups may lie here" in words


def test_the_room_that_is_left_is_told_when_it_is_little(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert free_space(tmp_path / "not" / "there") == pytest.approx(free_space(tmp_path), abs=50e6)
    monkeypatch.setattr(surroundings, "free_space", lambda _folder: surroundings.LOW)
    assert low_space_words(tmp_path) is None
    monkeypatch.setattr(surroundings, "free_space", lambda _folder: surroundings.LOW - 1)
    assert "199 MB are left" in str(low_space_words(tmp_path))
