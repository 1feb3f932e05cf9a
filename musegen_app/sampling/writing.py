"""From what was drawn on the grid to notes of the document: ticks, velocity, origin. Pitches and onsets stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from musegen_app.codecs.lead_sheet import LeadChord
from musegen_app.sampling.continuation import WrittenNote
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.seed import SeedView
from musegen_app.sampling.steering.catalog import in_words
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Origin, OriginKind


def origin_of(bundle: str, rng_seed: int, take: str, steering: Steering) -> Origin:
    return Origin(OriginKind.GENERATED, bundle, rng_seed, take, in_words(steering))


class Origins:
    """Who wrote what begins where (grid positions): the settings may change in the midst of a take."""

    def __init__(self, first: Origin) -> None:
        self._from: list[tuple[int, Origin]] = [(0, first)]

    def steered(self, steering: Steering, grid: int) -> None:
        """From `grid` on other settings count."""
        kept = self._from[:1] + [change for change in self._from[1:] if change[0] < grid]
        self._from = [*kept, (grid, replace(kept[0][1], settings=in_words(steering)))]

    def at(self, grid: int) -> Origin:
        first = self._from[0][1]
        return next((origin for start, origin in reversed(self._from) if start <= grid), first)


def notes_of(written: Sequence[WrittenNote], view: SeedView, origins: Origins) -> tuple[Note, ...]:
    """The notes as the document would take them.

    Only the very first may begin a few ticks off the grid (less than half a unit): where a held note of the seed,
    or the place asked for, lies there.
    """
    return tuple(_note(w, view, origins.at(w.note.start)) for w in written)


def _note(written: WrittenNote, view: SeedView, origin: Origin) -> Note:
    grid = written.note
    start = max(view.join_tick, view.frame.tick(grid.start))
    return Note(
        start_tick=start,
        duration_ticks=view.frame.tick(grid.start + grid.duration) - start,
        pitch=grid.pitch,
        velocity=view.accents.at(view.frame, grid.start),
        origin=origin,
    )


def symbols_of(
    chords: Sequence[LeadChord], view: SeedView, key: Key, from_tick: int, until_tick: int
) -> tuple[ChordSymbol, ...]:
    """Those of `chords` that begin in [from_tick, until_tick), as the document writes them."""
    placed = [(view.frame.tick(c.start), c.chord) for c in chords]
    return tuple(
        ChordSymbol(tick, chord, chord.text(key.uses_flats) if chord else "N.C.", generated=True)
        for tick, chord in placed
        if from_tick <= tick < until_tick
    )
