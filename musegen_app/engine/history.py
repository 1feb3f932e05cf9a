"""Where the song was at a frame that has passed: for keys that come in while it sounds."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

from musegen_app.engine.clock import Timeline

_ANCHORS = 1_024  # with a followed clock there is one in each block: 1.4 s at the shortest blocks


@dataclass(frozen=True, slots=True)
class Anchor:
    """From `frame` on the playhead goes from `units` by `step` a frame; not at all unless `rolling`."""

    frame: int
    units: int
    step: int
    rolling: bool
    lap: int
    timeline: Timeline

    def units_at(self, frame: float) -> int:
        return self.units + math.floor((frame - self.frame) * self.step) if self.rolling else self.units

    def leads_to(self, frame: int, units: int, step: int, rolling: bool, lap: int, timeline: Timeline) -> bool:
        """Whether that says nothing new."""
        return (
            self.timeline is timeline
            and (self.step, self.rolling, self.lap) == (step, rolling, lap)
            and units == (self.units + (frame - self.frame) * step if rolling else self.units)
        )


class History:
    """The last seconds of the playhead. Audio thread."""

    def __init__(self) -> None:
        self._anchors: deque[Anchor] = deque(maxlen=_ANCHORS)

    def note(self, frame: int, units: int, step: int, rolling: bool, lap: int, timeline: Timeline) -> None:
        """From this frame on things go like that; nothing is kept where that was to be expected."""
        if not self._anchors or not self._anchors[-1].leads_to(frame, units, step, rolling, lap, timeline):
            self._anchors.append(Anchor(frame, units, step, rolling, lap, timeline))

    def clear(self) -> None:
        """Frames from before mean nothing any more."""
        self._anchors.clear()

    def at(self, frame: float) -> tuple[int, bool, int]:
        """The nearest tick, whether the transport ran, and the lap."""
        anchor = self._anchor(frame)
        if anchor is None:
            return 0, False, 0
        units = anchor.units_at(frame)
        tick = anchor.timeline.tick_at(units + anchor.timeline.slope_at(units) // 2)
        return tick, anchor.rolling, anchor.lap

    def _anchor(self, frame: float) -> Anchor | None:
        for anchor in reversed(self._anchors):
            if anchor.frame <= frame:
                return anchor
        return self._anchors[0] if self._anchors else None
