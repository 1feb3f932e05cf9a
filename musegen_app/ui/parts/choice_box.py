"""A combo box that knows its values: filling it anew never loses the choice and never tells anybody."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox

from musegen_app.ui.availability import set_tip


class ChoiceBox(QComboBox):
    """`picked` brings the value that the user chose."""

    picked = Signal(object)

    def __init__(self, name: str, tip: str = "") -> None:
        super().__init__()
        self._choices: tuple[tuple[str, Hashable], ...] = ()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        if tip:
            set_tip(self, tip)
        self.activated.connect(lambda place: self.picked.emit(self._choices[place][1]))

    @property
    def value(self) -> Hashable:
        """The value of what is shown; None when nothing is."""
        place = self.currentIndex()
        return self._choices[place][1] if place >= 0 else None

    def show_choices(self, choices: Sequence[tuple[str, Hashable]], value: Hashable) -> None:
        """Words and value of each entry, and the value that is the present one. An open list is left in peace."""
        if self._choices != tuple(choices):
            if self.view().isVisible():
                return
            self._choices = tuple(choices)
            self.clear()
            self.addItems([words for words, _ in choices])
        self.show_value(value)

    def show_value(self, value: Hashable) -> None:
        self.setCurrentIndex(next((i for i, (_, v) in enumerate(self._choices) if v == value), -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A wheel over a list of devices scrolls the dialog; it does not choose another device."""
        event.ignore()
