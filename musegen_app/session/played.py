"""What was played, made into music: strokes paired with their releases, channel messages as controls. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from musegen_app.engine.messages import PlayedEvent
from musegen_app.score.model import ControlEvent, ControlKind, Origin, OriginKind

PLAYED = Origin(OriginKind.PLAYED)
USUAL_RELEASE = 64
_NOTE_OFF, _NOTE_ON, _POLY, _CONTROL, _PROGRAM, _PRESSURE, _BEND = 0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0
_SOUND_OFF, _NOTES_OFF, _FIRST_MODE = 120, 123, 120  # from 120 on controllers are commands to the whole channel

Key = tuple[str, int, int]  # port, channel, pitch


@dataclass(frozen=True, slots=True)
class Struck:
    """A key that was struck, and what let it go: its release, the same key struck anew, or None (still down)."""

    on: PlayedEvent
    off: PlayedEvent | None = None

    @property
    def release_velocity(self) -> int:
        off = self.off
        return off.data2 if off is not None and off.status & 0xF0 == _NOTE_OFF else USUAL_RELEASE


def is_stroke(event: PlayedEvent) -> bool:
    """A key going down (with velocity 0 it goes up)."""
    return event.status & 0xF0 == _NOTE_ON and event.data2 > 0


class Keys:
    """The keys that are down. Every stroke comes out as one `Struck`, whatever is missing in between."""

    def __init__(self) -> None:
        self.down: dict[Key, PlayedEvent] = {}

    def hear(self, event: PlayedEvent) -> list[Struck]:
        """The strokes that this event ends."""
        kind, key = event.status & 0xF0, _key(event)
        if kind == _NOTE_ON and event.data2:
            ended = self._end([key], event)
            self.down[key] = event
            return ended
        if kind in (_NOTE_ON, _NOTE_OFF):
            return self._end([key], event)
        if kind == _CONTROL and event.data1 in (_SOUND_OFF, _NOTES_OFF):
            return self._end([k for k in self.down if k[:2] == key[:2]], event)
        return []

    def of_port(self, port: str | None) -> list[PlayedEvent]:
        """The strokes of a port (None: of all) that were not let go yet."""
        return [on for key, on in self.down.items() if port is None or key[0] == port]

    def _end(self, keys: Iterable[Key], event: PlayedEvent) -> list[Struck]:
        return [Struck(self.down.pop(k), event) for k in keys if k in self.down]


def _key(event: PlayedEvent) -> Key:
    return event.port, event.status & 0x0F, event.data1


def release_of(on: PlayedEvent, at_ns: int, tick: int) -> PlayedEvent:
    """The release that never came, because the port or the engine went away."""
    status = _NOTE_OFF | on.status & 0x0F
    return PlayedEvent(at_ns, on.port, status, on.data1, USUAL_RELEASE, tick, on.rolling, on.lap)


# --- controls ----------------------------------------------------------------------------------------------
def control_at(event: PlayedEvent, tick: int) -> ControlEvent | None:
    """The event as a control of a track; None for notes and for commands to a whole channel."""
    match event.status & 0xF0:
        case 0xB0 if event.data1 < _FIRST_MODE:
            return ControlEvent(tick, ControlKind.CONTROL, event.data2, event.data1)
        case 0xC0:
            return ControlEvent(tick, ControlKind.PROGRAM, event.data1)
        case 0xD0:
            return ControlEvent(tick, ControlKind.PRESSURE, event.data1)
        case 0xA0:
            return ControlEvent(tick, ControlKind.POLY_PRESSURE, event.data2, event.data1)
        case 0xE0:
            return ControlEvent(tick, ControlKind.BEND, (event.data2 << 7 | event.data1) - 8192)
        case _:
            return None
