# SPDX-License-Identifier: Apache-2.0
"""The field in which a side effect is found as it is typed, or named in one's own words."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from companion.content import Content
from companion.domain.effect_search import has, wanted
from companion.domain.safety import Effect
from companion.language import _
from companion.ui.widgets.basics import label
from companion.ui.widgets.editors import Line
from companion.ui.widgets.fields import Field, Raw, Unreadable

ROWS = 6
SHOWN = 200
"""Letters of one's own words that are shown in the list; all of them are taken."""
OWN = "own"
EFFECT = "effect"
TYPED = "typed"


class EffectField(Field[tuple[str | None, str]]):
    """Gives the catalogue's key, or None and the person's own name for it."""

    def __init__(self, name: str, content: Content) -> None:
        super().__init__(name)
        self._content = content
        self._chosen: tuple[str | None, str] | None = None
        self.edit = Line()
        self.edit.setAccessibleName(name)
        self.edit.setPlaceholderText(_("Start typing, such as: headache"))
        self.edit.setClearButtonEnabled(False)
        self.edit.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Side effects found"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.hide()
        self.layout_.addWidget(label(name))
        self.layout_.addWidget(self.edit)
        self.layout_.addWidget(self.list)
        self.edit.textEdited.connect(self._on_typed)
        self.list.itemClicked.connect(self._choose)
        self._finish()

    def value(self) -> tuple[str | None, str]:
        """Give the key and the own name; raises Unreadable while several could be meant."""
        if self._chosen is not None:
            return self._chosen
        typed = self.edit.text().strip()
        exact = self._named(typed)
        if exact is not None:
            return exact.id, ""
        if typed and (self._found(typed) or self._content.near_effects(typed)):
            raise Unreadable(_("Please choose one from the list."))
        return None, typed

    def raw(self) -> Raw:
        """Give what was chosen, or what was typed."""
        if self._chosen is None:
            return f"{TYPED} {self.edit.text()}"
        effect, own = self._chosen
        return f"{EFFECT} {effect}" if effect else f"{OWN} {own}"

    def set_raw(self, raw: Raw) -> None:
        """Put back what was chosen or typed."""
        kind, _space, words = str(raw or "").partition(" ")
        self._chosen = {EFFECT: (words, ""), OWN: (None, words)}.get(kind)
        shown = self._content.effect_name(words, "") if kind == EFFECT else words
        self.edit.setText(shown)
        self.list.hide()

    def set_effect(self, effect: str | None, own_name: str) -> None:
        """Show an effect by its key or its own name."""
        self.set_raw(f"{EFFECT} {effect}" if effect else f"{OWN} {own_name}")

    def control(self) -> QWidget:
        """Give the editor."""
        return self.edit

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list with the arrows, choose with Enter, fold it away with Escape."""
        if watched is self.edit and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                return self._override(event)
            if event.type() is QEvent.Type.KeyPress:
                return self._on_key(event)
        return super().eventFilter(watched, event)

    def _override(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self.list.isVisible():
            event.accept()
            return True
        return False

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                self._walk(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not self.list.isHidden():
                self._choose(self.list.currentItem())
            case Qt.Key.Key_Escape if not self.list.isHidden():
                self.list.hide()
            case _:
                return False
        return True

    def _walk(self, by: int) -> None:
        if self.list.isHidden():
            self._offer()
            return
        last = self.list.count() - 1
        self.list.setCurrentRow(min(last, max(0, self.list.currentRow() + by)))

    def _on_typed(self) -> None:
        self._chosen = None
        if self.edit.text().strip():
            self._offer()
        else:
            self.list.hide()
        self.edited.emit()

    def _offer(self) -> None:
        """List what was found; where nothing was, one's own words first, then what is near."""
        typed = self.edit.text().strip()
        self.list.clear()
        found = self._found(typed)
        for effect in found:
            self._add(self._words(effect, typed), (effect.id, ""))
        if typed:
            shown = typed if len(typed) <= SHOWN else f"{typed[: SHOWN - 1]}…"
            self._add(_("Use my own words: {words}").format(words=shown), (None, typed))
        if not found:
            for effect in self._content.near_effects(typed):
                name = self._content.effect_words[effect.id].name
                self._add(_("Or is it: {name}").format(name=name), (effect.id, ""))
        self.list.setCurrentRow(0)
        rows = min(ROWS, self.list.count())
        self.list.setFixedHeight(rows * max(28, self.list.sizeHintForRow(0)) + 18)
        self.list.show()

    def _add(self, words: str, choice: tuple[str | None, str]) -> None:
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, choice)
        self.list.addItem(item)

    def _choose(self, item: QListWidgetItem) -> None:
        effect, own = item.data(Qt.ItemDataRole.UserRole)
        self.set_effect(effect, own)
        self.show_fault("")
        self.edited.emit()

    def _found(self, typed: str) -> list[Effect]:
        """Give what was found: by its name's beginning, by its name, then by other words."""
        begun = typed.casefold()
        names = self._content.effect_words

        def rank(effect: Effect) -> int:
            name = names[effect.id].name
            return 0 if name.casefold().startswith(begun) else 1 if has((name,), typed) else 2

        return sorted(self._content.find_effects(typed), key=rank)

    def _words(self, effect: Effect, typed: str) -> str:
        """Give the name, with the words it was found by where those are others."""
        words = self._content.effect_words[effect.id]
        if has((words.name,), typed):
            return words.name
        others = (words.clinical, *words.search)
        held = {text: sum(has((text,), each) for each in wanted(typed)) for text in others}
        by = max(others, key=lambda text: held[text])
        return _("{name} ({word})").format(name=words.name, word=by) if held[by] else words.name

    def _named(self, typed: str) -> Effect | None:
        wanted = typed.casefold()
        names = self._content.effect_words
        effects = self._content.effects.values()
        return next((one for one in effects if names[one.id].name.casefold() == wanted), None)
