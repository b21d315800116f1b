# SPDX-License-Identifier: Apache-2.0
"""What a patient reads needs eight years of school at most, by the Flesch-Kincaid grade.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59, where a sentence ends at a
full stop, a question mark, an exclamation mark or a line’s end, never at a colon or a semicolon.

The formula was made for passages and jumps about on a few words. So it holds for a whole item
(question, what to do, why, and what if not: 45 to 155 words), a whole reply, a whole file, and all
the interface’s sentences of 8 words or more together. A single sentence is measured from 13 words
on, against a wider limit; anything shorter only counts in what it stands in. The questionnaires
are verbatim, so they are not measured at all.

Syllables are counted by syllapy: kept up, on its own, under the MIT licence, its word list inside
the package. The versions of textstat that still get updates fetch a word list from the network, and
textstat installs a package called tests beside ours. py-readability-metrics fetches data too,
textdescriptives needs spaCy and a model, and pyphen finds places for hyphens, which are fewer than
syllables. On these texts syllapy counts one syllable in 180 less than the CMU dictionary does: a
tenth of a grade.

`python -m tests.resources.test_reading_level` lists the hardest sentences at any time.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import syllapy

import companion
from companion.content import Content
from companion.shipped import resource_path
from tests.resources.test_words import WORDS, sentences

GRADE = 8.0
SENTENCE_GRADE = 12.0
LONGER_THAN = 12
SHOWN_FROM = 8

CONTENT = Content("en")
# A file that holds names alone, and why its words are not ours to choose.
NAMES = {
    "en/countries.toml": "Countries are called what they are called.",
    "en/instruments.toml": "Questionnaires and their bands have names by which they are published.",
    "en/side_effects.toml": "Names of effects, doctors’ terms for them and words to search by.",
}
# Where the interface speaks to somebody else. Pages for the person and for whoever stays count.
DEVELOPERS = {"cli.py"}
DOCTORS = {
    "report/appendix.py",
    "report/care.py",
    "report/closing.py",
    "report/consultation_sheet.py",
    "report/effects.py",
    "report/panels.py",
    "report/scales.py",
    "report/sessions.py",
    "report/summary.py",
    "report/wording.py",
}

WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.!?…])[”’)]*\s+|\n+")
PLACEHOLDER = re.compile(r"{[^}]*}")


class Text(NamedTuple):
    """Words that somebody reads, and where they stand."""

    place: str
    words: str

    @property
    def length(self) -> int:
        """The number of words."""
        return len(list_of_words(self.words))

    @property
    def grade(self) -> float:
        """The years of school it takes to read it. Raises ValueError where there are no words."""
        words = list_of_words(self.words)
        if not words:
            raise ValueError(f"no words at {self.place}")
        per_sentence = len(words) / len(split(self.words))
        per_word = sum(map(syllables, words)) / len(words)
        return 0.39 * per_sentence + 11.8 * per_word - 15.59


def split(text: str) -> list[str]:
    """Give the sentences of a text."""
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def list_of_words(text: str) -> list[str]:
    """Give the words of a text. What is filled in counts as one of two syllables."""
    return WORD.findall(PLACEHOLDER.sub("clinic", text))


def syllables(word: str) -> int:
    """Count syllables; a number or an abbreviation is read out sign by sign."""
    if word == word.upper():
        return sum(map(str.isalnum, word))
    return max(1, int(syllapy.count(word.replace("’", "'"))))


def long_sentences(texts: Iterable[Text]) -> list[Text]:
    """Give the sentences that are long enough to be measured on their own."""
    parts = (Text(text.place, part) for text in texts for part in split(text.words))
    return [part for part in parts if part.length > LONGER_THAN]


def hardest(texts: Iterable[Text], number: int = 20) -> str:
    """Give the hardest texts, a line each: grade, number of words, place and words."""
    ranked = sorted(texts, key=lambda text: text.grade, reverse=True)[:number]
    lines = (f"{text.grade:5.1f} {text.length:4} {text.place}: {text.words}" for text in ranked)
    return "\n" + "\n".join(lines)


def hold(texts: Iterable[Text], limit: float) -> None:
    """Raise AssertionError with the hardest texts where one is above the limit."""
    measured = list(texts)
    assert all(text.grade <= limit for text in measured), hardest(measured)


def one(place: str, texts: Iterable[Text]) -> Text:
    """Give texts as one, each beginning a new line."""
    return Text(place, "\n".join(text.words for text in texts))


OURS = [Text(f"{file}{way}", text) for file, way, text in WORDS if file.startswith("en/")]
READ = [text for text in OURS if not text.place.startswith(tuple(NAMES))]
ITEMS = [
    Text(key, f"{words.question} {words.says} {words.why} {words.unmet}")
    for key, words in CONTENT.items.items()
]
REPLIES = [
    Text(key, f"{reply.body} {reply.danger} {reply.talk} {reply.closing}")
    for key, reply in CONTENT.replies.items()
]
FILES = sorted({file for file, _, _ in WORDS if file.startswith("en/")} - set(NAMES))


@cache
def shown() -> tuple[Text, ...]:
    """Give the sentences that the programme itself says to the person."""
    root = Path(companion.__file__).parent
    found = [
        Text(f"{place}:{line}", words)
        for path in sorted(root.rglob("*.py"))
        if (place := path.relative_to(root).as_posix()) not in DEVELOPERS | DOCTORS
        for line, words in sentences(path.read_text(encoding="utf-8"))
    ]
    return tuple(text for text in found if text.length >= SHOWN_FROM)


# --- what is read ---------------------------------------------------------------------------------


def test_every_item_can_be_read_after_eight_years_of_school() -> None:
    assert len(ITEMS) > 100
    assert min(item.length for item in ITEMS) > LONGER_THAN
    hold(ITEMS, GRADE)


def test_every_reply_can_be_read_after_eight_years_of_school() -> None:
    assert len(REPLIES) > 5
    hold(REPLIES, GRADE)


@pytest.mark.parametrize("file", FILES)
def test_a_file_as_a_whole_can_be_read_after_eight_years_of_school(file: str) -> None:
    texts = [text for text in READ if text.place.startswith(file)]
    assert one(file, texts).grade <= GRADE, hardest(texts)


def test_the_interface_as_a_whole_can_be_read_after_eight_years_of_school() -> None:
    assert len(shown()) > 300
    assert one("companion", shown()).grade <= GRADE, hardest(shown())


def test_no_long_sentence_is_hard_on_its_own() -> None:
    measured = long_sentences([*READ, *shown()])
    assert len(measured) > 300
    hold(measured, SENTENCE_GRADE)


# --- what is left out -----------------------------------------------------------------------------


def test_what_is_left_out_is_there() -> None:
    root = Path(companion.__file__).parent
    assert [place for place in DEVELOPERS | DOCTORS if not (root / place).is_file()] == []
    assert [name for name in NAMES if not resource_path("words", name).is_file()] == []


# --- the measure itself ---------------------------------------------------------------------------

OFFICIAL = (
    "Notwithstanding the aforementioned provisions, patients undergoing treatment are obliged to "
    "ensure compliance with all applicable institutional requirements regarding transportation. "
    "Authorisation for unaccompanied departure is contingent upon satisfactory completion of the "
    "prescribed observation period, documentation of which remains the responsibility of the "
    "administering facility."
)
PLAIN = (
    "Someone must take you home after the session. You can leave when the staff say that you can "
    "go. If nobody can come, call the clinic and ask what they want you to do."
)


def test_official_language_is_found_out() -> None:
    with pytest.raises(AssertionError, match="Notwithstanding"):
        hold([Text("plain", PLAIN), Text("official", OFFICIAL)], GRADE)
    with pytest.raises(AssertionError, match="Authorisation"):
        hold(long_sentences([Text("official", OFFICIAL)]), SENTENCE_GRADE)


def test_plain_language_is_let_through() -> None:
    hold([Text("plain", PLAIN)], GRADE)
    hold(long_sentences([Text("plain", PLAIN)]), SENTENCE_GRADE)


def test_one_hard_item_among_all_is_found_out() -> None:
    with pytest.raises(AssertionError, match="official") as found:
        hold([*ITEMS, Text("official", OFFICIAL)], GRADE)
    assert str(found.value).strip().count("\n") >= 19


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        ("Call {clinic}. Ask them: is it open?", 0.39 * 7 / 2 + 11.8 * 9 / 7 - 15.59),
        ("At least 24 h, from the label", 0.39 * 7 + 11.8 * 9 / 7 - 15.59),
    ],
)
def test_the_grade_is_what_the_formula_says(text: str, grade: float) -> None:
    assert Text("", text).grade == pytest.approx(grade)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("“Nothing.” Is that so? Yes!", 3),
        ("It is 1.5 h; then rest: sit down.", 1),
        ("A heading\nand a line", 2),
    ],
)
def test_sentences_end_where_a_reader_would_pause(text: str, parts: int) -> None:
    assert len(split(text)) == parts


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("can’t", 1),
        ("clinic’s", 2),
        ("blood-pressure", 3),
        ("medicine", 3),
        ("anaesthesia", 4),
        ("ketamine", 3),
        ("benzodiazepines", 6),
        ("FDA", 3),
        ("GLP-1", 4),
        ("24", 2),
    ],
)
def test_syllables_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_no_words_have_no_grade() -> None:
    with pytest.raises(ValueError, match="no words at here"):
        _ = Text("here", "— …").grade


if __name__ == "__main__":
    print(hardest(long_sentences(READ)))
    print(hardest(long_sentences(shown())))
    print(hardest(shown()))
