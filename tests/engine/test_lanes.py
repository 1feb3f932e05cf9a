"""Tracks that leave the engine: lanes, times, and note-offs that always find their way."""

from __future__ import annotations

from musegen_app.engine.build import playlist_of
from musegen_app.engine.core import Engine
from musegen_app.engine.lanes import LANES, Exits, Lanes
from musegen_app.engine.messages import LiveSound, PreviewOn
from musegen_app.engine.offline import render_with
from musegen_app.engine.playlist import CONTROL, NOTE_OFF, NOTE_ON, PROGRAM, Playlist, rows_of
from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score.model import Score, Track
from tests.engine.conftest import FRAMES_PER_TICK, RATE, Bench, melody, routed
from tests.fakes.recording_outs import RecordingOuts
from tests.fakes.recording_synth import RecordingSynth

A, B = Route("Piano", 0), Route("Box", 9)
NS_PER_TICK = FRAMES_PER_TICK * 1_000_000_000 // RATE


def test_a_track_on_a_route_goes_out_at_its_time_plus_latency_and_not_to_the_synth(bench: Bench) -> None:
    bench.engine.latency_ns = 7_000_000
    bench.load_routed(melody(0, 480, length=240), A)
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(1_000)
    notes = [(at, data[0], data[1]) for at, _, data in bench.outs.sent if data[0] < 0xA0]
    expected = [(0, 0x90, 60), (240, 0x80, 60), (480, 0x90, 61), (720, 0x80, 61)]
    for (at, status, pitch), (tick, *message) in zip(notes, expected, strict=True):
        assert [status, pitch] == message
        assert abs(at - 7_000_000 - tick * FRAMES_PER_TICK * 1e9 / RATE) < 2
    assert bench.synth.ons() == []


def test_a_route_keeps_its_lane_so_a_moved_track_leaves_nothing_behind(bench: Bench) -> None:
    bench.load_routed(melody(0, length=3_000), A)
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(100)
    bench.load_routed(melody(0, 200, length=3_000), B)
    bench.run_to_tick(300)
    assert bench.outs.down == {(B, 61)}
    bench.engine.submit(lambda e: e.scheduler.stop())
    bench.clock.block()
    assert not bench.outs.down


def test_a_previewed_note_sounds_outside_until_it_is_let_go_whatever_the_transport_does(bench: Bench) -> None:
    bench.load_routed(melody(0, length=500), A)
    lane = bench.engine.lanes.live_lane(A)
    bench.engine.submit(lambda e: e.preview(PreviewOn(0, 0, 0, 72, 90, synth=False, route=A), lane))
    bench.clock.block()
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(100)
    bench.engine.submit(lambda e: e.scheduler.stop())
    bench.clock.block()
    assert bench.outs.down == {(A, 72)}
    assert bench.synth.ons() == []
    bench.engine.submit(Engine.preview_off)
    bench.clock.block()
    assert not bench.outs.down


def test_a_seek_changes_the_program_outside_only_where_the_song_does(bench: Bench) -> None:
    bench.load_routed(melody(0, 960, length=100, program=5), A)
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(100)
    bench.outs.sent.clear()
    bench.engine.submit(lambda e: e.scheduler.seek(500))
    bench.clock.block()
    assert [data for data in bench.outs.on(A) if data[0] & 0xF0 == PROGRAM] == []


def test_an_output_that_comes_back_is_told_everything_again(bench: Bench) -> None:
    bench.load_routed(melody(0, length=3_000, program=5), A)
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.run_to_tick(100)
    bench.outs.sent.clear()
    bench.engine.submit(lambda e: e.retell_outputs("Box"))
    bench.clock.block()
    assert bench.outs.sent == []
    bench.engine.submit(lambda e: e.retell_outputs("Piano"))
    bench.clock.block()
    assert bytes((PROGRAM, 5)) in bench.outs.on(A)
    bench.engine.submit(Engine.panic)
    bench.clock.block()
    assert not bench.outs.down


def test_a_pitch_held_by_song_and_key_sounds_until_both_let_go() -> None:
    outs = RecordingOuts()
    lanes = Lanes()
    exits = Exits(lanes, outs)
    lane, live = lanes.lane(A), lanes.live_lane(A)
    assert lane is not None
    assert live is not None
    exits.send(10, lane, NOTE_ON, 60, 80)
    exits.send(5, live, NOTE_ON, 60, 90)
    exits.send(20, lane, NOTE_OFF, 60, 64)
    exits.send(30, live, NOTE_OFF, 60, 64)
    assert [(at, data[0], data[2]) for at, _, data in outs.sent] == [
        (10, 0x90, 80),
        (10, 0x80, 64),
        (10, 0x90, 90),
        (30, 0x80, 64),
    ]


def test_more_routes_than_lanes_are_left_out() -> None:
    lanes = Lanes()
    routes = tuple(Route(f"port {i}", 0) for i in range(LANES))
    rows = [(i, CONTROL, FIRST_ROUTE + i, 7, 1, 1) for i in range(LANES)]
    assert lanes.mapped(Playlist(rows_of(rows), routes=routes)).events["tick"].tolist() == list(range(LANES))
    more = Playlist(rows_of([(0, CONTROL, 0, 7, 1, 1), (1, CONTROL, FIRST_ROUTE, 7, 1, 1)]), routes=(A,))
    assert lanes.mapped(more).events["tick"].tolist() == [0]
    assert lanes.lane(A) is None


def test_a_patch_with_other_routes_keeps_both_where_they_were() -> None:
    old = Playlist(rows_of([(0, CONTROL, FIRST_ROUTE, 7, 1, 1), (9, CONTROL, FIRST_ROUTE, 7, 2, 1)]), routes=(A,))
    new = Playlist(rows_of([(5, CONTROL, FIRST_ROUTE, 7, 3, 1), (6, CONTROL, FIRST_ROUTE + 1, 7, 4, 1)]), routes=(B, A))
    both = old.patched(5, 8, new)
    heard = [(row["tick"], both.routes[row["channel"] - FIRST_ROUTE]) for row in both.events]
    assert heard == [(0, A), (5, B), (6, A), (9, A)]


def test_synth_and_outputs_play_side_by_side_and_keys_beside_them(bench: Bench) -> None:
    score = Score(tracks=(*melody(0, length=500).tracks, Track(notes=melody(0, length=700).tracks[0].notes)))
    bench.load_routed(score, A)
    lane = bench.engine.lanes.live_lane(A)
    bench.engine.submit(lambda e: e.set_thru(LiveSound(route=A), lane))
    bench.engine.submit(lambda e: e.scheduler.play())
    bench.clock.block()
    bench.press(0x90, 72, 90)
    bench.clock.block()
    bench.clock.block()
    assert bench.outs.down == {(A, 60), (A, 72)}
    bench.engine.submit(lambda e: e.scheduler.stop())
    bench.clock.block()
    assert bench.outs.down == {(A, 72)}


def test_an_export_leaves_out_what_sounds_outside() -> None:
    synth = RecordingSynth()
    score = Score(tracks=(*melody(0).tracks, Track(notes=melody(480).tracks[0].notes)))
    blocks = list(render_with(synth, routed(playlist_of(score), A), RATE, tail_seconds=0.0))
    assert len(blocks) > 1
    assert synth.ons() == [(480 * FRAMES_PER_TICK, 60)]
