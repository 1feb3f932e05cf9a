"""What the pop net has to beat: for each field, counts behind longer and longer contexts, mixed as by Witten & Bell.

Contexts are columns of the net's own inputs and fields of the event drawn so far, so that the baseline sees place,
chord and the last notes as the net does, but no further back and no interplay. `order` 0 is counts alone.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence

from musegen_app.codecs.pop import FIELDS, ONSET, PART, fields_of
from musegen_app.codecs.pop_features import INDEX
from musegen_app.training.pop_examples import Example

_PARTS = ("lead", "bridge", "accompaniment")
_LADDERS: tuple[
    tuple[str, ...], ...
] = (  # columns in the order in which they join the context; @ = of the event's part
    ("place", "last_event", "together", "accompaniment_since"),
    ("chord", "chord_before", "place", "tonic"),
    ("=onset", "last_event", "together", "place"),
    ("=part", "chord", "@pitch", "=onset", "@pitch_before"),
    ("=part", "=onset", "place", "@duration"),
    ("=part", "@velocity", "=onset", "place"),
)


class PopNgram:
    """Fit once, then ask for nats. `order` is how many columns of a ladder are used."""

    def __init__(self, order: int = 9) -> None:
        self.order = order
        self._counts: list[dict[Hashable, Counter[int]]] = [defaultdict(Counter) for _ in FIELDS]

    def learn(self, examples: Sequence[Example]) -> None:
        for field, value, contexts in _seen(examples, self.order):
            for context in contexts:
                self._counts[field][context][value] += 1

    def nats(self, examples: Sequence[Example]) -> dict[str, float]:
        """Nats per note of each field and their sum."""
        sums, notes = [0.0] * len(FIELDS), sum(len(e.notes) for e in examples)
        for field, value, contexts in _seen(examples, self.order):
            sums[field] -= math.log(self._probability(field, value, contexts))
        figures = {f"{f.name}_nats_per_note": x / max(notes, 1) for f, x in zip(FIELDS, sums, strict=True)}
        return {"nats_per_note": sum(sums) / max(notes, 1), **figures}

    def _probability(self, field: int, value: int, contexts: Sequence[Hashable]) -> float:
        p = 1 / FIELDS[field].size
        for context in contexts:
            seen = self._counts[field].get(context)
            if seen is None:
                break
            p = (seen[value] + len(seen) * p) / (seen.total() + len(seen))
        return p


def _seen(examples: Sequence[Example], order: int) -> Iterator[tuple[int, int, list[Hashable]]]:
    """(field, value, contexts from short to long) of everything that is drawn."""
    for example in examples:
        for row, target in zip(example.rows.tolist(), example.targets.tolist(), strict=True):
            for field in fields_of(target[ONSET]):
                told = [_told(name, row, target) for name in _LADDERS[field][:order]]
                yield field, target[field], [tuple(told[:n]) for n in range(len(told) + 1)]


def _told(name: str, row: Sequence[int], target: Sequence[int]) -> int:
    if name == "=onset":
        return target[ONSET]
    if name == "=part":
        return target[PART]
    return row[INDEX[_PARTS[target[PART]] + "_" + name[1:] if name.startswith("@") else name]]
