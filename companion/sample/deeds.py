# SPDX-License-Identifier: Apache-2.0
"""What the invented person does in the diary, deed by deed, and what all parts of it share."""

from collections.abc import Iterator
from random import Random

from msgspec import Struct

from companion.content import Content
from companion.domain.moment import Moment
from companion.domain.records import Record
from companion.sample.feeling import Feelings
from companion.sample.timetable import Timetable
from companion.sample.words import Words


class Deed(Struct, frozen=True, kw_only=True):
    """One thing done in the diary: the first of a key adds, the next change, None removes.

    Where a record names another entry, as by ``session_id``, that is the other's key until the
    diary has given it an id.
    """

    at: Moment
    key: str
    record: Record | None


Deeds = Iterator[Deed]


class Course(Struct, frozen=True, kw_only=True):
    """What every part of the sample course is made from."""

    seed: int
    table: Timetable
    feelings: Feelings
    words: Words
    content: Content

    def random(self, part: str) -> Random:
        """Give a source of chance for one part, so that a change in one moves no other."""
        return Random(f"{self.seed}/{part}")
