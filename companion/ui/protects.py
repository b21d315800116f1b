# SPDX-License-Identifier: Apache-2.0
"""What a passphrase protects and what it does not, wherever one is asked for or set."""

from companion.language import _


def protects() -> tuple[str, ...]:
    """Give what a passphrase does and does not do, one sentence a line."""
    return (
        _(
            "It protects the diary and its backups while Companion is locked or closed. It holds "
            "when the computer is lost, stolen or being repaired, and when someone copies the "
            "files."
        ),
        _(
            "It does not protect against someone who uses your computer while Companion is open. "
            "Nor does it help against harmful programs, or when the passphrase is easy to guess."
        ),
        _("A PDF or an export that you saved is not protected by it."),
        _(
            "Without the passphrase or the recovery code nobody can open the diary. We can’t either."
        ),
    )
