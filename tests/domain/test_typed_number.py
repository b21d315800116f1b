# SPDX-License-Identifier: Apache-2.0
"""A number as it is typed: what can mean one thing only is taken, everything else is asked again."""

import pytest

from companion.domain.typed_number import NotOneNumber, read_number


def refused(typed: str, *, whole: bool = False) -> tuple[str, ...]:
    with pytest.raises(NotOneNumber) as told:
        read_number(typed, whole=whole)
    return told.value.instead


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", None),
        (" \u00a0 ", None),
        ("0", 0),
        ("70", 70),
        (" 70 ", 70),
        ("007", 7),
        ("1000", 1000),
        ("0.5", 0.5),
        ("0,5", 0.5),
        (".5", 0.5),
        (",875", 0.875),
        ("5.", 5),
        ("12.50", 12.5),
        ("1.0", 1),
        ("1,0000", 1),
        ("70.1250", 70.125),
        # What begins with nought, or is longer than three digits, has no thousand to set apart.
        ("0.125", 0.125),
        ("0,125", 0.125),
        ("-0,125", -0.125),
        ("00.125", 0.125),
        ("1234.567", 1234.567),
        ("-5", -5),
        ("\u22125,5", -5.5),
        ("+5", 5),
        ("٤٠", 40),
        ("٠٫١٢٥", 0.125),
        ("१२.५", 12.5),
    ],
)
def test_what_can_mean_one_thing_is_taken(typed: str, number: float | None) -> None:
    assert read_number(typed) == number


@pytest.mark.parametrize("typed", ["120", " 120 ", "0120", "١٢٠"])
def test_a_whole_number_is_one(typed: str) -> None:
    number = read_number(typed, whole=True)
    assert number == 120
    assert isinstance(number, int)


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("1,000", ("1000", "1.0")),
        ("1.000", ("1000", "1.0")),
        ("12,500", ("12500", "12.5")),
        ("999.250", ("999250", "999.25")),
        ("70.125", ("70125", "70.1250")),
        ("-1,000", ("-1000", "-1.0")),
        ("١٫٠٠٠", ("1000", "1.0")),
        ("1,000.5", ("1000.5",)),
        ("1.000,5", ("1000.5",)),
        ("1,000.125", ("1000.125",)),
        ("1,000,000", ("1000000",)),
        ("1.000.000,25", ("1000000.25",)),
        ("1 000", ("1000",)),
        ("1\u00a0000", ("1000",)),
        ("1\u202f000,5", ("1000.5",)),
        ("12'500", ("12500",)),
        ("12’500.5", ("12500.5",)),
        ("١٬٠٠٠", ("1000",)),
    ],
)
def test_thousands_set_apart_are_not_guessed_and_what_to_write_is_taken(
    typed: str, instead: tuple[str, ...]
) -> None:
    assert refused(typed) == instead
    for one in instead:
        assert read_number(one) == float(one)


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("1,000", ("1000", "1")),
        ("1.250", ("1250",)),
        ("1 000", ("1000",)),
        ("1,000,000", ("1000000",)),
        ("1,000.5", ()),
        ("1.5", ()),
        ("72.0", ()),
        ("72.", ()),
        ("0.125", ()),
    ],
)
def test_where_a_whole_number_is_needed_no_other_is_offered(
    typed: str, instead: tuple[str, ...]
) -> None:
    assert refused(typed, whole=True) == instead


@pytest.mark.parametrize(
    "typed",
    [
        *("half", "7o", "50mg", "1e3", "1E3", "1_0", "1_000", "inf", "-inf", "nan", "0x10", "²"),
        *(".", ",", "-", "+", "--5", "5-", "1/2", "50%", "5 0", "1 00", "0 500", "1,00,5"),
        *("1.5.5", "1,5,5", "1,000,5", "1 000.000.000", "1,000 000", "90/60", "Ⅻ", "½", "一"),
        "9" * 400,
    ],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert refused(typed) == ()
    assert refused(typed, whole=True) == ()
