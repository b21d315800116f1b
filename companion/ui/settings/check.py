# SPDX-License-Identifier: Apache-2.0
"""The card that looks whether the diary and every backup are sound, and says what it found."""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from companion.language import _, ngettext
from companion.storage.checking import Checked, check_open
from companion.storage.findings import Area, Finding
from companion.ui.context import Context
from companion.ui.progress import Progress
from companion.ui.settings import words
from companion.ui.settings.card import SettingsCard
from companion.ui.widgets.basics import button, clear, flow, label


class CheckCard(SettingsCard):
    """Looks at every page, every entry and every backup when it is asked to."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Is the diary sound?"))
        self.check = button(_("Check the diary now"), "outline")
        self.busy_buttons = [self.check]
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(_("Checking"))
        self._bar.hide()
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
        self.add(self._bar)
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
        self._bar.setRange(0, 1)  # still: nothing moves of itself
        self._bar.show()
        progress = Progress(self)
        progress.came.connect(self._on_progress)
        access = self.context.diary.access
        self.work(
            _("Looking at the diary …"), partial(check_open, access, progress), self._on_checked
        )

    def _on_progress(self, done: int, of: int) -> None:
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        if done:
            words_ = _("Looking at the backups … {n} of {all}")
            self.answer.setText(words_.format(n=done, all=of))

    def _rest(self, resting: bool) -> None:
        super()._rest(resting)
        self._bar.setVisible(resting)

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
