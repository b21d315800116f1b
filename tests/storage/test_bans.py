# SPDX-License-Identifier: Apache-2.0
"""What sqlite-utils and SQL offer and the storage never uses, because it can lose a row quietly."""

import re
from pathlib import Path

import pytest

import companion.storage

SOURCES = sorted(Path(companion.storage.__file__).parent.glob("*.py"))
BANS = {
    r"\.upsert": "on a full disk it goes on to INSERT OR IGNORE",
    r"OR (IGNORE|REPLACE)": "it drops a row, or its children, without an error",
    r"(ignore|replace|recreate)=True": "the same by another name",
    r"\.enable_fts|\.transform\(": "it makes triggers that a later change of the table drops",
}


@pytest.mark.parametrize("ban", BANS)
def test_a_way_that_loses_rows_is_not_gone(ban: str) -> None:
    assert SOURCES
    for source in SOURCES:
        assert not re.search(ban, source.read_text(encoding="utf-8")), (source.name, BANS[ban])
