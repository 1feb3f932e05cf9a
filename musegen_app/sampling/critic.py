"""What can be said for and against a take, part by part and in words: numbers only rank, the words say why.

Four marks from 0 to 100. Probability: does the net expect these notes as it expects what it writes by itself, neither
bored nor lost? Originality: how long a run stands in a training piece? Form: do bars come again, as often as in real
music, and does it end like an end? Rules: how many faults in leading lines? `sampling.judging` puts them together for a
take; how well they tell real music from bad takes is in docs/originality.md (`benchmarks/critic.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

SHARES = {"probability": 0.3, "originality": 0.15, "form": 0.25, "rules": 0.3}


@dataclass(frozen=True, slots=True)
class Mark:
    """0..100 and the reason as a sentence without a full stop; None says why there is no mark."""

    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class Critique:
    """Marks from 0 to 100, the more the better; `words` holds a sentence for each part, in the same order.

    A part that cannot be judged (a model that does not tell what it learned from) has 50 and does not count.
    """

    total: float
    probability: float
    originality: float
    form: float
    rules: float
    words: tuple[str, ...] = ()


def combined(probability: Mark, originality: Mark, form: Mark, rules: Mark) -> Critique:
    """The weighted mean (`SHARES`) of what can be judged, of square roots and squared again: what is bad in one part
    can hardly be made good by the others."""
    marks = {"probability": probability, "originality": originality, "form": form, "rules": rules}
    known = {name: mark.value for name, mark in marks.items() if mark.value is not None}
    weight = sum(SHARES[name] for name in known)
    roots = sum(SHARES[name] * value**0.5 for name, value in known.items())
    total = (roots / weight) ** 2 if weight else 50.0
    values = {name: round(known.get(name, 50.0), 1) for name in marks}
    return Critique(total=round(total, 1), words=tuple(m.words for m in marks.values()), **values)


def within(value: float, low: float, high: float, slack: float) -> float:
    """1 inside [low, high], falling to 0 at `slack` outside."""
    outside = max(low - value, value - high, 0.0)
    return max(0.0, 1.0 - outside / slack)


def counted(number: int, what: str, many: str = "") -> str:
    """`1 bar`, `8 bars`."""
    return f"{number} {what}" if number == 1 else f"{number} {many or what + 's'}"
