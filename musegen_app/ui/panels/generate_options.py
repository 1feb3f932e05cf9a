"""What is asked for less often: chords too, and dice that can be thrown again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from musegen_app.ui.availability import set_tip
from musegen_app.ui.parts.inline_edit import InlineEdit
from musegen_app.ui.theme import GAP


class GenerateOptions(QWidget):
    """`dice_chosen` brings an int, or None: other dice each time."""

    chords_wanted = Signal(bool)
    dice_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.dice = InlineEdit()
        self.chords = QCheckBox(self.tr("Write chords too"))
        self._build()
        self.chords.toggled.connect(self.chords_wanted)
        self.dice.committed.connect(self._on_dice)

    def show_wishes(self, with_chords: bool) -> None:
        """The remembered settings; nothing is told."""
        self.chords.blockSignals(True)
        self.chords.setChecked(with_chords)
        self.chords.blockSignals(False)

    def _on_dice(self, text: str) -> None:
        digits = "".join(c for c in text if c in "0123456789")[:9]
        self.dice.show_text(digits)
        self.dice_chosen.emit(int(digits) if digits else None)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(self._dice_row())
        column.addWidget(self.chords)
        self.chords.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_tip(self.chords, self.tr("Propose chord symbols where none are written (the chords net)"))

    def _dice_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(QLabel(self.tr("Dice")), 1)
        row.addWidget(self.dice)
        self.dice.setProperty("role", "field")
        self.dice.setPlaceholderText(self.tr("other ones each time"))
        self.dice.setFixedWidth(150)
        self.dice.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.dice.setAccessibleName(self.tr("Dice"))
        tip = self.tr("A number here makes Continue repeatable: same seed, settings and dice, same notes (rng seed).")
        set_tip(self.dice, tip)
        return row
