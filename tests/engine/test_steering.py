"""Following somebody else's clock."""

from __future__ import annotations

import random
from collections import deque
from dataclasses import dataclass

import pytest

from musegen_app.engine.playlist import NOTE_ON, Playlist
from musegen_app.engine.ports.follower import ClockFollower
from musegen_app.engine.scheduler import Loop
from musegen_app.score.time import TempoChange, TempoMap
from tests.engine.conftest import RATE, Bench, melody


@dataclass(frozen=True)
class Point:
    running: bool
    quarters: float
    bpm: float
    jump: int


@dataclass
class Conductor:
    """A perfect clock that starts at `start_ns`, from `quarters` on."""

    bpm: float = 120.0
    start_ns: int = 0
    quarters: float = 0.0
    running: bool = False
    jump: int = 3
    silent: bool = False

    def point_at(self, at_ns: int) -> Point | None:
        if self.silent:
            return None
        passed = (at_ns - self.start_ns) / 60e9 * self.bpm if self.running else 0.0
        return Point(self.running, self.quarters + passed, self.bpm, self.jump)

    def start(self, bench: Bench, quarters: float = 0.0) -> None:
        self.start_ns, self.quarters, self.running = bench.clock.at_ns - 3_000_000, quarters, True
        self.jump += 1

    def change_tempo(self, bench: Bench, bpm: float) -> None:
        point = self.point_at(bench.clock.at_ns)
        assert point is not None
        self.quarters, self.start_ns, self.bpm = point.quarters, bench.clock.at_ns, bpm


@pytest.fixture
def leader(bench: Bench) -> Conductor:
    bench.load(melody(0, 480, 960, 1_920, 30_000, length=200))
    leader = Conductor()
    bench.engine.latency_ns = 10_000_000
    bench.engine.submit(lambda e: e.steering.follow(leader))
    bench.clock.block()
    return leader


def late_ms(bench: Bench, leader: Conductor) -> float:
    """How far what is heard is behind the leader."""
    point = leader.point_at(bench.clock.at_ns + bench.engine.latency_ns)
    assert point is not None
    return (point.quarters - bench.engine.scheduler.head.exact_tick / 960) * 60_000 / point.bpm


def test_a_start_is_followed_from_the_first_note_on(bench: Bench, leader: Conductor) -> None:
    leader.start(bench)
    bench.clock.block()
    assert bench.synth.ons() == [(bench.clock.frame - 256, 60)]
    assert bench.engine.scheduler.playing
    assert abs(late_ms(bench, leader)) < 1.0


@pytest.mark.parametrize("bpm", [60.0, 119.8, 127.3, 200.0])
def test_after_two_beats_the_song_is_within_five_milliseconds_whatever_its_own_tempo(
    bench: Bench, leader: Conductor, bpm: float
) -> None:
    leader.bpm = bpm
    leader.start(bench, 1.0)
    bench.clock.advance(round(RATE * 120 / bpm))
    errors = []
    for _ in range(400):
        bench.clock.block()
        errors.append(late_ms(bench, leader))
    assert max(map(abs, errors)) < 5.0


def test_a_change_of_tempo_in_either_is_followed(bench: Bench, leader: Conductor) -> None:
    bench.engine.scheduler.load(
        bench.engine.playable(
            Playlist(tempo=TempoMap((TempoChange(0, 500_000), TempoChange(960, 300_000))), end_tick=90_000)
        )
    )
    leader.start(bench)
    bench.clock.advance(RATE)
    leader.change_tempo(bench, 132.0)
    bench.clock.advance(RATE)
    assert abs(late_ms(bench, leader)) < 5.0


def test_a_new_position_is_jumped_to_with_what_sounds_ended(bench: Bench, leader: Conductor) -> None:
    leader.start(bench)
    bench.clock.advance(2_000)
    assert bench.synth.down
    leader.start(bench, 20.0)
    bench.clock.block()
    assert not bench.synth.down
    assert bench.engine.scheduler.tick // 960 == 20
    leader.running = False
    bench.clock.block()
    assert not bench.engine.scheduler.playing
    leader.quarters, leader.jump = 4.0, leader.jump + 1
    bench.clock.block()
    assert bench.engine.scheduler.tick == 3_840


def test_a_clock_that_runs_when_it_is_first_seen_is_joined_and_one_that_stands_moves_nothing(bench: Bench) -> None:
    leader = Conductor(silent=True)
    bench.load(melody(0, 960))
    bench.engine.submit(lambda e: e.scheduler.seek(700))
    bench.engine.submit(lambda e: e.steering.follow(leader))
    bench.clock.advance(5_000)
    leader.silent = False
    bench.clock.advance(500)
    assert bench.engine.scheduler.tick == 700
    leader.silent = True
    bench.engine.submit(lambda e: e.steering.follow(leader))
    bench.clock.advance(500)
    leader.start(bench)
    leader.silent = False
    bench.clock.block()
    assert bench.synth.ons() == [(bench.clock.frame - 256, 60)]


def test_while_following_a_loop_is_no_reason_to_jump_and_afterwards_it_is(bench: Bench, leader: Conductor) -> None:
    bench.engine.submit(lambda e: e.scheduler.set_loop(Loop(0, 480)))
    leader.start(bench)
    bench.clock.advance(RATE)
    assert bench.engine.scheduler.tick > 1_800
    bench.engine.submit(lambda e: e.steering.follow(None))
    bench.engine.submit(lambda e: e.scheduler.play(0))
    bench.clock.advance(RATE)
    assert bench.engine.scheduler.tick <= 480


def test_when_the_clock_falls_silent_the_song_goes_on_at_its_own_tempo(bench: Bench, leader: Conductor) -> None:
    leader.bpm = 240.0
    leader.start(bench)
    bench.clock.advance(RATE)
    leader.silent = True
    before = bench.engine.scheduler.tick
    bench.clock.advance(RATE)
    assert bench.engine.scheduler.tick - before == pytest.approx(1_920, abs=2)
    assert [kind for _, kind, *_ in bench.synth.heard].count(NOTE_ON) >= 3


@pytest.mark.parametrize("bpm", [72.0, 120.0, 143.7, 180.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_real_clock_with_a_millisecond_of_jitter_is_followed_within_five_milliseconds_after_two_beats(
    bench: Bench, bpm: float, seed: int
) -> None:
    chance, follower = random.Random(seed), ClockFollower()
    bench.load(melody(0, 30_000, length=200))
    bench.engine.latency_ns = 10_000_000
    bench.engine.submit(lambda e: e.steering.follow(follower))
    step = 60e9 / bpm / 24
    start = 50_000_000
    clocks = deque(enumerate(round(start + n * step + chance.uniform(0.0, 1e6)) for n in range(24 * 16)))
    follower.heard(start - 1_000_000, b"\xfa")
    late = []
    while clocks:
        bench.clock.block()
        while clocks and clocks[0][1] <= bench.clock.at_ns:
            follower.heard(clocks.popleft()[1], b"\xf8")
        quarters = (bench.clock.at_ns + bench.engine.latency_ns - start) / step / 24
        if quarters > 2.0:
            late.append((quarters - bench.engine.scheduler.head.exact_tick / 960) * 60_000 / bpm)
    assert max(map(abs, late)) < 5.0
