"""The keyboard while a steering lane has the focus: walking from point to point, moving, typing, removing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent

from musegen_app.score import edits
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.keys import sequence_of
from musegen_app.ui.translation import said

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.curve_lane import CurveLane


class CurveKeys:
    """What each key does to the picked points of one lane. GUI thread."""

    def __init__(self, lane: CurveLane) -> None:
        self._lane = lane
        self._step = 0  # keys with the same number on the same points are one undo step
        self._picked: dict[str, Callable[[], None]] = {
            "Up": lambda: self.step(1),
            "Down": lambda: self.step(-1),
            "Shift+Up": lambda: self.step(5),
            "Shift+Down": lambda: self.step(-5),
            "Left": lambda: self._nudge(-1, self._lane.stage.snap),
            "Right": lambda: self._nudge(1, self._lane.stage.snap),
            "Alt+Left": lambda: self._move(-snap.FINE_TICKS, 0.0),
            "Alt+Right": lambda: self._move(snap.FINE_TICKS, 0.0),
            "Ctrl+Left": lambda: self._nudge(-1, snap.BAR),
            "Ctrl+Right": lambda: self._nudge(1, snap.BAR),
            "Del": self._delete,
            "Backspace": self._delete,
            "Return": lambda: self._lane.ask_value(min(self._lane.picked)),
            "Enter": lambda: self._lane.ask_value(min(self._lane.picked)),
        }
        self._always: dict[str, Callable[[], None]] = {
            "Ctrl+A": lambda: self._lane.pick(range(len(self._lane.points))),
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
        """The picked points up or down by steps of the control."""
        self._move(0, by * self._lane.spec.step)

    def claims(self, event: QKeyEvent) -> bool:
        """Whether the key means something here, so that neither roll nor window may have it."""
        return self._verb(event) is not None

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key says. False when it says nothing here."""
        verb = self._verb(event)
        if verb is not None:
            verb()
        return verb is not None

    def _verb(self, event: QKeyEvent) -> Callable[[], None] | None:
        keys = sequence_of(event)
        if keys in self._picked:
            return self._picked[keys] if self._lane.picked else self._miss
        if keys in self._on_points:
            return self._on_points[keys] if self._lane.points else None
        return self._always.get(keys)

    def _miss(self) -> None:
        """No point is picked. The notes must not be meant instead: the eye is on the lane."""
        self._lane.stage.hint.emit(self._lane.tr("Pick a point first: Tab, a click, or Ctrl+pull around some"))

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _nudge(self, steps: int, grid: str) -> None:
        lane = self._lane
        first = lane.points[min(lane.picked)][0]
        self._move(steps * snap.note_ticks(grid, lane.stage.score.meter, first), 0.0)

    def _move(self, ticks: int, value: float) -> None:
        lane, spec = self._lane, self._lane.spec
        edited = edits.move_steering_points(
            lane.stage.score, spec.name, lane.picked, ticks, value, spec.minimum, spec.maximum
        )
        lane.edit(lane.label(said("Move {0}")), edited, lane.picked, f"curve {spec.name} {self._step}")
        self._say(min(lane.picked, default=0))

    def _delete(self) -> None:
        lane = self._lane
        edited = edits.remove_steering_points(lane.stage.score, lane.spec.name, lane.picked)
        lane.edit(lane.label(said("Remove {0}")), edited)

    def _insert(self) -> None:
        """A point at the playhead, on the line that is there."""
        lane, tick = self._lane, self._lane.stage.playhead
        value = lane.axis.stepped(lane.value_at(tick))
        edited = edits.add_steering_point(lane.stage.score, lane.spec.name, tick, value)
        lane.edit(lane.label(said("Draw {0}")), edited)
        lane.pick(i for i, p in enumerate(lane.points) if p[0] == tick)
        self._say(min(lane.picked, default=0))

    def _walk(self, by: int) -> None:
        """The next point or the one before; from the playhead on when none is picked."""
        lane, count = self._lane, len(self._lane.points)
        if lane.picked:
            place = (max(lane.picked) if by > 0 else min(lane.picked)) + by
        else:
            before = sum(1 for p in lane.points if p[0] <= lane.stage.playhead)
            place = before if by > 0 else before - 1
        lane.pick({place % count})
        self._reveal(lane.points[place % count][0])
        self._say(place % count)

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
            home.setFocus()

    def _say(self, place: int) -> None:
        lane = self._lane
        if place < len(lane.points):
            words = lane.words_at(*lane.points[place])
            lane.setAccessibleDescription(words)
            lane.stage.hint.emit(words)
