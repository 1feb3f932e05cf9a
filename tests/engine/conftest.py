"""An engine on a manual clock with a recording synth."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from musegen_app.engine.build import playlist_of
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine
from musegen_app.engine.playable import Playable
from musegen_app.score.model import Note, Score, Track
from tests.fakes.recording_synth import RecordingSynth

RATE = 48_000
FRAMES_PER_TICK = 25  # 120 bpm, 960 ticks, 48 kHz


@dataclass
class Bench:
    """`engine` with its synth and the clock that turns it."""

    engine: Engine
    synth: RecordingSynth
    clock: ManualClock

    def load(self, score: Score, revision: int = 1) -> None:
        self.engine.scheduler.load(Playable(playlist_of(score), revision))

    def run_to_tick(self, tick: int) -> None:
        """Frames from the song's start at 120 bpm; a song that was started at frame 0."""
        self.clock.advance(tick * FRAMES_PER_TICK - self.clock.frame)


@pytest.fixture
def bench() -> Bench:
    synth = RecordingSynth()
    engine = Engine(RATE, synth)
    return Bench(engine, synth, ManualClock(engine.render, 256))


def melody(*starts: int, length: int = 240, pitch: int = 60, **track: int) -> Score:
    """A track with a rising note at each start."""
    return Score(tracks=(Track(notes=tuple(Note(s, length, pitch + i) for i, s in enumerate(starts)), **track),))
