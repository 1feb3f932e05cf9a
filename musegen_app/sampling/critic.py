"""What can be said for and against a take, part by part and in words: numbers only rank, the words say why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Critique:
    """Marks from 0 to 100, the more the better; `words` holds a sentence for each part, in the same order."""

    total: float
    probability: float
    originality: float
    form: float
    rules: float
    words: tuple[str, ...] = ()
