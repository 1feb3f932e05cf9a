"""Dice: the same throws whoever else plays; draws follow the probabilities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.sampling.draw import Dice, draw


def test_an_events_throws_do_not_depend_on_the_order_of_asking() -> None:
    forward, backward = Dice(7, 0), Dice(7, 0)
    late = backward.throws(700).copy()
    early = backward.throws(3).copy()
    np.testing.assert_array_equal(forward.throws(3), early)
    np.testing.assert_array_equal(forward.throws(700), late)


def test_other_takes_seeds_and_attempts_throw_otherwise() -> None:
    throws = [Dice(*key).throws(0).tolist() for key in [(7, 0, 0), (7, 1, 0), (8, 0, 0), (7, 0, 1), (-7, 0, 0)]]
    assert len({tuple(t) for t in throws}) == len(throws)


@pytest.mark.parametrize(("throw", "index"), [(0.0, 1), (0.249, 1), (0.26, 3), (0.9999999999999999, 3)])
def test_a_draw_is_the_inverse_of_the_distribution(throw: float, index: int) -> None:
    with np.errstate(divide="ignore"):
        assert draw(np.log(np.array([0.0, 0.25, 0.0, 0.75, 0.0])), throw) == index


@given(st.lists(st.floats(-50, 0), min_size=1, max_size=9), st.floats(0, 1, exclude_max=True), st.data())
def test_the_impossible_is_never_drawn(row: list[float], throw: float, data: st.DataObject) -> None:
    log_probs = np.array(row)
    possible = data.draw(st.integers(0, len(row) - 1))
    masked = np.where(np.arange(len(row)) <= possible, log_probs, -np.inf)
    assert draw(masked, throw) <= possible
