# SPDX-License-Identifier: Apache-2.0
"""Numbers as the language in use writes them, wherever they are read by a person."""

from companion.domain import instrument
from companion.language import _


def amount(value: float) -> str:
    """Write a number with the decimal places it has: "0.5", "70"."""
    return as_digits(f"{value:g}")


def exact(value: float) -> str:
    """Write a number with every decimal place it has, as it was typed: "0.875"."""
    return as_digits(f"{value:.15g}")


def figure(total: float) -> str:
    """Write a total, or the difference of two; a mean keeps its decimal place also where it is 0."""
    return as_digits(instrument.figure(total))


def one_place(value: float) -> str:
    """Write a mean with one decimal place."""
    return as_digits(f"{value:.1f}")


def as_digits(plain: str) -> str:
    """Write digits with a point as they stand: "1.0"."""
    # Translators: a number with a decimal place, as your language writes it
    return plain.replace(".", _("1.5")[1])
