# SPDX-License-Identifier: Apache-2.0
"""A PDF that opens with a password only (AES-256, revision 6 of the standard handler)."""

import io
from unicodedata import normalize

from companion.language import _
from companion.problem import Problem

LEAST = 8
"""Characters a password has at least: whoever holds the file can try without end."""
FEWEST_DIFFERENT = 4
MOST_BYTES = 127
"""What a PDF's password holds; readers cut off the rest."""


def check_password(password: str) -> None:
    """Raise Problem for a password that protects nothing or that other programs would cut."""
    if not password.strip():
        raise _refused(_("The password is empty."))
    if len(password) < LEAST or len(set(password)) < FEWEST_DIFFERENT:
        raise _refused(_("This password is too easy to guess."))
    if len(_prepared(password).encode("utf-8", "replace")) > MOST_BYTES:
        raise Problem(
            happened=_("This password is longer than a PDF can take."),
            safe=_("No file was written."),
            next_step=_("Choose a shorter one. Four or five words are enough."),
        )


def encrypted(document: bytes, password: str) -> bytes:
    """Give a PDF encrypted whole, its properties and what is attached too.

    It may be read aloud, printed and copied from by whoever has the password. There is no second
    password: an empty or another one for an owner would be a second way in.
    """
    from pikepdf import Encryption, Pdf, Permissions

    secret = _prepared(password)
    locked = Encryption(
        user=secret,
        owner=secret,
        R=6,
        allow=Permissions(accessibility=True, extract=True),
        aes=True,
        metadata=True,
    )
    written = io.BytesIO()
    with Pdf.open(io.BytesIO(document)) as pdf:
        pdf.save(written, encryption=locked)
    return written.getvalue()


def _prepared(password: str) -> str:
    """Give a password as PDF readers prepare what is typed (RFC 4013 folds it so)."""
    return normalize("NFKC", password)


def _refused(happened: str) -> Problem:
    return Problem(
        happened=happened,
        safe=_("No file was written."),
        next_step=_("Choose at least 8 characters that are not all alike. A few words are best."),
    )
