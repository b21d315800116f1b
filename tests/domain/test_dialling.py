# SPDX-License-Identifier: Apache-2.0
"""What a code makes a phone dial: the number as written, and never another one."""

import pytest

from companion.domain.dialling import to_dial, to_text


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("112", "tel:112"),
        ("15", "tel:15"),
        (" 116 123 ", "tel:116123"),
        ("1-800-891-4416", "tel:18008914416"),
        ("(01) 555 0100", "tel:015550100"),
        ("+353 1 234", "tel:+3531234"),
        ("+44 (0)20 7946 0000", "tel:+442079460000"),
        ("٠١٢٣٤", "tel:01234"),
        ("", ""),
        ("7", ""),
        ("Maria", ""),
        ("555 0100 ask for Ann", ""),
        ("555 0100, 555 0199", ""),
        ("555 0100 / 555 0199", ""),
        ("555 0100\n555 0199", ""),
        ("0100 0199 0100 0199", ""),
        ("555+0100", ""),
        ("tel:112", ""),
        ("*31#555", ""),
    ],
)
def test_only_a_number_is_dialled(written: str, dialled: str) -> None:
    assert to_dial(written) == dialled


def test_a_text_goes_to_the_same_number() -> None:
    assert to_text("0477 13 11 14") == "sms:0477131114"
    assert to_text("by web") == ""
