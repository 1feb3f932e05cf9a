from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from musegen_app.engine.build import playlist_of
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine, SilentSynth
from musegen_app.engine.metronome import TEST_CHORD, chord_tones
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM
from musegen_app.engine.protocols import PREVIEW_CHANNEL, PREVIEW_DRUM_CHANNEL
from musegen_app.engine.route import Route
from musegen_app.score.model import Score
from musegen_app.score.time import TempoChange, TempoMap
from tests.engine.conftest import FRAMES_PER_TICK, RATE, Bench, melody, routed
from tests.fakes.recording_outs import RecordingOuts
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


# --- exactly on time ---------------------------------------------------------------------------------------
tempos = st.lists(st.tuples(st.integers(1, 3_000), st.integers(200_000, 900_000)), max_size=3)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 3_000), min_size=1, max_size=6, unique=True),
    tempos,
    st.sampled_from([50, 100, 133, 200]),
    st.sampled_from([64, 100, 256]),
)
def test_synth_and_outputs_get_every_note_at_its_exact_frame_whatever_tempo_speed_and_blocks(
    starts: list[int], changes: list[tuple[int, int]], percent: int, block: int
) -> None:
    tempo = TempoMap((TempoChange(0, 500_000), *(TempoChange(t, us) for t, us in sorted(dict(changes).items()))))
    track = melody(*sorted(starts), length=5).tracks[0]
    score = Score(tracks=(replace(track, id=1, channel=0), replace(track, id=2, channel=1)), tempo=tempo)
    synth, outs = RecordingSynth(), RecordingOuts()
    engine = Engine(RATE, synth, outs)
    engine.latency_ns = 5_000_000
    engine.scheduler.load(engine.playable(routed(playlist_of(score), Route("Piano", 0))))
    engine.scheduler.set_speed(percent)
    engine.scheduler.play()
    frames = [math.ceil(exact_frame(tempo, start, percent)) for start in sorted(starts)]
    ManualClock(engine.render, block).advance(frames[-1] + 1)
    assert [frame for frame, _ in synth.ons()] == frames
    sent = [at_ns for at_ns, _, data in outs.sent if data[0] == NOTE_ON]
    assert [round((at_ns - 5_000_000) * RATE / 1e9, 3) for at_ns in sent] == frames


def exact_frame(tempo: TempoMap, tick: int, percent: int) -> Fraction:
    ends = [c.tick for c in tempo.changes[1:]] + [tick]
    lasts = (max(0, min(tick, end) - c.tick) * c.us_per_quarter for c, end in zip(tempo.changes, ends, strict=True))
    return Fraction(sum(lasts) * RATE, 960_000_000 * percent // 100)


# --- trying the device -------------------------------------------------------------------------------------
def test_the_test_sound_is_a_chord_of_the_synth_that_ends_by_itself(bench: Bench) -> None:
    tones = chord_tones(RATE)
    bench.engine.submit(lambda e: e.sound_test(tones))
    bench.clock.block()
    assert bench.synth.down == {(PREVIEW_CHANNEL, pitch) for pitch in TEST_CHORD}
    bench.clock.advance(len(tones) + 256)
    assert not bench.synth.down


def test_without_a_synth_the_test_sound_is_plain_tones() -> None:
    engine = Engine(RATE, SilentSynth())
    tones = chord_tones(RATE)
    engine.submit(lambda e: e.sound_test(tones))
    sound = ManualClock(engine.render).advance(len(tones) + 512)
    assert 0.1 < np.abs(sound).max() < 0.98
    assert not sound[len(tones) :].any()
