# SPDX-License-Identifier: Apache-2.0
"""When a side effect ended, and how long it lasted, as far as the person told.

Definitions: a side effect that was told to be gone without saying since when *ended by* the moment
of asking. It is kept with that moment as its end and as the moment it was last asked after, and by
these two being the same it is known. When such a one ended is known between its start and then:
it has no duration, only *at most* so long. Every other end was given, and the duration is from the
start to it.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from companion.domain.moment import Moment, fixed
from companion.domain.records import SideEffect


def gone(effect: SideEffect, now: datetime) -> SideEffect:
    """Give a side effect that was told to be gone now, without saying since when."""
    return replace(effect, end=fixed(now), asked_at=fixed(now))


def with_end(effect: SideEffect, end: datetime) -> SideEffect:
    """Give a side effect whose end was given, also where that is the moment it was asked after."""
    given = fixed(end)
    return replace(
        effect, end=given, asked_at=None if effect.asked_at == given else effect.asked_at
    )


def still_there(effect: SideEffect, now: datetime) -> SideEffect:
    """Give a side effect that was told to be there still."""
    return replace(effect, end=None, asked_at=fixed(now))


def ended_by(effect: SideEffect) -> Moment | None:
    """Give the moment by which it had ended, where it is not known when; else None."""
    return effect.end if effect.end is not None and effect.end == effect.asked_at else None


def ended_at(effect: SideEffect) -> Moment | None:
    """Give the end that the person gave, None where none was given."""
    return effect.end if ended_by(effect) is None else None


def lasted(effect: SideEffect) -> timedelta | None:
    """Give how long it lasted, None where it is still there or its end was not given."""
    end = ended_at(effect)
    return end - effect.start if end is not None else None


def lasted_at_most(effect: SideEffect) -> timedelta | None:
    """Give how long it can have lasted where its end was not given; else None."""
    end = ended_by(effect)
    return end - effect.start if end is not None else None
