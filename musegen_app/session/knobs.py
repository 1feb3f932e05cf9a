"""Learned MIDI knobs and kept settings of the controls: what `Settings` holds of them, read back with suspicion."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from musegen_app.sampling.messages import Steering

MOST = 64  # more knobs, or presets, than anybody has
_LAST_CONTROLLER = 119  # from 120 on they are commands to a whole channel


@dataclass(frozen=True, slots=True)
class Knob:
    """The MIDI controller `number` on `channel` (0..15) of the input `port` moves the control of that name."""

    control: str
    port: str
    channel: int
    number: int

    @property
    def name(self) -> str:
        """What a badge says."""
        return f"CC {self.number}"

    @property
    def address(self) -> tuple[str, int, int]:
        return self.port, self.channel, self.number


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings of all controls under a name."""

    name: str
    steering: Steering = field(default_factory=Steering)


def knobs_of(value: Any) -> tuple[Knob, ...]:
    """What the settings file says, without what makes no sense; one knob for each control, one control a knob."""
    rows = [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
    found: tuple[Knob, ...] = ()
    for knob in filter(None, map(_knob, rows[:MOST])):
        found = bound(found, knob)
    return found


def bound(knobs: Iterable[Knob], knob: Knob) -> tuple[Knob, ...]:
    """`knobs` with `knob`, which takes the place of what its control or its controller was bound to."""
    kept = (k for k in knobs if k.control != knob.control and k.address != knob.address)
    return (*kept, knob)


def _knob(row: dict[str, Any]) -> Knob | None:
    control, port, channel, number = (row.get(key) for key in ("control", "port", "channel", "number"))
    if not isinstance(control, str) or not isinstance(port, str):
        return None
    if not _whole(channel, 15) or not _whole(number, _LAST_CONTROLLER):
        return None
    return Knob(control, port, channel, number)  # type: ignore[arg-type]


def _whole(value: object, highest: int) -> bool:
    return type(value) is int and 0 <= value <= highest
