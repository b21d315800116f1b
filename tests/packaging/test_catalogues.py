# SPDX-License-Identifier: Apache-2.0
"""Every language says everything that the source says, with the same placeholders."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from companion.shipped import resource_path
from tests.invented_language import ROOT, catalogues

CATALOGUES = catalogues()
FILES = sorted(resource_path("translations").glob("*.po"))
TEXTS = {"_": 1, "ngettext": 2}
PLACEHOLDER = re.compile(r"{[^{}]*}")


@pytest.fixture(scope="module")
def source() -> Catalog:
    """Give every text of the source."""
    found = CATALOGUES.template()
    assert isinstance(found, Catalog)
    assert len(found) > 2000
    return found


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def language(request: pytest.FixtureRequest) -> Catalog:
    """Give the catalogue of each language."""
    found = CATALOGUES.read(request.param)
    assert isinstance(found, Catalog)
    return found


def forms(text: str | Sequence[str] | None) -> tuple[str, ...]:
    """Give the forms of a text: one, or one for each count."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def messages(catalog: Catalog) -> list[Message]:
    """Give the texts without the head of the file."""
    return [one for one in catalog if one.id]


def placeholders(text: str) -> list[str]:
    """Give what is filled into a text."""
    return sorted(PLACEHOLDER.findall(text))


def name_of(call: ast.Call) -> str:
    """Give the name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def said_in(tree: ast.AST) -> Iterator[ast.Call]:
    """Give every place where a text is said in the language in use."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return (call for call in calls if name_of(call) in TEXTS)


def is_faithful(message: Message) -> bool:
    """Tell whether a translation fills in what its text fills in; one form may leave out a count."""
    every = set(placeholders(" ".join(forms(message.id))))
    translated = forms(message.string)
    if isinstance(message.id, str):
        return placeholders(message.id) == placeholders(translated[0])
    return placeholders(translated[-1]) == placeholders(forms(message.id)[-1]) and all(
        set(placeholders(form)) <= every for form in translated
    )


def is_closed(text: str) -> bool:
    """Tell whether a text ends a sentence; a stop stands inside quotes or behind them."""
    return text.rstrip().rstrip("”»)")[-1:] in (".", "…")


def has_same_ends(message: Message) -> bool:
    """Tell whether spaces and full stops at the ends are those of the text."""
    pairs = zip(forms(message.id), forms(message.string), strict=False)
    return all(
        (one[:1].isspace(), one[-1:].isspace()) == (other[:1].isspace(), other[-1:].isspace())
        and is_closed(one) == is_closed(other)
        for one, other in pairs
    )


def test_every_text_that_is_said_stands_there_whole() -> None:
    """A text put together in the call is never found in a catalogue."""
    found = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "companion").rglob("*.py"))
        for call in said_in(ast.parse(path.read_text(encoding="utf-8")))
        if not all(isinstance(text, ast.Constant) for text in call.args[: TEXTS[name_of(call)]])
    ]
    assert found == []


def test_a_text_put_together_is_found() -> None:
    calls = list(said_in(ast.parse('_("a" if b else "c")\nngettext("a", f"{b}", 2)\n_("whole")')))
    whole = [isinstance(call.args[TEXTS[name_of(call)] - 1], ast.Constant) for call in calls]
    assert whole == [False, False, True]


def test_there_is_spanish() -> None:
    assert "es" in {path.stem for path in FILES}


def test_a_catalogue_holds_exactly_the_texts_of_the_source(
    source: Catalog, language: Catalog
) -> None:
    assert {one.id for one in messages(language)} == {one.id for one in messages(source)}


def test_every_text_is_translated(language: Catalog) -> None:
    assert CATALOGUES.waiting(language) == []
    assert [one.id for one in messages(language) if one.fuzzy] == []


def test_every_count_has_each_form_of_the_language(language: Catalog) -> None:
    counted = [one for one in messages(language) if not isinstance(one.id, str)]
    assert len(counted) > 100
    assert [one.id for one in counted if len(forms(one.string)) != language.num_plurals] == []


def test_a_translation_fills_in_what_its_text_fills_in(language: Catalog) -> None:
    assert [(one.id, one.string) for one in messages(language) if not is_faithful(one)] == []


def test_a_translation_ends_as_its_text(language: Catalog) -> None:
    assert [(one.id, one.string) for one in messages(language) if not has_same_ends(one)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_app_reads_is_what_the_translators_wrote(path: Path) -> None:
    language = CATALOGUES.read(path)
    assert path.with_suffix(".mo").read_bytes() == CATALOGUES.mo_bytes(language)
    assert path.read_bytes() == CATALOGUES.po_bytes(
        CATALOGUES.brought_up_to_date(language, CATALOGUES.template())
    )


@pytest.mark.parametrize(
    ("text", "translation", "faithful"),
    [
        ("Saved {time}", "Guardado a las {time}", True),
        ("Saved {time}", "Guardado a las {hora}", False),
        ("Saved {time}", "Guardado", False),
        (("{n} day", "{n} days"), ("un día", "{n} días"), True),
        (("{n} day", "{n} days"), ("{n} día", "muchos días"), False),
    ],
)
def test_a_placeholder_that_got_lost_is_found(
    text: str | tuple[str, str], translation: str | tuple[str, str], faithful: bool
) -> None:
    assert is_faithful(Message(text, translation)) is faithful


def test_new_texts_wait_and_old_ones_go() -> None:
    before = Catalog(locale="es")
    before.add("Saved", "Guardado")
    before.add("Gone", "Ido")
    source = Catalog()
    source.add("Saved")
    source.add("New")
    made = CATALOGUES.brought_up_to_date(before, source)
    assert {one.id: one.string or "" for one in messages(made)} == {"Saved": "Guardado", "New": ""}
    assert CATALOGUES.waiting(made) == ["New"]
