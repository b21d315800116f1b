# SPDX-License-Identifier: Apache-2.0
"""Typed, validated loading of the shipped content: structure by id, words by language."""

import json
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from companion import about, articles
from companion.about import Hazard, HazardsWords
from companion.by_file import OneEach, SomeEach
from companion.domain import questionnaire
from companion.domain.article import Article, Document
from companion.domain.checklist import Step
from companion.domain.effect_search import holding, near, words_in
from companion.domain.instrument import Instrument
from companion.domain.item import Checklist, Walk
from companion.domain.medicine_of_note import KindOfNote
from companion.domain.questionnaire import Questionnaire
from companion.domain.records import Route, Whose
from companion.domain.safety import Effect, Panel, Tier
from companion.language import _, current
from companion.shipped import resource_path

ANYWHERE = "ZZ"

T = TypeVar("T")


class ItemWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a checklist item. ``{clinic}`` in ``unmet`` stands for the clinic's phone.

    ``no`` are the words for "doesn't apply" where that is better said as "nothing noticed", and
    ``later`` those for "not yet".
    """

    label: str
    question: str
    says: str
    why: str
    unmet: str
    yes: str
    timeline: str
    no: str = ""
    later: str = ""
    field: str = ""
    rule: str = ""


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a statement comes from."""

    title: str
    address: str


class EffectWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A side effect's plain name, the term for the doctor, and words to find it by."""

    name: str
    clinical: str
    search: tuple[str, ...] = ()


class KindWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of medicine's plain name, and in one sentence why teams ask about it."""

    name: str
    why: str


class Flag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One red flag of the fixed list."""

    id: str
    tier: Tier
    sources: tuple[str, ...] = ()


class ReplyWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of a fixed reply, with ``{emergency}``, ``{clinic}`` and so on to fill in."""

    title: str
    body: str
    danger: str = ""
    talk: str = ""
    closing: str = ""


class Number(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emergency number; ``checked`` is the date it was checked with its operator, or empty."""

    number: str
    checked: str = ""


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crisis line. ``dial`` holds digits only; ``free`` is None where it is not known.

    ``text`` is a number that takes text messages, and ``languages`` names words about them; both
    are empty where no source tells.
    """

    name: str
    number: str
    dial: str = ""
    text: str = ""
    languages: str = ""
    hours: str = ""
    free: bool | None = None
    checked: str = ""
    operator: str = ""
    source: str = ""


class Country(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers to call in one country, and its usual paper."""

    code: str
    paper: str = "a4"
    emergency: tuple[Number, ...] = ()
    line: tuple[Line, ...] = ()


class LineWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens when one calls a line or opens a list of lines, and the languages by name."""

    call: str
    web: str
    languages: Mapping[str, str]


class InstrumentWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an instrument and its bands are called on screen and paper, and what it is about."""

    name: str
    short: str
    about: str = ""
    bands: Mapping[str, str] = {}


class _InstrumentsWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of all instruments: those of the bands they share, and of each its own."""

    bands: Mapping[str, str]
    instruments: Mapping[str, InstrumentWords]


class Content:
    """All shipped content in one language, by default the one in use.

    Each part is read when it is first asked for.

    Raises ValueError (msgspec.ValidationError among them) when a shipped file is wrong: that is
    a bug, found by the tests and by the self-test, not something a user can mend.
    """

    def __init__(self, language: str | None = None) -> None:
        self.language = language or current()

    def read_ahead(self) -> None:
        """Read all that is otherwise read when it is first asked for."""
        for name, part in vars(type(self)).items():
            if isinstance(part, cached_property):
                held = getattr(self, name)
                if isinstance(held, Mapping):
                    list(held.values())

    @cached_property
    def checklists(self) -> Mapping[str, Checklist]:
        """Every checklist by id."""
        return OneEach(sorted(resource_path("checklists").glob("*.toml")), _checklist)

    def checklist_for(self, route: Route | None, walk: Walk = Walk.SESSION) -> Checklist | None:
        """Give the checklist of a walk for a route, None where there is none."""
        # Most are named by what they are for; so what is looked for is mostly read first.
        names = sorted(self.checklists, key=lambda name: name not in (route, walk))
        fitting = (one for name in names if (one := self.checklists[name]).walk is walk)
        return next((one for one in fitting if not one.routes or route in one.routes), None)

    @cached_property
    def items(self) -> Mapping[str, ItemWords]:
        """The words of every checklist item by id."""
        folder = resource_path("words", self.language, "checklists")
        # The words of a session's items are asked for most, and their file is the last by name.
        return SomeEach(sorted(folder.iterdir(), reverse=True), _items_words)

    @cached_property
    def groups(self) -> Mapping[str, str]:
        """The headings that items stand under, by id."""
        return self._words("groups.toml", dict[str, str])

    def item_words(self, step: Step) -> ItemWords:
        """Give the words of a step: as they ship, or those of an own item.

        An item that was taken out of the app since it was walked keeps the name it had.
        """
        shipped = self.items.get(step.item.id)
        if shipped is not None:
            return shipped
        name = step.kept.label if step.kept is not None else ""
        question = step.rule.question if step.rule is not None else name
        clinics = step.whose is Whose.CLINIC
        return ItemWords(
            label=name or question,
            question=question,
            says=step.rule.says if step.rule is not None else "",
            why="",
            unmet=_("If it cannot be done, call {clinic} and ask.") if clinics else "",
            yes=_("Yes"),
            timeline=name or question,
            rule="",
        )

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Every source by its key."""
        path = resource_path("sources.toml")
        return _typed(_toml(path), dict[str, Source], path)

    @cached_property
    def effects(self) -> Mapping[str, Effect]:
        """The side-effect catalogue by id, in its own order."""
        path = resource_path("side_effects.toml")
        effects = _typed(_toml(path)["effect"], tuple[Effect, ...], path)
        return {effect.id: effect for effect in effects}

    @cached_property
    def effect_words(self) -> Mapping[str, EffectWords]:
        """The words of every side effect by id."""
        return self._words("side_effects.toml", dict[str, EffectWords])

    def effect_name(self, effect: str | None, own_name: str) -> str:
        """Give a side effect's plain name; an unknown key is shown as it is, never dropped."""
        if effect is None:
            return own_name
        words = self.effect_words.get(effect)
        return words.name if words else effect

    def find_effects(self, typed: str) -> tuple[Effect, ...]:
        """Give the effects whose name, term and search words hold every word that was typed."""
        return tuple(self.effects[key] for key in holding(self._effect_texts, typed))

    def near_effects(self, typed: str) -> tuple[Effect, ...]:
        """Give the effects that could be meant where none holds every word that was typed."""
        return tuple(self.effects[key] for key in near(self._effect_texts, typed))

    @cached_property
    def medicines_of_note(self) -> Mapping[str, KindOfNote]:
        """The kinds of medicine that teams ask about, by id, in their own order."""
        path = resource_path("medicines_of_note.toml")
        kinds = _typed(_toml(path)["kind"], tuple[KindOfNote, ...], path)
        return {kind.id: kind for kind in kinds}

    @cached_property
    def medicine_of_note_words(self) -> Mapping[str, KindWords]:
        """The words of every kind of medicine that teams ask about, by id."""
        return self._words("medicines_of_note.toml", dict[str, KindWords])

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        """The fixed list of red flags."""
        path = resource_path("red_flags.toml")
        return _typed(_toml(path)["flag"], tuple[Flag, ...], path)

    @cached_property
    def flag_words(self) -> Mapping[str, str]:
        """The words of every red flag by id."""
        return self._part("red_flags.toml", "flags", dict[str, str])

    @cached_property
    def replies(self) -> Mapping[str, ReplyWords]:
        """The fixed replies, by tier and by panel."""
        return self._part("red_flags.toml", "replies", dict[str, ReplyWords])

    @cached_property
    def countries(self) -> Mapping[str, Country]:
        """The numbers to call, by country code; ``ANYWHERE`` holds what serves everywhere."""
        path = resource_path("crisis_lines.toml")
        countries = _typed(_toml(path)["country"], tuple[Country, ...], path)
        return {country.code: country for country in countries}

    @cached_property
    def line_words(self) -> LineWords:
        """The words about the lines to call."""
        return self._words("crisis_lines.toml", LineWords)

    @cached_property
    def country_names(self) -> Mapping[str, str]:
        """The name of each country by its code, in their order; that for any other is the last."""
        names = self._words("countries.toml", dict[str, str])
        # As they are searched, so that a letter with an accent does not come after all others.
        order = sorted(names, key=lambda code: (code == ANYWHERE, words_in(names[code])))
        return {code: names[code] for code in order}

    @cached_property
    def questionnaires(self) -> Mapping[str, Questionnaire]:
        """Every FHIR R4 Questionnaire in the folder by its id, in the order of their ranks."""
        found = [
            questionnaire.in_language(_questionnaire(path), self.language)
            for path in resource_path("instruments").glob("*.json")
        ]
        return {one.id: one for one in sorted(found, key=lambda one: (one.rank, one.id))}

    @cached_property
    def instrument_words(self) -> Mapping[str, InstrumentWords]:
        """The words of every instrument by its id; its file's own where this language has none."""
        words = self._words("instruments.toml", _InstrumentsWords)
        found = {}
        for key, one in self.questionnaires.items():
            own = InstrumentWords(name=one.title, short=one.name, about=one.description)
            displays = one.band_displays.items()
            bands = {code: words.bands.get(code, display) for code, display in displays}
            found[key] = replace(words.instruments.get(key, own), bands=bands)
        return found

    @cached_property
    def instruments(self) -> Mapping[str, Instrument]:
        """Every questionnaire by id, in the order in which they are offered."""
        return {key: self._instrument(one) for key, one in self.questionnaires.items()}

    def _instrument(self, one: Questionnaire) -> Instrument:
        try:
            return questionnaire.instrument_of(one, self.instrument_words[one.id].short)
        except ValueError as error:
            raise ValueError(f"{one.id}: {error}") from error

    @cached_property
    def suicide_items(self) -> frozenset[str]:
        """What a question about thoughts of suicide came from: an item, or the help panel."""
        items = {one.suicide_item for one in self.instruments.values() if one.suicide_item}
        return frozenset(items | {Panel.SUICIDE.value})

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        """Every article by its id, in the order in which they are offered."""
        return articles.read(resource_path("learn"), self.language, self.sources)

    @cached_property
    def intended_use(self) -> Document:
        """What the app is for and what it is not."""
        return articles.document(resource_path("about", self.language, "intended_use.md"))

    @cached_property
    def hazards(self) -> Mapping[str, Hazard]:
        """What could go wrong with the app, by id, in its own order."""
        return about.hazards()

    @cached_property
    def hazard_words(self) -> HazardsWords:
        """The words of every hazard by id."""
        return self._words("hazards.toml", HazardsWords)

    @cached_property
    def _effect_texts(self) -> Mapping[str, tuple[str, ...]]:
        names = self.effect_words
        return {
            key: (names[key].name, names[key].clinical, *names[key].search) for key in self.effects
        }

    def _words(self, name: str, kind: type[T]) -> T:
        path = resource_path("words", self.language, name)
        return _typed(_toml(path), kind, path)

    def _part(self, name: str, part: str, kind: type[T]) -> T:
        path = resource_path("words", self.language, name)
        return _typed(_toml(path)[part], kind, path)


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _typed(data: object, kind: type[T], path: Path) -> T:
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise ValueError(f"{path.name}: {error}") from error


def _checklist(path: Path) -> Checklist:
    checklist = _typed(_toml(path), Checklist, path)
    if checklist.id != path.stem:
        raise ValueError(f"{path.name}: its id is {checklist.id}")
    return checklist


def _items_words(path: Path) -> Mapping[str, ItemWords]:
    return _typed(_toml(path), dict[str, ItemWords], path)


def _questionnaire(path: Path) -> Questionnaire:
    try:
        return questionnaire.read(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
