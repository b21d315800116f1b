# SPDX-License-Identifier: Apache-2.0
"""The recovery code on one page to print: a tagged PDF that names neither the person nor why."""

import json
from datetime import date
from typing import TYPE_CHECKING

from babel.dates import format_date

from companion.content import resource_path
from companion.language import _
from companion.report.parts import Paper

if TYPE_CHECKING:
    import typst

FILE_NAME = "recovery-code.pdf"
"""What the file is called unless the person chooses otherwise."""


def compile_sheet(code: str, made: date, paper: Paper, language: str = "en") -> bytes:
    """Give the page as a tagged PDF (PDF/UA-1). ``code`` is written in its groups with dashes."""
    data = {
        "language": language,
        "paper": paper.value,
        "title": _("Recovery code"),
        "made": _("Made on {day}").format(day=format_date(made, "d MMMM y", language)),
        "purpose": _(
            "It opens your Companion diary when the passphrase is forgotten. Whoever has this "
            "code and the diary, or a copy of it, can open and read it."
        ),
        "groups": code.split("-"),
        "advice": [{"title": title, "words": words} for title, words in _advice()],
    }
    made_pdf = _compiler().compile(
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1"],
    )
    assert isinstance(made_pdf, bytes)
    return made_pdf


def _advice() -> tuple[tuple[str, str], ...]:
    return (
        (
            _("Where to keep it"),
            _(
                "On paper, with what you would not want to lose or to have read, and not beside "
                "the computer. Not in an e-mail and not as a photo. When it is printed, delete "
                "the file."
            ),
        ),
        (
            _("How to use it"),
            _(
                "Where Companion asks for the passphrase, press “Use the recovery code” and type "
                "the eight groups in their order. Capital letters, spaces and dashes do not "
                "matter. The letters I, L and O do not occur: what looks like one is the figure "
                "1 or 0."
            ),
        ),
        (
            _("How long it holds"),
            _(
                "Until you make a new one. After that this page opens only copies of the diary "
                "that were made before."
            ),
        ),
    )


def _compiler() -> "typst.Compiler":
    import typst

    return typst.Compiler(
        input=str(resource_path("report", "recovery.typ")),
        root=str(resource_path("report")),
        font_paths=[str(resource_path("fonts"))],
        ignore_system_fonts=True,
    )
