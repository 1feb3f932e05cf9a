"""Toy pop songs: a lead over broken chords, and random ones for properties."""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.pop import Part, PopNote, PopPiece
from musegen_app.score.harmony import Chord, Quality
from musegen_app.score.keys import Key

LOOP = (Chord(0, Quality.MAJOR), Chord(7, Quality.MAJOR), Chord(9, Quality.MINOR), Chord(5, Quality.MAJOR))


def song(bars: int = 8, key: int = 0, seed: int = 0) -> PopPiece:
    """`bars` bars in 4/4 in a major key: a chord a bar, quavers below, a lead that the dice move."""
    rng = np.random.default_rng(seed)
    notes: list[PopNote] = []
    chords = [LOOP[h // 2 % 4] for h in range(2 * bars)]
    chords = [Chord((c.root + key) % 12, c.quality) for c in chords]
    for half, chord in enumerate(chords):
        at, root = 8 * half, 48 + chord.root
        third = 3 if chord.quality is Quality.MINOR else 4
        notes += [PopNote(at + 2 * i, Part.ACCOMPANIMENT, root + (0, 7, 12, 7)[i], 2, 70) for i in range(4)]
        notes += [PopNote(at, Part.ACCOMPANIMENT, root + 12 + third, 8, 60)]
        notes.append(PopNote(at, Part.LEAD, 72 + key % 12 + int(rng.choice((0, 2, 4, 7))), 6, 100))
        if half % 4 == 3:
            notes += [PopNote(at + 4, Part.BRIDGE, 76 + i, 4, 90) for i in (0, 3)]
    return PopPiece("toy", "toys", Key(key), tuple(chords), tuple(notes))


def random_song(seed: int, halves: int = 6) -> PopPiece:
    """Notes and chords of every kind."""
    rng = np.random.default_rng(seed)
    chords = [
        None if rng.random() < 0.2 else Chord(int(rng.integers(12)), list(Quality)[rng.integers(8)])
        for _ in range(halves)
    ]
    notes = tuple(
        PopNote(
            *(int(x) for x in (rng.integers(8 * halves), rng.integers(3), rng.integers(40, 90), rng.integers(1, 17)))
        )
        for _ in range(40)
    )
    return PopPiece("random", "toys", Key(int(rng.integers(12))), tuple(chords), notes)
