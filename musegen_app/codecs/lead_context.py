"""What a net is told about a piece before it writes a note of it: metre, key, chords, form, wishes, known notes.

Everything but the metre may be unknown, and unknown means "no preference": the nets were trained with each of these
left out at random.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from musegen_app.codecs.lead import Metre, anchor_of
from musegen_app.codecs.lead_sheet import GRID_PER_QUARTER, LeadChord, LeadNote, LeadSection, LeadSheet, TuneType
from musegen_app.score.keys import Key

DENSITY_EDGES = (0.8, 1.1, 1.4, 1.7, 2.0, 2.4)  # notes per quarter
REGISTER_EDGES = (60, 63, 66, 68, 70, 72, 74, 77, 80)  # mean MIDI pitch
LEAP_EDGES = (2.0, 2.4, 2.8, 3.2, 3.7, 4.3)  # mean interval in semitones


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A cell of the constraint lane: from `start` for `duration` grid units a note is fixed.

    `pitch` None: only the rhythm is fixed; `rest`: silence is fixed.
    """

    start: int
    duration: int
    pitch: int | None = None
    rest: bool = False


@dataclass(frozen=True, slots=True)
class LeadContext:
    """All that is known of a request. Grid units are 1/12 quarter from the start of the music (see LeadSheet).

    `length` None: the end is open. `octave` moves the anchor by octaves, for a part that lies low or high.
    `density`, `register`, `leap`: 0 = no preference, else 1 + the bin of the edges above (see `bins`).
    `lane` must be sorted and must not overlap. `look_back` off hides what was played bars ago; sections that begin at a
    position in `fresh` do not look back beyond their own beginning, which makes them new music instead of a repeat.
    """

    numerator: int = 4
    denominator: int = 4
    pickup: int = 0
    length: int | None = None
    key: Key | None = None
    tune_type: TuneType = TuneType.UNKNOWN
    chords: tuple[LeadChord, ...] = ()
    sections: tuple[LeadSection, ...] = ()
    density: int = 0
    register: int = 0
    leap: int = 0
    lane: tuple[KnownNote, ...] = ()
    octave: int = 0
    look_back: bool = True
    fresh: frozenset[int] = frozenset()

    @property
    def metre(self) -> Metre:
        return Metre(GRID_PER_QUARTER * 4 * self.numerator // self.denominator, self.pickup)

    @property
    def anchor(self) -> int:
        """The MIDI pitch that pitch values are relative to."""
        return anchor_of(self.key) + 12 * self.octave


def lane_of(notes: tuple[LeadNote, ...], length: int, rests: bool = True) -> tuple[KnownNote, ...]:
    """The lane that fixes these notes, and with `rests` also the silence between them up to `length`."""
    lane: list[KnownNote] = []
    position = 0
    for note in notes:
        if rests and note.start > position:
            lane.append(KnownNote(position, note.start - position, rest=True))
        lane.append(KnownNote(note.start, note.duration, note.pitch))
        position = note.start + note.duration
    if rests and position < length:
        lane.append(KnownNote(position, length - position, rest=True))
    return tuple(lane)


def context_of(sheet: LeadSheet) -> LeadContext:
    """All that a tune says of itself."""
    density, register, leap = bins(sheet.notes, sheet.length)
    return LeadContext(
        sheet.numerator,
        sheet.denominator,
        sheet.pickup,
        sheet.length,
        sheet.key,
        sheet.tune_type,
        sheet.chords,
        sheet.sections,
        density,
        register,
        leap,
    )


def bare(context: LeadContext) -> LeadContext:
    """The same request with nothing but metre, pickup and key: what is known when someone starts to play."""
    return replace(
        context,
        length=None,
        tune_type=TuneType.UNKNOWN,
        chords=(),
        sections=(),
        density=0,
        register=0,
        leap=0,
        lane=(),
    )


def bins(notes: tuple[LeadNote, ...], length: int) -> tuple[int, int, int]:
    """Density, register and leap bins (1…) of a melody; zeros without notes."""
    if not notes:
        return 0, 0, 0
    pitches = [n.pitch for n in notes]
    steps = [abs(b - a) for a, b in pairwise(pitches)] or [0]
    return (
        bin_of(len(notes) * GRID_PER_QUARTER / max(length, 1), DENSITY_EDGES),
        bin_of(sum(pitches) / len(pitches), REGISTER_EDGES),
        bin_of(sum(steps) / len(steps), LEAP_EDGES),
    )


def bin_of(value: float, edges: tuple[float, ...]) -> int:
    """1 + the number of edges at or below `value`."""
    return 1 + sum(edge <= value for edge in edges)
