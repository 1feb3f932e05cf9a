"""How strongly a control steers the nets, drawn over time: a lane of the song, as tempo and controllers are."""

from __future__ import annotations

from dataclasses import dataclass

from musegen_app.score.steering_points import Points, value_at


@dataclass(frozen=True, slots=True)
class SteeringLane:
    """`control` is the name of a steering control, `points` are (tick, value) with rising ticks.

    Between two points the value goes straight from one to the other; before the first and after the last it stays.
    Two points may share a tick: a step. A lane without points says nothing.
    """

    control: str
    points: Points = ()

    def at(self, tick: int) -> float | None:
        """The value at `tick`; None for an empty lane."""
        return value_at(self.points, tick)
