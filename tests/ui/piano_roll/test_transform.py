"""Pixels and music, without Qt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musegen_app.ui.piano_roll.transform import MAX_ROW, MIN_ROW, PitchAxis, TimeAxis


@given(tick=st.integers(0, 10_000_000), scale=st.floats(0.002, 0.6), scroll=st.integers(0, 100_000))
def test_tick_to_pixel_and_back(tick: int, scale: float, scroll: int) -> None:
    axis = TimeAxis(scale, scroll)
    assert axis.tick(axis.x(tick)) == pytest.approx(tick, abs=1e-3)


@given(
    scale=st.floats(0.002, 0.6),
    scroll=st.integers(2_000, 50_000),
    factor=st.floats(0.5, 2.0),
    anchor=st.floats(0, 1500),
)
def test_zoom_keeps_the_tick_under_the_pointer(scale: float, scroll: int, factor: float, anchor: float) -> None:
    before = TimeAxis(scale, scroll)
    after = before.zoomed(factor, anchor)
    if after.scroll:  # at the song's begin the view stops instead
        assert abs(after.x(before.tick(anchor)) - anchor) <= 0.51


def test_zoom_has_ends() -> None:
    axis = TimeAxis(0.1)
    assert axis.zoomed(1e9, 0).zoomed(1e9, 0) == axis.zoomed(1e9, 0)
    assert axis.zoomed(1e-9, 0).pixels_per_tick > 0


def test_time_never_scrolls_before_the_song() -> None:
    assert TimeAxis(0.1).scrolled(-50).scroll == 0


def test_fitted_shows_the_whole_stretch() -> None:
    axis = TimeAxis().fitted(9600, 19200, 800, margin=20)
    assert axis.x(9600) == pytest.approx(20, abs=1)
    assert axis.x(19200) == pytest.approx(780, abs=1)


@given(pitch=st.integers(0, 127), row=st.integers(MIN_ROW, MAX_ROW), scroll=st.integers(0, 3000))
def test_pitch_to_row_and_back(pitch: int, row: int, scroll: int) -> None:
    axis = PitchAxis(row, scroll)
    assert axis.pitch(axis.y(pitch)) == pitch
    assert axis.pitch(axis.y(pitch) + row - 1) == pitch


def test_pitch_is_held_within_the_keyboard() -> None:
    assert PitchAxis(20, 0).pitch(-500) == 127
    assert PitchAxis(20, 0).pitch(99_999) == 0


def test_pitch_zoom_keeps_the_row_under_the_pointer() -> None:
    before = PitchAxis(18, 900)
    after = before.zoomed(24, 200, 600)
    assert after.row == 24
    assert after.pitch(200) == before.pitch(200)


def test_pitch_scroll_stays_on_the_keyboard() -> None:
    assert PitchAxis(20).scrolled(1e6, 600).scroll == 128 * 20 - 600
    assert PitchAxis(5).scrolled(100, 10_000).scroll == 0


def test_fitted_pitches_are_in_sight() -> None:
    axis = PitchAxis().fitted(55, 84, 600)
    assert axis.y(84) >= 0
    assert axis.y(55) + axis.row <= 600
