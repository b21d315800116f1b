# SPDX-License-Identifier: Apache-2.0
"""The card about reminders on this computer: none unless they are chosen."""

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from companion import start_at_login
from companion.language import _
from companion.problem import Problem
from companion.ui import reminders
from companion.ui.context import Context
from companion.ui.dates import clock
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, flow, label
from companion.ui.widgets.fields import Unreadable
from companion.ui.widgets.moments import ClockField


class RemindersCard(SettingsCard):
    """Says what is shown and when, and offers what keeps the app running for it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Reminders"))
        self._reminders = reminders.of(context)
        self.remind = QCheckBox(_("Remind me"))
        self.check_in = ClockField(_("Check-in each day at"))
        self.at_login = QCheckBox(_("Start when I log in"))
        self.in_tray = QCheckBox(_("Stay in the tray"))
        self.try_it = button(_("Show one now"), "outline")
        self._starts = label("", "small")
        self._closing = label("", "small")
        self._more = self._choices()
        self._build()
        self._connect()

    def refresh(self) -> None:
        """Show the choices as they are."""
        chosen, has_tray = self.context.preferences, self._reminders.tray.is_possible
        self.remind.setChecked(chosen.remind)
        self._more.setVisible(chosen.remind)
        at = chosen.check_in_time
        self.check_in.set_raw(clock(at) if at is not None else None)
        self.at_login.setChecked(self._is_started_at_login())
        self.in_tray.setChecked(chosen.keep_in_tray)
        self.in_tray.setVisible(has_tray)
        self._starts.setText(_starts_words(has_tray=has_tray))
        self._closing.setText(_closing_words(has_tray=has_tray))

    def first(self) -> QWidget:
        """Give the choice on which the others hang."""
        return self.remind

    def leave(self) -> None:
        """Keep a time that was typed and not yet left."""
        self.keep_time()

    def keep_time(self) -> None:
        """Keep the time that was typed, or say at the field that it is none."""
        try:
            at = self.check_in.value()
        except Unreadable as unreadable:
            self.check_in.show_fault(str(unreadable))
            return
        self.check_in.show_fault("")
        if at != self.context.preferences.check_in_time:
            self.context.keep(replace(self.context.preferences, check_in_time=at))
            self._reminders.begin_now()
        self.refresh()

    # ---- slots

    def _choose(self, chosen: bool) -> None:
        """Remind or not; without reminders this diary has no need to be opened at login."""
        self.answer.say("")
        self.context.keep(replace(self.context.preferences, remind=chosen))
        self._reminders.begin_now()
        if not chosen and self._is_started_at_login():
            self._start_at_login(False)
        self.refresh()

    def _choose_tray(self, chosen: bool) -> None:
        self.context.keep(replace(self.context.preferences, keep_in_tray=chosen))

    def _start_at_login(self, chosen: bool) -> None:
        self.answer.say("")
        try:
            if chosen:
                start_at_login.switch_on(start_at_login.command(self._folder()))
            elif self._is_started_at_login():
                start_at_login.switch_off()
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
        self.refresh()

    def _show_one(self) -> None:
        self._reminders.show_one()
        self.answer.say(
            _("That was one. If you did not see it, this computer may be hiding notifications.")
        )

    # ---- building

    def _build(self) -> None:
        self.add(self.remind)
        self.add(
            label(
                _("Companion then shows “You have a reminder.” Nothing about you, ever."),
                "secondary",
            )
        )
        self.add(self._more)
        self.add(self.answer)
        self.add(
            label(
                _(
                    "Reminders come only while Companion runs, locked or not. After a restart, "
                    "unlock it once. Your phone’s calendar can remind you too, also when this "
                    "computer is off."
                ),
                "small",
            )
        )
        self.fill()

    def _choices(self) -> QWidget:
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(
            label(
                _(
                    "It comes for what is still open before a session, and for questionnaires. "
                    "At most three for each thing. None at night, unless it is due then."
                ),
                "small",
            )
        )
        layout.addWidget(self.check_in)
        layout.addWidget(label(_("Left empty, there is none for the check-in."), "small"))
        if self._can_start_at_login():
            layout.addWidget(self.at_login)
            layout.addWidget(self._starts)
        layout.addWidget(self.in_tray)
        layout.addWidget(self._closing)
        layout.addLayout(flow(self.try_it))
        return whole

    def _connect(self) -> None:
        self.remind.clicked.connect(self._choose)
        self.check_in.edit.editingFinished.connect(self.keep_time)
        self.at_login.clicked.connect(self._start_at_login)
        self.in_tray.clicked.connect(self._choose_tray)
        self.try_it.clicked.connect(self._show_one)

    def _can_start_at_login(self) -> bool:
        return start_at_login.is_possible() and not self._reminders.is_sample

    def _is_started_at_login(self) -> bool:
        """Tell whether this diary is opened at login; another one that is is left to itself."""
        if not self._can_start_at_login() or not start_at_login.is_on():
            return False
        return start_at_login.runs(start_at_login.command(self._folder()))

    def _folder(self) -> Path:
        return self.context.data_folder or self.context.diary.access.folder


def _starts_words(*, has_tray: bool) -> str:
    if has_tray:
        return _("It then starts in the tray, without a window.")
    return _("It then starts with its window minimised.")


def _closing_words(*, has_tray: bool) -> str:
    if has_tray:
        return _(
            "Closing the window then leaves Companion in the tray. “Close” in its menu ends it."
        )
    return _("This desktop has no tray: reminders end when you close the window.")
