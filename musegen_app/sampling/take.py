"""A take: what a net proposes, beside the document until it is accepted. A value; any thread may hold one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from musegen_app.sampling.critic import Critique
from musegen_app.sampling.likeness import Nearest
from musegen_app.sampling.limits import NAMING_NOTES
from musegen_app.sampling.messages import (
    Begin,
    Hearing,
    NotesProposed,
    Operation,
    Part,
    Steering,
    TakeDone,
    TakeJudged,
)
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import ControlEvent, Note, new_id
from musegen_app.score.take_edits import NewTrack, TakenPart


@dataclass(frozen=True, slots=True)
class Take:
    """Ghost notes of [start_tick, end_tick), decided up to `until_tick`.

    `logp` holds nats per note in the order of `notes` (a low one surprised the net; 0: it was not drawn). `end_tick` is
    where the take will end; known from the first proposal on. `bundle`, `rng_seed`, `index` (its number among the takes
    of one request), `steering`, `operation` and all from `wish` to `with_chords` say how to get it again.
    A recorded take has `controls` (pedal, wheel …) instead; for a generated one they are None.

    A take of several parts says in `part_of` to which of `parts` each note belongs (() = all to the first) and in
    `controls_of` each pedal, wheel …; without parts all belongs to the track `track_id`. `track_ids` names a track for
    each part: its own, or the one that accepting will make. `replaces`: it stands in the place of what is written.
    `critique` and `nearest` come once it is done, and go as soon as its notes change.
    `parent` is the id of the take from which the user came to this one, "" for none; `rating` 0 (none) to 5 stars.
    `varies` is the id of a take that this one is a variation of, as if that were in the song; `making` are ids of the
    tracks that it brought: accepting makes them.
    A comped take says in `pieces` which ticks [from, to) come from the take of which id, in order of time.
    """

    id: str
    request: int
    track_id: int
    start_tick: int
    until_tick: int
    end_tick: int
    notes: tuple[Note, ...] = ()
    logp: tuple[float, ...] = ()
    chords: tuple[ChordSymbol, ...] = ()
    controls: tuple[ControlEvent, ...] | None = None
    bundle: str = ""
    rng_seed: int = 0
    steering: Steering = field(default_factory=Steering)
    done: bool = False
    recovered: str = ""
    gave_way: tuple[str, ...] = ()  # labels of controls that could not be met everywhere
    notes_per_second: float = 0.0
    parts: tuple[Part, ...] = ()
    track_ids: tuple[int, ...] = ()
    part_of: tuple[int, ...] = ()
    controls_of: tuple[tuple[int, ControlEvent], ...] = ()
    replaces: bool = False
    operation: Operation = field(default_factory=Operation)
    critique: Critique | None = None
    nearest: Nearest | None = None
    index: int = 0
    parent: str = ""
    rating: int = 0
    wish: Hearing = field(default_factory=Hearing)
    bars: int = 0
    seed_from_tick: int = 0
    with_chords: bool = True
    pieces: tuple[tuple[int, int, str], ...] = ()
    making: tuple[int, ...] = ()
    varies: str = ""

    @property
    def part_numbers(self) -> tuple[int, ...]:
        """The place in `parts` of each note."""
        return self.part_of or (0,) * len(self.notes)

    @property
    def taken(self) -> tuple[TakenPart, ...]:
        """What accepting puts on each track."""
        if not self.parts:
            return (TakenPart(self.track_id, self.notes, self.controls, only=self._only),)
        return tuple(map(self._taken, dict.fromkeys(self.track_ids)))  # what shares a track goes in together

    def _taken(self, track_id: int) -> TakenPart:
        mine = [i for i, known in enumerate(self.track_ids) if known == track_id]
        part = self.parts[mine[0]]
        return TakenPart(
            track_id,
            tuple(n for n, of in zip(self.notes, self.part_numbers, strict=True) if of in mine),
            tuple(c for of, c in self.controls_of if of in mine) or None,
            NewTrack(part.name, part.program, part.is_drums) if part.track_id in (0, *self.making) else None,
            self._only,
        )

    @property
    def _only(self) -> frozenset[int]:
        """The notes of the song that it may replace; none = all of its span."""
        return frozenset(self.operation.note_ids if self.replaces else ())

    @property
    def surprises(self) -> tuple[float, ...]:
        """Nats of each note that the net drew. A note that it had to take as it was (the song's own, one that was
        played) stands with 0 in `logp` and says nothing of what the net expects."""
        return tuple(-nats for nats in self.logp if nats)

    def notes_on(self, track_id: int) -> tuple[Note, ...]:
        """The ghosts that belong to that track."""
        if not self.parts:
            return self.notes if track_id == self.track_id else ()
        mine = {i for i, known in enumerate(self.track_ids) if known == track_id}
        return tuple(n for n, of in zip(self.notes, self.part_numbers, strict=True) if of in mine)

    @property
    def recorded(self) -> bool:
        """Was it played, not generated?"""
        return self.controls is not None

    @staticmethod
    def begun(begin: Begin, bundle: str, index: int = 0) -> Take:
        """The empty take `index` that `begin` asks for; `end_tick` is only a guess (whole bars) until notes arrive."""
        bars = begin.bars * begin.score.meter.at(begin.start_tick).bar_ticks
        operation = begin.operation
        return Take(
            id=take_id(begin, bundle, index),
            request=begin.request,
            track_id=begin.track_id,
            start_tick=begin.start_tick,
            until_tick=begin.start_tick,
            end_tick=max(operation.end_tick, begin.start_tick + 1) if operation.end_tick else begin.start_tick + bars,
            bundle=bundle,
            rng_seed=begin.rng_seed,
            steering=begin.steering,
            index=index,
            wish=begin.wish,
            bars=begin.bars,
            seed_from_tick=begin.seed_from_tick,
            with_chords=begin.with_chords,
            replaces=operation.kind.replaces,
            operation=operation,
        )

    def merged(self, proposal: NotesProposed) -> Take:
        """With `proposal` in place of everything from `replaces_from_tick` on; the same take for one about another.

        Note ids of the worker mean nothing here: the notes get fresh ids of this process.
        """
        if not self._concerned(proposal):
            return self
        cut = proposal.replaces_from_tick
        kept = [i for i, n in enumerate(self.notes) if n.start_tick < cut]
        several = len(proposal.parts) > 1
        kept_of = (self.part_numbers[i] for i in kept)
        return replace(
            self,
            notes=(*(self.notes[i] for i in kept), *(replace(n, id=new_id()) for n in proposal.notes)),
            logp=(*(self.logp[i] for i in kept), *proposal.logp),
            chords=(*(c for c in self.chords if c.tick < cut), *proposal.chords),
            until_tick=proposal.until_tick,
            end_tick=max(self.end_tick, proposal.until_tick) if not proposal.end_tick else proposal.end_tick,
            notes_per_second=proposal.notes_per_second,
            recovered=proposal.recovered or self.recovered,
            gave_way=tuple(dict.fromkeys((*(self.gave_way if kept else ()), *proposal.gave_way))),
            parts=proposal.parts,
            track_ids=self._ids_for(proposal.parts),
            part_of=(*kept_of, *(proposal.part_of or (0,) * len(proposal.notes))) if several else (),
            controls_of=(*(c for c in self.controls_of if c[1].tick < cut), *proposal.controls),
            critique=None,
            nearest=None,
        )

    def _ids_for(self, parts: tuple[Part, ...]) -> tuple[int, ...]:
        """Tracks for `parts`: those to be made keep the ids they had from the first proposal on."""
        if parts == self.parts:
            return self.track_ids
        return tuple(part.track_id or new_id() for part in parts)

    def finished(self, done: TakeDone) -> Take:
        """The complete take; the same one for one about another."""
        if not self._concerned(done):
            return self
        return replace(self, done=True, until_tick=done.end_tick, end_tick=done.end_tick)

    def judged(self, judged: TakeJudged) -> Take:
        """With what is to be said of it; the same one for one about another take, or if it is not done."""
        if not self._concerned(judged) or not self.done:
            return self
        return replace(self, critique=judged.critique, nearest=judged.nearest)

    def _concerned(self, report: NotesProposed | TakeDone | TakeJudged) -> bool:
        return (report.request, report.index) == (self.request, self.index)


def take_id(begin: Begin, bundle: str, index: int = 0) -> str:
    """A short name made of what the take comes from: the same request gives the same name in every process."""
    track = next((t for t in begin.score.tracks if t.id == begin.track_id), None)
    seed = [
        (n.start_tick, n.duration_ticks, n.pitch)
        for n in (track.notes if track else ())
        if begin.seed_from_tick <= n.start_tick < begin.start_tick
    ]
    wanted: tuple[object, ...] = (begin.start_tick, begin.bars, begin.steering, begin.wish, begin.with_chords)
    if begin.operation != Operation():
        wanted = (*wanted, begin.operation)
    recipe = repr((bundle, begin.rng_seed, index, wanted, seed[-NAMING_NOTES:]))
    return hashlib.sha256(recipe.encode()).hexdigest()[:10]
