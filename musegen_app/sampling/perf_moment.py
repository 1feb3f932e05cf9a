"""Says in musical words what a piano net is about to choose: the moments of the codec `perf`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as own

import numpy as np

from musegen_app.codecs.perf import (
    DURATION,
    DURATIONS,
    END,
    FIRST_KEY,
    GAP,
    GAPS,
    GRID_PER_QUARTER,
    LOWEST,
    TIMING,
    TIMINGS,
    VALUE,
    VELOCITIES,
    VELOCITY,
    VELOCITY_STEP,
    WAIT,
)
from musegen_app.codecs.perf_clock import BarClock
from musegen_app.codecs.perf_tracker import PerfTracker
from musegen_app.sampling.perf_line import PerfLine
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment, Sounded
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key

_GAPS = np.array(GAPS)
_WAITS: Meanings = _GAPS / GRID_PER_QUARTER
_PITCHES: Meanings = np.full(END + 1, np.nan)
_PITCHES[FIRST_KEY:WAIT] = np.arange(WAIT - FIRST_KEY) + LOWEST
_STRIKES: Meanings = np.where(np.isnan(_PITCHES), np.nan, 1.0)
_STRIKES[WAIT] = 0.0
_CHOICES = {
    VALUE: Choices(pitch=_PITCHES, strikes=_STRIKES),
    DURATION: Choices(length=np.array(DURATIONS) / GRID_PER_QUARTER),
    VELOCITY: Choices(velocity=np.arange(VELOCITIES, dtype=float) * VELOCITY_STEP + VELOCITY_STEP // 2),
    TIMING: Choices(early=-np.array(TIMINGS)),
}

OFFERS = {
    GAP: frozenset({"wait", "voices"}),
    VALUE: frozenset({"pitch", "strikes"}),
    DURATION: frozenset({"length"}),
    VELOCITY: frozenset({"velocity"}),
    TIMING: frozenset({"early"}),
}


@dataclass(frozen=True, slots=True)
class PerfMoments:
    """Makes the moments of one take, which ends at grid unit `end`. `rests` are those at which the music comes to rest,
    rising; `chords` the symbols of the song."""

    clock: BarClock
    end: int
    key: Key | None = None
    chords: tuple[ChordSymbol, ...] = ()
    rests: tuple[int, ...] = ()
    line: PerfLine = own(default_factory=PerfLine, compare=False)

    def of(self, tracker: PerfTracker, field: int, chosen: Sequence[int]) -> Moment:
        """What is to be said of `field` of the tracker's next event, given those `chosen` before it."""
        at = tracker.position + (GAPS[chosen[GAP]] if field != GAP else 0)
        bar, tick = tracker.bar_at(at), self.clock.tick(at)
        i = bisect_right(self.rests, at)
        rest = self.rests[i] if i < len(self.rests) else self.end
        self.line.follow(tracker)
        return Moment(
            tick=tick,
            time=at / GRID_PER_QUARTER,
            place=(at - bar.start) / GRID_PER_QUARTER,
            bar=bar.length / GRID_PER_QUARTER,
            beat=bar.pulse / GRID_PER_QUARTER,
            choices=self._choices(tracker, field),
            key=self.key,
            chord=self._chord(tick),
            line=self._before(field, at),
            section_left=(rest - at) / GRID_PER_QUARTER,
            ends=i < len(self.rests) and (field == GAP or not self.line.strikes_at(at)),
        )

    def _before(self, field: int, at: int) -> Sequence[Sounded]:
        """What the note follows: for a gap everything; for a key the highest notes of the onsets before."""
        if field == GAP:
            return self.line.keys()
        return self.line.tops(at) if field == VALUE else ()

    def _choices(self, tracker: PerfTracker, field: int) -> Choices:
        if field != GAP:
            return _CHOICES[field]
        ends = np.array(list(tracker.held(tracker.position).values()) or [0])
        return Choices(wait=_WAITS, voices=(ends > (tracker.position + _GAPS)[:, None]).sum(1) + 1.0)

    def _chord(self, tick: int) -> frozenset[int] | None:
        i = bisect_right(self.chords, tick, key=lambda s: s.tick) - 1
        chord = self.chords[i].chord if i >= 0 else None
        return frozenset(chord.pitch_classes) if chord else None
