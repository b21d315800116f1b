# SPDX-License-Identifier: Apache-2.0
"""What a patient reads in Spanish is as plain as in English, by the scale of Szigriszt-Pazos.

Perspicuity = 206.835 − 62.3 × syllables per word − words per sentence. On the INFLESZ scale 40 to
55 is somewhat hard, 55 to 65 normal (a newspaper, secondary school), 65 to 80 quite easy, and over
80 very easy. A patient’s text has to be quite easy as a whole; a single item, with its names of
medicines, may come down to the upper half of normal.

As in English, questionnaires and names are left out, and a sentence ends at a full stop, a question
mark, an exclamation mark or a line’s end. Syllables follow from Spanish spelling, so they are
counted by rule: no list of words is needed.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest

from companion.content import Content
from tests.resources.test_reading_level import NAMES, PLACEHOLDER, SENTENCE_END, WORD
from tests.resources.test_words import WORDS

EASY = 65.0
ITEM = 60.0
CONTENT = Content("es")
SKIPPED = {name.partition("/")[2] for name in NAMES}
FILES = sorted({file for file, _, _ in WORDS if file.startswith("es/")})
READ = [file for file in FILES if file.partition("/")[2] not in SKIPPED]
VOWELS = re.compile(r"[aeiouáéíóúü]+(?:h[aeiouáéíóúü]+)*")
OPEN = set("aeoáéóíú")
"""Two of these side by side belong to two syllables: le-er, dí-a."""


def syllables(word: str) -> int:
    """Count the syllables of a Spanish word; a number or an abbreviation is read sign by sign."""
    if word == word.upper():
        return sum(map(str.isalnum, word))
    spoken = re.sub(r"y$", "i", re.sub(r"([qg])u([eiéí])", r"\1\2", word.lower()))
    return max(1, sum(map(_in_group, VOWELS.findall(spoken))))


def _in_group(vowels: str) -> int:
    said = vowels.replace("h", "")
    return 1 + sum(one in OPEN and other in OPEN for one, other in pairwise(said))


def ease(text: str) -> float:
    """Give how easily a text is read; what is filled in counts as one word."""
    words = WORD.findall(PLACEHOLDER.sub("clínica", text))
    parts = [part for part in SENTENCE_END.split(text) if WORD.search(part)]
    return 206.835 - 62.3 * sum(map(syllables, words)) / len(words) - len(words) / len(parts)


def hardest(texts: Iterable[tuple[str, str]]) -> str:
    """Give the hardest texts, a line each: ease, place and words."""
    ranked = sorted((ease(text), place, text) for place, text in texts)[:20]
    return "\n" + "\n".join(f"{found:5.1f} {place}: {text}" for found, place, text in ranked)


def hold(texts: Iterable[tuple[str, str]], limit: float) -> None:
    """Raise AssertionError with the hardest texts where one is below the limit."""
    measured = list(texts)
    assert all(ease(text) >= limit for _, text in measured), hardest(measured)


def test_every_item_is_plain() -> None:
    items = [
        (key, f"{words.question} {words.says} {words.why} {words.unmet}")
        for key, words in CONTENT.items.items()
    ]
    assert len(items) > 100
    hold(items, ITEM)


def test_every_reply_is_quite_easy() -> None:
    replies = [
        (key, f"{reply.body} {reply.danger} {reply.talk} {reply.closing}")
        for key, reply in CONTENT.replies.items()
        if key not in ("listed", "unlisted")
    ]
    assert len(replies) == 4
    hold(replies, EASY)


@pytest.mark.parametrize("file", READ)
def test_a_file_as_a_whole_is_quite_easy(file: str) -> None:
    texts = [(way, text) for name, way, text in WORDS if name == file and WORD.search(text)]
    assert ease("\n".join(text for _, text in texts)) >= EASY, hardest(texts)


# --- the measure itself ---------------------------------------------------------------------------

OFFICIAL = (
    "No obstante las disposiciones anteriormente mencionadas, los pacientes en tratamiento están "
    "obligados a garantizar el cumplimiento de todos los requerimientos institucionales aplicables "
    "relativos al transporte. La autorización para el abandono sin acompañamiento está condicionada "
    "a la finalización satisfactoria del período de observación prescrito."
)
PLAIN = (
    "Alguien tiene que llevarte a casa después de la sesión. Si nadie puede, llama a la clínica."
)


def test_official_language_is_found_out_and_plain_language_let_through() -> None:
    with pytest.raises(AssertionError, match="No obstante"):
        hold([("plain", PLAIN), ("official", OFFICIAL)], ITEM)
    hold([("plain", PLAIN)], EASY)


def test_the_ease_is_what_the_formula_says() -> None:
    assert ease("Llama a la clínica. ¿Y si no?") == pytest.approx(206.835 - 62.3 * 10 / 7 - 7 / 2)
    assert ease("Llama a {clinic}.") == pytest.approx(206.835 - 62.3 * 6 / 3 - 3)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("día", 2),
        ("leer", 2),
        ("sueño", 2),
        ("ciudad", 2),
        ("alcohol", 3),
        ("quien", 1),
        ("guía", 2),
        ("también", 2),
        ("ketamina", 4),
        ("muy", 1),
        ("y", 1),
        ("FDA", 3),
        ("24", 2),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count
