"""A clock that jitters, stumbles, changes its tempo, stops and jumps: what the follower makes of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from statistics import quantiles

import pytest

from musegen_app.engine.ports.follower import LOST_NS, ClockFollower, SyncPoint

MS = 1_000_000
SECOND = 1_000_000_000
START_NS = 10**12
TWO_BEATS = 48
TEMPOS = (40, 60, 83.3, 120, 147.5, 180, 240)
Jitter = Callable[[random.Random], float]


def exact(chance: random.Random) -> float:
    return 0.0


def uniform(chance: random.Random) -> float:
    """1 ms from the earliest to the latest."""
    return chance.uniform(-MS / 2, MS / 2)


def gaussian(chance: random.Random) -> float:
    return chance.gauss(0.0, MS / 3)


class Master:
    """Somebody's clock. `true_ns` is when the next clock is due; it arrives with jitter, never before the last."""

    def __init__(self, bpm: float, jitter: Jitter = exact, seed: int = 0) -> None:
        self.follower = ClockFollower()
        self.bpm = bpm
        self.true_ns = float(START_NS)
        self._jitter = jitter
        self._chance = random.Random(seed)
        self._last_ns = 0
        self.clocks = 0

    def say(self, *data: int) -> None:
        self.follower.heard(int(self.true_ns), bytes(data))

    def run(self, clocks: int, arrive: bool = True, late_ns: int = 0) -> None:
        for _ in range(clocks):
            if arrive:
                at_ns = int(self.true_ns + late_ns + self._jitter(self._chance))
                self._last_ns = max(at_ns, self._last_ns + 1)
                self.follower.heard(self._last_ns, b"\xf8")
            self.clocks += 1
            self.true_ns += self.period_ns

    @property
    def period_ns(self) -> float:
        return 60 * SECOND / self.bpm / 24

    @property
    def last_true_ns(self) -> float:
        """When the last clock was due."""
        return self.true_ns - self.period_ns

    def point(self, after_ns: float = 0.0) -> SyncPoint:
        point = self.follower.point_at(int(self.last_true_ns + after_ns))
        assert point is not None
        return point

    def phase_error_ms(self) -> float:
        """How far off the place is at the last clock, if the first one was at 0."""
        return abs(self.point().quarters - (self.clocks - 1) / 24) * 24 * self.period_ns / MS

    def bpm_error(self) -> float:
        return abs(self.point().bpm - self.bpm)


@pytest.mark.parametrize("jitter", [uniform, gaussian])
@pytest.mark.parametrize("bpm", TEMPOS)
def test_two_beats_tell_tempo_and_phase(bpm: float, jitter: Jitter) -> None:
    tempo_errors, phase_errors = [], []
    for seed in range(200):
        master = Master(bpm, jitter, seed)
        master.say(0xFA)
        master.run(TWO_BEATS)
        tempo_errors.append(master.bpm_error())
        phase_errors.append(master.phase_error_ms())
    assert max(phase_errors) <= 1.0
    assert quantiles(tempo_errors, n=20)[-1] <= 0.2


@pytest.mark.parametrize("jitter", [uniform, gaussian])
def test_the_longer_the_better_and_nothing_is_taken_for_a_change(jitter: Jitter) -> None:
    master = Master(120, jitter)
    master.say(0xFA)
    master.run(96)
    for _ in range(5_000):
        master.run(1)
        assert master.bpm_error() <= 0.1
        assert master.phase_error_ms() <= 1.0


@pytest.mark.parametrize(("before", "after"), [(120, 121), (120, 126), (90, 180), (180, 90), (60, 200), (200, 60)])
@pytest.mark.parametrize("seed", range(5))
def test_another_tempo_is_followed(before: float, after: float, seed: int) -> None:
    master = Master(before, uniform, seed)
    master.say(0xFA)
    master.run(200)
    master.bpm = after
    master.run(TWO_BEATS)
    assert master.phase_error_ms() <= 5.0
    master.run(TWO_BEATS)
    assert master.bpm_error() <= 0.2
    assert master.phase_error_ms() <= 1.0


def test_a_tempo_that_glides_is_followed() -> None:
    master = Master(100, uniform)
    master.say(0xFA)
    master.run(96)
    for _ in range(1_000):
        master.bpm += 0.02
        master.run(1)
        assert master.phase_error_ms() <= 5.0
        assert master.bpm_error() <= 2.0


@pytest.mark.parametrize("lost", [1, 2, 5])
@pytest.mark.parametrize("seed", range(5))
def test_clocks_that_got_lost_are_counted(lost: int, seed: int) -> None:
    master = Master(120, gaussian, seed)
    master.say(0xFA)
    master.run(60)
    for _ in range(5):
        master.run(lost, arrive=False)
        master.run(50)
    assert master.phase_error_ms() <= 1.0
    assert master.bpm_error() <= 0.2


@pytest.mark.parametrize("held_up_ms", [30, 45, 70, 110])
@pytest.mark.parametrize("seed", range(5))
def test_clocks_that_were_held_up_and_came_all_at_once_are_counted_once(held_up_ms: int, seed: int) -> None:
    master = Master(120, uniform, seed)
    master.say(0xFA)
    master.run(60)
    stuck = int(held_up_ms * MS / master.period_ns) + 1
    for i in range(stuck):
        master.run(1, late_ns=int(held_up_ms * MS - i * master.period_ns))
    master.run(60)
    assert master.phase_error_ms() <= 1.0
    assert master.bpm_error() <= 0.2


def test_one_late_clock_changes_next_to_nothing() -> None:
    master = Master(120, uniform)
    master.say(0xFA)
    master.run(100)
    master.run(1, late_ns=15 * MS)
    assert master.phase_error_ms() <= 1.0
    assert master.bpm_error() <= 0.3


def test_the_first_clock_after_start_is_the_downbeat() -> None:
    master = Master(120)
    master.run(50)
    before = master.point()
    assert (before.running, before.quarters) == (False, 0.0)
    assert before.bpm == pytest.approx(120)
    master.say(0xFA)
    assert master.point() == before, "not before its clock has come"
    master.run(1)
    point = master.point()
    assert (point.running, point.jump) == (True, before.jump + 1)
    assert point.quarters == pytest.approx(0.0, abs=1e-6)
    assert master.point(500 * MS).quarters == pytest.approx(1.0, abs=1e-6)


def test_stop_holds_the_place_and_continue_goes_on_from_there() -> None:
    master = Master(120)
    master.say(0xFA)
    master.run(30)
    master.say(0xFC)
    stopped = master.point()
    assert (stopped.running, stopped.quarters) == (False, 30 / 24)
    master.run(17)
    assert (master.point().running, master.point().quarters) == (False, 30 / 24)
    master.say(0xFB)
    master.run(1)
    point = master.point()
    assert (point.running, point.jump) == (True, stopped.jump + 1)
    assert point.quarters == pytest.approx(30 / 24)


def test_a_song_position_counts_semiquavers_and_start_begins_at_none() -> None:
    master = Master(120)
    master.run(10)
    master.say(0xF2, 0x05, 0x01)
    place = (128 + 5) / 4
    point = master.point()
    assert (point.running, point.quarters, point.jump) == (False, place, 1)
    master.say(0xFB)
    master.run(25)
    point = master.point()
    assert (point.running, point.jump) == (True, 2)
    assert point.quarters == pytest.approx(place + 1)
    master.say(0xF2, 0x08, 0x00)
    assert master.point().jump == 3
    master.run(1)
    assert master.point().quarters == pytest.approx(2.0)
    master.say(0xFA)
    master.run(1)
    assert master.point().quarters == pytest.approx(0.0, abs=1e-6)


def test_without_a_clock_for_half_a_second_there_is_none() -> None:
    master = Master(120)
    assert master.follower.point_at(START_NS) is None
    master.say(0xF2, 0x04, 0x00)
    assert master.follower.point_at(START_NS) is None
    master.say(0xFA)
    master.run(30)
    assert master.point(LOST_NS - MS).running
    assert master.follower.point_at(int(master.last_true_ns + LOST_NS + MS)) is None


def test_a_clock_that_pauses_and_comes_back_at_another_tempo() -> None:
    master = Master(120)
    master.say(0xFA)
    master.run(48)
    master.say(0xFC)
    master.true_ns += 3 * SECOND
    master.bpm = 90
    master.say(0xFB)
    master.run(24)
    point = master.point()
    assert point.bpm == pytest.approx(90)
    assert point.quarters == pytest.approx(71 / 24)


def test_what_is_no_clock_message_is_ignored() -> None:
    master = Master(120)
    master.say(0xFA)
    master.run(30)
    before = master.point()
    for data in ((0xF2,), (0xF2, 1), (0xFE,), (0xFF,), (0xF0, 1, 0xF7), (0xF1, 3), (0xF9,)):
        master.say(*data)
    assert master.point() == before
    master.follower.reset()
    assert master.follower.point_at(int(master.true_ns)) is None
