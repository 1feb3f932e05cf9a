"""Tempo and place of a clock from the times at which its ticks arrived, jitter and all.

A straight line is laid through the last ticks (least squares, in whole numbers). The longer it is the better it knows
the tempo, so it is as long as the tempo stays; when several ticks in a row come earlier or later than it says, the
tempo has changed, and only those ticks are kept.
"""

from __future__ import annotations

from collections import deque
from statistics import fmean

LONGEST = 96  # ticks: four quarters
_NEWEST = 6  # ticks that tell of another tempo
_LEAST_KEPT = 3
_FIRST_JITTER_NS = 700_000.0
_LEAST_JITTER_NS = 100_000.0
_MOST_JITTER_NS = 3_000_000.0
_FORGETTING = 1 / 32
_OUTLIER = 4.0  # jitters; a tick further off is a stumble of the system and counts for no more than that
_CHANGED = 2.2  # jitters; what the newest ticks are off on average when the tempo has changed


class Beat:
    """A line through ticks: their numbers, and their times in monotonic nanoseconds."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Forget everything but how much the clock jitters."""
        self._ticks: deque[tuple[int, int]] = deque()
        self._newest: deque[tuple[int, int]] = deque(maxlen=_NEWEST)  # as they came; `_ticks` may hold moved ones
        self._off: deque[float] = deque(maxlen=_NEWEST)
        self._jitter_ns = getattr(self, "_jitter_ns", _FIRST_JITTER_NS)
        self._number = self._time = self._numbers_squared = self._products = 0

    def __len__(self) -> int:
        return len(self._ticks)

    @property
    def period_ns(self) -> float:
        """From one tick to the next; 0.0 before there are two."""
        n = len(self._ticks)
        spread = n * self._numbers_squared - self._number * self._number
        return (n * self._products - self._number * self._time) / spread if spread else 0.0

    def tick_at(self, at_ns: int) -> float:
        """The number of the tick at that time, between and beyond ticks too. There must be two."""
        number, time_ns = self._middle()
        return number + (at_ns - time_ns) / self.period_ns

    def time_of(self, number: float) -> float:
        """When that tick comes. There must be two."""
        middle, time_ns = self._middle()
        return time_ns + (number - middle) * self.period_ns

    def add(self, number: int, at_ns: int) -> None:
        """One more tick."""
        self._newest.append((number, at_ns))
        if len(self._ticks) < _NEWEST:
            self._take(number, at_ns)
            return
        off = at_ns - self.time_of(number)
        limit = _OUTLIER * self._jitter_ns
        counted = min(max(off, -limit), limit)
        self._off.append(counted)
        if len(self._off) == _NEWEST and abs(fmean(self._off)) > _CHANGED * self._jitter_ns:
            self._keep_newest()
            return
        variance = self._jitter_ns**2 * (1 - _FORGETTING) + counted**2 * _FORGETTING
        self._jitter_ns = min(max(variance**0.5, _LEAST_JITTER_NS), _MOST_JITTER_NS)
        self._take(number, round(at_ns - off + counted))
        if len(self._ticks) > LONGEST:
            self._drop()

    def _keep_newest(self) -> None:
        """Start again with the ticks that are off, and the one before them, where the tempo changed."""
        off = list(self._off)
        run = 1
        while run < len(off) and off[-1 - run] * off[-1] > self._jitter_ns**2:
            run += 1
        newest = list(self._newest)[-max(run + 1, _LEAST_KEPT) :]
        self.restart()
        for tick in newest:
            self.add(*tick)

    def _take(self, number: int, at_ns: int) -> None:
        self._ticks.append((number, at_ns))
        self._sum(number, at_ns, 1)

    def _drop(self) -> None:
        self._sum(*self._ticks.popleft(), -1)

    def _sum(self, number: int, at_ns: int, sign: int) -> None:
        self._number += sign * number
        self._time += sign * at_ns
        self._numbers_squared += sign * number * number
        self._products += sign * number * at_ns

    def _middle(self) -> tuple[float, float]:
        n = len(self._ticks)
        return self._number / n, self._time / n
