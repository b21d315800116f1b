# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a backup or its place, each in words of its own."""

from companion import HOMEPAGE, __version__
from companion.language import _
from companion.problem import Problem
from companion.storage.troubles import untouched


def no_room() -> Problem:
    """Give the problem of a disk without room for one more backup."""
    return Problem(
        happened=_("There is not enough room on the disk for a backup."),
        safe=all_kept(),
        next_step=_("Free some space, and make a backup again."),
    )


def unverified() -> Problem:
    """Give the problem of a new backup that failed its checks."""
    return Problem(
        happened=_("The backup that was just written did not pass its check, so it was removed."),
        safe=all_kept(),
        next_step=_("Make a backup again. If this comes back, check the disk for errors."),
    )


def place_missing(name: str) -> Problem:
    """Give the problem of a second place that is not there, such as a stick not plugged in."""
    return Problem(
        happened=_("The folder “{name}” for the second backup is not there.").format(name=name),
        safe=_("The backup on this computer was made."),
        next_step=_("Plug the stick or disk in, or choose another folder."),
    )


def second_unverified(name: str) -> Problem:
    """Give the problem of a backup file that reads back differently from what was written."""
    return Problem(
        happened=_("The backup file “{name}” did not read back as it was written.").format(
            name=name
        ),
        safe=_("It was removed. Your diary and your earlier backups are unchanged."),
        next_step=_("Try again, or choose another disk or stick."),
    )


def no_file(name: str) -> Problem:
    """Give the problem of a backup file that is not there or cannot be read."""
    return Problem(
        happened=_("There is no backup file “{name}” that can be read.").format(name=name),
        safe=untouched(),
        next_step=_("Name a file that ends in .companion-backup."),
    )


def not_a_backup(name: str) -> Problem:
    """Give the problem of a file that is no backup of ours, or no longer a whole one."""
    return Problem(
        happened=_("“{name}” is not a whole Companion backup.").format(name=name),
        safe=untouched(),
        next_step=_("Copy it again from where it came, or use another backup."),
    )


def damaged_backup() -> Problem:
    """Give the problem of a backup that fails its checks."""
    return Problem(
        happened=_("This backup is damaged, so nothing was restored from it."),
        safe=untouched(),
        next_step=_("Use another backup."),
    )


def newer_backup(version: str = "") -> Problem:
    """Give the problem of a backup that a newer version wrote, which is named where it is known."""
    happened = _("This backup was written by a newer version of Companion.")
    if version:
        happened = _(
            "This backup was written by a newer version of Companion: {version}. This is {this}."
        ).format(version=version, this=__version__)
    next_step = _("Install the newest version to restore it. It is here: {place}")
    return Problem(happened=happened, safe=untouched(), next_step=next_step.format(place=HOMEPAGE))


def all_kept() -> str:
    """Say that neither the diary nor an earlier backup was touched."""
    return _("Your diary and your earlier backups are unchanged.")
