# SPDX-License-Identifier: Apache-2.0
"""A language made of English by rule, for tests: one folder of words and one catalogue, no code.

Every text stands in brackets, longer than it was and with foreign letters: ``⟦Šåvé çhéçķ-ïñ ~~~⟧``.
What is shown without brackets was never given to a translator; what is cut off would be cut off in
a real language too.
"""

import importlib.util
import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

from companion.releases import LANGUAGE, METAINFO
from companion.shipped import resource_path

ROOT = Path(__file__).resolve().parent.parent
OPENING, CLOSING = "⟦", "⟧"
LONGER = 0.3
WORD = 16
"""So many letters of what is longer stand together, as in a long word."""
LETTERS = str.maketrans("aceinosuACEINOSU", "áçéíñóšúÁÇÉÍÑÓŠÚ")
KEPT = re.compile(r"(\{[^}]*\}|\[\^[A-Z0-9a-z]+\]|\{#[^}]*\})")
DATE_PATTERN = re.compile(r"(?:E{3,4}|d{1,4}|M{3,4}|y{1,4})(?:[ ,']+(?:d{1,4}|M{3,4}|y{1,4}))+")


def invented(text: str) -> str:
    """Give a text in the invented language; placeholders and patterns of dates stay."""
    if not text.strip() or DATE_PATTERN.fullmatch(text):
        return text
    parts = KEPT.split(text)
    said = "".join(part if KEPT.fullmatch(part) else part.translate(LETTERS) for part in parts)
    before, after = said[: len(said) - len(said.lstrip())], said[len(said.rstrip()) :]
    more = round(LONGER * len(text))
    longer = " ".join("~" * min(WORD, more - at) for at in range(0, more, WORD))
    return f"{before}{OPENING}{said.strip()}{longer}{CLOSING}{after}"


def settle(folder: Path, code: str, say: Callable[[str], str] = invented) -> Path:
    """Make a folder as the package is, with one more language in its resources; give that folder.

    All other resources are those that ship.
    """
    resources = folder / "resources"
    spoken = ("words", "translations", "learn", "about")
    for name in spoken:
        (resources / name).mkdir(parents=True, exist_ok=True)
    for path in resource_path().iterdir():
        _link(resources / path.name, path)
    for name in spoken:
        for path in resource_path(name).iterdir():
            _link(resources / name / path.name, path)
    _say_content(resources, code, say)
    _say_releases(resources / "about" / METAINFO, code, say)
    (resources / "translations" / f"{code}.mo").write_bytes(_catalogue(code, say))
    return folder


def _link(place: Path, target: Path) -> None:
    if not place.exists():
        place.symlink_to(target)


def _say_content(resources: Path, code: str, say: Callable[[str], str]) -> None:
    for name in ("words", "learn", "about"):
        english = resource_path(name, "en")
        for path in sorted(english.rglob("*")) if english.is_dir() else ():
            target = resources / name / code / path.relative_to(english)
            if path.suffix == ".toml":
                target.parent.mkdir(parents=True, exist_ok=True)
                data = tomllib.loads(path.read_text(encoding="utf-8"))
                target.write_text(_toml(_said(data, say)), encoding="utf-8")
            elif path.suffix == ".md":
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(_article(path.read_text(encoding="utf-8"), say), encoding="utf-8")


def _say_releases(file: Path, code: str, say: Callable[[str], str]) -> None:
    """Put what each release brought behind its English, as a translator would."""
    tree = ET.parse(file)
    for told in tree.iterfind("releases/release/description"):
        for parent in (told, *told.iterfind("ul")):
            for english in [one for one in parent if one.tag in ("p", "li") and not one.attrib]:
                other = ET.Element(english.tag, {LANGUAGE: code})
                other.text = say(" ".join((english.text or "").split()))
                parent.insert(list(parent).index(english) + 1, other)
    file.unlink()  # a link to the one that ships, as long as no language was added
    tree.write(file, encoding="utf-8")


def _said(data: object, say: Callable[[str], str]) -> object:
    if isinstance(data, str):
        return "\n".join(say(line) for line in data.split("\n"))
    if isinstance(data, list):
        return [_said(one, say) for one in data]
    if isinstance(data, dict):
        return {key: _said(one, say) for key, one in data.items()}
    return data


def _toml(data: object) -> str:
    """Write a table of tables with strings and lists as inline values."""
    assert isinstance(data, dict)
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in data.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(_value(one) for one in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return _quoted(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return _quoted(key)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _article(text: str, say: Callable[[str], str]) -> str:
    """Say an article, mark by mark: headings, list entries and the cells of tables stay such."""
    return "\n".join(_line(line, say) for line in text.split("\n"))


def _line(line: str, say: Callable[[str], str]) -> str:
    if line.startswith("|"):
        cells = line.strip().strip("|").split("|")
        if all(set(cell.strip()) <= set("-:") for cell in cells):
            return line
        return "| " + " | ".join(say(cell.strip()) for cell in cells) + " |"
    mark = re.match(r"#+ +|[-*] +|\d+\. +|\s*", line)
    start = mark.group() if mark else ""
    rest = line[len(start) :]
    anchor = re.search(r"\s*\{#[^}]*\}$", rest)
    end = anchor.group() if anchor else ""
    return start + say(rest[: len(rest) - len(end)].replace("**", "")) + end


@cache
def catalogues() -> ModuleType:
    """Give the programme that brings translations up to date."""
    name = "packaging_catalogues"
    spec = importlib.util.spec_from_file_location(name, ROOT / "packaging" / "catalogues.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@cache
def _texts() -> tuple[str | tuple[str, ...], ...]:
    ids = (message.id for message in catalogues().template() if message.id)
    return tuple(one if isinstance(one, str) else tuple(one) for one in ids)


def _catalogue(code: str, say: Callable[[str], str]) -> bytes:
    from babel.messages.catalog import Catalog

    made = Catalog(locale=code)
    for text in _texts():
        if isinstance(text, str):
            made.add(text, say(text))
        else:
            forms = [say(form) for form in text]
            made.add(text, tuple(forms + forms[-1:] * (made.num_plurals - len(forms))))
    given = catalogues().mo_bytes(made)
    assert isinstance(given, bytes)
    return given
