# SPDX-License-Identifier: Apache-2.0
"""Setting, changing and removing the passphrase of a record, with all its backups.

While a record is open its key lies beside it for anyone to read, and in every copy of that key
file. So the first passphrase comes with a new key: the record is encrypted anew into a copy that
is checked and renamed into place, and the backups after it. Later changes only rewrite slots.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import msgspec

from companion.paths import sync_file, unwritable, write_atomically
from companion.problem import Problem
from companion.stopping import Progress, stage, to_its_end, unwatched
from companion.storage import recovery, troubles, vault
from companion.storage.backup import (
    REPLACED,
    copy_record,
    make,
    one_at_a_time,
    settle_leftovers,
)
from companion.storage.copies import (
    FILES,
    MANIFEST,
    PARTIAL,
    PIECE,
    Backup,
    Reason,
    backups,
    digest,
    key_file,
)
from companion.storage.copies import read as read_backup
from companion.storage.database import Database, damaged_pages
from companion.storage.database import connect as connect_file
from companion.storage.figures import rows
from companion.storage.opening import BACKUPS, Access, connect
from companion.storage.restore import ASIDE
from companion.storage.restore import WRITING as RESTORING
from companion.storage.swap import swap_in
from companion.storage.vault import Keys, Passphrase, RecoveryCode, SealedSlot
from companion.storage.verifying import reading, verify

WRITING = f"record.db{PARTIAL}encrypted"

BEFORE = 4
"""Stages before the backups are brought over, of which each takes about as long as one."""


def protect(
    access: Access,
    passphrase: str,
    code: str,
    now: datetime,
    progress: Progress = unwatched,
    *,
    decided: Callable[[], object] = lambda: None,
) -> Access:
    """Give an open record a passphrase and a recovery code; give the access to it from now on.

    No other connection may be open. The record and every backup in its folder get a new key; a
    backup that cannot be brought over is removed, since its old key lies open. Copies elsewhere
    stay readable as they are. Raises Problem where it cannot be done; nothing was changed then,
    nor where the progress raises. ``decided`` is called when the record is about to be replaced:
    from then on it goes to its end, as the old key would lie open beside backups for good.
    """
    secrets = _secrets(passphrase, code)
    keys = vault.new_keys()
    steps = BEFORE + len(backups(access.folder)) + 1
    sealed = vault.sealed_file(keys, secrets, progress=stage(progress, 0, steps, many=2))
    copy = access.folder / WRITING
    with _gone_unless_done(copy):
        _encrypt_anew(access, copy, keys, stage(progress, 2, steps))
        # Last, as nothing but this leaves anything, and it may thin older ones out.
        make(access, now, Reason.BEFORE_PASSPHRASE, progress=stage(progress, 3, steps))
        decided()
        swap_in(access.folder, copy, vault.encoded(sealed))
    protected = Access(access.folder, keys)
    bringing = stage(progress, BEFORE, steps, many=steps - BEFORE)
    # It has its passphrase: what is left of this is done the next time, and counted until then.
    with suppress(Problem, OSError):
        bring_backups_over(protected, to_its_end(bringing))
    return protected


def bring_backups_over(access: Access, progress: Progress = unwatched) -> int:
    """Encrypt every backup whose key lies open under the key of a protected record; give how many.

    A backup that is damaged itself is removed, since its old key lies open; one that the disk
    does not let be encrypted now stays, and is done the next time. So this belongs after every
    opening of a protected record. It also removes what a kill left of earlier changes.
    """
    with one_at_a_time:
        _remove_left_behind(access.folder)
        if vault.read(access.folder).is_open:
            return 0
        older = backups(access.folder)
        file = vault.encoded(vault.read(access.folder))
        count = 0
        for done, backup in enumerate(older):
            progress(done, len(older))
            count += _bring_over(backup, access.keys, file)
        progress(len(older), len(older))
        return count


def still_open(folder: Path) -> int:
    """Count what in the folder of a protected record still has its key lying open beside it.

    That is a backup that could not be encrypted anew, or a record that was put aside.
    """
    aside = (vault.read_file(path) for path in folder.glob(f"{vault.KEYS}.{ASIDE}-*"))
    opened = sum(isinstance(one, vault.Read) and one.file.is_open for one in aside)
    return opened + sum(_is_open(backup) for backup in backups(folder))


def change_passphrase(access: Access, passphrase: str, progress: Progress = unwatched) -> None:
    """Put another passphrase in the place of the present one; the recovery code stays.

    Raises Problem where it is empty or the key file cannot be written. Where the progress raises,
    nothing was changed.
    """
    _refuse_empty(passphrase)
    kept = _slots(access.folder, "recovery")
    _write(access, vault.sealed_file(access.keys, [Passphrase(passphrase)], kept, progress))


def change_code(access: Access, code: str, progress: Progress = unwatched) -> None:
    """Put another recovery code in the place of the present one; the passphrase stays.

    Raises Problem as ``change_passphrase`` does. Where the progress raises, nothing was changed.
    """
    kept = _slots(access.folder, "passphrase")
    _write(access, vault.sealed_file(access.keys, [RecoveryCode(code)], kept, progress))


def unprotect(access: Access) -> None:
    """Let the record be opened without a passphrase again, and its backups too."""
    _write(access, vault.open_file(access.keys))


def confirm(access: Access, secret: vault.Secret) -> None:
    """Ask for the secret once more before something that matters. Raises WrongSecret."""
    vault.unlock(vault.read(access.folder), secret)


def _secrets(passphrase: str, code: str) -> list[vault.Secret]:
    _refuse_empty(passphrase)
    recovery.read(code)
    return [Passphrase(passphrase), RecoveryCode(code)]


def _refuse_empty(passphrase: str) -> None:
    if not passphrase:
        raise troubles.empty_passphrase()


def _slots(folder: Path, kind: str) -> list[SealedSlot]:
    slots = vault.read(folder).slots
    return [slot for slot in slots if isinstance(slot, SealedSlot) and slot.kind == kind]


def _write(access: Access, file: vault.KeyFile) -> None:
    """Write the key file, and then that of every backup and copy put aside with the same key."""
    content = vault.encoded(file)
    # A backup that is being made has copied the old key file already.
    with one_at_a_time:
        vault.write(access.folder, file)
        for backup in backups(access.folder):
            with suppress(Problem):
                if key_file(backup).salt == access.keys.salt:
                    write_atomically(backup.folder / vault.KEYS, content)
        for aside in access.folder.glob(f"{vault.KEYS}*.{ASIDE}-*"):
            found = vault.read_file(aside)
            if isinstance(found, vault.Read) and found.file.salt == access.keys.salt:
                write_atomically(aside, content)


@contextmanager
def _gone_unless_done(copy: Path) -> Iterator[None]:
    """Take a copy of the record away where the block does not come to its end. Raises Problem."""
    try:
        yield
    except BaseException as error:
        with suppress(OSError):
            _remove(copy)
        if isinstance(error, OSError):
            raise unwritable(copy.with_name(vault.RECORD), error) from error
        raise


def _encrypt_anew(access: Access, copy: Path, keys: Keys, progress: Progress) -> None:
    """Write a copy of the record under another key, and check it."""
    database = connect(access)
    try:
        counted = copy_record(database, copy, stage(progress, 0, 2), keys)
    finally:
        database.close()
    _refuse_unlike(copy, keys, counted, stage(progress, 1, 2))


def _change_key(record: Path, old: Keys, new: Keys) -> None:
    """Encrypt a record that nobody has open under another key, in place."""
    database = connect_file(record, old)
    try:
        # In a log the pages of the old key would outlive the change. The file is nothing yet, so
        # it need not be safe from a power cut at every step, only at the end.
        database.rows("PRAGMA journal_mode = DELETE")
        database.rows("PRAGMA synchronous = OFF")
        database.rows(f"PRAGMA rekey = {new.pragma}")
    finally:
        database.abandon()
    sync_file(record)


def _refuse_unlike(copy: Path, keys: Keys, counted: dict[str, int], progress: Progress) -> None:
    database = connect_file(copy, keys)
    try:
        progress(0, 2)
        whole = not damaged_pages(database)
        progress(1, 2)
        sound = whole and _is_whole(database, lambda: progress(1, 2)) and rows(database) == counted
        progress(2, 2)
    finally:
        database.close()
    if not sound:
        raise troubles.disk_error()


def _is_whole(database: Database, look: Callable[[], object]) -> bool:
    with database.interruptible(look):
        return database.rows("PRAGMA integrity_check") == [("ok",)]


def _bring_over(backup: Backup, new: Keys, file: bytes) -> bool:
    """Encrypt a backup anew beside itself and put it in its own place; give whether it was done.

    One that has a passphrase already stays as it is, and so does one whose key file cannot be read.
    """
    if not _is_open(backup):
        return False
    partial = backup.folder.with_name(f"{PARTIAL}{backup.folder.name}")
    earlier = backup.folder.with_name(f"{REPLACED}{backup.folder.name}")
    try:
        made = False
        with suppress(Problem, OSError):
            made = _brought_over(backup, partial, new, file)
        if not made and not _is_damaged(backup):
            return False
        backup.folder.rename(earlier)
        if made:
            partial.rename(backup.folder)
        shutil.rmtree(earlier, ignore_errors=True)
    except OSError:
        # The disk does not let it be done now. Where its name is free, it was put aside already.
        with suppress(OSError):
            if earlier.exists() and not backup.folder.exists():
                earlier.rename(backup.folder)
        return False
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return True


def _is_open(backup: Backup) -> bool:
    with suppress(Problem):
        return key_file(backup).is_open
    return False


def _is_damaged(backup: Backup) -> bool:
    """Tell whether a backup that opens without a passphrase is no good by itself.

    That is told by what was read of it alone. Raises OSError where the disk does not give it now.
    """
    for name in FILES:
        with suppress(FileNotFoundError), (backup.folder / name).open("rb") as file:
            while file.read(PIECE):
                pass
    found = read_backup(backup.folder)
    if found.trouble == "from a newer version":
        return False
    with suppress(Problem):
        return bool(verify(found, vault.unlock(key_file(found))))
    return False


def _remove_left_behind(folder: Path) -> None:
    """Remove what a kill left of a change: parts of files, which may hold a key, and copies."""
    settle_leftovers(folder / BACKUPS)
    for place in (folder, *(backup.folder for backup in backups(folder))):
        for part in place.glob(".companion-*.part"):
            _take_away(part)
    for name in (WRITING, RESTORING):
        _remove(folder / name)


def _remove(record: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        _take_away(record.with_name(f"{record.name}{ending}"))


def _take_away(path: Path) -> None:
    """Remove a file, or leave it for the next time where something else has it open."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _brought_over(backup: Backup, partial: Path, new: Keys, file: bytes) -> bool:
    if backup.manifest is None:
        return False
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(backup.folder, partial)
    partial.chmod(0o700)
    _change_key(partial / vault.RECORD, vault.unlock(key_file(backup)), new)
    write_atomically(partial / vault.KEYS, file)
    manifest = msgspec.structs.replace(
        backup.manifest,
        size=(partial / vault.RECORD).stat().st_size,
        sha256=digest(partial / vault.RECORD),
    )
    write_atomically(partial / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    with reading(partial / vault.RECORD, new) as database:
        return not damaged_pages(database) and sum(rows(database).values()) == manifest.rows
