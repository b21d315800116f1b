# SPDX-License-Identifier: Apache-2.0
"""What has changed since the last visit, in a few plain sentences with their numbers."""

from collections.abc import Iterator

from companion.content import Content
from companion.domain.instrument import count_of, difference
from companion.domain.records import SideEffect, Sought
from companion.domain.visit import ScaleChange, Since
from companion.language import _, ngettext
from companion.numbers import figure
from companion.ui.dates import short_date
from companion.ui.medicines import how_taken


def sentences(since: Since, content: Content) -> Iterator[str]:
    """Give one sentence for each thing that is known; what was not recorded is not told of."""
    held = since.sessions
    yield (
        ngettext("{n} session was held.", "{n} sessions were held.", held).format(n=held)
        if held
        else _("No session was held.")
    )
    yield from map(_scale, since.scales)
    yield from _days(since)
    yield from _effects(since, content)
    yield from _medicines(since)


def _days(since: Since) -> Iterator[str]:
    told = _("You noted your mood on {n} of {days} days.")
    yield told.format(n=since.recorded, days=since.days)
    if since.hard:
        yield ngettext(
            "There was {n} hard day without a number.",
            "There were {n} hard days without a number.",
            since.hard,
        ).format(n=since.hard)


def _scale(change: ScaleChange) -> str:
    """Say how a questionnaire went from its first to its last, in points."""
    named = {"name": change.instrument.name, "day": short_date(change.last_at.date())}
    last = figure(change.last)
    if change.is_one:
        return _("{name} was {last} on {day}, filled in once.").format(last=last, **named)
    points = difference(change.first, change.last)
    told = {"first": figure(change.first), "last": last, **named}
    told["first_day"] = short_date(change.first_at.date())
    if not points:
        return _("{name} was {first} on {first_day} and {last} on {day}.").format(**told)
    count = count_of(abs(points))
    text = (
        ngettext(
            "{name} went from {first} on {first_day} to {last} on {day}: {n} point lower.",
            "{name} went from {first} on {first_day} to {last} on {day}: {n} points lower.",
            count,
        )
        if points > 0
        else ngettext(
            "{name} went from {first} on {first_day} to {last} on {day}: {n} point higher.",
            "{name} went from {first} on {first_day} to {last} on {day}: {n} points higher.",
            count,
        )
    )
    return text.format(n=figure(abs(points)), **told)


def _effects(since: Since, content: Content) -> Iterator[str]:
    if since.effects:
        names = [
            _("{effect}, since {day}").format(
                effect=_name(one, content), day=short_date(one.start.date())
            )
            for one in since.effects
        ]
        yield _("Still there when last asked: {effects}.").format(effects=_("; ").join(names))
    whom = {
        Sought.CLINIC: _("You turned to the clinic or a doctor because of: {effects}."),
        Sought.EMERGENCY: _("You turned to emergency care or a hospital because of: {effects}."),
    }
    for sought, sentence in whom.items():
        named = [_name(one, content) for one in since.sought if one.sought is sought]
        if named:
            yield sentence.format(effects=_("; ").join(dict.fromkeys(named)))


def _name(effect: SideEffect, content: Content) -> str:
    return content.effect_name(effect.effect, effect.own_name).strip()


def _medicines(since: Since) -> Iterator[str]:
    if since.started:
        names = _(", ").join(one.name.strip() for one in since.started)
        yield _("Started: {medicines}.").format(medicines=names)
    if since.changed:
        told = [
            _("{medicine}, now {way}, from {day}").format(
                medicine=medicine.name.strip(),
                way=how_taken(change) or _("dose not told"),
                day=short_date(change.since),
            )
            for medicine, change in since.changed
        ]
        yield _("Changed: {medicines}.").format(medicines=_("; ").join(told))
    if since.stopped:
        names = _(", ").join(one.name.strip() for one in since.stopped)
        yield _("Stopped: {medicines}.").format(medicines=names)
    if not (since.started or since.changed or since.stopped):
        yield _("No change of a medicine was noted.")
