"""Draws lead events from a recurrent net, one after the other: feed, next, snapshot, restore.

Runs on numpy and whatever evaluates the step graph; no torch, no clock, no pipe. What is drawn is what comes out:
nothing is snapped, transposed or dropped afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.lead import DURATION, FIELDS, KIND, NO_VALUE, PITCH, Kind, LeadEvent, grid_of
from musegen_app.codecs.lead_context import LeadContext
from musegen_app.codecs.lead_tracker import LeadMark, LeadTracker
from musegen_app.sampling.bridge import towards_known
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.lead_moment import OFFERS, LeadMoments
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.rules import Mask, Rules
from musegen_app.sampling.steering.chain import Steered, steer
from musegen_app.sampling.steering.control import LogProbs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]


class StepNet(Protocol):
    """A net as the sampler uses it: `bundles.graphs.StepGraphs`, or a toy. B rows at once, none depends on another."""

    def lane_vectors(self, cells: Ints) -> Floats:
        """Lane cells (S, columns) → one vector per cell and a last one for "nothing more" (S + 1, lane)."""
        ...

    def zero_state(self, batch: int = 1) -> Floats:
        """The state before the first event (B, state)."""
        ...

    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats]:
        """One event further: state, inputs (B, columns), lane vectors (B, lane) → hidden for `head`, new state."""
        ...

    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats:
        """Log-probabilities (B, size) of a field, given the values of the fields before it (B, field)."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sampler at one moment; goes back into the sampler it came from."""

    mark: LeadMark
    state: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event, the net's own log-probability of it in nats, and labels of controls that gave way."""

    event: LeadEvent
    logp: float
    gave_way: tuple[str, ...] = ()


class LeadSampler:
    """One melody being written. `dice`, `steering` and `rules` may be exchanged between events. Without `moments` only
    the controls act that need not know what a choice means."""

    def __init__(
        self,
        net: StepNet,
        context: LeadContext,
        dice: Dice,
        steering: Steering,
        rules: Rules,
        moments: LeadMoments | None = None,
    ) -> None:
        self.net = net
        self.tracker = LeadTracker(context)
        self.dice = dice
        self.steering = steering
        self.rules = rules
        self._moments = moments
        self._lane = net.lane_vectors(self.tracker.lane.cells(context.metre))
        self.state = net.zero_state(1)

    @property
    def position(self) -> int:
        """Grid position of the next event."""
        return self.tracker.position

    def feed(self, events: Sequence[LeadEvent]) -> None:
        """These events happened. Log-probabilities are not computed."""
        for event in events:
            feed_all(self.net, [self], event)

    def next(self) -> Drawn:
        """Draw the next event and go past it."""
        return next_events(self.net, [self])[0]

    def snapshot(self) -> Snapshot:
        return Snapshot(self.tracker.snapshot(), self.state)

    def restore(self, snapshot: Snapshot) -> None:
        self.tracker.restore(snapshot.mark)
        self.state = snapshot.state

    def inputs(self) -> tuple[Ints, Floats]:
        """The net's inputs (1, columns) and lane vector (1, lane) for the next event."""
        return self.tracker.features()[None], self._lane[None, self.tracker.lane_index]

    def pick(
        self, field: int, log_probs: Floats, throw: float, kind: int = NO_VALUE, duration: int = NO_VALUE
    ) -> tuple[int, float, tuple[str, ...]]:
        """Draw one field: value, the net's log-probability of it, and controls that gave way. `kind` and `duration`
        are the values that were drawn for the event, if they were. What is known already is no matter of taste, and the
        wishes of the rules give way before a control does."""
        plain = log_probs.astype(np.float64)
        mask = self._mask(field, duration)
        if mask.sum() == 1 and self.tracker.legal(field).sum() == 1 and not np.isnan(plain).any():
            value = int(mask.argmax())
            return value, float(plain[value]), ()
        steered = self._steered(field, plain, mask, kind, duration)
        if steered.gave_way:
            possible = self._mask(field, duration, wishes=False)
            again = self._steered(field, plain, possible, kind, duration)
            steered = again if len(again.gave_way) < len(steered.gave_way) else steered
        value = draw(steered.log_probs, throw)
        return value, float(plain[value]), steered.gave_way

    def _mask(self, field: int, duration: int, wishes: bool = True) -> Mask:
        mask = self.rules.allowed(field, self.tracker, wishes)
        return self.rules.clear(mask, self.tracker, duration) if field == PITCH and duration != NO_VALUE else mask

    def _steered(self, field: int, plain: LogProbs, mask: Mask, kind: int, duration: int) -> Steered:
        allowed = np.where(mask, plain, -np.inf)
        if field == PITCH and self.rules.joins and duration != NO_VALUE:
            leaning = towards_known(self.tracker, grid_of(duration, self.tracker.to_bar_end))
            allowed = allowed if leaning is None else allowed + leaning
        if (
            not (allowed > -np.inf).any() and not np.isnan(allowed).any()
        ):  # the net gives all that is allowed no chance at all
            allowed = np.where(mask, 0.0, -np.inf)
        moment = None if self._moments is None else partial(self._moments.of, self.tracker, field, kind, duration)
        return steer(FIELDS[field].name, allowed, self.steering, moment, offers=OFFERS[field])


def feed_all(net: StepNet, samplers: Sequence[LeadSampler], event: LeadEvent) -> None:
    """`event` happened to each sampler; one call of the net for all."""
    _step(net, samplers)
    for sampler in samplers:
        sampler.tracker.push(event)


def next_events(net: StepNet, samplers: Sequence[LeadSampler]) -> list[Drawn]:
    """One event for each sampler, with one call of the net for all. A row does not depend on its neighbours."""
    drawn = _draw_rows(net, samplers, _step(net, samplers))
    for sampler, one in zip(samplers, drawn, strict=True):
        sampler.tracker.push(one.event)
    return drawn


def _step(net: StepNet, samplers: Sequence[LeadSampler]) -> Floats:
    """Move every state one event on; what the heads need, a row for each sampler."""
    features, lanes = zip(*(s.inputs() for s in samplers), strict=True)
    states = np.concatenate([s.state for s in samplers])
    hidden, states = net.step(states, np.concatenate(features), np.concatenate(lanes))
    for row, sampler in enumerate(samplers):
        sampler.state = states[row : row + 1]
    return hidden


def _draw_rows(net: StepNet, samplers: Sequence[LeadSampler], hidden: Floats) -> list[Drawn]:
    chosen = np.full((len(samplers), len(FIELDS)), NO_VALUE, np.int64)
    logp = [0.0] * len(samplers)
    gave_way: list[tuple[str, ...]] = [()] * len(samplers)
    throws = [s.dice.throws(len(s.tracker.events)) for s in samplers]
    for field in (KIND, DURATION, PITCH):
        rows = [r for r in range(len(samplers)) if _draws(field, int(chosen[r, KIND]))]
        if not rows:
            break
        log_probs = net.head(field, hidden[rows], chosen[rows, :field] if field else None)
        for r, row in zip(rows, log_probs, strict=True):
            kind, duration = int(chosen[r, KIND]), int(chosen[r, DURATION])
            value, nats, gave = samplers[r].pick(field, row, float(throws[r][field]), kind, duration)
            chosen[r, field] = value
            logp[r] += nats
            gave_way[r] += gave
    return [
        Drawn(LeadEvent(Kind(c[KIND]), int(c[DURATION]), int(c[PITCH])), nats, gave)
        for c, nats, gave in zip(chosen.tolist(), logp, gave_way, strict=True)
    ]


def _draws(field: int, kind: int) -> bool:
    """Whether an event of `kind` has `field`."""
    return field == KIND or (kind != Kind.END and (field == DURATION or kind == Kind.NOTE))
