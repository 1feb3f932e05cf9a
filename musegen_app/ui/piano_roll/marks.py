"""Lines that a gesture or a mode draws over the notes: the lasso, the knife's cut, the cursor of step input."""

from __future__ import annotations

from dataclasses import dataclass

Place = tuple[float, float]  # tick, and row counted from the top


@dataclass(frozen=True, slots=True)
class StepMark:
    """Where step input writes: from `tick`, `ticks` long; `pitches` are held now."""

    tick: int
    ticks: int
    pitches: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Marks:
    """`lasso` is closed when it is drawn; `cut` goes from one place to another. All are anchored in the
    music."""

    lasso: tuple[Place, ...] = ()
    cut: tuple[Place, Place] | None = None
    step: StepMark | None = None
    swipe: tuple[int, int] | None = None  # ticks that the net is to write anew
