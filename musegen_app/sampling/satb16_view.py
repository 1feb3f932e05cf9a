"""What a chorale net sees of a song for one request: four voices on the grid, which cells are fixed, which voices are
written, and on which tracks. The document's notes are never altered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from musegen_app.codecs.satb16 import TICKS_PER_STEP, VOICES, Bools, Frames, Known, SatbContext
from musegen_app.codecs.satb16_score import GridNote, Voiced, frames_of_voices, grid_notes, in_range, voiced
from musegen_app.sampling.hearing_song import hear_song
from musegen_app.sampling.limits import MAX_BARS
from musegen_app.sampling.messages import Begin, Heard, Listen, OperationKind, Part
from musegen_app.sampling.standing import Standing
from musegen_app.score.keys import Mode
from musegen_app.score.model import Score, Track
from musegen_app.score.time import MeterChange

FED_BARS = 16  # before the start
AHEAD_BARS = 8  # after the end
PHRASE_BARS = 2  # as most phrases of Bach's chorales in four have
CHOIR = 52  # GM program of new tracks
_NAMES = ("Soprano", "Alto", "Tenor", "Bass")
_MINOR = frozenset({Mode.MINOR, Mode.DORIAN, Mode.PHRYGIAN, Mode.LOCRIAN})


@dataclass(frozen=True, slots=True)
class SatbView:
    """Steps count from `origin_tick`; the operation covers [start, end), what is heard [0, steps).

    `given` are the notes of each voice that the take does not draw, `fixed` their cells. `again` are those of them
    that the take hands out because accepting removes them. `old` is the music as it was. `standing` are, for each
    written voice that has a track, the notes of that track that stay.
    """

    origin_tick: int
    start: int
    end: int
    steps: int
    context: SatbContext
    given: Voiced
    fixed: Bools
    old: Frames
    again: frozenset[int]
    parts: tuple[Part, ...]
    written: tuple[int, ...]  # the voice of each part
    velocity: int
    bar: int
    standing: Mapping[int, Standing] = field(default_factory=dict)

    def tick(self, step: int) -> int:
        return self.origin_tick + step * TICKS_PER_STEP

    def at_or_after(self, tick: int) -> int:
        return -(-(tick - self.origin_tick) // TICKS_PER_STEP)

    @property
    def known(self) -> Known:
        return Known.of(frames_of_voices(self.given.voices, self.steps), self.fixed)


def hear_satb(question: Listen) -> Heard:
    """Key, metre, parts, and the notes that four voices on sixteenths cannot sing."""
    heard = hear_song(question)
    span = max(1, -(-(question.to_tick - question.from_tick) // TICKS_PER_STEP))
    tracks = heard_tracks(question.score, question.track_id, (), OperationKind.CONTINUE)
    notes = grid_notes(tracks, question.from_tick, span)
    found = voiced(notes)
    far = {n.id for v, line in enumerate(found.voices) for n in line if in_range(n.pitch, v) != n.pitch}
    crowd = set(found.unheard)
    reasons = ["more than four notes at a time" if crowd else "", "pitches no voice reaches" if far else ""]
    why = " and ".join(r for r in reasons if r)
    sentence = f"The net hears four voices: {why} are heard otherwise or not at all." if why else ""
    return Heard(question.request, heard.hearing, heard.sentence, tuple(sorted(crowd | far)), sentence)


def heard_tracks(score: Score, track_id: int, asked: Sequence[int], kind: OperationKind) -> list[Track]:
    """The tracks asked for; else all with pitches if they can be four voices, else the one at hand."""
    pitched = [t for t in score.tracks if not t.is_drums]
    if asked and kind is OperationKind.HARMONISE:
        return [t for t in pitched if t.id in asked]
    own = [t for t in pitched if t.id == track_id]
    if kind is OperationKind.HARMONISE and own and own[0].notes:
        return own
    sounding = [t for t in pitched if t.notes]
    if len(sounding) <= VOICES:
        return sounding
    named = [t for t in pitched if t.id in asked]
    return named or own


@dataclass(frozen=True, slots=True)
class Grid:
    """The steps of a request."""

    origin_tick: int
    start: int
    end: int
    steps: int
    bar: int
    pickup: int


def grid_of(begin: Begin, tracks: Sequence[Track]) -> Grid:
    """From at most FED_BARS before the start to AHEAD_BARS after the end; the origin is a bar line if music precedes
    the start, else the start itself."""
    meter = begin.score.meter
    change = meter.at(begin.start_tick)
    bar_ticks = MeterChange(0, change.numerator, change.denominator).bar_ticks
    wished = begin.wish.numerator and begin.wish.denominator
    if wished:
        bar_ticks = MeterChange(0, begin.wish.numerator or 4, begin.wish.denominator or 4).bar_ticks
    bar = max(1, round(bar_ticks / TICKS_PER_STEP))
    line = change.tick + (meter.pickup_ticks if change.tick == 0 else 0)
    bars = min(max(begin.bars, 1), MAX_BARS)
    end_tick = begin.operation.end_tick or begin.start_tick + bars * bar_ticks
    first = min((n.start_tick for t in tracks for n in t.notes if not n.muted), default=begin.start_tick)
    if begin.operation.kind is OperationKind.CONTINUE:
        first = max(first, begin.seed_from_tick)
    first = max(first, begin.start_tick - FED_BARS * bar_ticks)
    # an origin on the song's own grid of steps, counted from its bar line
    origin = line + (min(first, begin.start_tick) - line) // bar_ticks * bar_ticks
    if first >= begin.start_tick:
        origin = line + (begin.start_tick - line) // TICKS_PER_STEP * TICKS_PER_STEP
    start = -(-(begin.start_tick - origin) // TICKS_PER_STEP)
    end = max(start + 1, -(-(end_tick - origin) // TICKS_PER_STEP))
    last = max((n.end_tick for t in tracks for n in t.notes if not n.muted), default=0)
    after = min(-(-(last - origin) // TICKS_PER_STEP), end + AHEAD_BARS * bar)
    pickup = -(-(line - origin) // TICKS_PER_STEP) % bar
    return Grid(origin, start, end, max(end, after), bar, pickup)


def context_of(begin: Begin, grid: Grid) -> SatbContext:
    """What is told, also of an empty song: a net that knows of no key wanders through all of them. The piece ends with
    the operation if nothing comes after it."""
    question = Listen(0, begin.score, begin.track_id, 0, max(begin.start_tick, _last_tick(begin.score)), begin.wish)
    key = hear_song(question).hearing.key
    length = grid.end if grid.steps == grid.end else None
    ends = _phrase_ends(grid) if begin.operation.kind is OperationKind.CONTINUE and length is not None else ()
    if key is None:
        return SatbContext(grid.bar, grid.pickup, None, False, length, ends)
    return SatbContext(grid.bar, grid.pickup, key.tonic, key.mode in _MINOR, length, ends)


def _phrase_ends(grid: Grid) -> tuple[int, ...]:
    """Where new music comes to rest: on the last strong beat of every second bar, counted back from the end."""
    last = grid.bar // 2 if grid.bar % 8 == 0 else grid.bar
    return tuple(range(grid.end - last, grid.start, -PHRASE_BARS * grid.bar))[::-1]


def _last_tick(score: Score) -> int:
    return max((n.end_tick for t in score.tracks for n in t.notes), default=0)


def velocity_of(tracks: Sequence[Track]) -> int:
    found = sorted(n.velocity for t in tracks for n in t.notes)
    return found[len(found) // 2] if found else 80


def cells_of(notes: Sequence[GridNote], voice: int, fixed: Bools) -> None:
    """Fix the cells of some notes of a voice."""
    for note in notes:
        fixed[note.start : note.end, voice] = True


def part_of(voice: int, track: Track | None) -> Part:
    if track is None:
        return Part(_NAMES[voice], 0, CHOIR)
    return Part(track.name or _NAMES[voice], track.id, track.program)


def empty_cells(steps: int) -> Bools:
    return np.zeros((steps, VOICES), np.bool_)
