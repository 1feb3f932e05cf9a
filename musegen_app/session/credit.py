"""How far ahead of the playhead notes are made, and how near to it they may still change. Pure arithmetic.

Look-ahead is given as credit: the worker generates up to a tick and then waits. While nothing plays it gets
credit for the whole take.
"""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.score.time import TICKS_PER_QUARTER, TempoMap

WHOLE_TAKE = 1 << 40
LOOK_AHEAD_SECONDS = 8.0
MARGIN_SECONDS = 0.35


@dataclass(frozen=True, slots=True)
class Horizon:
    """The moment as the scheduler sees it."""

    tick: int
    playing: bool
    tempo: TempoMap
    margin: float = MARGIN_SECONDS  # for so long nothing can change any more, see `promptness`
    seconds: float = 0.0  # the clock of the session

    def ahead(self, seconds: float) -> int:
        """The tick that the playhead reaches in `seconds`."""
        return self.tempo.tick(self.tempo.seconds(self.tick) + seconds)


def credit_tick(horizon: Horizon, start_tick: int, granted: int) -> int:
    """How far the worker may go now; never less than was `granted` before, at least two bars past the start,
    and in steps of a quarter so that few messages are sent."""
    if not horizon.playing:
        return WHOLE_TAKE
    wanted = max(horizon.ahead(LOOK_AHEAD_SECONDS), start_tick + 8 * TICKS_PER_QUARTER)
    return max(granted, wanted - wanted % TICKS_PER_QUARTER)


def commit_tick(horizon: Horizon, start_tick: int) -> int:
    """Notes before this tick are promised to the ear. While nothing plays nothing is promised."""
    if not horizon.playing:
        return start_tick
    return max(start_tick, horizon.ahead(horizon.margin))
