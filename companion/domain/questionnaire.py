# SPDX-License-Identifier: Apache-2.0
"""A FHIR R4 Questionnaire read as an instrument: its items, and the rules in its extensions.

The rules stand in extensions of the Questionnaire itself, so that a new instrument is a new file:

========================  =================================================================
``rank``                  its place among the others
``minutes``               how long it usually takes
``due-days``              after how many days it is offered again; without, only when asked for
``score``                 ``method`` (sum or mean), ``minimum``, ``maximum``, each scored ``item``
``band``                  once for each severity band: its ``code``, ``from`` and ``display``
``minimal-change``        ``points`` or ``percent``, and its ``source``
``response``              ``percent``, ``minimum-baseline``, ``remission-below``, ``source``
``group``                 once for each group of items: its ``code`` and each ``item``
``suicide-item``          the item on thoughts of suicide
``gentle-item``           the item beside which it stands whom to talk to
``source``                once for each source of the questions and their codes, by its key
========================  =================================================================

What was published in another language too stands in FHIR's own extension for translations, beside
the text it translates.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from companion.domain.instrument import (
    Band,
    Group,
    Instrument,
    InstrumentItem,
    Method,
    Option,
)

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
ORDINAL_VALUE = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
RULE = "urn:companion:extension:"
"""What the addresses of the extensions begin with."""

STEM, INSTRUCTION = "/stem", "/instruction"
"""The link ids of what stands above every question, and above the first."""


class Extension(Struct, frozen=True, kw_only=True, rename="camel"):
    """A FHIR extension: parts of its own, or one value."""

    url: str
    extension: tuple["Extension", ...] = ()
    value_integer: int | None = None
    value_decimal: float | None = None
    value_string: str | None = None
    value_code: str | None = None


class Beside(Struct, frozen=True, kw_only=True):
    """What FHIR keeps beside a text: here its translations."""

    extension: tuple[Extension, ...] = ()

    def text_in(self, language: str) -> str | None:
        """Give the published text in a language; None where there is none."""
        for one in _all(self.extension, TRANSLATION):
            if _text(one.extension, "lang") == language:
                return _text(one.extension, "content")
        return None


class Coding(Struct, frozen=True, kw_only=True):
    """An answer's words, and its code where there is one."""

    display: str
    beside: Beside = msgspec.field(name="_display", default=Beside())
    extension: tuple[Extension, ...] = ()


class AnswerOption(Struct, frozen=True, kw_only=True, rename="camel"):
    """One answer; its points stand in an extension of it or of its coding."""

    value_coding: Coding
    extension: tuple[Extension, ...] = ()


class Item(Struct, frozen=True, kw_only=True, rename="camel"):
    """A question, a group of them, or words that are only shown."""

    link_id: str
    type: str
    text: str = ""
    beside: Beside = msgspec.field(name="_text", default=Beside())
    answer_option: tuple[AnswerOption, ...] = ()
    item: tuple["Item", ...] = ()


class Questionnaire(Struct, frozen=True, kw_only=True):
    """What is read of a Questionnaire; what else stands in the file is for other programs."""

    id: str
    name: str
    title: str
    copyright: str
    item: tuple[Item, ...]
    language: str = "en"
    beside: Beside = msgspec.field(name="_copyright", default=Beside())
    description: str = ""
    extension: tuple[Extension, ...] = ()

    @property
    def rank(self) -> int:
        """Its place among the others."""
        return _number(self.extension, f"{RULE}rank")

    @property
    def band_displays(self) -> Mapping[str, str]:
        """The file's own words for its bands, by their code."""
        found = _all(self.extension, f"{RULE}band")
        return {_text(one.extension, "code"): _text(one.extension, "display") for one in found}


def read(data: object) -> Questionnaire:
    """Read a file's JSON as a Questionnaire. Raises ValueError for what is none."""
    return msgspec.convert(data, Questionnaire)


def in_language(questionnaire: Questionnaire, language: str) -> Questionnaire:
    """Give a Questionnaire in the words that were published in a language.

    It stays as it is where not every text was that is shown: a questionnaire half in one language and
    half in another was never tested with anybody.
    """
    items = [_item_in(item, language) for item in questionnaire.item]
    found = tuple(item for item in items if item is not None)
    if len(found) < len(items):
        return questionnaire
    notice = questionnaire.beside.text_in(language) or questionnaire.copyright
    return replace(questionnaire, item=found, language=language, copyright=notice)


def _item_in(item: Item, language: str) -> Item | None:
    """Give a question and all below it in a language; None where a text is missing."""
    is_shown = bool(item.answer_option) or item.type == "display"
    text = item.beside.text_in(language) if is_shown else item.text
    options = [_option_in(option, language) for option in item.answer_option]
    below = [_item_in(one, language) for one in item.item]
    if text is None or None in options or None in below:
        return None
    return replace(
        item,
        text=text,
        answer_option=tuple(option for option in options if option),
        item=tuple(one for one in below if one),
    )


def _option_in(option: AnswerOption, language: str) -> AnswerOption | None:
    display = option.value_coding.beside.text_in(language)
    if display is None:
        return None
    return replace(option, value_coding=replace(option.value_coding, display=display))


def instrument_of(questionnaire: Questionnaire, name: str = "") -> Instrument:
    """Give the instrument that a Questionnaire describes, under a short name.

    Raises ValueError where a rule is missing, or names an item that is not asked.
    """
    rules = questionnaire.extension
    leaves = tuple(_leaves(questionnaire.item))
    questions = [item for item in leaves if item.answer_option]
    shown = {item.link_id: item.text for item in leaves if item.type == "display"}
    of_score = _parts(rules, "score")
    change, response = _parts(rules, "minimal-change"), _parts(rules, "response")
    scored, maximum = _texts(of_score, "item"), _number(of_score, "maximum")
    found = Instrument(
        id=questionnaire.id,
        language=questionnaire.language,
        name=name or questionnaire.name,
        stem=shown.get(STEM, ""),
        instruction=shown.get(INSTRUCTION, ""),
        copyright=questionnaire.copyright,
        items=tuple(_item(item, item.link_id in scored) for item in questions),
        bands=tuple(_bands(_all(rules, f"{RULE}band"), maximum)),
        minimum=_number(of_score, "minimum"),
        maximum=maximum,
        method=Method(_text(of_score, "method")),
        due_days=_number_if_any(rules, f"{RULE}due-days"),
        minutes=_number(rules, f"{RULE}minutes"),
        change=_number_if_any(change, "points"),
        change_percent=_number_if_any(change, "percent"),
        response_percent=_number_if_any(response, "percent"),
        response_minimum_baseline=_number_if_any(response, "minimum-baseline"),
        remission_below=_number_if_any(response, "remission-below"),
        suicide_item=_text_if_any(rules, f"{RULE}suicide-item"),
        gentle_item=_text_if_any(rules, f"{RULE}gentle-item"),
        groups=tuple(
            Group(id=_text(one.extension, "code"), items=_texts(one.extension, "item"))
            for one in _all(rules, f"{RULE}group")
        ),
        sources=(
            *_texts(rules, f"{RULE}source"),
            *_texts(change, "source"),
            *_texts(response, "source"),
        ),
    )
    _check(found, scored)
    return found


def _check(instrument: Instrument, scored: tuple[str, ...]) -> None:
    """Raise ValueError where the rules and the questions do not fit together."""
    asked = {item.id for item in instrument.items}
    named = {*scored, *(item for group in instrument.groups for item in group.items)}
    named |= {item for item in (instrument.suicide_item, instrument.gentle_item) if item}
    if not scored:
        raise ValueError("no item is scored")
    if named - asked:
        raise ValueError(f"not asked: {', '.join(sorted(named - asked))}")


def _leaves(items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        if item.item:
            yield from _leaves(item.item)
        else:
            yield item


def _item(item: Item, scored: bool) -> InstrumentItem:
    options = tuple(
        Option(value=_points(option), text=option.value_coding.display)
        for option in item.answer_option
    )
    return InstrumentItem(id=item.link_id, text=item.text, options=options, scored=scored)


def _points(option: AnswerOption) -> int:
    both = (*option.extension, *option.value_coding.extension)
    return int(_one(both, ORDINAL_VALUE, "value_decimal"))


def _bands(found: tuple[Extension, ...], maximum: int) -> Iterator[Band]:
    lows = [_number(one.extension, "from") for one in found]
    highs = [low - 1 for low in lows[1:]] + [maximum]
    for one, low, high in zip(found, lows, highs, strict=bool(found)):
        yield Band(id=_text(one.extension, "code"), low=low, high=high)


def _parts(extensions: tuple[Extension, ...], rule: str) -> tuple[Extension, ...]:
    """Give the parts of a rule that stands there once or not at all."""
    return tuple(part for one in _all(extensions, f"{RULE}{rule}") for part in one.extension)


def _all(extensions: tuple[Extension, ...], url: str) -> tuple[Extension, ...]:
    return tuple(one for one in extensions if one.url == url)


def _one(extensions: tuple[Extension, ...], url: str, field: str) -> Any:
    value = next((getattr(one, field) for one in _all(extensions, url)), None)
    if value is None:
        raise ValueError(f"no {url}")
    return value


def _number(extensions: tuple[Extension, ...], url: str) -> int:
    return int(_one(extensions, url, "value_integer"))


def _text(extensions: tuple[Extension, ...], url: str) -> str:
    found = _texts(extensions, url)
    if not found:
        raise ValueError(f"no {url}")
    return found[0]


def _texts(extensions: tuple[Extension, ...], url: str) -> tuple[str, ...]:
    both = ((one.value_code, one.value_string) for one in _all(extensions, url))
    return tuple(code or text or "" for code, text in both)


def _number_if_any(extensions: tuple[Extension, ...], url: str) -> int | None:
    return _number(extensions, url) if _all(extensions, url) else None


def _text_if_any(extensions: tuple[Extension, ...], url: str) -> str | None:
    return _text(extensions, url) if _all(extensions, url) else None
