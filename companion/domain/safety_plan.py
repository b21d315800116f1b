# SPDX-License-Identifier: Apache-2.0
"""The patient's own safety plan: its six steps in their order, and whether anything is in it."""

from companion.domain.records import SafetyPlan

STEPS = (
    "warning_signs",
    "by_myself",
    "distraction",
    "people_to_ask",
    "professionals",
    "surroundings",
)
"""The names of the steps, as the record has them. The words from a better day are no step."""


def is_written(plan: SafetyPlan) -> bool:
    """Tell whether any of the six steps has words."""
    return any(words.strip() for words in steps(plan))


def steps(plan: SafetyPlan) -> tuple[str, ...]:
    """Give the words of the six steps, in their order."""
    return tuple(getattr(plan, name) for name in STEPS)


def steps_alone(plan: SafetyPlan) -> SafetyPlan:
    """Give the plan without the words from a better day, which are for the person alone."""
    return SafetyPlan(**dict(zip(STEPS, steps(plan), strict=True)))
