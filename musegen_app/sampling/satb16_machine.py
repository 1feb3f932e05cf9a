"""Block Gibbs sampling of one step of four voices, in numpy: the RBM of `nets/rnn_rbm.py` at work.

The weights are multiples of 1/2048 (see `bundles/satb16_graphs.py`), so that sums over binary units are exact and a
chain comes out the same alone and beside fifteen others. A unit is on if what drives it exceeds a logistic random
number, a voice takes the value with the largest logit plus Gumbel noise: no exponential is needed in between.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from musegen_app.codecs.satb16 import VALUES, VOICES, Ints

Floats = NDArray[np.float32]
SWEEPS = 25


class Noise:
    """The random numbers of one chain: the same for the same (seed, take) and step, whoever else plays."""

    def __init__(self, rng_seed: int, take: int, units: int) -> None:
        self._key = np.random.SeedSequence((rng_seed & (1 << 64) - 1, take, 1)).generate_state(2, np.uint64)
        self._units = units

    def step(self, number: int) -> tuple[Floats, Floats]:
        """Logistic noise for the units (SWEEPS + 1, units), Gumbel noise for the values (SWEEPS, VOICES × VALUES)."""
        generator = np.random.Generator(np.random.Philox(key=self._key, counter=[0, number, 0, 0]))
        u = generator.random((SWEEPS + 1) * self._units + SWEEPS * VOICES * VALUES, np.float32)
        u = np.maximum(u, np.float32(1e-7))
        on, values = u[: (SWEEPS + 1) * self._units], u[(SWEEPS + 1) * self._units :]
        logistic = np.log(on) - np.log1p(-on)
        gumbel = -np.log(-np.log(values))
        return logistic.reshape(SWEEPS + 1, -1), gumbel.reshape(SWEEPS, -1)


class Machine:
    """weights (4, VALUES, units)."""

    def __init__(self, weights: Floats) -> None:
        self._by_value = np.ascontiguousarray(weights.reshape(VOICES * VALUES, -1))
        self._by_unit = np.ascontiguousarray(self._by_value.T)
        self._offsets = VALUES * np.arange(VOICES)
        self._half = 0.5 * weights.sum(-1, dtype=np.float32)  # the units are centred at one half

    def biases(self, plain: Floats, units: Floats) -> tuple[Floats, Floats]:
        """Of the values (B, 4, VALUES) and the units (B, units), from the log-probabilities `plain` of each voice apart
        and what the past says to the units. Row by row: a product of the whole batch would add in another order."""
        expected = np.exp(plain).reshape(len(plain), 1, -1) @ self._by_value
        return plain - self._half, units - expected[:, 0]

    def sweep(
        self, x: Ints, values: Floats, units: Floats, fixed: NDArray[np.bool_], noise: Sequence[tuple[Floats, Floats]]
    ) -> tuple[Ints, Floats]:
        """SWEEPS block Gibbs sweeps of each row.

        x (B, 4) where the chains begin · values (B, 4, VALUES) and units (B, units) biases · fixed (B, 4) cells that
        stay. Returns the last x and the logits (B, 4, VALUES) that the units have for the voices after it.
        """
        flat = values.reshape(len(x), -1)
        on_noise = np.stack([n[0] for n in noise], 1)  # (SWEEPS + 1, B, units)
        value_noise = np.stack([n[1] for n in noise], 1) + flat
        free = ~fixed
        for on, noisy in zip(on_noise[:-1], value_noise, strict=True):
            logits = self._on(x, units, on) @ self._by_unit
            logits += noisy
            np.copyto(x := x.copy(), logits.reshape(-1, VOICES, VALUES).argmax(2), where=free)
        last = self._on(x, units, on_noise[-1]) @ self._by_unit + flat
        return x, last.reshape(values.shape)

    def _on(self, x: Ints, units: Floats, noise: Floats) -> Floats:
        rows = self._by_value[x + self._offsets]
        driven = units + rows[:, 0]
        for v in range(1, VOICES):
            driven += rows[:, v]
        on: Floats = (driven > noise).astype(np.float32)
        return on
