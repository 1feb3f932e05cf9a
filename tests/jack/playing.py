"""The engine process, opened on the JACK graph, and something for it to play to an external instrument."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from musegen_app.engine import messages as m
from musegen_app.engine.build import playlist_of
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.process import EngineLink
from musegen_app.score.model import Note, Output, Score, Track

WAIT_SECONDS = 30.0
BAR = 3_840
CHORD = (60, 64, 67)


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

    def wait(self, until: Callable[[], object], what: str) -> None:
        """Poll until that holds; fails after `WAIT_SECONDS`."""
        deadline = time.monotonic() + WAIT_SECONDS
        while not until():
            assert time.monotonic() < deadline, f"{what}: {self.state}, {self.ports}, {self.problems}"
            self.poll()
            time.sleep(0.01)

    @property
    def dropouts(self) -> int:
        return self.position.dropouts if self.position is not None else 0


@contextmanager
def player() -> Iterator[Player]:
    """Spawned now, so that it finds the server of the moment."""
    running = Player(EngineLink())
    running.link.spawn()
    try:
        running.wait(
            lambda: running.state is not None and running.state.block_frames and running.state.synth,
            "the engine did not open the device",
        )
        yield running
    finally:
        running.link.close()


def until_output(engine: Player, wanted: str) -> str:
    """The engine's name for the output port in whose name `wanted` is, once it has found it."""

    def found() -> list[str]:
        return [p.name for p in engine.ports.outputs if wanted in p.name] if engine.ports is not None else []

    engine.link.send(m.ListPorts())
    engine.wait(found, f"the engine did not find {wanted}")
    return found()[0]


def load_and_play(engine: Player, playlist: Playlist) -> None:
    """Play once every output is open; what is played to a closed one is lost."""
    ports = {route.port for route in playlist.routes}
    engine.poll()
    engine.ports = None  # what was reported before counts no more
    engine.link.send(m.LoadPlaylist(1, playlist))
    engine.link.send(m.ListPorts())
    engine.wait(
        lambda: engine.ports is not None and ports <= {p.name for p in engine.ports.outputs if p.opened},
        f"the engine did not open {ports}",
    )
    engine.link.send(m.Play(0))


def held(port: str, channel: int = 0, bars: int = 100) -> Playlist:
    """A chord that is held for so many bars by the external instrument at `port` (and by nothing else)."""
    notes = tuple(Note(0, bars * BAR, pitch) for pitch in CHORD)
    return playlist_of(Score(tracks=(Track("Outside", output=Output(False, port, channel), notes=notes),)))
