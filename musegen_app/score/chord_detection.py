"""Which chords sound: from the notes of all tracks to chord symbols. Pure Python, no clock, no numpy.

The song is cut into beats. For each, how long and how loud each pitch class sounds is compared with what the eight
qualities of `harmony` sound like on each root; the lowest note speaks for the root, tones outside the key against a
chord. The best row of chords is then found by dynamic programming (Viterbi): a change costs, least on a bar line.
Where too little sounds the chord before holds on; a silent bar is "no chord". `benchmarks/chords.py` measures it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from musegen_app.score.harmony import QUALITY_STEPS, Chord, ChordSymbol, Quality
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score

NO_CHORD = "N.C."


class Unit(StrEnum):
    """Where chords may change."""

    BEAT = "beat"
    HALF_BAR = "half bar"
    BAR = "bar"


# What the measurements chose; see docs/chords.md.
_TONE = {0: 1.0, 1: 0.75, 2: 0.87, 3: 0.45}  # weight of the root, third, fifth and seventh of a chord
_OTHER = 0.07  # weight of a tone that is not in the chord
_QUALITY_PRIOR = {
    Quality.MAJOR: 0.0,
    Quality.MINOR: 0.0,
    Quality.SEVENTH: -0.45,
    Quality.MAJOR_SEVENTH: -0.55,
    Quality.MINOR_SEVENTH: -0.4,
    Quality.DIMINISHED: -0.6,
    Quality.AUGMENTED: -1.1,
    Quality.SUSPENDED: -0.7,
}
_BASS_ROOT, _BASS_TONE, _BASS_OTHER = 1.5, 0.04, -0.5
_BASS_BELOW = 60  # a lowest note from here up is no bass
_OUTSIDE_KEY = -0.18  # for each tone of the chord that the key does not have
# Degrees of the major scale of the signature: tonic, dominant, subdominant, the minor ones.
_DEGREE_PRIOR = {0: 0.0, 7: -0.1, 5: -0.05, 9: -0.2, 2: -0.3, 4: -0.35}
_OTHER_DEGREE = -0.3
_CHANGE_AT_BAR, _CHANGE_AT_HALF, _CHANGE_AT_BEAT = 0.85, 1.9, 2.25
_MOST = 2.8  # how much the notes of one beat can say
_SILENT_BEAT = 0.35  # what a beat without notes says for "no chord"
_NOTHING_FITS = -0.1  # "no chord" against notes
_SLASH_SHARE = 0.7  # of its time a chord has another bass, to be written with it

_CHORDS = tuple(Chord(root, quality) for root in range(12) for quality in Quality)
_STATES = (*_CHORDS, None)


def _log_row(pitch_class: int) -> list[float]:
    """How much more each chord sounds that pitch class than nothing in particular does."""
    row: list[float] = []
    for chord in _CHORDS:
        weights = [_OTHER] * 12
        for place, step in enumerate(QUALITY_STEPS[chord.quality]):
            weights[step] = _TONE[place]
        row.append(math.log(12 * weights[(pitch_class - chord.root) % 12] / sum(weights)))
    return row


def _bass_row(bass: int) -> list[float]:
    """What that lowest tone says for each chord."""
    return [
        _BASS_ROOT if bass == chord.root else _BASS_TONE if bass in chord.pitch_classes else _BASS_OTHER
        for chord in _CHORDS
    ]


_LOGS = [_log_row(pc) for pc in range(12)]
_BASS = [_bass_row(pc) for pc in range(12)]


@dataclass(slots=True)
class Beat:
    """[start, end) ticks, what sounds in it, and what a change of chord at its start costs."""

    start: int
    end: int
    cost: float
    weights: list[float] = field(default_factory=lambda: [0.0] * 12)
    lowest: int = 128


def detect_chords(score: Score, low: int, high: int, unit: Unit = Unit.BEAT) -> tuple[ChordSymbol, ...]:
    """The chords of [low, high) in ticks: a symbol wherever another chord begins. Drums and muted notes are not heard.

    "No chord" is written between chords only.
    """
    steps = detection(score, low, high, unit)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: tuple[ChordSymbol, ...] = end.value
            return found


def detection(
    score: Score, low: int, high: int, unit: Unit = Unit.BEAT
) -> Generator[None, None, tuple[ChordSymbol, ...]]:
    """`detect_chords` in steps of well under a millisecond, for a thread that must not wait."""
    beats = list(_beats(score, low, high, unit))
    yield
    if not beats:
        return ()
    yield from _listen(score, beats)
    signature = _signature(score, beats)
    best, back = _fits(beats[0], signature(beats[0].start)), [[0] * len(_STATES)]
    for beat in beats[1:]:
        best, came_from = _next_states(best, _fits(beat, signature(beat.start)), beat.cost)
        back.append(came_from)
        yield
    return _symbols(_path(best, back), beats, score)


def _beats(score: Score, low: int, high: int, unit: Unit) -> Iterator[Beat]:
    meter = score.meter
    tick = low
    while tick < high:
        place, change = meter.position(tick), meter.at(tick)
        bar_end = meter.bar_start(place.bar + 1)
        pulses = change.bar_ticks // change.pulse_ticks
        half = change.pulse_ticks * (pulses // 2) if pulses % 2 == 0 and pulses > 1 else change.bar_ticks
        step = {Unit.BEAT: change.pulse_ticks, Unit.HALF_BAR: half, Unit.BAR: change.bar_ticks}[unit]
        end = min(bar_end, high, tick - place.tick % step + step)
        inside = _CHANGE_AT_HALF if place.tick % half == 0 else _CHANGE_AT_BEAT
        cost = inside if place.tick else _CHANGE_AT_BAR
        yield Beat(tick, end, cost)
        tick = end


def _listen(score: Score, beats: list[Beat]) -> Iterator[None]:
    """Put every sounding note into the beats it sounds in."""
    starts, end = [b.start for b in beats], beats[-1].end
    for track in score.tracks:
        if track.is_drums or track.mute:
            continue
        for place, note in enumerate(track.notes):
            if note.start_tick < end and note.end_tick > starts[0] and not note.muted:
                _hear(note, beats, max(0, bisect_right(starts, note.start_tick) - 1))
            if place % 100 == 99:
                yield


def _hear(note: Note, beats: list[Beat], place: int) -> None:
    loud = 0.5 + note.velocity / 160
    while place < len(beats) and beats[place].start < note.end_tick:
        beat = beats[place]
        ticks = min(note.end_tick, beat.end) - max(note.start_tick, beat.start)
        beat.weights[note.pitch % 12] += loud * ticks / 960
        if note.pitch < beat.lowest and ticks * 5 >= beat.end - beat.start:
            beat.lowest = note.pitch
        place += 1


def _signature(score: Score, beats: list[Beat]) -> Callable[[int], int]:
    """The major tonic of the signature at a tick: as written, else the one that most of what sounds belongs to."""
    keys = score.keys
    if keys:
        return lambda tick: next((k.key for k in reversed(keys) if k.tick <= tick), keys[0].key).relative_major
    whole = [sum(b.weights[pc] for b in beats) for pc in range(12)]
    best = max(range(12), key=lambda tonic: sum(whole[pc] for pc in Key(tonic).pitch_classes))
    return lambda _tick: best


def _fits(beat: Beat, signature: int) -> list[float]:
    """How well each state fits what sounds in the beat."""
    whole = sum(beat.weights)
    if whole <= 0.05:
        return [0.0] * len(_CHORDS) + [_SILENT_BEAT]
    said, share = min(1.0, whole), min(whole, _MOST) / whole
    fits = [said * prior for prior in _priors(signature)]
    for pc, weight in enumerate(beat.weights):
        if weight > 0:
            fits = [fit + weight * share * log for fit, log in zip(fits, _LOGS[pc], strict=True)]
    if beat.lowest < _BASS_BELOW:
        fits = [fit + said * bass for fit, bass in zip(fits, _BASS[beat.lowest % 12], strict=True)]
    return [*fits, _NOTHING_FITS * said]


@lru_cache(maxsize=12)
def _priors(signature: int) -> tuple[float, ...]:
    """What speaks for each chord before anything is heard, in the keys with that signature (its major tonic)."""
    scale = Key(signature).pitch_classes
    return tuple(
        _QUALITY_PRIOR[chord.quality]
        + _OUTSIDE_KEY * sum(pc not in scale for pc in chord.pitch_classes)
        + _DEGREE_PRIOR.get((chord.root - signature) % 12, _OTHER_DEGREE)
        for chord in _CHORDS
    )


def _next_states(best: list[float], fits: list[float], cost: float) -> tuple[list[float], list[int]]:
    """The best row of states up to this beat for each state it may end with, and the state before.

    Every change costs the same at one place, so only the best state before matters.
    """
    highest = max(best)
    leader, entered = best.index(highest), highest - cost
    came_from = [state if stay >= entered else leader for state, stay in enumerate(best)]
    return [(stay if stay >= entered else entered) + fit for stay, fit in zip(best, fits, strict=True)], came_from


def _path(best: list[float], back: list[list[int]]) -> list[int]:
    path = [best.index(max(best))]
    for came_from in reversed(back[1:]):
        path.append(came_from[path[-1]])
    return path[::-1]


def _symbols(path: list[int], beats: list[Beat], score: Score) -> tuple[ChordSymbol, ...]:
    """A symbol for each run of one state, with its bass where that is another tone of the chord."""
    made: list[ChordSymbol] = []
    first = 0
    for place in range(1, len(path) + 1):
        if place < len(path) and path[place] == path[first]:
            continue
        chord = _STATES[path[first]]
        if chord is not None:
            chord = _with_bass(chord, beats[first:place])
            made.append(ChordSymbol(beats[first].start, chord, chord.text(_flats(score, beats[first].start, chord))))
        elif made:
            made.append(ChordSymbol(beats[first].start, None, NO_CHORD))
        first = place
    return tuple(made[:-1] if made and made[-1].chord is None else made)


def _with_bass(chord: Chord, beats: list[Beat]) -> Chord:
    lowest = [b.lowest % 12 for b in beats if b.lowest < _BASS_BELOW]
    for bass in chord.pitch_classes[1:3]:
        if lowest.count(bass) > _SLASH_SHARE * len(beats):
            return Chord(chord.root, chord.quality, bass)
    return chord


def _flats(score: Score, tick: int, chord: Chord) -> bool:
    """Spelled as the written key is; without one, roots that are mostly written with flats are."""
    found = [k.key for k in score.keys if k.tick <= tick]
    return found[-1].uses_flats if found else chord.root in (3, 8, 10)
