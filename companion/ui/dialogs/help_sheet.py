# SPDX-License-Identifier: Apache-2.0
"""Get help now as a sheet to print: with the safety plan or without, and where to."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from companion.domain.safety_plan import is_written
from companion.language import _
from companion.ui import file_dialogs
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.documents import documents
from companion.ui.widgets.basics import button, label


class HelpSheetDialog(Dialog):
    """Asks whether the plan goes on it, then where to, and writes it there."""

    def __init__(self, context: Context, parent: QWidget, *, with_plan: bool) -> None:
        super().__init__(context, parent)
        self.plan = QCheckBox(_("With my safety plan"))
        self.plan.setChecked(with_plan)
        self.save_button = button(_("Choose where to save …"), "primary")
        self.save_button.clicked.connect(self.save)
        leave = button(_("Cancel"))
        leave.clicked.connect(self.reject)
        parts: list[QWidget] = [label(_about())]
        if is_written(context.safety_plan):
            parts += [self.plan, label(_about_plan(), "small")]
        self.show_step(
            _("A sheet to print"), parts, [self.save_button, leave], first=self.save_button
        )

    @classmethod
    def offer(cls, context: Context, parent: QWidget, *, with_plan: bool) -> None:
        """Offer the sheet until it is saved or the person thinks better of it."""
        dialog = cls(context, parent, with_plan=with_plan)
        dialog.exec()
        dialog.deleteLater()

    def save(self) -> None:
        """Ask where to, and write the sheet there aside."""
        from companion.report.help_sheet import FILE_NAME, help_sheet, write

        kind = _("PDF document (*.pdf)")
        path = file_dialogs.ask_where_to_save(
            self, _("Save the sheet"), documents() / FILE_NAME, kind
        )
        if path is None:
            return
        named = path if path.suffix.casefold() == ".pdf" else path.with_name(f"{path.name}.pdf")
        if named != path and named.exists():
            told = _("“{name}” is there already. Choose another name.")
            self.answer.say(told.format(name=named.name), fault=True)
            return
        context = self.context
        plan = context.safety_plan if self.plan.isChecked() else None
        sheet = help_sheet(
            context.country, context.person, plan, context.content, now=context.now()
        )
        self.work(_("Saving …"), partial(write, sheet, named), partial(self._show_saved, named))

    def _show_saved(self, path: Path, _none: object) -> None:
        done = button(_("Done"), "primary")
        done.clicked.connect(self.accept)
        words = _("Saved as “{name}”. Open it to print it. Anyone who has it can read it.")
        self.show_step(_("A sheet to print"), [label(words.format(name=path.name))], [done])


def _about() -> str:
    return _(
        "A PDF to print: the numbers to call with codes for a phone, the numbers you entered, "
        "and when to call. Anyone who has it can read it."
    )


def _about_plan() -> str:
    return _("One page; a long plan continues on further pages.")
