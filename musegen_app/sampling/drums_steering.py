"""The controls of a beat. A machine draws a whole bar at once, so what leans a melody note by note leans the biases of
its cells here: nats added to the hits and accents that the bar may have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from musegen_app.codecs.drums import CELLS, DRUMS, SLOT_TICKS, SLOTS, VISIBLES, DrumBar, Floats
from musegen_app.sampling.messages import Steering

DENSITY = 0.25  # nats at ±1 for every hit
OFF_BEAT = 1.0  # for a hit between half beats, against one on the beat
SWUNG = 3.0  # for a hit at two thirds of a beat, against one at its half
AGAIN = 1.5  # for what stood in the bar before
ACCENT = 1.5  # for an accent
LOUDER = 24.0  # steps of velocity at ±1
_INTEREST = {0: -1.0, 480: 0.0}  # of the slots of a beat; the others have 1
_SWING = {640: 1.0, 320: 0.5, 480: -1.0, 240: -0.5, 720: -0.5}


def _by_cell(of_slot: Sequence[float]) -> Floats:
    """A number for each slot of a beat, for all cells of a bar."""
    slots = np.tile(np.array(of_slot, np.float32), SLOTS // len(SLOT_TICKS))
    return np.repeat(slots, len(DRUMS))


_INTERESTING = _by_cell([_INTEREST.get(tick, 1.0) for tick in SLOT_TICKS])
_SWINGING = _by_cell([_SWING.get(tick, 0.0) for tick in SLOT_TICKS])


def leaning(steering: Steering, before: Sequence[DrumBar]) -> Floats:
    """Nats for each visible (VISIBLES); zeros where all is at rest."""
    nats = np.zeros(VISIBLES, np.float32)
    nats[:CELLS] = (
        DENSITY * steering.density
        + OFF_BEAT * steering.rhythmic_interest * _INTERESTING
        + SWUNG * steering.swing * _SWINGING
    )
    nats[CELLS:] = ACCENT * steering.dynamics
    if before:
        nats[:CELLS] += AGAIN * steering.repetition * np.where(before[-1].pattern()[:CELLS], 1.0, -0.5)
    return nats


def louder(steering: Steering) -> float:
    """How much the middle of the velocities is moved."""
    return LOUDER * steering.dynamics
