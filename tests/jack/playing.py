"""The engine process, opened on the JACK graph."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from musegen_app.engine import messages as m
from musegen_app.engine.process import EngineLink

WAIT_SECONDS = 30.0


@dataclass
class Player:
    """A spawned engine whose device asks for blocks."""

    link: EngineLink
    state: m.AudioState | None = None
    position: m.Position | None = None
    ports: m.PortList | None = None
    played: list[m.PlayedEvent] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def poll(self) -> None:
        for report in self.link.poll():
            match report:
                case m.AudioState():
                    self.state = report
                case m.Position():
                    self.position = report
                case m.PortList():
                    self.ports = report
                case m.Played(events):
                    self.played += events
                case m.EngineProblem(sentence):
                    self.problems.append(sentence)
                case _:
                    pass

    @property
    def dropouts(self) -> int:
        return self.position.dropouts if self.position is not None else 0


@contextmanager
def player() -> Iterator[Player]:
    """Spawned now, so that it finds the server of the moment."""
    running = Player(EngineLink())
    running.link.spawn()
    try:
        deadline = time.monotonic() + WAIT_SECONDS
        while running.state is None or not running.state.block_frames or not running.state.synth:
            assert time.monotonic() < deadline, f"the engine did not open the device: {running.state}"
            running.poll()
            time.sleep(0.01)
        yield running
    finally:
        running.link.close()
