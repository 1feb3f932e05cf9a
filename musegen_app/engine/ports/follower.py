"""Following the MIDI clock of somebody else: its place and its tempo, smoothed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from musegen_app.engine.ports.beat import Beat

CLOCKS_PER_QUARTER = 24
LOST_NS = 500_000_000  # without a clock for so long there is none
_CLOCKS_PER_POSITION = 6  # song positions count semiquavers
_SLOWEST_PERIOD_NS = 125_000_000  # 20 bpm
_HURRIED = 0.3  # of a period: clocks that come so close together were held up
_EARLY = 0.3  # of a period: how much too early a clock may come after some that got lost
_NEAR = 0.25  # of a period
_ENOUGH = 4  # clocks that tell a tempo


@dataclass(frozen=True, slots=True)
class SyncPoint:
    """Where the clock is. `jump` counts starts, continues and new song positions; `bpm` 0.0: not yet known."""

    running: bool
    quarters: float
    bpm: float
    jump: int


class _Line(NamedTuple):
    """What the last message told, as the audio thread reads it: all at once."""

    running: bool
    place: float  # in clocks, at `at_ns`
    at_ns: float
    period_ns: float
    jump: int
    heard_ns: int  # the last clock


class ClockFollower:
    """Clock bytes with the times of their arrival in; place and tempo out.

    `heard` is called by one thread at a time, `point_at` by any. The first clock after a start is the downbeat.
    """

    def __init__(self) -> None:
        self._jump = 0
        self.reset()

    def reset(self) -> None:
        """Follow another clock, or none, from now on."""
        self._beat = Beat()
        self._period_ns = 0.0  # the last that was known
        self._number = 0  # of the last clock
        self._heard_ns = 0
        self._lost = 0  # clocks that were taken for lost; they may still come, all at once
        self._first = 0  # the clock at which place 0 was
        self._place = 0  # where the next clock is, in clocks from the beginning
        self._starting = self._running = False
        self._line: _Line | None = None

    def heard(self, at_ns: int, data: bytes) -> None:
        """One message of the clock, at the monotonic time of its arrival. Others are ignored."""
        match data[0]:
            case 0xF8:
                self._clock(at_ns)
            case 0xF2 if len(data) >= 3:
                self._locate(_CLOCKS_PER_POSITION * ((data[1] & 127) | (data[2] & 127) << 7))
            case 0xFA:
                self._place, self._starting = 0, True
            case 0xFB:
                self._starting = True
            case 0xFC:
                self._starting = self._running = False
                self._draw()

    def point_at(self, at_ns: int) -> SyncPoint | None:
        """Where the clock is at that time; None when there has been no clock for half a second."""
        line = self._line
        if line is None or not line.heard_ns or at_ns - line.heard_ns > LOST_NS:
            return None
        place = line.place
        if line.running and line.period_ns:
            place += (at_ns - line.at_ns) / line.period_ns
        bpm = 60e9 / (line.period_ns * CLOCKS_PER_QUARTER) if line.period_ns else 0.0
        return SyncPoint(line.running, max(0.0, place) / CLOCKS_PER_QUARTER, bpm, line.jump)

    def _clock(self, at_ns: int) -> None:
        step = self._step(at_ns)
        self._heard_ns = at_ns
        if not step:
            return
        self._number += step
        self._beat.add(self._number, at_ns)
        if len(self._beat) >= _ENOUGH:
            self._period_ns = self._beat.period_ns
        if self._starting:
            self._starting, self._running = False, True
            self._first = self._number - self._place
            self._jump += 1
        if self._running:
            self._place = self._number - self._first + 1
        self._draw()

    def _locate(self, place: int) -> None:
        """The next clock is at that place."""
        self._place = place
        self._first = self._number + 1 - place
        self._jump += 1
        self._draw()

    def _draw(self) -> None:
        place, at_ns = float(self._place), float(self._heard_ns)
        if self._running:
            place -= 1.0  # where the last clock was
            if len(self._beat) >= _ENOUGH:
                at_ns = self._beat.time_of(self._number)
        self._line = _Line(self._running, place, at_ns, self._period_ns, self._jump, self._heard_ns)

    def _step(self, at_ns: int) -> int:
        """How many clocks further this one is than the last: 1, or more when some got lost, or 0 when it was taken for
        lost and only held up."""
        gap_ns, lost, self._lost = at_ns - self._heard_ns, self._lost, 0
        if not self._period_ns or gap_ns > LOST_NS:
            if gap_ns > _SLOWEST_PERIOD_NS:
                self._beat.restart()
            return 1
        if lost and gap_ns < _HURRIED * self._period_ns:
            self._lost = lost - 1
            return 0
        clocks = int(self._periods_since_last(at_ns) + _EARLY)
        if clocks <= 1:
            return 1
        if lost:  # twice in a row: nothing got lost, the tempo has fallen
            self._number -= lost
            self._period_ns = float(gap_ns)
            self._beat.restart()
            self._beat.add(self._number, self._heard_ns)
            return 1
        self._lost = clocks - 1
        return clocks

    def _periods_since_last(self, at_ns: int) -> float:
        """Since the last clock should have come, if it was not far from that, else since it came."""
        last: float = self._heard_ns
        if len(self._beat) >= _ENOUGH:
            smooth = self._beat.time_of(self._number)
            if abs(smooth - last) < _NEAR * self._period_ns:
                last = smooth
        return (at_ns - last) / self._period_ns
