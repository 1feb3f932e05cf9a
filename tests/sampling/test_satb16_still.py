"""When voices have begun no note for too long."""

from __future__ import annotations

import numpy as np
import pytest

from musegen_app.codecs.satb16 import FIRST_PITCH, HOLD, REST, VOICES
from musegen_app.sampling.satb16_still import too_long_still

BAR, NOTE = 16, FIRST_PITCH + 20


def late(steps: int, onsets: tuple[int, ...] = (), fixed_until: int = 0, now: int = -1) -> int:
    """After `steps` steps, in which the soprano began notes at `onsets`; the first ones were not drawn."""
    values = np.full((steps, VOICES), HOLD)
    values[:1] = REST
    values[list(onsets), 0] = NOTE
    fixed = np.full((steps + 1, VOICES), -1)
    fixed[:fixed_until] = HOLD
    return too_long_still(values, fixed, np.array([now, -1, -1, -1]), BAR)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (late(0), -3),
        (late(4), 1),  # a beat of nothing
        (late(4, now=NOTE), 0),  # another voice begins one
        (late(16, onsets=(1,)), 0),
        (late(17, onsets=(1,)), 1),  # a bar without a new one
        (late(34, onsets=(3,), fixed_until=32), -1),  # what was not drawn does not count
        (late(36, onsets=(3,), fixed_until=32), 1),
    ],
)
def test_how_late_it_is(found: int, wanted: int) -> None:
    assert found == wanted
