"""The exact place in the song, and how fast it goes on."""

from __future__ import annotations

from musegen_app.engine.clock import UNITS_PER_FRAME, Timeline

SLOWEST, FASTEST = 25, 400  # percent of the written tempo


class Playhead:
    """`units` is where the next frame falls; every frame adds `step`."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.units = 0
        self.step = UNITS_PER_FRAME
        self.steered = False  # follows another clock
        self._own_step = UNITS_PER_FRAME

    @property
    def tick(self) -> int:
        """The last tick passed; never negative."""
        return max(0, self.timeline.tick_at(self.units))

    @property
    def exact_tick(self) -> float:
        """With the part of a tick."""
        tick = self.timeline.tick_at(self.units)
        return tick + (self.units - self.timeline.units(tick)) / self.timeline.slope_at(self.units)

    def put(self, tick: int, beyond: int = 0) -> None:
        """Go to `tick`, and `beyond` units further."""
        self.units = self.timeline.units(tick) + beyond

    def advance(self, frames: int) -> None:
        self.units += frames * self.step

    def jump_back(self, to_tick: int, from_tick: int) -> None:
        """Go back by exactly the time from `to_tick` to `from_tick`."""
        self.units -= self.timeline.units(from_tick) - self.timeline.units(to_tick)

    def frames_to(self, tick: int) -> int:
        """Frames to the first one that does not come before `tick`; never negative."""
        return max(0, self.timeline.frames_to(self.units, tick, self.step))

    def last_tick(self, frames: int) -> int:
        """The last tick passed by the last of the next `frames` frames."""
        return self.timeline.tick_at(self.units + (frames - 1) * self.step)

    def use(self, timeline: Timeline) -> None:
        """Another tempo map or rate: the same tick and the same part of it."""
        self.units, self.timeline = self.timeline.moved(self.units, timeline), timeline

    def set_speed(self, percent: int) -> None:
        """So many percent of the written tempo."""
        self._own_step = UNITS_PER_FRAME * min(max(percent, SLOWEST), FASTEST) // 100
        if not self.steered:
            self.step = self._own_step

    def steer(self, ticks_per_second: float | None) -> None:
        """At the pace of another clock, whatever the tempo map says; None: at our own again."""
        self.steered = ticks_per_second is not None
        if ticks_per_second is None:
            self.step = self._own_step
        else:
            units = ticks_per_second / self.timeline.sample_rate * self.timeline.slope_at(self.units)
            self.step = max(1, round(units))
