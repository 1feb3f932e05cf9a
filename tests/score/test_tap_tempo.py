"""Tapped tempi."""

from __future__ import annotations

from musegen_app.score.tap_tempo import MOST_TAPS, tapped_bpm, taps_in_row


def tap(*times: float) -> tuple[float, ...]:
    row: tuple[float, ...] = ()
    for time in times:
        row = taps_in_row(row, time)
    return row


def test_two_taps_make_a_tempo() -> None:
    assert tapped_bpm(tap(10.0)) is None
    assert tapped_bpm(tap(10.0, 10.5)) == 120.0


def test_one_slip_is_nothing() -> None:
    assert tapped_bpm(tap(0.0, 0.5, 1.0, 1.7, 2.2, 2.7)) == 120.0


def test_a_long_gap_begins_anew() -> None:
    assert tap(0.0, 0.5, 5.0) == (5.0,)
    assert tapped_bpm(tap(0.0, 0.5, 5.0, 6.0)) == 60.0


def test_only_the_last_taps_count() -> None:
    row = tap(*(i * 0.5 for i in range(20)))
    assert len(row) == MOST_TAPS
    assert tapped_bpm(row) == 120.0
