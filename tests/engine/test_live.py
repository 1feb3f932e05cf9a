"""Keys that sound as they are played: when, where, and that none hangs."""

from __future__ import annotations

import pytest

from musegen_app.engine.core import Engine
from musegen_app.engine.messages import LiveSound, PlayedEvent
from musegen_app.engine.playlist import BEND, CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import LIVE_CHANNEL, LIVE_DRUM_CHANNEL
from musegen_app.engine.route import Route
from musegen_app.engine.scheduler import Loop
from tests.engine.conftest import BLOCK, FRAMES_PER_TICK, RATE, Bench, melody
from tests.fakes.recording_synth import RecordingSynth

NS = 1_000_000_000
ROUTE = Route("Piano", 3)


def thru(bench: Bench, sound: LiveSound | None) -> None:
    lane = bench.engine.lanes.live_lane(sound.route) if sound and sound.route else None
    bench.engine.submit(lambda e: e.set_thru(sound, lane))


@pytest.fixture
def keys(bench: Bench) -> Bench:
    """An engine that sounds what is played."""
    thru(bench, LiveSound(program=5))
    bench.clock.block()
    bench.synth.heard.clear()
    return bench


def live(bench: Bench) -> list[tuple[int, ...]]:
    """What went to the live channels: frame, kind, channel and data."""
    return [heard for heard in bench.synth.heard if heard[2] in (LIVE_CHANNEL, LIVE_DRUM_CHANNEL)]


def played(bench: Bench) -> list[PlayedEvent]:
    return list(bench.engine.hearing.played)


# --- when and where ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("frames_ago", [256, 255, 100, 1, 0])
def test_a_key_sounds_one_block_after_its_stroke(keys: Bench, frames_ago: int) -> None:
    struck = keys.clock.frame - frames_ago
    keys.engine.heard(-(-struck * NS // RATE), "keys", bytes((0x90, 60, 90)))
    keys.clock.block()
    keys.clock.block()
    assert live(keys) == [(struck + BLOCK, NOTE_ON, LIVE_CHANNEL, 60, 90)]


@pytest.mark.parametrize("after", [-15, 0, 1, 47])
def test_what_the_synth_rounds_up_is_made_up_for(keys: Bench, after: int) -> None:
    """A grid of 64: what is struck at about the time of a callback begins one block later, at the same line for all."""
    keys.synth.grid_frames = 64
    line = keys.clock.frame
    if after > 0:
        keys.clock.block()
    keys.engine.heard(-(-(line + after) * NS // RATE), "keys", bytes((0x90, 60, 90)))
    keys.clock.block()
    assert [-(-heard[0] // 64) * 64 for heard in live(keys)] == [line + BLOCK]


def test_a_stroke_that_comes_late_sounds_at_once_and_never_before_an_earlier_one(keys: Bench) -> None:
    for _ in range(10):
        keys.clock.block()
    keys.engine.heard(keys.clock.at_ns - 100_000, "a", bytes((0x90, 60, 90)))
    keys.engine.heard(0, "b", bytes((0x90, 61, 90)))
    keys.clock.block()
    frames = [frame for frame, *_ in live(keys)]
    assert frames[0] == frames[1] < keys.clock.frame


def test_the_sound_is_set_up_before_the_first_key(bench: Bench) -> None:
    thru(bench, LiveSound(bank=128 * 8, program=5, volume=90, pan=10, reverb=20, chorus=30))
    bench.clock.block()
    assert bench.synth.of(PROGRAM, LIVE_CHANNEL) == [(5, 0)]
    assert set(bench.synth.of(CONTROL, LIVE_CHANNEL)) >= {(0, 8), (7, 90), (10, 10), (91, 20), (93, 30)}


def test_without_a_sound_keys_are_noted_but_not_heard(keys: Bench) -> None:
    thru(keys, None)
    keys.clock.block()
    keys.synth.heard.clear()
    keys.press(0x90, 60, 90)
    keys.clock.block()
    assert live(keys) == []
    assert [(e.status, e.data1, e.data2, e.port) for e in played(keys)] == [(0x90, 60, 90, "keys")]


def test_keys_sound_outside_at_once_and_their_channel_is_the_routes(bench: Bench) -> None:
    bench.engine.latency_ns = 50_000_000
    thru(bench, LiveSound(synth=False, route=ROUTE, program=7))
    bench.clock.block()
    assert bytes((PROGRAM | 3, 7)) in bench.outs.on(ROUTE)
    stamp = bench.clock.at_ns - 1_000_000
    bench.engine.heard(stamp, "keys", bytes((0x95, 60, 90)))
    bench.clock.block()
    at_ns, _, data = bench.outs.sent[-1]
    assert data == bytes((0x93, 60, 90))
    assert abs(at_ns - stamp - BLOCK * NS // RATE) < NS // RATE + 1_000  # to the frame
    assert live(bench) == []


def test_what_is_no_channel_message_is_ignored(keys: Bench) -> None:
    for data in (b"", b"\xf8", b"\x90", b"\x90\x40\x40\x40", b"\xf0\x01\x02", b"\x40\x40"):
        keys.engine.heard(0, "keys", data)
    keys.clock.block()
    assert live(keys) == []
    assert played(keys) == []


# --- nothing hangs -----------------------------------------------------------------------------------------
def test_stop_seek_and_loop_leave_keys_alone_and_panic_does_not(keys: Bench) -> None:
    keys.load(melody(0, length=2_000))
    keys.press(0x90, 60, 90)
    keys.engine.submit(lambda e: e.scheduler.play())
    keys.clock.block()
    keys.engine.submit(lambda e: e.scheduler.seek(10))
    keys.engine.submit(lambda e: e.scheduler.stop())
    keys.clock.block()
    assert keys.synth.down == {(LIVE_CHANNEL, 60)}
    keys.engine.submit(Engine.panic)
    keys.clock.block()
    assert not keys.synth.down
    keys.press(0x80, 60, 0)
    keys.clock.block()
    assert live(keys)[-1][1] != NOTE_OFF  # it has had its own


def test_a_pitch_held_twice_sounds_until_both_keys_are_up(keys: Bench) -> None:
    keys.press(0x90, 60, 90, port="a")
    keys.press(0x91, 60, 80, port="b")
    keys.press(0x80, 60, 0, port="a")
    keys.clock.block()
    assert keys.synth.down == {(LIVE_CHANNEL, 60)}
    keys.press(0x91, 60, 0, port="b")
    keys.clock.block()
    assert not keys.synth.down


def test_a_port_that_goes_lets_go_its_keys_and_its_pedal_and_no_others(keys: Bench) -> None:
    keys.press(0x90, 60, 90, port="a")
    keys.press(0xB0, 64, 127, port="a")
    keys.press(0xE0, 0, 100, port="a")
    keys.press(0x90, 62, 90, port="b")
    keys.press(0xB0, 1, 50, port="b")
    keys.engine.lost_input(keys.clock.at_ns, "a")
    keys.clock.block()
    assert keys.synth.down == {(LIVE_CHANNEL, 62)}
    assert keys.synth.of(CONTROL, LIVE_CHANNEL) == [(64, 127), (1, 50), (64, 0)]
    assert keys.synth.of(BEND, LIVE_CHANNEL)[-1] == (0, 64)


def test_a_key_that_is_down_ends_where_it_began(keys: Bench) -> None:
    keys.press(0x90, 38, 90)
    keys.clock.block()
    thru(keys, LiveSound(drums=True))
    keys.press(0x90, 40, 90)
    keys.clock.block()
    assert keys.synth.down == {(LIVE_CHANNEL, 38), (LIVE_DRUM_CHANNEL, 40)}
    keys.press(0x80, 38, 0)
    keys.press(0x80, 40, 0)
    keys.clock.block()
    assert not keys.synth.down


def test_another_sound_lifts_the_pedal_of_the_one_before(bench: Bench) -> None:
    thru(bench, LiveSound(route=ROUTE))
    bench.clock.block()
    bench.press(0xB0, 64, 127)
    bench.clock.block()
    bench.outs.sent.clear()
    thru(bench, LiveSound())
    bench.clock.block()
    assert bench.outs.on(ROUTE) == [bytes((0xB3, 64, 0))]
    assert bench.synth.of(CONTROL, LIVE_CHANNEL)[-1] == (64, 127)  # the foot is still down


@pytest.mark.parametrize("mode", [120, 123, 124, 127])
def test_all_notes_off_from_a_keyboard_ends_its_keys_and_nothing_else(keys: Bench, mode: int) -> None:
    keys.load(melody(0, length=2_000))
    keys.engine.submit(lambda e: e.scheduler.play())
    keys.press(0x90, 60, 90)
    keys.press(0x91, 61, 90)
    keys.press(0xB0, mode, 0)
    keys.clock.block()
    assert keys.synth.down == {(0, 60), (LIVE_CHANNEL, 61)}
    assert (mode, 0) not in keys.synth.of(CONTROL, LIVE_CHANNEL)


def test_a_new_synth_knows_the_sound_and_the_pedal_and_gets_no_stray_note_off(keys: Bench) -> None:
    keys.press(0x90, 60, 90)
    keys.press(0xB0, 64, 127)
    keys.clock.block()
    other = RecordingSynth()
    keys.engine.submit(lambda e: e.use_synth(other, RATE))
    keys.press(0x80, 60, 0)
    keys.clock.block()
    assert other.of(PROGRAM, LIVE_CHANNEL) == [(5, 0)]
    assert (64, 127) in other.of(CONTROL, LIVE_CHANNEL)
    assert other.offs() == []


# --- knobs that steer something else -----------------------------------------------------------------------
def test_a_learned_knob_is_noted_but_does_not_sound_and_its_pedal_still_comes_up(keys: Bench) -> None:
    keys.press(0xB0, 64, 127)
    keys.clock.block()
    keys.engine.hearing.knobs = frozenset({("keys", 0, 64), ("keys", 0, 7)})
    for message in ((0xB0, 7, 30), (0xB1, 7, 31), (0xB0, 64, 100), (0xB0, 64, 0)):
        keys.press(*message)
        keys.clock.block()
    assert keys.synth.of(CONTROL, LIVE_CHANNEL)[-3:] == [(64, 127), (7, 31), (64, 0)]
    assert [(e.data1, e.data2) for e in played(keys)] == [(64, 127), (7, 30), (7, 31), (64, 100), (64, 0)]


# --- the panic key -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("trigger", "press", "let_go"),
    [((0x90, 21), (0x92, 21, 5), (0x82, 21, 0)), ((0xB0, 80), (0xB0, 80, 64), (0xB0, 80, 0))],
)
def test_the_panic_key_panics_inside_the_engine_and_is_neither_heard_nor_noted(
    keys: Bench, trigger: tuple[int, int], press: tuple[int, int, int], let_go: tuple[int, int, int]
) -> None:
    keys.engine.hearing.trigger = trigger
    keys.load(melody(0, length=2_000))
    keys.engine.submit(lambda e: e.scheduler.play())
    keys.press(0x90, 60, 90)
    keys.clock.block()
    keys.press(0x90, 62, 90)
    keys.press(*press, late_ns=1_000_000)
    keys.press(*let_go, late_ns=2_000_000)
    keys.press(0x90, 64, 90, late_ns=3_000_000)
    keys.clock.block()
    assert keys.synth.down == {(LIVE_CHANNEL, 64)}
    assert not keys.engine.scheduler.playing
    assert keys.engine.panics == 1
    assert [e.data1 for e in played(keys)] == [60, 62, 64]


@pytest.mark.parametrize(
    ("learned", "let_go"),
    [
        ((0x90, 60), (0x80, 60, 0)),
        ((0x90, 60), (0x80, 60, 100)),
        ((0x90, 60), (0x90, 60, 0)),
        ((0xB0, 64), (0xB0, 64, 0)),
    ],
)
def test_what_was_down_when_it_became_the_panic_key_still_comes_up(
    keys: Bench, learned: tuple[int, int], let_go: tuple[int, int, int]
) -> None:
    keys.press(*learned, 100)
    keys.clock.block()
    keys.engine.hearing.trigger = learned
    keys.press(*let_go)
    keys.clock.block()
    assert keys.synth.down == set()
    assert [e.data1 for e in played(keys)] == [learned[1]] * 2
    assert keys.synth.of(CONTROL, LIVE_CHANNEL)[-1:] in ([], [(64, 0)])
    assert keys.engine.panics == 0


def test_a_key_after_the_panic_key_sounds_outside_too(bench: Bench) -> None:
    bench.engine.hearing.trigger = (0x90, 21)
    thru(bench, LiveSound(synth=False, route=ROUTE))
    bench.clock.block()
    bench.press(0x90, 60, 90)
    bench.press(0x90, 21, 90, late_ns=1_000_000)
    bench.press(0x90, 62, 90, late_ns=2_000_000)  # in the same block: `RecordingOuts` sees it after the panic
    bench.clock.block()
    assert bench.outs.panics == 1
    assert bench.outs.down == {(ROUTE, 62)}


# --- what was played ---------------------------------------------------------------------------------------
def test_a_stroke_is_noted_where_the_song_sounded(bench: Bench) -> None:
    bench.engine.latency_ns = 20_000_000
    bench.load(melody(0, 96_000))
    bench.engine.submit(lambda e: e.scheduler.play(1_000))
    for _ in range(40):
        bench.clock.block()
    tick = 60  # struck when it is heard: rendered 60 ticks after the start, then the latency
    bench.engine.heard(tick * FRAMES_PER_TICK * NS // RATE + 20_000_000, "keys", bytes((0x90, 60, 90)))
    bench.clock.block()
    (event,) = played(bench)
    assert (event.tick, event.rolling, event.lap) == (1_060, True, 0)


def test_strokes_in_a_count_in_come_before_the_start_and_those_in_a_loop_know_their_lap(bench: Bench) -> None:
    bench.load(melody(0, 96_000))
    bench.engine.submit(lambda e: e.scheduler.play(0, 1))
    for beat in (-1, 1):
        bench.run_to_tick(3_840 + beat * 960)
        bench.engine.heard(bench.clock.at_ns - NS // 100, "keys", bytes((0x90, 60, 90)))
        bench.clock.block()
    before, after = played(bench)
    assert (before.tick, before.rolling) == (-960 - 19, True)
    assert after.tick == 960 - 19
    bench.engine.hearing.played.clear()
    bench.engine.submit(lambda e: e.scheduler.set_loop(Loop(0, 1_000)))
    bench.run_to_tick(3_840 + 2_100)
    bench.engine.heard(bench.clock.at_ns, "keys", bytes((0x90, 60, 90)))
    bench.clock.block()
    bench.clock.block()
    (looped,) = played(bench)
    assert (looped.tick, looped.lap) == (100, 2)


def test_a_stroke_while_nothing_rolls_is_noted_at_the_playhead(bench: Bench) -> None:
    bench.load(melody(0, 96_000))
    bench.engine.submit(lambda e: e.scheduler.seek(700))
    bench.clock.block()
    bench.press(0xB0, 64, 127)
    bench.clock.block()
    (event,) = played(bench)
    assert (event.tick, event.rolling, event.status, event.data1, event.data2) == (700, False, 0xB0, 64, 127)
