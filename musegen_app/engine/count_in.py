"""The count-in: bars of clicks before playback begins, in the tempo and metre of the place where it begins."""

from __future__ import annotations

from collections import deque

from musegen_app.engine.clock import Timeline
from musegen_app.engine.metronome import clicks_between
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap


class CountIn:
    """Leads from `bars` bars before `tick` up to it. `units` is the place on a timeline of its own, of one tempo."""

    def __init__(self, tick: int, bars: int, tempo: TempoMap, meter: MeterMap, sample_rate: int) -> None:
        change = meter.at(tick)
        self.tick = tick
        self._pulse = change.pulse_ticks
        self._tempo = TempoMap((TempoChange(0, tempo.at(tick).us_per_quarter),))
        self.timeline = Timeline(self._tempo, sample_rate)
        first = tick - bars * change.bar_ticks
        self.units = self.timeline.units(first)
        # The same beats of the bar as in the song, counted in a bar line's distance.
        shift = meter.position(tick).tick - first
        bar = MeterMap((MeterChange(0, change.numerator, change.denominator),))
        clicks = clicks_between(bar, first + shift, tick + shift)
        self._clicks = deque((at - shift, accent) for at, accent in clicks)

    @property
    def beats_left(self) -> int:
        """Beats to come, the present one counted."""
        return max(1, -((self.timeline.tick_at(self.units) - self.tick) // self._pulse))

    @property
    def beyond(self) -> int:
        """Units passed since the end."""
        return self.units - self.timeline.units(self.tick)

    def frames_left(self, step: int) -> int:
        """Frames to the first one that does not come before the end."""
        return max(0, self.timeline.frames_to(self.units, self.tick, step))

    def advance(self, frames: int, step: int) -> list[tuple[int, bool]]:
        """Go on by `frames`; the clicks that begin on the way: offset in frames, and whether they open a bar."""
        clicks = []
        while self._clicks and (offset := self.timeline.frames_to(self.units, self._clicks[0][0], step)) < frames:
            clicks.append((max(0, offset), self._clicks.popleft()[1]))
        self.units += frames * step
        return clicks

    def use_sample_rate(self, sample_rate: int) -> None:
        """Go on at another rate, at the same place."""
        timeline = Timeline(self._tempo, sample_rate)
        self.units, self.timeline = self.timeline.moved(self.units, timeline), timeline
