"""An engine on a manual clock with a recording synth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from musegen_app.engine.build import playlist_of
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.route import FIRST_ROUTE, Route
from musegen_app.score.model import Note, Score, Track
from tests.fakes.recording_outs import RecordingOuts
from tests.fakes.recording_synth import RecordingSynth

RATE = 48_000
BLOCK = 256
FRAMES_PER_TICK = 25  # 120 bpm, 960 ticks, 48 kHz


@dataclass
class Bench:
    """`engine` with its synth and the clock that turns it."""

    engine: Engine
    synth: RecordingSynth
    clock: ManualClock
    outs: RecordingOuts

    def load(self, score: Score, revision: int = 1) -> None:
        self.engine.scheduler.load(Playable(playlist_of(score), revision))

    def load_routed(self, score: Score, *routes: Route) -> None:
        """The n-th track goes to the n-th route instead of the synth."""
        self.engine.scheduler.load(self.engine.playable(routed(playlist_of(score), *routes)))

    def press(self, *data: int, port: str = "keys", late_ns: int = 0) -> None:
        """A message comes in, so long after the start of the last block."""
        self.engine.heard(self.clock.at_ns - BLOCK * 1_000_000_000 // RATE + late_ns, port, bytes(data))

    def run_to_tick(self, tick: int) -> None:
        """Frames from the song's start at 120 bpm; a song that was started at frame 0."""
        self.clock.advance(tick * FRAMES_PER_TICK - self.clock.frame)


@pytest.fixture
def bench() -> Bench:
    synth = RecordingSynth()
    outs = RecordingOuts()
    engine = Engine(RATE, synth, outs)
    return Bench(engine, synth, ManualClock(engine.render, BLOCK), outs)


def routed(playlist: Playlist, *routes: Route) -> Playlist:
    """Channel 0 of the playlist goes to the first route, 1 to the second ..."""
    events = playlist.events.copy()
    events["channel"][events["channel"] < len(routes)] += FIRST_ROUTE
    return replace(playlist, events=events, routes=routes)


def melody(*starts: int, length: int = 240, pitch: int = 60, **track: int) -> Score:
    """A track with a rising note at each start."""
    return Score(tracks=(Track(notes=tuple(Note(s, length, pitch + i) for i, s in enumerate(starts)), **track),))
