# SPDX-License-Identifier: Apache-2.0
"""The questionnaires: the file itself, what was answered as far as the pages show it, the scores."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import cast

from msgspec import Struct

from companion.domain import course
from companion.domain.course import ScaleCourse
from companion.domain.instrument import RESUME_WITHIN, Instrument, figure, score
from companion.domain.records import Entry, Response
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, as_json, reference, words
from companion.exchange.fhir.terms import Json, concept, quantity
from companion.language import _
from companion.report import scales
from companion.report.parts import Section
from companion.shipped import resource_path


class Shown(Struct, frozen=True, kw_only=True):
    """A response as far as it is shown: its total if that is, and the points of its items."""

    entry: Entry[Response]
    total: float | None
    answers: Mapping[str, int]
    is_whole: bool

    @property
    def day(self) -> date:
        """The day it was finished, or else begun."""
        return (self.entry.record.finished or self.entry.record.started).date()


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the sections of the questionnaires and of the scores measured elsewhere."""
    title, scope = _("Questionnaires"), draft.scope
    if not scope.has(Section.COURSE):
        yield Chapter(title=title, code=terms.ANSWERS, empty="withheld")
        return
    found = {instrument.id: one for instrument, one in scales.courses(scope)}
    parts = tuple(
        part
        for instrument in scope.content.instruments.values()
        for part in _of_instrument(instrument, found.get(instrument.id), draft)
    )
    empty = "" if parts else "unavailable"
    yield Chapter(title=title, code=terms.ANSWERS, parts=parts, empty=empty)
    elsewhere = tuple(_elsewhere(draft))
    if elsewhere:
        yield Chapter(title=_("Scores measured elsewhere"), parts=elsewhere)


@cache
def questionnaire(instrument: str) -> Json:
    """Give the Questionnaire that ships, as it is."""
    text = resource_path("instruments", f"{instrument}.json").read_text(encoding="utf-8")
    return cast(Json, json.loads(text))


@cache
def _questions(instrument: str) -> tuple[Json, ...]:
    """Give every item of a Questionnaire that holds no others."""
    return tuple(leaves(questionnaire(instrument)["item"]))


@cache
def _choices(instrument: str) -> Mapping[tuple[str, int], Json]:
    """Give the answers of a Questionnaire by item and points, with the points beside each."""
    found: dict[tuple[str, int], Json] = {}
    for item in _questions(instrument):
        for option in item.get("answerOption", ()):
            coding = option["valueCoding"]
            for one in (*option.get("extension", ()), *coding.get("extension", ())):
                if one["url"] == terms.ORDINAL:
                    key = (item["linkId"], one["valueDecimal"])
                    found.setdefault(key, cast(Json, {"extension": [one]} | coding))
    return found


def leaves(items: Iterable[Json]) -> Iterator[Json]:
    """Give every item of a Questionnaire that holds no others."""
    for item in items:
        if item.get("item"):
            yield from leaves(item["item"])
        else:
            yield item


def _of_instrument(instrument: Instrument, one: ScaleCourse | None, draft: Draft) -> Iterator[Part]:
    responses = [
        entry
        for entry in draft.scope.snapshot.responses
        if entry.record.instrument == instrument.id
    ]
    latest = _latest_of_unscored(instrument, responses)
    shown = [
        each
        for entry in responses
        for each in _shown(instrument, entry, one, draft, _told(instrument, entry, latest))
    ]
    if not shown:
        return
    name = draft.name("Questionnaire", instrument.id)
    yield Part(name=name, resource=as_json(questionnaire(instrument.id)))
    for each in sorted(shown, key=lambda each: (each.day, each.entry.record.started)):
        yield from _of_response(instrument, each, draft)


def _shown(
    instrument: Instrument,
    entry: Entry[Response],
    one: ScaleCourse | None,
    draft: Draft,
    told: frozenset[str],
) -> Iterator[Shown]:
    """Give what the pages show of a response; nothing where that is nothing.

    ``told`` are the items that they tell of without the others.
    """
    scope, record = draft.scope, entry.record
    whole = scope.has(Section.ANSWERS) and scope.within(record)
    total = score(instrument, record.answers) if record.finished else None
    if one is None or not _tells(one, entry, draft):
        total = None
    values = {answer.item: answer.value for answer in record.answers}
    answers = {item: value for item, value in values.items() if whole or item in told}
    if answers or total is not None:
        yield Shown(entry=entry, total=total, answers=answers, is_whole=answers == values)


def _latest_of_unscored(
    instrument: Instrument, responses: Sequence[Entry[Response]]
) -> Mapping[str, frozenset[datetime]]:
    """Give when each unscored question was answered the last times, of which the pages tell."""
    unscored = [item.id for item in instrument.items if not item.scored]
    found = {item: course.all_item_values(responses, instrument.id, item) for item in unscored}
    return {
        item: frozenset(at for at, _value in values[-scales.FUNCTION_TOLD :])
        for item, values in found.items()
    }


def _told(
    instrument: Instrument, entry: Entry[Response], latest: Mapping[str, frozenset[datetime]]
) -> frozenset[str]:
    """Give the items of a response that the pages tell of without the others.

    Those are item 9 always, and an unscored question where it is among the latest.
    """
    moment = entry.record.finished or entry.record.started
    among = {item for item, moments in latest.items() if moment in moments}
    return frozenset(among | ({instrument.suicide_item} if instrument.suicide_item else set()))


def _tells(one: ScaleCourse, entry: Entry[Response], draft: Draft) -> bool:
    """Tell whether the pages tell a response's total.

    Those of the period, the first, the best and the latest, and the one at the last appointment;
    all of them where there are so many that they have a table of their own.
    """
    at, scope = entry.record.finished, draft.scope
    if at is None:
        return False
    if len(one.scores) > scales.SCORES_ON_PAGE_ONE or scope.within(entry.record):
        return True
    appointment = scales.last_appointment(scope)
    before = [
        each.at for each in one.scores if appointment and one.first.at <= each.at <= appointment
    ]
    return at in {one.first.at, one.best.at, one.latest.at, *before[-1:]}


def _of_response(instrument: Instrument, shown: Shown, draft: Draft) -> Iterator[Part]:
    source, key = questionnaire(instrument.id), shown.entry.id
    response = draft.part(_response(source, shown, draft), key)
    yield response
    source_of = [reference(response.name)]
    members = list(_scored(instrument, shown, source_of, draft))
    yield from members
    if shown.is_whole and shown.total is not None and source.get("code"):
        yield draft.observation(
            concept(source["title"], *source["code"]), "panel", key, at=shown.day,
            hasMember=[reference(member.name) for member in members], derivedFrom=source_of,
        )  # fmt: skip


def _scored(
    instrument: Instrument, shown: Shown, source_of: list[Json], draft: Draft
) -> Iterator[Part]:
    """Give each answer and the total, in the order of the questionnaire."""
    key, name = shown.entry.id, instrument.name
    for item in _questions(instrument.id):
        codes, answer = item.get("code", ()), _coding(item, shown)
        if answer is not None:
            yield draft.observation(
                concept(item["text"], *codes), item["linkId"], key, at=shown.day,
                told=f"{_points(answer)} · {answer['display']}", derivedFrom=source_of,
                valueCodeableConcept=concept(answer["display"], answer),
            )  # fmt: skip
        elif item.get("readOnly") and shown.total is not None:
            band = scales.band_words(instrument, shown.total, draft.scope)
            rest: Json = {"interpretation": [concept(band)]} if band else {}
            yield draft.observation(
                concept(_("{name} total score").format(name=name), *codes), "total", key,
                at=shown.day, told=", ".join(x for x in (figure(shown.total), band) if x),
                derivedFrom=source_of, valueQuantity=quantity(shown.total, terms.SCORE), **rest,
            )  # fmt: skip


def _response(source: Json, shown: Shown, draft: Draft) -> Json:
    record = shown.entry.record
    status = "completed"
    if record.finished is None:
        going_on = draft.scope.now - record.started <= RESUME_WITHIN
        status = "in-progress" if going_on else "stopped"
    tag = terms.coding(f"{terms.TERMINOLOGY}/v3-ObservationValue", "SUBSETTED")
    return {
        "resourceType": "QuestionnaireResponse",
        **({} if shown.is_whole else {"meta": {"tag": [tag]}}),
        "questionnaire": f"{source['url']}|{source['version']}",
        "status": status,
        "subject": draft.patient,
        "authored": shown.day.isoformat(),
        "author": draft.patient,
        "source": draft.patient,
        "item": list(_items(source["item"], shown)),
    }


def _items(items: Iterable[Json], shown: Shown) -> Iterator[Json]:
    for item in items:
        inner = list(_items(item["item"], shown)) if "item" in item else []
        answer = _coding(item, shown)
        told: Json = {"item": inner} if inner else {}
        if answer is not None:
            told["answer"] = [{"valueCoding": answer}]
        elif item.get("readOnly") and shown.total is not None:
            told["answer"] = [{"valueDecimal": shown.total}]
        if told:
            yield {"linkId": item["linkId"], "text": item["text"]} | told


def _coding(item: Json, shown: Shown) -> Json | None:
    """Give the answer of an item, with its points beside it."""
    value = shown.answers.get(item["linkId"])
    if value is None:
        return None
    return _choices(shown.entry.record.instrument).get((item["linkId"], value))


def _points(answer: Json) -> str:
    return str(answer["extension"][0]["valueDecimal"])


def _elsewhere(draft: Draft) -> Iterator[Part]:
    """Give the totals that others measured; by whom is a name, and stays out without names."""
    for entry in draft.scope.snapshot.outside_scores:
        record = entry.record
        scale, by_whom = words(record.scale), words(record.by_whom)
        if not draft.scope.within(record) or not scale:
            continue
        note = _("Told by the patient; measured elsewhere.")
        if by_whom and not draft.pseudonymous:
            note += " " + _("By: {name}.").format(name=by_whom)
        yield draft.measured(
            concept(scale), record.total, terms.SCORE, "elsewhere", entry.id,
            at=record.at.date(), note=note,
        )  # fmt: skip
