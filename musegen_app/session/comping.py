"""One take put together from passages of several. Pure functions.

A seam lies where no note is cut, if there is such a place within half a bar of where it is wanted; else where the
fewest are. A note that still sounds at a seam ends there; nothing else of a passage is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from musegen_app.base.errors import MuseGenError
from musegen_app.sampling.messages import Part
from musegen_app.sampling.take import Take
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, Note, new_id

Piece = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class _Passage:
    """What of `take` sounds in [from_tick, to_tick)."""

    take: Take
    from_tick: int
    to_tick: int


def with_passage(base: Take, source: Take, from_tick: int, to_tick: int, within: int, grows: bool = False) -> Take:
    """`base` with what `source` has in [from_tick, to_tick) in its place; the seams at most `within` ticks away from
    there. A new take, its child, or if it `grows` the same one. Raises MuseGenError."""
    if base.replaces != source.replaces:
        raise MuseGenError("One of these takes goes on after the song, the other stands in place of what is written.")
    if base.replaces and _ground(base) != _ground(source):
        raise MuseGenError("These takes stand in place of different notes: what only one of them spares would be lost.")
    low, high = max(from_tick, source.start_tick), min(to_tick, source.end_tick)
    if low >= high:
        raise MuseGenError("The take has no notes in these bars.")
    if low > base.end_tick or high < base.start_tick:
        raise MuseGenError("Between these passages lie bars that no take has written: choose some that meet.")
    first = seam(low, base.notes, source.notes, within) if base.start_tick < low else low
    last = seam(high, source.notes, base.notes, within) if high < base.end_tick else high
    if first >= last:
        first, last = low, high
    start, end = min(base.start_tick, first), max(base.end_tick, last)
    passages = (_Passage(base, start, first), _Passage(source, first, last), _Passage(base, last, end))
    pieces = _joined([*_pieces(base, start, first), *_pieces(source, first, last), *_pieces(base, last, end)])
    made = _of([p for p in passages if p.from_tick < p.to_tick], pieces, base)
    return made if grows else replace(made, id=_name(pieces), parent=base.id, rating=0)


def _ground(take: Take) -> tuple[frozenset[int], frozenset[int]]:
    """Which tracks of the song, and which of their notes (none = all), give way to a take that replaces."""
    tracks = {part.track_id for part in _parts_of(take)} - {0, *take.making}
    return frozenset(tracks), frozenset(take.operation.note_ids)


def seam(wanted: int, before: Sequence[Note], after: Sequence[Note], within: int) -> int:
    """The tick where the notes of one take give way to those of another: the fewest sound across it, and then it is as
    near to `wanted` as can be. O(n²) in the notes of some bars."""
    near = [n for n in (*before, *after) if n.start_tick <= wanted + within and n.end_tick >= wanted - within]
    edges = {n.start_tick for n in near} | {n.end_tick for n in near}
    places = [wanted, *(tick for tick in edges if abs(tick - wanted) <= within)]
    return min(places, key=lambda tick: (_cut(near, tick), abs(tick - wanted), tick))


def _cut(notes: Iterable[Note], tick: int) -> int:
    return sum(n.start_tick < tick < n.end_tick for n in notes)


def _pieces(take: Take, from_tick: int, to_tick: int) -> list[Piece]:
    """Where the music of these ticks comes from in the end."""
    known = take.pieces or ((take.start_tick, take.end_tick, take.id),)
    clipped = ((max(low, from_tick), min(high, to_tick), name) for low, high, name in known)
    return [piece for piece in clipped if piece[0] < piece[1]]


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Neighbours from one take are one piece."""
    found: list[Piece] = []
    for low, high, name in pieces:
        if found and found[-1][1:] == (low, name):
            found[-1] = (found[-1][0], high, name)
        else:
            found.append((low, high, name))
    return tuple(found)


def _of(passages: Sequence[_Passage], pieces: tuple[Piece, ...], base: Take) -> Take:
    parts, track_ids = _parts(passages)
    rows = sorted((row for p in _with_ends(passages) for row in _rows(p, parts)), key=lambda row: row[0].start_tick)
    bundles = {p.take.bundle for p in passages}
    return replace(
        base,
        request=0,
        start_tick=passages[0].from_tick,
        until_tick=passages[-1].to_tick,
        end_tick=passages[-1].to_tick,
        notes=tuple(note for note, _, _ in rows),
        logp=tuple(logp for _, logp, _ in rows),
        chords=tuple(_chords(passages)),
        controls=None,
        bundle=bundles.pop() if len(bundles) == 1 else "",
        rng_seed=0,
        done=True,
        recovered="",
        notes_per_second=0.0,
        parts=parts,
        track_ids=track_ids,
        part_of=tuple(part for _, _, part in rows) if len(parts) > 1 else (),
        controls_of=tuple(_controls(passages, parts)),
        critique=None,
        nearest=None,
        index=0,
        pieces=pieces,
        making=tuple(dict.fromkeys(track_id for p in passages for track_id in p.take.making)),
        varies="",
    )


def _with_ends(passages: Sequence[_Passage]) -> list[tuple[_Passage, int]]:
    """Each with the tick where its notes have to end: the seam, or never for the last."""
    last = passages[-1]
    return [*((one, one.to_tick) for one, _ in pairwise(passages)), (last, max(n.end_tick for n in _all(last)))]


def _all(passage: _Passage) -> tuple[Note, ...]:
    return passage.take.notes or (Note(passage.from_tick, passage.to_tick - passage.from_tick, 60),)


def _parts_of(take: Take) -> tuple[Part, ...]:
    return take.parts or (Part("", take.track_id),)


def _ids_of(take: Take) -> tuple[int, ...]:
    return take.track_ids if take.parts else (take.track_id,)


def _parts(passages: Sequence[_Passage]) -> tuple[tuple[Part, ...], tuple[int, ...]]:
    """All parts, each once; a track that is to be made is made once, too."""
    found: dict[Part, int] = {}
    for passage in passages:
        for part, track_id in zip(_parts_of(passage.take), _ids_of(passage.take), strict=True):
            found.setdefault(part, track_id)
    return tuple(found), tuple(found.values())


def _rows(passage: tuple[_Passage, int], parts: tuple[Part, ...]) -> list[tuple[Note, float, int]]:
    """Notes with their log-probability and their place in `parts`; they get ids of their own."""
    (one, until), take = passage, passage[0].take
    place = [parts.index(part) for part in _parts_of(take)]
    logp = take.logp or (0.0,) * len(take.notes)
    return [
        (replace(n, id=new_id(), duration_ticks=min(n.duration_ticks, until - n.start_tick)), likely, place[of])
        for n, likely, of in zip(take.notes, logp, take.part_numbers, strict=True)
        if one.from_tick <= n.start_tick < one.to_tick
    ]


def _chords(passages: Sequence[_Passage]) -> list[ChordSymbol]:
    """The symbols of each passage; where one begins under a symbol of its take that was written before, it is
    written there again."""
    found: list[ChordSymbol] = []
    for number, passage in enumerate(passages):
        inside = [c for c in passage.take.chords if passage.from_tick <= c.tick < passage.to_tick]
        before = [c for c in passage.take.chords if c.tick < passage.from_tick]
        if number and before and not (inside and inside[0].tick == passage.from_tick):
            found.append(replace(before[-1], tick=passage.from_tick))
        found.extend(inside)
    return found


def _controls(passages: Sequence[_Passage], parts: tuple[Part, ...]) -> list[tuple[int, ControlEvent]]:
    found: list[tuple[int, ControlEvent]] = []
    for passage in passages:
        take = passage.take
        played = ((0, c) for c in take.controls or ())
        for of, control in (*take.controls_of, *played):
            if passage.from_tick <= control.tick < passage.to_tick:
                found.append((parts.index(_parts_of(take)[of]), control))
    return found


def _name(pieces: tuple[Piece, ...]) -> str:
    return hashlib.sha256(repr(("comp", pieces, new_id())).encode()).hexdigest()[:10]
