# SPDX-License-Identifier: Apache-2.0
"""Setting, changing and removing the passphrase, step by step."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _
from companion.storage import protection, recovery
from companion.storage.vault import Secret
from companion.ui.context import Context
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.dialogs.dialog import Dialog
from companion.ui.dialogs.recovery_code import CodeDialog
from companion.ui.protects import protects
from companion.ui.settings.words import strength
from companion.ui.widgets.answer_line import AnswerLine
from companion.ui.widgets.basics import button, label
from companion.ui.widgets.long_work import Act
from companion.ui.widgets.secret import SecretField


class TwoFields(QWidget):
    """A new passphrase, typed twice, with how well it holds."""

    def __init__(self) -> None:
        super().__init__()
        self.first = SecretField(_("New passphrase"), can_show=False)
        self.again = SecretField(_("The same once more"))
        self.again.show_it.toggled.connect(self.first.show_it.setChecked)
        self.strength = label("", "small")
        self.fault = AnswerLine()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.first, self.strength, self.again, self.fault):
            layout.addWidget(part)
        self.first.edited.connect(self._show_strength)
        self.again.edited.connect(lambda: self.fault.say(""))
        self.first.entered.connect(self.again.setFocus)
        self.setFocusProxy(self.first)
        self._show_strength()

    def passphrase(self) -> str | None:
        """Give it; None where there is none, or where it was typed differently."""
        if not self.first.text:
            self.fault.say(_("Type a few words that you will remember."), fault=True)
            self.first.setFocus()
        elif self.first.text != self.again.text:
            self.fault.say(_("The two are not the same. Type both once more."), fault=True)
            self.again.setFocus()
        else:
            return self.first.text
        return None

    def _show_strength(self) -> None:
        self.fault.say("")
        advice = _(
            "Four or more words that do not belong together are easy to keep and hard to guess."
        )
        self.strength.setText(strength(self.first.text) or advice)


class SetPassphrase(CodeDialog):
    """The first passphrase. ``chosen`` holds it and the proven recovery code at the end."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.chosen: tuple[str, str] | None = None
        self._fields = TwoFields()
        self._fields.again.entered.connect(self._go_on)
        on = button(_("Next: the recovery code"), "primary")
        on.clicked.connect(self._go_on)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        said = [label(words) for words in protects()]
        self.show_step(
            _("Set a passphrase"), [*said, self._fields], [on, leave], first=self._fields
        )

    def _go_on(self) -> None:
        passphrase = self._fields.passphrase()
        if passphrase is not None:
            code = recovery.new_code()
            self.show_code(code, partial(self._finish, passphrase, code), _("Switch it on"))

    def _finish(self, passphrase: str, code: str) -> None:
        self.chosen = (passphrase, code)
        self.accept()


class ChangePassphrase(Dialog):
    """Another passphrase in the place of the present one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        ask_present(self, _("Change the passphrase"), [], _("Next"), self._ask_new)

    def _ask_new(self) -> None:
        self._fields = TwoFields()
        self._fields.again.entered.connect(self._change)
        on = button(_("Change it"), "primary")
        on.clicked.connect(self._change)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        words = label(_("The recovery code stays as it is."), "secondary")
        self.show_step(
            _("Change the passphrase"), [self._fields, words], [on, leave], first=self._fields
        )

    def _change(self) -> None:
        passphrase = self._fields.passphrase()
        if passphrase is not None:
            access = self.context.diary.access
            change_it(self, partial(protection.change_passphrase, access, passphrase))


class NewCode(CodeDialog):
    """Another recovery code in the place of the present one."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        words = label(_("The recovery code you have now opens the diary no more afterwards."))
        ask_present(self, _("New recovery code"), [words], _("Next"), self._show_new)

    def _show_new(self) -> None:
        code = recovery.new_code()
        self.show_code(code, partial(self._change, code), _("Use this code from now on"))

    def _change(self, code: str) -> None:
        change_it(self, partial(protection.change_code, self.context.diary.access, code))


class RemovePassphrase(Dialog):
    """No passphrase any more."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        said = [
            label(
                _(
                    "Without a passphrase, anyone who can use this computer account can read the "
                    "diary and its backups. So can anyone who has a copy of the folder."
                )
            ),
            label(
                _(
                    "The recovery code is given up too. Backups that you gave out keep the "
                    "passphrase they had."
                ),
                "secondary",
            ),
        ]
        ask_present(
            self,
            _("Remove the passphrase"),
            said,
            _("Remove the passphrase"),
            self._remove,
            role="danger",
        )

    def _remove(self) -> None:
        act = partial(protection.unprotect, self.context.diary.access)
        self.work(_("Removing it …"), act, lambda _result: self.accept())


def change_it(dialog: Dialog, act: Act) -> None:
    """Change a secret, which can be stopped until the first file is written, and close."""
    dialog.at_work.begin(
        _("Changing it …"),
        act,
        lambda _result: dialog.accept(),
        partial(dialog.at_work.say_why, stopped=_("Stopped. Nothing was changed.")),
    )


def ask_present(
    dialog: Dialog,
    title: str,
    said: Sequence[QWidget],
    enter: str,
    granted: Callable[[], None],
    *,
    role: str = "primary",
) -> None:
    """Show the step that asks for the passphrase the diary has; ``granted`` is what follows."""
    access = dialog.context.diary.access

    def check(secret: Secret) -> None:
        protection.confirm(access, secret)

    ask = AskSecret(dialog.context, check, enter, role=role)
    ask.granted.connect(lambda _result: granted())
    leave = button(_("Cancel"))
    leave.clicked.connect(dialog.reject)
    dialog.show_step(title, [*said, ask], [ask.enter, leave], first=ask)
