"""Which lines there are at which zoom."""

from __future__ import annotations

import itertools

from musegen_app.score.time import MeterChange, MeterMap
from musegen_app.ui.piano_roll import grid
from musegen_app.ui.piano_roll.transform import TimeAxis

BAR = 3840


def test_near_view_has_bars_beats_and_steps() -> None:
    found = grid.lines(TimeAxis(0.1), MeterMap(), "1/16", 384)
    assert [b.tick for b in found.bars] == [0, BAR]
    assert found.beats[:3] == [960, 1920, 2880]
    assert found.steps[:4] == [240, 480, 720, 1200]


def test_far_view_thins_out() -> None:
    found = grid.lines(TimeAxis(2 / BAR), MeterMap(), "1/16", 800)
    distances = {b.tick - a.tick for a, b in zip(found.bars, found.bars[1:], strict=False)}
    assert distances == {BAR * 8}
    assert not found.beats
    assert not found.steps
    labels = [b.tick for b in found.bars if b.labelled]
    assert all((b - a) * 2 / BAR >= 38 for a, b in itertools.pairwise(labels))


def test_steps_grow_before_they_crowd() -> None:
    found = grid.lines(TimeAxis(0.02), MeterMap(), "1/32", 200)
    assert min(b - a for a, b in zip(found.steps, found.steps[1:], strict=False)) * 0.02 >= 7


def test_a_pickup_is_bar_nought_and_counts_backwards() -> None:
    meter = MeterMap((MeterChange(0, 4, 4),), pickup_ticks=1440)
    found = grid.lines(TimeAxis(0.1), meter, "1/8", 400)
    assert [(b.tick, b.number) for b in found.bars] == [(0, 0), (1440, 1)]
    assert found.beats[0] == 480  # a beat before the bar line


def test_compound_metres_show_the_felt_beat() -> None:
    found = grid.lines(TimeAxis(0.1), MeterMap((MeterChange(0, 6, 8),)), "1/8", 200)
    assert found.beats[0] == 1440
    assert found.steps[:2] == [480, 960]


def test_every_bar_has_its_number_after_scrolling() -> None:
    axis = TimeAxis(0.1).scrolled(BAR * 0.1 * 20)
    assert grid.lines(axis, MeterMap(), "1/4", 100).bars[0].number == 21
