from __future__ import annotations

import numpy as np

from musegen_app.engine.core import Engine
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL
from tests.engine.conftest import FRAMES_PER_TICK, RATE, Bench, melody
from tests.fakes.recording_synth import RecordingSynth


def test_events_reach_the_synth_at_their_frame_inside_the_block(bench: Bench) -> None:
    bench.load(melody(0, 7, 11, 963, length=5))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(1_000)
    assert bench.synth.ons() == [(t * FRAMES_PER_TICK, 60 + i) for i, t in enumerate((0, 7, 11, 963))]
    assert bench.synth.offs() == [(t * FRAMES_PER_TICK, 60 + i) for i, t in enumerate((5, 12, 16, 968))]


def test_every_frame_is_rendered_once(bench: Bench) -> None:
    bench.load(melody(0, 7, 11, length=5))
    bench.engine.submit(lambda e: e.scheduler.play())
    for frames in (1, 63, 64, 1_000, 256):
        bench.clock.block(frames)
    assert bench.synth.frame == bench.engine.frame == 1 + 63 + 64 + 1_000 + 256


def test_a_block_that_fails_is_silent_and_counted_and_the_next_one_plays(bench: Bench) -> None:
    bench.synth.level = 0.5
    bench.load(melody(0, length=4_000))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.clock.block()

    def fail(engine: Engine) -> None:
        raise ZeroDivisionError("by hand")

    bench.engine.submit(fail)
    assert not bench.clock.block().any()
    assert (bench.engine.faults, bench.engine.fault) == (1, "ZeroDivisionError: by hand")
    assert bench.clock.block().any()
    assert bench.engine.frame == 3 * 256


def test_preview_uses_channels_of_its_own_and_outlives_stop_and_seek(bench: Bench) -> None:
    bench.load(melody(0, length=2_000, program=5))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.engine.submit(lambda e: e.preview_on(0, 0, 40, 72, 90))
    bench.engine.submit(lambda e: e.preview_on(9, 0, 0, 38, 90))
    bench.clock.block()
    bench.engine.submit(lambda e: e.scheduler.seek(10))
    bench.engine.submit(lambda e: e.scheduler.stop())
    bench.clock.block()
    assert bench.synth.of(PROGRAM, PREVIEW_CHANNEL) == [(40, 0)]
    assert bench.synth.of(PROGRAM, 0) == [(5, 0)]
    assert bench.synth.down == {(PREVIEW_CHANNEL, 72), (PREVIEW_DRUM_CHANNEL, 38)}
    bench.engine.submit(Engine.preview_off)
    bench.clock.block()
    assert not bench.synth.down


def test_panic_silences_by_every_means_and_playing_again_tells_everything_again(bench: Bench) -> None:
    bench.load(melody(0, length=2_000, program=5))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.engine.submit(lambda e: e.preview_on(0, 0, 40, 72, 90))
    bench.clock.block()
    bench.synth.heard.clear()
    bench.engine.submit(Engine.panic)
    bench.clock.block()
    assert not bench.synth.down
    assert not bench.engine.scheduler.playing
    kinds = [kind for _, kind, channel, *_ in bench.synth.heard if channel == 0]
    assert kinds[0] == NOTE_OFF
    assert bench.synth.of(CONTROL, 3) == [(64, 0), (123, 0), (120, 0), (121, 0)]
    bench.synth.heard.clear()
    bench.engine.submit(lambda e: e.scheduler.play(100))
    bench.clock.block()
    assert bench.synth.of(PROGRAM, 0) == [(5, 0)]


def test_a_new_synth_is_told_where_things_stand_and_the_old_one_is_handed_back(bench: Bench) -> None:
    bench.load(melody(0, 480, length=400, program=5))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(200)
    other = RecordingSynth()
    bench.engine.submit(lambda e: e.use_synth(other, RATE))
    bench.run_to_tick(600)
    assert bench.engine.retired.pop() is bench.synth
    assert other.of(PROGRAM, 0) == [(5, 0)]
    assert [kind for _, kind, *_ in other.heard if kind in (NOTE_ON, NOTE_OFF)] == [NOTE_ON]


def test_a_synth_that_comes_too_late_for_its_rate_is_handed_back_unused(bench: Bench) -> None:
    late = RecordingSynth()
    bench.engine.submit(lambda e: e.use_synth(late, 44_100))
    bench.clock.block()
    assert bench.engine.synth is bench.synth
    assert bench.engine.retired.pop() is late


def test_another_sample_rate_keeps_the_place_and_the_volume(bench: Bench) -> None:
    bench.synth.level = 0.5
    bench.load(melody(0, 960, length=2_000))
    bench.engine.master.set_gain_db(-20)
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(480)
    bench.engine.use_sample_rate(24_000)
    block = bench.clock.advance(480 * FRAMES_PER_TICK // 2 + 1)
    assert bench.engine.scheduler.tick == 960
    assert len(bench.synth.ons()) == 2
    assert block.max() == np.float32(0.05)


def test_the_metronome_is_heard_without_a_synth(bench: Bench) -> None:
    bench.load(melody(0))
    bench.engine.submit(lambda e: e.set_metronome(True, -6.0))
    bench.engine.submit(lambda e: e.scheduler.play())
    sound = np.abs(bench.clock.advance(2_000 * FRAMES_PER_TICK)).max(axis=1)
    loud = np.flatnonzero(sound > 0.01)
    starts = loud[np.flatnonzero(np.diff(loud, prepend=-10_000) > 5_000)]
    assert np.abs(starts - np.array([0, 24_000, 48_000])).max() < 10
