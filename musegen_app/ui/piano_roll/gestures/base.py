"""A gesture: from the press of a button to its release, Esc, or the loss of the focus. GUI thread."""

from __future__ import annotations

from PySide6.QtCore import Qt

from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.pointer import Pointer
from musegen_app.ui.piano_roll.stage import Stage

THRESHOLD = 3.0  # pixels before a click becomes a drag


class Gesture:
    """Made at the press. `drag` shows what would happen, `finish` asks for it, `cancel` leaves no trace."""

    cursor = Qt.CursorShape.ArrowCursor
    scrolls = False  # the view follows when the pointer leaves it
    carries = False  # beyond the edge of the window it takes the selection along as a MIDI file

    def __init__(self, stage: Stage, start: Pointer) -> None:
        self.stage = stage
        self.start = start
        self.button = start.button
        self.moved = False

    def drag(self, pointer: Pointer) -> None:
        """The pointer moved with the button held."""

    def finish(self, pointer: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        self.stage.drop_draft()
        self.stage.preview_end()

    def words(self) -> str:
        """What the drag does right now, for the status line; "" for nothing new."""
        return ""

    def has_moved(self, pointer: Pointer) -> bool:
        """Whether the pointer ever was a few pixels away from the press."""
        far = abs(pointer.x - self.start.x) + abs(pointer.y - self.start.y)
        self.moved = self.moved or far > THRESHOLD or abs(pointer.tick - self.start.tick) > self._slack()
        return self.moved

    def grid(self, pointer: Pointer) -> str:
        """The grid in force: none while Alt is held."""
        return snap.OFF if pointer.alt else self.stage.snap

    def _slack(self) -> float:
        return self.stage.time.ticks(THRESHOLD)
