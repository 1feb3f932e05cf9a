"""Writes drum parts: the writer of the codec `drums` (drums-rbm). One `advance` is one bar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from musegen_app.bundles.drums_graphs import DrumWeights, open_drums_bundle
from musegen_app.bundles.manifest import Manifest
from musegen_app.codecs.drums import ACCENT, CELLS, DRUMS, GM_PITCHES, LARGEST_OFFSET, TICKS, Bits, DrumBar, DrumHit
from musegen_app.codecs.drums_context import inputs, touch_inputs
from musegen_app.sampling.draw import turned
from musegen_app.sampling.drums_machine import WIDE, Drawn, Room, gibbs, order_kept, with_touch
from musegen_app.sampling.drums_plan import SHORTEST, DrumPlan, PlannedBar, plan
from musegen_app.sampling.drums_steering import leaning, louder
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import ControlEvent, Note
from musegen_app.score.time import TICKS_PER_QUARTER

OPERATIONS = frozenset(OperationKind) - {OperationKind.HARMONISE, OperationKind.MELODY, OperationKind.INTERPOLATE}
SWEEPS, FIRST_SWEEPS = 100, 400  # of a bar that goes on from others, and of one from nothing, begun at silence
STROKE_TICKS = 120
_MASK = (1 << 64) - 1

__all__ = ["OPERATIONS", "DrumsWriter", "open_drums"]


def open_drums(folder: Path, manifest: Manifest) -> DrumWeights:
    """The weights of a checked bundle folder. Raises BundleError."""
    return open_drums_bundle(folder, manifest)


Stroke = tuple[DrumHit, PartNote | None]  # a hit, and its note unless the song has it and keeps it


@dataclass(frozen=True, slots=True)
class Promised:
    """What stays of a bar that is drawn again from a beat on: the cells before that beat and what was played there."""

    cells: Bits  # (CELLS)
    strokes: Mapping[int, Stroke]  # by cell


class DrumsWriter:
    """A `Writer`. Each bar has dice of its own, so that a bar drawn again from the same past is the same bar."""

    def __init__(self, begin: Begin, net: DrumWeights, index: int = 0) -> None:
        self._net, self._plan = net, plan(begin, index)
        self._steering, self._key = begin.steering, (begin.rng_seed & _MASK, index)
        self._begun_with, self._rolled = begin.steering, self._key
        self.parts = (self._plan.part,)
        self.start_tick, self.end_tick = self._plan.start_tick, self._plan.end_tick
        self.recovered = ""
        self.gave_way: set[str] = set()
        self._bars: list[DrumBar] = []  # as written
        self._played: list[dict[int, Stroke]] = []  # of each bar, by cell
        self._promised: Promised | None = None  # of the bar that is drawn next

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
        dice = np.random.Generator(np.random.PCG64(np.random.SeedSequence((*self._rolled, number))))
        drawn = self._pattern(planned, before, dice)
        told = touch_inputs(planned.context, planned.bar, before, drawn.pattern)
        room, more = self._room(planned, drawn.pattern), louder(self._steering_at(planned))
        velocity, offset = with_touch(self._net, told, drawn.pattern[CELLS:], dice, room, more)
        promised = self._promised.strokes if self._promised is not None else {}
        played = {
            cell: promised.get(cell) or self._stroke(planned, cell, drawn, velocity, offset)
            for cell in np.flatnonzero(drawn.pattern[:CELLS]).tolist()
        }
        self._bars.append(DrumBar(planned.bar.start_tick, planned.bar.ticks, tuple(hit for hit, _ in played.values())))
        self._played.append(played)
        self._promised = None

    def _pattern(self, planned: PlannedBar, before: tuple[DrumBar, ...], dice: np.random.Generator) -> Drawn:
        """The visibles of a bar; nothing is thrown for one that is fixed throughout."""
        cells, kept, touched = planned.fixed, _bits(planned.kept), planned.retouched
        if self._promised is not None:
            cells, touched = cells | self._promised.cells, touched & ~self._promised.cells
            for cell, (hit, _) in self._promised.strokes.items():
                kept[cell], kept[CELLS + cell] = True, hit.velocity >= ACCENT
        fixed = np.concatenate([cells, cells])
        if fixed.all() and not touched.any():
            return Drawn(kept, np.zeros(CELLS, np.float32))
        keys, units = self._net.biases(inputs(planned.context, planned.bar, before), planned.bar.open_visibles())
        start = np.where(fixed, kept, before[-1].pattern() if before else kept)
        steering = self._steering_at(planned)
        keys = keys + leaning(steering, before)
        t, p = steering.rhythm_temperature, steering.top_p
        return gibbs(self._net, (keys, units), start, fixed, dice, SWEEPS if before else FIRST_SWEEPS, t, p, touched)

    def _steering_at(self, planned: PlannedBar) -> Steering:
        """What counts in a bar."""
        return self._steering.at(planned.bar.start_tick)

    def _stroke(self, planned: PlannedBar, cell: int, drawn: Drawn, velocity: np.ndarray, offset: np.ndarray) -> Stroke:
        """A hit of the pattern; its note too, unless the song has it and keeps it."""
        slot, drum = divmod(cell, len(DRUMS))
        at = planned.bar.start_tick + TICKS[slot]
        old = planned.kept.get(cell)
        if old is not None and not planned.retouched[cell]:
            hit = DrumHit(slot, drum, old.velocity, max(-LARGEST_OFFSET, min(LARGEST_OFFSET, old.start_tick - at)))
            return hit, _again(old) if old.id in self._plan.again else None
        tick = self._inside(planned.bar, at + int(offset[cell]))
        hit = DrumHit(slot, drum, int(velocity[cell]), tick - at)
        if old is not None:
            return hit, PartNote(0, tick, old.duration_ticks, old.pitch, hit.velocity, float(drawn.logp[cell]))
        length = int(min(STROKE_TICKS, self._plan.standing.next(GM_PITCHES[drum], tick) - tick))
        return hit, PartNote(0, tick, max(1, length), GM_PITCHES[drum], hit.velocity, float(drawn.logp[cell]))

    def _room(self, planned: PlannedBar, pattern: Bits) -> Room:
        """How early and late each hit may be, so that it is struck between the notes of its drum that stay; what is
        humanised also keeps its order."""
        standing, bar = self._plan.standing, planned.bar
        narrow = order_kept(pattern) if planned.retouched.any() else WIDE
        if standing.empty:
            return narrow
        places = [(bar.start_tick + tick, pitch) for tick in TICKS for pitch in GM_PITCHES]
        low = [min(0.0, max(-LARGEST_OFFSET, standing.last_end(p, at) - at)) for at, p in places]
        high = [max(0.0, min(LARGEST_OFFSET, standing.next(p, at) - SHORTEST - at)) for at, p in places]
        return np.maximum(np.array(low, np.int64), narrow[0]), np.minimum(np.array(high, np.int64), narrow[1])

    def _inside(self, bar: DrumBar, tick: int) -> int:
        """Within the take, and not so late that it could be taken for the next bar's."""
        latest = min(self.end_tick, bar.start_tick + bar.ticks - LARGEST_OFFSET) - 1
        return max(self.start_tick, min(tick, max(bar.start_tick, latest)))

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The notes of these ticks; a bar's notes do not reach into the next one."""
        drawn = (note for bar in self._played for _, note in bar.values() if note is not None)
        until = self.decided_tick
        found = (*drawn, *(_again(n) for n in self._plan.unheard if n.start_tick < until))
        inside = (note for note in found if from_tick <= note.start_tick < to_tick)
        return sorted(inside, key=lambda n: (n.start_tick, n.pitch))

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """Drums have none."""
        return []

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first quarter of a bar whose hits all come at or after `commit_tick`; hits before it stay."""
        self._steering = steering
        self._rolled = turned(self._key[0], self._begun_with, steering), self._key[1]
        commit = max(commit_tick, self.start_tick)
        for number, planned in enumerate(self._plan.bars):
            for beat in range(0, planned.bar.ticks, TICKS_PER_QUARTER):
                tick = self._begins(number) + beat
                if tick >= commit or (commit == self.start_tick and beat == number == 0):
                    self._rewind(number, beat)
                    return max(self.start_tick, min(tick, self.end_tick))
        return self.end_tick

    def _rewind(self, number: int, beat: int) -> None:
        """Forget what stands from `beat` ticks in bar `number` on, as far as it was drawn."""
        if number < len(self._bars):
            before = np.repeat(np.array(TICKS), len(DRUMS)) < beat
            strokes = {cell: stroke for cell, stroke in self._played[number].items() if before[cell]}
            self._promised = Promised(before, strokes) if beat else None
            del self._bars[number:], self._played[number:]


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
