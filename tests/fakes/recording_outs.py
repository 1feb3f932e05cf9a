"""MIDI outputs that remember everything and check what every receiver relies on."""

from __future__ import annotations

from dataclasses import dataclass, field

from musegen_app.engine.route import Route


@dataclass
class RecordingOuts:
    """`sent` and `clock` hold every message with its time; fits `protocols.Outs`.

    Fails at once when a route's times go backwards, a note is struck that is down, or ended that is not.
    """

    sent: list[tuple[int, Route, bytes]] = field(default_factory=list)
    clock: list[tuple[int, bytes]] = field(default_factory=list)
    down: set[tuple[Route, int]] = field(default_factory=set)
    panics: int = 0
    _last_ns: dict[Route, int] = field(default_factory=dict)

    def send(self, at_ns: int, route: Route, data: bytes) -> None:
        assert at_ns >= self._last_ns.get(route, at_ns), "time goes backwards"
        assert data[0] & 0x0F == route.channel
        self._last_ns[route] = at_ns
        self.sent.append((at_ns, route, data))
        if data[0] & 0xF0 == 0x90:
            assert (route, data[1]) not in self.down, "struck twice"
            self.down.add((route, data[1]))
        elif data[0] & 0xF0 == 0x80:
            self.down.remove((route, data[1]))

    def send_clock(self, at_ns: int, data: bytes) -> None:
        assert not self.clock or at_ns >= self.clock[-1][0], "time goes backwards"
        self.clock.append((at_ns, data))

    def panic(self) -> None:
        assert not self.down, "the engine ends its notes before"
        self.panics += 1

    def on(self, route: Route) -> list[bytes]:
        """What went to one route, in order."""
        return [data for _, at, data in self.sent if at == route]
