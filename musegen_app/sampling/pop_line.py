"""The notes that a pop take has so far, for controls that ask what came before: read once, not for every draw."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from musegen_app.codecs.pop import DURATIONS, GRID_PER_QUARTER, PITCH_LOW, Part
from musegen_app.codecs.pop_tracker import PopTracker
from musegen_app.sampling.steering.moment import Sounded
from musegen_app.score.time import TICKS_PER_QUARTER

HEARD = 128  # notes back that a line is made of
IN_CHORD = 8  # notes back among which those of the same chord are
Value = tuple[int, int, int, int, int]  # start, part, pitch, duration, velocity of a note, as the tracker keeps it


class _Own:
    """The notes of one part: what sounds, when each begins (sixteenths), and its number among all."""

    def __init__(self) -> None:
        self.line: list[Sounded] = []
        self.starts: list[int] = []
        self.numbers: list[int] = []

    def append(self, sounded: Sounded, start: int, number: int) -> None:
        self.line.append(sounded)
        self.starts.append(start)
        self.numbers.append(number)


class PopLine:
    """Follows one take, whose sixteenths count from `origin_tick`. One more note is the usual case; after going back
    all is gathered again."""

    def __init__(self, origin_tick: int) -> None:
        self._origin = origin_tick / TICKS_PER_QUARTER
        self._forget()

    def _forget(self) -> None:
        self._heard: list[Value] = []
        self._all: list[Sounded] = []
        self._parts = [_Own() for _ in Part]

    def follow(self, tracker: PopTracker) -> None:
        """Hear what the take has by now."""
        notes, heard = tracker.notes, self._heard
        if len(heard) > len(notes) or (heard and notes[len(heard) - 1] is not heard[-1]):
            self._forget()
        shift = PITCH_LOW + tracker.context.anchor
        for note in notes[len(self._heard) :]:
            start, part, pitch, duration, _ = note
            at = self._origin + start / GRID_PER_QUARTER
            sounded = Sounded(at, DURATIONS[duration] / GRID_PER_QUARTER, pitch + shift)
            self._parts[part].append(sounded, start, len(self._heard))
            self._all.append(sounded)
            self._heard.append(note)

    def inside_chord(self, part: int, at: int) -> bool:
        """Has the part begun a note at `at` already, among the last ones of all parts?"""
        return any(n[0] == at and n[1] == part for n in self._heard[-IN_CHORD:])

    def of(self, part: int, at: int) -> list[Sounded]:
        """What a note at `at` follows: for an onset (part -1) everything; else its part, of an accompaniment the lowest
        notes if it is the bass, and if it stands above one what was struck before."""
        if part < 0:
            return self._all[-HEARD:]
        own = self._parts[part]
        first = self._first(own)
        if part != Part.ACCOMPANIMENT:
            return own.line[first:]
        if self.inside_chord(part, at):
            return own.line[first : bisect_left(own.starts, at)]
        starts = own.starts
        return [own.line[i] for i in range(first, len(starts)) if i == first or starts[i - 1] < starts[i]]

    def others(self, part: int, at: int) -> list[tuple[int, int]]:
        """Of each other part that begins a note at `at`: its lowest one before, and this."""
        pairs = []
        for other, own in zip(Part, self._parts, strict=True):
            if part < 0 or other == part or not own.starts or own.starts[-1] < at:
                continue
            now, first = bisect_left(own.starts, at), self._first(own)
            struck = own.line[max(first, now) : bisect_right(own.starts, at)]
            if first < now and struck:
                chord = own.line[max(first, bisect_left(own.starts, own.starts[now - 1])) : now]
                pairs.append((_lowest(chord), _lowest(struck)))
        return pairs

    def _first(self, own: _Own) -> int:
        """The first of a part's notes that still counts."""
        return bisect_left(own.numbers, len(self._heard) - HEARD)


def _lowest(notes: list[Sounded]) -> int:
    return min(n.pitch for n in notes)
