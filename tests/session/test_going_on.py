"""The sentences about what is going on."""

from __future__ import annotations

from dataclasses import replace

from musegen_app.sampling.messages import Begin, Hearing, Steering
from musegen_app.sampling.take import Take
from musegen_app.score.model import Score
from musegen_app.score.time import MeterMap, TempoMap
from musegen_app.session import going_on
from musegen_app.session.credit import Horizon
from musegen_app.session.transport import TransportState

BAR = 3840
METER = MeterMap()
TAKE = Take("a", 1, 1, start_tick=8 * BAR, until_tick=11 * BAR, end_tick=16 * BAR)


def at(tick: int, playing: bool = True) -> Horizon:
    return Horizon(tick, playing, TempoMap.of_bpm(120))


def test_writing_says_how_fast_and_how_far_ahead() -> None:
    assert going_on.writing(TAKE, METER, at(0, playing=False), 0.0) == "Generating …"
    assert going_on.writing(TAKE, METER, at(0, playing=False), 640.2) == "Generating at 640 notes/s"
    ahead = going_on.writing(TAKE, METER, at(9 * BAR), 640.0)
    assert ahead == "Generating at 640 notes/s, 2 bars ready. Move a slider: it is heard from bar 10"
    assert "less than a bar ready" in going_on.writing(TAKE, METER, at(11 * BAR - 100), 640.0)


def test_what_stayed_empty_is_said_with_what_to_do() -> None:
    strict = Steering(pitch_low=72.0, pitch_high=72.0)
    asked = Begin(1, Score(), 1, 0, 8 * BAR, 4, strict, Hearing(), 7, 0, takes=4)
    assert going_on.written([], asked, 0.0).endswith("widen the range of pitches, or loosen key and chords")
    assert going_on.written([], replace(asked, steering=Steering()), 0.0).endswith("nothing here: try again")
    assert "3 takes; 1 of 4 stayed empty: choose one" in going_on.written([TAKE] * 3, asked, 0.0, 1)
    assert going_on.written([TAKE] * 4, asked, 0.0).startswith("4 takes: choose")


def test_playing_a_take_says_from_where_a_slider_is_heard() -> None:
    state = TransportState(tick=9 * BAR, playing=True)
    words = going_on.playing(state, METER, TAKE, 2, at(9 * BAR))
    assert words == "Playing with take 2. Move a slider: it is heard from bar 10"
    last_beat = going_on.playing(state, METER, TAKE, 2, at(10 * BAR - 900))  # 0.35 s are 672 ticks
    assert last_beat.endswith("heard from bar 11")
    assert going_on.playing(state, METER, None, 0, at(9 * BAR)) == "Playing"
    assert going_on.playing(state, METER, TAKE, 2, at(16 * BAR)) == "Playing with take 2"


def test_a_loop_that_leaves_the_take_out_says_so() -> None:
    state = TransportState(tick=BAR, playing=True, loop=True, loop_from=0, loop_to=4 * BAR)
    words = going_on.playing(state, METER, TAKE, 1, at(BAR))
    assert words.startswith("Playing bars 1–4 in a loop; take 1 lies outside it")
    assert "outside" not in going_on.playing(replace(state, loop_to=9 * BAR), METER, TAKE, 1, at(BAR))
    assert "loop" not in going_on.playing(replace(state, tick=5 * BAR), METER, TAKE, 1, at(5 * BAR))


def test_a_waiting_take_is_said_while_nothing_plays() -> None:
    assert going_on.playing(TransportState(), METER, TAKE, 3, at(0)) == "Take 3 waits: keep it, discard it or try again"
    assert going_on.playing(TransportState(), METER, None, 0, at(0)) == ""
