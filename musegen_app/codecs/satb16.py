"""The `satb16` codec: four voices on a grid of sixteenths; every voice has one value in every step.

    HOLD          what sounds (or is silent) goes on
    REST          silence begins
    2 + n         the pitch n semitones above the voice's lowest begins

So a step is four *softmax visibles* of 36 values each. There are always four voices, soprano first; a voice that is
silent holds its rest. Every music of four single voices on the grid can be written, in exactly one way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from musegen_app.score.time import TICKS_PER_QUARTER

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STEPS_PER_QUARTER = 4
TICKS_PER_STEP = TICKS_PER_QUARTER // STEPS_PER_QUARTER
VOICES = 4
VOICE_NAMES = ("soprano", "alto", "tenor", "bass")
LOW = np.array([53, 46, 41, 33], np.int64)  # MIDI pitch of the lowest note of each voice
PITCHES = 34  # per voice
HOLD, REST, FIRST_PITCH = 0, 1, 2
VALUES = FIRST_PITCH + PITCHES
NO_PITCH = -1  # a voice before the first step
SILENCE = 0  # pitch of a voice that rests


class Voice(IntEnum):
    SOPRANO = 0
    ALTO = 1
    TENOR = 2
    BASS = 3


@dataclass(frozen=True, slots=True)
class Frames:
    """Music on the grid. pitches (steps, 4): MIDI pitch that sounds, SILENCE for a rest; onsets (steps, 4): it begins
    here. A rest begins, too; the first step of every voice is an onset."""

    pitches: Ints
    onsets: Bools

    @property
    def steps(self) -> int:
        return len(self.pitches)

    def values(self) -> Ints:
        """The value of each voice in each step (steps, 4)."""
        pitch = np.where(self.pitches == SILENCE, REST, FIRST_PITCH + self.pitches - LOW)
        return np.where(self.onsets, pitch, HOLD)

    def cut(self, start: int, end: int) -> Frames:
        return Frames(self.pitches[start:end], self.onsets[start:end])

    def moved(self, semitones: int) -> Frames:
        return Frames(np.where(self.pitches == SILENCE, SILENCE, self.pitches + semitones), self.onsets)


def frames_of(values: Ints) -> Frames:
    """The music that values (steps, 4) write. A HOLD in the first step is a rest."""
    onsets = values != HOLD
    pitches = np.zeros_like(values)
    before = np.zeros(VOICES, np.int64)
    for step, row in enumerate(values):
        before = np.where(row == HOLD, before, sounding(row))
        pitches[step] = before
    if len(onsets):
        onsets[0] = True
    return Frames(pitches, onsets)


def sounding(row: Ints) -> Ints:
    """MIDI pitches that the values of one step (4) begin; SILENCE for REST and HOLD."""
    return np.where(row >= FIRST_PITCH, row - FIRST_PITCH + LOW, SILENCE)


def indices(pitches: Ints) -> Ints:
    """Pitches (…, 4) as 0 = nothing yet, 1 = silence, 2 + n = pitch: what sounds, as `values` would begin it."""
    found = np.where(pitches == SILENCE, REST, FIRST_PITCH + pitches - LOW)
    return np.where(pitches == NO_PITCH, 0, found)


def legal(before: Ints) -> Bools:
    """Which values each voice may take after the pitches `before` (…, 4) → (…, 4, VALUES).

    Nothing can be held in the first step, and a rest is held, not begun again.
    """
    mask = np.ones((*before.shape, VALUES), np.bool_)
    mask[..., HOLD] = before != NO_PITCH
    mask[..., REST] = before != SILENCE
    return mask


def room(pitches: Ints) -> tuple[int, int]:
    """By how many semitones music (steps, 4) may be moved down (≤ 0) and up (≥ 0) within the voices' ranges."""
    down, up = -PITCHES, PITCHES
    for voice in range(VOICES):
        heard = pitches[:, voice][pitches[:, voice] > SILENCE] - LOW[voice]
        if len(heard):
            down, up = max(down, -int(heard.min())), min(up, PITCHES - 1 - int(heard.max()))
    return down, up


@dataclass(frozen=True, slots=True)
class Known:
    """The constraint lane: cells that are fixed. pitches, onsets as in `Frames`; known (steps, 4): which of them."""

    pitches: Ints
    onsets: Bools
    known: Bools

    @staticmethod
    def nothing(steps: int) -> Known:
        shape = (steps, VOICES)
        return Known(np.zeros(shape, np.int64), np.zeros(shape, np.bool_), np.zeros(shape, np.bool_))

    @staticmethod
    def of(frames: Frames, known: Bools) -> Known:
        return Known(np.where(known, frames.pitches, 0), frames.onsets & known, known)

    def values(self) -> Ints:
        """The fixed value of each cell (steps, 4); -1 where it is free."""
        return np.where(self.known, Frames(self.pitches, self.onsets).values(), -1)


@dataclass(frozen=True, slots=True)
class SatbContext:
    """All that is told of a piece; None and 0 mean "unknown". Steps count from the first one of the music.

    `bar` steps per bar with the first bar line at step `pickup`; `length` where the piece ends; `phrase_ends` the
    steps at which a phrase's last chord begins.
    """

    bar: int = 0
    pickup: int = 0
    tonic: int | None = None
    minor: bool = False
    length: int | None = None
    phrase_ends: tuple[int, ...] = field(default=())
