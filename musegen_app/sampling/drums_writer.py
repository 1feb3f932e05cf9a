"""Writes drum parts: the writer of the codec `drums` (drums-rbm). One `advance` is one bar."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from musegen_app.bundles.drums_graphs import DrumWeights, open_drums_bundle
from musegen_app.bundles.manifest import Manifest
from musegen_app.codecs.drums import ACCENT, CELLS, DRUMS, GM_PITCHES, LARGEST_OFFSET, TICKS, Bits, DrumBar, DrumHit
from musegen_app.codecs.drums_context import inputs, touch_inputs
from musegen_app.sampling.drums_machine import WIDE, Drawn, Room, gibbs, with_touch
from musegen_app.sampling.drums_plan import SHORTEST, DrumPlan, PlannedBar, plan
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import ControlEvent, Note

OPERATIONS = frozenset({OperationKind.CONTINUE, OperationKind.INFILL, OperationKind.ACCOMPANY, OperationKind.VARY})
SWEEPS, FIRST_SWEEPS = 100, 400  # of a bar that goes on from others, and of one from nothing, begun at silence
STROKE_TICKS = 120
_MASK = (1 << 64) - 1

__all__ = ["OPERATIONS", "DrumsWriter", "open_drums"]


def open_drums(folder: Path, manifest: Manifest) -> DrumWeights:
    """The weights of a checked bundle folder. Raises BundleError."""
    return open_drums_bundle(folder, manifest)


class DrumsWriter:
    """A `Writer`. Each bar has dice of its own, so that a bar drawn again from the same past is the same bar."""

    def __init__(self, begin: Begin, net: DrumWeights, index: int = 0) -> None:
        self._net, self._plan = net, plan(begin, index)
        self._steering, self._key = begin.steering, (begin.rng_seed & _MASK, index)
        self.parts = (self._plan.part,)
        self.start_tick, self.end_tick = self._plan.start_tick, self._plan.end_tick
        self.recovered = ""
        self.gave_way: set[str] = set()
        self._bars: list[DrumBar] = []  # as written
        self._notes: list[list[PartNote]] = []

    @property
    def complete(self) -> bool:
        return len(self._bars) == len(self._plan.bars)

    @property
    def decided_tick(self) -> int:
        """A little before the next bar: its first hits may come early."""
        if self.complete:
            return self.end_tick
        return max(self.start_tick, self._begins(len(self._bars)))

    def _begins(self, number: int) -> int:
        """The first tick at which a note of bar `number` may stand."""
        return self._plan.bars[number].bar.start_tick - LARGEST_OFFSET

    def advance(self) -> None:
        number = len(self._bars)
        planned = self._plan.bars[number]
        before = (*self._plan.before, *self._bars)[-2:]
        dice = np.random.Generator(np.random.PCG64(np.random.SeedSequence((*self._key, number))))
        drawn = self._pattern(planned, before, dice)
        told = touch_inputs(planned.context, planned.bar, before, drawn.pattern)
        velocity, offset = with_touch(self._net, told, drawn.pattern[CELLS:], dice, self._room(planned.bar))
        played = [self._played(planned, int(c), drawn, velocity, offset) for c in np.flatnonzero(drawn.pattern[:CELLS])]
        self._bars.append(DrumBar(planned.bar.start_tick, planned.bar.ticks, tuple(hit for hit, _ in played)))
        self._notes.append(sorted((n for _, n in played if n is not None), key=lambda n: (n.start_tick, n.pitch)))

    def _pattern(self, planned: PlannedBar, before: tuple[DrumBar, ...], dice: np.random.Generator) -> Drawn:
        """The visibles of a bar; nothing is thrown for one that is fixed throughout."""
        fixed = np.concatenate([planned.fixed, planned.fixed])
        kept = _bits(planned.kept)
        if fixed.all():
            return Drawn(kept, np.zeros(CELLS, np.float32))
        biases = self._net.biases(inputs(planned.context, planned.bar, before), planned.bar.open_visibles())
        start = np.where(fixed, kept, before[-1].pattern() if before else kept)
        t, p = self._steering.rhythm_temperature, self._steering.top_p
        return gibbs(self._net, biases, start, fixed, dice, SWEEPS if before else FIRST_SWEEPS, t, p)

    def _played(
        self, planned: PlannedBar, cell: int, drawn: Drawn, velocity: np.ndarray, offset: np.ndarray
    ) -> tuple[DrumHit, PartNote | None]:
        """A hit of the pattern; its note too, unless the song has it and keeps it."""
        slot, drum = divmod(cell, len(DRUMS))
        at = planned.bar.start_tick + TICKS[slot]
        old = planned.kept.get(cell)
        if old is not None:
            hit = DrumHit(slot, drum, old.velocity, max(-LARGEST_OFFSET, min(LARGEST_OFFSET, old.start_tick - at)))
            return hit, _again(old) if old.id in self._plan.again else None
        tick = self._inside(planned.bar, at + int(offset[cell]))
        hit = DrumHit(slot, drum, int(velocity[cell]), tick - at)
        length = int(min(STROKE_TICKS, self._plan.standing.next(GM_PITCHES[drum], tick) - tick))
        return hit, PartNote(0, tick, max(1, length), GM_PITCHES[drum], hit.velocity, float(drawn.logp[cell]))

    def _room(self, bar: DrumBar) -> Room:
        """How early and late each hit may be, so that it is struck between the notes of its drum that stay."""
        standing = self._plan.standing
        if standing.empty:
            return WIDE
        places = [(bar.start_tick + tick, pitch) for tick in TICKS for pitch in GM_PITCHES]
        low = [min(0.0, max(-LARGEST_OFFSET, standing.last_end(p, at) - at)) for at, p in places]
        high = [max(0.0, min(LARGEST_OFFSET, standing.next(p, at) - SHORTEST - at)) for at, p in places]
        return np.array(low, np.int64), np.array(high, np.int64)

    def _inside(self, bar: DrumBar, tick: int) -> int:
        """Within the take, and not so late that it could be taken for the next bar's."""
        latest = min(self.end_tick, bar.start_tick + bar.ticks - LARGEST_OFFSET) - 1
        return max(self.start_tick, min(tick, max(bar.start_tick, latest)))

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The notes of these ticks; a bar's notes do not reach into the next one."""
        return [note for bar in self._notes for note in bar if from_tick <= note.start_tick < to_tick]

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """Drums have none."""
        return []

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first bar whose notes all come at or after `commit_tick`."""
        self._steering = steering
        first = next((i for i in range(len(self._plan.bars)) if self._begins(i) >= commit_tick), len(self._plan.bars))
        first = 0 if commit_tick <= self.start_tick else first
        del self._bars[first:], self._notes[first:]
        return self.end_tick if first == len(self._plan.bars) else max(self.start_tick, self._begins(first))


def _bits(notes: dict[int, Note]) -> Bits:
    """The visibles of notes by cell."""
    bits = np.zeros(2 * CELLS, bool)
    for cell, note in notes.items():
        bits[cell] = True
        bits[CELLS + cell] = note.velocity >= ACCENT
    return bits


def _again(note: Note) -> PartNote:
    return PartNote(0, note.start_tick, note.duration_ticks, note.pitch, note.velocity)


def plan_of(writer: DrumsWriter) -> DrumPlan:
    """What the writer was asked for, as cells."""
    return writer._plan
