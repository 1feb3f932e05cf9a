"""Witten-Bell smoothed character n-grams: what a net over text has to beat (Witten & Bell 1991).

P(c | context) = (count(context c) + T(context) · P(c | shorter context)) / (count(context) + T(context)), with
T(context) the number of different characters seen behind it; below the empty context all characters are equal.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

Text = Sequence[int]


class WittenBell:
    """Counts of all contexts up to `order` − 1 characters. `start` (never predicted) fills the context at the front."""

    def __init__(self, order: int, symbols: int, start: int) -> None:
        self.order, self.symbols, self.start = order, symbols, start
        self._counts: dict[tuple[int, ...], Counter[int]] = defaultdict(Counter)
        self._totals: Counter[tuple[int, ...]] = Counter()

    def learn(self, texts: Iterable[Text]) -> None:
        for text in texts:
            padded = self._padded(text)
            for i in range(self.order - 1, len(padded)):
                for length in range(self.order):
                    context = tuple(padded[i - length : i])
                    self._counts[context][padded[i]] += 1
                    self._totals[context] += 1

    def probability(self, context: Sequence[int], symbol: int) -> float:
        """Of `symbol` behind the last `order` − 1 symbols of `context`."""
        p = 1.0 / self.symbols
        for length in range(min(self.order, len(context) + 1)):
            key = tuple(context[len(context) - length :])
            total = self._totals.get(key, 0)
            if not total:
                break
            seen = self._counts[key]
            p = (seen[symbol] + len(seen) * p) / (total + len(seen))
        return p

    def nats(self, texts: Iterable[Text]) -> tuple[float, int]:
        """Summed nats of the texts and how many characters they have."""
        total, count = 0.0, 0
        for text in texts:
            padded = self._padded(text)
            for i in range(self.order - 1, len(padded)):
                total -= math.log(self.probability(padded[max(0, i - self.order + 1) : i], padded[i]))
                count += 1
        return total, count

    def _padded(self, text: Text) -> list[int]:
        return [self.start] * (self.order - 1) + list(text)
