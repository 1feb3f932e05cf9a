"""What each control steers, as one number of a take: for benchmarks/steering_effects.py. NaN: the take does not say.

Originality is measured by benchmarks/copying.py, which has the training pieces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from musegen_app.sampling.steering.cadence import strong_places
from musegen_app.sampling.steering.moment import Choices, Moment
from musegen_app.sampling.steering.places import NEAR, crosses_beat, is_compound
from musegen_app.sampling.steering.repetition import BARS
from musegen_app.sampling.steering.resolve_leaps import LEAP, STEP
from musegen_app.sampling.steering.scale_lock import scale
from musegen_app.sampling.steering.tension import strain
from musegen_app.sampling.take import Take
from musegen_app.score.keys import Key
from musegen_app.score.time import TICKS_PER_QUARTER as Q

Row = tuple[float, float, int]  # onset and length in quarters, MIDI pitch


@dataclass(frozen=True)
class Music:
    """A take, its bars and beats (quarters) and the key that the net was told."""

    take: Take
    bar: float
    beat: float
    key: Key

    @cached_property
    def notes(self) -> list[Row]:
        """All notes; those of drums only where there are no others."""
        pitched = [n for n, part in zip(self.take.notes, self.take.part_numbers, strict=True) if not self._drums(part)]
        return sorted((n.start_tick / Q, n.duration_ticks / Q, n.pitch) for n in pitched or self.take.notes)

    @property
    def is_drums(self) -> bool:
        """Nothing but drums."""
        return all(self._drums(part) for part in self.take.part_numbers)

    def _drums(self, part: int) -> bool:
        return bool(self.take.parts) and self.take.parts[part].is_drums

    @cached_property
    def line(self) -> list[Row]:
        """The highest note of each onset."""
        top: dict[float, Row] = {}
        for note in self.notes:
            if note[0] not in top or note[2] > top[note[0]][2]:
                top[note[0]] = note
        return sorted(top.values())

    @property
    def intervals(self) -> list[int]:
        return [b[2] - a[2] for a, b in pairwise(self.line)]

    def chord(self, onset: float) -> frozenset[int] | None:
        """The chord that the take proposes there."""
        held = [c.chord for c in self.take.chords if c.tick / Q <= onset + NEAR]
        return frozenset(held[-1].pitch_classes) if held and held[-1] else None

    def place(self, onset: float) -> float:
        return onset % self.bar


def share(hits: list[bool]) -> float:
    return float(np.mean(hits)) if hits else float("nan")


def density(m: Music) -> float:
    """Notes a quarter."""
    return len(m.notes) * Q / (m.take.end_tick - m.take.start_tick)


def note_length(m: Music) -> float:
    """Mean length in quarters."""
    return float(np.mean([n[1] for n in m.notes])) if m.notes else float("nan")


def interest(m: Music) -> float:
    """Share of notes that are syncopated, and of those that come after another gap than the last one, halved."""
    gaps = [b[0] - a[0] for a, b in pairwise(m.line)]
    changed = [abs(b - a) > NEAR for a, b in pairwise(gaps)]
    held = [_syncopated(m, a[0], gap) for a, gap in zip(m.line, gaps, strict=False)]
    return (share(changed) + share(held)) / 2


def _syncopated(m: Music, onset: float, gap: float) -> bool:
    here = Moment(0, onset, m.place(onset), m.bar, m.beat, Choices())
    return bool(crosses_beat(here, np.array([gap]))[0])


def swing(m: Music) -> float:
    """Swung second halves of beats less straight ones, of all beats."""
    if is_compound(m.beat):
        return float("nan")
    phases = [n[0] % m.beat / m.beat for n in m.line]
    swung = sum(abs(p - 2 / 3) < NEAR for p in phases) + 0.5 * sum(abs(p - 0.75) < NEAR for p in phases)
    straight = sum(abs(p - 0.5) < NEAR for p in phases)
    return (swung - straight) * m.beat * Q / (m.take.end_tick - m.take.start_tick)


def height(m: Music) -> float:
    """Mean MIDI pitch."""
    return float(np.mean([n[2] for n in m.notes])) if m.notes else float("nan")


def leaps(m: Music) -> float:
    """Mean interval in semitones."""
    return float(np.mean(np.abs(m.intervals))) if m.intervals else float("nan")


def polyphony(m: Music) -> float:
    """Notes that sound when one begins, on average."""
    onsets = sorted({n[0] for n in m.notes})
    sounding = [sum(a <= at + NEAR / 4 < a + d for a, d, _ in m.notes) for at in onsets]
    return float(np.mean(sounding)) if sounding else float("nan")


def dynamics(m: Music) -> float:
    """Mean velocity."""
    return float(np.mean([n.velocity for n in m.take.notes])) if m.take.notes else float("nan")


def tension(m: Music) -> float:
    """Mean strain of the notes, 0 in the chord to 1 outside the key."""
    found = [(strain(m.chord(onset), m.key), pitch) for onset, _, pitch in m.notes]
    strains = [float(s[pitch % 12]) for s, pitch in found if s is not None]
    return float(np.mean(strains)) if strains else float("nan")


def repetition(m: Music) -> float:
    """Share of the notes after the first bar whose pitch began at the same place 1, 2, 4 or 8 bars before."""
    stood = {(round(onset * 24), pitch) for onset, _, pitch in m.line}
    later = [n for n in m.line if n[0] >= m.bar]
    return share([any((round((n[0] - k * m.bar) * 24), n[2]) in stood for k in BARS) for n in later])


def chord_adherence(m: Music) -> float:
    """Share of the notes on beats that are in the chord."""
    on_beat = [n for n in m.notes if min(n[0] % m.beat, m.beat - n[0] % m.beat) < NEAR]
    found = [(m.chord(n[0]), n[2]) for n in on_beat]
    return share([pitch % 12 in chord for chord, pitch in found if chord])


def cadence(m: Music) -> float:
    """Share of the phrases (eight bars) whose last note begins on a strong beat, on or over the tonic."""
    ends = np.arange(m.take.start_tick / Q, m.take.end_tick / Q, PHRASE * m.bar) + PHRASE * m.bar
    last = [[n for n in m.line if end - PHRASE * m.bar <= n[0] < end - NEAR] for end in ends]
    return share([_rests(m, notes[-1]) for notes in last if notes])


def _rests(m: Music, note: Row) -> bool:
    onset = note[0]
    pitch = min(p for at, length, p in m.notes if at <= onset < at + length)
    strong = any(abs(m.place(onset) - place) < NEAR for place in strong_places(m.bar, m.beat))
    return pitch % 12 == m.key.tonic and strong


def in_key(m: Music) -> float:
    """Share of notes of the key."""
    return share([n[2] % 12 in scale(m.key) for n in m.notes])


def resolved(m: Music) -> float:
    """Share of leaps that are followed by a step back."""
    found = [-STEP <= b * np.sign(a) < 0 for a, b in pairwise(m.intervals) if abs(a) >= LEAP]
    return share([bool(f) for f in found])


def parallels(m: Music) -> float:
    """Parallel fifths and octaves for every hundred notes, between the parts of the take; taken negative."""
    voices: dict[int, dict[int, int]] = {}
    for part, note in zip(m.take.part_of, m.take.notes, strict=False):
        voices.setdefault(part, {})[note.start_tick] = note.pitch
    count = 0
    parts = sorted(voices)
    for i, low in enumerate(parts):
        for high in parts[i + 1 :]:
            both = sorted(voices[low].keys() & voices[high].keys())
            count += sum(_parallel(voices[low], voices[high], a, b) for a, b in pairwise(both))
    return -100.0 * count / max(1, len(m.notes))


def _parallel(low: dict[int, int], high: dict[int, int], a: int, b: int) -> bool:
    apart = (high[a] - low[a]) % 12
    return apart in {0, 7} and (high[b] - low[b]) % 12 == apart and low[a] != low[b] and high[a] != high[b]


def changes(m: Music) -> float:
    """Share of intervals that are no repeated note."""
    return share([i != 0 for i in m.intervals])


def lowest(m: Music) -> float:
    return float(min((n[2] for n in m.notes), default=float("nan")))


def highest(m: Music) -> float:
    return float(max((n[2] for n in m.notes), default=float("nan")))


def surprise(m: Music) -> float:
    """Nats a note under the net as it is."""
    return float(-np.mean(m.take.logp)) if m.take.logp else float("nan")


SIGNED = (-1.0, -2 / 3, -1 / 3, 0.0, 1 / 3, 2 / 3, 1.0)
WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
HEAT = (0.2, 0.5, 0.8, 1.0, 1.3, 1.6, 2.0)
PHRASE = 8  # bars
HOT = {"pitch_temperature": 2.0, "top_p": 1.0}  # rules that the net keeps by itself show when it is bold


@dataclass(frozen=True)
class Effect:
    """How a control is measured: what it steers (in words), over which values, with what else set."""

    what: str
    of: Callable[[Music], float]
    values: tuple[float, ...] = SIGNED
    beside: tuple[tuple[str, float], ...] = ()
    bars: int = 0  # of each take, if it needs more than the others


_HOT = tuple(HOT.items())
EFFECTS: dict[str, Effect] = {
    "pitch_temperature": Effect("nats a note", surprise, HEAT),
    "rhythm_temperature": Effect("nats a note", surprise, HEAT),
    "top_p": Effect("nats a note", surprise, (0.05, 0.3, 0.6, 0.8, 0.9, 0.95, 1.0)),
    "density": Effect("notes a quarter", density),
    "note_length": Effect("mean length, quarters", note_length),
    "rhythmic_interest": Effect("syncopated or uneven", interest),
    "swing": Effect("swung less straight, a beat", swing),
    "height": Effect("mean pitch", height),
    "leaps": Effect("mean interval, semitones", leaps),
    "polyphony": Effect("notes at once", polyphony),
    "dynamics": Effect("mean velocity", dynamics),
    "tension": Effect("strain", tension),
    "repetition": Effect("heard at this place before", repetition),
    "chord_adherence": Effect("in the chord, on beats", chord_adherence, WEIGHTS),
    "cadence": Effect("phrases that end on the tonic, strong beat", cadence, WEIGHTS, bars=16),
    "scale_lock": Effect("in the key (pitch temperature 2, top-p 1)", in_key, WEIGHTS, _HOT),
    "resolve_leaps": Effect("leaps resolved", resolved, WEIGHTS),
    "avoid_parallels": Effect("parallels a hundred notes, negative", parallels, WEIGHTS),
    "avoid_repeats": Effect("no repeated note", changes, WEIGHTS),
    "loose_low": Effect("lowest note", lowest, (0.0, 62.0, 65.0, 68.0, 71.0, 74.0)),
    "loose_high": Effect("highest note", highest, (64.0, 67.0, 70.0, 73.0, 76.0, 127.0)),
    "pitch_low": Effect("lowest note", lowest, (0.0, 62.0, 65.0, 68.0, 71.0, 74.0)),
    "pitch_high": Effect("highest note", highest, (64.0, 67.0, 70.0, 73.0, 76.0, 127.0)),
}
