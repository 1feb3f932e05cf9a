"""Draws four voices step by step from a chorale net, by either head: the twin's voices one after the other, or the
machine's all together. What is drawn is what comes out; cells that are fixed are not drawn at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.satb16 import (
    FIRST_PITCH,
    HOLD,
    LOW,
    PITCHES,
    REST,
    SILENCE,
    VOICES,
    Bools,
    Ints,
    Known,
    SatbContext,
    legal,
)
from musegen_app.codecs.satb16_features import MATCH_COPY, Tracker
from musegen_app.codecs.satb16_lane import cells
from musegen_app.codecs.satb16_relations import given, relations
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.eased import SATB16, eased
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.satb16_machine import Machine, Noise
from musegen_app.sampling.satb16_moment import OFFERS, SatbMoments
from musegen_app.sampling.satb16_still import LATER, has_begun, too_long_still
from musegen_app.sampling.standing import Standing
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.steering.control import LogProbs
from musegen_app.sampling.strict import RANGE, in_range, is_strict, leaves_any

Floats = NDArray[np.float32]
ORDER = (0, 3, 2, 1)  # the outer voices first, as in training


class SatbNet(Protocol):
    """A net as the sampler uses it: `bundles.satb16_graphs.SatbGraphs`, or a toy. B rows at once."""

    weights: Floats

    def lane_vectors(self, cells: Ints) -> Floats: ...
    def zero_state(self, batch: int = 1) -> Floats: ...
    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats, Floats]: ...
    def voice(self, v: int, prepared: Floats, given: Ints, relations: Ints, match: Ints) -> Floats: ...
    def machine(self, history: Floats) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sampler at one moment."""

    tracker: Tracker
    state: Floats


class SatbSampler:
    """One take. `fixed` (steps, 4) are the values of cells that are not drawn, -1 elsewhere.

    `allowed(step, voice, before)` may narrow what a free cell takes (a variation that keeps the rhythm); where nothing
    would be left it is not heard. `standing` are, for a voice, the notes of its track that stay (in steps). Without
    `moments` only the controls act that need not know what a choice means.
    """

    def __init__(
        self,
        net: SatbNet,
        context: SatbContext,
        known: Known,
        dice: Dice,
        noise: Noise | None,
        steering: Steering,
        allowed: Callable[[int, int, int], Bools] | None = None,
        standing: Mapping[int, Standing] | None = None,
        moments: SatbMoments | None = None,
    ) -> None:
        self.tracker, self.context = Tracker(context), context
        self.fixed = known.values()
        self.dice, self.noise, self.steering, self.allowed = dice, noise, steering, allowed
        self.standing, self._moments = standing or {}, moments
        self._lane = net.lane_vectors(cells(known, context))
        self.state = net.zero_state(1)
        self.logp: list[NDArray[np.float64]] = []  # of each step and voice, nats; 0 where it was fixed
        self.gave_way: set[str] = set()
        self.resumed = -1  # the notes before this step have been promised as they are

    @property
    def position(self) -> int:
        """The next step."""
        return self.tracker.position

    @property
    def values(self) -> Ints:
        """All steps so far (steps, 4)."""
        return np.array(self.tracker.values, np.int64).reshape(-1, VOICES)

    def snapshot(self) -> Snapshot:
        return Snapshot(self.tracker.copy(), self.state)

    def restore(self, snapshot: Snapshot) -> None:
        self.tracker, self.state = snapshot.tracker.copy(), snapshot.state
        del self.logp[self.position :]

    def inputs(self) -> tuple[Ints, Floats]:
        return self.tracker.features(), self._lane[self.position]

    def fixed_now(self) -> Ints:
        """The values of the cells of the next step that are fixed, -1 elsewhere; never an illegal one."""
        row: Ints = self.fixed[self.position].copy()
        mask = legal(self.tracker.motion.pitch)
        row[(row == HOLD) & ~mask[:, HOLD]] = REST
        row[(row == REST) & ~mask[:, REST]] = HOLD
        return row

    def narrow(self, mask: Bools) -> None:
        """Take from what is legal (4, VALUES) what may not be drawn next; every voice keeps a value."""
        pitch = self.tracker.motion.pitch
        for voice in range(VOICES):
            if pitch[voice] > SILENCE and self._ended(voice):
                mask[voice, HOLD] = False
            if self.allowed is not None:
                wished = mask[voice] & self.allowed(self.position, voice, int(pitch[voice]))
                mask[voice] = wished if wished.any() else mask[voice]
            self._keep_clear(mask[voice], voice, int(pitch[voice]))

    def _keep_clear(self, mask: Bools, voice: int, pitch: int) -> None:
        """Nothing begins or is held on where a note that stays sounds on the same pitch."""
        if voice not in self.standing:
            return
        for other in self.standing[voice].sounding(self.position, self.position + 1):
            if 0 <= other - LOW[voice] < PITCHES:
                mask[FIRST_PITCH + other - LOW[voice]] = False
            if other == pitch:
                mask[HOLD] = False
        if not mask.any():
            mask[HOLD if pitch == SILENCE else REST] = True

    def _ended(self, voice: int) -> bool:
        """Is what sounds a note that is not held any longer: a fixed one, or one that has been promised?"""
        step = self.position
        return step == self.resumed or (step > 0 and bool(self.fixed[step - 1, voice] >= 0))

    def pick(self, voice: int, plain: LogProbs, kinds: LogProbs, now: Ints) -> tuple[int, float]:
        """Draw a voice's value: first whether it holds, rests or begins a note, then which. Value and the net's own
        log-probability. `now` (4): the values of this step as far as they are decided."""
        throws = self.dice.throws(self.position * VOICES + voice)
        pitches = np.full_like(plain, -np.inf)
        if np.isfinite(kinds[FIRST_PITCH]):
            pitches[FIRST_PITCH:] = plain[FIRST_PITCH:] - kinds[FIRST_PITCH]
        kind = self._choose("kind", voice, self._singable(voice, kinds, pitches, now), float(throws[0]), now)
        if kind != FIRST_PITCH:
            return kind, float(plain[kind])
        value = self._choose("pitch", voice, pitches, float(throws[1]), now)
        return value, float(plain[value])

    def _singable(self, voice: int, kinds: LogProbs, pitches: LogProbs, now: Ints) -> LogProbs:
        """No note where the strict controls leave none, if something else may come; but they give way before nothing at
        all is sung."""
        if self._moments is None or not is_strict(self.steering) or not np.isfinite(kinds[:FIRST_PITCH]).any():
            return kinds
        moment = partial(self._moments.of, self.tracker, "pitch", voice, now)
        if not np.isfinite(pitches).any() or leaves_any(pitches, self.steering, moment):
            return kinds
        late = too_long_still(self.values, self.fixed[: self.position + 1], now, self.context.bar)
        if late > 0 and (in_range(pitches, self.steering, moment) or (late > LATER and self._is_out_of_reach)):
            return np.where(np.arange(len(kinds)) < FIRST_PITCH, -np.inf, kinds)
        return np.where(np.arange(len(kinds)) == FIRST_PITCH, -np.inf, kinds)

    @property
    def _is_out_of_reach(self) -> bool:
        """Has no voice come into the strict range yet?"""
        return bool(RANGE & self.gave_way) or not has_begun(self.values, self.fixed[: self.position])

    def _choose(self, field: str, voice: int, log_probs: LogProbs, throw: float, now: Ints) -> int:
        if np.isfinite(log_probs).sum() == 1:  # what is known already is no matter of taste
            return int(log_probs.argmax())
        moment = None if self._moments is None else partial(self._moments.of, self.tracker, field, voice, now)
        steered = steer(field, log_probs, eased(self.steering, SATB16), moment, offers=OFFERS[field])
        self.gave_way.update(steered.gave_way)
        return draw(steered.log_probs, throw)

    def push(self, values: Ints, logp: NDArray[np.float64]) -> None:
        self.tracker.push(values)
        self.logp.append(logp)


def normal(logits: NDArray[np.floating], mask: Bools) -> NDArray[np.float64]:
    """Log-probabilities (rows, VALUES) of what is allowed."""
    kept = np.where(mask, logits.astype(np.float64), -np.inf)
    kept -= kept.max(axis=1, keepdims=True)
    kept -= np.log(np.exp(kept).sum(axis=1, keepdims=True))
    return kept


def kinds_of(log_probs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Log-probabilities of HOLD, REST and any pitch: (rows, VALUES) → (rows, 3)."""
    with np.errstate(divide="ignore"):
        note = np.log(np.exp(log_probs[:, FIRST_PITCH:]).sum(axis=1))
    return np.stack([log_probs[:, HOLD], log_probs[:, REST], note], axis=1)


def advance_all(net: SatbNet, machine: Machine | None, samplers: Sequence[SatbSampler]) -> None:
    """One step of each, with one call of the net for all. A row does not depend on its neighbours."""
    features, lanes = zip(*(s.inputs() for s in samplers), strict=True)
    columns = np.stack(features)
    states = np.concatenate([s.state for s in samplers])
    prepared, history, states = net.step(states, columns, np.stack(lanes))
    for row, sampler in enumerate(samplers):
        sampler.state = states[row : row + 1]
    step = _Step(net, samplers, prepared, columns)
    if machine is not None:
        step.draw_together(machine, history)
    else:
        step.draw_in_turn()
    for row, sampler in enumerate(samplers):
        sampler.push(step.values[row], step.logp[row])


class _Step:
    """One step of B takes being drawn."""

    def __init__(self, net: SatbNet, samplers: Sequence[SatbSampler], prepared: Floats, columns: Ints) -> None:
        self.net, self.samplers, self.prepared = net, samplers, prepared
        self.match = columns[:, MATCH_COPY]
        self.before = np.stack([s.tracker.motion.pitch for s in samplers])
        self.tonic = np.array([-1 if s.context.tonic is None else s.context.tonic for s in samplers])
        self.values = np.stack([s.fixed_now() for s in samplers])
        self.free = self.values < 0
        self.logp = np.zeros(self.values.shape)
        self.mask = legal(self.before)
        for sampler, mask in zip(samplers, self.mask, strict=True):
            sampler.narrow(mask)

    def logits(self, voice: int, rows: Ints, there: Bools) -> Floats:
        """Of one voice in some rows, given what is `there` (rows, 4)."""
        now, onsets = self._now(rows)
        return self.net.voice(
            voice,
            self.prepared[rows],
            given(now, onsets, there),
            relations(voice, self.before[rows], now, there, self.tonic[rows]),
            self.match[rows, voice],
        )

    def _now(self, rows: Ints) -> tuple[Ints, Bools]:
        """What sounds in this step, and what begins, as far as it is decided."""
        values, held = self.values[rows], np.maximum(self.before[rows], SILENCE)
        begun = np.where(values >= FIRST_PITCH, values - FIRST_PITCH + LOW, SILENCE)
        return np.where(values == HOLD, held, begun), values != HOLD

    def draw_in_turn(self) -> None:
        """The twin: each free voice given the fixed ones and those before it."""
        for voice in ORDER:
            rows = np.flatnonzero(self.free[:, voice])
            if not len(rows):
                continue
            self._pick(voice, rows, self.logits(voice, rows, self.values[rows] >= 0))

    def _pick(self, voice: int, rows: Ints, logits: Floats) -> None:
        """Draw one voice of some rows."""
        plain = normal(logits, self.mask[rows, voice])
        for row, own, kinds in zip(rows.tolist(), plain, kinds_of(plain), strict=True):
            self.values[row, voice], self.logp[row, voice] = self.samplers[row].pick(
                voice, own, kinds, self.values[row]
            )

    def draw_together(self, machine: Machine, history: Floats) -> None:
        """The machine: a chain of block Gibbs sweeps over the free voices, the last draw bent by the controls."""
        rows = np.flatnonzero(self.free.any(axis=1))
        if not len(rows):
            return
        fixed = ~self.free[rows]
        plain = self._plain(rows)
        values, units = machine.biases(plain, self.net.machine(history[rows]))
        chains = [self.samplers[r] for r in rows.tolist()]
        noise = [s.noise.step(s.position) for s in chains if s.noise is not None]
        start = np.where(fixed, self.values[rows], plain.argmax(2))
        _, logits = machine.sweep(start, values, units, fixed, noise)
        for voice in range(VOICES):
            own = np.flatnonzero(self.free[rows, voice])
            if len(own):
                self._pick(voice, rows[own], logits[own, voice])

    def _plain(self, rows: Ints) -> Floats:
        """What each voice would take if it knew no other (rows, 4, VALUES), impossible where it may not."""
        nothing = np.zeros((len(rows), VOICES), np.bool_)
        masks = self.mask[rows]
        each = [normal(self.logits(v, rows, nothing), masks[:, v]) for v in range(VOICES)]
        return np.stack(each, axis=1).astype(np.float32)
