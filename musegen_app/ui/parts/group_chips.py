"""Names of groups of which one at a time is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.elided_button import ElidedButton

_COLUMNS = 4


class GroupChips(QWidget):
    """`opened` brings the key of the group that was clicked. A group with wishes in it bears a dot."""

    opened = Signal(str)

    def __init__(self, groups: Sequence[tuple[str, str]]) -> None:
        """`groups`: key and words of each."""
        super().__init__()
        self.buttons: dict[str, ElidedButton] = {}
        self._words = dict(groups)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        for key in self._words:
            self._button(key)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.show_only(self._words)
        self.show_wishes(())

    def show_only(self, keys: Collection[str]) -> None:
        """The groups that there is something in."""
        for button in self.buttons.values():
            self._grid.removeWidget(button)
        for key, button in self.buttons.items():
            button.setHidden(key not in keys)
        for place, key in enumerate(key for key in self.buttons if key in keys):
            self._grid.addWidget(self.buttons[key], place // _COLUMNS, place % _COLUMNS)

    def show_open(self, key: str) -> None:
        for other, button in self.buttons.items():
            button.setChecked(other == key)

    def show_wishes(self, keys: Collection[str]) -> None:
        """In which groups something is set."""
        for key, button in self.buttons.items():
            set_here, words = key in keys, self._words[key]
            button.setText(f"{words} •" if set_here else words)
            button.setAccessibleName(self.tr("{0}: something is set").format(words) if set_here else words)

    def _button(self, key: str) -> ElidedButton:
        button = ElidedButton()
        button.setProperty("kind", "group")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        set_tip(button, self.tr("Controls of “{0}”").format(self._words[key]))
        button.clicked.connect(lambda _checked=False: self._open(key))
        self.buttons[key] = button
        return button

    def _open(self, key: str) -> None:
        self.show_open(key)
        self.opened.emit(key)
