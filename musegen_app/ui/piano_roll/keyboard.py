"""The keyboard while the roll has the focus: which keys it claims from the window, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from musegen_app.ui.piano_roll.held_tool import NO_TIME_MS, HeldTool
from musegen_app.ui.piano_roll.keys import RollKey, digit_of, hold_of, row_of, step_key_of
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keyboard:
    """Reads `keys.TABLE`, velocities typed as numbers, and tools that are held down. GUI thread."""

    def __init__(self, roll: RollView) -> None:
        self._roll = roll
        self._typed = ""  # digits of a velocity on its way
        self._last_up = (0, 0)  # key, milliseconds
        self.held_tool = HeldTool(roll)

    def claims(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, so that no shortcut of the window may have it."""
        roll = self._roll
        if self._is_stepping() and step_key_of(event) and not roll.is_dragging():
            return True
        if event.key() == Qt.Key.Key_Escape:
            # While a take stands to be judged, Esc is the window's "Discard"; a drag is cancelled before that.
            chosen = self._something() or roll.stage.marked is not None
            return roll.is_dragging() or bool(self._typed) or (chosen and roll.stage.take is None)
        if event.key() == Qt.Key.Key_Alt:
            return roll.is_dragging()  # or letting it go would open the menu bar and end the drag
        if event.key() in _ENTER:
            return bool(self._typed)
        row = row_of(event)
        return (
            bool(digit_of(event) and roll.selection) or bool(hold_of(event)) or (row is not None and self._needed(row))
        )

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says. False when it says nothing here."""
        if self._step(event) or self.held_tool.press(event):
            return True
        if event.key() == Qt.Key.Key_Escape:
            return self._roll.cancel()
        if self._type(event):
            return True
        row = row_of(event)
        if row is None or not self._needed(row) or self._roll.is_dragging():
            return False
        self.forget()  # digits before another key are no part of the digits after it
        if row.repeats or not self._is_again(event):
            getattr(self._roll, row.method)(*row.arguments)
        return True

    def release(self, event: QKeyEvent) -> bool:
        """A key went up. False when that means nothing here."""
        self._last_up = (event.key(), event.timestamp())
        return self.held_tool.release(event)

    def _is_again(self, event: QKeyEvent) -> bool:
        """The key is held and repeats; a busy program on X11 sees it go up and down at the same moment."""
        key, up_ms = self._last_up
        same = key == event.key() and event.timestamp() > 0 and 0 <= event.timestamp() - up_ms <= NO_TIME_MS
        return event.isAutoRepeat() or same

    def forget(self) -> bool:
        """Drop the digits typed so far. False when there were none."""
        typed, self._typed = self._typed, ""
        if typed:
            self._roll.stage.hint.emit("")
        return bool(typed)

    def _needed(self, row: RollKey) -> bool:
        if row.needs == "something":
            return self._something()
        if row.needs == "track":
            return bool(self._roll.stage.index.notes)
        return row.needs != "notes" or bool(self._roll.selection)

    def _something(self) -> bool:
        return bool(self._roll.selection) or self._roll.stage.chord_tick is not None

    def _is_stepping(self) -> bool:
        return self._roll.stage.marks.step is not None

    def _step(self, event: QKeyEvent) -> bool:
        """Step input has the arrows, Tab, Backspace and Esc; a drag is cancelled first."""
        name = step_key_of(event)
        if not name or not self._is_stepping() or self._roll.is_dragging():
            return False
        if name != "leave" or not event.isAutoRepeat():
            self._roll.stage.step_key.emit(name)
        return True

    def _type(self, event: QKeyEvent) -> bool:
        """A velocity typed as a number and Enter."""
        if event.key() in _ENTER and self._typed:
            value = int(self._typed)
            self.forget()
            self._roll.set_velocity(value)
            return True
        digit = digit_of(event)
        if not digit or not self._roll.selection:
            return False
        if not event.isAutoRepeat():
            self._typed = (self._typed + digit)[-3:]
            self._roll.stage.hint.emit(said("Velocity {0} · Enter to set it, Esc to leave it").format(self._typed))
        return True
