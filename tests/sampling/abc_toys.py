"""A character net that knows nothing but which characters are common; good enough to try all machinery."""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.abc_text import ALPHABET, SYMBOLS
from musegen_app.codecs.abc_tracker import WIDTH

_COMMON = 'ABcdeGFg|2/ \n"' + "-3"


class ToyGraphs:
    """Stands in for `AbcGraphs`: log-probabilities from the last character and a state that counts."""

    plain = False
    state_size = 2

    def zero_state(self, batch: int = 1) -> np.ndarray:
        return np.zeros((batch, self.state_size), np.float32)

    def step(self, state: np.ndarray, features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        assert features.shape == (len(state), WIDTH)
        logits = np.full((len(state), SYMBOLS), -8.0, np.float32)
        for i, character in enumerate(ALPHABET):
            if character in _COMMON:
                logits[:, i] = np.sin(features[:, 0] * 1.7 + i + state[:, 0] * 0.3)
        logp = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return logp, (state + np.float32(1)) % np.float32(50)
