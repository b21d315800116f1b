# SPDX-License-Identifier: Apache-2.0
"""Reads the articles: structure from one file, words from one Markdown file an article and language.

The Markdown is a small part of it: a title, sections with an anchor, paragraphs, plain lists, small
tables, bold words, and citations as ``[^E1]``. Whatever else stands there is refused with its file
and line, so that screen and paper show all there is.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from companion.domain.article import (
    Article,
    Block,
    Document,
    Group,
    List,
    Paragraph,
    Run,
    Section,
    Table,
    Words,
    cited,
    told,
    words_of,
)
from companion.language import SOURCE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_CITATION = re.compile(r"\[\^([^\]]*)\]")
_HEADING = re.compile(r"(.*\S)\s+\{#([a-z0-9]+(?:-[a-z0-9]+)*)\}")
_NAMES = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "image": "an image",
    "link_open": "a link",
    "fence": "code",
    "code_block": "code",
    "code_inline": "code",
    "ordered_list_open": "a numbered list",
    "blockquote_open": "a quotation",
    "hr": "a line across",
    "em_open": "slanted words",
    "hardbreak": "a broken line",
}


class _Told(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file of structure says of an article."""

    id: str
    group: Group
    sources: tuple[str, ...]
    reviewed: date
    clinician_review: str
    topics: tuple[str, ...] = ()


def read(folder: Path, language: str, sources: Collection[str]) -> Mapping[str, Article]:
    """Give every article by its id in the order of the file, in English where not translated.

    ``sources`` are the keys that may be cited. Raises ValueError, with the file and where possible
    the line, where an article is not as it has to be.
    """
    path = folder / "articles.toml"
    try:
        told_of = msgspec.convert(
            tomllib.loads(path.read_text(encoding="utf-8"))["article"], tuple[_Told, ...]
        )
    except (msgspec.ValidationError, KeyError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    found: dict[str, Article] = {}
    for one in told_of:
        if one.id in found:
            raise ValueError(f"{path.name}: {one.id} stands there twice")
        found[one.id] = _article(folder, language, one, sources)
    return found


def document(path: Path) -> Document:
    """Give a document that rests on no source. Raises ValueError where it is not as it has to be."""
    return Document(*_Reading(path, allowed=set(), known=()).whole())


def _article(folder: Path, language: str, one: _Told, sources: Collection[str]) -> Article:
    path = folder / language / f"{one.id}.md"
    if not path.exists():
        language = SOURCE
        path = folder / language / f"{one.id}.md"
    if not path.exists():
        raise ValueError(f"articles.toml: {one.id} has no words in {path.parent.name}")
    reading = _Reading(path, allowed=set(one.sources), known=sources)
    title, gist, sections = reading.whole()
    blocks = (block for section in sections for block in section.blocks)
    order = [
        *cited(gist),
        *(key for each in blocks for part in words_of(each) for key in cited(part)),
    ]
    uncited = [key for key in one.sources if key not in order]
    if uncited:
        raise ValueError(f"articles.toml: {one.id} names sources it does not cite: {uncited}")
    return Article(
        id=one.id,
        group=one.group,
        title=title,
        gist=gist,
        sections=sections,
        sources=tuple(dict.fromkeys(order)),
        reviewed=one.reviewed,
        clinician_review=one.clinician_review,
        topics=one.topics,
        language=language,
    )


@cache
def _parser() -> "MarkdownIt":
    # Imported late: nothing but the articles needs it.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


class _Reading:
    """Goes through the tokens of one file."""

    def __init__(self, path: Path, *, allowed: set[str], known: Collection[str]) -> None:
        text = path.read_text(encoding="utf-8")
        defined: dict[str, object] = {}
        self._path = path
        self._lines = text.splitlines()
        self._tokens = _parser().parse(text, defined)
        self._allowed = allowed
        self._known = known
        self._at = 0
        self._line = 1
        self._columns = 0
        if defined.get("references"):
            raise self._fault("a line that defines a link has no place here")

    def whole(self) -> tuple[str, Words, tuple[Section, ...]]:
        """Give the title, the gist and the sections."""
        if self._kind() != "heading_open" or self._tokens[0].tag != "h1" or self._line != 1:
            raise self._fault("the first line is not the title")
        title = self._heading()
        if self._kind() != "paragraph_open":
            raise self._fault("the gist does not follow the title")
        gist = self._block()
        assert isinstance(gist, Paragraph)
        sections: list[Section] = []
        while self._at < len(self._tokens):
            sections.append(self._section({one.anchor for one in sections}))
        if not sections:
            raise self._fault("there is no section")
        return title, gist.words, tuple(sections)

    def _section(self, taken: set[str]) -> Section:
        if self._kind() != "heading_open" or self._tokens[self._at].tag != "h2":
            raise self._fault("a section has to begin with ## and its heading")
        begun = self._line
        heading = self._heading()
        parts = _HEADING.fullmatch(heading)
        if parts is None:
            raise self._fault("the heading has no anchor, such as {#how-long}", begun)
        if parts[2] in taken:
            raise self._fault(f"the anchor {parts[2]} stands there twice", begun)
        blocks = []
        while self._at < len(self._tokens) and self._kind() != "heading_open":
            blocks.append(self._block())
        if not blocks:
            raise self._fault("nothing stands under the heading", begun)
        return Section(anchor=parts[2], heading=parts[1], blocks=tuple(blocks))

    def _heading(self) -> str:
        begun = self._line
        self._next()
        words = self._words()
        self._next()
        if any(run.bold or run.source for run in words):
            raise self._fault("a heading has plain words alone", begun)
        return told(words)

    def _block(self) -> Block:
        kind = self._kind()
        if kind == "paragraph_open":
            return Paragraph(self._paragraph())
        if kind == "bullet_list_open":
            return self._list()
        if kind == "table_open":
            return self._table()
        raise self._refused()

    def _paragraph(self) -> Words:
        self._next()
        words = self._words()
        self._next()
        return words

    def _list(self) -> List:
        self._next()
        items = []
        while self._kind() == "list_item_open":
            self._next()
            if self._kind() != "paragraph_open":
                raise self._refused()
            items.append(self._paragraph())
            if self._kind() != "list_item_close":
                raise self._fault("a point of a list is one paragraph")
            self._next()
        self._next()
        return List(tuple(items))

    def _table(self) -> Table:
        rows: list[list[Words]] = []
        begun = self._line
        while self._kind() != "table_close":
            if self._kind() == "tr_open":
                rows.append([])
                self._check_cells()
            self._next()
            if self._kind() == "inline":
                rows[-1].append(self._words(ahead=False))
        self._next()
        head, *body = (tuple(cells) for cells in rows)
        if not body:
            raise self._fault("the table has no rows", begun)
        self._columns = 0
        return Table(head, tuple(body))

    def _check_cells(self) -> None:
        """Refuse a row with more or fewer cells than the first, which would lose or gain some."""
        count = self._lines[self._line - 1].strip().removeprefix("|").removesuffix("|").count("|")
        self._columns = self._columns or count + 1
        if count + 1 != self._columns:
            raise self._fault(f"the row has {count + 1} cells, not {self._columns}")

    def _words(self, *, ahead: bool = True) -> Words:
        """Give the runs of an inline token, those that belong together as one."""
        token = self._tokens[self._at]
        found: list[Run] = []
        for run in self._runs(token.children or ()) if token.content else ():
            last = found[-1] if found else None
            if last is not None and not (run.source or last.source) and run.bold == last.bold:
                found[-1] = Run(text=last.text + run.text, bold=run.bold)
            else:
                found.append(run)
        if ahead:
            self._next()
        return tuple(found)

    def _runs(self, children: "Sequence[Token]") -> Iterator[Run]:
        bold = False
        for child in children:
            if child.type == "text":
                yield from self._cut(child.content, bold=bold)
            elif child.type == "softbreak":
                yield Run(text=" ", bold=bold)
                self._line += 1
            elif child.type in ("strong_open", "strong_close"):
                bold = child.type == "strong_open"
            else:
                raise self._fault(f"{_NAMES.get(child.type, child.type)} has no place here")

    def _cut(self, text: str, *, bold: bool) -> Iterator[Run]:
        """Part a text at its citations."""
        if "|" in text or "://" in text:
            what = "a table that is not whole" if "|" in text else "an address"
            raise self._fault(f"{what} has no place here")
        place = 0
        for found in _CITATION.finditer(text):
            # The mark stands close to what it belongs to, however it was typed.
            if before := text[place : found.start()].rstrip():
                yield Run(text=before, bold=bold)
            yield Run(source=self._source(found[1]))
            place = found.end()
        if text[place:]:
            yield Run(text=text[place:], bold=bold)

    def _source(self, key: str) -> str:
        if key not in self._known:
            raise self._fault(f"{key!r} is no source")
        if key not in self._allowed:
            raise self._fault(f"{key} is not among the article's sources")
        return key

    # ---- the tokens

    def _kind(self) -> str:
        """Give the kind of the token that comes next, and remember its line."""
        if self._at >= len(self._tokens):
            return ""
        token = self._tokens[self._at]
        if token.map is not None:
            self._line = token.map[0] + 1
        return token.type

    def _next(self) -> None:
        self._at += 1
        self._kind()

    def _refused(self) -> ValueError:
        kind = self._kind()
        return self._fault(f"{_NAMES.get(kind, kind)} has no place here")

    def _fault(self, what: str, line: int = 0) -> ValueError:
        where = f"{self._path.parent.name}/{self._path.name}"
        return ValueError(f"{where}, line {line or self._line}: {what}")
