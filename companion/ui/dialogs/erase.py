# SPDX-License-Identifier: Apache-2.0
"""Deleting everything: what goes, what stays, the word, the passphrase, and then it is gone."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from companion.language import _
from companion.paths import Places
from companion.storage import protection
from companion.storage.erase import Erased, erase
from companion.storage.opening import Access
from companion.storage.vault import Secret
from companion.ui.closed_work import ClosedWork, Outcome
from companion.ui.context import Context
from companion.ui.dialogs.ask_secret import AskSecret
from companion.ui.dialogs.dialog import Dialog
from companion.ui.progress import Progress
from companion.ui.widgets.basics import button, label, restyle


class EraseDialog(Dialog):
    """Asks for the word and the passphrase. It is accepted only after both."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self._word = QLineEdit()
        self._word.setAccessibleName(_("Type the word {word}").format(word=_("DELETE")))
        said: list[QWidget] = [
            label(_("This goes, and nothing brings it back"), "strong"),
            label(_bullets(goes())),
            label(_("This stays, until you delete it yourself"), "strong"),
            label(_bullets(elsewhere(context))),
            label(_("To go on, type the word {word}:").format(word=_("DELETE")), "strong"),
            self._word,
        ]
        leave = button(_("Keep everything"))
        leave.clicked.connect(self.reject)
        if context.is_protected:
            ask = self._asking(context)
            said.append(ask)
            enter: QPushButton = ask.enter
            self._word.returnPressed.connect(ask.setFocus)
        else:
            enter = button(_("Delete everything"), "danger")
            enter.clicked.connect(self._accept_if_typed)
            self._word.returnPressed.connect(self._accept_if_typed)
        self.show_step(_("Delete everything"), said, [leave, enter], first=self._word)

    def _asking(self, context: Context) -> AskSecret:
        access = context.diary.access

        def check(secret: Secret) -> None:
            protection.confirm(access, secret)

        ask = AskSecret(context, check, _("Delete everything"), role="danger", ready=self._is_typed)
        ask.granted.connect(lambda _result: self.accept())
        return ask

    def _accept_if_typed(self) -> None:
        if self._is_typed():
            self.accept()

    def _is_typed(self) -> bool:
        word = _("DELETE")
        typed = self._word.text().strip().upper() == word
        restyle(self._word, faulty=not typed)
        if typed:
            self.answer.say("")
        else:
            self.answer.say(_("Type the word {word} first.").format(word=word), fault=True)
            self._word.setFocus(Qt.FocusReason.OtherFocusReason)
        return typed


def goes() -> tuple[str, ...]:
    """Say what deleting everything takes."""
    return (
        _("Every entry with its history, the bin, and what you began to type."),
        _("All backups in the diary’s folder."),
        _("Your choices in these settings, and the numbers and the plan shown while locked."),
    )


def elsewhere(context: Context) -> tuple[str, ...]:
    """Say what deleting everything does not reach."""
    said = [_("PDFs, exports and backups that you saved to a file of your own.")]
    if context.preferences.second_place:
        words = _("The backups in the second place, “{folder}”.")
        said.append(words.format(folder=context.preferences.second_place))
    said.append(_("Copies that other programs made, such as a backup of the whole computer."))
    return tuple(said)


def erasing(context: Context) -> ClosedWork:
    """Give the work that deletes everything, to be begun after the dialog."""
    return ClosedWork(
        title=_("Deleting everything"),
        step="",
        act=partial(_erase, context.places, elsewhere(context)),
        place="diary",
        erases=True,
    )


def _erase(places: Places, stays: tuple[str, ...], _access: Access, _progress: Progress) -> Outcome:
    return Outcome(erased_words(erase(places, stays)), ends=True)


def erased_words(erased: Erased) -> str:
    """Say what deleting everything did."""
    said = [_("Everything is deleted, and no diary is left in its folder.")]
    if erased.stuck:
        said = [
            _(
                "The diary is deleted: without its keys nobody can read it. These files could not "
                "be removed, so please delete them yourself: {names}."
            ).format(names=", ".join(erased.stuck))
        ]
    if erased.others:
        words = _("Files that are not Companion’s were left in the folder: {names}.")
        said.append(words.format(names=", ".join(erased.others)))
    said.append(_("What stays:"))
    said.append(_bullets(erased.elsewhere))
    return "\n".join(said)


def _bullets(sentences: Sequence[str]) -> str:
    return "\n".join(f"• {each}" for each in sentences)
