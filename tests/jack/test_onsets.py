"""Scheduled playback on the true path: score -> engine process -> PortAudio -> JACK -> captured sound; and the export
of the same score beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from musegen_app.engine import messages as m
from musegen_app.engine.backends.fluidsynth_backend import GRID_FRAMES
from musegen_app.engine.build import playlist_of
from musegen_app.engine.offline import render
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TempoChange, TempoMap
from tests.engine.onsets import WOODBLOCK, attack_frames, onsets
from tests.jack.dummy import RATE, Server, captured
from tests.jack.playing import player

pytestmark = [pytest.mark.jack, pytest.mark.slow]

PITCH = 76
STARTS = tuple(i * 333 for i in range(40))
TEMPO = TempoMap((TempoChange(0, 500_000), TempoChange(6_000, 431_917)))


TRIES = 3
STILL_SECONDS = 0.25  # between two looks of 20 ms: the machine stood still, and the recording has a hole


@dataclass
class Recording:
    """What was captured of one engine, and how long the machine stood still at worst."""

    sound: npt.NDArray[np.float32]
    dropouts: int
    problems: list[str]
    still_seconds: float


def recorded(jack: Server, folder: Path, score: Score) -> Recording:
    looks = [0.0]
    with player() as engine:
        assert engine.state is not None
        assert "JACK" in engine.state.host_api

        def play() -> None:
            engine.link.send(m.LoadPlaylist(1, playlist_of(score)))
            engine.link.send(m.Play(0))
            looks[0] = time.monotonic()

        def look() -> None:
            engine.poll()
            looks.append(time.monotonic())

        sound = captured(jack, 9, folder, play, look)
        still = max(later - earlier for earlier, later in pairwise(looks))
        return Recording(sound, engine.dropouts, engine.problems, still)


def test_every_captured_note_starts_where_the_score_says(jack: Server, tmp_path: Path) -> None:
    notes = tuple(Note(start, 100, PITCH) for start in STARTS)
    score = Score(tracks=(Track(program=WOODBLOCK, notes=notes),), tempo=TEMPO)
    for _ in range(TRIES):
        take = recorded(jack, tmp_path, score)
        if take.still_seconds < STILL_SECONDS:
            break
    sound, dropouts, problems = take.sound, take.dropouts, take.problems

    written = np.array([TEMPO.seconds(start) * RATE for start in STARTS])
    found = onsets(sound)
    assert len(found) == len(STARTS), "every struck note is found in the capture, and nothing else"
    late = found - attack_frames(WOODBLOCK, PITCH) - written
    late -= late.min()  # the constant latency: Play to capture
    lost_periods, late = np.divmod(late, jack.period)
    # A cycle that the server had to skip delays what follows by one period; it is counted, not forgiven.
    assert lost_periods.max() <= dropouts + jack.xruns
    assert late.max() <= GRID_FRAMES
    assert problems == []

    exported = onsets(np.concatenate(list(render(playlist_of(score)))))
    assert len(exported) == len(STARTS)
    apart = late - (exported - attack_frames(WOODBLOCK, PITCH) - written)
    assert apart.max() - apart.min() <= GRID_FRAMES, "live and export agree"
