"""Says in musical words what a text net is about to choose, as far as one character tells it: the moments of the codec
`abc`. A letter is told as the pitch that it has by itself; an octave mark behind it moves that by an octave."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from musegen_app.base.errors import SettingsError
from musegen_app.codecs.abc_place import UNITS_PER_QUARTER, AbcPlace, Region
from musegen_app.codecs.abc_text import ALPHABET, SYMBOLS
from musegen_app.formats.abc_fields import Signature, parse_key, parse_meter
from musegen_app.sampling.steering.control import LogProbs
from musegen_app.sampling.steering.moment import Choices, Meanings, Moment, Sounded
from musegen_app.score.harmony import parse_chord
from musegen_app.score.time import TICKS_PER_QUARTER

_NATURAL = {"C": 60, "D": 62, "E": 64, "F": 65, "G": 67, "A": 69, "B": 71}
LETTERS = _NATURAL | {letter.lower(): pitch + 12 for letter, pitch in _NATURAL.items()}
SIGNS = {"^": 1, "_": -1, "=": 0}
OCTAVES = {",": -12, "'": 12}
NOTES = np.array([c in LETTERS or c == "z" for c in ALPHABET] + [False])
ACCIDENTALS = np.array([c in SIGNS for c in ALPHABET] + [False])
_WORDS = (Region.FIELD, Region.SYMBOL)
_DIGITS = frozenset("123456789/")
_STRIKES: Meanings = np.array([1.0 if c in LETTERS else 0.0 if c == "z" else np.nan for c in ALPHABET] + [np.nan])
PITCHED, TIMED = frozenset({"pitch"}), frozenset({"strikes", "length", "wait"})  # what is told, one after the other


def as_likely(bent: LogProbs, before: LogProbs, some: NDArray[np.bool_]) -> LogProbs:
    """`bent` with `some` values together as likely as they were `before`, if both they and others are possible."""
    shifted = bent.copy()
    for group in (some, ~some):
        now, then = _mass(bent[group]), _mass(before[group])
        if np.isfinite(now) and np.isfinite(then):
            shifted[group] += then - now
    return shifted


def _mass(log_probs: LogProbs) -> float:
    highest = float(log_probs.max())
    return highest + float(np.log(np.exp(log_probs - highest).sum())) if np.isfinite(highest) else highest


@dataclass(frozen=True, slots=True)
class Spelled:
    """The music of a text from a bar line on: its notes, the accidentals that hold in its last bar, and the sign in
    front of the next letter (None: none)."""

    line: list[Sounded] = field(default_factory=list)
    held: dict[str, int] = field(default_factory=dict)
    sign: int | None = None

    def pitch(self, letter: str, signature: Signature) -> int:
        """Of a letter that would come next."""
        name = letter.upper()
        by_key = next((shift for known, shift in signature.accidentals if known == name), 0)
        shift = self.held.get(name, by_key) if self.sign is None else self.sign
        return LETTERS[letter] + shift


def spelled(place: AbcPlace, text: str, signature: Signature, start: float) -> Spelled:
    """`text` behind a bar line at which the count stood at `place`; `start` in quarters from the start of the song."""
    at, found, sign, begun = copy.copy(place), Spelled(), None, place.place
    line, held = found.line, found.held
    for c in text:
        before = at.bar, at.place + at.sounding
        silent = at.region in _WORDS or c == '"'
        at.push(c)
        if at.bar != before[0]:
            start, begun = start + (before[1] - begun) / UNITS_PER_QUARTER, 0
            held.clear()
        if silent or at.region in _WORDS:
            continue
        if c in SIGNS:
            sign = (sign or 0) + SIGNS[c]
        elif c in LETTERS:
            if sign is not None:
                held[c.upper()] = sign
            pitch = Spelled(line, held, sign).pitch(c, signature)
            line.append(Sounded(start + (at.place - begun) / UNITS_PER_QUARTER, 0.0, pitch))
            sign = None
        elif c in OCTAVES and line:
            line[-1] = line[-1]._replace(pitch=line[-1].pitch + OCTAVES[c])
        if line and at.sounding and c != "z":
            line[-1] = line[-1]._replace(length=at.sounding / UNITS_PER_QUARTER)
    return Spelled(line, held, sign)


def moment_of(text: str, at: AbcPlace, known: Spelled, tick: int, left: float, pitched: bool) -> Moment:
    """What is to be said of the next character: of its pitch, or else of all but that. `tick` is where the note before
    it ends, `left` so many quarters before the end of the take."""
    metre = parse_meter(at.metre) or (4, 4)
    dotted = metre[1] >= 8 and metre[0] % 3 == 0 and metre[0] > 3
    return Moment(
        tick=tick,
        time=tick / TICKS_PER_QUARTER,
        place=(at.place + at.sounding) / UNITS_PER_QUARTER,
        bar=max(1, at.bar_length) / UNITS_PER_QUARTER,
        beat=4 / metre[1] * (3 if dotted else 1),
        choices=_choices(at, known, pitched),
        key=key_of(at.key).key,
        chord=_chord(text),
        line=known.line,
        section_left=left,
        ends=True,
    )


def _choices(at: AbcPlace, known: Spelled, pitched: bool) -> Choices:
    if at.region in _WORDS:
        return Choices()
    if pitched:
        return Choices(pitch=_pitches(at, known))
    lengths = _lengths(at) if at.region is Region.LENGTH else None
    return Choices(strikes=_STRIKES, length=lengths, wait=lengths)


def _pitches(at: AbcPlace, known: Spelled) -> Meanings:
    signature, last = key_of(at.key), known.line[-1].pitch if known.line else 60
    pitch = np.full(SYMBOLS, np.nan)
    for i, c in enumerate(ALPHABET):
        if c in LETTERS:
            pitch[i] = known.pitch(c, signature)
        elif c in OCTAVES:
            pitch[i] = last + OCTAVES[c]
    return pitch


def _lengths(at: AbcPlace) -> Meanings:
    """How long the note that is being written would be."""
    lengths = np.full(SYMBOLS, at.sounding / UNITS_PER_QUARTER)
    for i, c in enumerate(ALPHABET):
        if c in _DIGITS:
            there = copy.copy(at)
            there.push(c)
            lengths[i] = max(there.sounding, 1) / UNITS_PER_QUARTER
    return lengths


def _chord(text: str) -> frozenset[int] | None:
    """Of the last chord symbol that is written out."""
    parts = text.rsplit('"', 4)
    whole = parts[1::2] if text.count('"') % 2 == 0 else parts[2::2]
    return _classes(whole[-1]) if len(parts) > 2 and whole else None


@lru_cache(maxsize=64)
def key_of(text: str) -> Signature:
    """What a field K: says."""
    return parse_key(text)


@lru_cache(maxsize=256)
def _classes(name: str) -> frozenset[int] | None:
    try:
        chord = parse_chord(name)
    except SettingsError:
        return None
    return frozenset(chord.pitch_classes) if chord else None
