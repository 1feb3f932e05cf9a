"""What becomes of the take that is shown: kept, discarded, or thrown once more."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.parts.command_button import CommandButton
from musegen_app.ui.parts.icon_button import IconButton
from musegen_app.ui.theme import GAP


class TakeVerdicts(QWidget):
    """Always in sight, below what scrolls."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.keep = CommandButton(actions["keep"], "keep", self.tr("Keep"))
        self.discard = CommandButton(actions["discard"], "discard", self.tr("Discard"))
        self.again = IconButton("again", actions["again"])
        self.alone = IconButton("solo", actions["hear_alone"])
        self.discard.setAccessibleName(self.tr("Discard"))
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.keep, 1)
        row.addWidget(self.discard, 1)
        for button in (self.alone, self.again):
            row.addWidget(button)
            button.setFixedSize(36, 34)

    def show_keep(self, part: str) -> None:
        """`part` such as "bars 5–6" when only a part of the take is marked, "" for all of it."""
        self.keep.show_title(self.tr("Keep {0}").format(part) if part else self.tr("Keep"))
        self.discard.show_title("" if part else self.tr("Discard"))  # the words about the part need the room
        self._row.setStretchFactor(self.discard, 0 if part else 1)
