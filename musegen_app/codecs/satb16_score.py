"""From a song to four voices on the grid, and what of it they cannot say.

Up to four tracks of one voice each are the voices, in order of their mean pitch; anything else is taken apart by pitch:
a note goes to a free voice, never across its neighbours if that can be helped, near to where that voice was. A fifth
note at a time is not heard. A pitch outside its voice's range is heard an octave nearer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, groupby, pairwise

import numpy as np

from musegen_app.codecs.satb16 import LOW, PITCHES, SILENCE, TICKS_PER_STEP, VOICES, Frames
from musegen_app.score.model import Track

_CENTRES = (70, 64, 57, 49)  # where the voices of chorales lie
_ALONE = ((60, 0), (52, 2), (0, 3))  # lowest mean pitch of a single line, and the voice that it is
_CROSSING = 12.0  # semitones that crossing another voice costs


@dataclass(frozen=True, slots=True)
class GridNote:
    """A note in steps from the origin, end > start. `track` and `id` are those of the song."""

    start: int
    end: int
    pitch: int
    track: int
    id: int
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Voiced:
    """Notes of each voice, in order, not overlapping; ids of those that no voice could take."""

    voices: tuple[tuple[GridNote, ...], ...]
    unheard: tuple[int, ...]

    def track_of(self, voice: int) -> int:
        """The track that most of a voice's notes are from; 0 without any."""
        tracks = [n.track for n in self.voices[voice]]
        return max(sorted(set(tracks)), key=tracks.count) if tracks else 0


def grid_notes(tracks: Iterable[Track], origin_tick: int, steps: int) -> list[GridNote]:
    """What sounds in the steps [0, steps) from the origin, in order; a note is as long as the steps nearest to it."""

    def step(tick: int) -> int:
        return -(-(2 * (tick - origin_tick) - TICKS_PER_STEP) // (2 * TICKS_PER_STEP))

    found = []
    for track in tracks:
        for note in track.notes:
            start = step(note.start_tick)
            end = max(start + 1, step(note.end_tick))
            if not note.muted and end > 0 and start < steps:
                found.append(GridNote(max(0, start), min(end, steps), note.pitch, track.id, note.id, note.locked))
    return sorted(found, key=lambda n: (n.start, -n.pitch, n.end, n.id))


def voiced(notes: Sequence[GridNote]) -> Voiced:
    """Every note to a voice."""
    by_track = _tracks(notes)
    lines = [_line(own) for own in by_track]
    if len(lines) <= VOICES and all(line is not None for line in lines):
        return _as_tracks([line for line in lines if line is not None])
    return _by_pitch(notes)


def _tracks(notes: Sequence[GridNote]) -> list[list[GridNote]]:
    found: dict[int, list[GridNote]] = defaultdict(list)
    for note in notes:
        found[note.track].append(note)
    return list(found.values())


def _line(notes: list[GridNote]) -> list[GridNote] | None:
    """The notes of one track cut where the next begins; None if two begin together or overlap by more than a beat."""
    pairs = list(pairwise(notes))
    if any(a.start == b.start or a.end - b.start > 4 for a, b in pairs):
        return None
    return [replace(a, end=min(a.end, b.start)) for a, b in pairs] + notes[-1:]


def _as_tracks(lines: list[list[GridNote]]) -> Voiced:
    means = [sum(n.pitch * (n.end - n.start) for n in line) / sum(n.end - n.start for n in line) for line in lines]
    if len(lines) == 1:
        taken: tuple[int, ...] = (next(v for low, v in _ALONE if means[0] >= low),)
    else:
        taken = _nearest(sorted(means, reverse=True), range(VOICES), _CENTRES)
    voices: list[tuple[GridNote, ...]] = [()] * VOICES
    order = sorted(range(len(lines)), key=lambda i: -means[i])
    for voice, i in zip(taken, order, strict=True):
        voices[voice] = tuple(lines[i])
    return Voiced(tuple(voices), ())


def _nearest(pitches: Sequence[float], free: Iterable[int], at: Sequence[float]) -> tuple[int, ...]:
    """Voices for pitches from high to low, of those that are free, in their order, as near as possible."""
    choices = combinations(sorted(free), len(pitches))
    return min(choices, key=lambda c: sum(abs(p - at[v]) for p, v in zip(pitches, c, strict=True)))


def _by_pitch(notes: Sequence[GridNote]) -> Voiced:
    voices: list[list[GridNote]] = [[] for _ in range(VOICES)]
    unheard: list[int] = []
    for start, group in groupby(notes, key=lambda n: n.start):
        new = list(group)
        free = [v for v in range(VOICES) if not voices[v] or voices[v][-1].end <= start]
        kept = _outer(new, len(free))
        unheard += [n.id for n in new if n not in kept]
        held = {v: voices[v][-1].pitch for v in range(VOICES) if v not in free}
        for voice, note in zip(_places(kept, free, held, voices), kept, strict=True):
            voices[voice].append(note)
    return Voiced(tuple(tuple(v) for v in voices), tuple(unheard))


def _outer(notes: list[GridNote], room: int) -> list[GridNote]:
    """As many as there is room for, from high to low: the highest, the lowest, the second highest, …"""
    distinct = list({n.pitch: n for n in sorted(notes, key=lambda n: n.end)}.values())
    ordered = sorted(distinct, key=lambda n: -n.pitch)
    wanted: list[GridNote] = []
    while ordered and len(wanted) < room:
        wanted.append(ordered.pop(0 if len(wanted) % 2 == 0 else -1))
    return sorted(wanted, key=lambda n: -n.pitch)


def _places(
    notes: list[GridNote], free: list[int], held: dict[int, int], voices: Sequence[Sequence[GridNote]]
) -> tuple[int, ...]:
    at = [voices[v][-1].pitch if voices[v] else _CENTRES[v] for v in range(VOICES)]

    def cost(choice: tuple[int, ...]) -> float:
        total = 0.0
        for note, voice in zip(notes, choice, strict=True):
            total += abs(note.pitch - at[voice]) * 0.5 + abs(note.pitch - _CENTRES[voice]) * 0.5
            total += _CROSSING * sum((u < voice) != (p > note.pitch) for u, p in held.items() if p != note.pitch)
        return total

    return min(combinations(free, len(notes)), key=cost)


def frames_of_voices(voices: Sequence[Sequence[GridNote]], steps: int) -> Frames:
    """The music of four lines of notes."""
    pitches = np.zeros((steps, VOICES), np.int64)
    onsets = np.zeros((steps, VOICES), np.bool_)
    for voice, notes in enumerate(voices):
        for note in notes:
            pitches[note.start : note.end, voice] = in_range(note.pitch, voice)
            onsets[note.start, voice] = True
            onsets[note.end : note.end + 1, voice] = True
    onsets[:1] = True
    onsets[1:] &= ~((pitches[1:] == SILENCE) & (pitches[:-1] == SILENCE))
    return Frames(pitches, onsets)


def in_range(pitch: int, voice: int) -> int:
    """The pitch as its voice hears it: moved by octaves into its range."""
    low = int(LOW[voice])
    while pitch < low:
        pitch += 12
    while pitch >= low + PITCHES:
        pitch -= 12
    return pitch


def notes_of(frames: Frames, voice: int) -> list[tuple[int, int, int]]:
    """(start, end, pitch) in steps of the notes of one voice."""
    begins = [*np.flatnonzero(frames.onsets[:, voice]).tolist(), frames.steps]
    pairs = pairwise(begins)
    return [(a, b, int(frames.pitches[a, voice])) for a, b in pairs if frames.pitches[a, voice] != SILENCE]
