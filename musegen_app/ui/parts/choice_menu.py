"""A menu of which one entry is ticked."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget


class ChoiceMenu(QMenu):
    """`picked` brings the value of the entry that the user chose; `show_choice` moves the tick without telling."""

    picked = Signal(object)

    def __init__(self, title: str, choices: Sequence[tuple[str, Hashable]], parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._group = QActionGroup(self)
        self._present: Hashable = None
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, Hashable]]) -> None:
        """Other entries, words and value of each; the tick stays at the value it stood at."""
        for action in self._group.actions():
            self._group.removeAction(action)
            self.removeAction(action)
            action.deleteLater()
        first = self.actions()[0] if self.actions() else None
        for words, value in choices:
            action = self._group.addAction(words)
            action.setCheckable(True)
            action.setData(value)
            action.triggered.connect(lambda _checked=False, value=value: self._pick(value))
            self.insertAction(first, action) if first is not None else self.addAction(action)
        self._tick()

    def show_choice(self, value: Hashable) -> None:
        """Tick the entry of `value`; a value that is not in the menu leaves all of them without."""
        if value != self._present:
            self._present = value
            self._tick()

    @property
    def words(self) -> str:
        """What the ticked entry says, "" without one."""
        return next((a.text() for a in self._group.actions() if a.isChecked()), "")

    def _pick(self, value: Hashable) -> None:
        self._present = value
        self.picked.emit(value)

    def _tick(self) -> None:
        for action in self._group.actions():
            action.setChecked(action.data() == self._present)
