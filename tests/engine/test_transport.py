"""Count-in, ranges, speed and the clock for others, to the frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.engine.clock_out import CONTINUE, MIDI_CLOCK, POSITION, START, STOP, TIMING, clock_bytes
from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON
from musegen_app.engine.scheduler import CLICK, Loop
from musegen_app.engine.tracker import PANIC
from musegen_app.score.time import MeterChange, MeterMap, TempoChange, TempoMap
from tests.engine.conftest import FRAMES_PER_TICK, RATE, melody
from tests.engine.test_scheduler import Run

BAR = 3_840


def frames(ticks: int) -> int:
    return ticks * FRAMES_PER_TICK


# --- count-in ----------------------------------------------------------------------------------------------
def test_the_count_in_clicks_its_bars_and_the_song_begins_on_the_next_beat() -> None:
    run = Run(melody(0, BAR, length=100))
    run.scheduler.play(BAR, count_in_bars=1)
    assert run.scheduler.count_in == 4
    run.ticks(1)
    assert (run.scheduler.playing, run.scheduler.tick) == (True, BAR)
    run.ticks(961)
    assert run.scheduler.count_in == 3
    run.ticks(3_000)
    assert [(frame, accent) for frame, accent in run.of(CLICK)] == [(frames(960 * i), int(i == 0)) for i in range(4)]
    assert run.of(NOTE_ON) == [(frames(BAR), 61)]
    assert run.scheduler.count_in == 0


def test_a_count_in_has_the_tempo_and_the_metre_of_the_place_and_clicks_on_its_beats() -> None:
    meter = MeterMap((MeterChange(0), MeterChange(BAR, 6, 8)))
    tempo = TempoMap((TempoChange(0, 500_000), TempoChange(BAR, 250_000)))
    run = Run(replace(melody(0, BAR + 1_440, length=10), meter=meter, tempo=tempo))
    run.scheduler.play(BAR + 1_440, count_in_bars=2)  # the second dotted quarter of its bar
    run.ticks(3_500)
    assert run.of(CLICK) == [(frames(720 * i), i % 2) for i in range(4)]
    assert run.of(NOTE_ON) == [(frames(4 * 720), 61)]


def test_without_accent_every_click_is_the_same() -> None:
    run = Run(melody(0, length=10))
    run.scheduler.accent = False
    run.scheduler.metronome = True
    run.scheduler.play(0, count_in_bars=1)
    run.ticks(BAR + 960)
    assert [accent for _, accent in run.of(CLICK)] == [0] * 5


def test_stop_and_seek_end_the_count_in() -> None:
    run = Run(melody(0, BAR, length=100))
    run.scheduler.play(0, count_in_bars=2)
    run.ticks(100)
    run.scheduler.stop()
    run.ticks(5_000)
    assert len(run.of(CLICK)) == 1
    run.scheduler.play(0, count_in_bars=2)
    run.ticks(100)
    run.scheduler.seek(BAR)
    run.ticks(1)
    assert run.of(NOTE_ON)[-1][1] == 61


@settings(max_examples=60)
@given(st.integers(100_000, 900_000), st.integers(1, 2), st.integers(0, 5_000), st.sampled_from([44_100, 48_000]))
def test_the_song_after_a_count_in_is_exact(us: int, bars: int, start: int, rate: int) -> None:
    score = replace(melody(start, start + 700, length=10), tempo=TempoMap((TempoChange(0, us),)))
    run = Run(score, rate)
    run.scheduler.play(start, count_in_bars=bars)
    tick = Fraction(us * rate, 960_000_000)
    run.frames(int(tick * (bars * BAR + 800)), 1_000)
    expected = [tick * (bars * BAR), tick * (bars * BAR + 700)]
    assert [frame for frame, _ in run.of(NOTE_ON)] == [-(-f.numerator // f.denominator) for f in expected]


# --- ranges and speed --------------------------------------------------------------------------------------
def test_a_range_stops_at_its_end_whatever_the_loop() -> None:
    run = Run(melody(0, 500, 1_000, length=900))
    run.scheduler.set_loop(Loop(0, 600))
    run.scheduler.play(400, to_tick=900)
    run.ticks(1_000)
    assert [pitch for _, pitch in run.of(NOTE_ON)] == [61]
    assert (run.scheduler.playing, run.scheduler.tick) == (False, 900)
    run.scheduler.play(0)
    run.ticks(1_300)
    assert run.scheduler.lap == 2


@settings(max_examples=60)
@given(st.sampled_from([25, 50, 75, 100, 133, 200, 400]), st.integers(100_000, 900_000), st.integers(1, 3_000))
def test_at_another_speed_every_note_is_due_at_its_exact_frame(percent: int, us: int, start: int) -> None:
    run = Run(replace(melody(start, start + 7, length=5), tempo=TempoMap((TempoChange(0, us),))))
    run.scheduler.set_speed(percent)
    run.scheduler.play()
    step = 960_000_000 * percent // 100
    exact = [Fraction(tick * us * RATE, step) for tick in (start, start + 7)]
    run.frames(int(exact[-1]) + 10, 1_000)
    assert [frame for frame, _ in run.of(NOTE_ON)] == [-(-f.numerator // f.denominator) for f in exact]


def test_the_speed_changes_in_mid_song_without_a_jump() -> None:
    run = Run(melody(0, 960, 1_920, length=10))
    run.scheduler.play()
    run.ticks(960)
    run.scheduler.set_speed(50)
    run.ticks(2 * 960 + 1)
    assert [frame for frame, _ in run.of(NOTE_ON)] == [0, frames(960), frames(3 * 960)]


# --- MIDI clock --------------------------------------------------------------------------------------------
def clocked(run: Run) -> list[tuple[int, int, int]]:
    return [(frame, status, position) for frame, kind, _, status, position in run.heard if kind == MIDI_CLOCK]


def test_clock_goes_out_24_to_the_quarter_with_start_and_stop() -> None:
    run = Run(melody(0, length=10))
    run.scheduler.send_clock(True)
    run.scheduler.play()
    run.ticks(960)
    run.scheduler.stop()
    run.ticks(100)
    heard = clocked(run)
    assert heard[:3] == [(0, POSITION, 0), (0, START, 0), (0, TIMING, 0)]
    assert [frame for frame, status, _ in heard if status == TIMING] == [frames(40 * i) for i in range(24)]
    assert heard[-1] == (frames(960), STOP, 0)


def test_in_mid_song_followers_continue_on_the_next_semiquaver() -> None:
    run = Run(melody(0, length=10))
    run.scheduler.send_clock(True)
    run.scheduler.play(1_000)
    run.ticks(400)
    heard = clocked(run)
    assert heard[0] == (0, POSITION, 5)
    assert (frames(200), CONTINUE, 0) in heard
    after = heard.index((frames(200), CONTINUE, 0))
    assert heard[after + 1] == (frames(200), TIMING, 0)


@pytest.mark.parametrize("jump", ["seek", "loop"])
def test_a_jump_is_stop_position_and_start(jump: str) -> None:
    run = Run(melody(0, 2_000, length=10))
    run.scheduler.send_clock(True)
    if jump == "loop":
        run.scheduler.set_loop(Loop(480, 960))
    run.scheduler.play(0)
    run.ticks(960)
    if jump == "seek":
        run.scheduler.seek(480)
    run.ticks(1)
    assert clocked(run)[-4:] == [
        (frames(960), STOP, 0),
        (frames(960), POSITION, 2),
        (frames(960), CONTINUE, 0),
        (frames(960), TIMING, 0),
    ]


def test_a_count_in_sends_no_clock_and_the_end_of_the_song_stops_the_followers() -> None:
    run = Run(melody(0, length=10))
    run.scheduler.send_clock(True)
    run.scheduler.play(0, count_in_bars=1)
    run.ticks(2 * BAR + 10)
    heard = clocked(run)
    assert min(frame for frame, status, _ in heard if status in (START, TIMING)) == frames(BAR)
    assert heard[-1] == (frames(2 * BAR), STOP, 0)


def test_panic_tells_the_followers_to_stop_after_the_outputs_have_dropped_what_waits() -> None:
    run = Run(melody(0, length=900))
    run.scheduler.send_clock(True)
    run.scheduler.play()
    run.ticks(100)
    run.scheduler.panic()
    run.ticks(1)
    kinds = [kind for _, kind, *_ in run.heard]
    assert run.heard[-1][1:] == (MIDI_CLOCK, 0, STOP, 0)
    assert kinds.index(PANIC) > kinds.index(NOTE_OFF)
    assert kinds.count(PANIC) == 1


def test_a_position_is_two_bytes_of_seven_bits() -> None:
    assert clock_bytes(POSITION, 300) == bytes((0xF2, 44, 2))
    assert clock_bytes(START, 0) == b"\xfa"
