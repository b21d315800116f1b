# SPDX-License-Identifier: Apache-2.0
"""The articles are read whole, and what the format does not allow is refused with file and line."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from companion import articles
from companion.domain.article import Group, List, Paragraph, Run, Table, told

STRUCTURE = """\
[[article]]
id = "mood"
group = "rules"
sources = ["E1", "L1"]
reviewed = 2026-11-27
clinician_review = "none"
topics = ["0-01"]

[[article]]
id = "sleep"
group = "between"
sources = []
reviewed = 2026-11-20
clinician_review = "Dr A. Example, 2026-12-01"
"""
MOOD = """\
# How mood is counted

A day's mood is the mean of its
check-ins.[^L1] **Nothing** more.

## What is {missing} {#missing}

- A day without a check-in & nothing else
- **Half** of them (50 %). [^E1] [^L1]

| Day | Mood |
|---|---|
| Monday | 4[^E1] |
| Tuesday | |

## Más {#more-2}

The end.
"""
SLEEP = "# Sleep\n\nGo to bed.\n\n## When {#when}\n\nAt night.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "en").mkdir()
    (tmp_path / "es").mkdir()
    (tmp_path / "articles.toml").write_text(STRUCTURE, encoding="utf-8")
    (tmp_path / "en" / "mood.md").write_text(MOOD, encoding="utf-8")
    (tmp_path / "en" / "sleep.md").write_text(SLEEP, encoding="utf-8")
    return tmp_path


def test_an_article_is_read_whole(folder: Path) -> None:
    found = articles.read(folder, "en", {"E1", "L1"})

    assert list(found) == ["mood", "sleep"]
    article = found["mood"]
    assert (article.title, article.group) == ("How mood is counted", Group.RULES)
    assert (article.reviewed, article.topics) == (date(2026, 11, 27), ("0-01",))
    assert not article.is_reviewed
    assert found["sleep"].is_reviewed
    assert article.gist == (
        Run(text="A day's mood is the mean of its check-ins."),
        Run(source="L1"),
        Run(text=" "),
        Run(text="Nothing", bold=True),
        Run(text=" more."),
    )
    missing, more = article.sections
    assert (missing.anchor, missing.heading) == ("missing", "What is {missing}")
    assert (more.anchor, more.heading) == ("more-2", "Más")
    assert more.blocks == (Paragraph((Run(text="The end."),)),)
    points, table = missing.blocks
    assert isinstance(points, List)
    assert [told(words) for words in points.items] == [
        "A day without a check-in & nothing else",
        "Half of them (50 %).",
    ]
    assert points.items[1][-2:] == (Run(source="E1"), Run(source="L1"))
    assert isinstance(table, Table)
    assert [told(cell) for cell in table.head] == ["Day", "Mood"]
    assert [[told(cell) for cell in cells] for cells in table.rows] == [
        ["Monday", "4"],
        ["Tuesday", ""],
    ]


def test_the_sources_are_counted_in_the_order_of_the_text(folder: Path) -> None:
    assert articles.read(folder, "en", {"E1", "L1"})["mood"].sources == ("L1", "E1")


def test_an_article_that_nobody_translated_is_there_in_english(folder: Path) -> None:
    (folder / "es" / "sleep.md").write_text(SLEEP.replace("Sleep", "Dormir"), encoding="utf-8")

    found = articles.read(folder, "es", {"E1", "L1"})

    assert (found["sleep"].title, found["sleep"].language) == ("Dormir", "es")
    assert (found["mood"].title, found["mood"].language) == ("How mood is counted", "en")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("Title\n\nGist.\n", 1, "the first line is not the title"),
        ("\n# T\n\nGist.\n\n## H {#h}\n\nA.\n", 2, "the first line is not the title"),
        ("# T\n\n## H {#h}\n\nA.\n", 3, "the gist does not follow the title"),
        ("# T\n\nGist.\n", 3, "there is no section"),
        ("# T\n\nGist.\n\nMore.\n", 5, "a section has to begin with ##"),
        ("# T\n\nGist.\n\n## H\n\nA.\n", 5, "the heading has no anchor"),
        ("# T\n\nGist.\n\n## H {#H_h}\n\nA.\n", 5, "the heading has no anchor"),
        ("# T\n\nGist.\n\n## **H** {#h}\n\nA.\n", 5, "a heading has plain words alone"),
        ("# T\n\nGist.\n\n## H {#h}\n\n## I {#i}\n\nA.\n", 5, "nothing stands under the heading"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA.\n\n## I {#h}\n\nA.\n", 9, "stands there twice"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA.\n\n### I {#i}\n\nA.\n", 9, "a section has to begin with"),
        ("# T\n\nGist.\n\n## H {#h}\n\n<p>A.</p>\n", 7, "HTML has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA\n<b>b</b>.\n", 8, "HTML has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA\nb\n![c](d.png)\n", 9, "an image has no place here"),
        ("# T\n\nA [link](b).\n\n## H {#h}\n\nA.\n", 3, "a link has no place here"),
        ("# T\n\nA.\n\n## H {#h}\n\nSee <https://a.example>.\n", 7, "a link has no place here"),
        ("# T\n\nA.\n\n## H {#h}\n\nSee https://a.example.\n", 7, "an address has no place"),
        ("# T\n\nA.\n\n## H {#h}\n\nA.\n\n[^E1]: B.\n", 1, "a line that defines a link"),
        ("# T\n\nGist.\n\n## H {#h}\n\n```\nA\n```\n", 7, "code has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\n1. A\n", 7, "a numbered list has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\n> A\n", 7, "a quotation has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA *b*.\n", 7, "slanted words has no place here"),
        ("# T\n\nGist.\n\n## H {#h}\n\n- A\n\n  B\n", 9, "a point of a list is one paragraph"),
        ("# T\n\nGist.\n\n## H {#h}\n\n- A\n  - B\n", 8, "a point of a list is one paragraph"),
        ("# T\n\nGist.\n\n## H {#h}\n\n| A | B |\n|---|---|\n", 7, "the table has no rows"),
        (
            "# T\n\nGist.\n\n## H {#h}\n\n| A | B |\n|---|---|\n| 1 | 2 | 3 |\n",
            9,
            "the row has 3 cells, not 2",
        ),
        ("# T\n\nGist.\n\n## H {#h}\n\nA | B\n1 | 2\n", 7, "a table that is not whole"),
        ("# T\n\nGist.\n\n## H {#h}\n\nA\nb.[^Z9]\n", 8, "'Z9' is no source"),
        ("# T\n\nGist.\n\n## H {#h}\n\n- A\n- b.[^L9]\n", 8, "L9 is not among the article's"),
    ],
)
def test_what_the_format_does_not_allow_is_refused(
    folder: Path, text: str, line: int, what: str
) -> None:
    (folder / "en" / "sleep.md").write_text(text, encoding="utf-8")

    told_where = re.escape(f"en/sleep.md, line {line}: ")
    with pytest.raises(ValueError, match=f"^{told_where}.*{re.escape(what)}"):
        articles.read(folder, "en", {"E1", "L1", "L9"})


@pytest.mark.parametrize(
    ("structure", "what"),
    [
        (STRUCTURE.replace('"sleep"', '"mood"'), "mood stands there twice"),
        (STRUCTURE.replace('"sleep"', '"dreams"'), "dreams has no words in en"),
        (STRUCTURE.replace('"between"', '"news"'), "news"),
        (STRUCTURE.replace("sources = []", 'sources = ["E1"]'), "does not cite: ['E1']"),
        (STRUCTURE.replace("topics", "subjects"), "subjects"),
        ("[other]\n", "article"),
    ],
)
def test_a_wrong_structure_is_refused_by_its_file(folder: Path, structure: str, what: str) -> None:
    (folder / "articles.toml").write_text(structure, encoding="utf-8")

    with pytest.raises(ValueError, match=rf"^articles\.toml: .*{re.escape(what)}"):
        articles.read(folder, "en", {"E1", "L1"})


def test_the_parser_is_imported_when_articles_are_read() -> None:
    told_by = "import sys; import companion.content; print('markdown_it' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", told_by], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
