# SPDX-License-Identifier: Apache-2.0
"""Whether side effects were asked about: "none reported" is not "not asked" nor "left out"."""

from collections.abc import Collection

from companion.domain import tolerability
from companion.domain.tolerability import Asked, Told
from companion.language import _, ngettext
from companion.report.parts import Section
from companion.report.scope import Scope


def asked(scope: Scope, effects: Collection[str] = ()) -> Asked:
    """Give what was told of side effects in the period, or of some, and how often it was asked."""
    kept = scope.snapshot.side_effects
    if effects:
        kept = tuple(entry for entry in kept if entry.record.effect in effects)
    return tolerability.side_effects_told(
        kept,
        scope.snapshot.runs,
        tolerability.asking_items(scope.content.checklists.values(), effects),
        (scope.first, scope.last),
        left_out=not scope.has(Section.SIDE_EFFECTS),
    )


def none_words(found: Asked) -> str:
    """Say that no side effect was recorded, and whether anybody asked."""
    if found.told is Told.NOT_ASKED:
        return _("none recorded, not asked")
    text = ngettext(
        "none reported (asked {n} time)", "none reported (asked {n} times)", found.often
    )
    return text.format(n=found.often)
