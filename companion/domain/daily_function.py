# SPDX-License-Identifier: Apache-2.0
"""How hard daily life was, by the item of a questionnaire that is asked and not scored.

PHQ-9 and GAD-7 end with such a question about work, home and other people. It makes no part of
the total, and no change in it is defined as important, so its values are given as they are.
"""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from companion.domain.instrument import Instrument, InstrumentItem, value_of
from companion.domain.records import Entry, Response


class FunctionValue(Struct, frozen=True, kw_only=True):
    """One answer: when, its points, and the verbatim words of the option."""

    at: datetime
    value: int
    words: str


def function_item(instrument: Instrument) -> InstrumentItem | None:
    """Give the one item of a questionnaire that is not scored; None where there is none."""
    unscored = [item for item in instrument.items if not item.scored]
    return unscored[0] if len(unscored) == 1 else None


def function_values(
    instrument: Instrument, responses: Iterable[Entry[Response]]
) -> tuple[FunctionValue, ...]:
    """Give every answer to that item in finished questionnaires, in order.

    The item may be left out, so the list can be shorter than that of the totals.
    """
    item = function_item(instrument)
    if item is None:
        return ()
    words = {option.value: option.text for option in item.options}
    found = [
        FunctionValue(at=entry.record.finished, value=value, words=words.get(value, ""))
        for entry in responses
        if entry.record.instrument == instrument.id
        and entry.record.finished is not None
        and (value := value_of(entry.record, item.id)) is not None
    ]
    return tuple(sorted(found, key=lambda one: one.at))
