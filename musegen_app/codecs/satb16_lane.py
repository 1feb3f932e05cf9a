"""The constraint lane of four voices: the cells that are fixed, as the net sees them and as the masks do.

The lane net reads the cells backwards once per request and gives one vector per step that sums up this step and all
after it.
"""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.satb16 import SILENCE, STEPS_PER_QUARTER, VALUES, VOICES, Ints, Known, SatbContext, indices
from musegen_app.codecs.satb16_features import at_place

# there at all, with the place in the beat · the pitch of each voice (0 unknown, else as `indices`) · who begins
CELL_SIZES = (1 + STEPS_PER_QUARTER, VALUES, VALUES, VALUES, VALUES, 1 << VOICES)
CELL_WIDTH = len(CELL_SIZES)


def cells(known: Known, context: SatbContext, start: int = 0) -> Ints:
    """What the lane net reads (steps, CELL_WIDTH), `known` beginning at step `start`. After the last fixed cell all is
    0: nothing more is known."""
    steps = len(known.known)
    place = 1 + at_place(np.arange(start, start + steps), context)
    pitch = np.where(known.known, indices(np.maximum(known.pitches, SILENCE)), 0)
    begins = (known.onsets & known.known) @ (1 << np.arange(VOICES))
    rows = np.concatenate([place[:, None], pitch, begins[:, None]], axis=1).astype(np.int64)
    rows[last_known(known) :] = 0
    return rows


def last_known(known: Known) -> int:
    """The step after the last one of which something is fixed; 0 if nothing is."""
    steps = np.flatnonzero(known.known.any(axis=1))
    return int(steps[-1]) + 1 if len(steps) else 0
