# SPDX-License-Identifier: Apache-2.0
"""Settings: the look, the country, where the diary is, and taking everything out and in."""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from companion import __version__
from companion.domain.records import Person, Record
from companion.language import _, ngettext
from companion.paths import write_atomically
from companion.preferences import Appearance
from companion.problem import Problem
from companion.storage.merge import Merged
from companion.ui import file_dialogs
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.pages.help import countries_list
from companion.ui.pages.page import Page
from companion.ui.task import Task
from companion.ui.widgets.basics import Card, Columns, Flow, button, label
from companion.ui.widgets.scale import Choices

TEXT_SIZES = (100, 125, 150, 175, 200)
FOLDS_PATH = 400
"""Pixels at the usual text size under which the copy button stands below the path."""

FOLDS_BELOW = 700
"""Pixels at the usual text size under which the cards stand one below the other."""


class SettingsPage(Page):
    """What can be chosen. Each choice holds at once; there is nothing to save."""

    shows: tuple[type[Record], ...] = (Person,)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Settings"))
        self.subtitle.setText(_("Each choice holds at once."))
        self._build()
        self._connect()

    def show_argument(self, argument: str) -> None:
        """Take which choice was made last, so that the focus stays there in the new look."""
        target = {
            "appearance": self.appearance.buttons[self.context.preferences.appearance],
            "text_size": self._size_button(),
            "country": self.countries,
        }.get(argument)
        self.setFocusProxy(target or self.appearance.buttons[Appearance.SYSTEM])

    def refresh(self) -> None:
        """Show the choices as they are."""
        chosen = self.context.preferences
        self.appearance.set_value(chosen.appearance)
        self.text_size.set_value(chosen.text_size)
        self.countries.setCurrentIndex(self.countries.findData(chosen.country))
        self._told.setText(self._told_words())

    # ---- slots

    def _choose_appearance(self, value: object) -> None:
        """Show the other look; a second press on the same one leaves it."""
        if isinstance(value, Appearance):
            self._return_to("appearance")
            self.context.keep(replace(self.context.preferences, appearance=value))
        else:
            self.refresh()

    def _choose_text_size(self, value: object) -> None:
        if isinstance(value, int):
            self._return_to("text_size")
            self.context.keep(replace(self.context.preferences, text_size=value))
        else:
            self.refresh()

    def _choose_country(self, _place: int) -> None:
        code = self.countries.currentData()
        self._return_to("country")
        self.context.keep(replace(self.context.preferences, country=code))

    def edit_person(self) -> None:
        """Open the form with the patient's own details."""
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.person import PersonForm

        FormDialog.ask(PersonForm(self.context), self, self.context.diary.person())

    def copy_place(self) -> None:
        """Put the folder's path on the clipboard."""
        QGuiApplication.clipboard().setText(self.place.text())
        self.context.ways.say(_("The path is copied."))

    def export_everything(self) -> None:
        """Ask where to, and write the archive; reading is quick, writing is done aside."""
        path = file_dialogs.ask_where_to_save(
            self, _("Export everything"), self._suggested(), _("Companion archive (*.json)")
        )
        if path is None:
            return
        if not path.suffix:
            path = path.with_suffix(".json")
        from companion.exchange import archive

        try:
            lines = self.context.diary.lines()
        except Problem as problem:
            self._say(str(problem))
            return
        self._busy(_("Writing “{name}” …").format(name=path.name))
        task = Task(lambda: write_atomically(path, archive.encoded(lines)), self.context)
        task.done.connect(partial(self._exported, path))
        task.failed.connect(self._failed)
        task.start()

    def import_archive(self) -> None:
        """Ask which file, take its entries in, and say how many came."""
        chosen = file_dialogs.ask_which_to_open(
            self, _("Import an archive"), _documents(), _("Companion archive (*.json)")
        )
        if chosen is None:
            return
        from companion.exchange import archive

        try:
            merged = archive.import_(self.context.diary, chosen)
        except Problem as problem:
            self._say(str(problem))
        else:
            self._say(merged_words(merged))

    def _exported(self, path: Path, _result: object) -> None:
        self._free()
        self._say(
            _("Everything is in “{name}”. Anyone who has it can read it.").format(name=path.name)
        )

    def _failed(self, error: Exception) -> None:
        self._free()
        if not isinstance(error, Problem):
            raise error
        self._say(str(error))

    # ---- building

    def _build(self) -> None:
        folds = self.context.theme.scaled(FOLDS_BELOW)
        self.body.addWidget(Columns([(self._look(), 1), (self._about_you(), 1)], narrow=folds))
        self.body.addWidget(self._diary())
        self.body.addWidget(Columns([(self._keyboard(), 1), (self._about(), 1)], narrow=folds))
        self.body.addStretch(1)

    def _connect(self) -> None:
        self.appearance.changed.connect(self._choose_appearance)
        self.text_size.changed.connect(self._choose_text_size)
        self.countries.activated.connect(self._choose_country)
        self._edit.clicked.connect(self.edit_person)
        self._copy.clicked.connect(self.copy_place)
        self.export.clicked.connect(self.export_everything)
        self.import_.clicked.connect(self.import_archive)

    def _look(self) -> Card:
        card = Card(_("Look"))
        self.appearance = Choices(
            _("Look"),
            [
                (Appearance.SYSTEM, _("Like the system")),
                (Appearance.LIGHT, _("Light")),
                (Appearance.DARK, _("Dark")),
            ],
        )
        card.add(self.appearance)
        card.add(label(_("Text size")))
        self.text_size = Choices(
            _("Text size"),
            [(size, _("{percent} %").format(percent=size)) for size in TEXT_SIZES],
        )
        card.add(self.text_size)
        card.fill()
        return card

    def _about_you(self) -> Card:
        card = Card(_("Country and your details"))
        self.countries = countries_list(self.context)
        card.add(label(_("Country")))
        card.add(_flow(self.countries))
        paper = {"a4": _("A4"), "letter": _("Letter")}[self.context.country.paper]
        card.add(
            label(
                _("It decides the numbers to call and the paper of the report: {paper}.").format(
                    paper=paper
                ),
                "secondary",
            )
        )
        self._told = label("")
        card.add(self._told)
        self._edit = button(_("Edit your details"), "outline")
        card.add(_flow(self._edit))
        card.fill()
        return card

    def _diary(self) -> Card:
        card = Card(_("Your diary"))
        card.add(label(_("It is kept in this folder on this computer, and nowhere else:")))
        self.place = QLineEdit(str(self.context.data_folder or ""))
        self.place.setReadOnly(True)
        self.place.setCursorPosition(0)
        self.place.setAccessibleName(_("Folder of the diary"))
        self._copy = button(_("Copy the path"), name=_("Copy the path of the diary’s folder"))
        card.add(self._place_row())
        card.add(
            label(
                _(
                    "There is no passphrase in this version: anyone who can use this computer "
                    "account can read it."
                )
            )
        )
        card.add(
            label(
                _(
                    "An export holds every entry, the bin and all earlier versions, in one file "
                    "that is not encrypted. An import adds what is not here yet; nothing is lost."
                ),
                "secondary",
            )
        )
        self.export = button(_("Export everything …"), "outline")
        self.import_ = button(_("Import an archive …"))
        card.add(_flow(self.export, self.import_))
        self.message = label("")
        self.message.setAccessibleName(_("Result"))
        self.message.hide()
        card.add(self.message)
        return card

    def _place_row(self) -> QWidget:
        narrow = self.context.theme.scaled(FOLDS_PATH)
        whole = Columns([(self.place, 1), (self._copy, 0)], narrow=narrow)
        whole.setVisible(bool(self.place.text()))
        return whole

    def _keyboard(self) -> Card:
        card = Card(_("Keyboard"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for line, (keys, words) in enumerate(shortcuts()):
            grid.addWidget(label(keys, "key", wrap=False), line, 0, Qt.AlignmentFlag.AlignLeft)
            grid.addWidget(label(words), line, 1)
        card.add(grid)
        card.fill()
        return card

    def _about(self) -> Card:
        card = Card(_("About"))
        card.add(label(_("Companion {version}").format(version=__version__), "strong"))
        card.add(label(_("It records and prints. It does not assess, triage or alert.")))
        card.add(label(_("Content not yet reviewed by a clinician.")))
        card.add(label(_("It is not certified as a medical device.")))
        card.add(
            label(
                _(
                    "Free software under the Apache License 2.0. Fonts: Inter and Noto (SIL Open "
                    "Font License). Icons: Lucide (ISC)."
                ),
                "small",
            )
        )
        for words in _copyrights(self.context):
            card.add(label(words, "small"))
        card.fill()
        return card

    def _told_words(self) -> str:
        """Give in one line what the person told of themselves."""
        person = self.context.person
        told = [person.name]
        if person.born:
            told.append(_("born {day}").format(day=full_date(person.born)))
        told += [person.clinic, person.prescriber]
        return " · ".join(each for each in told if each) or _("No details yet. All are optional.")

    def _size_button(self) -> QWidget | None:
        return self.text_size.buttons.get(self.context.preferences.text_size)

    def _return_to(self, choice: str) -> None:
        """Have the window come back to a choice when it is built anew in another look."""
        self.context.ways.open_page("settings", choice)

    def _suggested(self) -> Path:
        return _documents() / f"companion-{self.context.now():%Y-%m-%d}.json"

    def _busy(self, sentence: str) -> None:
        self.export.setEnabled(False)
        self.import_.setEnabled(False)
        self.message.setText(sentence)
        self.message.show()

    def _free(self) -> None:
        self.export.setEnabled(True)
        self.import_.setEnabled(True)

    def _say(self, sentence: str) -> None:
        """Answer in place, and in the bar below, which a screen reader speaks."""
        self.message.setText(sentence)
        self.message.show()
        self.context.ways.say(sentence)


def merged_words(merged: Merged) -> str:
    """Say in a sentence what an import did."""
    if not merged.kinds:
        return _("Nothing new was in it: every entry is here already.")
    parts = []
    if merged.added:
        words = ngettext("{n} entry came in", "{n} entries came in", merged.added)
        parts.append(words.format(n=merged.added))
    if merged.updated:
        words = ngettext("{n} is newer now", "{n} are newer now", merged.updated)
        parts.append(words.format(n=merged.updated))
    if merged.kept_both:
        words = ngettext("{n} is kept twice", "{n} are kept twice", merged.kept_both)
        parts.append(words.format(n=merged.kept_both))
    return _("{what}. Nothing was lost.").format(what=", ".join(parts))


def shortcuts() -> tuple[tuple[str, str], ...]:
    """Give the keys of the window and what each does."""
    return (
        (
            _native("Alt+1"),
            _("to {last}: the pages, from top to bottom").format(last=_native("Alt+7")),
        ),
        (_native("F1"), _("Get help now")),
        (_native("Ctrl+Return"), _("Save")),
        (_native("Ctrl+Z"), _("Undo the last entry, or typing inside a field")),
        (_("0 to 9"), _("Answer the scale or question that has the focus; + is 10")),
        (_("–"), _("On the mood scale: not up to it today")),
        (_("← →"), _("Earlier and next question")),
        (_native("Ctrl+Q"), _("Close")),
    )


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _copyrights(context: Context) -> list[str]:
    """Give the notices of the questionnaires, each once."""
    notices = [
        part.strip()
        for instrument in context.content.instruments.values()
        for part in instrument.copyright.split("\n\n")
    ]
    return list(dict.fromkeys(notices))


def _documents() -> Path:
    place = QStandardPaths.StandardLocation.DocumentsLocation
    return Path(QStandardPaths.writableLocation(place) or Path.home())


def _flow(*parts: QWidget) -> Flow:
    flow = Flow(spacing=10)
    for part in parts:
        flow.addWidget(part)
    return flow
