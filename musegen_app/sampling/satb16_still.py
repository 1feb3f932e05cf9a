"""Voices that strict controls have left nothing to sing: after how long these give way, so that no take stays empty."""

from __future__ import annotations

import numpy as np

from musegen_app.codecs.satb16 import FIRST_PITCH, STEPS_PER_QUARTER, Bools, Ints

LATER = STEPS_PER_QUARTER  # so much later a voice may sing beyond the range, if no other has reached it
_BAR = 4 * STEPS_PER_QUARTER  # where the bar is not known


def too_long_still(values: Ints, fixed: Ints, now: Ints, bar: int) -> int:
    """For how many steps more than may be no voice has begun a note that is written: than a bar, or than a beat where
    nothing was written yet. 0 or less: for no more.

    `values` (n, 4) are the steps so far, `fixed` (n + 1, 4) what is not drawn (-1: it is), `now` (4) the values of the
    step that is being drawn as far as they are decided.
    """
    free = fixed < 0
    if (now[free[-1]] >= FIRST_PITCH).any():
        return 0
    begun = np.flatnonzero(_begun(values, free[:-1]))
    if len(begun):
        return len(values) - int(begun[-1]) + 1 - (bar or _BAR)
    return len(values) - int(np.flatnonzero(free.any(axis=1))[0]) + 1 - STEPS_PER_QUARTER


def has_begun(values: Ints, fixed: Ints) -> bool:
    """Has any note been written? Both (n, 4), see above."""
    return bool(_begun(values, fixed < 0).any())


def _begun(values: Ints, free: Bools) -> Bools:
    """In which steps (n) something was."""
    return np.asarray((free & (values >= FIRST_PITCH)).any(axis=1))
