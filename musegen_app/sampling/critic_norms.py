"""What the critic takes for usual: measured on held-out pieces and on unsteered takes, see docs/originality.md.

`python benchmarks/critic_norms.py` prints what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Norms:
    """`surprise`: nats per note between which nine in ten takes lie that nobody steered. `returns`: how much of a bar
    stands in one 1, 2, 4 or 8 before, in all but the loosest tenth of real pieces; `rhymes` the same of its rhythm
    alone. `faults` per note that real pieces have."""

    surprise: tuple[float, float]
    returns: float
    rhymes: float
    faults: float


_LEAD = Norms(surprise=(0.7, 1.95), returns=0.25, rhymes=0.45, faults=0.007)
_BY_CODEC: dict[str, Norms] = {"lead": _LEAD}


def norms_of(codec: str) -> Norms:
    """Those of a codec; a codec that was never measured is judged like a melody."""
    return _BY_CODEC.get(codec, _LEAD)
