# SPDX-License-Identifier: Apache-2.0
"""What each version brought, and where new ones come from: not from here."""

from PySide6.QtCore import Qt

from companion import HOMEPAGE, __version__
from companion.domain.article import Block, List, Paragraph, Run, Words
from companion.language import _, current
from companion.releases import Release, releases
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.learn.blocks import widget_of
from companion.ui.widgets.basics import Card, label


def news_cards(context: Context) -> list[Card]:
    """Give a card for each version, the newest first."""
    return [_card(release, context) for release in releases(current())]


def came_out() -> str:
    """Say on which day this version came out; nothing where it has not yet."""
    days = (each.day for each in releases(current()) if each.version == __version__)
    day = next(days, None)
    return _("Dated {day}.").format(day=full_date(day)) if day else ""


def updates_card() -> Card:
    """Give the card that says how one comes by the next version."""
    card = Card(_("New versions"))
    card.add(label(_("Companion never looks for a new version itself. Each one is put here:")))
    place = label(HOMEPAGE)
    place.setAccessibleName(HOMEPAGE)
    place.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    card.add(place)
    card.add(
        label(
            _(
                "Install it over this one. Your diary stays where it is, and a backup is made "
                "before anything in it is changed."
            ),
            "secondary",
        )
    )
    return card


def _card(release: Release, context: Context) -> Card:
    title = _("Version {version}, {day}")
    card = Card(title.format(version=release.version, day=full_date(release.day)))
    for block in _blocks(release):
        card.add(widget_of(block, {}, context.theme))
    return card


def _blocks(release: Release) -> list[Block]:
    """Give the sentences of a release, and points that follow each other as one list."""
    found: list[Block] = []
    points: list[Words] = []
    for part in release.parts:
        words = (Run(text=part.text),)
        if part.is_point:
            points.append(words)
            continue
        found += [List(tuple(points))] if points else []
        points = []
        found.append(Paragraph(words))
    return found + ([List(tuple(points))] if points else [])
