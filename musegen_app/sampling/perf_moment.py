"""Says in musical words what a piano net is about to choose: the moments of the codec `perf`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

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
    PerfEvent,
    is_key,
    key_pitch,
)
from musegen_app.codecs.perf_clock import BarClock
from musegen_app.codecs.perf_tracker import PerfTracker
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment, Sounded
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key

HEARD = 160  # events back that a line is made of
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
Placed = tuple[int, PerfEvent]


@dataclass(frozen=True, slots=True)
class PerfMoments:
    """Makes the moments of one take, which ends at grid unit `end`. `rests` are those at which the music comes to rest,
    rising; `chords` the symbols of the song."""

    clock: BarClock
    end: int
    key: Key | None = None
    chords: tuple[ChordSymbol, ...] = ()
    rests: tuple[int, ...] = ()

    def of(self, tracker: PerfTracker, field: int, chosen: Sequence[int]) -> Moment:
        """What is to be said of `field` of the tracker's next event, given those `chosen` before it."""
        at = tracker.position + (GAPS[chosen[GAP]] if field != GAP else 0)
        bar, tick = tracker.bar_at(at), self.clock.tick(at)
        i = bisect_right(self.rests, at)
        rest = self.rests[i] if i < len(self.rests) else self.end
        keys = [(p, e) for p, e in _recent(tracker) if is_key(e.value)]
        above = bool(keys) and keys[-1][0] == at and field != GAP
        return Moment(
            tick=tick,
            time=at / GRID_PER_QUARTER,
            place=(at - bar.start) / GRID_PER_QUARTER,
            bar=bar.length / GRID_PER_QUARTER,
            beat=bar.pulse / GRID_PER_QUARTER,
            choices=self._choices(tracker, field),
            key=self.key,
            chord=self._chord(tick),
            line=[_sounded(k) for k in _line(keys, at, field)] if field in (GAP, VALUE) else (),
            section_left=(rest - at) / GRID_PER_QUARTER,
            ends=i < len(self.rests) and not above,
        )

    def _choices(self, tracker: PerfTracker, field: int) -> Choices:
        if field != GAP:
            return _CHOICES[field]
        ends = np.array(list(tracker.held(tracker.position).values()) or [0])
        return Choices(wait=_WAITS, voices=(ends > (tracker.position + _GAPS)[:, None]).sum(1) + 1.0)

    def _chord(self, tick: int) -> frozenset[int] | None:
        i = bisect_right(self.chords, tick, key=lambda s: s.tick) - 1
        chord = self.chords[i].chord if i >= 0 else None
        return frozenset(chord.pitch_classes) if chord else None


def _recent(tracker: PerfTracker) -> Iterator[Placed]:
    return zip(tracker.positions[-HEARD:], tracker.events[-HEARD:], strict=True)


def _sounded(key: Placed) -> Sounded:
    at, event = key
    return Sounded(at / GRID_PER_QUARTER, DURATIONS[event.duration] / GRID_PER_QUARTER, key_pitch(event.value))


def _line(keys: Sequence[Placed], at: int, field: int) -> Sequence[Placed]:
    """What the note follows: for a gap everything; for a key the highest notes of the onsets before."""
    if field == GAP:
        return keys
    before = [k for k in keys if k[0] < at]
    last = before[-1:]
    return [*(k for k, after in pairwise(before) if after[0] > k[0]), *last]
