# SPDX-License-Identifier: Apache-2.0
"""What a Linux desktop shows of Companion: menu, types of files, software centre, manual, icons."""

import argparse
import configparser
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from companion import __version__, app, arguments, cli, language
from companion.storage import backup_file

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "packaging" / "linux"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
METAINFO = ET.parse(ROOT / "resources" / "about" / f"{app.APP_ID}.metainfo.xml").getroot()
TYPES = {"application/x-companion-backup", "application/x-companion-archive+json"}
PAGES = {"en": "companion.1", "es": "companion.es.1"}


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    """Give the keys of the desktop entry, each written as it stands there."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(LINUX / f"{app.APP_ID}.desktop", encoding="utf-8")
    return parser["Desktop Entry"]


def words_in(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


# --- the menu -------------------------------------------------------------------------------------


def test_the_menu_starts_the_program_with_a_file_and_knows_its_window(
    entry: configparser.SectionProxy,
) -> None:
    assert entry["Type"] == "Application"
    assert entry["Icon"] == app.APP_ID
    assert entry["Terminal"] == "false"
    assert entry["StartupWMClass"] == "Companion"
    command, *rest = entry["Exec"].split()
    assert (command, rest[-1]) == ("companion", "%f")
    asked = arguments.parsed([*rest[:-1], "a file"])
    assert (asked.verb, asked.file) == ("open", Path("a file"))
    assert arguments.parsed(rest[:-1]).file is None
    assert entry["MimeType"].endswith(";")
    assert set(entry["MimeType"].rstrip(";").split(";")) == TYPES


def test_nobody_reads_in_the_menu_what_the_diary_is_about(
    entry: configparser.SectionProxy,
) -> None:
    told = " ".join(value for key, value in entry.items() if not key.startswith("X-")).lower()
    for word in ("ketamin", "esketamin", "therap", "terapia", "depress", "depres", "mood", "medic"):
        assert word not in told
    for key in ("GenericName", "Comment", "Keywords"):
        assert entry[key]
        assert entry[f"{key}[es]"]
        assert entry[f"{key}[es]"] != entry[key]


# --- types of files -------------------------------------------------------------------------------


def test_every_type_of_ours_is_known_by_the_ending_that_is_written() -> None:
    root = ET.parse(LINUX / f"{app.APP_ID}.xml").getroot()
    known = {each.attrib["type"]: each for each in root.iter(f"{MIME}mime-type")}
    assert set(known) == TYPES
    endings = {
        name: each.findall(f"{MIME}glob")[0].attrib["pattern"] for name, each in known.items()
    }
    assert endings == {
        "application/x-companion-backup": f"*{backup_file.SUFFIX}",
        "application/x-companion-archive+json": "*.companion.json",
    }
    for each in known.values():
        assert {comment.get(LANG) for comment in each.iter(f"{MIME}comment")} == {None, "es"}
        icon = each.find(f"{MIME}icon")
        assert icon is not None
        assert icon.attrib["name"] == app.APP_ID
    parents = {name: each.find(f"{MIME}sub-class-of") for name, each in known.items()}
    assert {
        name: parent.attrib["type"] for name, parent in parents.items() if parent is not None
    } == {
        "application/x-companion-backup": "application/zip",
        "application/x-companion-archive+json": "application/json",
    }


# --- the software centre --------------------------------------------------------------------------


def test_the_software_centre_names_what_is_installed() -> None:
    assert METAINFO.attrib == {"type": "desktop-application"}
    assert METAINFO.findtext("id") == app.APP_ID
    assert METAINFO.findtext("launchable") == f"{app.APP_ID}.desktop"
    assert METAINFO.findtext("project_license") == "Apache-2.0"
    assert METAINFO.findtext("metadata_license") == "CC0-1.0"
    assert METAINFO.findtext("provides/binary") == "companion"
    assert {each.text for each in METAINFO.iterfind("provides/mediatype")} == TYPES
    assert {each.attrib["type"] for each in METAINFO.iterfind("url")} >= {
        "homepage",
        "bugtracker",
        "vcs-browser",
        "help",
    }


def test_its_colours_are_the_accents_of_the_two_themes() -> None:
    theme = tomllib.loads((ROOT / "resources" / "theme.toml").read_text(encoding="utf-8"))
    colours = {
        each.attrib["scheme_preference"]: each.text for each in METAINFO.iterfind("branding/color")
    }
    assert colours == {name: theme[name]["accent"] for name in ("light", "dark")}


def test_everything_that_is_read_there_stands_in_both_languages() -> None:
    """Each text in English is followed by the same in Spanish."""
    parents = [
        METAINFO.find("description"),
        *METAINFO.iterfind("description/ul"),
        *METAINFO.iterfind("screenshots/screenshot"),
        *METAINFO.iterfind("releases/release/description"),
        *METAINFO.iterfind("releases/release/description/ul"),
        METAINFO.find("keywords"),
        METAINFO.find("developer"),
    ]
    for parent in parents:
        assert parent is not None
        texts = [each for each in parent if each.tag in ("p", "li", "caption", "keyword", "name")]
        assert len(texts) >= 2 or parent.tag == "description"
        spoken = [each.get(LANG) for each in texts]
        assert spoken == [None, "es"] * (len(texts) // 2)
        assert all(map(words_in, texts))
    for tag in ("summary",):
        assert [each.get(LANG) for each in METAINFO.iterfind(tag)] == [None, "es"]


def test_its_pictures_are_of_this_version_and_are_there() -> None:
    images = [
        (each.text or "").strip() for each in METAINFO.iterfind("screenshots/screenshot/image")
    ]
    place = f"/v{__version__}/packaging/pictures/"
    assert len(images) == 6
    for image in images:
        assert place in image
        assert (ROOT / "packaging" / "pictures" / image.rpartition("/")[2]).is_file()


def test_the_newest_release_is_this_version_and_none_is_told_twice() -> None:
    releases = METAINFO.findall("releases/release")
    assert releases[0].attrib["version"] == __version__
    days = [date.fromisoformat(each.attrib["date"]) for each in releases]
    assert days == sorted(days, reverse=True)
    assert len({each.attrib["version"] for each in releases}) == len(releases)
    assert all(each.attrib["type"] == "stable" for each in releases)


def test_its_rating_is_that_of_a_prescribed_medicine_and_of_nothing_sent() -> None:
    rating = METAINFO.find("content_rating")
    assert rating is not None
    assert rating.attrib == {"type": "oars-1.1"}
    assert {each.attrib["id"]: each.text for each in rating.iterfind("content_attribute")} == {
        "drugs-alcohol": "mild",
        "drugs-narcotics": "mild",
    }


# --- the manual -----------------------------------------------------------------------------------


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Give the parser of the whole command line, and of each verb."""
    parser = arguments._parser()
    yield "", parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.items()


def flags_of(parser: argparse.ArgumentParser) -> set[str]:
    return {flag for action in parser._actions for flag in action.option_strings}


def manual(name: str) -> dict[str, str]:
    """Give what a page says of each verb, and of the program as a whole under no name."""
    page = (LINUX / "man" / name).read_text(encoding="utf-8").replace("\\-", "-")
    before, *verbs = re.split(r"^\.SS ", page, flags=re.MULTILINE)
    *told, rest = verbs
    last, *_ = re.split(r"^\.SH ", rest, flags=re.MULTILINE)
    return {"": before, **{text.split()[0]: text for text in (*told, last)}}


@pytest.mark.parametrize("name", PAGES.values())
def test_the_manual_has_every_verb_and_flag_and_no_other(name: str) -> None:
    told = manual(name)
    wanted = dict(parsers())
    assert list(told) == list(wanted)
    # These go with every verb; the page says so once.
    everywhere = {"-h", "--help", "--data-dir"}
    for verb, parser in wanted.items():
        flags = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", told[verb]))
        if not verb:
            # How a passphrase is given is told before the verbs, for all of them.
            assert flags == flags_of(parser) | {"--passphrase-file"}
        elif verb in ("export", "import"):
            assert flags - everywhere == flags_of(parser) - everywhere | (flags & {"--format"})
        else:
            assert flags - everywhere == flags_of(parser) - everywhere


@pytest.mark.parametrize("name", PAGES.values())
def test_the_manual_names_every_choice_and_exit_code(name: str) -> None:
    page = (LINUX / "man" / name).read_text(encoding="utf-8").replace("\\-", "-")
    for _verb, parser in parsers():
        for action in parser._actions:
            if action.choices and not isinstance(action, argparse._SubParsersAction):
                assert all(re.search(rf"\b{choice}\b", page) for choice in action.choices)
    for code in (cli.DONE, cli.NOT_DONE, cli.WRONG_USAGE):
        assert f".B {code}\n" in page
    for variable in language._VARIABLES:
        assert re.search(rf"\b{variable}\b", page)
    assert __version__ not in page


@pytest.mark.parametrize("name", PAGES.values())
def test_the_manual_is_of_the_day_of_the_newest_release(name: str) -> None:
    page = (LINUX / "man" / name).read_text(encoding="utf-8")
    (day,) = re.findall(r"^\.TH COMPANION 1 (\S+) ", page, re.MULTILINE)
    newest = METAINFO.find("releases/release")
    assert newest is not None
    assert day == newest.attrib["date"]


def test_both_manuals_have_the_same_parts_in_the_same_order() -> None:
    english, spanish = (
        (LINUX / "man" / name).read_text(encoding="utf-8") for name in PAGES.values()
    )

    def parts(page: str) -> list[str]:
        return re.findall(r"^\.(?:TH|SH|SS|TP|PP|EX)\b", page, flags=re.MULTILINE)

    assert parts(english) == parts(spanish)


def test_every_example_of_the_manual_is_understood() -> None:
    for name in PAGES.values():
        page = (LINUX / "man" / name).read_text(encoding="utf-8").replace("\\-", "-")
        lines = [
            line
            for block in re.findall(r"\.EX\n(.*?)\.EE", page, re.DOTALL)
            for line in block.splitlines()
        ]
        assert len(lines) >= 5
        for line in lines:
            command, *asked = line.split()
            assert command == "companion"
            arguments.parsed(asked)
