"""Says in musical words what a pop net is about to choose: the moments of the codec `pop`."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

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
    Part,
    chord_of,
)
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment, Sounded
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER

_WITH_LINE = (ONSET, PITCH)  # the fields about which a control asks what came before
HEARD = 128  # notes back that a line is made of
NEAR = 32  # notes back among which those of the last onsets of all parts are
_QUARTERS = tuple(d / GRID_PER_QUARTER for d in DURATIONS)
_LENGTHS = Choices(length=np.array(DURATIONS) / GRID_PER_QUARTER)
_TOUCHES = Choices(velocity=np.array(VELOCITIES, float))
Value = tuple[int, int, int, int, int]  # start, part, pitch, duration, velocity of a note, as the tracker keeps it


@dataclass(frozen=True, slots=True)
class PopMoments:
    """Makes the moments of one take. Sixteenths count from `origin_tick`, [.., end) is what is written, `rests` are the
    sixteenths at which the music comes to rest, rising; `beat` is in quarters."""

    origin_tick: int
    end: int
    beat: float
    key: Key
    rests: tuple[int, ...] = ()

    def of(self, tracker: PopTracker, field: int, chosen: Sequence[int]) -> Moment:
        """What is to be said of `field` of the tracker's next event, given those `chosen` before it."""
        at = tracker.position + (chosen[ONSET] if field >= PART and chosen[ONSET] < NEXT else 0)
        part = chosen[PART] if field >= PITCH else -1
        chord = chord_of(tracker.chords[-1], tracker.context.anchor) if tracker.chords else None
        i = bisect_right(self.rests, at)
        rest = self.rests[i] if i < len(self.rests) else self.end
        recent = tracker.notes[-HEARD:]
        return Moment(
            tick=self.origin_tick + at * TICKS_PER_QUARTER // GRID_PER_QUARTER,
            time=self._time(at),
            place=at % tracker.context.bar / GRID_PER_QUARTER,
            bar=tracker.context.bar / GRID_PER_QUARTER,
            beat=self.beat,
            choices=self._choices(tracker, field, recent),
            part=max(part, 0),
            key=self.key,
            chord=frozenset(chord.pitch_classes) if chord else None,
            line=self._sounded(_line(recent, part, at), tracker) if field in _WITH_LINE else (),
            others=self._others(recent[-NEAR:], part, at, tracker) if field == PITCH else (),
            section_left=(rest - at) / GRID_PER_QUARTER,
            ends=i < len(self.rests) and not _inside_chord(recent, part, at),
        )

    def _time(self, at: int) -> float:
        return self.origin_tick / TICKS_PER_QUARTER + at / GRID_PER_QUARTER

    def _choices(self, tracker: PopTracker, field: int, recent: Sequence[Value]) -> Choices:
        if field == ONSET:
            return Choices(wait=_waits(tracker), voices=_voices(tracker, recent))
        if field == PITCH:
            return Choices(pitch=np.arange(PITCH_SIZE, dtype=float) + PITCH_LOW + tracker.context.anchor)
        return _LENGTHS if field == DURATION else _TOUCHES if field == VELOCITY else Choices()

    def _sounded(self, notes: Sequence[Value], tracker: PopTracker) -> list[Sounded]:
        shift, base = PITCH_LOW + tracker.context.anchor, self._time(0)
        return [Sounded(base + n[0] / GRID_PER_QUARTER, _QUARTERS[n[3]], n[2] + shift) for n in notes]

    def _others(self, recent: Sequence[Value], part: int, at: int, tracker: PopTracker) -> list[tuple[int, int]]:
        """Of each other part that begins a note now: its lowest one before, and this."""
        shift, pairs = PITCH_LOW + tracker.context.anchor, []
        for other in Part:
            now = [n[2] for n in recent if n[0] == at and n[1] == other != part] if part >= 0 else []
            before = [n for n in recent if n[0] < at and n[1] == other] if now else []
            if before:
                last = min(n[2] for n in before if n[0] == before[-1][0])
                pairs.append((last + shift, min(now) + shift))
        return pairs


def _waits(tracker: PopTracker) -> Meanings:
    waits: Meanings = np.arange(END + 1) / GRID_PER_QUARTER
    waits[NEXT], waits[END] = (tracker.half_end - tracker.position) / GRID_PER_QUARTER, np.nan
    return waits


def _voices(tracker: PopTracker, recent: Sequence[Value]) -> Meanings:
    """How many notes would sound with the next one, wherever it begins; in the next half bar none is counted in."""
    ends = np.array([n[0] + DURATIONS[n[3]] for n in recent] or [0])
    voices: Meanings = (ends > (tracker.position + np.arange(END + 1))[:, None]).sum(1) + 1.0
    voices[NEXT], voices[END] = (ends > tracker.half_end).sum(), np.nan
    return voices


def _inside_chord(recent: Sequence[Value], part: int, at: int) -> bool:
    return any(n[0] == at and n[1] == part for n in reversed(recent[-8:]))


def _line(recent: Sequence[Value], part: int, at: int) -> Sequence[Value]:
    """What the note follows: for an onset everything; else its part, of an accompaniment the lowest notes if it is the
    bass, and if it stands above one what was struck before."""
    if part < 0:
        return recent
    own = [n for n in recent if n[1] == part]
    if part != Part.ACCOMPANIMENT:
        return own
    if _inside_chord(recent, part, at):
        return [n for n in own if n[0] < at]
    return [n for i, n in enumerate(own) if i == 0 or own[i - 1][0] < n[0]]
