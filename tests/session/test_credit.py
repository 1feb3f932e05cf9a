from __future__ import annotations

from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap
from musegen_app.session.credit import LOOK_AHEAD_SECONDS, MARGIN_SECONDS, WHOLE_TAKE, Horizon, commit_tick, credit_tick

SECOND = 2 * TICKS_PER_QUARTER  # at 120 bpm


def playing(tick: int) -> Horizon:
    return Horizon(tick, True, TempoMap.of_bpm(120))


def stopped(tick: int) -> Horizon:
    return Horizon(tick, False, TempoMap.of_bpm(120))


def test_while_stopped_the_whole_take_is_asked_for() -> None:
    assert credit_tick(stopped(0), 3840, 0) == WHOLE_TAKE


def test_while_playing_credit_is_a_few_seconds_ahead() -> None:
    assert credit_tick(playing(10 * SECOND), 0, 0) == (10 + LOOK_AHEAD_SECONDS) * SECOND


def test_credit_is_given_in_quarters_and_never_taken_back() -> None:
    first = credit_tick(playing(7), 0, 0)
    assert first % TICKS_PER_QUARTER == 0
    assert credit_tick(playing(0), 0, first + 5) == first + 5


def test_the_first_bars_are_made_however_far_the_playhead_is() -> None:
    assert credit_tick(playing(0), 100 * SECOND, 0) >= 100 * SECOND + 4 * TICKS_PER_QUARTER


def test_nothing_is_promised_while_stopped() -> None:
    assert commit_tick(stopped(99), 3840) == 3840


def test_the_commit_line_runs_ahead_of_the_playhead() -> None:
    assert commit_tick(playing(10 * SECOND), 0) == int((10 + MARGIN_SECONDS) * SECOND)
    assert commit_tick(playing(0), 100 * SECOND) == 100 * SECOND
