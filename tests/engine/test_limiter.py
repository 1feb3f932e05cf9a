from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.engine.limiter import CEILING, Master


def tone(level: float, frames: int = 256) -> np.ndarray:
    wave = level * np.sin(np.arange(frames) * 0.3)
    return np.repeat(wave[:, None], 2, axis=1).astype(np.float32)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=20), st.integers(1, 600), st.floats(-30, 12))
def test_no_sample_ever_passes_the_ceiling(levels: list[float], frames: int, gain_db: float) -> None:
    master = Master(48_000)
    master.set_gain_db(gain_db)
    for level in levels:
        block = tone(level, frames)
        master.apply(block)
        assert np.abs(block).max() <= np.float32(CEILING)
        assert master.peak <= CEILING


def test_below_the_ceiling_nothing_is_touched() -> None:
    master, block = Master(48_000), tone(0.9)
    before = block.copy()
    master.apply(block)
    assert np.array_equal(block, before)
    assert master.peak == pytest.approx(np.abs(before).max())


def test_a_long_block_is_limited_as_the_short_ones_that_it_is_made_of() -> None:
    whole = np.concatenate([tone(level, 1_024) for level in (0.5, 3.0, 0.5, 1.5, 0.2)] + [tone(2.0, 100)])
    pieces = np.array_split(whole.copy(), range(1_024, len(whole), 1_024))
    long, short = Master(48_000), Master(48_000)
    long.apply(whole)
    for piece in pieces:
        short.apply(piece)
    assert np.array_equal(whole, np.concatenate(pieces))
    assert long.peak == short.peak


def test_after_a_loud_place_the_gain_comes_back() -> None:
    master = Master(48_000)
    master.apply(tone(3.9))
    quiet = tone(0.1)
    master.apply(quiet)
    assert 0.02 < np.abs(quiet).max() < 0.03
    for _ in range(200):  # a second
        last = tone(0.1)
        master.apply(last)
    assert np.abs(last).max() == pytest.approx(0.1, rel=0.01)


def test_the_gain_moves_by_a_ramp_and_sixty_below_is_silence() -> None:
    master, block = Master(48_000), np.full((256, 2), 0.5, np.float32)
    master.set_gain_db(-60)
    master.apply(block)
    steps = np.abs(np.diff(block[:, 0]))
    assert steps.max() < 0.01
    master.apply(block)
    assert not block.any()


def test_an_empty_block_is_no_trouble() -> None:
    master = Master(48_000)
    master.apply(np.zeros((0, 2), np.float32))
    assert master.peak == 0.0
