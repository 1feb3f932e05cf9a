"""What the pop net is told about a piece before it writes an event: metre, key, length, wishes, what is given.

Everything but the metre may be unknown, and unknown means "no preference".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from musegen_app.codecs.lead import anchor_of
from musegen_app.codecs.pop import GRID_PER_QUARTER, LONGEST_HALF, Part, PopNote, PopPiece, in_order
from musegen_app.codecs.pop_features import DENSITY_EDGES, REGISTER_EDGES, bin_of
from musegen_app.score.keys import Key

CHORD_ROW = len(Part)  # the row of the chord symbols in a table of closed stretches


@dataclass(frozen=True, slots=True)
class Closed:
    """On [start, end) in sixteenths all of one part is given: what the lane holds there and nothing else.

    `part` is a `Part`, or `CHORD_ROW` for the chord symbols.
    """

    part: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PopContext:
    """All that is known of a request. Sixteenths from a bar line at 0; `half` of them in half a bar.

    `length` None: the end is open; else a multiple of `half`. `density` and `register` hold a bin for each part
    (0 = no preference, see `wishes_of`). `notes` are given notes; they stand whether their part is closed or not.
    `chords` are (number of the half bar, chord value) of closed half bars.
    """

    half: int = LONGEST_HALF
    length: int | None = None
    key: Key | None = None
    density: tuple[int, int, int] = (0, 0, 0)
    register: tuple[int, int, int] = (0, 0, 0)
    notes: tuple[PopNote, ...] = ()
    chords: tuple[tuple[int, int], ...] = ()
    closed: tuple[Closed, ...] = ()

    @property
    def anchor(self) -> int:
        """The MIDI pitch that pitch values are relative to."""
        return anchor_of(self.key)

    @property
    def bar(self) -> int:
        return 2 * self.half


def context_of(piece: PopPiece) -> PopContext:
    """All that a piece says of itself; nothing of it is given."""
    density, register = wishes_of(in_order(piece.notes, piece.length), piece.length)
    return PopContext(piece.half, piece.length, piece.key, density, register)


def wishes_of(notes: Sequence[PopNote], length: int) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Density and register bins (1…) of each part; a part without notes has density 1 and no register."""
    density, register = [0, 0, 0], [0, 0, 0]
    for part in Part:
        pitches = [n.pitch for n in notes if n.part == part]
        rate = len(pitches) * GRID_PER_QUARTER / max(length, 1)
        density[part] = bin_of(rate, DENSITY_EDGES[part])
        register[part] = bin_of(sum(pitches) / len(pitches), REGISTER_EDGES[part]) if pitches else 0
    return (density[0], density[1], density[2]), (register[0], register[1], register[2])
