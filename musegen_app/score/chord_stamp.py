"""Chords that a key makes on each of its degrees: what the chord stamp draws."""

from __future__ import annotations

from enum import StrEnum

from musegen_app.score.keys import Key


class Stamp(StrEnum):
    """Kinds of chords, counted in degrees of the scale."""

    TRIAD = "triad"
    SIXTH = "sixth"
    SEVENTH = "seventh"
    NINTH = "ninth"
    SUSPENDED = "suspended"
    OPEN = "open triad"
    FIFTH = "fifth"
    OCTAVE = "octave"


# Degrees above the root: 2 is a third, 4 a fifth.
DEGREES: dict[Stamp, tuple[int, ...]] = {
    Stamp.TRIAD: (0, 2, 4),
    Stamp.SIXTH: (0, 2, 4, 5),
    Stamp.SEVENTH: (0, 2, 4, 6),
    Stamp.NINTH: (0, 2, 4, 6, 8),
    Stamp.SUSPENDED: (0, 3, 4),
    Stamp.OPEN: (0, 4, 9),
    Stamp.FIFTH: (0, 4),
    Stamp.OCTAVE: (0, 7),
}


def stamped_pitches(key: Key, root: int, stamp: Stamp) -> tuple[int, ...]:
    """MIDI pitches of the chord on `root`, lowest first; those above 127 are left out.

    A root outside the scale takes the place of the degree below it.
    """
    scale = [p for p in range(128) if p % 12 in key.pitch_classes]
    place = sum(1 for p in scale if p <= root) - 1
    upper = (scale[place + degree] for degree in DEGREES[stamp][1:] if 0 <= place + degree < len(scale))
    return (root, *(p for p in upper if p > root))
