"""What the critic takes for usual: measured on held-out pieces and on unsteered takes, see docs/originality.md.

`python benchmarks/critic_norms.py` prints what stands here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Norms:
    """`surprise`: nats per note between which nine in ten takes lie that nobody steered; the upper end not below what
    held-out music costs (and a tenth). `returns`: how much of a bar stands in one 1, 2, 4 or 8 before, in all but the
    loosest tenth of real pieces; `rhymes`: the share of bars whose rhythm does. `faults` per note of real pieces."""

    surprise: tuple[float, float]
    returns: float
    rhymes: float
    faults: float


_LEAD = Norms(surprise=(0.7, 1.95), returns=0.25, rhymes=0.45, faults=0.007)
_BY_CODEC: dict[str, Norms] = {
    "lead": _LEAD,
    "satb16": Norms(surprise=(0.8, 1.65), returns=0.10, rhymes=0.125, faults=0.022),
    "pop": Norms(surprise=(3.9, 5.9), returns=0.17, rhymes=0.0, faults=0.186),
    "perf": Norms(surprise=(2.2, 5.2), returns=0.08, rhymes=0.25, faults=0.162),
    "abc": Norms(surprise=(1.6, 3.3), returns=0.35, rhymes=0.6, faults=0.011),
    "drums": Norms(surprise=(0.25, 0.6), returns=0.39, rhymes=0.125, faults=0.0),
}


def norms_of(codec: str) -> Norms:
    """Those of a codec; a codec that was never measured is judged like a melody."""
    return _BY_CODEC.get(codec, _LEAD)
