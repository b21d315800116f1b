# SPDX-License-Identifier: Apache-2.0
"""One question about the safety plan: whether it should open where the diary cannot be opened."""

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QPushButton, QWidget

from companion.language import _
from companion.preferences import WhileLocked
from companion.problem import Problem
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.help.plan import PlanSteps
from companion.ui.learn.row import Row
from companion.ui.widgets.basics import button, label


class WhileLockedDialog(Dialog):
    """Asks without a default. Whoever answers "no" is shown the plan, to print or photograph."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.choices = {chosen: self._choice(chosen, words) for chosen, words in answers().items()}
        later = button(_("Decide later"), "quiet")
        later.clicked.connect(self.reject)
        self.show_step(
            _("If you ever can’t unlock your diary, should your plan still open?"),
            [*self.choices.values(), label(_kept_words(), "small")],
            [later],
            first=self.heading,
        )

    @classmethod
    def ask(cls, context: Context, parent: QWidget) -> None:
        """Ask, and keep what was answered; nothing is kept where it was not."""
        if context.is_locked:
            return
        dialog = cls(context, parent)
        dialog.exec()
        dialog.deleteLater()

    def choose(self, chosen: WhileLocked) -> None:
        """Keep an answer. Where it cannot be held, that is said, and it can be chosen again."""
        try:
            choose(self.context, chosen)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        if chosen is WhileLocked.NOTHING:
            self._show_plan()
        else:
            self.accept()

    def _choice(self, chosen: WhileLocked, words: str) -> QPushButton:
        made = Row(words, "", "", self.context.theme)  # a sentence, which may have to wrap
        made.setProperty("role", "largeChoice")
        made.clicked.connect(partial(self.choose, chosen))
        return made

    def _show_plan(self) -> None:
        """Show the plan once, so that a phone can take a picture of it, and offer to print it."""
        self.sheet = button(_("Print"), "primary", name=_("Print your safety plan"))
        self.sheet.clicked.connect(self._print)
        done = button(_("Done"))
        done.clicked.connect(self.accept)
        says = _("It opens only in the diary. Print it, or take a photo of it here.")
        plan = PlanSteps(self.context.safety_plan, self.context.theme, columns=2)
        self.show_step(
            _("Your safety plan"), [label(says), plan], [self.sheet, done], first=self.sheet
        )

    def _print(self) -> None:
        from companion.ui.dialogs.help_sheet import HelpSheetDialog

        HelpSheetDialog.offer(self.context, self, with_plan=True)


def answers() -> dict[WhileLocked, str]:
    """Give the answers to the question, in their order."""
    return {
        WhileLocked.PLAN: _("Yes: anyone using this computer can read it"),
        WhileLocked.NUMBERS: _("Only the phone numbers of my clinic and my person"),
        WhileLocked.NOTHING: _("No: print it or photograph it now"),
    }


def choose(context: Context, chosen: WhileLocked) -> None:
    """Keep what is to open while locked, and make it so. Raises Problem; then it is as it was."""
    before = context.preferences.while_locked
    context.keep(replace(context.preferences, while_locked=chosen))
    try:
        context.keep_own_numbers()
    except Problem:
        context.keep(replace(context.preferences, while_locked=before))
        raise


def _kept_words() -> str:
    return _(
        "What is to open is kept unencrypted beside the diary. You can change this at any time "
        "under Settings → Passphrase."
    )
