"""Writes four voices: the writer of the codec `satb16` (chorale-rnn-rbm). One `advance` is one sixteenth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from musegen_app.bundles.manifest import Manifest
from musegen_app.bundles.satb16_graphs import NADE, RBM, SatbGraphs
from musegen_app.codecs.satb16 import HOLD, VOICES, Ints, frames_of
from musegen_app.codecs.satb16_score import notes_of
from musegen_app.sampling.draw import Dice, turned
from musegen_app.sampling.messages import Begin, OperationKind, Steering
from musegen_app.sampling.satb16_machine import Machine, Noise
from musegen_app.sampling.satb16_operations import allowance, moments_of, plan
from musegen_app.sampling.satb16_sampler import SatbNet, SatbSampler, Snapshot, advance_all
from musegen_app.sampling.writer import PartNote
from musegen_app.score.model import ControlEvent

OPERATIONS = frozenset(
    {
        OperationKind.CONTINUE,
        OperationKind.INFILL,
        OperationKind.HARMONISE,
        OperationKind.VARY,
        OperationKind.INTERPOLATE,
    }
)


class SatbNets:
    """An open bundle: the net, and the machine if the bundle has one. `heads`: the usual one first."""

    def __init__(self, net: SatbNet, heads: Sequence[str] = (NADE,)) -> None:
        self.net, self.heads = net, tuple(heads)
        self.machine = Machine(net.weights) if RBM in self.heads else None

    def head(self, begin: Begin) -> str:
        """The head with the largest weight in the request's style, else the usual one."""
        asked = [(w, name) for name, w in begin.operation.style if name in self.heads and w > 0]
        return max(asked)[1] if asked else self.heads[0]


def open_satb_nets(folder: Path, manifest: Manifest) -> SatbNets:
    """The int8 nets of a checked bundle folder. Raises BundleError."""
    graphs = SatbGraphs(folder, manifest)
    return SatbNets(graphs, graphs.heads)


class SatbWriter:
    """A `Writer`. What comes before the operation is fed by the first steps, for all takes of a batch together."""

    def __init__(self, begin: Begin, nets: SatbNets, index: int = 0) -> None:
        self.nets, self.view = nets, plan(begin, index)
        self._key, self._begun_with = (begin.rng_seed, index), begin.steering
        view = self.view
        self.machine = nets.machine if nets.head(begin) == RBM else None
        units = nets.net.weights.shape[-1]
        self.sampler = SatbSampler(
            nets.net,
            view.context,
            view.known,
            Dice(begin.rng_seed, index),
            Noise(begin.rng_seed, index, units) if self.machine else None,
            begin.steering,
            allowance(view, begin.operation.keep),
            view.standing,
            moments_of(begin, view),
        )
        self.parts = view.parts
        self.start_tick, self.end_tick = view.tick(view.start), view.tick(view.end)
        self.recovered = ""
        self._checkpoints: list[Snapshot] = []

    @property
    def position(self) -> int:
        return self.sampler.position

    @property
    def gave_way(self) -> set[str]:
        return self.sampler.gave_way

    @property
    def complete(self) -> bool:
        return self.position >= self.view.end

    @property
    def decided_tick(self) -> int:
        """A note that sounds may still be held on."""
        if self.complete:
            return self.end_tick
        if self.position <= self.view.start:
            return self.start_tick
        begun = [self._begun(v) for v in self.view.written if self.sampler.tracker.motion.pitch[v] > 0]
        return self.view.tick(max(self.view.start, min([self.position, *begun])))

    def _begun(self, voice: int) -> int:
        """The step at which the note that sounds began."""
        step = self.position - 1
        while step > 0 and self.sampler.tracker.values[step][voice] == HOLD:
            step -= 1
        return step

    def advance(self) -> None:
        advance_satb([self])

    def at_bar(self) -> None:
        """Remember this moment if it is the start or a bar line after it."""
        view = self.view
        if self.position >= view.start and (
            self.position == view.start or (self.position - view.context.pickup) % view.bar == 0
        ):
            self._checkpoints.append(self.sampler.snapshot())

    def notes(self, from_tick: int, to_tick: int) -> list[PartNote]:
        """The new notes of these ticks; those that stayed are the song's, unless accepting would remove them."""
        frames, view = frames_of(self.sampler.values), self.view
        found = []
        for part, voice in enumerate(view.written):
            fixed = {n.start: n for n in view.given.voices[voice]}
            for start, end, pitch in notes_of(frames, voice):
                own = fixed.get(start)
                if start < view.start or not from_tick <= view.tick(start) < to_tick:
                    continue
                if own is None:
                    found.append(self._note(part, voice, start, end, pitch))
                elif own.id in view.again:
                    found.append(self._note(part, voice, start, own.end, own.pitch))
        return sorted(found, key=lambda n: (n.start_tick, n.part))

    def _note(self, part: int, voice: int, start: int, end: int, pitch: int) -> PartNote:
        logp = sum(float(row[voice]) for row in self.sampler.logp[start:end])
        length = self.view.tick(end) - self.view.tick(start)
        return PartNote(part, self.view.tick(start), length, pitch, self.view.velocity, logp)

    def controls(self, from_tick: int, to_tick: int) -> list[tuple[int, ControlEvent]]:
        """Voices have none."""
        return []

    def steer(self, steering: Steering, commit_tick: int) -> int:
        """From the first beat at or after `commit_tick`; a note that began before it stays to its end."""
        view = self.view
        step = view.at_or_after(commit_tick)
        step += -(step - view.context.pickup) % 4
        step = min(max(step, view.start), view.end)
        self.sampler.steering, self.sampler.resumed = steering, step
        self._roll(steering)
        if step < self.position:
            self._rewind(step)
        return view.tick(step)

    def _roll(self, steering: Steering) -> None:
        """Take the dice of these settings."""
        (rng_seed, index), sampler = self._key, self.sampler
        rng_seed = turned(rng_seed, self._begun_with, steering)
        sampler.dice = Dice(rng_seed, index)
        if sampler.noise is not None:
            sampler.noise = Noise(rng_seed, index, self.nets.net.weights.shape[-1])

    def _rewind(self, step: int) -> None:
        """Back to a checkpoint; what is kept is fed again, and notes that began are held to their ends."""
        values, logp = self.sampler.values, list(self.sampler.logp)
        while self._checkpoints[-1].tracker.position > step:
            self._checkpoints.pop()
        self.sampler.restore(self._checkpoints[-1])
        self._promise(values, step)
        for at in range(self.position, step):
            feed(self.nets.net, self.sampler, values[at])
            self.sampler.logp[at] = logp[at]

    def _promise(self, values: Ints, step: int) -> None:
        """Fix the rest of the notes that sound across `step`."""
        for voice in self.view.written:
            at = step
            while at < len(values) and values[at, voice] == HOLD:
                self.sampler.fixed[at, voice] = HOLD
                at += 1


def feed(net: SatbNet, sampler: SatbSampler, values: Ints) -> None:
    """These values happened."""
    features, lane = sampler.inputs()
    _, _, sampler.state = net.step(sampler.state, features[None], lane[None])
    sampler.push(values, np.zeros(VOICES))


def advance_satb(writers: Sequence[SatbWriter]) -> None:
    """One step of each, those with the same head together."""
    for machine in {id(w.machine): w.machine for w in writers}.values():
        some = [w for w in writers if w.machine is machine]
        for writer in some:
            writer.at_bar()
        advance_all(some[0].nets.net, machine, [w.sampler for w in some])
