"""Tempo and metre maps: arithmetic on ticks and its inverses."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.score.time import BarPosition, MeterChange, MeterMap, TempoChange, TempoMap
from tests.score.scores import meter_maps, tempo_maps

DAY_TICKS = 24 * 3600 * 1000 // 60 * 960  # a day at the fastest tempo


def test_seconds_through_a_change_of_tempo() -> None:
    tempo = TempoMap((TempoChange(0, 500_000), TempoChange(1920, 1_000_000)))
    assert [tempo.seconds(t) for t in (0, 960, 1920, 2880)] == [0.0, 0.5, 1.0, 2.0]
    assert tempo.seconds(-960) == -0.5
    assert tempo.at(1919).bpm == 120.0
    assert tempo.at(1920).bpm == 60.0
    assert TempoMap.of_bpm(112).at(0).us_per_quarter == 535_714


@given(tempo_maps(), st.integers(0, DAY_TICKS))
def test_tick_is_the_inverse_of_seconds(tempo: TempoMap, tick: int) -> None:
    assert tempo.tick(tempo.seconds(tick)) == tick


@given(tempo_maps(), st.floats(0, 10_000))
def test_tick_is_the_last_one_not_after_the_time(tempo: TempoMap, seconds: float) -> None:
    tick = tempo.tick(seconds)
    assert tempo.seconds(tick) <= seconds or math.isclose(tempo.seconds(tick), seconds, rel_tol=1e-9)
    assert tempo.seconds(tick + 1) > seconds


@given(tempo_maps())
def test_seconds_grow_with_ticks(tempo: TempoMap) -> None:
    times = [tempo.seconds(t) for t in range(0, 70_000, 777)]
    assert all(a < b for a, b in pairwise(times))


@pytest.mark.parametrize(
    "changes", [(), ((1, 500_000),), ((0, 500_000), (0, 400_000)), ((0, 5), (9, 5), (8, 5)), ((0, 0),)]
)
def test_a_tempo_map_that_cannot_be_is_refused(changes: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"sorted|has to last"):
        TempoMap(tuple(TempoChange(*c) for c in changes))


@pytest.mark.parametrize(
    ("numerator", "denominator", "bar", "beat", "pulse"),
    [
        (4, 4, 3840, 960, 960),
        (6, 8, 2880, 480, 1440),
        (3, 8, 1440, 480, 480),
        (12, 8, 5760, 480, 1440),
        (2, 2, 3840, 1920, 1920),
        (6, 4, 5760, 960, 960),
        (9, 16, 2160, 240, 720),
    ],
)
def test_bars_beats_and_pulses(numerator: int, denominator: int, bar: int, beat: int, pulse: int) -> None:
    change = MeterChange(0, numerator, denominator)
    assert (change.bar_ticks, change.beat_ticks, change.pulse_ticks) == (bar, beat, pulse)


def test_positions_through_pickup_and_change() -> None:
    meter = MeterMap((MeterChange(0, 4, 4), MeterChange(960 + 2 * 3840, 3, 4)), pickup_ticks=960)
    places = {0: (-1, 2880), 959: (-1, 3839), 960: (0, 0), 4800: (1, 0), 8640: (2, 0), 8640 + 2880: (3, 0)}
    assert {t: (meter.position(t).bar, meter.position(t).tick) for t in places} == places
    assert [meter.bar_start(b) for b in (-1, 0, 1, 2, 3, 4)] == [0, 960, 4800, 8640, 11520, 14400]
    assert meter.bar_lines(0, 11521) == [0, 960, 4800, 8640, 11520]
    assert meter.at(8639).numerator == 4
    assert meter.at(8640).numerator == 3


def test_a_change_in_mid_bar_cuts_the_bar_short() -> None:
    meter = MeterMap((MeterChange(0, 4, 4), MeterChange(5000, 2, 4)))
    assert meter.position(4999) == BarPosition(1, 1159)
    assert meter.position(5000) == BarPosition(2, 0)
    assert meter.bar_lines(3000, 9000) == [3840, 5000, 6920, 8840]


@given(meter_maps(), st.integers(0, 80_000))
def test_a_position_leads_back_to_its_tick(meter: MeterMap, tick: int) -> None:
    place = meter.position(tick)
    if place.bar < 0:
        assert tick < meter.pickup_ticks
        assert place.tick == meter.at(0).bar_ticks - meter.pickup_ticks + tick
    else:
        assert meter.bar_start(place.bar) + place.tick == tick
        assert 0 <= place.tick < meter.at(tick).bar_ticks


@given(meter_maps(), st.integers(0, 30_000), st.integers(0, 30_000))
def test_bar_lines_are_where_bars_begin(meter: MeterMap, start: int, length: int) -> None:
    lines = meter.bar_lines(start, start + length)
    assert lines == sorted(set(lines))
    begins = [t for t in range(start, start + length) if meter.position(t).tick == 0 and meter.position(t).bar >= 0]
    assert [t for t in lines if t > 0 or not meter.pickup_ticks] == begins


@pytest.mark.parametrize(
    ("changes", "pickup"),
    [
        ((), 0),
        (((3, 4, 4),), 0),
        (((0, 0, 4),), 0),
        (((0, 4, 0),), 0),
        (((0, 4, 4096),), 0),
        (((0, 4, 4),), -1),
        (((0, 4, 4), (960, 3, 4)), 960),
    ],
)
def test_a_metre_map_that_cannot_be_is_refused(changes: tuple[tuple[int, int, int], ...], pickup: int) -> None:
    with pytest.raises(ValueError, match=r"sorted|has to last|after the pickup"):
        MeterMap(tuple(MeterChange(*c) for c in changes), pickup)
