"""The keyboard while a controller lane has the focus: walking from point to point, moving, typing, the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from musegen_app.score import edits
from musegen_app.score.control_values import limits
from musegen_app.score.model import ControlKind
from musegen_app.ui.piano_roll import control_clipboard, snap
from musegen_app.ui.piano_roll.keys import sequence_of
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.controller_lane import ControllerLane

_STARTS = "0123456789+-"
_BEND_STEP = 205  # a twentieth of a semitone


class ControllerKeys:
    """What each key does to the picked points of one lane. GUI thread."""

    def __init__(self, lane: ControllerLane) -> None:
        self._lane = lane
        self._step = 0  # keys with the same number on the same points are one undo step
        self._picked: dict[str, Callable[[], None]] = {
            "Up": lambda: self._move(0, self._unit()),
            "Down": lambda: self._move(0, -self._unit()),
            "Shift+Up": lambda: self._move(0, 10 * self._unit()),
            "Shift+Down": lambda: self._move(0, -10 * self._unit()),
            "Alt+Up": lambda: self._move(0, 1),
            "Alt+Down": lambda: self._move(0, -1),
            "Left": lambda: self._nudge(-1, self._lane.stage.snap),
            "Right": lambda: self._nudge(1, self._lane.stage.snap),
            "Alt+Left": lambda: self._move(-snap.FINE_TICKS, 0),
            "Alt+Right": lambda: self._move(snap.FINE_TICKS, 0),
            "Ctrl+Left": lambda: self._nudge(-1, snap.BAR),
            "Ctrl+Right": lambda: self._nudge(1, snap.BAR),
            "Del": self._delete,
            "Backspace": self._delete,
            "Ctrl+C": self._copy,
            "Ctrl+X": self._cut,
            "Return": self._type,
            "Enter": self._type,
        }
        self._always: dict[str, Callable[[], None]] = {
            "Ctrl+V": self._paste,
            "Ctrl+A": lambda: self._lane.pick(self._lane.points.ticks),
            "Ins": self._insert,
            "Esc": self._leave,
        }
        self._on_points: dict[str, Callable[[], None]] = {
            "Tab": lambda: self._walk(1),
            "Shift+Tab": lambda: self._walk(-1),
        }

    def new_step(self) -> None:
        """Other points are picked: the next key is an undo step of its own."""
        self._step += 1

    def step(self, by: int) -> None:
        """The picked points up or down by small steps."""
        self._move(0, by * self._unit())

    def claims(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, so that neither roll nor window may have it."""
        return self._verb(event) is not None or self._begins_number(event)

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says. False when it says nothing here."""
        verb = self._verb(event)
        if verb is not None:
            verb()
        elif self._begins_number(event):
            self._lane.ask_value(min(self._lane.picked), event.text())
        else:
            return False
        return True

    def _verb(self, event: QKeyEvent) -> Callable[[], None] | None:
        keys = sequence_of(event)
        if keys in self._picked:
            return self._picked[keys] if self._lane.picked else self._miss
        if keys in self._on_points:
            return self._on_points[keys] if self._lane.points.ticks else None
        return self._always.get(keys)

    def _begins_number(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return bool(self._lane.picked and plain and event.text() and event.text() in _STARTS)

    def _miss(self) -> None:
        """No point is picked. The notes must not be meant instead: the eye is on the lane."""
        self._lane.stage.hint.emit(self._lane.tr("Pick a point first: Tab, a click, or a pull around some"))

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _unit(self) -> int:
        return _BEND_STEP if self._lane.name[0] is ControlKind.BEND else 1

    def _nudge(self, steps: int, grid: str) -> None:
        self._move(steps * snap.note_ticks(grid, self._lane.stage.score.meter, min(self._lane.picked)), 0)

    def _move(self, ticks: int, value: int) -> None:
        lane = self._lane
        ticks = max(ticks, -min(lane.picked))
        if lane.only_in_time and lane.name[0] is not ControlKind.PROGRAM and value:
            value = limits(lane.name)[1] if value > 0 else -limits(lane.name)[1]  # a pedal is up or down
        edited = edits.move_controls(lane.stage.score, lane.stage.track_id, lane.name, lane.picked, ticks, value)
        moved = {tick + ticks for tick in lane.picked}
        lane.edit(lane.label(said("Move {0}")), edited, moved, f"control {lane.name} {id(lane)} {self._step}")
        self._say(min(moved))

    def _delete(self) -> None:
        lane = self._lane
        edited = edits.remove_controls(lane.stage.score, lane.stage.track_id, lane.name, lane.picked)
        lane.edit(lane.label(said("Remove {0}")), edited, ())

    def _range(self) -> tuple[int, int]:
        """From the first picked point to the end of the grid step in which the last one stands."""
        meter, grid = self._lane.stage.score.meter, self._lane.stage.snap
        return min(self._lane.picked), snap.ceil_tick(grid, meter, max(self._lane.picked) + 1)

    def _copy(self) -> None:
        lane = self._lane
        copied = edits.copy_controls(lane.stage.score, lane.stage.track_id, lane.name, *self._range())
        control_clipboard.put(copied)
        lane.stage.hint.emit(lane.tr("Copied; Ctrl+V puts it at the playhead"))

    def _cut(self) -> None:
        self._copy()
        self._delete()

    def _paste(self) -> None:
        lane, copied = self._lane, control_clipboard.held()
        if copied is None or lane.stage.track is None:
            lane.stage.hint.emit(lane.tr("Nothing to paste here: pick points and copy them with Ctrl+C"))
            return
        at = lane.stage.playhead
        edited = edits.paste_controls(lane.stage.score, lane.stage.track_id, lane.name, copied, at)
        lane.edit(lane.label(said("Paste {0}")), edited, {at + tick for tick, _ in copied.points})

    def _insert(self) -> None:
        """A point at the playhead, at the value that is in force there."""
        lane, tick = self._lane, self._lane.stage.playhead
        if lane.stage.track is not None:
            lane.edit(lane.label(said("Draw {0}")), lane.edited_values({tick: lane.points.at(tick)}), {tick})
            self._say(tick)

    def _type(self) -> None:
        self._lane.ask_value(min(self._lane.picked))

    def _walk(self, by: int) -> None:
        """The next point or the one before; from the playhead on when none is picked."""
        lane, ticks = self._lane, self._lane.points.ticks
        if lane.picked:
            place = ticks.index(max(lane.picked) if by > 0 else min(lane.picked)) + by
        else:
            place = lane.points.place_before(lane.stage.playhead) + (1 if by > 0 else 0)
        tick = ticks[place % len(ticks)]
        lane.pick({tick})
        self._reveal(tick)
        self._say(tick)

    def _reveal(self, tick: int) -> None:
        stage = self._lane.stage
        x = stage.time.x(tick)
        if not 0 <= x <= self._lane.width() - 8:
            stage.set_view(time=stage.time.scrolled(stage.time.scroll + x - self._lane.width() / 3))

    def _leave(self) -> None:
        """First the points are let go, then the lane."""
        home = self._lane.parentWidget()
        if self._lane.picked:
            self._lane.pick(())
        elif home is not None:
            home.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, tick: int) -> None:
        lane = self._lane
        words = lane.value_words(tick, lane.points.at(tick))
        lane.setAccessibleDescription(words)
        lane.stage.hint.emit(words)
