"""A toy codec of several parts: no net, no files, but all that a `Writer` promises. Its notes depend on the dice alone.

It writes crotchets: the parts of the tracks it was asked for (or one each for a bass and drums on new tracks), with a
pedal at each bar line. INFILL and VARY write onto the given tracks and leave out what is locked there.
"""

from __future__ import annotations

from musegen_app.sampling.draw import Dice
from musegen_app.sampling.family import SamplingFamily
from musegen_app.sampling.job import LoadedBundle
from musegen_app.sampling.messages import Begin, OperationKind, Part, Steering
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import ControlEvent, ControlKind, Note
from musegen_app.score.time import TICKS_PER_QUARTER as Q

NEW = (Part("Bass", 0, 33), Part("Drums", 0, 0, is_drums=True))
PEDAL = 64


class ToyWriter:
    """One crotchet in each part a step. `calls` counts steps."""

    recovered = ""

    def __init__(self, begin: Begin, opened: object, index: int) -> None:
        self.start_tick = begin.start_tick
        operation = begin.operation
        bar = begin.score.meter.at(begin.start_tick).bar_ticks
        self.end_tick = operation.end_tick or begin.start_tick + begin.bars * bar
        known = {t.id: t for t in begin.score.tracks}
        asked = operation.track_ids or ((begin.track_id,) if begin.track_id in known else ())
        self.parts = tuple(Part(known[i].name, i, known[i].program, known[i].is_drums) for i in asked)
        if operation.kind in (OperationKind.ACCOMPANY, OperationKind.HARMONISE):
            self.parts = NEW
        elif operation.kind is OperationKind.CONTINUE:
            self.parts += NEW
        self._locked = [tuple(n for n in known[p.track_id].notes if n.locked) if p.track_id else () for p in self.parts]
        self.gave_way: set[str] = set()
        self._bar = bar
        self._dice = Dice(begin.rng_seed, index)
        self._higher = 0
        self._at = self.start_tick
        self._notes: list[PartNote] = []
        self.calls = 0

    @property
    def decided_tick(self) -> int:
        return min(self._at, self.end_tick)

    @property
    def complete(self) -> bool:
        return self._at >= self.end_tick

    def advance(self) -> None:
        self.calls += 1
        throws = self._dice.throws((self._at - self.start_tick) // Q)
        for i, _ in enumerate(self.parts):
            pitch = 40 + int(throws[i % 3] * 20) + self._higher
            length = min(Q, self.end_tick - self._at)
            if not any(meets(n, self._at, self._at + length) for n in self._locked[i]):
                self._notes.append(PartNote(i, self._at, length, pitch, 70 + i, -1.0 - i))
        self._at += Q

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        return [n for n in self._notes if from_tick <= n.start_tick < to_tick]

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        lines = range(self.start_tick, self.end_tick, self._bar)
        down = [(0, ControlEvent(t, ControlKind.CONTROL, 127, PEDAL)) for t in lines if from_tick <= t < to_tick]
        up = [(0, ControlEvent(t + Q, ControlKind.CONTROL, 0, PEDAL)) for t in lines if from_tick <= t + Q < to_tick]
        return sorted([*down, *up], key=lambda c: c[1].tick)

    def steer(self, steering: Steering, commit_tick: int) -> int:
        past = max(0, commit_tick - self.start_tick)
        at = min(self.end_tick, self.start_tick + -(-past // Q) * Q)
        self._notes = [n for n in self._notes if n.start_tick < at]
        self._at = min(self._at, at)
        self._higher = round(10 * steering.pitch_temperature)
        return at


def meets(note: Note, start: int, end: int) -> bool:
    """Does it sound at any moment of [start, end)?"""
    return note.start_tick < end and start < note.end_tick


TOY = SamplingFamily("toy", lambda folder, manifest: None, ToyWriter, operations=frozenset(OperationKind))


def toy_parts() -> LoadedBundle:
    """A loaded bundle of the toy codec."""
    return LoadedBundle("toy-parts", None, TOY)
