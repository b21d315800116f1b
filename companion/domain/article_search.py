# SPDX-License-Identifier: Apache-2.0
"""Finding a place in the articles by words in any order, accents and small or capital letters aside."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from enum import IntEnum
from functools import cached_property

from msgspec import Struct

from companion.domain.article import Article, Block, Table, told, words_of
from companion.domain.effect_search import SLIPS, SLIPS_FROM, wanted, words_in

_SENTENCE = re.compile(r"(?<=[.!?…])[”’)\"]*\s+")
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f'’‘`])*")


class Rank(IntEnum):
    """Where the words were found, the best first."""

    TITLE = 0
    HEADING = 1
    TEXT = 2


class Hit(Struct, frozen=True, kw_only=True):
    """A place that holds every word: the whole article, or the section with that anchor.

    ``sentence`` is the one that tells most, and ``marks`` are the places in it, from and to.
    """

    article: str
    anchor: str
    rank: Rank
    sentence: str
    marks: tuple[tuple[int, int], ...]


class _Sentence(Struct, frozen=True):
    """A sentence, and its words as they are compared."""

    text: str
    words: frozenset[str]


class _Place(Struct, frozen=True, kw_only=True):
    """A section, or with no anchor the article's title and gist, as it is compared."""

    article: str
    anchor: str
    title: frozenset[str]
    heading: frozenset[str]
    text: frozenset[str]
    sentences: tuple[_Sentence, ...]


class Finder:
    """Finds in some articles. Their words are gone through once."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._articles = tuple(articles)

    def find(self, typed: str) -> tuple[Hit, ...]:
        """Give the places that hold every word that was typed, each by its beginning.

        Those in a title come first, then those in a heading, then those in the text, each in the
        order of the articles. An article found by its title is not given once more for its text.
        """
        words = wanted(typed)
        if not words:
            return ()
        found: list[Hit] = []
        titled: set[str] = set()
        for place in self._places:
            rank = _rank(place, words)
            if rank is None or (rank is Rank.TEXT and place.article in titled):
                continue
            if rank is Rank.TITLE:
                titled.add(place.article)
            sentence = max(place.sentences, key=lambda one: _count(one, words)).text
            found.append(
                Hit(
                    article=place.article,
                    anchor=place.anchor,
                    rank=rank,
                    sentence=sentence,
                    marks=marks(sentence, words),
                )
            )
        return tuple(sorted(found, key=lambda hit: hit.rank))

    def meant(self, typed: str) -> str:
        """Give the words that could have been meant where slips were made; else nothing."""
        put_right = [self._put_right(word) for word in wanted(typed)]
        guess = " ".join(word for word in put_right if word)
        return guess if guess and words_in(guess) != wanted(typed) and self.find(guess) else ""

    def _put_right(self, word: str) -> str:
        if any(known.startswith(word) for known in self._written):
            return word
        if len(word) < SLIPS_FROM:
            return ""
        like = get_close_matches(word, list(self._written), n=1, cutoff=SLIPS)
        return self._written[like[0]] if like else ""

    @cached_property
    def _places(self) -> tuple[_Place, ...]:
        return tuple(place for article in self._articles for place in _places(article))

    @cached_property
    def _written(self) -> dict[str, str]:
        """Every word as it is compared, and as it is written."""
        found: dict[str, str] = {}
        for article in self._articles:
            for text in (article.title, *(one for part in _parts(article) for one in part)):
                for word in _WORD.findall(text):
                    for plain in words_in(word):
                        found.setdefault(plain, word.lower())
        return found


def marks(sentence: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Give the places of the words of a sentence that begin with one of those wanted."""
    return tuple(
        found.span()
        for found in _WORD.finditer(sentence)
        if any(word.startswith(begun) for word in words_in(found[0]) for begun in words)
    )


def _rank(place: _Place, words: Sequence[str]) -> Rank | None:
    if not place.anchor and _holds(place.title, words):
        return Rank.TITLE
    if place.anchor and _holds(place.heading, words):
        return Rank.HEADING
    own = place.heading | place.text
    # A section need not say again what the title said, but it has to say something of its own.
    if _holds(own | place.title, words) and any(_holds(own, (word,)) for word in words):
        return Rank.TEXT
    return None


def _holds(known: frozenset[str], words: Iterable[str]) -> bool:
    return all(any(word.startswith(begun) for word in known) for begun in words)


def _count(sentence: _Sentence, words: Sequence[str]) -> int:
    return sum(_holds(sentence.words, (word,)) for word in words)


def _places(article: Article) -> Iterator[_Place]:
    heads = [("", ""), *((section.anchor, section.heading) for section in article.sections)]
    for (anchor, heading), part in zip(heads, _parts(article), strict=True):
        sentences = tuple(_Sentence(text, frozenset(words_in(text))) for text in part)
        yield _Place(
            article=article.id,
            anchor=anchor,
            title=frozenset(words_in(article.title)),
            heading=frozenset(words_in(heading)),
            text=frozenset[str]().union(*(sentence.words for sentence in sentences)),
            sentences=sentences,
        )


def _parts(article: Article) -> Iterator[tuple[str, ...]]:
    """Give the sentences of the gist, then those of each section."""
    yield tuple(_SENTENCE.split(told(article.gist)))
    for section in article.sections:
        yield tuple(sentence for block in section.blocks for sentence in _sentences(block))


def _sentences(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        for cells in (block.head, *block.rows):
            yield " · ".join(told(cell) for cell in cells if told(cell))
        return
    for words in words_of(block):
        yield from _SENTENCE.split(told(words))
