# SPDX-License-Identifier: Apache-2.0
"""The six tiles while the medicine runs, and in the rest after it."""

from companion.domain.records import Entry, Reading, Session, SideEffect
from companion.domain.session_day import last_reading
from companion.language import _
from companion.ui.dates import clock
from companion.ui.session_day import wording
from companion.ui.session_day.tile import Tile
from companion.ui.session_day.tile_grid import TileGrid

SAID_AGAIN = (3, 6)
"""The tiles whose line is said again after the tap: being frightened, and the last."""


class Tiles(TileGrid):
    """What can be tapped, each with its number as its key."""

    def __init__(self) -> None:
        made = [Tile(str(number), told_later=number in SAID_AGAIN) for number in range(1, 7)]
        self.ok, self.sick, self.frightened, self.words, self.reading, self.last = made
        super().__init__(made)
        self.ok.say(_("I’m OK"), _("my own note, not a check"))
        self.frightened.say(_("I’m frightened"), wording.tell_them())

    def show_session(
        self,
        session: Session,
        sick: Entry[SideEffect] | None,
        *,
        begun: tuple[bool, bool],
        resting: bool,
        watched: bool,
    ) -> None:
        """Show what is known of each; ``begun`` are half-typed words and a half-typed reading.

        ``watched`` tells whether the sitter's timer runs.
        """
        self.sick.say(_("I feel sick"), _sick(sick.record) if sick else wording.grades())
        kept = _("kept as you typed it, not saved yet")
        self.words.say(_("A few words"), kept if begun[0] else _("now, or left for later"))
        last = last_reading(session)
        self.reading.say(
            _("Blood pressure"), kept if begun[1] else _reading(last) if last else _("none yet")
        )
        if resting:
            self.last.say(wording.leaving(session), _("This ends the session."), main=True)
        else:
            rest = wording.rest(session, watched=watched)
            self.last.say(_("Medicine finished"), rest, main=True)

    def choose(self, number: int) -> None:
        """Tap the tile that bears a number."""
        self._tiles[number - 1].click()


def _sick(effect: SideEffect) -> str:
    return _("{grade}, since {time}").format(
        grade=wording.grade(effect.grade), time=clock(effect.start)
    )


def _reading(reading: Reading) -> str:
    if reading.at is None:
        return wording.reading(reading)
    return _("{reading} at {time}").format(reading=wording.reading(reading), time=clock(reading.at))
