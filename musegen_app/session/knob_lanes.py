"""Turns of knobs and sliders, written into the song's steering lanes while it plays. GUI thread.

A pass begins when it plays and ends when it stops, or at the seam of a loop; all that one control did in it is one step
of the history. A control that rests for a bar lets go: from there on the lane is as it was before.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from musegen_app.base.event import Event
from musegen_app.document.document import Document
from musegen_app.score import edits
from musegen_app.score.steering_points import SteeringPoint
from musegen_app.score.time import TICKS_PER_QUARTER
from musegen_app.session.credit import Horizon

if TYPE_CHECKING:
    from musegen_app.sampling.steering.control import ControlSpec

HELD_TICKS = 4 * TICKS_PER_QUARTER  # so far ahead of the playhead a value is written: the net is ahead as well
STEP_TICKS = TICKS_PER_QUARTER // 2  # a control that rested longer jumps
ERROR = 0.01  # of the range: what may be left out of the line


class KnobLanes:
    """`armed`: what is turned is written. `knobs` tell what they set, others call `moved`. `written` tells the control
    whose lane has just been begun."""

    def __init__(
        self, document: Document, horizon: Callable[[], Horizon], knobs: Event[tuple[str, float]] | None = None
    ) -> None:
        self.armed = False
        self.changed: Event[bool] = Event()
        self.written: Event[str] = Event()
        self._document = document
        self._horizon = horizon
        self._paths: dict[str, list[SteeringPoint]] = {}
        self._pass = 0
        self._at = 0
        if knobs is not None:
            knobs.subscribe(lambda move: self.moved(*move))

    def arm(self, on: bool) -> None:
        """Write what is turned from now on, or no more."""
        if on != self.armed:
            self.armed = on
            self._end_pass()
            self.changed.emit(on)

    def moved(self, control: str, value: float) -> None:
        """`control` was set to `value`."""
        now = self._horizon()
        if not self.armed:
            return
        if not now.playing or now.tick < self._at:
            self._end_pass()
        self._at = now.tick
        if now.playing:
            self._write(control, now.tick, value)

    def _write(self, control: str, tick: int, value: float) -> None:
        path = self._paths.setdefault(control, [])
        begins = not path or tick - path[-1][0] > HELD_TICKS
        if begins:
            path.clear()
        elif tick - path[-1][0] > STEP_TICKS:
            path.append((tick, path[-1][1]))
        path.append((tick, value))
        spec = _spec(control)
        stroke = [*path, (tick + HELD_TICKS, value)]
        error = ERROR * (spec.maximum - spec.minimum)
        score = edits.draw_steering(self._document.score, control, stroke, error)
        self._document.edit(f"Record {spec.label.casefold()}", score, f"record {control} {self._pass}")
        if begins:
            self.written.emit(control)

    def _end_pass(self) -> None:
        self._paths.clear()
        self._pass += 1
        self._at = 0


def _spec(control: str) -> ControlSpec:
    from musegen_app.sampling.steering.catalog import control as named

    return named(control).spec
