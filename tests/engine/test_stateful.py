"""Whatever the session asks for, in whatever order, and whatever comes in meanwhile: every note-on gets its note-off.

The engine runs on a manual clock between a synth and outputs that check each message. `MUSEGEN_HYPOTHESIS=deep` tries
10,000 sequences instead of 500.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.core import Engine
from musegen_app.engine.orders import Orders
from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON, Playlist
from musegen_app.engine.route import Route
from musegen_app.score.model import ControlEvent, ControlKind, Note, Score, Track
from tests.engine.conftest import RATE, routed
from tests.engine.test_steering import Conductor
from tests.fakes.recording_outs import RecordingOuts
from tests.fakes.recording_synth import RecordingSynth

PROFILE = os.environ.get("MUSEGEN_HYPOTHESIS", "")
SEQUENCES = 25 if PROFILE == "quick" else 500
ROUNDS = 20 if PROFILE == "deep" else 1  # one of 10,000 would need a gigabyte for what has been tried already
ROUTES = (Route("Piano", 0), Route("Piano", 1), Route("Box", 9))
KEYBOARDS = ("left", "right", "Computer keyboard")
PANIC_KEY = 21


@dataclass
class StrictSynth(RecordingSynth):
    """Fails when a note is struck that is down, or ended that is not."""

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        if kind in (NOTE_ON, NOTE_OFF):
            assert ((channel, data1) in self.down) == (kind == NOTE_OFF), (kind, channel, data1)
        super().send(kind, channel, data1, data2)


@dataclass
class FakePorts(RecordingOuts):
    """Ports that are always open. Fits `orders.Ports`."""

    reports: queue.SimpleQueue[m.PortList | m.EngineProblem] = field(default_factory=queue.SimpleQueue)
    follower: Conductor = field(default_factory=lambda: Conductor(silent=True))

    def wish(self, wish: m.SetPorts) -> None: ...
    def need(self, routes: Iterable[Route]) -> None: ...
    def follow(self, port: str) -> None: ...
    def list(self) -> None: ...
    def test(self, name: str) -> None: ...
    def close(self) -> None: ...


class NoRig:
    """No device command is given here."""


# --- songs -------------------------------------------------------------------------------------------------
ticks = st.integers(0, 400)
notes = st.builds(Note, st.integers(0, 300), st.integers(1, 250), st.integers(60, 62), st.integers(1, 127))
controls = st.builds(
    ControlEvent,
    st.integers(0, 300),
    st.just(ControlKind.CONTROL),
    st.sampled_from([0, 127]),
    st.sampled_from([1, 7, 64, 66, 120, 123]),
)
tracks = st.builds(
    Track,
    notes=st.lists(notes, max_size=6).map(lambda drawn: tuple(sorted(drawn, key=lambda n: n.order))),
    controls=st.lists(controls, max_size=3).map(lambda drawn: tuple(sorted(drawn, key=lambda c: c.tick))),
    mute=st.booleans(),
)
routings = st.lists(st.sampled_from(ROUTES), max_size=3, unique=True).map(tuple)


@st.composite
def playlists(draw: st.DrawFn) -> Playlist:
    """Up to three tracks, the first ones of which leave the engine."""
    drawn = draw(st.lists(tracks, max_size=3))
    score = Score(tracks=tuple(replace(track, id=i + 1, channel=i) for i, track in enumerate(drawn)))
    return routed(playlist_of(score), *draw(routings))


sounds = st.none() | st.builds(
    m.LiveSound,
    program=st.integers(0, 2),
    drums=st.booleans(),
    synth=st.booleans(),
    route=st.none() | st.sampled_from(ROUTES),
)
channels = st.integers(0, 1)
pitches = st.integers(60, 62)
messages = st.one_of(
    st.tuples(channels.map(lambda c: 0x90 | c), pitches, st.integers(0, 127)),
    st.tuples(channels.map(lambda c: 0x90 | c), pitches, st.integers(1, 127)),
    st.tuples(channels.map(lambda c: 0x80 | c), pitches, st.just(0)),
    st.tuples(channels.map(lambda c: 0xB0 | c), st.sampled_from([1, 64, 120, 121, 123]), st.sampled_from([0, 127])),
    st.tuples(channels.map(lambda c: 0xE0 | c), st.just(0), st.integers(0, 127)),
    st.tuples(st.just(0xC0), st.integers(0, 2)),
).map(bytes)


class Session(RuleBasedStateMachine):
    """Everything that may happen to an engine, one thing after the other."""

    @initialize(playlist=playlists())
    def begin(self, playlist: Playlist) -> None:
        self.synth = StrictSynth()
        self.ports = FakePorts()
        self.rate = RATE
        self.now_ns = 1_000_000_000
        self.engine = Engine(RATE, self.synth, self.ports)
        self.orders = Orders(self.engine, NoRig(), self.ports, wait=self.block)  # type: ignore[arg-type]
        self.obey(m.SetPanicTrigger(0x90, PANIC_KEY))
        self.obey(m.LoadPlaylist(1, playlist))

    def obey(self, command: m.EngineCommand) -> None:
        self.orders.obey(command)

    def block(self, frames: int = 64) -> None:
        self.engine.render(np.zeros((frames, 2), np.float32), self.now_ns)
        self.now_ns += frames * 1_000_000_000 // self.rate
        assert not self.engine.faults, self.engine.fault

    # --- time ------------------------------------------------------------------------------------------
    @rule(frames=st.sampled_from([1, 64, 256, 1_000]), count=st.integers(1, 8), late_ns=st.integers(0, 3_000_000))
    def time_passes(self, frames: int, count: int, late_ns: int) -> None:
        self.now_ns += late_ns
        for _ in range(count):
            self.block(frames)

    @rule(latency_ms=st.sampled_from([0, 3, 40]))
    def another_latency(self, latency_ms: int) -> None:
        self.engine.latency_ns = latency_ms * 1_000_000

    @rule(rate=st.sampled_from([44_100, 48_000]))
    def another_device(self, rate: int) -> None:
        self.now_ns += 200_000_000
        self.rate, self.synth = rate, StrictSynth()
        self.engine.use_sample_rate(rate)
        self.engine.use_synth(self.synth, rate)

    @rule()
    def another_soundfont(self) -> None:
        synth, rate = StrictSynth(), self.rate
        self.engine.submit(lambda e: e.use_synth(synth, rate))
        self.synth = synth

    # --- the song --------------------------------------------------------------------------------------
    @rule(playlist=playlists())
    def load(self, playlist: Playlist) -> None:
        self.obey(m.LoadPlaylist(2, playlist))

    @rule(playlist=playlists(), at=ticks, length=ticks)
    def patch(self, playlist: Playlist, at: int, length: int) -> None:
        self.obey(m.PatchPlaylist(3, at, at + length, playlist.between(at, at + length)))

    @rule(at=st.none() | ticks, bars=st.sampled_from([0, 0, 0, 1]), length=st.none() | ticks)
    def play(self, at: int | None, bars: int, length: int | None) -> None:
        self.obey(m.Play(at, bars, None if length is None else (at or 0) + length))

    @rule()
    def stop(self) -> None:
        self.obey(m.Stop())

    @rule(at=ticks)
    def seek(self, at: int) -> None:
        self.obey(m.Seek(at))

    @rule(on=st.booleans(), at=ticks, to=ticks)
    def loop(self, on: bool, at: int, to: int) -> None:
        self.obey(m.SetLoop(on, at, to))

    @rule(until=st.none() | ticks)
    def until(self, until: int | None) -> None:
        self.obey(m.SetUntil(until))

    @rule(percent=st.sampled_from([25, 50, 100, 133, 400]))
    def speed(self, percent: int) -> None:
        self.obey(m.SetSpeed(percent))

    @rule(on=st.booleans())
    def metronome(self, on: bool) -> None:
        self.obey(m.SetMetronome(on))

    # --- keys and ports --------------------------------------------------------------------------------
    @rule(sound=sounds)
    def thru(self, sound: m.LiveSound | None) -> None:
        self.obey(m.SetThru(sound))

    @rule(port=st.sampled_from(KEYBOARDS), data=messages, ago_ns=st.integers(-2_000_000, 8_000_000))
    def key(self, port: str, data: bytes, ago_ns: int) -> None:
        self.engine.heard(self.now_ns - ago_ns, port, data)

    @rule(port=st.sampled_from(KEYBOARDS))
    def unplug(self, port: str) -> None:
        self.engine.lost_input(self.now_ns, port)

    @rule(port=st.sampled_from(["Piano", "Box"]))
    def output_comes_back(self, port: str) -> None:
        self.engine.submit(lambda e: e.retell_outputs(port))

    @rule(on=st.booleans())
    def clock_out(self, on: bool) -> None:
        self.obey(m.SetPorts(outputs=(m.OutPort("Box", clock=on),)))

    @rule(port=st.sampled_from(["", "Box"]))
    def sync(self, port: str) -> None:
        self.obey(m.SetSync(port))

    @rule(running=st.booleans(), quarters=st.floats(0, 0.5), bpm=st.floats(30, 300), silent=st.booleans())
    def leader(self, running: bool, quarters: float, bpm: float, silent: bool) -> None:
        leader = self.ports.follower
        leader.running, leader.bpm, leader.silent = running, bpm, silent
        leader.quarters, leader.start_ns, leader.jump = quarters, self.now_ns, leader.jump + 1

    @rule(pitch=pitches, channel=st.sampled_from([0, 9]), synth=st.booleans(), route=st.sampled_from([None, *ROUTES]))
    def preview(self, pitch: int, channel: int, synth: bool, route: Route | None) -> None:
        self.obey(m.PreviewOn(channel, 0, 0, pitch, 90, synth, route))

    @rule()
    def preview_ends(self) -> None:
        self.obey(m.PreviewOff())

    @rule()
    def test_sound(self) -> None:
        self.obey(m.TestDevice())

    @rule()
    def panic(self) -> None:
        self.obey(m.Panic())

    @rule(port=st.sampled_from(KEYBOARDS))
    def panic_key(self, port: str) -> None:
        self.engine.heard(self.now_ns, port, bytes((0x90, PANIC_KEY, 90)))

    # --- what must hold --------------------------------------------------------------------------------
    @invariant()
    def what_stands_still_is_silent(self) -> None:
        if not self.engine.scheduler.playing:
            assert self.engine.scheduler.tracker.sounding() == []

    def teardown(self) -> None:
        if not hasattr(self, "engine"):
            return
        self.ports.follower.silent = True
        self.obey(m.Stop())
        self.obey(m.PreviewOff())
        for port in KEYBOARDS:
            self.unplug(port)
        self.time_passes(256, 4, 0)
        assert not self.synth.down
        assert not self.ports.down
        with pytest.raises(EOFError):
            self.obey(m.Quit())
        before = self.ports.panics
        self.orders.panic()
        assert self.ports.panics == before + 1


@pytest.mark.slow
@pytest.mark.timeout(280)
@pytest.mark.parametrize("part", range(ROUNDS))
def test_no_note_hangs_and_none_is_ended_twice(part: int) -> None:
    run_state_machine_as_test(
        Session,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],  # explaining would take minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
