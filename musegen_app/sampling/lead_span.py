"""A span of a song as a melody net meets it: what stands before, in it and after it, as one line on the grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from musegen_app.base.errors import MuseGenError
from musegen_app.codecs.lead_context import KnownNote
from musegen_app.codecs.lead_sheet import TICKS_PER_GRID, LeadNote
from musegen_app.sampling.hearing import HeardSeed, hear
from musegen_app.sampling.messages import Begin
from musegen_app.sampling.plan import end_of
from musegen_app.sampling.seed import SeedView
from musegen_app.sampling.skyline import skyline
from musegen_app.score.model import Note, Track

AFTER_BARS = 8  # bars after the span that the net is told


@dataclass(frozen=True, slots=True)
class LineNote:
    """A note of the melody and how it stands on the grid."""

    note: Note
    grid: LeadNote


@dataclass(frozen=True, slots=True)
class Span:
    """[start, end) on the grid, up to `end_tick` in the document; `track` is the song's.

    `inside` are the track's notes that begin in the span, muted ones left out; `after` what follows it.
    """

    heard: HeardSeed
    track: Track
    start_tick: int
    end: int
    end_tick: int
    inside: tuple[Note, ...]
    after: tuple[Note, ...]

    @property
    def view(self) -> SeedView:
        return self.heard.view

    def line(self, notes: Iterable[Note]) -> tuple[LineNote, ...]:
        """The melody of these notes, as far as the net is told."""
        found = skyline(list(notes), self.view.frame, self.end + AFTER_BARS * self.view.frame.bar)
        return tuple(LineNote(n, grid) for n, grid in zip(found.heard, found.notes, strict=False))

    @property
    def before(self) -> tuple[Note, ...]:
        """All notes of the seed, also those that are not in the melody."""
        line = self.view.line
        return (*line.heard, *line.below, *line.merged)


def span_of(begin: Begin) -> Span:
    """The span that `begin` asks for. Raises MuseGenError for a drum track."""
    track = next((t for t in begin.score.tracks if t.id == begin.track_id), Track())
    if track.is_drums:
        raise MuseGenError("This is a drum track, and the net writes melodies: choose another one.")
    asked = begin.operation.end_tick
    heard = _heard(begin, asked or begin.start_tick)
    frame = heard.view.frame
    end_tick = max(asked, begin.start_tick + 1) if asked else frame.tick(end_of(heard.view, begin.bars))
    far = end_tick + AFTER_BARS * frame.bar * TICKS_PER_GRID
    later = [n for n in track.notes if begin.start_tick <= n.start_tick < far and not n.muted]
    inside = tuple(n for n in later if n.start_tick < end_tick)
    end = frame.at_or_after(end_tick + 1) - 1
    return Span(heard, track, begin.start_tick, end, end_tick, inside, tuple(later[len(inside) :]))


def _heard(begin: Begin, end_tick: int) -> HeardSeed:
    """The seed, in the key and type of all the music around, unless key or metre change there."""
    score, wish = begin.score, begin.wish
    far = end_tick + AFTER_BARS * score.meter.at(end_tick).bar_ticks
    changes = [*(k.tick for k in score.keys), *(m.tick for m in score.meter.changes)]
    if not any(begin.start_tick < tick <= far for tick in changes):
        around = hear(score, begin.track_id, begin.seed_from_tick, far, wish).hearing
        wish = replace(wish, key=around.key, tune_type=around.tune_type)
    return hear(score, begin.track_id, begin.seed_from_tick, begin.start_tick, wish)


def with_rests(notes: Sequence[KnownNote], start: int, end: int) -> list[KnownNote]:
    """`notes` of [start, end), cut where the next begins and at `end`, and the silence between them."""
    cells: list[KnownNote] = []
    at = start
    for note, limit in zip(notes, [*(n.start for n in notes[1:]), end], strict=True):
        if note.start > at:
            cells.append(KnownNote(at, note.start - at, rest=True))
        at = min(note.start + note.duration, limit)
        cells.append(replace(note, duration=at - note.start))
    if at < end:
        cells.append(KnownNote(at, end - at, rest=True))
    return cells


def known(notes: Iterable[LineNote]) -> list[KnownNote]:
    """Cells that fix these notes."""
    return [KnownNote(n.grid.start, n.grid.duration, n.grid.pitch) for n in notes]


def known_after(line: Sequence[LineNote], sounding_until: int) -> list[KnownNote]:
    """The cells of what follows a span; `sounding_until` is where the last note of the span ends at the latest."""
    later = [cell for cell in known(line) if cell.start >= sounding_until]
    return with_rests(later, sounding_until, later[-1].start + later[-1].duration) if later else []
