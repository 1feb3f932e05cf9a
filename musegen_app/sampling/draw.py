"""Dice that do not depend on who else is playing: same seed, same take, same throws."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from musegen_app.sampling.messages import Steering
from musegen_app.sampling.steering.control import LogProbs

THROWS_PER_EVENT = 3  # one for each field, drawn or not, so that an event's throws depend on its number only
_CHUNK = 256
_MASK = (1 << 64) - 1


class Dice:
    """Uniform numbers in [0, 1), three for each event number, keyed by (rng seed, take, attempt).

    Reading event 40 again gives the same numbers: a sampler that goes back and on again repeats itself.
    """

    def __init__(self, rng_seed: int, take: int = 0, attempt: int = 0) -> None:
        self.key = (rng_seed & _MASK, take, attempt)
        self._generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(self.key)))
        self._throws = np.empty((0, THROWS_PER_EVENT))

    def throws(self, event: int) -> npt.NDArray[np.float64]:
        """The three numbers of event number `event` ≥ 0."""
        while event >= len(self._throws):
            self._throws = np.concatenate([self._throws, self._generator.random((_CHUNK, THROWS_PER_EVENT))])
        row: npt.NDArray[np.float64] = self._throws[event]
        return row


def turned(rng_seed: int, begun: Steering, now: Steering) -> int:
    """The seed to go on with after a control was moved while a take is written: what comes next is imagined anew, from
    its first note on. With the settings that the take was begun with it is the very seed of the take."""
    if now == begun:
        return rng_seed
    return (rng_seed ^ int.from_bytes(hashlib.sha256(repr(now).encode()).digest()[:8], "big")) & _MASK


def draw(log_probs: LogProbs, throw: float) -> int:
    """The index that `throw` in [0, 1) falls on (inverse CDF); never one of probability zero."""
    mass = np.cumsum(np.exp(log_probs - log_probs.max()))
    index = int(mass.searchsorted(throw * mass[-1], side="right"))
    return index if index < len(mass) else int(np.flatnonzero(log_probs > -np.inf)[-1])
