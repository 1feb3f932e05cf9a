"""What the net is told before it draws a step: what sounds, for how long, how it got there, where in the bar and in
the piece it is, and what followed the longest stretch that has been heard before.

`told` depends on the context only and is worked out for all steps at once; the other columns on the music so far.
`Tracker` says them step by step, `columns` for a whole piece, with the same code.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from musegen_app.codecs.satb16 import (
    FIRST_PITCH,
    HOLD,
    LOW,
    NO_PITCH,
    SILENCE,
    STEPS_PER_QUARTER,
    VALUES,
    VOICES,
    Bools,
    Frames,
    Ints,
    SatbContext,
    indices,
)
from musegen_app.codecs.satb16_relations import FAMILIES

_AGES = np.array([1, 2, 3, 4, 5, 7, 9, 13, 17])  # steps since a pitch began
_INTERVALS = 12  # of a voice's last motion, either way
_WIDEST = 25  # between neighbouring voices
_MATCHES = np.array([1, 4, 8, 16, 32])  # steps that went like an earlier stretch
_ENDS = np.array([*range(1, 17), 20, 24, 32, 48, 64, 96, 128, 192])  # steps to the end of the piece
_PHRASE = np.array([0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32])  # steps to the last chord of the phrase
_BEATS = 6
_METRES = {16: 1, 12: 2, 8: 3}
MATCH_COPY = slice(26, 26 + VOICES)  # columns that hold 1 + the value which followed the match
TOLD = slice(30, 36)
COLUMN_SIZES: tuple[int, ...] = (
    *(VALUES for _ in range(VOICES)),  # what sounds
    *(14 for _ in range(VOICES)),  # its pitch class above the tonic
    *(len(_AGES) + 1 for _ in range(VOICES)),  # for how long
    *(2 * _INTERVALS + 2 for _ in range(VOICES)),  # how it was reached
    *(2 * _WIDEST + 2 for _ in range(3)),  # distance of neighbours
    *(14 for _ in range(6)),  # pitch class of each pair's distance
    len(_MATCHES) + 1,
    *(1 + VALUES for _ in range(VOICES)),
    STEPS_PER_QUARTER,  # place in the beat
    1 + _BEATS,  # beat
    2 + len(_METRES),  # metre
    3,  # mode
    len(_ENDS) + 2,  # steps to the end
    len(_PHRASE) + 2,  # steps to the end of the phrase
)
WIDTH = len(COLUMN_SIZES)
_PAIRS = ((0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3))


def signature() -> str:
    """A short digest of the alphabet: a bundle made for another one is refused."""
    alphabet = (COLUMN_SIZES, FAMILIES, VALUES, LOW.tolist(), _ENDS.tolist(), _PHRASE.tolist(), _MATCHES.tolist())
    return hashlib.sha256(repr(alphabet).encode()).hexdigest()[:16]


def told(context: SatbContext, start: int, end: int) -> Ints:
    """The told columns of the steps [start, end): (steps, 6)."""
    at = np.arange(start, end)
    place = (at - context.pickup) % context.bar if context.bar else at
    beat = 1 + np.minimum(place // STEPS_PER_QUARTER, _BEATS - 1) if context.bar else np.zeros_like(at)
    metre = _METRES.get(context.bar, 1 + len(_METRES)) if context.bar else 0
    mode = 0 if context.tonic is None else 1 + context.minor
    left = np.zeros_like(at) if context.length is None else 1 + np.searchsorted(_ENDS, context.length - at, "left")
    columns = (at_place(at, context), beat, np.full_like(at, metre), np.full_like(at, mode), left, _phrase(at, context))
    return np.stack(columns, axis=1)


def at_place(at: Ints, context: SatbContext) -> Ints:
    """Which sixteenth of the beat: it is known even where the bar is not."""
    return (at - context.pickup) % STEPS_PER_QUARTER


def _phrase(at: Ints, context: SatbContext) -> Ints:
    if not context.phrase_ends:
        return np.zeros_like(at)
    ends = np.array(context.phrase_ends)
    following = np.searchsorted(ends, at, "left")
    away = np.append(ends, ends[-1] + 10**6)[following] - at
    return 1 + np.searchsorted(_PHRASE, away, "left")


class Matcher:
    """Finds where the last steps were heard before: the longest stretch that ends now, and what followed it."""

    def __init__(self) -> None:
        self._count = 0
        self._keys = np.zeros(64, np.int64)
        self._lengths = np.zeros(1, np.int64)  # [j]: how many steps before j went like the last ones

    def push(self, key: int) -> None:
        if self._count == len(self._keys):
            self._keys = np.concatenate([self._keys, np.zeros_like(self._keys)])
        lengths = np.zeros(self._count + 1, np.int64)
        lengths[1:] = (self._lengths + 1)[: self._count] * (self._keys[: self._count] == key)
        self._keys[self._count] = key
        self._count += 1
        self._lengths = lengths

    def best(self) -> tuple[int, int]:
        """Length of the longest earlier stretch (0: none) and the step that followed it."""
        if self._count < 2:
            return 0, 0
        step = int(self._lengths.argmax())
        return int(self._lengths[step]), step

    def copy(self) -> Matcher:
        other = Matcher()
        other._count, other._keys, other._lengths = self._count, self._keys.copy(), self._lengths
        return other


def match_key(pitches: Ints, onsets: Bools) -> int:
    """One number for what the four voices do in a step."""
    key = 0
    for pitch, begins in zip(pitches.tolist(), onsets.tolist(), strict=True):
        key = key << 8 | pitch << 1 | begins
    return key


@dataclass(slots=True)
class Motion:
    """What the voices did last: pitch that sounds, the one before it, steps since it began. Arrays (…, 4)."""

    pitch: Ints
    before: Ints
    age: Ints

    @staticmethod
    def none() -> Motion:
        nothing = np.full(VOICES, NO_PITCH, np.int64)
        return Motion(nothing, nothing, np.zeros(VOICES, np.int64))

    def after(self, pitches: Ints, onsets: Ints) -> Motion:
        """One step later; `onsets` are those of the step."""
        changed = pitches != self.pitch
        return Motion(pitches, np.where(changed, self.pitch, self.before), np.where(onsets, 1, self.age + 1))


def motion_columns(motion: Motion, tonic: int | None) -> Ints:
    """The columns up to the match: motion arrays (steps, 4) → (steps, 25)."""
    pitch, sounds = motion.pitch, motion.pitch > SILENCE
    to_tonic = np.where(sounds, 1 + (pitch - tonic) % 12, 13) if tonic is not None else np.zeros_like(pitch)
    ages = np.searchsorted(_AGES, motion.age, "right")
    step = np.clip(pitch - motion.before, -_INTERVALS, _INTERVALS) + _INTERVALS + 1
    reached = np.where(sounds & (motion.before > SILENCE), step, 0)
    near = np.clip(pitch[:, :-1] - pitch[:, 1:], -_WIDEST, _WIDEST) + _WIDEST + 1
    apart = np.where(sounds[:, :-1] & sounds[:, 1:], near, 0)
    upper, lower = [a for a, _ in _PAIRS], [b for _, b in _PAIRS]
    classes = np.where(sounds[:, upper] & sounds[:, lower], 1 + (pitch[:, upper] - pitch[:, lower]) % 12, 0)
    return np.concatenate([indices(pitch), to_tonic, ages, reached, apart, classes], axis=1)


def match_columns(length: int, followed: Ints) -> Ints:
    """The columns of the match: its length, and 1 + the values that followed (4)."""
    if not length:
        return np.zeros(1 + VOICES, np.int64)
    return np.append(np.searchsorted(_MATCHES, length, "right"), 1 + followed)


class Tracker:
    """Follows a piece step by step: `features()` before each step, then `push` of its values.

    Cheap to `copy`: a checkpoint is a copy.
    """

    def __init__(self, context: SatbContext) -> None:
        self.context = context
        self.motion = Motion.none()
        self.values: list[Ints] = []
        self._match = Matcher()

    @property
    def position(self) -> int:
        return len(self.values)

    def features(self) -> Ints:
        """The inputs of the next step (WIDTH)."""
        one = Motion(self.motion.pitch[None], self.motion.before[None], self.motion.age[None])
        moving = motion_columns(one, self.context.tonic)[0]
        return np.concatenate([moving, self.match(), told(self.context, self.position, self.position + 1)[0]])

    def match(self) -> Ints:
        length, step = self._match.best()
        return match_columns(length, self.values[step] if length else np.zeros(VOICES, np.int64))

    def push(self, values: Ints) -> None:
        """The values of the step at `position`."""
        onsets = values != 0
        begun = np.where(values >= FIRST_PITCH, values - FIRST_PITCH + LOW, SILENCE)
        held = np.where(self.motion.pitch == NO_PITCH, SILENCE, self.motion.pitch)
        self.motion = self.motion.after(np.where(onsets, begun, held), onsets | (self.motion.pitch == NO_PITCH))
        self.values.append(values)
        self._match.push(match_key(self.motion.pitch, onsets))

    def copy(self) -> Tracker:
        other = Tracker(self.context)
        other.motion, other.values, other._match = self.motion, self.values.copy(), self._match.copy()
        return other


def heard(frames: Frames) -> Ints:
    """The columns of a whole piece that do not depend on what is told, except that the classes above the tonic are
    missing: (steps, 30). Moves with the music: see `moved`."""
    values, matcher, matches = frames.values(), Matcher(), []
    for step in range(frames.steps):
        length, followed = matcher.best()
        matches.append(match_columns(length, values[followed]))
        matcher.push(match_key(frames.pitches[step], values[step] != HOLD))
    return np.concatenate([motion_columns(_motions(frames), None), np.array(matches)], axis=1)


def _motions(frames: Frames) -> Motion:
    """What the voices had done before each step, arrays (steps, 4)."""
    rows = np.zeros((3, frames.steps, VOICES), np.int64)
    for voice in range(VOICES):
        pitch, before, age = NO_PITCH, NO_PITCH, 0
        line = zip(frames.pitches[:, voice].tolist(), frames.onsets[:, voice].tolist(), strict=True)
        for step, (now, begins) in enumerate(line):
            rows[:, step, voice] = pitch, before, age
            before = before if now == pitch else pitch
            pitch, age = now, 1 if begins else age + 1
    return Motion(*rows)


def columns(frames: Frames, context: SatbContext) -> Ints:
    """The inputs of every step of a whole piece (steps, WIDTH)."""
    return with_context(heard(frames), frames, context, 0)


def with_context(music: Ints, frames: Frames, context: SatbContext, start: int) -> Ints:
    """Rows of `heard` for the steps from `start` on, of a piece whose pitches are `frames`, with what is told."""
    rows = music.copy()
    if context.tonic is not None:
        before = rows[:, :VOICES]
        classes = np.where(before >= FIRST_PITCH, 1 + (before - FIRST_PITCH + LOW - context.tonic) % 12, 13)
        rows[:, VOICES : 2 * VOICES] = classes
    return np.concatenate([rows, told(context, start, start + len(rows))], axis=1)


def moved(music: Ints, semitones: int) -> Ints:
    """Rows of `heard` for the same music so many semitones higher."""
    rows = music.copy()
    for block, first in ((slice(0, VOICES), FIRST_PITCH), (MATCH_COPY, 1 + FIRST_PITCH)):
        rows[:, block] = np.where(rows[:, block] >= first, rows[:, block] + semitones, rows[:, block])
    return rows
