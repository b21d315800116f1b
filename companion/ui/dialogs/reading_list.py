# SPDX-License-Identifier: Apache-2.0
"""A reading list to print or to save: which articles are on it is ticked one by one or by a list."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QPushButton, QWidget

from companion.domain.article import Article, Group
from companion.domain.reading import Preset, chosen
from companion.language import _, ngettext
from companion.problem import Problem
from companion.report.parts import Paper
from companion.ui.context import Context
from companion.ui.dialogs.dialog import Dialog
from companion.ui.documents import ask_for_pdf
from companion.ui.learn import wording
from companion.ui.printing import PIXELS_PER_INCH, Printing
from companion.ui.widgets.basics import Flow, button, label, unmarked

if TYPE_CHECKING:
    from companion.report.reading_list import ReadingList


class ReadingListDialog(Dialog):
    """Nothing is ticked at first. The list is printed, or saved where the person chooses."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(context, parent)
        self.boxes: dict[str, QCheckBox] = {}
        self.presets: dict[Preset, QPushButton] = {}
        self.count = label("", "secondary")
        self.save_button = button(_("Save as PDF …"), "primary")
        self.print_button = button(_("Print …"), "outline")
        self.leave_button = button(_("Cancel"))
        self.printing = Printing(self)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print)
        self.leave_button.clicked.connect(self.reject)
        self.printing.told.connect(lambda said, fault: self.answer.say(said, fault=fault))
        self.printing.ended.connect(self._on_printed)
        buttons = [self.save_button, self.print_button, self.leave_button]
        parts = self._parts()
        first = self.presets[Preset.FIRST_SESSION]
        self.show_step(_("A reading list"), parts, buttons, first=first)
        self._tell_count()

    @classmethod
    def offer(cls, context: Context, parent: QWidget) -> None:
        """Offer the list until the person is done with it."""
        dialog = cls(context, parent)
        dialog.exec()
        dialog.deleteLater()

    @property
    def ticked(self) -> tuple[Article, ...]:
        """The articles that are on the list, in their own order."""
        articles = self.context.content.articles.values()
        return tuple(one for one in articles if self.boxes[one.id].isChecked())

    def take(self, preset: Preset) -> None:
        """Tick the articles of a list, and no others."""
        wanted = chosen(preset, self.context.content.articles.values())
        for key, box in self.boxes.items():
            box.setChecked(key in wanted)

    def save(self) -> None:
        """Ask where to, and write the list there aside."""
        from companion.report.reading_list import FILE_NAME, write

        if not self._is_ready():
            return
        try:
            path = ask_for_pdf(self, _("Save the reading list"), FILE_NAME)
        except Problem as problem:
            self.answer.say(str(problem), fault=True)
            return
        if path is not None:
            write_it = partial(write, self._made(), path)
            self.work(_("Saving …"), write_it, partial(self._show_saved, path))

    def print(self) -> None:
        """Show the print dialog and print the same pages."""
        from companion.report.reading_list import pages

        if not self._is_ready():
            return
        made = self._made()
        begun = self.printing.ask_and_print(
            partial(pages, made, PIXELS_PER_INCH),
            Paper(self.context.country.paper),
            title=_("Print the reading list"),
        )
        self._set_printing(begun)

    def reject(self) -> None:
        """Close; what is being printed comes to its end first."""
        self.printing.stop()
        super().reject()

    # ---- what came of it

    def _made(self) -> "ReadingList":
        """Set the list out as it is ticked now."""
        from companion.report.reading_list import reading_list

        context = self.context
        paper = Paper(context.country.paper)
        return reading_list(self.ticked, context.content, paper, now=context.now())

    def _is_ready(self) -> bool:
        ready = bool(self.ticked)
        told = _("Tick at least one article, or take one of the lists.")
        self.answer.say("" if ready else told, fault=not ready)
        return ready

    def _show_saved(self, path: Path, _none: object) -> None:
        self.answer.say(_("Saved as “{name}”.").format(name=path.name))
        self.leave_button.setText(_("Done"))

    def _set_printing(self, begun: bool) -> None:
        for made in (self.save_button, self.print_button):
            made.setEnabled(not begun)

    def _on_printed(self) -> None:
        self._set_printing(False)
        self.leave_button.setText(_("Done"))

    # ---- building

    def _parts(self) -> list[QWidget]:
        lists = QWidget()
        flow = Flow(spacing=8)
        lists.setLayout(flow)
        lists.setAccessibleName(_("Lists"))
        for preset, words in (
            (Preset.FIRST_SESSION, _("Before your first session")),
            (Preset.SITTER, _("For the person who stays with you")),
            (Preset.EVERYTHING, _("Everything")),
        ):
            made = button(words)
            made.clicked.connect(partial(self.take, preset))
            self.presets[preset] = made
            flow.addWidget(made)
        about = label(
            _(
                "Tick what should be on it, or take one of these lists and change it. It holds the "
                "articles and their sources, and nothing from your diary."
            )
        )
        parts: list[QWidget] = [about, lists, self.count]
        articles = self.context.content.articles.values()
        for group in Group:
            own = [one for one in articles if one.group is group]
            if own:
                parts.append(label(wording.group_name(group), "group"))
                parts += [self._box(one) for one in own]
        return parts

    def _box(self, article: Article) -> QCheckBox:
        box = QCheckBox(unmarked(article.title))
        box.setAccessibleName(article.title)
        box.toggled.connect(self._tell_count)
        self.boxes[article.id] = box
        return box

    def _tell_count(self) -> None:
        """Say how much it is to read."""
        ticked = self.ticked
        if not ticked:
            self.count.setText(_("Nothing is ticked yet."))
            return
        time = sum(one.minutes for one in ticked)
        text = ngettext(
            "{n} article is ticked, about {minutes} min to read.",
            "{n} articles are ticked, about {minutes} min to read.",
            len(ticked),
        )
        self.count.setText(text.format(n=len(ticked), minutes=time))
