# SPDX-License-Identifier: Apache-2.0
"""The card that looks whether the diary and every backup are sound, and says what it found."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.storage.checking import Checked, check_open
from companion.storage.findings import Area, Finding
from companion.ui.context import Context
from companion.ui.settings import words
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, clear, flow, label


class CheckCard(SettingsCard):
    """Looks at every page, every entry and every backup when it is asked to."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Is the diary sound?"))
        self.check = button(_("Check the diary now"), "outline")
        self.busy_buttons = [self.check]
        self._found = QVBoxLayout()
        self._found.setSpacing(8)
        self.add(
            label(
                _(
                    "Every page of the file, every entry and every backup is read. What is mended "
                    "is told, and nothing else is changed."
                ),
                "secondary",
            )
        )
        self.add(flow(self.check))
        self.add(self.answer)
        self.add(self._found)
        self.fill()
        self.check.clicked.connect(self.begin)

    def first(self) -> QWidget:
        """Give the button that checks."""
        return self.check

    def begin(self) -> None:
        """Look at everything, aside."""
        clear(self._found)
        act = partial(check_open, self.context.diary.access)
        stopped = _("Stopped.")
        self.long_work(_("Looking at the diary …"), act, self._on_checked, stopped=stopped)

    def _on_checked(self, result: object) -> None:
        assert isinstance(result, Checked)
        self.answer.say(result_words(result))
        for area, found in by_area(result.findings):
            self._found.addWidget(label("• " + words.finding(area, found)))


def by_area(findings: Sequence[Finding]) -> list[tuple[Area, list[Finding]]]:
    """Give the findings of each area together."""
    order = list(Area)
    ordered = sorted(findings, key=lambda each: order.index(each.test))
    return [(area, list(some)) for area, some in groupby(ordered, key=lambda each: each.test)]


def result_words(result: Checked) -> str:
    """Say in a sentence or two what a check looked at, and whether all was well."""
    if result.findings:
        said = [_("The diary was looked at, and this was found:")]
    else:
        looked = ngettext("{n} backup", "{n} backups", result.backups).format(n=result.backups)
        said = [_("All is well: the diary and {backups} are sound.").format(backups=looked)]
    if result.apart:
        apart = ngettext(
            "{n} backup has another passphrase and was not looked at.",
            "{n} backups have another passphrase and were not looked at.",
            result.apart,
        )
        said.insert(0 if result.findings else 1, apart.format(n=result.apart))
    return " ".join(said)
