"""From what was drawn on the grid to the document's ticks. Pitches and onsets stay as they were drawn."""

from __future__ import annotations

from collections.abc import Sequence

from musegen_app.codecs.lead_sheet import LeadChord
from musegen_app.sampling.continuation import WrittenNote
from musegen_app.sampling.seed import SeedView
from musegen_app.sampling.writer import PartNote
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key


def note_of(written: WrittenNote, view: SeedView) -> PartNote:
    """The note as the document would take it.

    Only the very first may begin a few ticks off the grid (less than half a unit): where a held note of the seed,
    or the place asked for, lies there.
    """
    grid = written.note
    start = max(view.join_tick, view.frame.tick(grid.start))
    return PartNote(
        part=0,
        start_tick=start,
        duration_ticks=view.frame.tick(grid.start + grid.duration) - start,
        pitch=grid.pitch,
        velocity=view.accents.at(view.frame, grid.start),
        logp=written.logp,
    )


def symbols_of(
    chords: Sequence[LeadChord], view: SeedView, key: Key, from_tick: int, until_tick: int
) -> list[ChordSymbol]:
    """Those of `chords` that begin in [from_tick, until_tick), as the document writes them."""
    placed = [(view.frame.tick(c.start), c.chord) for c in chords]
    return [
        ChordSymbol(tick, chord, chord.text(key.uses_flats) if chord else "N.C.", generated=True)
        for tick, chord in placed
        if from_tick <= tick < until_tick
    ]
