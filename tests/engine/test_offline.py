"""The offline twin with the real synth: where notes start, and that it agrees with live playback."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from musegen_app.base.errors import DeviceError
from musegen_app.engine.backends.catalog import open_synth
from musegen_app.engine.backends.fluidsynth_backend import GRID_FRAMES
from musegen_app.engine.build import playlist_of
from musegen_app.engine.clock import ManualClock
from musegen_app.engine.core import Engine
from musegen_app.engine.limiter import CEILING
from musegen_app.engine.offline import render, render_with, song_frames
from musegen_app.engine.playable import Playable
from musegen_app.score.model import Note, Score, Track
from musegen_app.score.time import TempoMap
from tests.engine.conftest import RATE, melody
from tests.engine.onsets import WOODBLOCK, attack_frames, onsets
from tests.fakes.recording_synth import RecordingSynth


def whole(score: Score, **options: float) -> np.ndarray:
    return np.concatenate(list(render(playlist_of(score), RATE, **options)))  # type: ignore[arg-type]


def test_every_note_starts_where_it_is_written() -> None:
    tempo = TempoMap.of_bpm(97)
    starts = tuple(i * 777 for i in range(24))
    score = replace(melody(*starts, length=200, pitch=70, program=WOODBLOCK), tempo=tempo)
    found = onsets(whole(score)) - attack_frames()
    exact = np.array([round(tempo.seconds(s) * RATE) for s in starts])
    assert len(found) == len(starts)
    late = found - exact
    assert late.min() >= -8  # the attack differs by some frames from pitch to pitch
    assert late.max() <= GRID_FRAMES + 8


def test_live_and_offline_agree_within_the_grid_whatever_the_block() -> None:
    score = melody(*(i * 333 for i in range(12)), length=200, program=WOODBLOCK)
    offline = onsets(whole(score))
    synth = open_synth(RATE)
    engine = Engine(RATE, synth)
    engine.scheduler.load(Playable(playlist_of(score)))
    clock = ManualClock(engine.render, 100)
    clock.advance(12_345)  # a device runs before Play is pressed
    engine.scheduler.play()
    live = onsets(clock.advance(3 * RATE))
    synth.close()
    assert len(live) == len(offline) == 12
    assert np.abs(live - offline).max() <= GRID_FRAMES


def test_it_ends_after_the_tail_even_when_a_note_never_dies_away() -> None:
    playlist = playlist_of(melody(0))
    synth = RecordingSynth(level=0.1)
    synth.down.add((0, 0))
    frames = sum(len(b) for b in render_with(synth, playlist, RATE, tail_seconds=1.5))
    assert frames == song_frames(playlist, RATE) + 1.5 * RATE


def test_a_tail_that_has_died_away_is_cut_short() -> None:
    playlist = playlist_of(melody(0))
    frames = sum(len(b) for b in render_with(RecordingSynth(), playlist, RATE, tail_seconds=30.0))
    assert song_frames(playlist, RATE) < frames < song_frames(playlist, RATE) + RATE


def test_progress_and_cancel() -> None:
    heard: list[float] = []
    playlist = playlist_of(melody(0, 9_000))
    list(render_with(RecordingSynth(), playlist, RATE, on_progress=heard.append))
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    heard.clear()
    synth = RecordingSynth()
    blocks = list(render_with(synth, playlist, RATE, on_progress=heard.append, cancelled=lambda: len(heard) >= 3))
    assert len(blocks) == 3
    assert heard[-1] < 1.0


def fff(tracks: int = 16, voices: int = 16) -> Score:
    """All that the synth has: 256 voices, every one as loud as it goes."""
    programs = (48, 19, 61, 0, 30, 81, 56, 62)
    return Score(
        tracks=tuple(
            Track(
                program=programs[i % 8],
                channel=i,
                volume=127,
                notes=tuple(Note(t, 1_900, 30 + i % 4 + p * 4, 127) for t in (0, 1_920) for p in range(voices)),
            )
            for i in range(tracks)
            if i != 9
        )
    )


@pytest.mark.parametrize("block_frames", [64, 256, 1_024])
def test_the_densest_take_never_clips_whatever_the_block(block_frames: int) -> None:
    """Not a sample beyond the ceiling, and hardly one at it: the gain moves, the wave is not cut off flat."""
    synth = open_synth(RATE)
    engine = Engine(RATE, synth)
    engine.scheduler.load(Playable(playlist_of(fff())))
    engine.scheduler.play(0)
    sound = ManualClock(engine.render, block_frames).advance(3 * RATE)
    synth.close()
    assert engine.faults == 0
    assert np.abs(sound).max() <= np.float32(CEILING)
    flat = np.abs(sound) >= np.float32(CEILING) * 0.999_99
    assert 0 < flat.mean() < 1e-3
    assert not np.lib.stride_tricks.sliding_window_view(flat, 24, axis=0).all(axis=-1).any(), "half a millisecond"
    assert np.sqrt(np.mean(np.square(sound))) > 0.1, "it is loud all the same"


def test_a_crowd_never_clips_and_one_melody_is_not_touched() -> None:
    crowd = Track(program=48, notes=tuple(Note(0, 3_000, p, 127) for p in range(30, 90)))
    assert np.abs(whole(Score(tracks=(crowd,)))).max() <= np.float32(CEILING)
    alone = whole(melody(0, 960, 1_920, length=900))
    assert 0.05 < np.abs(alone).max() < CEILING


def test_a_soundfont_that_is_missing_or_none_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DeviceError, match=r"gone\.sf2 is not there"):
        open_synth(RATE, str(tmp_path / "gone.sf2"))
    (tmp_path / "bad.sf2").write_bytes(b"RIFFnonsense")
    with pytest.raises(DeviceError, match=r"bad\.sf2 cannot be read"):
        open_synth(RATE, str(tmp_path / "bad.sf2"))


def test_a_missing_library_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fluidsynth", None)
    with pytest.raises(DeviceError, match="install"):
        open_synth(RATE)
