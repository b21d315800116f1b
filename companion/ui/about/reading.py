# SPDX-License-Identifier: Apache-2.0
"""What Companion is, what it is for, and what of its content no clinician has reviewed."""

from collections.abc import Sequence

from companion import __version__, about
from companion.about import Review
from companion.content import Content
from companion.domain.article import Paragraph
from companion.language import _, ngettext
from companion.ui.about.news import came_out
from companion.ui.context import Context
from companion.ui.learn.blocks import widget_of
from companion.ui.widgets.basics import Card, label, rule

PLACES = (
    "checklists",
    "articles",
    "red_flags",
    "side_effects",
    "medicines_of_note",
    "hazards",
)
"""What carries a review, in the order in which it is told."""


def what_it_is() -> Card:
    """Give the card with the version, and what it is and is not."""
    card = Card()
    card.add(label(_("Companion {version}").format(version=__version__), "strong"))
    if came_out():
        card.add(label(came_out(), "secondary"))
    card.add(label(_("It records and prints. It does not assess, triage or alert.")))
    card.add(label(_("It cannot alert anyone. To be heard, please call.")))
    if not about.is_reviewed():
        card.add(label(_("Content not yet reviewed by a clinician.")))
    card.add(label(_("It is not certified as a medical device.")))
    return card


def intended_use(context: Context) -> Card:
    """Give the document on what it is for."""
    document = context.content.intended_use
    card = Card()
    card.add(widget_of(Paragraph(document.gist), {}, context.theme))
    for section in document.sections:
        card.add(label(section.heading, "heading"))
        for block in section.blocks:
            card.add(widget_of(block, {}, context.theme))
    return card


def reviews_card(content: Content) -> Card:
    """Give the card that counts what no clinician reviewed, and the numbers nobody checked."""
    found = about.reviews()
    card = Card()
    card.add(label(in_all(found), "strong"))
    for place in PLACES:
        some = [each for each in found if each.place == place]
        if some:
            card.add(label(counted(_name(place), some)))
    for each in found:
        if each.is_done:
            words = _("{what}: signed by {clinician}")
            card.add(label(words.format(what=each.id, clinician=each.told), "small"))
    card.add(rule())
    card.add(label(_numbers(content)))
    card.add(
        label(
            _(
                "The questionnaires stand word for word as their authors published them. "
                "Nothing in them is ours to sign."
            ),
            "secondary",
        )
    )
    return card


def in_all(found: Sequence[Review]) -> str:
    """Say how much of all content is not reviewed."""
    left = sum(not each.is_done for each in found)
    if not left:
        return _("All content was reviewed by a clinician.")
    words = ngettext(
        "{n} of {all} part of the content is not yet reviewed by a clinician.",
        "{n} of {all} parts of the content are not yet reviewed by a clinician.",
        len(found),
    )
    return words.format(n=left, all=len(found))


def counted(name: str, some: Sequence[Review]) -> str:
    """Say of one kind how much of it is not reviewed."""
    left = sum(not each.is_done for each in some)
    if not left:
        return _("{what}: reviewed").format(what=name)
    if len(some) == 1:
        return _("{what}: not yet reviewed").format(what=name)
    words = _("{what}: {n} of {all} not yet reviewed")
    return words.format(what=name, n=left, all=len(some))


def _name(place: str) -> str:
    return {
        "checklists": _("Checklists"),
        "articles": _("Articles in Learn"),
        "red_flags": _("The list of signs to call for"),
        "side_effects": _("The list of side effects"),
        "medicines_of_note": _("The list of medicines to tell your team of"),
        "hazards": _("The hazards on this page"),
    }[place]


def _numbers(content: Content) -> str:
    """Say how many of the numbers to call were not checked."""
    countries = content.countries.values()
    checked = [number.checked for country in countries for number in country.emergency]
    checked += [line.checked for country in countries for line in country.line]
    left = sum(not each for each in checked)
    if not left:
        return _("All numbers to call were checked on their operators’ pages.")
    words = ngettext(
        "{n} of {all} number to call is not yet checked by us on its operator’s page.",
        "{n} of {all} numbers to call are not yet checked by us on their operators’ pages.",
        len(checked),
    )
    return words.format(n=left, all=len(checked))
