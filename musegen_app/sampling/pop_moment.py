"""Says in musical words what a pop net is about to choose: the moments of the codec `pop`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as own
from functools import lru_cache

import numpy as np

from musegen_app.codecs.pop import (
    DURATION,
    DURATIONS,
    END,
    GRID_PER_QUARTER,
    NEXT,
    ONSET,
    PART,
    PITCH,
    PITCH_LOW,
    PITCH_SIZE,
    VELOCITIES,
    VELOCITY,
    chord_of,
)
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.sampling.pop_line import HEARD, PopLine
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER

_WITH_LINE = (ONSET, PITCH)  # the fields about which a control asks what came before
_LENGTHS = Choices(length=np.array(DURATIONS) / GRID_PER_QUARTER)
_TOUCHES = Choices(velocity=np.array(VELOCITIES, float))

OFFERS = {
    ONSET: frozenset({"wait", "voices"}),
    PITCH: frozenset({"pitch"}),
    DURATION: frozenset({"length"}),
    VELOCITY: frozenset({"velocity"}),
}
NO_OFFER: frozenset[str] = frozenset()  # of the other fields


@dataclass(frozen=True, slots=True)
class PopMoments:
    """Makes the moments of one take. Sixteenths count from `origin_tick`, [.., end) is what is written, `rests` are the
    sixteenths at which the music comes to rest, rising; `beat` is in quarters."""

    origin_tick: int
    end: int
    beat: float
    key: Key
    rests: tuple[int, ...] = ()
    line: PopLine = own(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "line", PopLine(self.origin_tick))

    def of(self, tracker: PopTracker, field: int, chosen: Sequence[int]) -> Moment:
        """What is to be said of `field` of the tracker's next event, given those `chosen` before it."""
        at = tracker.position + (chosen[ONSET] if field >= PART and chosen[ONSET] < NEXT else 0)
        part = chosen[PART] if field >= PITCH else -1
        chord = chord_of(tracker.chords[-1], tracker.context.anchor) if tracker.chords else None
        i = bisect_right(self.rests, at)
        rest = self.rests[i] if i < len(self.rests) else self.end
        line = self.line
        line.follow(tracker)
        return Moment(
            tick=self.origin_tick + at * TICKS_PER_QUARTER // GRID_PER_QUARTER,
            time=self._time(at),
            place=at % tracker.context.bar / GRID_PER_QUARTER,
            bar=tracker.context.bar / GRID_PER_QUARTER,
            beat=self.beat,
            choices=self._choices(tracker, field),
            part=max(part, 0),
            key=self.key,
            chord=frozenset(chord.pitch_classes) if chord else None,
            line=line.of(part, at) if field in _WITH_LINE else (),
            others=line.others(part, at) if field == PITCH else (),
            section_left=(rest - at) / GRID_PER_QUARTER,
            ends=i < len(self.rests) and not line.inside_chord(part, at),
        )

    def _time(self, at: int) -> float:
        return self.origin_tick / TICKS_PER_QUARTER + at / GRID_PER_QUARTER

    def _choices(self, tracker: PopTracker, field: int) -> Choices:
        if field == ONSET:
            return Choices(wait=_waits(tracker), voices=_voices(tracker))
        if field == PITCH:
            return _pitches(tracker.context.anchor)
        return _LENGTHS if field == DURATION else _TOUCHES if field == VELOCITY else Choices()


@lru_cache(maxsize=16)
def _pitches(anchor: int) -> Choices:
    return Choices(pitch=np.arange(PITCH_SIZE, dtype=float) + PITCH_LOW + anchor)


def _waits(tracker: PopTracker) -> Meanings:
    waits: Meanings = np.arange(END + 1) / GRID_PER_QUARTER
    waits[NEXT], waits[END] = (tracker.half_end - tracker.position) / GRID_PER_QUARTER, np.nan
    return waits


def _voices(tracker: PopTracker) -> Meanings:
    """How many notes would sound with the next one, wherever it begins; in the next half bar none is counted in."""
    ends = np.array([n[0] + DURATIONS[n[3]] for n in tracker.notes[-HEARD:]] or [0])
    voices: Meanings = (ends > (tracker.position + np.arange(END + 1))[:, None]).sum(1) + 1.0
    voices[NEXT], voices[END] = (ends > tracker.half_end).sum(), np.nan
    return voices
