"""Writes a melody into the middle of a song: infill, melody over chords, variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musegen_app.codecs.lead_sheet import TICKS_PER_GRID
from musegen_app.sampling.chords import ChordNet, Harmony, harmonise
from musegen_app.sampling.continuation import WrittenNote
from musegen_app.sampling.hearing import HeardSeed
from musegen_app.sampling.lead_harmonist import LeadHarmonist
from musegen_app.sampling.lead_operations import rewriting
from musegen_app.sampling.lead_writer import LeadNets, LeadWriter, advance_leads
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.plan import Plan
from musegen_app.sampling.writer import PartNote, Writer, advance_each
from musegen_app.sampling.writing import note_of
from musegen_app.score.harmony import ChordSymbol
from musegen_app.score.model import Note

OPERATIONS = frozenset(
    {
        OperationKind.CONTINUE,
        OperationKind.INFILL,
        OperationKind.HARMONISE,
        OperationKind.MELODY,
        OperationKind.VARY,
    }
)
EARLY = TICKS_PER_GRID // 2  # a note that was played may begin so many ticks before its place on the grid


def write_lead(begin: Begin, nets: LeadNets, index: int = 0) -> Writer:
    """The writer for what is asked. Raises MuseGenError where there is nothing to be done."""
    match begin.operation.kind:
        case OperationKind.CONTINUE:
            return LeadWriter(begin, nets, index)
        case OperationKind.HARMONISE:
            return LeadHarmonist(begin, nets, index)
        case _:
            return LeadRewriter(begin, nets, index)


def advance_lead(writers: Sequence[Any]) -> None:
    """One step of each writer of one bundle and one request."""
    if isinstance(writers[0], LeadHarmonist):
        advance_each(writers)
    else:
        advance_leads(writers)


class LeadRewriter(LeadWriter):
    """A `Writer` between what stands before and after. It proposes no chord symbols: the song's are heard, or none."""

    def __init__(self, begin: Begin, nets: LeadNets, index: int = 0) -> None:
        super().__init__(begin, nets, index)
        self.start_tick, self.end_tick = begin.start_tick, self.task.end_tick

    def _asked(self, begin: Begin, index: int) -> tuple[HeardSeed, Plan]:
        self.task = rewriting(begin, index)
        self._early = EARLY if self.task.varies else 0
        return self.task.heard, self.task.plan

    def _harmony(self, plan: Plan, net: ChordNet | None, dice: tuple[int, int]) -> Harmony:
        """The song's chords; without any, some for the net's ears only."""
        written, end = plan.context.chords, plan.rules.end
        if net is None or any(c.start < end for c in written):
            return Harmony(written)
        return Harmony(harmonise(net, plan.context, self.task.melody, self.task.melody_until, end, dice).sounding)

    @property
    def decided_tick(self) -> int:
        if self.complete:
            return self.end_tick
        return min(self.end_tick, max(self.start_tick, super().decided_tick - self._early))

    def mend(self) -> None:
        """A variation has the rhythm and the figures of what it varies: nothing in it is a collapse."""
        if not self.task.varies:
            super().mend()

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes of these ticks, with those that a variation keeps."""
        rules = self.task.plan.rules
        fresh = [w for w in self.take.written(rules.start, rules.end) if w.note.start not in self.task.cells]
        found = [*map(self._placed, fresh), *map(_as_it_was, self.task.kept)]
        return sorted((n for n in found if from_tick <= n.start_tick < to_tick), key=lambda n: (n.start_tick, n.pitch))

    def _placed(self, written: WrittenNote) -> PartNote:
        """The note as the document would take it: a new pitch in an old note's place has its time and its force."""
        plain = note_of(written, self.view)
        old = self.task.anew.get(written.note.start)
        if old is None:
            return plain
        start, cut = old.note.start_tick, self.task.plan.rules.end - old.grid.start
        same = written.note.duration == min(old.grid.duration, cut)
        end = old.note.end_tick if same else max(start + 1, plain.start_tick + plain.duration_ticks)
        return PartNote(0, start, end - start, plain.pitch, old.note.velocity, plain.logp)

    def chords(self, from_tick: int, to_tick: int) -> list[ChordSymbol]:
        return []

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first beat after `commit_tick` at which no note has been begun early."""
        tick = super().steer(steering, max(commit_tick, self.start_tick) + self._early) - self._early
        return min(self.end_tick, max(tick, commit_tick, self.start_tick))


def _as_it_was(note: Note) -> PartNote:
    return PartNote(0, note.start_tick, note.duration_ticks, note.pitch, note.velocity)
