"""Verbs of MIDI knobs that steer: a controller learned for a control, followed while it plays. GUI thread.

A knob takes over only where it meets the value (pick-up), so that nothing jumps when it stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from musegen_app.base.event import Event
from musegen_app.engine import messages as engine
from musegen_app.engine.messages import Played, PlayedEvent
from musegen_app.sampling.messages import Steering
from musegen_app.session.knobs import Knob, bound
from musegen_app.session.settings import Settings
from musegen_app.session.status import Status
from musegen_app.session.transport import EngineLine

if TYPE_CHECKING:
    from musegen_app.sampling.steering.control import ControlSpec

_CONTROL, _HIGHEST, _FIRST_MODE = 0xB0, 127, 120
_NEAR = 2 / _HIGHEST  # so near to the value a knob counts as standing there
STEER_SECONDS = 0.04  # a turned knob tells far more values than can be heard


@dataclass(frozen=True, slots=True)
class LearnState:
    """`learning` is the control that waits for a knob, "" for none; `waiting` says of each knob that has not met its
    control's value yet where it stands, 0..1."""

    learning: str = ""
    knobs: tuple[Knob, ...] = ()
    waiting: Mapping[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Turned:
    """Where a knob was last (0..1), and the share of its control that it set, None while it is not in charge."""

    at: float | None = None
    set_share: float | None = None


class LearnVerbs:
    """`moved` tells (name of a control, value) whenever a knob sets one; `steer` is what carries it out."""

    def __init__(
        self,
        line: EngineLine,
        status: Status,
        settings: Callable[[], Settings],
        change: Callable[..., None],
        steer: Callable[[Steering], None],
        now: Callable[[], float],
    ) -> None:
        self.changed: Event[LearnState] = Event()
        self.moved: Event[tuple[str, float]] = Event()
        self.state = LearnState(knobs=settings().knobs)
        self._line = line
        self._status = status
        self._settings = settings
        self._change = change
        self._steer = steer
        self._now = now
        self._turned: dict[str, _Turned] = {}
        self._wanted: dict[str, float] = {}  # values that knobs have set and that are still to be told
        self._told_at = float("-inf")

    # --- verbs -----------------------------------------------------------------------------------------
    def learn(self, control: str) -> None:
        """The next controller that moves steers `control` from now on; the same again: no, do not learn."""
        learning = "" if self.state.learning == control else control
        self._show(learning=learning)
        if learning:
            words = f"Turn the knob that is to move “{_spec(control).label}”; Esc leaves it"
            self._status.say("info", words)

    def stop(self) -> None:
        """No knob is learned."""
        if self.state.learning:
            self._show(learning="")
            self._status.say("info", "No knob was learned")

    def forget(self, control: str) -> None:
        """No knob moves `control` any more."""
        self._bind(tuple(k for k in self.state.knobs if k.control != control))

    # --- for the session -------------------------------------------------------------------------------
    def wishes(self) -> tuple[engine.EngineCommand, ...]:
        """What a new engine is told first."""
        return (engine.SetKnobs(tuple(k.address for k in self.state.knobs)),)

    def hear(self, report: Played) -> Played:
        """Follow the learned knobs in `report`; what is left of it is music."""
        kept = tuple(event for event in report.events if not self._follow(event))
        if len(kept) != len(report.events):
            self._show(waiting=self._waiting())
            self.poll()
        return replace(report, events=kept)

    def poll(self) -> None:
        """Tell what knobs have set, not more often than can be heard."""
        if not self._wanted or self._now() - self._told_at < STEER_SECONDS:
            return
        from musegen_app.sampling.steering.catalog import with_values

        values, self._wanted = self._wanted, {}
        self._told_at = self._now()
        self._steer(with_values(self._settings().steering, values))
        for move in values.items():
            self.moved.emit(move)

    # --- inside ----------------------------------------------------------------------------------------
    def _follow(self, event: PlayedEvent) -> bool:
        """Is the event one of a learned knob (or of the one that is just being learned)?"""
        if event.status & 0xF0 != _CONTROL or event.data1 >= _FIRST_MODE:
            return False
        address = (event.port, event.status & 0x0F, event.data1)
        if self.state.learning:
            self._learned(Knob(self.state.learning, *address))
        knob = next((k for k in self.state.knobs if k.address == address), None)
        if knob is None or not _is_known(knob.control):
            return False
        self._turn(knob.control, event.data2 / _HIGHEST)
        return True

    def _learned(self, knob: Knob) -> None:
        self._show(learning="")
        self._turned.pop(knob.control, None)
        self._bind(bound(self.state.knobs, knob))
        self._status.say("info", f"{knob.name} of “{knob.port}” moves “{_spec(knob.control).label}” from now on")

    def _bind(self, knobs: tuple[Knob, ...]) -> None:
        self._change(knobs=knobs)
        self._turned = {k.control: self._turned.get(k.control, _Turned()) for k in knobs}
        self._show(knobs=knobs, waiting=self._waiting())
        self._line.send(self.wishes()[0])

    def _turn(self, control: str, share: float) -> None:
        """The knob stands at `share` now: does it meet the value, or is it in charge already?"""
        spec, turned = _spec(control), self._turned.setdefault(control, _Turned())
        before, turned.at = turned.at, share
        standing = share_of(spec, self._value(control))
        if turned.set_share == standing or _meets(before, share, standing):
            value = value_at(spec, share)
            turned.set_share = share_of(spec, value)
            if value != self._value(control):
                self._wanted[control] = value
        else:
            turned.set_share = None

    def _value(self, control: str) -> float:
        return self._wanted.get(control, float(getattr(self._settings().steering, control)))

    def _waiting(self) -> dict[str, float]:
        return {name: t.at for name, t in self._turned.items() if t.at is not None and t.set_share is None}

    def _show(self, **changes: object) -> None:
        state = replace(self.state, **changes)  # type: ignore[arg-type]
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def share_of(spec: ControlSpec, value: float) -> float:
    """How far up its range `value` is, 0..1."""
    return (spec.clamp(value) - spec.minimum) / (spec.maximum - spec.minimum)


def value_at(spec: ControlSpec, share: float) -> float:
    """The value of a knob that stands at `share` (0..1): pitches whole, and the neutral place can be met."""
    span = spec.maximum - spec.minimum
    value = spec.minimum + share * span
    if abs(value - spec.neutral) < span / _HIGHEST:
        return spec.neutral
    return float(round(value)) if spec.step >= 1.0 else spec.clamp(value)


def _meets(before: float | None, now: float, standing: float) -> bool:
    """Has a knob on its way from `before` to `now` come to where the value stands?"""
    if abs(now - standing) <= _NEAR:
        return True
    return before is not None and min(before, now) <= standing <= max(before, now)


def _spec(control: str) -> ControlSpec:
    from musegen_app.sampling.steering.catalog import control as named  # numpy: not before a knob is turned

    return named(control).spec


def _is_known(control: str) -> bool:
    from musegen_app.sampling.steering.catalog import CONTROLS

    return any(c.spec.name == control for c in CONTROLS)
