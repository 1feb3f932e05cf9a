"""The line through the jittery moments of the callbacks."""

from __future__ import annotations

import random

import pytest

from musegen_app.engine.pace import Pace

RATE, BLOCK = 48_000, 256
START_NS = 5 * 10**15  # two months of uptime: floats alone would no longer do


def moment(block: int, rate: float = RATE) -> int:
    return START_NS + round(block * BLOCK * 1e9 / rate)


def test_a_steady_callback_is_met_to_the_nanosecond() -> None:
    pace = Pace(RATE)
    for block in range(2_000):
        pace.begin(block * BLOCK, moment(block), BLOCK)
    assert abs(pace.ns_at(2_000 * BLOCK) - moment(2_000)) <= 1
    assert pace.frame_at(moment(1_990)) == pytest.approx(1_990 * BLOCK, abs=1e-3)


def test_jitter_is_smoothed_and_a_device_that_runs_fast_is_followed() -> None:
    pace, chance, true_rate = Pace(RATE), random.Random(7), RATE * 1.0002
    errors = []
    for block in range(6_000):  # half a minute
        pace.begin(block * BLOCK, moment(block, true_rate) + chance.randrange(0, 2_000_000), BLOCK)
        if block > 3_000:
            errors.append(pace.ns_at(block * BLOCK) - moment(block, true_rate) - 1_000_000)
    assert max(map(abs, errors)) < 150_000  # of 2 ms of jitter


def test_a_gap_starts_the_line_anew() -> None:
    pace = Pace(RATE)
    for block in range(100):
        pace.begin(block * BLOCK, moment(block), BLOCK)
    pace.begin(100 * BLOCK, moment(100) + 3_000_000_000, BLOCK)
    assert pace.ns_at(100 * BLOCK) == moment(100) + 3_000_000_000


def test_a_device_that_lost_a_block_is_followed_within_ten_blocks_and_one_late_callback_moves_little() -> None:
    pace = Pace(RATE)
    for block in range(1_000):
        pace.begin(block * BLOCK, moment(block), BLOCK)
    pace.begin(1_000 * BLOCK, moment(1_000) + 4_000_000, BLOCK)
    assert pace.ns_at(1_001 * BLOCK) - moment(1_001) < 100_000
    for block in range(1_001, 1_011):
        pace.begin(block * BLOCK, moment(block + 1), BLOCK)
    assert abs(pace.ns_at(1_011 * BLOCK) - moment(1_012)) < 1_000
