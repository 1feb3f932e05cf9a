"""What each control does to music, a few choices at a time."""

from __future__ import annotations

import numpy as np

from musegen_app.sampling.steering.catalog import control
from musegen_app.sampling.steering.moment import Choices, Sounded
from tests.sampling.moments import moment

EVEN = np.zeros(3)


def bent(name: str, value: float, choices: Choices, **other: object) -> list[float]:
    return control(name).bend(EVEN, value, moment(choices, **other)).tolist()


def test_density_likes_notes_that_begin_and_begin_soon() -> None:
    strikes, waits = Choices(strikes=np.array([1.0, 0.0, 0.0])), Choices(wait=np.array([0.25, 1.0, 4.0]))
    for choices in (strikes, waits):
        busy, sparse = bent("density", 1.0, choices), bent("density", -1.0, choices)
        assert busy[0] > busy[1] >= busy[2]
        assert sparse[0] < sparse[1] <= sparse[2]


def test_leaps_are_wide_intervals_and_a_repeated_note_is_none() -> None:
    choices = Choices(pitch=np.array([62.0, 64.0, 71.0]))
    line = [Sounded(0.0, 1.0, 62)]
    wide, narrow = bent("leaps", 1.0, choices, line=line), bent("leaps", -1.0, choices, line=line)
    assert wide[2] == max(wide)
    assert narrow[2] == min(narrow)
    assert narrow[1] > narrow[0]
    assert bent("leaps", 1.0, choices) == EVEN.tolist()  # there is no note before the first


def test_the_scale_lock_lets_no_foreign_note_in() -> None:
    choices = Choices(pitch=np.array([62.0, 63.0, np.nan]))
    assert bent("scale_lock", 1.0, choices) == [0.0, -np.inf, 0.0]
    assert 0.0 > bent("scale_lock", 0.5, choices)[1] > -1.0


def test_the_range_is_strict() -> None:
    choices = Choices(pitch=np.array([59.0, 60.0, np.nan]))
    assert bent("pitch_low", 60.0, choices) == [-np.inf, 0.0, 0.0]
    assert bent("pitch_high", 59.0, choices) == [0.0, -np.inf, 0.0]
