# SPDX-License-Identifier: Apache-2.0
"""The questionnaires in the report: what changed since before treatment, and item 9."""

from datetime import datetime

from companion.domain import course
from companion.domain.course import Outcome, ScaleCourse, Scored
from companion.domain.daily_function import FunctionValue, function_item, function_values
from companion.domain.instrument import (
    Instrument,
    band,
    count_of,
    difference,
)
from companion.domain.records import OutsideScore
from companion.language import _, ngettext
from companion.numbers import amount, figure
from companion.report.parts import (
    Cell,
    Column,
    Phrase,
    Run,
    Section,
    Table,
    Tile,
    cell,
    without_empty,
)
from companion.report.scope import Scope
from companion.report.wording import DASH, SPACE, lowered
from companion.report.wording import sentence as capital

ARROW = "→"
ITEM_9_TOLD = 12
SCORES_ON_PAGE_ONE = 6
FUNCTION_TOLD = 4

Found = tuple[Instrument, ScaleCourse]


def courses(scope: Scope) -> tuple[Found, ...]:
    """Give each questionnaire that has a complete response, PHQ-9 first.

    Those of which it is not known what a change means come last: the two-question ones.
    """
    if not scope.has(Section.COURSE):
        return ()
    found = []
    for instrument in scope.content.instruments.values():
        snapshot = scope.snapshot
        one = course.scale_course(instrument, snapshot.responses, snapshot.sessions, scope.marked)
        if one is not None:
            found.append((instrument, one))
    return tuple(sorted(found, key=lambda pair: _rank(pair[0])))


def _rank(instrument: Instrument) -> tuple[bool, bool]:
    no_change = instrument.change is None and instrument.change_percent is None
    return instrument.suicide_item is None, no_change


def tile(instrument: Instrument, one: ScaleCourse, scope: Scope) -> Tile:
    """Give a questionnaire's figure: first and latest score, and what that amounts to."""
    title = f"{instrument.name} ({instrument.minimum}–{instrument.maximum})"
    return Tile(
        title=title, figure=_from_to(one, figure(one.first.total)), lines=(outcome(instrument, one, scope),),
        faint=_dates(one, scope), role="accent",
    )  # fmt: skip


def outcome(instrument: Instrument, one: ScaleCourse, scope: Scope) -> str:
    """Say what the change amounts to; worsening as plainly as response."""
    if one.latest is one.first:
        return _only_one(one, scope)
    parts = [_change(instrument, one, scope)]
    if one.risen and not one.worse:
        text = _("Risen {n} since its best ({best}).")
        risen = difference(one.latest.total, one.best.total)
        parts.append(text.format(n=figure(risen), best=figure(one.best.total)))
    return " ".join(parts)


def unanswered(found: tuple[Found, ...], scope: Scope) -> tuple[Tile, ...]:
    """Give an empty figure for each questionnaire that is asked by itself and has no score."""
    if not scope.has(Section.COURSE):
        return ()
    known = {instrument.id for instrument, _one in found}
    return tuple(
        Tile(
            title=f"{one.name} ({one.minimum}–{one.maximum})", figure=DASH,
            lines=(_("no complete one recorded"),), faint=(), role="accent",
        )
        for one in scope.content.instruments.values()
        if one.due_days is not None and one.id not in known
    )  # fmt: skip


def sentences(found: tuple[Found, ...], scope: Scope) -> list[str]:
    """Say each questionnaire and item 9 in one short sentence.

    How long after a session a score was given is said once where it is the same for several.
    """
    said: list[str] = []
    told_when = ""
    for instrument, one in found:
        after = _after(one.latest, scope).replace(SPACE, " ")
        when = ", ".join(part for part in (_earlier_day(one.latest.at, scope), after) if part)
        parts = [f"{instrument.name}{SPACE}{_steps(one, scope)}"]
        if when and when != told_when:
            parts.append(f"({when})")
        told_when = when
        word = _in_a_word(one)
        said.append(" ".join(parts) + (f": {word}." if word else "."))
        if instrument.suicide_item:
            said += _item_9_sentence(instrument, scope)
    for instrument in scope.content.instruments.values():
        if instrument.suicide_item and instrument not in [one for one, _course in found]:
            said += _item_9_sentence(instrument, scope)
    return said


def _item_9_sentence(instrument: Instrument, scope: Scope) -> list[str]:
    values = item_9(instrument, scope)
    if not values:
        return []
    latest = values[-SCORES_ON_PAGE_ONE:]
    each = [str(value) for _at, value in latest]
    if day := _earlier_day(latest[0][0], scope):
        each[0] += f" ({day})"
    told = f"{SPACE}·{SPACE}".join(each)
    earlier = len(values) - SCORES_ON_PAGE_ONE
    lead = _("Item 9, latest {n}: {values}.") if earlier > 0 else _("Item 9: {values}.")
    first = values[0][1]
    if values[-1][1] > first:
        text = (
            _("(higher than the {first} at first)") if earlier > 0 else _("(higher than at first)")
        )
        told += " " + text.format(first=first)
    return [lead.format(n=SCORES_ON_PAGE_ONE, values=told)]


def _steps(one: ScaleCourse, scope: Scope) -> str:
    """Write baseline, the score at the last visit where that is another one, and the latest.

    The line speaks of the period, so that a first score from before it has its day.
    """
    at = last_appointment(scope)
    first = figure(one.first.total)
    if one.latest is not one.first and (day := _earlier_day(one.first.at, scope)):
        first = f"{first} ({day})"
    stood = course.stood_at(one.scores, at) if at is not None else None
    if stood is None or not _is_between(one, stood):
        return _from_to(one, first).replace(" ", SPACE)
    text = _("{first} → {visit} (last visit) → {latest}")
    told = text.format(first=first, visit=figure(stood.total), latest=figure(one.latest.total))
    return told.replace(" ", SPACE)


def _in_a_word(one: ScaleCourse) -> str:
    """Say the outcome in a word or two; a rise as plainly as a fall."""
    if one.latest is one.first:
        return ""
    if one.worse:
        return _("worse than baseline") if one.is_baseline else _("worse than the first recorded")
    words = {
        Outcome.REMISSION: _("response and remission"),
        Outcome.RESPONSE: _("response"),
        Outcome.BELOW_RESPONSE: _("below response"),
    }
    parts = [words[one.outcome]] if one.outcome in words else []
    if one.risen:
        risen = difference(one.latest.total, one.best.total)
        parts.append(_("risen {n} since its best").format(n=figure(risen)))
    return ", ".join(parts)


def item_9(instrument: Instrument, scope: Scope) -> tuple[tuple[datetime, int], ...]:
    """Give every value of the item on thoughts of suicide, in unfinished responses too."""
    if instrument.suicide_item is None or not scope.has(Section.COURSE):
        return ()
    return course.all_item_values(scope.snapshot.responses, instrument.id, instrument.suicide_item)


def item_9_alerts(scope: Scope) -> tuple[Phrase, ...]:
    """Give item 9 with its dates, whatever its values are, and that it was never answered."""
    if not scope.has(Section.COURSE):
        return ()
    found = []
    for instrument in scope.content.instruments.values():
        if instrument.suicide_item is None:
            continue
        lead = _("{name} item 9").format(name=instrument.name)
        values = item_9(instrument, scope)
        found.append(Phrase(lead, _item_9_words(values, scope) if values else _never_answered()))
    return tuple(found)


def _never_answered() -> str:
    return _("(0–3): never answered in this diary. Risk was not assessed by a clinician here.")


def function(scope: Scope) -> tuple[Phrase, ...]:
    """Give how hard daily life was, by the item that a questionnaire asks and does not score."""
    if not scope.has(Section.COURSE):
        return ()
    found = []
    for instrument in scope.content.instruments.values():
        item = function_item(instrument)
        if item is None:
            continue
        values = function_values(instrument, scope.snapshot.responses)
        place = instrument.items.index(item) + 1
        lead = _("Function ({name} item {n}).").format(name=instrument.name, n=place)
        if values:
            found.append(Phrase(lead, _function_words(values, scope)))
        elif instrument.suicide_item and any(
            one.record.instrument == instrument.id for one in scope.snapshot.responses
        ):
            found.append(Phrase(lead, _("Not answered.")))
    return tuple(found)


def _function_words(values: tuple[FunctionValue, ...], scope: Scope) -> str:
    told = " · ".join(
        f"{lowered(one.words)} {scope.wording.day(one.at)}" for one in values[-FUNCTION_TOLD:]
    )
    if len(values) > FUNCTION_TOLD:
        text = _("Latest {n} of {all}: {told}.")
        return text.format(n=FUNCTION_TOLD, all=len(values), told=told)
    return capital(told) + "."


def score_table(found: tuple[Found, ...], scope: Scope) -> Table | None:
    """Give baseline, the score at the last visit, best and latest, with their dates.

    None where the tiles already say as much.
    """
    at = last_appointment(scope)
    stood = [(one, course.stood_at(one.scores, at)) for _instrument, one in found if at is not None]
    between = any(_is_between(one, score) for one, score in stood)
    if not between and all(one.best in (one.first, one.latest) for _instrument, one in found):
        return None
    rows = [_score_row(instrument, one, scope) for instrument, one in found]
    all_baseline = all(one.is_baseline for _instrument, one in found)
    first = _("Baseline") if all_baseline else _("Baseline, or first recorded")
    columns = (
        Column(_("Scores")),
        Column(first, 0.6 if all_baseline else 0.85),
        Column(_("At last visit"), 1),
        Column(_("Best"), 1),
        Column(_("Latest"), 1),
    )
    return without_empty(Table(title="", columns=columns, rows=tuple(rows)), keep=1)


def all_scores(found: tuple[Found, ...], scope: Scope) -> tuple[Table, ...]:
    """Give a table of every score where there are more than page one tells."""
    tables = []
    for instrument, one in found:
        if len(one.scores) <= SCORES_ON_PAGE_ONE:
            continue
        values = dict(item_9(instrument, scope))
        rows = [_all_scores_row(instrument, score, values, scope) for score in one.scores]
        heads = [_("Date"), _("Score"), _("Band"), _("Days since a session"), _("Item 9")]
        columns = [Column(head, 1) for head in heads]
        title = _("All {name} scores").format(name=instrument.name)
        whole = Table(title=title, columns=tuple(columns), rows=tuple(rows))
        tables.append(without_empty(whole, keep=2))
    return tuple(tables)


def measured_elsewhere(scope: Scope) -> tuple[Table, ...]:
    """Give the totals that others measured, by scale; no figure of ours is made from them."""
    entries = [one for one in scope.snapshot.outside_scores if scope.within(one.record)]
    if not entries or not scope.has(Section.COURSE):
        return ()
    entries.sort(key=lambda one: (one.record.scale.strip().casefold(), one.record.at))
    rows = tuple(_outside_row(one.record, scope) for one in entries)
    heads = (_("Scale"), _("Date"), _("Total"), _("By whom"))
    columns = tuple(Column(head, 1) for head in heads)
    note = _("Totals as told by the patient; bands, changes and items are not known here.")
    whole = Table(title=_("Scores measured elsewhere"), columns=columns, rows=rows, note=note)
    return (without_empty(whole, keep=3),)


def band_words(instrument: Instrument, total: float, scope: Scope) -> str:
    """Give the word of the severity band a total lies in, empty where there are no bands."""
    found = band(instrument, total)
    if found is None:
        return ""
    return scope.content.instrument_words[instrument.id].bands.get(found.id, found.id)


def last_appointment(scope: Scope) -> datetime | None:
    """Give the last appointment before now and within the period's end."""
    past = [entry.record.plan.moment() for entry in scope.snapshot.appointments]
    return max((at for at in past if at < scope.now and at.date() <= scope.last), default=None)


def _earlier_day(at: datetime, scope: Scope) -> str:
    """Write the day of what is from before the period; empty for what is of the period."""
    return scope.wording.day(at) if at.date() < scope.first else ""


def _from_to(one: ScaleCourse, first: str) -> str:
    """Write the first score, as it is worded, and the latest; one alone where there is one."""
    return first if one.latest is one.first else f"{first} {ARROW} {figure(one.latest.total)}"


def _only_one(one: ScaleCourse, scope: Scope) -> str:
    if not course.held_sessions(scope.snapshot.sessions):
        return _("No session recorded yet: no change is stated.")
    if not one.is_baseline:
        return _("First recorded, after treatment began. No later score.")
    if one.latest.days_since_session is None:
        return _("Before treatment. No later score.")
    return _("Baseline. No later score.")


def _change(instrument: Instrument, one: ScaleCourse, scope: Scope) -> str:
    points = difference(one.latest.total, one.first.total)
    since = _("baseline") if one.is_baseline else _("the first recorded")
    if one.worse:
        return _("{n} points above {since}: worse.").format(n=figure(points), since=since)
    if points > 0:
        text = ngettext("{n} point above {since}.", "{n} points above {since}.", count_of(points))
        return text.format(n=figure(points), since=since)
    if points == 0:
        return _("No change since {since}.").format(since=since)
    return _lower(instrument, one, scope)


def _lower(instrument: Instrument, one: ScaleCourse, scope: Scope) -> str:
    """Say what a fall in the score amounts to."""
    percent = scope.wording.percent_lower(one.percent or 0)
    limit = instrument.remission_below
    if one.outcome is Outcome.SCORES_ONLY:
        return _scores_only(instrument, one, percent, scope)
    texts = {
        Outcome.REMISSION: _("{percent}: response and remission (< {limit})."),
        Outcome.RESPONSE: _("{percent}: response. Not remission (< {limit})."),
        Outcome.BELOW_RESPONSE: _("{percent}: below response."),
        Outcome.AFTER_TREATMENT_BEGAN: _(
            "{percent} since the first recorded, after treatment began."
        ),
    }
    if one.outcome is Outcome.RESPONSE and limit is None:
        return _("{percent}: response.").format(percent=percent)
    return texts[one.outcome].format(percent=percent, limit=limit)


def _scores_only(instrument: Instrument, one: ScaleCourse, percent: str, scope: Scope) -> str:
    minimum = instrument.response_minimum_baseline
    if minimum is not None and one.first.total < minimum:
        points = difference(one.first.total, one.latest.total)
        text = ngettext(
            "{n} point lower. Baseline below {minimum}: scores only.",
            "{n} points lower. Baseline below {minimum}: scores only.",
            count_of(points),
        )
        return text.format(n=figure(points), minimum=minimum)
    name = band_words(instrument, one.latest.total, scope)
    if not name:
        return _("{percent} since baseline.").format(percent=percent)
    return _("{percent}. Now {band}.").format(percent=percent, band=name)


def _dates(one: ScaleCourse, scope: Scope) -> tuple[str, ...]:
    first, latest = scope.wording.day(one.first.at), scope.wording.day(one.latest.at)
    if one.latest is one.first:
        lines = [first]
    elif one.best is one.latest:
        lines = [_("{first} · {latest} (best)").format(first=first, latest=latest)]
    elif one.best is one.first:
        lines = [_("{first} (best) · {latest}").format(first=first, latest=latest)]
    else:
        text = _("{first} · {latest}; best {best} on {day}")
        day = scope.wording.day(one.best.at)
        lines = [text.format(first=first, latest=latest, best=figure(one.best.total), day=day)]
    age = course.baseline_age(one, scope.snapshot.sessions, scope.marked)
    if age is not None:
        text = _("baseline {n} days before the first session")
        lines.append(text.format(n=age.days))
    return tuple(lines)


def _after(score: Scored, scope: Scope) -> str:
    """Tell how long after which session a score was given."""
    session, days = scope.since(score.at), score.days_since_session
    if session is None or days is None:
        return ""
    if days == 0:
        return _("day of session {n}").format(n=session.number)
    text = ngettext("{days} day after session {n}", "{days} days after session {n}", days)
    return text.format(days=days, n=session.number).replace(" ", SPACE)


def _after_in_short(score: Scored, scope: Scope) -> str:
    session, days = scope.since(score.at), score.days_since_session
    if session is None or days is None:
        return ""
    text = _("{days} d after session {n}")
    return text.format(days=days, n=session.number).replace(" ", SPACE)


def _item_9_words(values: tuple[tuple[datetime, int], ...], scope: Scope) -> str:
    text = _("{value} on {day}")
    latest = values[-ITEM_9_TOLD:]
    each = (text.format(value=value, day=scope.wording.day(at)) for at, value in latest)
    told = f"{SPACE}· ".join(one.replace(" ", SPACE) for one in each)
    if len(values) > ITEM_9_TOLD:
        lead = _("(0–3), latest {n} of {all}; {above} of {all} above 0, highest {top}:")
        above = sum(value > 0 for _at, value in values)
        top = max(value for _at, value in values)
        lead = lead.format(n=ITEM_9_TOLD, all=len(values), above=above, top=top)
    else:
        lead = _("(0–3):")
    closing = _("0 does not exclude risk; not assessed by a clinician here.")
    return f"{lead} {told}. {closing}"


def _is_between(one: ScaleCourse, stood: Scored | None) -> bool:
    """Tell whether the score that stood at a moment is neither the first that counts nor the last."""
    return stood is not None and one.first.at < stood.at < one.latest.at


def _score_row(instrument: Instrument, one: ScaleCourse, scope: Scope) -> tuple[Cell, ...]:
    at = last_appointment(scope)
    stood = course.stood_at(one.scores, at) if at is not None else None
    return (
        cell(instrument.name),
        _score_cell(one.first, scope),
        _score_cell(stood, scope) if stood is not None else cell(""),
        _score_cell(one.best, scope),
        _score_cell(one.latest, scope),
    )


def _score_cell(score: Scored, scope: Scope) -> Cell:
    parts = [scope.wording.day(score.at), _after_in_short(score, scope)]
    told = ", ".join(part for part in parts if part)
    return Run(figure(score.total), strong=True), Run(f" ({told})", faint=True)


def _outside_row(record: OutsideScore, scope: Scope) -> tuple[Cell, ...]:
    return (
        cell(record.scale.strip()),
        cell(scope.wording.day(record.at)),
        cell(amount(record.total), strong=True),
        cell(record.by_whom.strip()),
    )


def _all_scores_row(
    instrument: Instrument, score: Scored, item_9_values: dict[datetime, int], scope: Scope
) -> tuple[Cell, ...]:
    value = item_9_values.get(score.at)
    days = score.days_since_session
    return (
        cell(scope.wording.day(score.at)),
        cell(figure(score.total), strong=True),
        cell(band_words(instrument, score.total, scope)),
        cell(str(days) if days is not None and scope.has(Section.SESSIONS) else ""),
        cell("" if value is None else str(value)),
    )
