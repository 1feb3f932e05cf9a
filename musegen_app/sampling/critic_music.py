"""A take as the critic hears it: lines of notes, bars, what stood before, the key. Times in quarter notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from musegen_app.sampling.steering.moment import Sounded
from musegen_app.sampling.take import Take
from musegen_app.score.estimate import estimate_key, triples
from musegen_app.score.keys import Key
from musegen_app.score.model import Note, Score
from musegen_app.score.time import TICKS_PER_QUARTER

BARS_BEFORE = 8
SURE_ENOUGH = 0.5  # confidence from which a written C major is doubted
_CELL, _DRUM_CELL = TICKS_PER_QUARTER // 12, TICKS_PER_QUARTER // 4  # what lies in one cell begins together
Bar = frozenset[tuple[int, int]]  # (cell since the bar line, pitch)


@dataclass(frozen=True, slots=True)
class Line:
    """The highest notes of one part; `single`: it never has two notes at once."""

    notes: tuple[Sounded, ...]
    single: bool


@dataclass(frozen=True, slots=True)
class Music:
    """`lines` of the pitched parts and `drums`, new notes only; `bars` of all new notes and `bars_before` of what the
    same tracks played before (the last one stands just before the first new one). `nats` of the notes that the net
    drew. `ends`: nothing follows."""

    lines: tuple[Line, ...]
    drums: tuple[tuple[float, int], ...]
    bars: tuple[Bar, ...]
    bars_before: tuple[Bar, ...]
    bar: float
    beat: float
    first_bar: float
    end: float
    key: Key | None
    nats: tuple[float, ...]
    ends: bool

    @property
    def notes(self) -> int:
        return sum(len(line.notes) for line in self.lines) + len(self.drums)


def music_of(take: Take, score: Score) -> Music:
    """`score` is the song that the take was written for; the metre is the one at its beginning."""
    change = score.meter.at(take.start_tick)
    lines = score.meter.bar_lines(take.start_tick, take.end_tick)
    first = lines[0] if lines else take.start_tick
    pitched, drums = _parts(take)
    tracks = [t for t in score.tracks if t.id in (take.track_ids or (take.track_id,))]
    before = [(n, t.is_drums) for t in tracks for n in t.notes if n.start_tick < min(first, take.start_tick)]
    drummed = {id(n) for n in drums}
    count = -(-max(0, take.end_tick - first) // change.bar_ticks)
    return Music(
        lines=tuple(_line(notes) for notes in pitched),
        drums=tuple((n.start_tick / TICKS_PER_QUARTER, n.pitch) for n in drums),
        bars=_bars([(n, id(n) in drummed) for n in take.notes], first, change.bar_ticks, count),
        bars_before=_bars(before, first - BARS_BEFORE * change.bar_ticks, change.bar_ticks, BARS_BEFORE),
        bar=change.bar_ticks / TICKS_PER_QUARTER,
        beat=change.pulse_ticks / TICKS_PER_QUARTER,
        first_bar=first / TICKS_PER_QUARTER,
        end=take.end_tick / TICKS_PER_QUARTER,
        key=_key(take, score),
        nats=take.surprises,
        ends=not take.replaces,
    )


def _parts(take: Take) -> tuple[list[list[Note]], list[Note]]:
    """Notes of each pitched part, and those of drums."""
    parts: dict[int, list[Note]] = {}
    for note, of in zip(take.notes, take.part_numbers, strict=True):
        parts.setdefault(of, []).append(note)
    drums = {i for i, part in enumerate(take.parts) if part.is_drums}
    return [parts[i] for i in sorted(parts) if i not in drums], [n for i in drums for n in parts.get(i, ())]


def _line(notes: Sequence[Note]) -> Line:
    top: dict[int, Note] = {}
    for note in notes:
        known = top.get(note.start_tick)
        if known is None or note.pitch > known.pitch:
            top[note.start_tick] = note
    line = [top[tick] for tick in sorted(top)]
    single = len(line) == len(notes) and all(a.end_tick <= b.start_tick for a, b in pairwise(line))
    return Line(tuple(map(_sounded, line)), single)


def _sounded(note: Note) -> Sounded:
    return Sounded(note.start_tick / TICKS_PER_QUARTER, note.duration_ticks / TICKS_PER_QUARTER, note.pitch)


def _bars(notes: Iterable[tuple[Note, bool]], first: int, bar: int, count: int) -> tuple[Bar, ...]:
    """Each note with whether it is a drum's: these are played freely, and a sixteenth is near enough."""
    rows: list[set[tuple[int, int]]] = [set() for _ in range(count)]
    for note, drum in notes:
        cell = _DRUM_CELL if drum else _CELL
        index, place = divmod(note.start_tick - first + cell // 2, bar)
        if 0 <= index < count:
            rows[index].add((place // cell, note.pitch))
    return tuple(map(frozenset, rows))


def _key(take: Take, score: Score) -> Key | None:
    """As told, as written, or as heard in the song and the take: programs write C major unasked."""
    if take.wish.key is not None:
        return take.wish.key
    written = next((c.key for c in reversed(score.keys) if c.tick <= take.start_tick), None)
    if written is not None and written != Key():
        return written
    pitched, _ = _parts(take)
    song = [n for t in score.tracks if not t.is_drums for n in t.notes]
    heard, sure = estimate_key(triples([*song, *(n for part in pitched for n in part)]))
    return heard if written is None or sure >= SURE_ENOUGH else written
