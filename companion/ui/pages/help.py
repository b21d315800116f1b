# SPDX-License-Identifier: Apache-2.0
"""Get help now: whom to call, in large figures, from every screen."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby

from msgspec.structs import replace
from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from companion.content import ANYWHERE, Line
from companion.domain.records import Person, Record
from companion.domain.safety import Tier
from companion.language import _
from companion.ui.context import Context
from companion.ui.dates import full_date
from companion.ui.pages.page import Page
from companion.ui.theme import Theme
from companion.ui.widgets.basics import Card, Columns, Flow, button, clear, label
from companion.ui.widgets.fields import DropDown
from companion.ui.widgets.qr import QrCode, of_line, to_dial

FOLD_AFTER = 5
"""Signs of the list that stand before it is folded out."""

NARROW = 480
"""Pixels of width under which the margins shrink."""

FOLDS_CODE = 280
"""Pixels at the usual text size under which a code stands below its number."""

FOLDS_BELOW = 660
"""Pixels at the usual text size under which the cards stand one below the other."""


class HelpPage(Page):
    """The numbers of the chosen country, one's own, and the fixed list of when to call."""

    shows: tuple[type[Record], ...] = (Person,)

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self.add_head(_("Get help now"))
        self.subtitle.setText(
            _("This app cannot alert anyone. To be heard, please call. This page works offline.")
        )
        if context.is_locked:
            back = button(_("Back") if context.is_troubled else _("Back to the lock screen"))
            back.clicked.connect(lambda: context.ways.open_page("locked"))
            self.head_actions.addWidget(back)
        self.countries = countries_list(context)
        self.countries.activated.connect(self._choose_country)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(18)
        self.body.addLayout(self._cards)
        self._rest = self._make_rest()
        self.body.addWidget(self._rest)
        self.body.addStretch(1)
        self._put_chooser()

    def refresh(self) -> None:
        """Read the numbers again."""
        clear(self._cards)
        folds = self.context.theme.scaled(FOLDS_BELOW)
        self._cards.addWidget(Columns([(self._danger(), 1), (self._talk(), 1)], narrow=folds))
        self._cards.addWidget(Columns([(self._own(), 1), (self._today(), 1)], narrow=folds))

    # ---- slots

    def edit_person(self) -> None:
        """Open the form with the numbers of the clinic and of one's own person."""
        from companion.ui.forms.form import FormDialog
        from companion.ui.forms.person import PersonForm

        FormDialog.ask(PersonForm(self.context), self, self.context.diary.person())

    def _choose_country(self, _place: int) -> None:
        code = self.countries.currentData()
        self.context.keep(replace(self.context.preferences, country=code))

    # ---- building

    def _put_chooser(self) -> None:
        """Put the choice of country in the head, or inviting at the top where none was made."""
        if self.context.preferences.country is not None:
            words = label(_("Numbers for"), wrap=False)
            words.setMinimumHeight(self.countries.sizeHint().height())
            self.body.insertLayout(1, _flow(words, self.countries))
            return
        card = Card(_("Which country are you in?"))
        card.add(
            label(
                _("Choose it once, and its numbers stand here. It is never guessed."), "secondary"
            )
        )
        card.add(_flow(self.countries))
        self.body.insertWidget(1, card)

    def _danger(self) -> Card:
        heading = _("In danger now, taken something, or cannot keep yourself safe?")
        card = Card(heading, role="dangerCard")
        numbers = self.context.country.emergency
        if numbers:
            first = numbers[0].number
            others = [_("or {number}").format(number=each.number) for each in numbers[1:]]
            card.add(self._call(first, "danger", to_dial(first), others))
        else:
            card.add(label(_("Call your local emergency number."), "figure"))
        signs = _words_of(self.context, Tier.EMERGENCY)
        card.add(label(_("Also: {signs}.").format(signs=" · ".join(signs))))
        for state in _once(checked_state(each.checked) for each in numbers):
            card.add(label(state, "small"))
        card.fill()
        return card

    def _talk(self) -> Card:
        lines = self.context.country.line
        always = any(line.hours == "day_and_night" for line in lines)
        card = Card(_("Talk to someone, day or night") if always else _("Talk to someone"))
        for place, (facts, group) in enumerate(groupby(lines, line_facts)):
            first, *others = group
            more = [_("or {number}").format(number=line.number) for line in others]
            code = of_line(first) if place == 0 else ""
            card.add(self._call(first.number, "accent", code, more, facts))
        for state in _once(checked_state(line.checked, line.operator) for line in lines):
            card.add(label(state, "small"))
        card.fill()
        return card

    def _call(
        self, number: str, token: str, code: str, others: Iterable[str], facts: str = ""
    ) -> QWidget:
        """Give a large number with what else may be called, and its code at the right."""
        left = QWidget()
        words = QVBoxLayout(left)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(BigNumber(number, token, self.context.theme))
        for other in others:
            words.addWidget(label(other, "dangerNumber" if token == "danger" else "number"))
        if facts:
            words.addWidget(label(facts))
        words.addStretch(1)
        parts = [(left, 1)]
        if code:
            parts.append((_scanned(code, number), 0))
        return Columns(parts, narrow=self.context.theme.scaled(FOLDS_CODE))

    def _own(self) -> Card:
        numbers = own_numbers(self.context.person)
        edit = button(_("Edit"), "quiet", name=_("Edit the numbers of your clinic and person"))
        edit.clicked.connect(self.edit_person)
        locked = self.context.is_locked
        card = Card(_("Your clinic, your person"), edit if numbers and not locked else None)
        for name, number in numbers:
            parts = [(label(name), 1), (label(number, "strong", wrap=False), 0)]
            card.add(Columns(parts, narrow=self.context.theme.scaled(FOLDS_CODE)))
        if not numbers and self.context.is_troubled:
            card.add(label(_("Your own numbers are in the diary, which is not open.")))
        elif not numbers and locked:
            card.add(label(_("Your own numbers are in the diary, which is locked.")))
        elif not numbers:
            card.add(
                label(_("The numbers of your clinic and of someone you trust will stand here."))
            )
            add = button(_("Add numbers"), "outline")
            add.clicked.connect(self.edit_person)
            card.add(_flow(add))
        card.fill()
        return card

    def _today(self) -> Card:
        card = Card(_("Call the clinic today if"))
        for words in _words_of(self.context, Tier.CLINIC_TODAY)[:FOLD_AFTER]:
            card.add(label(words))
        card.add(
            label(
                _("If nobody answers: your out-of-hours service, or the line above."), "secondary"
            )
        )
        shown = not self._rest.isHidden()
        self._whole = button(_("Show less") if shown else _("The whole list"), "quiet")
        self._whole.setCheckable(True)
        self._whole.setChecked(shown)
        self._whole.toggled.connect(self._unfold)
        card.add(_flow(self._whole))
        card.fill()
        return card

    def _make_rest(self) -> Card:
        """Give the part of the list that is folded away at first."""
        card = Card(_("Also call the clinic today if"))
        for words in _words_of(self.context, Tier.CLINIC_TODAY)[FOLD_AFTER:]:
            card.add(label(words))
        card.add(
            label(_("Tell the clinic within a few days, or at your next visit, if"), "heading")
        )
        for words in _words_of(self.context, Tier.NEXT_VISIT):
            card.add(label(words))
        card.add(label(self.context.content.replies["unlisted"].body, "small"))
        card.hide()
        return card

    def _unfold(self, shown: bool) -> None:
        self._rest.setVisible(shown)
        self._whole.setText(_("Show less") if shown else _("The whole list"))
        if shown:
            # Where it is, is known once it was laid out.
            QTimer.singleShot(0, self._rest, self._show_rest)

    def _show_rest(self) -> None:
        self.ensureWidgetVisible(self._rest, 0, 40)

    # ---- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a narrow window smaller margins."""
        super().resizeEvent(event)
        side = 34 if self.viewport().width() > NARROW else 12
        self.body.setContentsMargins(side, 28, side, 28)


class BigNumber(QWidget):
    """A number to call, as large as there is room for, in one line."""

    def __init__(self, number: str, token: str, theme: Theme) -> None:
        super().__init__()
        self.number = number
        self._token = token
        self._theme = theme
        self.setAccessibleName(number)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Give the size of the number at its largest."""
        return self._size("number")

    def minimumSizeHint(self) -> QSize:
        """Let it shrink to the size of text."""
        return QSize(self._size("body").width(), self._size("number").height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number in the largest size that fits."""
        del event
        painter = QPainter(self)
        painter.setPen(self._theme.colour(self._token))
        sizes = ("number", "question", "page", "card", "body")
        fitting = [each for each in sizes if self._size(each).width() <= self.width()]
        painter.setFont(self._theme.font(fitting[0] if fitting else "body", 700))
        place = QRect(0, 0, self.width(), self.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.number)

    def _size(self, token: str) -> QSize:
        metrics = QFontMetrics(self._theme.font(token, 700))
        return QSize(metrics.horizontalAdvance(self.number) + 2, metrics.height())


def countries_list(context: Context) -> DropDown:
    """Give the list of all countries by name, with the chosen one shown, if any was chosen."""
    made = DropDown()
    made.setAccessibleName(_("Country whose numbers to call are shown"))
    made.setPlaceholderText(_("Choose a country"))
    names = dict(context.content.country_names)
    anywhere = names.pop(ANYWHERE)
    for code, name in [*sorted(names.items(), key=lambda pair: pair[1]), (ANYWHERE, anywhere)]:
        made.addItem(name, code)
    made.setCurrentIndex(made.findData(context.preferences.country))
    made.setMinimumContentsLength(12)
    made.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def line_facts(line: Line) -> str:
    """Give what is known of a line: its name, whether the call is free, and its hours."""
    facts = [line.name]
    if line.free:
        facts.append(_("free call"))
    if line.hours == "day_and_night":
        facts.append(_("day and night"))
    elif line.dial:
        facts.append(_("its hours are not known to us"))
    else:
        facts.append(_("a list of lines by country, on the web"))
    return _("{facts}.").format(facts=", ".join(facts))


def checked_state(checked: str, operator: str = "") -> str:
    """Give whether and when a number was checked on its operator's own page."""
    if not checked:
        return _("not yet checked by us on an official page")
    day = full_date(date.fromisoformat(checked))
    if operator:
        return _("checked on {operator}, {day}").format(operator=operator, day=day)
    return _("checked on an official page, {day}").format(day=day)


def own_numbers(person: Person) -> list[tuple[str, str]]:
    """Give the numbers the patient told, each with whose it is."""
    found = [
        (_("Clinic, daytime"), person.clinic_phone),
        (_("Clinic, evenings and weekends"), person.clinic_phone_after_hours),
        (person.person_name or _("Your person"), person.person_phone),
    ]
    return [(name, number) for name, number in found if number]


def _words_of(context: Context, tier: Tier) -> list[str]:
    words = context.content.flag_words
    return [words[flag.id] for flag in context.content.flags if flag.tier is tier]


def _once(words: Iterable[str]) -> list[str]:
    """Give each sentence once, in order."""
    return list(dict.fromkeys(words))


def _scanned(code: str, number: str) -> QWidget:
    """Give a code with what to do with it."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    name = _("Code for a phone’s camera: {number}").format(number=number)
    column.addWidget(QrCode(code, name))
    column.addWidget(label(_("scan with a phone"), "small", wrap=False))
    column.addStretch(1)
    return whole


def _flow(*parts: QWidget) -> Flow:
    flow = Flow(spacing=10)
    for part in parts:
        flow.addWidget(part)
    return flow
