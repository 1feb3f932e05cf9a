"""The offline twin: the same engine on a clock that is turned as fast as blocks can be computed. For WAV export."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from musegen_app.engine.clock import ManualClock, Timeline
from musegen_app.engine.core import Engine
from musegen_app.engine.playable import Playable
from musegen_app.engine.playlist import Playlist
from musegen_app.engine.protocols import Block, Synth

BLOCK_FRAMES = 8_192  # the longer, the less the synth costs
SILENCE = 10.0 ** (-80.0 / 20.0)  # the tail may end early below this
_QUIET_SECONDS = 0.25
MOST_CORES = 4


def render(
    playlist: Playlist,
    sample_rate: int = 48_000,
    soundfont: str = "",
    tail_seconds: float = 3.0,
    on_progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    gain_db: float = 0.0,
) -> Iterator[Block]:
    """The whole playlist from tick 0 as stereo float32 blocks. Any thread; raises DeviceError before the first block.

    Ends with the song plus its tail: when it has died away, after `tail_seconds` at the latest, always. `on_progress`
    hears 0..1; `cancelled` is asked before every block. "" is the default SoundFont.
    """
    from musegen_app.engine.backends.catalog import open_synth  # not before something is rendered

    synth = open_synth(sample_rate, soundfont, cores=min(os.cpu_count() or 1, MOST_CORES))
    try:
        yield from render_with(synth, playlist, sample_rate, tail_seconds, on_progress, cancelled, gain_db)
    finally:
        synth.close()


def render_with(
    synth: Synth,
    playlist: Playlist,
    sample_rate: int,
    tail_seconds: float = 3.0,
    on_progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    gain_db: float = 0.0,
) -> Iterator[Block]:
    """`render` through a synth of the caller's (who closes it). Raises RuntimeError when a block fails."""
    engine = Engine(sample_rate, synth)
    engine.master.set_gain_db(gain_db, at_once=True)
    engine.scheduler.load(Playable(playlist))
    engine.scheduler.play(0)
    clock = ManualClock(engine.render, BLOCK_FRAMES)
    song = song_frames(playlist, sample_rate)
    total = song + max(0, round(tail_seconds * sample_rate))
    quiet = 0
    while clock.frame < total and not (cancelled is not None and cancelled()):
        block = clock.block(min(BLOCK_FRAMES, total - clock.frame))
        if engine.faults:
            raise RuntimeError(f"a block of sound failed: {engine.fault}")
        yield block
        if on_progress is not None:
            on_progress(clock.frame / total)
        quiet = quiet + len(block) if clock.frame > song and abs(block).max() < SILENCE else 0
        if quiet > _QUIET_SECONDS * sample_rate:
            break
    if on_progress is not None and not (cancelled is not None and cancelled()):
        on_progress(1.0)


def song_frames(playlist: Playlist, sample_rate: int) -> int:
    """Frames from tick 0 to the end of the playlist, without the tail."""
    return Timeline(playlist.tempo, sample_rate).frames_to(0, playlist.end_tick)
