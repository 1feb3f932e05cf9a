"""Says in musical words what a chorale net is about to choose: the moments of the codec `satb16`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from musegen_app.codecs.satb16 import (
    FIRST_PITCH,
    HOLD,
    LOW,
    REST,
    SILENCE,
    STEPS_PER_QUARTER,
    TICKS_PER_STEP,
    VALUES,
    VOICES,
    Ints,
)
from musegen_app.codecs.satb16_features import Tracker
from musegen_app.sampling.steering.moment import Choices, Moment, Sounded
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER

_STRIKES = np.array([0.0, 0.0, 1.0])  # HOLD, REST, any pitch
_PITCHES = [np.concatenate([[np.nan, np.nan], low + np.arange(VALUES - FIRST_PITCH, dtype=float)]) for low in LOW]
_CHOICES = [Choices(pitch=p) for p in _PITCHES]

OFFERS = {"kind": frozenset({"strikes", "voices"}), "pitch": frozenset({"pitch"})}


class SatbMoments:
    """Makes the moments of one take. Steps count from `origin_tick`; what is written ends at step `end`, `rests` are
    the steps at which the music comes to rest, rising; `beat` is in quarters."""

    def __init__(
        self,
        origin_tick: int,
        end: int,
        beat: float,
        key: Key | None = None,
        chords: Sequence[ChordSymbol] = (),
        rests: Sequence[int] = (),
    ) -> None:
        self._origin, self._end, self._beat, self._key = origin_tick, end, beat, key
        self._chords, self._rests = tuple(chords), tuple(rests)
        self._lines: list[list[Sounded]] = [[] for _ in range(VOICES)]
        self._heard: list[Ints] = []

    def of(self, tracker: Tracker, field: str, voice: int, now: Ints) -> Moment:
        """What is to be said of the `field` of a voice's next value; `now` (4) are the values of this step, -1 where it
        is not decided."""
        self._hear(tracker)
        step, bar = tracker.position, tracker.context.bar or 4 * STEPS_PER_QUARTER
        i = bisect_right(self._rests, step)
        rest = self._rests[i] if i < len(self._rests) else self._end
        tick = self._origin + step * TICKS_PER_STEP
        return Moment(
            tick=tick,
            time=self._time(step),
            place=(step - tracker.context.pickup) % bar / STEPS_PER_QUARTER,
            bar=bar / STEPS_PER_QUARTER,
            beat=self._beat,
            choices=_CHOICES[voice] if field == "pitch" else self._kinds(tracker, voice, now),
            part=voice,
            key=self._key,
            chord=self._chord(tick),
            line=self._lines[voice],
            others=self._others(tracker, voice, now),
            section_left=(rest - step) / STEPS_PER_QUARTER,
            ends=i < len(self._rests),
        )

    def _time(self, step: int) -> float:
        return self._origin / TICKS_PER_QUARTER + step / STEPS_PER_QUARTER

    def _chord(self, tick: int) -> frozenset[int] | None:
        i = bisect_right(self._chords, tick, key=lambda s: s.tick) - 1
        chord = self._chords[i].chord if i >= 0 else None
        return frozenset(chord.pitch_classes) if chord else None

    def _kinds(self, tracker: Tracker, voice: int, now: Ints) -> Choices:
        """Of the others those count that sound as far as it is decided."""
        pitch = tracker.motion.pitch
        held = (now == HOLD) | (now < 0)
        sounds = (now >= FIRST_PITCH) | (held & (pitch > SILENCE))
        besides = float(sounds.sum() - sounds[voice])
        voices = np.array([besides + (pitch[voice] > SILENCE), besides, besides + 1])
        return Choices(strikes=_STRIKES, voices=voices)

    def _others(self, tracker: Tracker, voice: int, now: Ints) -> list[tuple[int, int]]:
        """Pitch before and now of each other voice that is decided and sounds."""
        pairs = []
        for other, (value, before) in enumerate(zip(now.tolist(), tracker.motion.pitch.tolist(), strict=True)):
            if other != voice and before > SILENCE and value not in (-1, REST):
                pairs.append((before, before if value == HOLD else value - FIRST_PITCH + int(LOW[other])))
        return pairs

    def _hear(self, tracker: Tracker) -> None:
        """Follow the lines of the voices. One more step is the usual case; after going back all is gathered again."""
        heard = self._heard
        if len(heard) > len(tracker.values) or (heard and tracker.values[len(heard) - 1] is not heard[-1]):
            self._lines = [[] for _ in range(VOICES)]
            heard.clear()
        for row in tracker.values[len(heard) :]:
            for voice, value in enumerate(row.tolist()):
                self._take(self._lines[voice], voice, value, len(heard))
            heard.append(row)

    def _take(self, line: list[Sounded], voice: int, value: int, step: int) -> None:
        at = self._time(step)
        if value >= FIRST_PITCH:
            line.append(Sounded(at, 1 / STEPS_PER_QUARTER, value - FIRST_PITCH + int(LOW[voice])))
        elif value == HOLD and line and line[-1].start + line[-1].length >= at - 1e-9:
            line[-1] = line[-1]._replace(length=at + 1 / STEPS_PER_QUARTER - line[-1].start)
