# SPDX-License-Identifier: Apache-2.0
"""One page to print: words as data, made printable, set by Typst so that they fit, and tagged."""

import json
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from companion.language import ngettext
from companion.report.parts import Paper
from companion.report.printable import plain, printable
from companion.shipped import resource_path

if TYPE_CHECKING:
    import typst

ROOM = 18_000
"""What is longer than this as JSON fits on no page, and need not be tried."""

Replace = Callable[[str], tuple[str, int]]
Make = Callable[[dict[str, str]], bytes | list[bytes] | None]


def tagged_pdf(
    template: str, versions: Sequence[msgspec.Struct], *, title: str, paper: Paper, language: str
) -> bytes:
    """Give the first of the versions that fits on one page, else the last, as a PDF (PDF/UA-1).

    ``versions`` are the same page in ever fewer words. ``title`` is the document's own, in its
    properties: it tells nothing about the patient.
    """

    def make(inputs: dict[str, str]) -> bytes | list[bytes] | None:
        return compiler(template).compile(format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])

    made = _made(make, versions, title=title, paper=paper, language=language)
    assert isinstance(made, bytes)
    return made


def pictures(
    template: str,
    versions: Sequence[msgspec.Struct],
    *,
    title: str,
    paper: Paper,
    language: str,
    pixels_per_inch: float,
) -> list[bytes]:
    """Give each page of the same document as a PNG picture."""

    def make(inputs: dict[str, str]) -> bytes | list[bytes] | None:
        return compiler(template).compile(format="png", sys_inputs=inputs, ppi=pixels_per_inch)

    made = _made(make, versions, title=title, paper=paper, language=language)
    return made if isinstance(made, list) else [made]


def _made(
    make: Make, versions: Sequence[msgspec.Struct], *, title: str, paper: Paper, language: str
) -> bytes | list[bytes]:
    """Set the document; if the fonts still refuse a character, in Latin letters only."""
    import typst

    short = [one for one in versions if len(msgspec.json.encode(one).decode()) <= ROOM]

    def inputs(replace: Replace) -> dict[str, str]:
        data = {
            "title": title,
            "paper": paper.value,
            "language": language,
            "colours": colours(),
            "versions": [_shown(one, replace) for one in short or versions[-1:]],
        }
        return {"data": json.dumps(data, ensure_ascii=False)}

    try:
        made = make(inputs(printable))
    except typst.TypstError:
        made = make(inputs(plain))
    if made is None:
        raise RuntimeError("the compiler gave nothing")
    return made


def _shown(version: msgspec.Struct, replace: Replace) -> dict[str, object]:
    show = Showing(replace)
    shown = show.all(msgspec.to_builtins(version))
    assert isinstance(shown, dict)
    return {**shown, "replaced": replaced_words(show.replaced)}


def compiler(template: str) -> "typst.Compiler":
    """Give a compiler with one of the report's templates and the bundled fonts."""
    import typst

    return typst.Compiler(
        input=str(resource_path("report", template)),
        root=str(resource_path("report")),
        font_paths=[str(resource_path("fonts"))],
        ignore_system_fonts=True,
    )


class Showing:
    """Makes texts printable, each only once, and counts the characters that were replaced."""

    def __init__(self, replace: Replace) -> None:
        self._replace = replace
        self._known: dict[str, tuple[str, int]] = {}
        self.replaced = 0

    def __call__(self, text: str) -> str:
        """Give a text as it can be printed."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._replace(text)
        self.replaced += known[1]
        return known[0]

    def all(self, value: object) -> object:
        """Give a tree with every text in it as it can be printed."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {key: self.all(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.all(one) for one in value]
        return value


def replaced_words(count: int) -> str:
    """Say how many characters stand as their numbers; nothing where none does."""
    text = ngettext(
        "{n} character that this PDF cannot show stands as its number, such as [U+4F60].",
        "{n} characters that this PDF cannot show stand as their numbers, such as [U+4F60].",
        count,
    )
    return text.format(n=count) if count else ""


@cache
def colours() -> dict[str, str]:
    """Give the light theme's colours by their names: paper is light."""
    text = resource_path("theme.toml").read_text(encoding="utf-8")
    return {name: str(colour) for name, colour in tomllib.loads(text)["light"].items()}
