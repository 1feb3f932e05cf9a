"""What runs in a job process to write a song as sound."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from musegen_app.score.model import Score
from musegen_app.session.jobs import Progress

SampleFormat = Literal["16", "24", "32f"]


@dataclass(frozen=True, slots=True)
class WavOptions:
    """How a WAV is written: 16 or 24-bit integer or 32-bit float; the tail after the last note always ends.

    `soundfont` is played with whatever the song wishes; "": with the song's, and with `usual_soundfont` ("" = the
    built-in one) where it names none or its file is gone.
    """

    sample_rate: int = 48_000
    sample_format: SampleFormat = "24"
    tail_seconds: float = 4.0
    gain_db: float = 0.0
    soundfont: str = ""
    usual_soundfont: str = ""


def write_wav(progress: Progress, score: Score, path: Path, options: WavOptions) -> Path:
    """Render `score` with the engine on a manual clock and write `path` (to a temporary file first).

    Raises DeviceError without a synth, FileFormatError when the file cannot be written.
    """
    from musegen_app.engine.build import playlist_of
    from musegen_app.engine.offline import render
    from musegen_app.formats import wav

    blocks = render(
        playlist_of(score),
        options.sample_rate,
        soundfont_for(score, options),
        options.tail_seconds,
        progress,
        None,
        options.gain_db,
    )
    wav.write_wav(path, blocks, sample_rate=options.sample_rate, sample_format=options.sample_format)
    return path


def soundfont_for(score: Score, options: WavOptions) -> str:
    """The SoundFont file that `score` is rendered with; "" = the built-in one."""
    there = score.soundfont and Path(score.soundfont).expanduser().is_file()
    return options.soundfont or (score.soundfont if there else options.usual_soundfont)
