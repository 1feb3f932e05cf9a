"""The register of new notes under the controls of pitch; values count from two octaves below the anchor (C4 = 60)."""

from __future__ import annotations

import pytest

from musegen_app.sampling.lead_register import wished_octave, wished_register
from musegen_app.sampling.messages import Steering

ANCHOR, ZERO = 60, 36
USUAL = (24, 43)  # C4 … G5


@pytest.mark.parametrize(
    ("steering", "expected"),
    [
        (Steering(), USUAL),
        (Steering(height=1.0), (24, 52)),
        (Steering(height=-1.0), (15, 43)),
        (Steering(pitch_low=72.0, pitch_high=84.0), (36, 48)),
        (Steering(pitch_low=72.0), (36, 55)),  # there is room above
        (Steering(pitch_high=55.0), (0, 19)),
        (Steering(loose_low=72.0), (29, 48)),  # a loose limit may be passed
        (Steering(loose_high=72.0), (24, 43)),
        (Steering(pitch_low=79.0, loose_high=2.0), (43, 60)),  # what is strict counts
        (Steering(pitch_low=80.0, pitch_high=70.0), USUAL),  # nonsense is no wish
        (Steering(pitch_low=110.0), USUAL),  # the codec does not go there
    ],
)
def test_the_register_that_is_wished_for(steering: Steering, expected: tuple[int, int]) -> None:
    assert wished_register(USUAL, steering, ANCHOR) == expected


@pytest.mark.parametrize(
    ("steering", "expected"),
    [
        (Steering(), -2),  # as it was
        (Steering(pitch_low=40.0, pitch_high=55.0), -2),
        (Steering(pitch_low=50.0, pitch_high=64.0), -1),
        (Steering(pitch_low=69.0, pitch_high=74.0), 0),
        (Steering(pitch_low=50.0), 0),  # nothing keeps it from lying where it usually does
        (Steering(pitch_low=84.0), 2),
        (Steering(pitch_high=55.0), -2),
        (Steering(pitch_low=80.0, pitch_high=40.0), -2),
    ],
)
def test_music_from_nothing_is_written_in_the_octave_of_its_range(steering: Steering, expected: int) -> None:
    assert wished_octave(-2, steering) == expected
