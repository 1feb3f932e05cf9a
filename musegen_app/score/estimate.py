"""Guesses about a drawn seed: key and mode, metre and pickup, tune type; each with a confidence 0..1.

Notes are (start, duration, pitch) triples in ticks, sorted; `triples` makes them from `Note`s. Nothing here
is certain, so every answer can be overruled by the user. `UNSURE` is the confidence below which callers
should treat an answer as "unknown". How often they are right: `benchmarks/estimate.py`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from musegen_app.score.key_profiles import ENDINGS, MOVES, OPENINGS, SHARES
from musegen_app.score.keys import MODE_STEPS, Key, Mode
from musegen_app.score.meter_profiles import PICKUPS, PROFILES
from musegen_app.score.model import Note
from musegen_app.score.time import TICKS_PER_QUARTER, MeterChange

Triple = tuple[int, int, int]
UNSURE = 0.5
FOLK_MODES = (Mode.MAJOR, Mode.MIXOLYDIAN, Mode.DORIAN, Mode.MINOR)
_MODE_PRIOR = {Mode.MAJOR: 0.12, Mode.MIXOLYDIAN: 0.0, Mode.DORIAN: 0.04, Mode.MINOR: 0.04}
_METER_PRIOR = {(4, 4): 0.45, (6, 8): 0.26, (3, 4): 0.15, (2, 4): 0.07, (9, 8): 0.05, (12, 8): 0.02}
_STAND_INS = {(2, 2): (4, 4), (12, 8): (6, 8), (3, 8): (3, 4)}
_KEY_TEMPERING = 0.4
_TEMPERING = 0.35  # the features of a note are not independent: their sum is too sure of itself


def triples(notes: Iterable[Note]) -> list[Triple]:
    """The top line of `notes`, as this module wants it."""
    top: dict[int, Note] = {}
    for note in notes:
        if note.start_tick not in top or note.pitch > top[note.start_tick].pitch:
            top[note.start_tick] = note
    return [(tick, top[tick].duration_ticks, top[tick].pitch) for tick in sorted(top)]


def _sureness(behind: Iterable[float], notes: int) -> float:
    """Probability of the best answer, from how far each answer is behind it.

    The notes of a tune repeat each other, so a hundred of them are hardly more evidence than sixteen.
    """
    scale = math.sqrt(min(1.0, 16 / notes))
    return 1.0 / sum(math.exp(scale * difference) for difference in behind)


# --- key


def _weights(notes: Sequence[Triple]) -> list[float]:
    """Share of the sounding time of each pitch class."""
    weights = [0.0] * 12
    for _, duration, pitch in notes:
        weights[pitch % 12] += duration
    total = sum(weights) or 1.0
    return [w / total for w in weights]


def mode_of_signature(relative_major: int, notes: Sequence[Triple], modes: Sequence[Mode] = FOLK_MODES) -> Key | None:
    """Tonic and mode among `modes` with that signature; None without notes."""
    if not notes:
        return None
    weights = _weights(notes)
    final = notes[-1][2] % 12
    keys = [Key(t, m) for m in modes for t in range(12) if Key(t, m).relative_major == relative_major]
    return max(keys, key=lambda key: _tonic_score(key, weights, final))


def _tonic_score(key: Key, weights: Sequence[float], final: int) -> float:
    """How much a melody dwells on the tonic chord of `key` and ends on its tonic."""
    third = (key.tonic + MODE_STEPS[key.mode][2]) % 12
    chord = 1.2 * weights[key.tonic] + 0.5 * weights[third] + 0.8 * weights[(key.tonic + 7) % 12]
    return chord + (0.35 if final == key.tonic else 0.0) + _MODE_PRIOR.get(key.mode, 0.0)


def estimate_key(
    notes: Sequence[Triple], modes: Sequence[Mode] = FOLK_MODES, finished: bool = False
) -> tuple[Key | None, float]:
    """Key and mode from which degrees follow which, and how sure that is; (None, 0) for fewer than three notes.

    `finished`: the notes are a whole tune, so its last one counts.
    """
    if len(notes) < 3:
        return None, 0.0
    classes = [pitch % 12 for _, _, pitch in notes]
    scores = {Key(t, m): _key_score(t, m.value, classes, finished) for t in range(12) for m in modes if m in MOVES}
    best = max(scores, key=lambda key: scores[key])
    return best, _sureness([score - scores[best] for score in scores.values()], len(notes))


def _key_score(tonic: int, mode: str, classes: Sequence[int], finished: bool) -> float:
    """Tempered log-probability of the pitch classes in that key."""
    degrees = [(c - tonic) % 12 for c in classes]
    table = MOVES[mode]
    total = sum(table[12 * a + b] for a, b in itertools.pairwise(degrees)) + OPENINGS[mode][degrees[0]]
    ending = 2 * ENDINGS[mode][degrees[-1]] if finished else 0
    return _KEY_TEMPERING * (total + ending) / 100 + math.log(SHARES[mode]) / 2  # drawn music is less often major


# --- metre and pickup


@dataclass(frozen=True, slots=True)
class _Onset:
    """A note as the metre profiles see it: tick, and the rows of the profile it speaks to."""

    tick: int
    rows: tuple[str, ...]


def duration_class(ticks: int) -> int:
    """0 shorter than a triplet quaver … 7 longer than a minim."""
    limits = (270, 400, 560, 760, 1100, 1500, 2000)
    return sum(ticks >= limit for limit in limits)


def _leap_class(semitones: int) -> int:
    return sum(abs(semitones) > limit for limit in (0, 2, 5, 7))


def onset_rows(notes: Sequence[Triple], tonic: int) -> list[_Onset]:
    """What each note says about its place in the bar: length, the length before, degree, leaps to and from it."""
    onsets: list[_Onset] = []
    for i, (start, duration, pitch) in enumerate(notes):
        gap = notes[i + 1][0] - start if i + 1 < len(notes) else duration
        before = f"b{duration_class(start - notes[i - 1][0])}" if i else "b-"
        leap = f"l{_leap_class(pitch - notes[i - 1][2])}" if i else "l-"
        following = f"f{_leap_class(notes[i + 1][2] - pitch)}" if i + 1 < len(notes) else "f-"
        onsets.append(_Onset(start, (f"d{duration_class(gap)}", before, f"k{(pitch - tonic) % 12}", leap, following)))
    return onsets


def slot_of(ticks: int) -> int:
    """The sixteenth of the bar for a place in it; swung and triplet notes count with their straight neighbours."""
    quarter, rest = divmod(ticks, TICKS_PER_QUARTER)
    return quarter * 4 + (0 if rest < 160 else 1 if rest < 400 else 2 if rest < 680 else 3)


def _fit(onsets: Sequence[_Onset], numerator: int, denominator: int, pickup: int) -> float:
    """Log-likelihood ratio of the notes for that metre and pickup against notes without metre."""
    profile = PROFILES[_STAND_INS.get((numerator, denominator), (numerator, denominator))]
    slots = len(profile["n"])
    total = 0.0
    for onset in onsets:
        slot = slot_of((onset.tick - pickup) % (slots * 240)) % slots
        total += profile["n"][slot] + sum(profile[row][slot] for row in onset.rows if row in profile)
    return total / 100


def _pickup_prior(numerator: int, denominator: int, pickup: int) -> float:
    shares = PICKUPS[_STAND_INS.get((numerator, denominator), (numerator, denominator))]
    drawn = 0.5 if pickup == 0 else 0.0  # half of what people draw begins at a bar line
    return math.log(drawn + 0.5 * shares.get(pickup // 80, 0.004))


def _end_bonus(notes: Sequence[Triple], bar_ticks: int, pickup: int) -> float:
    """A finished tune ends with its bar, or with a bar that the pickup completes."""
    rest = (notes[-1][0] + notes[-1][1]) % bar_ticks
    return 2.0 if rest in {0, pickup} else 0.0


def _pickups(
    onsets: Sequence[_Onset], notes: Sequence[Triple], numerator: int, denominator: int, finished: bool
) -> list[tuple[float, int]]:
    """(score, pickup ticks) of every possible pickup, best first."""
    bar = MeterChange(0, numerator, denominator).bar_ticks
    scored: list[tuple[float, int]] = []
    for pickup in range(0, bar, 480):
        score = _TEMPERING * _fit(onsets, numerator, denominator, pickup)
        score += _pickup_prior(numerator, denominator, pickup) + (_end_bonus(notes, bar, pickup) if finished else 0.0)
        scored.append((score, pickup))
    return sorted(scored, key=lambda s: (-s[0], s[1]))


def estimate_pickup(
    notes: Sequence[Triple], numerator: int, denominator: int, key: Key | None = None, finished: bool = True
) -> tuple[int, float]:
    """Ticks before the first bar line when the metre is known, and how sure; the notes start at tick 0.

    `finished`: the notes are a whole tune, so its end counts too. (0, 0) for metres without a profile.
    """
    if len(notes) < 2 or _STAND_INS.get((numerator, denominator), (numerator, denominator)) not in PROFILES:
        return 0, 0.0
    key = key or estimate_key(notes)[0]
    scored = _pickups(onset_rows(notes, key.tonic if key else 0), notes, numerator, denominator, finished)
    return scored[0][1], _sureness([score - scored[0][0] for score, _ in scored], len(notes))


def estimate_meter(notes: Sequence[Triple], key: Key | None = None) -> tuple[int, int, int, float]:
    """(numerator, denominator, pickup ticks, confidence) of a melody whose music starts at its first note.

    4/4 without a pickup and confidence 0 for fewer than four notes. 2/2 is heard as 4/4.
    """
    if len(notes) < 4:
        return 4, 4, 0, 0.0
    first = notes[0][0]
    moved = [(start - first, duration, pitch) for start, duration, pitch in notes]
    key = key or estimate_key(notes)[0]
    onsets = onset_rows(moved, key.tonic if key else 0)
    scored: list[tuple[float, int, int, int]] = []
    for (numerator, denominator), prior in _METER_PRIOR.items():
        options = _pickups(onsets, moved, numerator, denominator, finished=False)
        scored += [(s + math.log(prior), numerator, denominator, p) for s, p in options]
    best = max(scored)
    others = [s[0] - best[0] for s in scored if s[1:3] != best[1:3]]
    return best[1], best[2], best[3], _sureness([0.0, *others], len(notes))


# --- tune type


def estimate_tune_type(notes: Sequence[Triple], numerator: int, denominator: int) -> tuple[str, float]:
    """The value of a `TuneType` ("reel", "jig" … or "unknown") and how sure that is, from metre and rhythm."""
    if len(notes) < 4:
        return "unknown", 0.0
    gaps = [b[0] - a[0] for a, b in itertools.pairwise(notes)]
    running = sum(g <= 480 for g in gaps) / len(gaps)
    swung = sum(g in range(600, 760) for g in gaps) / len(gaps)
    match (numerator, denominator):
        case (6, 8):
            return ("jig", 0.8) if running > 0.3 else ("unknown", 0.2)
        case (9, 8):
            return "slip jig", 0.8
        case (12, 8):
            return "slide", 0.7
        case (3, 4):
            return "waltz", 0.6
        case (2, 4):
            return ("polka", 0.5) if running > 0.4 else ("unknown", 0.2)
        case (4, 4) | (2, 2):
            return _common_time(running, swung)
        case _:
            return "unknown", 0.0


def _common_time(running: float, swung: float) -> tuple[str, float]:
    if swung > 0.15:
        return "hornpipe", 0.7
    if running > 0.65:
        return "reel", 0.7
    return ("song", 0.4) if running < 0.4 else ("unknown", 0.2)
