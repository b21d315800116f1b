# SPDX-License-Identifier: Apache-2.0
"""What README, CONTRIBUTING and SECURITY name is there, and nothing that can be asked is unnamed."""

import argparse
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from PIL import Image

from companion import arguments
from tests.packaging.scripts import ROOT, script
from tests.resources.test_reading_level import GRADE, Text

README = ROOT / "README.md"
CONTRIBUTING = ROOT / ".github" / "CONTRIBUTING.md"
SECURITY = ROOT / ".github" / "SECURITY.md"
METAINFO = ROOT / "resources" / "about" / "io.github.companionapp.Companion.metainfo.xml"
PICTURES = ROOT / "packaging" / "pictures"
DOCUMENTS = {path.name: path for path in (README, CONTRIBUTING, SECURITY)}
LARGEST = 200_000
"""Bytes a picture may have."""
WIDEST = 2400
"""Pixels: twice what a software centre shows at the most."""

each = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


def text(document: Path) -> str:
    return document.read_text(encoding="utf-8")


# --- links and pictures ---------------------------------------------------------------------------


def tokens(words: str) -> Iterator[Token]:
    """Give all parts of a text in Markdown, those inside a line too."""
    for block in MarkdownIt("commonmark").enable("table").parse(words):
        yield block
        yield from block.children or ()


def slug(heading: str) -> str:
    """Give the anchor that GitHub makes of a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().casefold())
    return kept.replace(" ", "-")


def anchors(words: str) -> set[str]:
    """Give the anchors of all headings."""
    return {slug(found) for found in re.findall(r"^#+ (.+)$", words, re.MULTILINE)}


def leading(words: str) -> Iterator[str]:
    """Give what a text leads to or shows, but what is on another computer."""
    for token in tokens(words):
        found = [str(token.attrs[name]) for name in ("href", "src") if name in token.attrs]
        if token.type in ("html_block", "html_inline"):
            found = re.findall(r'(?:src|href)="([^"]+)"', token.content)
        yield from (target for target in found if not re.match(r"[a-z]+:", target))


def dead_links(words: str, folder: Path) -> list[str]:
    """Give the links of a text in a folder that lead to no file, or to no heading of it."""
    dead = []
    for target in leading(words):
        name, _hash, anchor = unquote(target).partition("#")
        there = folder / name
        if (name and not there.exists()) or (
            anchor and anchor not in anchors(text(there) if name else words)
        ):
            dead.append(target)
    return dead


def blind_pictures(words: str) -> list[str]:
    """Give the pictures of a text that say nothing to somebody who cannot see them."""
    blind = [
        str(token.attrs["src"])
        for token in tokens(words)
        if token.type == "image" and not token.content.strip()
    ]
    html = "".join(token.content for token in tokens(words) if token.type.startswith("html"))
    return blind + [
        tag for tag in re.findall(r"<img [^>]*>", html) if not re.search(r'alt="\w', tag)
    ]


@each
def test_every_link_leads_somewhere(document: Path) -> None:
    assert list(leading(text(document)))
    assert dead_links(text(document), document.parent) == []


@pytest.mark.parametrize(
    "words",
    [
        "See [there](nowhere.md).",
        "See [there](README.md#no-such-heading).",
        "# One\n\nSee [there](#two).",
        "![A window](packaging/pictures/none.png)",
        '<img src=\'x.png\'>\n\n<img src="none.png" alt="A page">',
    ],
)
def test_a_link_to_nowhere_is_found(words: str) -> None:
    assert len(dead_links(words, ROOT)) == 1


@each
def test_every_picture_is_told_in_words(document: Path) -> None:
    assert blind_pictures(text(document)) == []


def test_a_picture_without_words_is_found() -> None:
    assert blind_pictures('![](one.png)\n\n<img src="two.png" alt="">') == [
        "one.png",
        '<img src="two.png" alt="">',
    ]


# --- the pictures ---------------------------------------------------------------------------------


def test_the_readme_shows_every_picture_but_what_software_centres_alone_show() -> None:
    shown = {Path(target).stem for target in leading(text(README)) if target.endswith(".png")}
    made = set(script("pictures").names())
    assert {path.stem for path in PICTURES.iterdir()} == made
    assert shown | {name.removesuffix(".png") for name in in_software_centres()} == made


def in_software_centres() -> list[str]:
    """Give the names of the pictures that the AppStream file names."""
    found = []
    for image in ET.parse(METAINFO).iterfind("screenshots/screenshot/image"):
        place, _slash, name = str(image.text).rpartition("/")
        assert place.endswith("/packaging/pictures")
        found.append(name)
    return found


def test_software_centres_find_their_pictures() -> None:
    names = in_software_centres()
    assert len(names) == len(set(names)) >= 3
    sizes = set()
    for name in names:
        with Image.open(PICTURES / name) as picture:
            sizes.add(picture.size)
    assert sizes == {tuple(2 * side for side in script("pictures").SIZE)}


@pytest.mark.parametrize("path", sorted(PICTURES.iterdir()), ids=lambda path: path.stem)
def test_a_picture_is_small_to_fetch_and_large_enough_to_read(path: Path) -> None:
    assert path.stat().st_size < LARGEST
    with Image.open(path) as picture:
        assert 624 <= picture.width <= WIDEST


# --- the commands ---------------------------------------------------------------------------------


def dev_commands() -> set[str]:
    """Give everything that dev.py can be asked."""
    return {"run", "test", "setup", *script("dev").STARTS}


def commands_named(words: str) -> list[tuple[str, list[str]]]:
    """Give what a text tells dev.py to do, with the flags it adds."""
    lines = re.findall(r"dev\.py ([a-z][a-z-]*)([^`\n]*)", words)
    return [(name, re.findall(r"--[a-z-]+", rest)) for name, rest in lines]


def unknown_commands(words: str) -> list[str]:
    """Give what a text tells dev.py to do that it does not know."""
    return sorted({name for name, _flags in commands_named(words)} - dev_commands())


@each
def test_every_command_that_is_named_is_one_of_dev_pys(document: Path) -> None:
    assert unknown_commands(text(document)) == []


def test_a_command_that_is_none_is_found() -> None:
    assert unknown_commands("`python3 packaging/dev.py fly` and `dev.py run`") == ["fly"]


def test_the_readme_names_every_command_of_dev_py() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|", text(README), re.MULTILINE)
    assert sorted(set(rows) & dev_commands()) == sorted(dev_commands())


def sources_of(command: str) -> list[Path]:
    """Give the files that a command of dev.py starts; for the app, what it can be asked."""
    starts = script("dev").STARTS
    if command == "run":
        return [ROOT / "companion" / "arguments.py"]
    runs = [run[-1] for run in starts[command].runs] if command in starts else []
    names = [run if run.endswith(".py") else f"{run.replace('.', '/')}.py" for run in runs]
    return [ROOT / name for name in names]


@each
def test_every_flag_that_is_named_with_a_command_is_known_to_what_it_starts(
    document: Path,
) -> None:
    for name, flags in commands_named(text(document)):
        known = "".join(text(path) for path in sources_of(name))
        assert [flag for flag in flags if f'"{flag}"' not in known] == [], name


def test_the_two_commands_to_begin_with_stand_on_lines_of_their_own() -> None:
    lines = text(README).splitlines()
    assert "python3 packaging/dev.py run" in lines
    assert "python3 packaging/dev.py test" in lines


def asked() -> tuple[set[str], set[str]]:
    """Give every verb and every flag of the command line."""
    parser = arguments._parser()
    parsers, verbs = [parser], set[str]()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            verbs |= set(action.choices)
            parsers += action.choices.values()
    every = {flag for one in parsers for action in one._actions for flag in action.option_strings}
    return verbs, {flag for flag in every if flag.startswith("--")}


def command_line_section() -> str:
    found = re.search(
        r"^## From the command line$.*?(?=^## )", text(README), re.MULTILINE | re.DOTALL
    )
    assert found is not None
    return found[0]


def test_the_readme_tells_every_verb_and_flag_and_no_other() -> None:
    section = command_line_section()
    verbs, flags = asked()
    told = re.findall(r"^\| `([a-z]+)[ `]", section, re.MULTILINE)
    assert set(told) == verbs
    assert set(re.findall(r"--[a-z][a-z-]*", section)) == flags


# --- what else is named ---------------------------------------------------------------------------

PLACE = re.compile(r"`((?:companion|resources|packaging|tests|\.github|\.ci)/[\w./-]+)`")
SETTING = re.compile(r"Settings → “([^”]+)”")
ELSEWHERE = re.compile(r"/tmp/|/home/|/root/|\bissue \d|#\d", re.IGNORECASE)
"""What would only be understood where it was written."""


@each
def test_every_place_in_the_repository_that_is_named_is_there(document: Path) -> None:
    gone = [place for place in PLACE.findall(text(document)) if not (ROOT / place).exists()]
    assert gone == []


@each
def test_what_settings_are_called_is_what_they_are_called(document: Path) -> None:
    known = text(ROOT / "resources" / "translations" / "es.po")
    texts = set(re.findall(r'^msgid "(.+)"$', known, re.MULTILINE))
    named = SETTING.findall(text(document))
    assert [name for name in named if not {name, f"{name} …"} & texts] == []


@each
def test_no_document_tells_of_where_it_was_written(document: Path) -> None:
    assert ELSEWHERE.findall(text(document)) == []


def test_nothing_that_packages_tells_of_where_it_was_written() -> None:
    """Recipes and workflows too: no folder of that computer, and no number of a list kept there."""
    place = re.compile(r"/tmp/\w|/home/\w|/root/\w|\bissue \d", re.IGNORECASE)
    kinds = {
        ".desktop",
        ".iss",
        ".md",
        ".plist",
        ".py",
        ".spec",
        ".toml",
        ".txt",
        ".xml",
        ".yml",
        ".1",
    }
    folders = (ROOT / "packaging", ROOT / ".github", ROOT / "resources" / "about")
    found = [path for folder in folders for path in folder.rglob("*") if path.suffix in kinds]
    assert len(found) > 50
    telling = {path.relative_to(ROOT).as_posix(): place.findall(text(path)) for path in found}
    assert {name: hits for name, hits in telling.items() if hits} == {}


def test_the_readme_names_the_macs_that_the_app_is_made_for() -> None:
    systems = text(ROOT / "packaging" / "pyinstaller" / "systems.py")
    oldest = re.search(r'^OLDEST_MACOS = "(\d+)\.0"$', systems, re.MULTILINE)
    assert oldest is not None
    assert f"| macOS {oldest[1]} or newer, on a Mac with Apple silicon |" in text(README)


def for_patients() -> Iterator[Text]:
    """Give the sentences of each section that patients read, without what is to be typed."""
    words = re.sub(
        r"```.*?```", "", text(README).partition("\n## From the command line")[0], flags=re.DOTALL
    )
    for section in re.split(r"^## ", words, flags=re.MULTILINE):
        lines = [
            line
            for line in section.splitlines()
            if not line.startswith(("|", "<", "!")) and " · " not in line
        ]
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", "\n".join(lines[1:]))
        yield Text(lines[0], re.sub(r"[`*]", "", plain))


@pytest.mark.parametrize("section", [*for_patients()], ids=lambda section: section.place)
def test_what_patients_read_can_be_read_after_eight_years_of_school(section: Text) -> None:
    assert section.words.strip()
    assert section.grade <= GRADE


def test_contributing_writes_every_lock_file_anew() -> None:
    written = re.findall(r"-o (packaging/requirements/\S+)", text(CONTRIBUTING))
    there = (ROOT / "packaging" / "requirements").glob("*.txt")
    assert sorted(written) == sorted(path.relative_to(ROOT).as_posix() for path in there)


def test_security_tells_how_to_report_and_which_versions_are_mended() -> None:
    assert {"supported-versions", "reporting-a-problem", "what-you-install"} <= anchors(
        text(SECURITY)
    )
