"""A row of the roll above or below the notes: a head at the left, a lane that shares the time axis."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from musegen_app.ui.piano_roll.lane import Lane


@dataclass(frozen=True, slots=True)
class Strip:
    """`head` stands left of `lane`, as wide as the piano keys; hiding both folds the row."""

    head: QWidget
    lane: Lane

    def set_visible(self, on: bool) -> None:
        self.head.setVisible(on)
        self.lane.setVisible(on)
