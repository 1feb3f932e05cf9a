"""Draws pop events from a recurrent net, one after the other: feed, draw, snapshot, restore.

Runs on numpy and whatever evaluates the step graph; no torch, no clock, no pipe. What is drawn is what comes out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as own
from functools import partial
from typing import Protocol

import numpy as np
import numpy.typing as npt

from musegen_app.codecs.pop import (
    DURATION,
    DURATIONS,
    END,
    FIELDS,
    NEXT,
    NO_VALUE,
    ONSET,
    PART,
    PITCH,
    PITCH_LOW,
    PITCH_SIZE,
    PopEvent,
    fields_of,
    midi_pitch,
)
from musegen_app.codecs.pop_context import PopContext
from musegen_app.codecs.pop_legal import legal, may_enter
from musegen_app.codecs.pop_tracker import PopMark, PopTracker
from musegen_app.sampling import eased as eased_by
from musegen_app.sampling.draw import Dice, draw
from musegen_app.sampling.eased import eased
from musegen_app.sampling.messages import Steering
from musegen_app.sampling.pop_moment import NO_OFFER, OFFERS, PopMoments
from musegen_app.sampling.standing import Standing
from musegen_app.sampling.steering.chain import steer
from musegen_app.sampling.strict import is_strict, leaves_any

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
MOST_HELD = 64  # notes back that may still sound
STEERED_AS = ("kind", "pitch", "kind", "pitch", "duration", "velocity")  # the fields as the controls call them


class PopNet(Protocol):
    """A net as the sampler uses it: `bundles.pop_graphs.PopGraphs`, or a toy. B independent rows at once."""

    def lane_vectors(self, cells: Ints) -> Floats: ...
    def zero_state(self, batch: int = 1) -> Floats: ...
    def step(self, state: Floats, features: Ints, lane: Floats) -> tuple[Floats, Floats]: ...
    def head(self, field: int, hidden: Floats, chosen: Ints | None = None) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A sampler at one moment; goes back into the sampler it came from."""

    mark: PopMark
    state: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """An event, the net's own log-probability of it in nats, labels of controls that gave way, and whether a part had
    to play because it had rested too long."""

    event: PopEvent
    logp: float
    gave_way: tuple[str, ...] = ()
    urged: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Nothing begins before sixteenth `start`. A part that has rested longer than its `rests` (sixteenths; 0: as long
    as it likes) plays as soon as it can; `given` notes (start, part and pitch value) do not count. `standing` are, for
    a part, the notes of its track that stay, in sixteenths."""

    start: int
    given: frozenset[tuple[int, int, int]] = frozenset()
    rests: tuple[int, int, int] = (0, 0, 0)
    standing: Mapping[int, Standing] = own(default_factory=dict)
    resumed: int = 0  # steered from this sixteenth on: nothing more begins before it


class PopSampler:
    """One take being written. `dice` and `steering` may be exchanged between events. Without `moments` only
    the controls act that need not know what a choice means."""

    def __init__(
        self,
        net: PopNet,
        context: PopContext,
        dice: Dice,
        steering: Steering,
        limits: Limits,
        moments: PopMoments | None = None,
    ) -> None:
        self._moments = moments
        self.net, self.tracker = net, PopTracker(context)
        self.dice, self.steering, self.limits = dice, steering, limits
        self._lane = net.lane_vectors(self.tracker.cells)
        self.state = net.zero_state(1)

    def snapshot(self) -> Snapshot:
        return Snapshot(self.tracker.snapshot(), self.state)

    def restore(self, snapshot: Snapshot) -> None:
        self.tracker.restore(snapshot.mark)
        self.state = snapshot.state

    def inputs(self) -> tuple[Ints, Floats]:
        """The net's inputs for the next event, each with a batch of one."""
        return self.tracker.features()[None], self._lane[None, self.tracker.lane_index]

    def throws(self) -> npt.NDArray[np.float64]:
        """A number in [0, 1) for each field of the next event."""
        number = len(self.tracker.events)
        return np.concatenate([self.dice.throws(2 * number), self.dice.throws(2 * number + 1)])

    def pick(
        self, field: int, log_probs: Floats, throw: float, chosen: Sequence[int]
    ) -> tuple[int, float, tuple[str, ...]]:
        """Draw one field: value, the net's log-probability of it, and controls that gave way."""
        plain = log_probs.astype(np.float64)
        mask = self._allowed(field, chosen)
        if mask.sum() == 1 and not np.isnan(plain).any():  # what is known already is no matter of taste
            value = int(mask.argmax())
            return value, float(plain[value]), ()
        allowed = np.where(mask, plain, -np.inf)
        if not np.isfinite(allowed).any():  # the net gives all that is allowed no chance at all
            allowed = np.where(mask, 0.0, -np.inf)
        moment = None if self._moments is None else partial(self._moments.of, self.tracker, field, chosen)
        steered = steer(
            STEERED_AS[field], allowed, eased(self.steering, eased_by.POP), moment, offers=OFFERS.get(field, NO_OFFER)
        )
        value = draw(steered.log_probs, throw)
        return value, float(plain[value]), steered.gave_way

    def _allowed(self, field: int, chosen: Sequence[int]) -> npt.NDArray[np.bool_]:
        """What is legal, inside the limits; a take ends where it was asked to, not earlier."""
        mask = legal(self.tracker, field, chosen)
        if field == ONSET:
            if mask[END]:
                mask[END], mask[NEXT] = False, True
            first = max(self.limits.start, self.limits.resumed)
            mask[: min(NEXT, max(0, first - self.tracker.position))] = False
            mask[NEXT] &= not (mask[:NEXT].any() and self.overdue() is not None)
            mask[0] = mask[0] and (mask.sum() == 1 or self._may_join())
        elif field == PART:
            part = self.overdue()
            if part is not None and mask[part]:
                mask[:] = False
                mask[part] = True
            mask = self._able(mask, chosen[ONSET])
        elif field == PITCH:
            held = [pitch for pitch in self._held(chosen) if mask[pitch]]
            held += [pitch for pitch in self._standing(chosen) if mask[pitch] and pitch not in held]
            mask[held] = len(held) == mask.sum()  # a key that is down is struck again only if nothing else is allowed
        elif field == DURATION:
            mask[1 + self._longest(chosen) :] = False
        return mask

    def _may_join(self) -> bool:
        """Do the strict controls leave some part a pitch beside what begins at the same moment?"""
        if self._moments is None or not is_strict(self.steering):
            return True
        return any(self._can_play(0, part) for part in np.flatnonzero(legal(self.tracker, PART, (0,))).tolist())

    def _able(self, mask: npt.NDArray[np.bool_], onset: int) -> npt.NDArray[np.bool_]:
        """Of these parts those that have such a pitch; all if none has."""
        if self._moments is None or mask.sum() < 2 or not is_strict(self.steering):
            return mask
        able = np.array([bool(may) and self._can_play(onset, part) for part, may in enumerate(mask)])
        return able if able.any() else mask

    def _can_play(self, onset: int, part: int) -> bool:
        assert self._moments is not None
        chosen = (onset, NO_VALUE, part, NO_VALUE, NO_VALUE, NO_VALUE)
        mask = self._allowed(PITCH, chosen)
        moment = partial(self._moments.of, self.tracker, PITCH, chosen)
        return mask.sum() == 1 or leaves_any(np.where(mask, 0.0, -np.inf), self.steering, moment)

    def overdue(self) -> int | None:
        """A part that would rest too long if it did not play in this half bar, though it can."""
        limits, tracker = self.limits, self.tracker
        if not any(limits.rests) or tracker.half_end <= limits.start:
            return None
        for part, rest in enumerate(limits.rests):
            if rest and tracker.half_end - self._last_new(part) > rest and may_enter(tracker, part):
                return part
        return None

    def _last_new(self, part: int) -> int:
        """When the part last began a note that was not given; the take's start if it has not yet."""
        start, given = self.limits.start, self.limits.given
        own = (n[0] for n in reversed(self.tracker.notes) if n[1] == part and n[0] >= start and n[:3] not in given)
        return next(own, start)

    def _held(self, chosen: Sequence[int]) -> set[int]:
        """Pitch values that the chosen part still holds when the next note begins."""
        at, part = self.tracker.position + chosen[ONSET], chosen[PART]
        recent = self.tracker.notes[-MOST_HELD:]
        return {n[2] for n in recent if n[1] == part and n[0] < at < n[0] + DURATIONS[n[3]]}

    def _standing(self, chosen: Sequence[int]) -> list[int]:
        """Pitch values at which a note of the chosen part's track that stays sounds; not those of given notes."""
        at, anchor = self.tracker.position + chosen[ONSET], self.tracker.context.anchor
        stays = self.limits.standing.get(chosen[PART])
        found = () if stays is None else stays.sounding(at, at + 1)
        values = (p - anchor - PITCH_LOW for p in found)
        return [v for v in values if 0 <= v < PITCH_SIZE and (at, chosen[PART], v) not in self.limits.given]

    def _longest(self, chosen: Sequence[int]) -> int:
        """The longest value that leaves a given note of the same key alone."""
        at, given = self.tracker.position + chosen[ONSET], self.tracker.lane.notes
        same = given[(given[:, 0] > at) & (given[:, 1] == chosen[PART]) & (given[:, 2] == chosen[PITCH]), 0]
        room: float = int(same.min()) - at if len(same) else DURATIONS[-1]
        stays = self.limits.standing.get(chosen[PART])
        if stays is not None and (at, chosen[PART], chosen[PITCH]) not in self.limits.given:
            room = max(1, min(room, stays.next(midi_pitch(chosen[PITCH], self.tracker.context.anchor), at) - at))
        return bisect_right(DURATIONS, room) - 1


def feed_all(net: PopNet, samplers: Sequence[PopSampler], event: PopEvent) -> None:
    """`event` happened to each sampler; one call of the net for all."""
    step_all(net, samplers)
    for sampler in samplers:
        sampler.tracker.push(event)


def step_all(net: PopNet, samplers: Sequence[PopSampler]) -> Floats:
    """Move every state one event on; what the heads need, a row for each sampler."""
    features, lanes = (np.concatenate(x) for x in zip(*(s.inputs() for s in samplers), strict=True))
    states = np.concatenate([s.state for s in samplers])
    hidden, states = net.step(states, features, lanes)
    for row, sampler in enumerate(samplers):
        sampler.state = states[row : row + 1]
    return hidden


def draw_all(net: PopNet, samplers: Sequence[PopSampler]) -> list[Drawn]:
    """The next event of each sampler, with one call of the net for all; nothing is pushed yet."""
    hidden = step_all(net, samplers)
    chosen = np.full((len(samplers), len(FIELDS)), NO_VALUE, np.int64)
    logp = [0.0] * len(samplers)
    gave: list[tuple[str, ...]] = [()] * len(samplers)
    throws = [s.throws() for s in samplers]
    for field in range(len(FIELDS)):
        rows = [r for r in range(len(samplers)) if field == ONSET or field in fields_of(int(chosen[r, ONSET]))]
        if not rows:
            continue
        log_probs = net.head(field, hidden[rows], chosen[rows, :field] if field else None)
        for r, row in zip(rows, log_probs, strict=True):
            value, nats, relaxed = samplers[r].pick(field, row, float(throws[r][field]), chosen[r].tolist())
            chosen[r, field] = value
            logp[r] += nats
            gave[r] += relaxed
    return [
        Drawn((c[0], c[1], c[2], c[3], c[4], c[5]), nats, relaxed, s.overdue() is not None)
        for s, c, nats, relaxed in zip(samplers, chosen.tolist(), logp, gave, strict=True)
    ]
