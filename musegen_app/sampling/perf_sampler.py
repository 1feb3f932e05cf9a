"""Draws piano events from a recurrent net, one after the other: feed, next, snapshot, restore.

Runs on numpy and whatever evaluates the step graph; no torch, no clock, no pipe. What is drawn is what comes out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.perf import DURATION, FIELDS, GAP, NO_VALUE, TIMING, VALUE, VELOCITY, PerfEvent, is_key
from musegen_app.codecs.perf_tracker import PerfContext, PerfTracker
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.eased import PERF, eased
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.perf_moment import OFFERS, PerfMoments
from musegen_app.sampling.perf_rules import PerfRules, release
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.steering.top_p import keep_likeliest
from musegen_app.sampling.strict import is_strict, leaves_any

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
STEERED_AS = ("kind", "pitch", "duration", "velocity", "timing")  # the fields as the controls call them
_DURATION_ON = range(DURATION, len(FIELDS))
_TOUCH = (VELOCITY, TIMING)


class PerfNet(Protocol):
    """A net as the sampler uses it: `bundles.perf_graphs.PerfGraphs`, or a toy. B independent rows at once."""

    styles: tuple[str, ...]

    def lane_vectors(self, cells: Ints) -> Floats: ...
    def zero_state(self, batch: int = 1) -> Floats: ...
    def step(self, state: Floats, features: Ints, lane: Floats, numbers: Floats) -> tuple[Floats, Floats]: ...
    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event, the net's own log-probability of it in nats, labels of controls that gave way, and whether it is a
    note that was fixed."""

    event: PerfEvent
    logp: float
    gave_way: tuple[str, ...] = ()
    fixed: bool = False


class PerfSampler:
    """One take being written. `dice`, `steering` and `rules` may be exchanged between events. Without `moments` only
    the controls act that need not know what a choice means."""

    def __init__(
        self,
        net: PerfNet,
        context: PerfContext,
        dice: Dice,
        steering: Steering,
        rules: PerfRules,
        moments: PerfMoments | None = None,
    ) -> None:
        self._moments = moments
        self.net, self.tracker = net, PerfTracker(context)
        self.dice, self.steering, self.rules = dice, steering, rules
        self._lane = net.lane_vectors(context.lane.cells())
        self.state = net.zero_state(1)
        self.ends: dict[int, float] = {}

    def push(self, event: PerfEvent) -> None:
        """It happened; the state has been moved on by the caller."""
        self.tracker.push(event)
        if is_key(event.value):
            self.ends[event.value] = release(event, self.tracker.position)

    def restore(self, count: int, state: Floats) -> None:
        """Back to the first `count` events, after which the net was in `state`."""
        self.tracker.back_to(count)
        self.state = state
        pairs = zip(self.tracker.events, self.tracker.positions, strict=True)
        self.ends = {e.value: release(e, at) for e, at in pairs if is_key(e.value)}

    def inputs(self) -> tuple[Ints, Floats, Floats]:
        """The net's inputs for the next event, each with a batch of one."""
        lane = self._lane[None, self.tracker.lane_index]
        return self.tracker.features()[None], lane, self.tracker.dense()[None]

    def throws(self) -> npt.NDArray[np.float64]:
        """A number in [0, 1) for each field of the next event."""
        number = len(self.tracker.events)
        return np.concatenate([self.dice.throws(2 * number), self.dice.throws(2 * number + 1)])

    def pick(
        self, name: int, log_probs: Floats, throw: float, chosen: Sequence[int]
    ) -> tuple[int, float, tuple[str, ...]]:
        """Draw one field: value, the net's log-probability of it, and controls that gave way."""
        plain = log_probs.astype(np.float64)
        mask = self._allowed(name, chosen)
        if mask.sum() == 1 and not np.isnan(plain).any():  # what is known already is no matter of taste
            value = int(mask.argmax())
            return value, float(plain[value]), ()
        allowed = np.where(mask, plain, -np.inf)
        if not np.isfinite(allowed).any():  # the net gives all that is allowed no chance at all
            allowed = np.where(mask, 0.0, -np.inf)
        moment = None if self._moments is None else partial(self._moments.of, self.tracker, name, chosen)
        steered = steer(STEERED_AS[name], allowed, eased(self.steering, PERF), moment, offers=OFFERS[name])
        bent = steered.log_probs
        if name in _TOUCH:  # what hardly ever happens is left out as of the other fields
            bent = keep_likeliest(bent, self.steering.top_p)
        value = draw(bent, throw)
        return value, float(plain[value]), steered.gave_way

    def _allowed(self, name: int, chosen: Sequence[int]) -> npt.NDArray[np.bool_]:
        """What the rules allow; no key more at this onset if the strict controls leave none."""
        mask = self.rules.allowed(name, self.tracker, chosen, self.ends)
        if name == GAP and mask[0] and mask.sum() > 1 and self._moments is not None and is_strict(self.steering):
            mask[0] = self._can_join(self._moments)
        return mask

    def _can_join(self, moments: PerfMoments) -> bool:
        chosen = (0, *[NO_VALUE] * (len(FIELDS) - 1))
        mask = self.rules.allowed(VALUE, self.tracker, chosen, self.ends)
        moment = partial(moments.of, self.tracker, VALUE, chosen)
        return leaves_any(np.where(mask, 0.0, -np.inf), self.steering, moment)


def feed_all(net: PerfNet, samplers: Sequence[PerfSampler], event: PerfEvent) -> None:
    """`event` happened to each sampler; one call of the net for all."""
    step_all(net, samplers)
    for sampler in samplers:
        sampler.push(event)


def step_all(net: PerfNet, samplers: Sequence[PerfSampler]) -> Floats:
    """Move every state one event on; what the heads need, a row for each sampler."""
    features, lanes, numbers = (np.concatenate(x) for x in zip(*(s.inputs() for s in samplers), strict=True))
    states = np.concatenate([s.state for s in samplers])
    hidden, states = net.step(states, features, lanes, numbers)
    for row, sampler in enumerate(samplers):
        sampler.state = states[row : row + 1]
    return hidden


def draw_all(net: PerfNet, samplers: Sequence[PerfSampler]) -> list[Drawn]:
    """The next event of each sampler, with one call of the net for all; nothing is pushed yet."""
    return _draw_rows(net, samplers, step_all(net, samplers))


def _draw_rows(net: PerfNet, samplers: Sequence[PerfSampler], hidden: Floats) -> list[Drawn]:
    chosen = np.full((len(samplers), len(FIELDS)), NO_VALUE, np.int64)
    logp = [0.0] * len(samplers)
    gave: list[tuple[str, ...]] = [()] * len(samplers)
    throws = [s.throws() for s in samplers]
    for name in range(len(FIELDS)):
        if name == DURATION:
            _fill_in(chosen, samplers)
        rows = [r for r, s in enumerate(samplers) if _draws(name, chosen[r].tolist(), s)]
        if not rows:
            continue
        log_probs = net.head(name, hidden[rows], chosen[rows, :name] if name else None)
        for r, row in zip(rows, log_probs, strict=True):
            value, nats, relaxed = samplers[r].pick(name, row, float(throws[r][name]), chosen[r].tolist())
            chosen[r, name] = value
            logp[r] += nats
            gave[r] += relaxed
    return [_drawn(s, c, n, g) for s, c, n, g in zip(samplers, chosen.tolist(), logp, gave, strict=True)]


def _draws(name: int, chosen: Sequence[int], sampler: PerfSampler) -> bool:
    """Whether that field is drawn: keys that are not fixed have all of them."""
    if name not in _DURATION_ON:
        return True
    value = chosen[VALUE]
    if not is_key(value):
        return False
    fixed = sampler.rules.at(sampler.tracker, chosen[GAP], value)
    return fixed is None or (name in _TOUCH and fixed.place in sampler.rules.retouched)


def _fill_in(chosen: Ints, samplers: Sequence[PerfSampler]) -> None:
    """The durations of fixed notes whose touch is drawn."""
    for row, sampler in zip(chosen, samplers, strict=True):
        fixed = sampler.rules.at(sampler.tracker, int(row[GAP]), int(row[VALUE]))
        if fixed is not None and fixed.place in sampler.rules.retouched:
            row[DURATION] = fixed.event.duration


def _drawn(sampler: PerfSampler, chosen: Sequence[int], logp: float, gave_way: tuple[str, ...]) -> Drawn:
    fixed = sampler.rules.at(sampler.tracker, chosen[GAP], chosen[VALUE])
    if fixed is None or fixed.place in sampler.rules.retouched:
        return Drawn(PerfEvent(*chosen), logp, gave_way)
    e = fixed.event
    return Drawn(PerfEvent(chosen[GAP], e.value, e.duration, e.velocity, e.timing), logp, gave_way, fixed=True)
