"""Loop and punch region when bars are put in or taken out."""

from __future__ import annotations

import pytest

from musegen_app.session.regions import Region

PUT_IN = {  # at tick 100, 40 ticks
    "before": ((0, 90), (0, 90)),
    "ends there": ((0, 100), (0, 100)),
    "around it": ((50, 150), (50, 190)),
    "begins there": ((100, 150), (140, 190)),
    "behind": ((120, 150), (160, 190)),
    "none": ((0, 0), (0, 0)),
}
TAKEN_OUT = {  # [100, 140)
    "before": ((0, 100), (0, 100)),
    "around it": ((50, 150), (50, 110)),
    "its beginning": ((120, 200), (100, 160)),
    "its end": ((50, 120), (50, 100)),
    "behind": ((140, 200), (100, 160)),
}


@pytest.mark.parametrize("kind", PUT_IN)
def test_ticks_that_are_put_in(kind: str) -> None:
    (low, high), wanted = PUT_IN[kind]
    assert Region(True, low, high).put_in(100, 40) == Region(True, *wanted)


@pytest.mark.parametrize("kind", TAKEN_OUT)
def test_ticks_that_are_taken_out(kind: str) -> None:
    (low, high), wanted = TAKEN_OUT[kind]
    assert Region(True, low, high).taken_out(100, 140) == Region(True, *wanted)
    assert not Region(False, low, high).taken_out(100, 140).on


def test_a_region_that_is_gone_is_off() -> None:
    assert Region(True, 110, 130).taken_out(100, 140) == Region(False, 100, 100)
