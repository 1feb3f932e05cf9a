"""A curve in a line of text."""

from __future__ import annotations

import math

import pytest

from musegen_app.base.small_curve import small_curve


@pytest.mark.parametrize(
    ("values", "shown"),
    [((), ""), ((2.0,), "▁"), ((3.0, 3.0), "▁▁"), ((0, 7, 3.5), "▁█▅"), ((1.0, math.nan, 2.0), "▁█")],
)
def test_lowest_and_highest_fill_the_height(values: tuple[float, ...], shown: str) -> None:
    assert small_curve(values) == shown


def test_only_the_last_ones_fit() -> None:
    assert small_curve(list(range(100)), width=8) == "▁▂▃▄▅▆▇█"
