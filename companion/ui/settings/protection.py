# SPDX-License-Identifier: Apache-2.0
"""The card about the passphrase: setting, changing and removing it, and when it locks."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.domain.instrument import NEXT_MORNING, in_session_rest
from companion.domain.records import Session, SessionState
from companion.domain.safety_plan import is_written
from companion.language import _, ngettext
from companion.preferences import WhileLocked
from companion.problem import Problem
from companion.storage import protection, vault
from companion.storage.opening import Access
from companion.ui.closed_work import ClosedWork, Outcome
from companion.ui.context import Context
from companion.ui.dates import day_and_clock
from companion.ui.progress import Progress
from companion.ui.protects import protects
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, flow, key_hint, label, row
from companion.ui.widgets.fold import Fold
from companion.ui.widgets.scale import Choices

if TYPE_CHECKING:
    from companion.ui.dialogs.dialog import Dialog

MINUTES = (1, 5, 15, 30)
NEVER = 0


class ProtectionCard(SettingsCard):
    """Says whether there is a passphrase, and offers what can be done about it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Passphrase"))
        self.state = label("")
        self.set_ = button(_("Set a passphrase …"), "outline")
        self.change = button(_("Change the passphrase …"), "outline")
        self.new_code = button(_("New recovery code …"))
        self.remove = button(_("Remove the passphrase …"))
        self.lock = button(_("Lock now"))
        self.raw_key = button(_("Show the raw key …"), "plain")
        self.lock_after = Choices(_("Lock after"), lock_choices())
        self.while_locked = Choices(_("Opens on the help page while locked"), readable_choices())
        self.readable_words = label("")
        self._open = self._of_an_open_diary()
        self._closed = self._of_a_protected_diary()
        for part in (self.state, self.answer, self._open, self._closed, self._readable()):
            self.add(part)
        self.add(flow(self.raw_key))
        self.fill()
        self._connect()

    def refresh(self) -> None:
        """Show what there is."""
        protected = self.context.is_protected
        self._open.setVisible(not protected)
        self._closed.setVisible(protected)
        self.state.setText(self._state_words())
        ends = rest_ends(self.context)
        words = _("Set a passphrase …") if ends is None else _("Set a passphrase: from {moment}")
        self.set_.setText(words.format(moment=day_and_clock(ends) if ends else ""))
        self.lock_after.set_value(self.context.preferences.lock_minutes)
        self.readable_words.setText(_readable_words(protected=protected))
        self.while_locked.set_value(self.context.preferences.while_locked)

    def first(self) -> QWidget:
        """Give the button about the passphrase."""
        return self.change if self.context.is_protected else self.set_

    # ---- slots

    def set_passphrase(self) -> None:
        """Ask for a passphrase, show its recovery code, and encrypt the diary anew."""
        ends = rest_ends(self.context)
        if ends is not None:
            words = _(
                "Around a session nothing is asked of you that needs a clear head. From {moment} "
                "you can set one here."
            )
            self.answer.say(words.format(moment=day_and_clock(ends)))
            return
        work = ask_for_passphrase(self.context, self)
        if work is not None:
            self.context.put_aside.emit(work)

    def change_passphrase(self) -> None:
        """Ask for the present one, then for another."""
        from companion.ui.dialogs.passphrase import ChangePassphrase

        if self._accepted(ChangePassphrase(self.context, self)):
            self.answer.say(
                _(
                    "The passphrase is changed, for the backups on this computer too. Backups "
                    "elsewhere open with the one they were made under."
                )
            )

    def renew_code(self) -> None:
        """Ask for the passphrase, then show another recovery code."""
        from companion.ui.dialogs.passphrase import NewCode

        if self._accepted(NewCode(self.context, self)):
            self.answer.say(
                _(
                    "The new recovery code holds from now on. The old one still opens backups "
                    "elsewhere that were made before; destroy it when you have none."
                )
            )

    def remove_passphrase(self) -> None:
        """Ask for the passphrase, and let the diary open without one."""
        from companion.ui.dialogs.passphrase import RemovePassphrase

        if self._accepted(RemovePassphrase(self.context, self)):
            self.context.refresh_protection()
            self.refresh()
            self.set_.setFocus()
            self.answer.say(_("The passphrase is removed. You can set another one at any time."))

    def show_raw_key(self) -> None:
        """Show the key that other programs take."""
        from companion.ui.dialogs.raw_key import RawKey

        self._accepted(RawKey(self.context, self))

    def _accepted(self, dialog: "Dialog") -> bool:
        self.answer.say("")
        accepted = bool(dialog.exec())
        dialog.deleteLater()
        return accepted

    def _choose_minutes(self, value: object) -> None:
        """Lock after another time; a second press on the same one leaves it."""
        if isinstance(value, int):
            self.context.keep(replace(self.context.preferences, lock_minutes=value))
        self.refresh()

    def _choose_while_locked(self, chosen: object) -> None:
        """Hold to another choice; a second press on the same one leaves it."""
        from companion.ui.dialogs.while_locked import choose

        if isinstance(chosen, WhileLocked):
            try:
                choose(self.context, chosen)
            except Problem as problem:
                self.answer.say(str(problem), fault=True)
        self.refresh()

    # ---- building

    def _of_an_open_diary(self) -> QWidget:
        whole, layout = _column()
        layout.addLayout(flow(self.set_))
        for words in protects():
            layout.addWidget(label(words, "secondary"))
        return whole

    def _of_a_protected_diary(self) -> QWidget:
        whole, layout = _column()
        layout.addLayout(flow(self.change, self.new_code, self.remove))
        layout.addWidget(label(_("Lock after")))
        layout.addWidget(self.lock_after)
        layout.addLayout(row(self.lock, key_hint("Ctrl+L"), 1))
        fold = Fold(_("What it protects"), self.context.theme)
        for words in protects():
            fold.body.addWidget(label(words, "small"))
        layout.addWidget(fold)
        return whole

    def _readable(self) -> QWidget:
        whole, layout = _column()
        layout.addWidget(self.readable_words)
        layout.addWidget(self.while_locked)
        layout.addWidget(
            label(
                _(
                    "What it shows then is kept beside the diary, unencrypted, where anyone using "
                    "this computer can read it."
                ),
                "small",
            )
        )
        return whole

    def _connect(self) -> None:
        self.set_.clicked.connect(self.set_passphrase)
        self.change.clicked.connect(self.change_passphrase)
        self.new_code.clicked.connect(self.renew_code)
        self.remove.clicked.connect(self.remove_passphrase)
        self.lock.clicked.connect(self.context.lock_asked)
        self.raw_key.clicked.connect(self.show_raw_key)
        self.lock_after.changed.connect(self._choose_minutes)
        self.while_locked.changed.connect(self._choose_while_locked)

    def _state_words(self) -> str:
        if not self.context.is_protected:
            return _(
                "There is no passphrase: anyone who can use this computer account can read your "
                "diary."
            )
        file = vault.read(self.context.diary.access.folder)
        if not file.has_recovery:
            return _("Your diary opens only with its passphrase. It has no recovery code yet.")
        return _("Your diary opens only with its passphrase, or with your recovery code.")


def _column() -> tuple[QWidget, QVBoxLayout]:
    """Give a widget whose parts stand one below the other, to be hidden together."""
    whole = QWidget()
    layout = QVBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    return whole, layout


def lock_choices() -> list[tuple[object, str]]:
    """Give the times after which the diary can lock by itself."""
    words = [ngettext("{n} minute", "{n} minutes", each).format(n=each) for each in MINUTES]
    return [*zip(MINUTES, words, strict=True), (NEVER, _("Never"))]


def _readable_words(*, protected: bool) -> str:
    """Say when the help page shows what was chosen: nothing locks where no passphrase is set."""
    if protected:
        return _("While the diary is locked, the help page also shows")
    return _("Once you set a passphrase, the help page also shows this while the diary is locked")


def readable_choices() -> list[tuple[object, str]]:
    """Give what can open on the help page while the diary is locked."""
    return [
        (WhileLocked.PLAN, _("My plan and numbers")),
        (WhileLocked.NUMBERS, _("My numbers only")),
        (WhileLocked.NOTHING, _("Neither")),
    ]


def rest_ends(context: Context) -> datetime | None:
    """Give the morning after a session that began; None where there is none to wait for."""
    now = context.now()
    yesterday = (now - timedelta(days=1)).date()
    sessions = [entry.record for entry in context.diary.entries(Session, first=yesterday)]
    resting = [
        session
        for session in sessions
        if session.state is not SessionState.CANCELLED and in_session_rest(session, now)
    ]
    starts = [session.start or session.plan.moment() for session in resting]
    if not starts:
        return None
    midnight = max(starts).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1) + NEXT_MORNING


def ask_for_passphrase(context: Context, parent: QWidget) -> ClosedWork | None:
    """Ask for a passphrase and show its recovery code; give the work that is left, or None."""
    from companion.ui.dialogs.passphrase import SetPassphrase
    from companion.ui.dialogs.while_locked import WhileLockedDialog

    dialog = SetPassphrase(context, parent)
    dialog.exec()
    dialog.deleteLater()
    if dialog.chosen is None:
        return None
    if context.preferences.while_locked is None and is_written(context.safety_plan):
        WhileLockedDialog.ask(context, parent)
    return protecting(context, *dialog.chosen)


def protecting(context: Context, passphrase: str, code: str) -> ClosedWork:
    """Give the work that encrypts the diary anew, to be begun after the dialog."""
    return ClosedWork(
        title=_("Switching the passphrase on"),
        step=_("Encrypting your diary anew … {n} of {all}"),
        act=partial(_protect, context, passphrase, code),
        place="protection",
        stops=True,
    )


def _protect(
    context: Context, passphrase: str, code: str, access: Access, progress: Progress
) -> Outcome:
    opened = protection.protect(
        access, passphrase, code, context.now(), progress, decided=progress.no_way_back
    )
    sentence = _(
        "Your diary and the backups in its folder open only with the passphrase or the recovery "
        "code now. What was copied elsewhere before, such as a backup on a stick, stays readable "
        "without it, with everything up to today. Delete such copies, or replace them."
    )
    left = protection.still_open(access.folder)
    if left:
        words_ = ngettext(
            "{n} older copy in its folder could not be encrypted anew yet and opens without it.",
            "{n} older copies in its folder could not be encrypted anew yet and open without it.",
            left,
        )
        sentence = f"{sentence} {words_.format(n=left)}"
    return Outcome(sentence, opened)
