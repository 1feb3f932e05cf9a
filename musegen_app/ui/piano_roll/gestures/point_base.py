"""What all gestures in a lane of points share: what is shown while pulling, and that cancelling brings it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from musegen_app.score.model import Score
from musegen_app.ui.piano_roll import snap
from musegen_app.ui.piano_roll.gestures.base import Gesture
from musegen_app.ui.piano_roll.pointer import Pointer

if TYPE_CHECKING:
    from musegen_app.ui.piano_roll.point_lane import PointLane


class PointGesture(Gesture):
    """`show` draws what an edit would do; the lane's picked points come back when it is cancelled."""

    def __init__(self, lane: PointLane, start: Pointer) -> None:
        super().__init__(lane.stage, start)
        self._of = lane
        self._before = lane.picked

    def cancel(self) -> None:
        super().cancel()
        self._of.show_band(None)
        self._of.pick(self._before)

    def pointed(self) -> int | None:
        """The tick whose value is shown beside the pointer while it is dragged; None for no value."""
        return None

    def snapped(self, pointer: Pointer) -> int:
        """The grid line nearest to the pointer, or its very tick with Alt."""
        return snap.nearest_tick(self.grid(pointer), self.stage.score.meter, max(0.0, pointer.tick))

    def show(self, edited: Score) -> None:
        """Draw `edited` as what the drag would do; the song itself when nothing would change."""
        if edited is self.stage.score:
            self.stage.drop_draft()
        else:
            self.stage.show_draft(edited)
