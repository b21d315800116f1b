# SPDX-License-Identifier: Apache-2.0
"""The session-day screen: dark, few large controls, saved at each tap, until home or ready."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from companion.domain import session_day
from companion.domain.records import Entry, Grade, Note, Person, Said, Session, SideEffect
from companion.domain.session_day import Phase
from companion.language import _
from companion.problem import Problem
from companion.storage.diary import Undone
from companion.storage.diary_reading import NotThere
from companion.ui.context import Context
from companion.ui.pages.page import Page, unknown_entry
from companion.ui.session_day import few_words, going_on, vital_signs, wording
from companion.ui.session_day.few_words import WordsPanel
from companion.ui.session_day.frightened import FrightenedPanel
from companion.ui.session_day.panel import Panel
from companion.ui.session_day.screen import Screen
from companion.ui.session_day.sick import SickPanel
from companion.ui.session_day.taps import Taps
from companion.ui.session_day.vital_signs import ReadingPanel
from companion.ui.sessions import session_title

TICK = 1000
NARROW, LOW = 800, 610
"""Width and height at the usual text size under which everything takes less room."""

RUNS = frozenset({Phase.MEDICINE, Phase.REST})


class SessionDayPage(Page):
    """One session, from before its start until home or ready to leave.

    It offers no delete and no settings. Undo takes back what was tapped here, and no more.
    """

    shows = (Session, Note, SideEffect, Person)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._id = ""
        self._entry: Entry[Session] | None = None
        self._wanted = ""
        self._was_watched = False
        self.panel: Panel | None = None
        self.taps = Taps(context)
        self.screen_ = Screen(context)
        self.head, self.tiles = self.screen_.head, self.screen_.tiles
        self.body.addWidget(self.screen_)
        self.setAccessibleName(_("Session day"))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._connect()
        self._take_keys()

    # ---- what the window asks

    @property
    def phase(self) -> Phase:
        """How far the session is; done where there is none."""
        if self._entry is None:
            return Phase.DONE
        return session_day.phase(self._entry.record, self.context.now())

    @property
    def whereabouts(self) -> str:
        """The session, and what was tapped of it."""
        return f"{self._id}:{self.panel.name}" if self.panel is not None else self._id

    @property
    def shows_notices(self) -> bool:
        """Whether notices stand above it: not while the session is under way."""
        return self.phase is Phase.BEFORE

    def show_argument(self, argument: str) -> None:
        """Take the session to show, and what of it was tapped before."""
        session_id, _colon, self._wanted = argument.partition(":")
        if session_id != self._id:
            self._close_panel()
            self._id = self.taps.session_id = session_id

    def refresh(self) -> None:
        """Read the session again; what is being typed stays."""
        before = self.phase
        try:
            entry = self.context.diary.get(Session, self._id)
            self._entry = entry if entry.deleted_at is None else None
        except NotThere:
            self._entry = None
        phase = self.phase
        if phase is Phase.DONE or (phase is Phase.BEFORE and before is not phase):
            self._close_panel()
        if phase in RUNS:
            going_on.remember(self.context, self._id)
        self._show_noted()
        self._show_stage()
        self._timer.start()
        if phase is not before and self.panel is None and self.isVisible():
            self.setFocus()  # what had it may be hidden now
        if self._wanted:
            self._open_again(self._wanted)
            self._wanted = ""

    def leave(self) -> None:
        """Keep what is half typed, and say nothing of earlier taps when it comes back."""
        self._timer.stop()
        if self.panel is not None:
            self.panel.leave()
        self.taps.forget()
        self.head.quiet()

    def show_answer(self, sentence: str, *, undo: bool) -> bool:
        """Show the answer to the last tap at the top; undo is offered for what was tapped here."""
        self.head.show_answer(sentence, undo=undo and self.taps.can_undo)
        return True

    def undo(self) -> Undone | None:
        """Take back the last tap made here; what was done before this screen stays."""
        return self.taps.undo()

    # ---- taps

    def begin(self, ago: timedelta = timedelta()) -> None:
        """Start the medicine now, or some minutes ago."""
        if self.phase is Phase.BEFORE:
            self.taps.begin(ago)

    def go_to_help(self) -> None:
        """Show whom to call; the way back stands above it."""
        self.context.ways.open_page("help")

    def go_to_today(self) -> None:
        """Leave the screen; Today leads back as long as the session is under way."""
        self.context.ways.open_page("today")

    def go_back(self) -> None:
        """Go from what was tapped back to the tiles, and from these to Today."""
        if self.panel is None:
            self.go_to_today()
        else:
            self._show_tiles()

    def choose(self, number: int) -> None:
        """Take a number key for the tile, or the choice, that bears it."""
        if self.panel is not None:
            self.panel.choose(number)
        elif self.phase is Phase.BEFORE:
            self.screen_.beginning.choose(number)
        elif self.phase in RUNS:
            self.tiles.choose(number)

    def take_words(self) -> None:
        """Open the field for a timed note."""
        if self.panel is None and self.phase in RUNS:
            self._open_panel(self._words_panel())

    def _frightened(self) -> None:
        self.taps.say(Said.FRIGHTENED)
        # Also where it could not be noted: what to do now does not wait for a disk.
        self._open_panel(FrightenedPanel())

    def _grade(self, grade: Grade) -> None:
        if self.taps.grade(grade):
            self._show_tiles()

    def _passed(self) -> None:
        if self.taps.pass_():
            self._show_tiles()

    def _last_tile(self) -> None:
        """Finish the medicine, or, in the rest after it, ask for the last reading."""
        if self.phase is Phase.MEDICINE:
            self.taps.finish()
        elif self.phase is Phase.REST:
            self._open_panel(self._reading_panel(leaving=True))

    def _finish(self) -> None:
        """Lead to Today once the session has ended, where undo takes that back."""
        what = wording.leaving(self.taps.present().record)
        self.go_to_today()
        self.context.ways.say_saved(what)

    # ---- panels

    def _open_panel(self, panel: Panel) -> None:
        self._close_panel()
        self.panel = panel
        panel.closed.connect(self.go_back)
        self.screen_.put_panel(panel)
        self._show_stage()
        self.setFocus()
        # Where it is, is known once it was laid out.
        show = partial(self.screen_.show_control, panel.first_control())
        QTimer.singleShot(0, panel, show)

    def _close_panel(self) -> None:
        if self.panel is not None:
            self.panel.leave()
            self.panel = None
            self.screen_.take_panel_away()

    def _show_tiles(self) -> None:
        self._close_panel()
        self._show_stage()
        self.setFocus()

    def _open_again(self, name: str) -> None:
        """Open what was open before, as after a lock."""
        makers: dict[str, Callable[[], Panel]] = {
            "sick": self._sick_panel,
            "frightened": FrightenedPanel,
            "words": self._words_panel,
            "reading": partial(self._reading_panel, leaving=False),
            "leaving": partial(self._reading_panel, leaving=True),
        }
        fits = self.phase in RUNS or (self.phase is Phase.BEFORE and name == "reading")
        if fits and self.panel is None and name in makers:
            self._open_panel(makers[name]())

    def _sick_panel(self) -> SickPanel:
        open_ = self.taps.sickness()
        panel = SickPanel(open_.record if open_ is not None else None)
        panel.graded.connect(self._grade)
        panel.passed.connect(self._passed)
        return panel

    def _words_panel(self) -> WordsPanel:
        return WordsPanel(self.context, self._id, self.taps.keep)

    def _reading_panel(self, *, leaving: bool) -> ReadingPanel:
        settle = self.taps.keep_left_over if leaving else None
        panel = ReadingPanel(self.context, self.taps.present, self.taps.keep, settle=settle)
        panel.finished.connect(self._finish)
        return panel

    # ---- showing

    def _show_stage(self) -> None:
        """Show what belongs to the phase: the start, the tiles or a panel, or that it is over."""
        phase, entry, screen = self.phase, self._entry, self.screen_
        is_open = self.panel is not None
        screen.beginning.setVisible(phase is Phase.BEFORE and not is_open)
        screen.tiles.setVisible(phase in RUNS and not is_open)
        screen.over.setVisible(phase is Phase.DONE)
        screen.show_beside(runs=phase in RUNS, has_panel=is_open)
        self.setFocusProxy(self._first_control())
        self._on_tick()
        if entry is None:
            self.head.title.setText(unknown_entry())
            return
        title = session_title(self.context, entry)
        self.head.title.setText(wording.head(title, entry.record, phase))
        if phase is Phase.BEFORE:
            screen.beginning.show_session(entry.record)
        elif phase in RUNS:
            screen.sitter.show_session(self._id)
            self._show_tiles_words(entry.record, resting=phase is Phase.REST)

    def _show_tiles_words(self, session: Session, *, resting: bool) -> None:
        names = (few_words.draft_name(self._id), vital_signs.draft_name(self._id))
        words, reading = (self.context.diary.draft(name) is not None for name in names)
        self.tiles.show_session(
            session,
            self.taps.sickness(),
            begun=(words, reading),
            resting=resting,
            watched=self._is_watched,
        )

    @property
    def _is_watched(self) -> bool:
        """Whether whoever stays set the timer for this session."""
        sitter = self.context.sitter
        return sitter.runs and sitter.session_id == self._id

    def _on_sitter(self) -> None:
        """Say that checks go on when the timer is set, and no longer once it is stopped."""
        if self.isVisible() and self._is_watched is not self._was_watched:
            self._was_watched = self._is_watched
            self._show_stage()

    def _show_noted(self) -> None:
        """Show what was noted, and the clinic's line beside a reading above its limit."""
        entry = self._entry
        if entry is None:
            self.screen_.strip.show_said(())
            self.screen_.show_limit("")
            return
        content, person = self.context.content, self.context.person
        found = session_day.happenings(entry.record, self.taps.notes(), self.taps.effects())
        self.screen_.strip.show_said([wording.happening(each, content) for each in found])
        last = session_day.last_reading(entry.record)
        told = last is not None and self.phase is not Phase.DONE
        self.screen_.show_limit(wording.above_limit(last, person) if last and told else "")

    def _on_tick(self) -> None:
        """Show the running time, and what comes next at this moment."""
        entry, phase, now = self._entry, self.phase, self.context.now()
        if entry is None or phase is Phase.DONE:
            self.head.show_time(None)
            self.head.show_lines("")
            if self.screen_.over.isHidden():
                self._close_panel()
                self._show_noted()
                self._show_stage()
            return
        session = entry.record
        self.head.show_time(now - session.start if session.start is not None else None)
        if self.panel is not None and self.screen_.compact:
            self.head.show_lines("")
            return
        due = session_day.next_reading(session, now)
        self.head.show_lines(
            wording.next_reading(due, session, now) if due is not None else "",
            wording.rest(session, watched=self._is_watched) if phase is Phase.REST else "",
        )

    def _first_control(self) -> QWidget:
        if self.panel is not None:
            return self.panel.first_control()
        match self.phase:
            case Phase.BEFORE:
                return self.screen_.beginning.start
            case Phase.DONE:
                return self.screen_.over.to_today
            case _:
                return self.tiles.ok

    # ---- building

    def _connect(self) -> None:
        screen, tiles = self.screen_, self.tiles
        self._timer.timeout.connect(self._on_tick)
        self.head.undo_asked.connect(self._ask_undo)
        screen.sitter.unwell.connect(self.go_to_help)
        self.context.sitter.ticked.connect(self._on_sitter)
        screen.help.clicked.connect(self.go_to_help)
        for way in (screen.away, screen.over.to_today):
            way.clicked.connect(self.go_to_today)
        screen.beginning.began.connect(self.begin)
        screen.beginning.reading_asked.connect(lambda: self._open_again("reading"))
        tiles.ok.clicked.connect(lambda: self.taps.say(Said.OK))
        tiles.sick.clicked.connect(lambda: self._open_again("sick"))
        tiles.frightened.clicked.connect(self._frightened)
        tiles.words.clicked.connect(self.take_words)
        tiles.reading.clicked.connect(lambda: self._open_again("reading"))
        tiles.last.clicked.connect(self._last_tile)

    def _ask_undo(self) -> None:
        try:
            undone = self.undo()
        except Problem as problem:
            self.context.ways.say(str(problem))
            return
        self.context.ways.say(_("Undone.") if undone else _("There is nothing to undo."))

    def _take_keys(self) -> None:
        for number in range(1, 7):
            self._key(str(number), partial(self.choose, number))
        self._key("N", self.take_words)
        self._key("H", self.go_to_help)
        self._key("Esc", self.go_back)

    def _key(self, keys: str, action: Callable[[], object]) -> None:
        """Take a key, once however long it is held down; typing in a field goes before."""
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(action)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take less room in a small window, or with large words."""
        super().resizeEvent(event)
        room, scaled = self.viewport().size(), self.context.theme.scaled
        compact = room.height() < scaled(LOW) or room.width() < scaled(NARROW)
        side = 20 if compact else 52
        self.body.setContentsMargins(side, 12 if compact else 24, side, 12 if compact else 20)
        if compact != self.screen_.compact:
            self.screen_.make_compact(compact)
            self._show_stage()
