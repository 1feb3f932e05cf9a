"""Tools by a key: tapped, B and E choose them; held down, the tool is in the hand until the key is let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from musegen_app.ui.piano_roll.keys import HOLDS, hold_of

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView

LONG_MS = 500  # held longer, it was no tap even if nothing was done meanwhile
NO_TIME_MS = 5  # nobody lets a key go and strikes it anew that fast


class HeldTool:
    """`stage.holding` is the letter that is down. GUI thread; the time is that of the key events.

    A busy program on X11 sees a key that repeats as let go and struck anew at the same moment: then it was never up.
    """

    def __init__(self, roll: RollView) -> None:
        self._roll = roll
        self._letter = ""
        self._before = ""
        self._since_ms = 0
        self._up_ms = 0
        self._used = False

    def press(self, event: QKeyEvent) -> bool:
        """False when the key is none of HOLDS. What repeats while it is held is taken and ignored."""
        letter = hold_of(event)
        stage = self._roll.stage
        if not letter or event.isAutoRepeat() or stage.holding:
            return bool(letter)
        if not self._never_was_up(letter, event.timestamp()):
            if self._roll.is_dragging():
                return True
            self._letter, self._before = letter, stage.tool
            self._since_ms, self._used = event.timestamp(), False
        stage.holding = letter
        if HOLDS[letter]:
            self._roll.set_tool(HOLDS[letter])
        return True

    def release(self, event: QKeyEvent) -> bool:
        """The tool that was there before comes back, unless the key was only tapped."""
        if event.isAutoRepeat() or not self._roll.stage.holding or hold_of(event) != self._roll.stage.holding:
            return False
        self._up_ms = event.timestamp()
        self.let_go(self._used or self._up_ms - self._since_ms >= LONG_MS)
        return True

    def use(self) -> None:
        """Something was done with the tool while its key was down."""
        self._used = self._used or bool(self._roll.stage.holding)

    def let_go(self, momentary: bool = True) -> None:
        """The key is up, or the keyboard belongs to somebody else now."""
        stage = self._roll.stage
        if not stage.holding:
            return
        stage.holding = ""
        if momentary:
            self._roll.set_tool(self._before)

    def _never_was_up(self, letter: str, at_ms: int) -> bool:
        return letter == self._letter and at_ms > 0 and 0 <= at_ms - self._up_ms <= NO_TIME_MS
