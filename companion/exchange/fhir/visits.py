# SPDX-License-Identifier: Apache-2.0
"""What is to come and what is to be said: visits, preparation, questions, chosen notes."""

from collections.abc import Iterator

from companion.domain import course
from companion.domain.moment import Plan
from companion.domain.records import SessionState
from companion.domain.safety import to_ask
from companion.exchange.fhir import terms
from companion.exchange.fhir.draft import Chapter, Draft, Part, words
from companion.exchange.fhir.terms import Json, own
from companion.language import _
from companion.report import care, scales, visits
from companion.report.parts import Section
from companion.report.scope import anything, began
from companion.report.shortening import on_one_line, shortened


def chapters(draft: Draft) -> Iterator[Chapter]:
    """Give the sections of the plan, the preparation, the questions and the chosen notes."""
    plan = tuple(_plan(draft))
    if plan:
        yield Chapter(title=_("Visits and plan"), code=terms.PLAN_OF_CARE, parts=plan)
    scope, title = draft.scope, _("Preparation")
    found = care.preparation(scope)
    if not scope.has(Section.PREPARATION):
        yield Chapter(title=title, empty="withheld")
    elif found:
        yield Chapter(title=title, lines=found.lines)
    title = _("Questions for the visit")
    if not scope.has(Section.QUESTIONS):
        yield Chapter(title=title, empty="withheld")
    else:
        questions = tuple(_questions(draft))
        yield Chapter(title=title, parts=questions, empty="" if questions else "unavailable")
    notes = tuple(_notes(draft)) if scope.has(Section.NOTES) else ()
    if notes:
        yield Chapter(title=_("Notes chosen by the patient"), code=terms.STORY, parts=notes)


def _plan(draft: Draft) -> Iterator[Part]:
    scope = draft.scope
    plans = [(entry.id, entry.record.plan) for entry in scope.snapshot.appointments]
    ahead = [each for each in plans if each[1].moment() >= scope.now]
    if ahead:
        key, plan = min(ahead, key=lambda each: each[1].moment())
        yield _visit(key, plan, _("Next appointment, as told by the patient"), draft)
    elif last := scales.last_appointment(scope):
        key, plan = next(each for each in plans if each[1].moment() == last)
        yield _visit(key, plan, _("Last appointment, as told by the patient"), draft)
    if scope.has(Section.SESSIONS) and anything(scope):
        yield from _sessions_ahead(draft)


def _sessions_ahead(draft: Draft) -> Iterator[Part]:
    scope = draft.scope
    planned = [
        entry
        for entry in scope.snapshot.sessions
        if entry.id not in scope.options.left_out
        and entry.record.state is SessionState.PLANNED
        and entry.record.plan.day >= scope.first
    ]
    following = course.next_session(planned, scope.now)
    if following is not None:
        yield _visit(following.id, following.record.plan, _("Next session, as planned"), draft)
    person = scope.snapshot.person
    wanted = person.record.planned_sessions if person else None
    start = course.course_start(scope.snapshot.sessions, scope.marked)
    held = sum(start is None or began(one.entry).date() >= start for one in scope.held)
    if wanted is not None and wanted > held:
        text = _("Sessions planned for the course, as told by the patient")
        resource: Json = {
            "resourceType": "CarePlan",
            "status": "unknown",
            "intent": "plan",
            "title": text,
            "subject": draft.patient,
            "author": draft.patient,
            "activity": [
                {
                    "detail": {
                        "status": "unknown",
                        "description": text,
                        "scheduledTiming": {"repeat": {"count": wanted}},
                    }
                }
            ],
        }
        yield draft.part(resource, what=text, told=str(wanted))


def _visit(key: str, plan: Plan, text: str, draft: Draft) -> Part:
    """Give a visit by its day, as the pages do.

    Whether the other side agreed to it is not known here: it is proposed, which needs no end.
    """
    day = plan.day.isoformat()
    resource: Json = {
        "resourceType": "Appointment",
        "status": "proposed",
        "description": text,
        "participant": [{"actor": draft.patient, "status": "accepted"}],
        "requestedPeriod": [{"start": day, "end": day}],
    }
    return draft.part(resource, key, when=draft.day(plan.day), what=text)


def _questions(draft: Draft) -> Iterator[Part]:
    """Give what to raise in the patient's order, the other open questions, and what was decided."""
    scope = draft.scope
    raised = visits.to_raise(scope)
    others = to_ask(scope.snapshot.questions, scope.content.suicide_items)
    for entry in (*raised, *(one for one in others if one not in raised)):
        text = words(entry.record.words)
        code = own("question", _("Question for the visit"))
        if entry in raised:
            code = own("to-raise", _("To raise at the visit"))
        if text:
            yield draft.observation(code, "question", entry.id, told=text, valueString=text)
    visit = visits.last_decided(scope)
    if visit:
        text, day = words(visit.decided), visit.plan.day
        whom = shortened(on_one_line(words(visit.with_whom)), visits.IN_SUMMARY)
        note = _("With {name}.").format(name=whom) if whom and not draft.pseudonymous else ""
        yield draft.observation(
            own("decided", _("Decided at the last visit, as told by the patient")), "decided",
            day.isoformat(), at=day, note=note, told=text, valueString=text,
        )  # fmt: skip


def _notes(draft: Draft) -> Iterator[Part]:
    for entry in draft.scope.snapshot.notes:
        text = words(entry.record.words)
        if text:
            yield draft.observation(
                own("note", _("Note chosen by the patient")), "note", entry.id,
                at=entry.record.at.date(), told=text, valueString=text,
            )  # fmt: skip
