# SPDX-License-Identifier: Apache-2.0
"""The fixed list of when to call whom: part of it at once, the whole where it is asked for."""

from companion.content import Content
from companion.domain.safety import Tier
from companion.language import _
from companion.ui.widgets.basics import Card, label

FOLD_AFTER = 5
"""Signs of the list that stand before it is folded out."""


def words_of(content: Content, tier: Tier) -> list[str]:
    """Give the signs of a tier in words, in the order of the list."""
    return [content.flag_words[flag.id] for flag in content.flags if flag.tier is tier]


def today_card(content: Content) -> Card:
    """Give the card of when to call the clinic today, with the first signs of that list."""
    card = Card(_("Call the clinic today if"))
    for words in words_of(content, Tier.CLINIC_TODAY)[:FOLD_AFTER]:
        card.add(label(words))
    says = _("If nobody answers: your out-of-hours service, or the line above.")
    card.add(label(says, "secondary"))
    return card


def rest_card(content: Content) -> Card:
    """Give the part of the list that is folded away at first."""
    card = Card(_("Also call the clinic today if"))
    for words in words_of(content, Tier.CLINIC_TODAY)[FOLD_AFTER:]:
        card.add(label(words))
    card.add(label(_("Tell the clinic within a few days, or at your next visit, if"), "heading"))
    for words in words_of(content, Tier.NEXT_VISIT):
        card.add(label(words))
    card.add(label(content.replies["unlisted"].body, "small"))
    return card
