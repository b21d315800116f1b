# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with a record or its disk, each in words of its own."""

from companion import HOMEPAGE, __version__
from companion.language import _
from companion.problem import Problem


class Locked(Problem):
    """A record that opens with a passphrase or recovery code, and neither was given."""


class Full(Problem):
    """A disk without room for what was to be written."""


class Newer(Problem):
    """A record that a newer version wrote."""


class WrongSecret(Problem):
    """A passphrase or recovery code that does not open the record."""


def untouched() -> str:
    """Say that nothing was written."""
    return _("Nothing was changed.")


def saved_stays() -> str:
    """Say that what was saved earlier is still there."""
    return _("Everything you saved before is still there.")


def no_diary() -> Problem:
    """Give the problem of a folder without a diary."""
    return Problem(
        happened=_("There is no diary in this folder yet."),
        safe=untouched(),
        next_step=_("Start Companion once to begin one, or name another folder."),
    )


def already_there() -> Problem:
    """Give the problem of a folder that already holds a diary."""
    return Problem(
        happened=_("There is already a diary in this folder."),
        safe=untouched(),
        next_step=_("Open it, or choose an empty folder for a new one."),
    )


def record_missing() -> Problem:
    """Give the problem of keys or backups without a record."""
    return Problem(
        happened=_("Your diary file (record.db) is missing from its folder."),
        safe=_("No new diary was started in its place, and your other files were left alone."),
        next_step=_("Put the file back if you moved it, or restore a backup."),
    )


def record_empty() -> Problem:
    """Give the problem of a record of zero bytes."""
    return Problem(
        happened=_("Your diary file (record.db) is empty, as if its writing had been cut off."),
        safe=_("No new diary was started in its place, and your other files were left alone."),
        next_step=_("Restore a backup. One that you keep elsewhere will do, too."),
    )


def keys_missing() -> Problem:
    """Give the problem of a record whose key file and its copy are gone."""
    return Problem(
        happened=_("The key file (record.keys) and its copy are missing, so the diary stays shut."),
        safe=_("The diary itself is untouched."),
        next_step=_("Put one of the two files back beside record.db, or restore a backup."),
    )


def keys_damaged() -> Problem:
    """Give the problem of a key file and copy that are both damaged."""
    return Problem(
        happened=_("The key file (record.keys) and its copy are damaged, so the diary stays shut."),
        safe=_("The diary itself is untouched."),
        next_step=_("Put an older copy of record.keys back, or restore a backup."),
    )


def locked() -> Locked:
    """Give the problem of a protected record for which no passphrase was given."""
    return Locked(
        happened=_("This diary is protected by a passphrase."),
        safe=untouched(),
        next_step=_(
            "Open Companion and type it, or name a file that holds it with --passphrase-file."
        ),
    )


def wrong_passphrase() -> WrongSecret:
    """Give the problem of a passphrase that is not the record's."""
    return WrongSecret(
        happened=_("That is not the passphrase of this diary."),
        safe=_("The diary is sound, and nothing was changed."),
        next_step=_("Look at capital letters and the keyboard’s language, and type it again."),
    )


def wrong_code() -> WrongSecret:
    """Give the problem of a well-formed recovery code that is not the record's."""
    return WrongSecret(
        happened=_(
            "This recovery code is complete, but it belongs to another diary or is an old one."
        ),
        safe=_("The diary is sound, and nothing was changed."),
        next_step=_("Look for a newer printed code, or use the passphrase."),
    )


def no_passphrase() -> Problem:
    """Give the problem of a key file in which no sound passphrase slot is left."""
    return Problem(
        happened=_("The part of the key file that your passphrase opens is damaged."),
        safe=_("The diary itself is untouched."),
        next_step=_("Use your recovery code, or put an older copy of record.keys back."),
    )


def no_code() -> Problem:
    """Give the problem of a record without a recovery code, or with a damaged one."""
    return Problem(
        happened=_(
            "No recovery code was made for this diary, or its part of the key file is damaged."
        ),
        safe=_("The diary itself is untouched."),
        next_step=_("Use your passphrase."),
    )


def empty_passphrase() -> Problem:
    """Give the problem of a passphrase without a character."""
    return Problem(
        happened=_("A passphrase needs at least one character."),
        safe=untouched(),
        next_step=_("Type a few words that you will remember."),
    )


def newer(version: str = "") -> Newer:
    """Give the problem of a record that a newer version wrote, which is named where it is known."""
    happened = _("This diary was written by a newer version of Companion.")
    if version:
        happened = _(
            "This diary was written by a newer version of Companion: {version}. This is {this}."
        ).format(version=version, this=__version__)
    next_step = _("Install the newest version to open it. It is here: {place}")
    return Newer(happened=happened, safe=untouched(), next_step=next_step.format(place=HOMEPAGE))


def not_ours() -> Problem:
    """Give the problem of a record.db that is another program's file."""
    return Problem(
        happened=_("The file record.db in this folder is not a Companion diary."),
        safe=untouched(),
        next_step=_("Name another folder, or put your own record.db back."),
    )


def damaged() -> Problem:
    """Give the problem of a record that fails its checks."""
    return Problem(
        happened=_("The diary file is damaged, or its key file belongs to another diary."),
        safe=_("The file was left exactly as it is, and no backup was touched."),
        next_step=_(
            "Try again. If it comes back, Companion’s window can show what can be saved, or restore "
            "a backup where you have one."
        ),
    )


def read_only() -> Problem:
    """Give the problem of a record or folder that may not be written."""
    return Problem(
        happened=_("Companion is not allowed to write in the folder of your diary."),
        safe=saved_stays(),
        next_step=_("Allow writing to the folder and its files, or copy it to a place of yours."),
    )


def full() -> Full:
    """Give the problem of a full disk."""
    return Full(
        happened=_("There is no room left on the disk, so this could not be saved."),
        safe=saved_stays(),
        next_step=_("Free some space and save again."),
    )


def disk_error() -> Problem:
    """Give the problem of a disk that reported an error."""
    return Problem(
        happened=_("The disk reported an error while the diary was read or written."),
        safe=_("What was saved before was not changed by this."),
        next_step=_("Check the disk, and make a backup to another one."),
    )


def busy() -> Problem:
    """Give the problem of a record that another program holds for longer than we wait."""
    return Problem(
        happened=_("Another program is using the diary file."),
        safe=saved_stays(),
        next_step=_("Close that program and try again."),
    )


def uncertain() -> Problem:
    """Give the problem of a commit that failed: what was being saved may be there or not."""
    return Problem(
        happened=_("The disk reported an error at the moment of saving."),
        safe=_("Everything you saved before is still there; the last entry may be there or not."),
        next_step=_("Look whether it is there before you enter it again."),
    )


def broken_text() -> Problem:
    """Give the problem of words with half a character in them."""
    return Problem(
        happened=_("These words hold half of a broken character, which cannot be kept."),
        safe=untouched(),
        next_step=_("Delete the character that looks wrong and save again."),
    )


def too_large() -> Problem:
    """Give the problem of a number beyond what any field can hold."""
    return Problem(
        happened=_("One of the numbers is too large to be kept."),
        safe=untouched(),
        next_step=_("Look at the numbers and save again."),
    )
