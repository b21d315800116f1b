# SPDX-License-Identifier: Apache-2.0
"""Taking the times of a session along in the phone's calendar: what the titles give away."""

from PySide6.QtWidgets import QWidget

from companion.exchange.calendar import Titles
from companion.language import _
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.widgets.basics import button, label
from companion.ui.widgets.scale import Choices


class CalendarDialog(Dialog):
    """Asks whether the calendar may say what each reminder is about."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.choice = Choices(
            _("What the calendar says"),
            [
                (Titles.NEUTRAL, _("Only “Reminder” and “Appointment”")),
                (Titles.PLAIN, _("What each is about")),
            ],
        )
        self.choice.set_value(Titles.NEUTRAL)
        save = button(_("Choose where to save …"), "primary")
        save.clicked.connect(self._accept_if_chosen)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        self.show_step(
            _("Times for your calendar"),
            [
                label(
                    _(
                        "This makes a file that the calendar on your phone or computer can open. "
                        "It holds the session and its clock times, each with an alarm. What you "
                        "have already answered with yes is left out."
                    )
                ),
                self.choice,
                label(
                    _(
                        "Calendars are often copied to other devices and companies. If the session "
                        "is moved, save the file again. Most calendars then change what is there; "
                        "some may show it twice."
                    ),
                    "secondary",
                ),
            ],
            [save, leave],
            first=save,
        )

    @classmethod
    def ask(cls, context: Context, parent: QWidget) -> Titles | None:
        """Give what the titles may say; None where the person thought better of it."""
        dialog = cls(context, parent)
        accepted = dialog.exec()
        chosen = dialog.choice.value
        dialog.deleteLater()
        return chosen if accepted and isinstance(chosen, Titles) else None

    def _accept_if_chosen(self) -> None:
        if self.choice.value is None:
            self.answer.say(_("Choose one of the two first."), fault=True)
        else:
            self.accept()
