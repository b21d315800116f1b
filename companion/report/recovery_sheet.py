# SPDX-License-Identifier: Apache-2.0
"""The recovery code on one page to print: a tagged PDF that names neither the person nor why."""

from datetime import date

from babel.dates import format_date
from msgspec import Struct

from companion.language import _
from companion.report.parts import Paper
from companion.report.sheet import tagged_pdf

FILE_NAME = "recovery-code.pdf"
"""What the file is called unless the person chooses otherwise."""


class Advice(Struct, frozen=True):
    """A paragraph under its heading."""

    title: str
    words: str


class RecoverySheet(Struct, frozen=True, kw_only=True):
    """What the page says."""

    made: str
    purpose: str
    groups: tuple[str, ...]
    advice: tuple[Advice, ...]


def compile_sheet(code: str, made: date, paper: Paper, language: str = "en") -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1). ``code`` is written in its groups with dashes."""
    sheet = RecoverySheet(
        made=_("Made on {day}").format(day=format_date(made, _("d MMMM y"), language)),
        purpose=_(
            "It opens your Companion diary when the passphrase is forgotten. Whoever has this "
            "code and the diary, or a copy of it, can open and read it."
        ),
        groups=tuple(code.split("-")),
        advice=_advice(),
    )
    title = _("Recovery code")
    return tagged_pdf("recovery.typ", [sheet], title=title, paper=paper, language=language)


def _advice() -> tuple[Advice, ...]:
    return (
        Advice(
            _("Where to keep it"),
            _(
                "On paper, with what you would not want to lose or to have read, and not beside "
                "the computer. Not in an e-mail and not as a photo. When it is printed, delete "
                "the file."
            ),
        ),
        Advice(
            _("How to use it"),
            _(
                "Where Companion asks for the passphrase, press “Use the recovery code” and type "
                "the eight groups in their order. Capital letters, spaces and dashes do not "
                "matter. The letters I, L and O do not occur: what looks like one is the figure "
                "1 or 0."
            ),
        ),
        Advice(
            _("How long it holds"),
            _(
                "Until you make a new one. After that this page opens only copies of the diary "
                "that were made before."
            ),
        ),
    )
