"""A synth that plays nothing and remembers everything, to the frame."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.engine.playlist import NOTE_OFF, NOTE_ON
from musegen_app.engine.protocols import Block

Heard = tuple[int, int, int, int, int]  # frame, kind, channel, data1, data2


@dataclass
class RecordingSynth:
    """`heard` holds every message with the frame it takes effect at. While a note is down it puts out `level`."""

    name: str = "recorder"
    soundfont: str = ""
    grid_frames: int = 1
    level: float = 0.0
    frame: int = 0
    closed: bool = False
    heard: list[Heard] = field(default_factory=list)
    down: set[tuple[int, int]] = field(default_factory=set)

    def send(self, kind: int, channel: int, data1: int, data2: int) -> None:
        assert not self.closed
        self.heard.append((self.frame, kind, channel, data1, data2))
        if kind == NOTE_ON:
            self.down.add((channel, data1))
        elif kind == NOTE_OFF:
            self.down.discard((channel, data1))

    def render(self, block: Block, start: int, stop: int) -> None:
        assert 0 <= start <= stop <= len(block)
        block[start:stop] = self.level if self.down else 0.0
        self.frame += stop - start

    def take_levels(self) -> tuple[float, ...]:
        return ()

    def close(self) -> None:
        self.closed = True

    def ons(self) -> list[tuple[int, int]]:
        """Frame and pitch of every note-on."""
        return [(frame, data1) for frame, kind, _, data1, _ in self.heard if kind == NOTE_ON]

    def offs(self) -> list[tuple[int, int]]:
        return [(frame, data1) for frame, kind, _, data1, _ in self.heard if kind == NOTE_OFF]

    def of(self, kind: int, channel: int = 0) -> list[tuple[int, int]]:
        """Data bytes of the messages of one kind on one channel."""
        return [(d1, d2) for _, k, c, d1, d2 in self.heard if k == kind and c == channel]
