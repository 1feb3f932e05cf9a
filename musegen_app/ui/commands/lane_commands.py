"""View menu: the lanes below the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from musegen_app.ui.commands.actions import Actions
from musegen_app.ui.piano_roll import lane_kinds
from musegen_app.ui.piano_roll.lane_kinds import VELOCITY

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.view import RollView


class LaneCommands:
    """Opens and closes lanes, and gives them the keyboard. Nothing here touches the document."""

    def __init__(self, roll: RollView, actions: Actions) -> None:
        self._roll = roll
        self._below = roll.below
        self._actions = actions
        self._below.changed.connect(self._show)
        self._show()

    @property
    def layout(self) -> str:
        """Which lanes are open and how high, as `restore` takes it."""
        return lane_kinds.as_text(self._below.open_lanes)

    def restore(self, layout: str) -> None:
        """Open the lanes that were open."""
        self._below.set_open(lane_kinds.from_text(layout))

    def velocity_panel(self, on: bool) -> None:
        """Show the velocities, or hide them."""
        if on:
            self._below.set_open((lane_kinds.opened(VELOCITY), *self._below.open_lanes))
        else:
            self._below.close(VELOCITY)

    def add_lane(self) -> None:
        """The menu of lanes, at the foot of the roll."""
        foot = self._roll.mapToGlobal(QPoint(0, self._roll.height() - lane_kinds.usual_height(VELOCITY)))
        self._below.add("", foot)

    def next_lane(self) -> None:
        """Give the keyboard to the next lane of a controller or of steering; behind the last one to the notes."""
        open_lanes = (strip.lane for strip in self._below.strips)
        lanes = [lane for lane in open_lanes if lane is not self._below.velocities and lane.isVisible()]
        if not lanes:
            self._roll.statusHint.emit(self._roll.tr("Open a controller lane first: View, Open a lane"))
            return
        here = next((i for i, lane in enumerate(lanes) if lane.hasFocus()), -1)
        after = lanes[here + 1] if here + 1 < len(lanes) else self._roll
        after.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self) -> None:
        self._actions.show_checked("velocity_panel", self._below.is_open(VELOCITY))
