"""Following another clock: its starts, stops and jumps are obeyed, and between them our pace closes in on its place."""

from __future__ import annotations

import math
from typing import Protocol

from musegen_app.engine.scheduler import Scheduler
from musegen_app.score.time import TICKS_PER_QUARTER

_CATCH_UP_SECONDS = 0.2  # within about so long an error shrinks to a third
_FASTEST_CATCH_UP = 0.2  # of the tempo
_LOST_QUARTERS = 0.25  # further off than that we jump


class Point(Protocol):
    """Where the clock that we follow is; `jump` counts its starts, continues and new positions."""

    @property
    def running(self) -> bool: ...
    @property
    def quarters(self) -> float: ...
    @property
    def bpm(self) -> float: ...
    @property
    def jump(self) -> int: ...


class Leader(Protocol):
    """Somebody else's clock."""

    def point_at(self, at_ns: int) -> Point | None:
        """Where it is at that monotonic time; None: there is no clock."""


class Steering:
    """Keeps a scheduler with the clock it follows. Audio thread, once a block."""

    def __init__(self, scheduler: Scheduler) -> None:
        self.leader: Leader | None = None
        self._scheduler = scheduler
        self._jump: int | None = None
        self._ran = False
        self._looked_ns = 0

    def follow(self, leader: Leader | None) -> None:
        """Follow that clock from now on; None: none."""
        self.leader, self._jump, self._ran = leader, None, False
        self._scheduler.head.steer(None)

    def pass_over(self) -> None:
        """What the clock has done up to now starts nothing any more."""
        point = self.leader.point_at(self._looked_ns) if self.leader is not None else None
        if point is not None:
            self._jump, self._ran = point.jump, point.running

    def steer(self, at_ns: int) -> None:
        """Be where the leader is at that time, when the next block is heard."""
        if self.leader is None:
            return
        self._looked_ns = at_ns
        point = self.leader.point_at(at_ns)
        if point is None:
            self._scheduler.head.steer(None)
            return
        self._obey(point)
        if point.running and self._scheduler.playing and point.bpm > 0:
            self._scheduler.head.steer(self._ticks_per_second(point))
        else:
            self._scheduler.head.steer(None)

    def _obey(self, point: Point) -> None:
        # A clock that runs when we first see it was started since we listen.
        jumped = point.running if self._jump is None else point.jump != self._jump
        if jumped and point.running:
            self._scheduler.play(_semiquaver(point))
            self._scheduler.hurry_to(_tick(point))
        elif self._ran and not point.running:
            self._scheduler.stop()
        if jumped and not point.running:
            self._scheduler.seek(_tick(point))
        self._jump, self._ran = point.jump, point.running

    def _ticks_per_second(self, point: Point) -> float:
        late = point.quarters - self._scheduler.head.exact_tick / TICKS_PER_QUARTER
        if abs(late) > _LOST_QUARTERS:
            self._scheduler.seek(_tick(point))
            late = 0.0
        catch_up = late * 60.0 / point.bpm / _CATCH_UP_SECONDS
        limited = min(max(catch_up, -_FASTEST_CATCH_UP), _FASTEST_CATCH_UP)
        return point.bpm / 60.0 * TICKS_PER_QUARTER * (1.0 + limited)


def _semiquaver(point: Point) -> int:
    """Where the jump led to: starts and positions are whole semiquavers, and little time has passed since."""
    return max(0, math.floor(point.quarters * 4 + 0.1)) * TICKS_PER_QUARTER // 4


def _tick(point: Point) -> int:
    return max(0, round(point.quarters * TICKS_PER_QUARTER))
